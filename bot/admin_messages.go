package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cowork/pairing"
)

// The answers to admins. A plan is seen by the admin who asks, and by nobody
// else; even an admin sees nothing that members keep to themselves.

// mostDuos bounds how many duos a preview names; its acknowledgement has to
// stay below 20 kB.
const mostDuos = 30

// planMessage previews the next round.
func planMessage(r Reader, plan pairing.Plan, cast Cast, next time.Time) Message {
	text := fmt.Sprintf("If the next round opened now: %s, and %s. Nobody has been written to. %s",
		count(len(plan.Duos), "duo", "duos"), restCount(len(plan.Rests)), nextSentence(next, r.Zone))
	m := say(text, section(text))
	var lines []string
	for i, p := range plan.Duos {
		if i == mostDuos {
			lines = append(lines, fmt.Sprintf("and %s more", count(len(plan.Duos)-i, "duo", "duos")))
			break
		}
		lines = append(lines, planLine(r, p, cast))
	}
	m.add(chunks(lines)...)
	lines = nil
	for i, rest := range plan.Rests {
		if i == mostDuos {
			lines = append(lines, fmt.Sprintf("and %d more who rest", len(plan.Rests)-i))
			break
		}
		lines = append(lines, fmt.Sprintf("• %s: %s", who(rest.Member), restWords[rest.Reason]))
	}
	m.add(chunks(lines)...)
	return m
}

func restCount(n int) string {
	switch n {
	case 0:
		return "nobody rests"
	case 1:
		return "1 member rests"
	}
	return fmt.Sprintf("%d members rest", n)
}

// restWords says why somebody rests, to an admin.
var restWords = map[pairing.RestReason]string{
	pairing.OddOneOut:   "rests, as the number is odd",
	pairing.NobodyFits:  "nobody fits yet",
	pairing.OthersTaken: "rests, as those who fit are needed elsewhere",
}

func planLine(r Reader, p pairing.Proposal, cast Cast) string {
	all := make([]string, len(p.Members))
	for i, id := range p.Members {
		all[i] = who(id)
	}
	where := "a place that they agree on"
	if len(p.Options) > 0 {
		where = placeText(p.Options[0].Place, cast, "")
	}
	why := slices.DeleteFunc(slices.Clone(p.Terms), func(t pairing.Term) bool { return t.Name == pairing.MutualWish })
	return fmt.Sprintf("• %s: %s; %s. Why: %s", list(all), hoursText(p.Session, r.Zone), where, whyText(r.Voice, why))
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
	if run.People == 0 {
		return plainly("There is nobody to pair at the moment, so there is no round to open.")
	}
	all := count(run.People, "person", "people")
	text := fmt.Sprintf("This opens a round now and writes to %s.", all)
	if run.Open {
		text = fmt.Sprintf("This closes the open round, opens a new one now and writes to %s. Invitations that wait for an answer lapse; settled sessions stay.", all)
	}
	schedule := "The scheduled rounds go on as planned."
	if !run.Stands.IsZero() {
		schedule = fmt.Sprintf("It stands for the round of %s, which is so near that it would end this one before anybody has answered.", momentText(run.Stands, r.Zone))
	}
	return say(text+" "+schedule, section(text), section(schedule),
		buttons(asking(primary(button(actRun, "Open a round now", strconv.Itoa(run.Number))),
			"Open a round now?", fmt.Sprintf("I write to %s at once.", all), "Open it", "Not now")))
}

// ranMessage tells an admin that a round was opened.
func ranMessage(duos, rests int) Message {
	return plainly(fmt.Sprintf("The round is open: %s, and %s. The invitations are on their way.", count(duos, "duo", "duos"), restCount(rests)))
}

// ranAlreadyMessage answers a second confirmation, or an old one.
func ranAlreadyMessage() Message {
	return plainly("A round was opened in the meantime, so I did not open another one. `/cowork admin run` asks again.")
}

// notAdminMessage answers admin from everybody else.
func notAdminMessage() Message {
	return plainly("Only admins of this workspace can do that. `/cowork help` lists what everybody can do.")
}

// adminHelpMessage answers admin alone.
func adminHelpMessage() Message {
	return plainly(adminLines)
}
