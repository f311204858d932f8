package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
)

// The answers to admins. A plan is seen by the admin who asks, and by nobody
// else; even an admin sees nothing that members keep to themselves.

// mostDuos bounds how many duos a preview names; its acknowledgement has to
// stay below 20 kB.
const mostDuos = 30

// planMessage previews the next round.
func planMessage(r Reader, plan pairing.Plan, cast Cast, next time.Time) Message {
	v := r.Voice
	text := v.Say("admin.plan", "Duos", v.Count("admin.duos", len(plan.Duos)), "Rests", restCount(v, len(plan.Rests)), "Next", r.nextRound(next))
	m := say(text, section(text))
	var lines []string
	for i, p := range plan.Duos {
		if i == mostDuos {
			lines = append(lines, v.Count("admin.more_duos", len(plan.Duos)-i))
			break
		}
		lines = append(lines, planLine(r, p, cast))
	}
	m.add(chunks(lines)...)
	lines = nil
	for i, rest := range plan.Rests {
		if i == mostDuos {
			lines = append(lines, v.Count("admin.more_rests", len(plan.Rests)-i))
			break
		}
		lines = append(lines, v.Say("admin.plan.rest", "Who", whom(v, rest.Member), "Why", v.Say(restTexts[rest.Reason])))
	}
	m.add(chunks(lines)...)
	return m
}

func restCount(v wording.Voice, n int) string {
	if n == 0 {
		return v.Say("admin.rests.none")
	}
	return v.Count("admin.rests", n)
}

// restTexts says why somebody rests, to an admin.
var restTexts = map[pairing.RestReason]string{
	pairing.OddOneOut: "admin.rest.odd", pairing.NobodyFits: "admin.rest.nobody_fits", pairing.OthersTaken: "admin.rest.others_taken",
	pairing.SpokenFor: "duo.rest.admin",
}

func planLine(r Reader, p pairing.Proposal, cast Cast) string {
	r.ID = "" // a home is nobody's own in a list of all
	where := r.Voice.Say("admin.plan.anywhere")
	if len(p.Options) > 0 {
		where = r.place(p.Options[0].Place, cast)
	}
	why := slices.DeleteFunc(slices.Clone(p.Terms), func(t pairing.Term) bool { return t.Name == pairing.MutualWish })
	return r.Voice.Say("admin.plan.duo", "Who", mentions(r.Voice, p.Members), "When", r.hours(p.Session), "Where", where, "Why", whyText(r.Voice, why))
}

// chunks joins lines into as few sections as hold them.
func chunks(lines []string) []string {
	var out []string
	var b strings.Builder
	for _, l := range lines {
		l = clipMarkup(l, 600)
		if b.Len() > 0 && b.Len()+len(l) > 2500 {
			out = append(out, b.String())
			b.Reset()
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(l)
	}
	if b.Len() > 0 {
		out = append(out, b.String())
	}
	return out
}

// add appends sections to a message.
func (m *Message) add(paragraphs ...string) {
	for _, p := range paragraphs {
		m.Blocks.BlockSet = append(m.Blocks.BlockSet, section(p))
	}
}

// Run is what an admin is asked about before a round opens out of turn.
type Run struct {
	Number int       // of the round
	People int       // who would be written to
	Open   bool      // another round is open
	Stands time.Time // the scheduled round that it stands for; zero: it comes besides
}

// runAskMessage asks an admin before a round is opened, and says how many
// people it writes to.
func runAskMessage(r Reader, run Run) Message {
	v := r.Voice
	if run.People == 0 {
		return plainly(v.Say("admin.run.nobody"))
	}
	all := v.Count("admin.people", run.People)
	text := v.Say("admin.run.ask", "People", all)
	if run.Open {
		text = v.Say("admin.run.ask_open", "People", all)
	}
	schedule := v.Say("admin.run.besides")
	if !run.Stands.IsZero() {
		schedule = v.Say("admin.run.stands", "Moment", r.moment(run.Stands))
	}
	return say(v.Say("admin.run.all", "Ask", text, "Schedule", schedule), section(text), section(schedule),
		buttons(asking(primary(button(actRun, v.Say("admin.run.button"), strconv.Itoa(run.Number))),
			v.Say("admin.run.title"), v.Say("admin.run.text", "People", all), v.Say("admin.run.yes"), v.Say("admin.run.no"))))
}

// ranMessage tells an admin that a round was opened.
func ranMessage(v wording.Voice, duos, rests int) Message {
	return plainly(v.Say("admin.ran", "Duos", v.Count("admin.duos", duos), "Rests", restCount(v, rests)))
}

// ranAlreadyMessage answers a second confirmation, or an old one.
func ranAlreadyMessage(v wording.Voice) Message { return plainly(v.Say("admin.ran_already")) }

// notAdminMessage answers admin from everybody else.
func notAdminMessage(v wording.Voice) Message { return plainly(v.Say("admin.not_admin")) }

// adminHelpMessage answers admin alone.
func adminHelpMessage(v wording.Voice) Message { return plainly(adminLines(v)) }
