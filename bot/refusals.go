package bot

import (
	"fmt"

	"cowork/pairing"
)

// The answers to clicks that change nothing any more: a second one, one on last
// week's message, one by somebody whom the match does not concern.

// staleMessage answers a click on something that is not known any more.
func staleMessage() Message {
	return plainly("This button is from long ago, and there is nothing behind it any more. `/cowork` shows where you stand.")
}

// notYoursMessage answers a click by somebody outside the duo.
func notYoursMessage() Message {
	return plainly("This match is for other people, so only they can answer it. `/cowork` shows where you stand.")
}

// refusedMessage answers a click that comes at the wrong time.
func refusedMessage(r Reader, action ActionID, refusal pairing.Refusal, d *pairing.Duo) Message {
	day := dayText(d.Session.Start, r.Zone)
	mine := pairing.Unanswered
	for _, s := range d.Seats {
		if s.Member == r.ID {
			mine = s.Answer
		}
	}
	switch action {
	case actMet, actMissed, actWhere:
		switch {
		case refusal == pairing.TooEarly:
			return plainly(fmt.Sprintf("That day is still ahead: %s. I ask again afterwards.", day))
		case refusal == pairing.AlreadyAnswered:
			return plainly("You told me already, thank you. Nothing changed.")
		}
		return plainly("That match did not take place, so there is nothing to note.")
	case actPlace, actOtherHome, actIdea, actDay, actCancel:
		return plainly(fmt.Sprintf("The session of %s is behind you or off, so there is nothing to change.", day))
	}
	switch {
	case refusal == pairing.AlreadyAnswered && d.State == pairing.Confirmed:
		return plainly(fmt.Sprintf("You accepted already, and the match is settled for %s. If something came up, your conversation with each other has a button for it.", day))
	case refusal == pairing.AlreadyAnswered:
		return plainly("You accepted already. I tell you as soon as everybody has answered.")
	case d.State == pairing.Skipped && mine == pairing.Declined:
		return plainly("You skipped this match, so it is gone. `/cowork` shows where you stand.")
	case d.State == pairing.Proposed || d.State == pairing.Expired:
		return plainly("The time to answer this match has passed. `/cowork` shows where you stand.")
	case d.State == pairing.Skipped || d.State == pairing.Cancelled:
		return plainly("This match fell through, so there is nothing to answer any more. `/cowork` shows where you stand.")
	}
	return plainly("This match is from an earlier round and over. `/cowork` shows where you stand.")
}

// calledOffMessage tells somebody that the session they called off is off.
func calledOffMessage() Message {
	return plainly("The session is off, and I tell your partner. That is fine, things come up.")
}

// noOtherPlaceMessage answers a wish for another place where there is none.
func noOtherPlaceMessage() Message {
	return plainly("I know no other place that suits everybody. Agree on one here; at the check-in you can tell me where you were.")
}

// whereNotedMessage tells that a place was noted.
func whereNotedMessage(p pairing.Place, cast Cast, r pairing.MemberID) Message {
	return plainly(fmt.Sprintf("Noted, thank you: %s.", placeText(p, cast, r)))
}
