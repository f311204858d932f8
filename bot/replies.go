package bot

import (
	"strings"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"

	"github.com/slack-go/slack"
)

// The answers to commands and clicks: read by one person, at once, and gone
// with the next reload.

// joinedMessage welcomes somebody who joined, or joined for one round.
func joinedMessage(s Standing) Message {
	v := s.Voice
	text := v.Say("reply.joined")
	if s.Once {
		text = v.Say("reply.joined.once")
	}
	text += " " + s.nextRound(s.Next)
	return say(text, section(text),
		section(v.Say("reply.joined.more")),
		buttons(primary(button(actProfile, v.Say("reply.tell_more"), "")), button(actPause, v.Say("card.button.pause"), "")))
}

// backMessage welcomes somebody who had a profile from before.
func backMessage(s Standing) Message {
	text := s.Voice.Say("reply.back")
	if s.Once {
		text = s.Voice.Say("reply.back.once")
	}
	text += " " + s.nextRound(s.Next)
	return say(text, section(text), buttons(button(actProfile, s.Voice.Say("card.button.profile"), "")))
}

// alreadyInMessage answers join from a member.
func alreadyInMessage(s Standing) Message { return lead(s.Voice.Say("reply.already_in"), s) }

// forGoodMessage answers join from a member who was trying one round.
func forGoodMessage(s Standing) Message { return lead(s.Voice.Say("reply.for_good"), s) }

// leftMessage says good-bye.
func leftMessage(v wording.Voice, hadDuo bool) Message {
	text := v.Say("reply.left")
	if hadDuo {
		text = v.Say("reply.left.duo")
	}
	return say(text, section(text), buttons(button(actJoin, v.Say("reply.join_again"), "")))
}

// notInMessage answers a command that only makes sense for members.
func notInMessage(v wording.Voice) Message {
	text := v.Say("reply.not_in")
	return say(text, section(text), buttons(primary(button(actJoin, v.Say("card.button.join"), "")), button(actTry, v.Say("card.button.try"), "")))
}

// skippedMessage answers skip, which skips the match of the open round if
// there is one, and otherwise sits out the coming round.
func skippedMessage(s Standing) Message {
	return lead(s.Voice.Say("reply.skipped"), s)
}

// sitsOutMessage answers skip where the coming round is meant.
func sitsOutMessage(s Standing) Message {
	return lead(s.Voice.Say("reply.sits_out"), s)
}

// pausedMessage answers pause.
func pausedMessage(s Standing) Message {
	text := s.Voice.Say("reply.paused")
	if !s.Open {
		text = s.Voice.Say("reply.paused.until", "Date", s.date(s.PausedUntil))
	}
	return say(text, section(text), buttons(button(actResume, s.Voice.Say("card.button.back"), "")))
}

// resumedMessage answers resume.
func resumedMessage(s Standing) Message { return lead(s.Voice.Say("reply.resumed"), s) }

// notPausedMessage answers resume from somebody who is not away.
func notPausedMessage(s Standing) Message { return lead(s.Voice.Say("reply.not_paused"), s) }

// lead is a card with a sentence before it.
func lead(sentence string, s Standing) Message {
	text, blocks := cardBlocks(s)
	return say(sentence+" "+text, append([]slack.Block{section(sentence)}, blocks...)...)
}

// badDayMessage answers pause with a day that cannot be.
func badDayMessage(v wording.Voice, trouble DayTrouble, day Day) Message {
	switch trouble {
	case DayPast:
		return plainly(v.Say("reply.day.past"))
	case DayDistant:
		return plainly(v.Say("reply.day.distant"))
	}
	month := v.Say("reply.day.month", "Number", int(day.Month))
	if day.Month >= time.January && day.Month <= time.December {
		month = v.Month(day.Month)
	}
	return plainly(v.Say("reply.day.unreal", "Day", day.Day, "Month", month, "Year", day.Year))
}

// examples shows each verb in use.
var examples = map[Verb]string{
	VerbJoin: "join", VerbTry: "try", VerbSkip: "skip", VerbPause: "pause 2 weeks", VerbResume: "resume", VerbLeave: "leave",
	VerbProfile: "profile", VerbStatus: "status", VerbWhy: "why", VerbHistory: "history", VerbWith: "with @alex",
	VerbAvoid: "avoid @alex", VerbStay: "stay 3", VerbPlaces: "places", VerbForget: "forget me", VerbHelp: "help", VerbAdmin: "admin plan",
	AdminPlan: "plan", AdminRun: "run",
}

