package bot

import (
	"fmt"
	"strings"
	"time"

	"cowork/pairing"

	"github.com/slack-go/slack"
)

// The answers to commands and clicks: read by one person, at once, and gone
// with the next reload.

// joinedMessage welcomes somebody who joined, or joined for one round.
func joinedMessage(s Standing) Message {
	text := "You are in. You need to do nothing more: I assume weekdays from 9 to 17 in your time zone, at cafés and libraries or remotely. " + nextSentence(s.Next, s.Zone)
	if s.Once {
		text = "You are in for one round, with no commitment. I assume weekdays from 9 to 17 in your time zone, at cafés and libraries or remotely. " + nextSentence(s.Next, s.Zone)
	}
	return say(text, section(text),
		section("If you tell me more (where you live, what you do, how you like to work), the matches get better."),
		buttons(primary(button(actProfile, "Tell me more", "")), button(actPause, "Pause", "")))
}

// backMessage welcomes somebody who had a profile from before.
func backMessage(s Standing) Message {
	text := "You are in, with the profile you had. " + nextSentence(s.Next, s.Zone)
	if s.Once {
		text = "You are in for one round, with the profile you had. " + nextSentence(s.Next, s.Zone)
	}
	return say(text, section(text), buttons(button(actProfile, "Profile", "")))
}

// alreadyInMessage answers join from a member.
func alreadyInMessage(s Standing) Message { return lead("You are already in.", s) }

// forGoodMessage answers join from a member who was trying one round.
func forGoodMessage(s Standing) Message { return lead("You are in for good now.", s) }

// leftMessage says good-bye.
func leftMessage(hadDuo bool) Message {
	text := "You have left, and nobody is paired with you any more. Your profile stays in case you come back; `/cowork forget me` removes it."
	if hadDuo {
		text = "You have left, and nobody is paired with you any more. Your match is called off, without a reason. Your profile stays in case you come back; `/cowork forget me` removes it."
	}
	return say(text, section(text), buttons(button(actJoin, "Join again", "")))
}

// notInMessage answers a command that only makes sense for members.
func notInMessage() Message {
	text := "You are not taking part at the moment, so there is nothing to change. To begin, `/cowork join`; to try it once, `/cowork try`."
	return say(text, section(text), buttons(primary(button(actJoin, "Join", "")), button(actTry, "Try one round", "")))
}

// skippedMessage answers skip, which skips the match of the open round if
// there is one, and otherwise sits out the coming round.
func skippedMessage(s Standing) Message {
	return lead("You skip this round. That is fine, and nobody is told.", s)
}

// sitsOutMessage answers skip where the coming round is meant.
func sitsOutMessage(s Standing) Message {
	return lead("You sit out the coming round. That is fine; from the one after on I ask again.", s)
}

// pausedMessage answers pause.
func pausedMessage(s Standing) Message {
	text := "You are paused until you come back: `/cowork resume`, whenever you like."
	if !s.Open {
		text = fmt.Sprintf("You are paused until %s. Rounds from that day on include you again; `/cowork resume` ends it sooner.", dateText(s.PausedUntil, s.Zone))
	}
	return say(text, section(text), buttons(button(actResume, "Come back", "")))
}

// resumedMessage answers resume.
func resumedMessage(s Standing) Message { return lead("Good to have you back.", s) }

// notPausedMessage answers resume from somebody who is not away.
func notPausedMessage(s Standing) Message { return lead("You are not paused.", s) }

// lead is a card with a sentence before it.
func lead(sentence string, s Standing) Message {
	text, blocks := cardBlocks(s)
	return say(sentence+" "+text, append([]slack.Block{section(sentence)}, blocks...)...)
}

// badDayMessage answers pause with a day that cannot be.
func badDayMessage(trouble DayTrouble, day Day) Message {
	switch trouble {
	case DayPast:
		return plainly("That day is not ahead of us. A pause ends on a day to come, as in `/cowork pause 2 weeks` or `/cowork pause until next Monday`.")
	case DayDistant:
		return plainly("That is more than a year ahead. For a long pause, `/cowork pause` alone lasts until you come back.")
	}
	return plainly(fmt.Sprintf("The calendar has no %d %s %d. `/cowork pause 2 weeks` works, or a date such as `/cowork pause 2027-01-11`.", day.Day, monthName(day.Month), day.Year))
}

func monthName(m time.Month) string {
	if m < time.January || m > time.December {
		return fmt.Sprintf("(month %d)", int(m))
	}
	return m.String()
}

// examples shows each verb in use.
var examples = map[Verb]string{
	VerbJoin: "join", VerbTry: "try", VerbSkip: "skip", VerbPause: "pause 2 weeks", VerbResume: "resume", VerbLeave: "leave",
	VerbProfile: "profile", VerbStatus: "status", VerbWhy: "why", VerbHistory: "history", VerbWith: "with @alex",
	VerbAvoid: "avoid @alex", VerbPlaces: "places", VerbForget: "forget me", VerbHelp: "help", VerbAdmin: "admin plan",
	AdminPlan: "plan", AdminRun: "run",
}

