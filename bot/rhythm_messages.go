package bot

import (
	"strings"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// What a duo reads on its day, together in their conversation. What they typed
// is shown as it is, and nobody is mentioned who does not read along anyway.

// tempo is a rhythm that a duo can choose.
type tempo struct {
	value       string
	work, pause time.Duration
}

var tempos = []tempo{
	{"45/15", 45 * time.Minute, 15 * time.Minute},
	{"25/5", 25 * time.Minute, 5 * time.Minute},
	{"90/20", 90 * time.Minute, 20 * time.Minute},
	{"none", 0, 0},
}

// tempoOf is the rhythm of a value; none for any other.
func tempoOf(value string) tempo {
	for _, t := range tempos {
		if t.value == value {
			return t
		}
	}
	return tempos[len(tempos)-1]
}

// valueOf is the value of a rhythm that was chosen.
func valueOf(r storage.Rhythm) string {
	for _, t := range tempos {
		if t.work == r.Work && t.pause == r.Pause {
			return t.value
		}
	}
	return tempos[len(tempos)-1].value
}

func tempoValues() (all []string) {
	for _, t := range tempos {
		all = append(all, t.value)
	}
	return all
}

// sharedClock is all of a duo as one reader: with their time zone where they
// share it, else with none, so that Slack shows everybody their own time.
func (c Cast) sharedClock(d *pairing.Duo) Reader {
	r := Reader{Zone: c.zone(d.Seats[0].Member), Voice: c.Voice}
	for _, s := range d.Seats {
		if c.zone(s.Member).String() != r.Zone.String() {
			r.Zone = nil
			break
		}
	}
	return r
}

// rhythmOffer opens the day.
func rhythmOffer(d *pairing.Duo, cast Cast) Message {
	return rhythmStart(d, cast, "day.offer.how", true)
}

// rhythmDeclined takes its place when somebody would rather not.
func rhythmDeclined(d *pairing.Duo, cast Cast) Message {
	return rhythmStart(d, cast, "day.declined", false)
}

// rhythmStart is the beginning of the day, with a button that starts a
// structure and, while it is open, one that does not.
func rhythmStart(d *pairing.Duo, cast Cast, how string, open bool) Message {
	v, r := cast.Voice, cast.sharedClock(d)
	text := v.Say("day.offer", "Until", r.end(d.Session))
	if d.Place.Kind == pairing.Remote {
		text = v.Say("day.offer.remote", "Until", r.end(d.Session))
	}
	blocks := []slack.Block{section(text)}
	if d.Place.Kind == pairing.Remote {
		blocks = append(blocks, section(v.Say("day.huddle")))
	}
	if open {
		return say(text, append(blocks, section(v.Say(how)), buttons(
			primary(button(actStart, v.Say("day.start"), string(d.ID))),
			button(actNoRhythm, v.Say("day.not_today"), string(d.ID)),
		))...)
	}
	return say(text, append(blocks, small(v.Say(how)), buttons(button(actStart, v.Say("day.start_after_all"), string(d.ID))))...)
}

// rhythmRunning takes its place once somebody started.
func rhythmRunning(d *pairing.Duo, cast Cast, r storage.Rhythm) Message {
	v := cast.Voice
	text := v.Say("day.running", "Until", cast.sharedClock(d).end(d.Session))
	return say(text, section(text), section(planLines(d, v, r)), section(tempoText(v, r)), buttons(
		button(actStart, v.Say("day.change"), string(d.ID)),
		button(actWrap, v.Say("day.wrap"), string(d.ID)),
	))
}

// rhythmOver takes its place when the day is wrapped up or the session ends.
func rhythmOver(d *pairing.Duo, cast Cast, r storage.Rhythm) Message {
	text := cast.Voice.Say("day.over")
	return say(text, section(text), section(planLines(d, cast.Voice, r)))
}

// rhythmGone takes its place when the session is off or on another day.
func rhythmGone(v wording.Voice) Message { return plainly(v.Say("day.gone")) }

// tempoText says which rhythm a duo keeps to.
func tempoText(v wording.Voice, r storage.Rhythm) string {
	if r.Work == 0 {
		return v.Say("day.rhythm.none")
	}
	return v.Say("day.rhythm", "Work", int(r.Work/time.Minute), "Pause", int(r.Pause/time.Minute))
}

// planLines says what each is about to do, as far as they said so.
func planLines(d *pairing.Duo, v wording.Voice, r storage.Rhythm) string {
	var lines []string
	for _, s := range d.Seats {
		plan := v.Say("day.no_line")
		if l := r.Of(s.Member); l.Plan != "" {
			plan = escape(l.Plan)
		}
		lines = append(lines, v.Say("day.line", "Who", whom(v, s.Member), "Line", plan))
	}
	return "• " + strings.Join(lines, "\n• ")
}

// nudgeMessage is the quiet word at a turn of the rhythm.
func nudgeMessage(d *pairing.Duo, cast Cast, n Nudge) Message {
	id := "day.nudge.work"
	switch {
	case n.Break:
		id = "day.nudge.break"
	case n.Until.Equal(d.Session.End):
		id = "day.nudge.last"
	}
	return plainly(cast.Voice.Say(id, "Until", cast.sharedClock(d).clock(n.Until)))
}

// wrapMessage closes the day: what was planned, what got done, and a button to
// say it.
func wrapMessage(d *pairing.Duo, cast Cast, r storage.Rhythm) Message {
	v := cast.Voice
	text := v.Say("day.wrapped")
	var lines []string
	for _, s := range d.Seats {
		l := r.Of(s.Member)
		switch {
		case l.Done != "":
			lines = append(lines, v.Say("day.done", "Who", whom(v, s.Member), "Line", escape(l.Done)))
		case l.Plan != "":
			lines = append(lines, v.Say("day.planned", "Who", whom(v, s.Member), "Line", escape(l.Plan)))
		}
	}
	blocks := []slack.Block{section(text)}
	if len(lines) > 0 {
		blocks = append(blocks, section("• "+strings.Join(lines, "\n• ")))
	}
	return say(text, append(blocks, buttons(button(actDone, v.Say("day.say_done"), string(d.ID))))...)
}

// wrappedMessage answers a click on a day that is wrapped up.
func wrappedMessage(v wording.Voice) Message { return plainly(v.Say("day.wrapped_already")) }

// The callbacks of the two modals, and their blocks.
const (
	rhythmCallback = "rhythm"
	doneCallback   = "done"
	askLine        = "day_line"
	askTempo       = "day_tempo"
	longestLine    = 200
)

// rhythmView asks for a line and a rhythm.
func rhythmView(v wording.Voice, duo pairing.DuoID, r storage.Rhythm, me pairing.MemberID) slack.ModalViewRequest {
	now := tempos[0].value
	if !r.StartedAt.IsZero() {
		now = valueOf(r)
	}
	return dayModal(v, rhythmCallback, "day.title", dayCarried(duo, now, r), rhythmQuestions(v, r.Of(me).Plan, now)...)
}

// rhythmAgain asks anew who chose a rhythm while their partner chose another one,
// with what they typed and chose.
func rhythmAgain(v wording.Voice, duo pairing.DuoID, r storage.Rhythm, plan, chosen string) slack.ModalViewRequest {
	said := v.Say("day.meanwhile.none")
	if r.Work > 0 {
		said = v.Say("day.meanwhile", "Work", int(r.Work/time.Minute), "Pause", int(r.Pause/time.Minute))
	}
	return dayModal(v, rhythmCallback, "day.title", dayCarried(duo, valueOf(r), r),
		append([]slack.Block{section(said)}, rhythmQuestions(v, plan, chosen)...)...)
}

func rhythmQuestions(v wording.Voice, plan, chosen string) []slack.Block {
	var options []*slack.OptionBlockObject
	for _, t := range tempos {
		label := v.Say("day.tempo.none")
		if t.work > 0 {
			label = v.Say("day.tempo", "Work", int(t.work/time.Minute), "Pause", int(t.pause/time.Minute))
		}
		options = append(options, option(t.value, label))
	}
	return []slack.Block{
		ask(askLine, v.Say("day.ask.line"), v.Say("day.ask.line.hint"), true, textOf(v.Say("day.ask.line.like"), plan, longestLine, false)),
		ask(askTempo, v.Say("day.ask.tempo"), v.Say("day.ask.tempo.hint"), false, radioOf(options, chosen)),
	}
}

// doneView asks for a line about what got done.
func doneView(v wording.Voice, duo pairing.DuoID, r storage.Rhythm, me pairing.MemberID) slack.ModalViewRequest {
	return dayModal(v, doneCallback, "day.title", string(duo),
		ask(askLine, v.Say("day.ask.done"), v.Say("day.ask.line.hint"), true, textOf(v.Say("day.ask.done.like"), r.Of(me).Done, longestLine, false)))
}

// dayCarried is what the first modal carries: its duo, the rhythm that it shows, so
// that who only writes a line chooses none, and whether the day had begun, so that
// who chooses one does not undo what they have not seen.
func dayCarried(duo pairing.DuoID, shown string, r storage.Rhythm) string {
	if r.StartedAt.IsZero() {
		return string(duo) + " " + shown + " " + notBegun
	}
	return string(duo) + " " + shown
}

const notBegun = "new"

// dayBrought takes that apart; shown is "" where the modal says nothing of it, and
// seen is the rhythm that the duo had, "" for none.
func dayBrought(carried string) (duo pairing.DuoID, shown, seen string) {
	id, rest, _ := strings.Cut(carried, " ")
	shown, is, _ := strings.Cut(rest, " ")
	if is != notBegun {
		seen = shown
	}
	return pairing.DuoID(id), shown, seen
}

func dayModal(v wording.Voice, callback, title, carried string, questions ...slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: callback, PrivateMetadata: carried,
		Title: plainText(v.Say(title), 24), Submit: plainText(v.Say("day.save"), 24), Close: plainText(v.Say("day.back"), 24),
		Blocks: slack.Blocks{BlockSet: questions},
	}
}
