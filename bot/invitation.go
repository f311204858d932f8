package bot

import (
	"fmt"
	"strings"
	"time"

	"cowork/pairing"

	"github.com/slack-go/slack"
)

// The messages of a duo from its proposal to its confirmation. Each member is
// asked alone, and reads times in their own zone.

// Asked is what an invitation says besides the duo itself.
type Asked struct {
	Why    Occasion
	Missed time.Time // the bot was not running when the round was due; zero: it is in time
}

// Occasion is what makes the bot ask.
type Occasion uint8

// The occasions of an invitation.
const (
	RoundOpens Occasion = iota
	FellBefore          // their earlier match of this round fell through
	SteppingIn          // they rested, and somebody became free
)

// inviteMessage asks a member whether they take a match.
func inviteMessage(r Reader, d *pairing.Duo, cast Cast, asked Asked) Message {
	partner := whoElse(d, r.ID)
	when := hoursText(d.Session, r.Zone)
	text := fmt.Sprintf("A coworking day with %s? %s.", partner, when)
	lead := fmt.Sprintf("*Your match for this round: %s*", partner)
	switch asked.Why {
	case FellBefore:
		text = fmt.Sprintf("Your earlier match fell through. Here is another: a coworking day with %s? %s.", partner, when)
		lead = fmt.Sprintf("Your earlier match fell through. Here is another.\n*Your match for this round: %s*", partner)
	case SteppingIn:
		text = fmt.Sprintf("Somebody became free after all: a coworking day with %s? %s.", partner, when)
		lead = fmt.Sprintf("You were resting this round, and somebody became free after all.\n*Your match for this round: %s*", partner)
	}
	blocks := []slack.Block{
		section(lead),
		inviteDetails(r, d, cast),
		buttons(
			primary(button(actAccept, "Accept", string(d.ID))),
			button(actSkip, "Skip this round", string(d.ID)),
		),
		small(fmt.Sprintf("Please answer by %s. Skipping is free, and nobody is told who skipped.", momentText(d.AnswerBy, r.Zone))),
	}
	if !asked.Missed.IsZero() {
		blocks = append(blocks, small(fmt.Sprintf("This round comes late: I was not running on %s, when it was due.", momentText(asked.Missed, r.Zone))))
	}
	return say(text, blocks...)
}

// inviteDetails says why, when and where.
func inviteDetails(r Reader, d *pairing.Duo, cast Cast) slack.Block {
	lines := []string{
		fmt.Sprintf("*Why:* %s", whyText(r.Voice, d.Terms)),
		fmt.Sprintf("*When:* %s", hoursText(d.Session, r.Zone)),
		fmt.Sprintf("*Where:* %s", suggestionText(chosen(d), cast, r.ID)),
	}
	return section(strings.Join(lines, "\n"))
}

// inviteAccepted replaces the invitation of a member who accepted while
// somebody else has not answered yet.
func inviteAccepted(r Reader, d *pairing.Duo, cast Cast) Message {
	text := fmt.Sprintf("You accepted a coworking day with %s. I tell you as soon as the match is settled.", whoElse(d, r.ID))
	return say(text,
		section(text),
		inviteDetails(r, d, cast),
		buttons(button(actSkip, "Skip this round after all", string(d.ID))),
		small(fmt.Sprintf("Answers are due by %s.", momentText(d.AnswerBy, r.Zone))),
	)
}

// inviteConfirmed replaces the invitations once everybody accepted.
func inviteConfirmed(r Reader, d *pairing.Duo) Message {
	text := fmt.Sprintf("It is settled: you and %s work side by side on %s.", whoElse(d, r.ID), hoursText(d.Session, r.Zone))
	return say(text, section(text), small("Where, and everything else, is in your conversation with each other."))
}

// inviteSkipped replaces the invitation of the member who skipped.
func inviteSkipped(r Reader, next time.Time) Message {
	return plainly("You are skipping this round. That is fine. " + nextSentence(next, r.Zone))
}