// misunderstoodMessage answers a text that was not understood: what it said,
// and what would work.
func misunderstoodMessage(v wording.Voice, q Request) Message {
	typed := escape(clip(q.Typed, 60))
	switch q.Trouble {
	case Superfluous:
		return plainly(v.Say("reply.unclear.superfluous", "Command", q.Near, "Typed", typed))
	case NoDate:
		return plainly(v.Say("reply.unclear.date", "Typed", typed))
	case NoPerson:
		return plainly(v.Say("reply.unclear.person", "Typed", typed, "Example", examples[q.Near]))
	case Broadcast:
		return plainly(v.Say("reply.unclear.broadcast", "Example", examples[q.Near]))
	case NoRounds:
		return plainly(v.Say("duo.stay.unclear", "Typed", typed))
	case ForgetWhom:
		return plainly(v.Say("reply.unclear.forget"))
	case UnknownAdmin:
		return plainly(v.Say("reply.unclear.admin", "Typed", typed))
	}
	if q.Near == VerbHelp || q.Near == "" {
		return plainly(v.Say("reply.unclear", "Typed", typed))
	}
	return plainly(v.Say("reply.unclear.near", "Typed", typed, "Example", examples[q.Near]))
}

// cannotJoinMessage refuses somebody who cannot take part, kindly.
func cannotJoinMessage(v wording.Voice, guest bool) Message {
	if guest {
		return plainly(v.Say("reply.guest"))
	}
	return plainly(v.Say("reply.no_account"))
}

// whyMessage says why the current duo was made, in full.
func whyMessage(s Standing) Message {
	v := s.Voice
	if s.Duo == nil {
		return lead(v.Say("reply.why.nothing"), s)
	}
	all := reasonsOf(v, s.Duo.Terms)
	if len(all) == 0 {
		all = []string{v.Say("why.best_for_all")}
	}
	text := v.Say("reply.why.text", "Who", s.partners(s.Duo), "Why", v.List(all))
	return say(text,
		section(v.Say("reply.why.who", "Who", s.partners(s.Duo))+"\n• "+strings.Join(all, "\n• ")),
		section(v.Say("reply.why.there", "Place", s.suggestion(chosen(s.Duo), s.Cast))),
		small(v.Say("reply.why.note")))
}

// Turn is one line of a history.
type Turn struct {
	Round int
	Duo   pairing.Duo
}

// historyMessage lists the latest duos of a member, newest first.
func historyMessage(r Reader, turns []Turn, cast Cast) Message {
	v := r.Voice
	if len(turns) == 0 {
		return plainly(v.Say("reply.history.none"))
	}
	var lines []string
	met := 0
	for _, t := range turns {
		if t.Duo.State == pairing.Met {
			met++
		}
		lines = append(lines, historyLine(r, t, cast))
	}
	text := v.Count("reply.history", len(turns))
	blocks := []slack.Block{section(text), section("• " + strings.Join(lines, "\n• "))}
	if met > 0 { // otherwise there is nothing to count, and nothing to hold up to anybody
		blocks = append(blocks, small(v.Count("reply.history.met", met)))
	}
	return say(text, blocks...)
}

func historyLine(r Reader, t Turn, cast Cast) string {
	v, day, partner := r.Voice, r.Voice.ShortDate(t.Duo.Session.Start, orUTC(r.Zone)), r.partners(&t.Duo)
	switch t.Duo.State {
	case pairing.Met:
		return v.Say("reply.turn.met", "Day", day, "Who", partner, "Place", r.place(t.Duo.Place, cast))
	case pairing.Missed:
		return v.Say("reply.turn.missed", "Day", day, "Who", partner)
	case pairing.Unsaid:
		return v.Say("reply.turn.unsaid", "Day", day, "Who", partner)
	case pairing.Proposed:
		return v.Say("reply.turn.proposed", "Day", day, "Who", partner)
	case pairing.Confirmed:
		return v.Say("reply.turn.settled", "Day", day, "Who", partner)
	}
	return v.Say("reply.turn.fell", "Day", day, "Who", partner)
}