// misunderstoodMessage answers a text that was not understood: what it said,
// and what would work.
func misunderstoodMessage(q Request) Message {
	typed := escape(clip(q.Typed, 60))
	switch q.Trouble {
	case Superfluous:
		return plainly(fmt.Sprintf("`/cowork %s` takes nothing after it, so I did nothing with “%s”. This works: `/cowork %s`.", q.Near, typed, q.Near))
	case NoDate:
		return plainly(fmt.Sprintf("I cannot read “%s” as a day. These work: `/cowork pause 2 weeks`, `/cowork pause until 24 Dec`, `/cowork pause 2027-01-11`, or `/cowork pause` alone until you come back.", typed))
	case NoPerson:
		return plainly(fmt.Sprintf("I do not know who “%s” is. Name somebody with an @, as in `/cowork %s`.", typed, examples[q.Near]))
	case Broadcast:
		return plainly(fmt.Sprintf("One person at a time, please, as in `/cowork %s`.", examples[q.Near]))
	case ForgetWhom:
		return plainly("To have everything about you removed, type `/cowork forget me`. To stop being paired, `/cowork leave` is enough.")
	case UnknownAdmin:
		return plainly(fmt.Sprintf("I do not know “admin %s”. These work: `/cowork admin plan` shows what the next round would be, `/cowork admin run` opens it now.", typed))
	}
	if q.Near == VerbHelp || q.Near == "" {
		return plainly(fmt.Sprintf("I do not know “%s”. `/cowork help` lists what I understand, and `/cowork` alone shows where you stand.", typed))
	}
	return plainly(fmt.Sprintf("I do not know “%s”. Did you mean `/cowork %s`? `/cowork help` lists everything.", typed, examples[q.Near]))
}

// cannotJoinMessage refuses somebody who cannot take part, kindly.
func cannotJoinMessage(guest bool) Message {
	if guest {
		return plainly("Guests are not paired in this workspace. An admin of it can change that.")
	}
	return plainly("Only people with an account of their own in this workspace can take part.")
}

// whyMessage says why the current duo was made, in full.
func whyMessage(s Standing) Message {
	if s.Duo == nil {
		return lead("You have no match at the moment, so there is nothing to explain.", s)
	}
	all := reasonsOf(s.Voice, s.Duo.Terms)
	if len(all) == 0 {
		all = []string{s.Voice.Say("why.best_for_all")}
	}
	text := fmt.Sprintf("Why %s: %s.", whoElse(s.Duo, s.ID), list(all))
	return say(text,
		section(fmt.Sprintf("*Why %s:*\n• %s", whoElse(s.Duo, s.ID), strings.Join(all, "\n• "))),
		section(fmt.Sprintf("*Why there:* %s", suggestionText(chosen(s.Duo), s.Cast, s.ID))),
		small("The round is planned as a whole: as many people as possible get a partner, those who rested come first, and repeats come last."))
}

// Turn is one line of a history.
type Turn struct {
	Round int
	Duo   pairing.Duo
}

// historyMessage lists the latest duos of a member, newest first.
func historyMessage(r Reader, turns []Turn, cast Cast) Message {
	if len(turns) == 0 {
		return plainly("No history yet: it begins with your first match.")
	}
	var lines []string
	met := 0
	for _, t := range turns {
		if t.Duo.State == pairing.Met {
			met++
		}
		lines = append(lines, historyLine(r, t, cast))
	}
	text := "Your match so far."
	if len(turns) > 1 {
		text = fmt.Sprintf("Your latest %d matches, newest first.", len(turns))
	}
	blocks := []slack.Block{section(text), section("• " + strings.Join(lines, "\n• "))}
	switch met {
	case 0: // nothing to count, and nothing to hold up to anybody
	case 1:
		blocks = append(blocks, small("You worked together once."))
	default:
		blocks = append(blocks, small(fmt.Sprintf("You worked together %d times.", met)))
	}
	return say(text, blocks...)
}

func historyLine(r Reader, t Turn, cast Cast) string {
	day, partner := t.Duo.Session.Start.In(orUTC(r.Zone)).Format("2 Jan 2006"), whoElse(&t.Duo, r.ID)
	switch t.Duo.State {
	case pairing.Met:
		return fmt.Sprintf("%s with %s, %s", day, partner, placeText(t.Duo.Place, cast, r.ID))
	case pairing.Missed:
		return fmt.Sprintf("%s with %s: did not work out", day, partner)
	case pairing.Unsaid:
		return fmt.Sprintf("%s with %s, as far as I know", day, partner)
	case pairing.Proposed:
		return fmt.Sprintf("%s with %s: waiting for answers", day, partner)
	case pairing.Confirmed:
		return fmt.Sprintf("%s with %s: settled", day, partner)
	}
	return fmt.Sprintf("%s with %s: fell through", day, partner)
}