// inviteFell replaces the invitation of a member whose match fell through for
// a reason that is not theirs. Who or what it was is not said.
func inviteFell() Message {
	return plainly("This match fell through. I am looking for somebody else for you.")
}

// inviteExpired replaces the invitation of a member who did not answer.
func inviteExpired(r Reader, next time.Time) Message {
	return plainly("The time to answer this invitation has passed. " + nextSentence(next, r.Zone))
}

// inviteLapsed replaces an invitation that still waited for an answer when the
// next round opened.
func inviteLapsed() Message {
	return plainly("The next round has opened, so this match is over.")
}

// inviteWithdrawn replaces the invitation of a member who left, paused or
// changed something that ends the match.
func inviteWithdrawn() Message {
	return plainly("This match is off, as you are not taking part in this round.")
}

// freeMessage tells a member whose match fell through that nobody else is
// left in this round. The duo is as it was before: a settled session is named.
func freeMessage(r Reader, was pairing.Duo, next time.Time) Message {
	if was.State == pairing.Confirmed {
		return plainly(fmt.Sprintf("Your session of %s does not take place: something came up. Nobody else is free in its stead, so you come first in the next round. %s",
			dayText(was.Session.Start, r.Zone), nextSentence(next, r.Zone)))
	}
	return plainly("Your match fell through, and nobody else is free this round. You come first in the next one. " + nextSentence(next, r.Zone))
}

// nextSentence says when the next round opens.
func nextSentence(next time.Time, zone *time.Location) string {
	if next.IsZero() {
		return "The next round is not scheduled yet."
	}
	return fmt.Sprintf("The next round opens on %s.", momentText(next, zone))
}

// restMessage tells a member that they are left without a partner, and why.
func restMessage(r Reader, rest pairing.Rest, next time.Time, missed time.Time) Message {
	var text string
	var more []slack.Block
	switch rest.Reason {
	case pairing.NobodyFits:
		text = "Nobody fits you in this round yet. " + nextSentence(next, r.Zone)
		if help := obstacleHelp(r.Voice, rest.Lacks); len(help) > 0 {
			more = append(more, section("• "+strings.Join(help, "\n• ")), buttons(button(actProfile, "Open my profile", "")))
		} else {
			more = append(more, section("There are too few members free this round. Tell a colleague about `/cowork join`, and it gets easier."))
		}
	case pairing.OthersTaken:
		text = "You rest this round: those who fit you were needed for other matches. You come first in the next one. " + nextSentence(next, r.Zone)
	default:
		text = "You rest this round: the number of members is odd, and it was your turn. You come first in the next one. " + nextSentence(next, r.Zone)
	}
	if rest.Reason != pairing.NobodyFits {
		more = append(more, small("If a match falls through in the meantime, I ask whether you would like to step in."))
	}
	if !missed.IsZero() {
		more = append(more, small(fmt.Sprintf("This round comes late: I was not running on %s, when it was due.", momentText(missed, r.Zone))))
	}
	return say(text, append([]slack.Block{section(text)}, more...)...)
}

// missedRoundMessage tells that a round did not happen.
func missedRoundMessage(r Reader, due, next time.Time) Message {
	return plainly(fmt.Sprintf("The round of %s did not take place: I was not running, and it is too late for it now. %s", momentText(due, r.Zone), nextSentence(next, r.Zone)))
}

// silenceMessage tells a member who did not answer for some rounds that they
// are paused.
func silenceMessage(rounds int) Message {
	text := fmt.Sprintf("I have not heard from you for %s, so I stopped asking. Whenever you like to come back, `/cowork resume` or this button is all it takes.", count(rounds, "round", "rounds"))
	return say(text, section(text), buttons(primary(button(actResume, "Come back", ""))))
}

// tryOverMessage tells a member who tried one round that it is over.
func tryOverMessage() Message {
	text := "That was your round to try it out, and you are not signed up for more. If you would like to go on, `/cowork join` or this button is all it takes."
	return say(text, section(text), buttons(primary(button(actJoin, "Join", "")), button(actTry, "Try another round", "")))
}
