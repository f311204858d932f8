package bot

import (
	"cowork/bot/wording"
	"cowork/pairing"
)

// The answers to clicks that change nothing any more: a second one, one on last
// week's message, one by somebody whom the match does not concern.

// staleMessage answers a click on something that is not known any more.
func staleMessage(v wording.Voice) Message {
	return plainly(v.Say("refusal.stale"))
}

// notYoursMessage answers a click by somebody outside the duo.
func notYoursMessage(v wording.Voice) Message {
	return plainly(v.Say("refusal.not_yours"))
}

// refusedMessage answers a click that comes at the wrong time.
func refusedMessage(r Reader, action ActionID, refusal pairing.Refusal, d *pairing.Duo) Message {
	v := r.Voice
	day := r.day(d.Session.Start)
	mine := pairing.Unanswered
	for _, s := range d.Seats {
		if s.Member == r.ID {
			mine = s.Answer
		}
	}
	switch action {
	case actMet, actMissed, actWhere, actWasDay, actAgain, actTell:
		switch {
		case refusal == pairing.TooEarly:
			return plainly(v.Say("refusal.ahead", "Day", day))
		case refusal == pairing.AlreadyAnswered:
			return plainly(v.Say("refusal.told"))
		}
		return plainly(v.Say("refusal.not_held"))
	case actStart, actNoRhythm, actWrap:
		return plainly(v.Say("day.wrong.over"))
	case actStay, actStay2, actStay3, actStay4:
		return plainly(v.Say("duo.stay.too_late"))
	case actPlace, actOtherHome, actIdea, actDay, actCancel:
		return plainly(v.Say("refusal.behind", "Day", day))
	}
	switch {
	case refusal == pairing.AlreadyAnswered && d.State == pairing.Confirmed:
		return plainly(v.Say("refusal.settled", "Day", day))
	case refusal == pairing.AlreadyAnswered:
		return plainly(v.Say("refusal.accepted"))
	case d.State == pairing.Skipped && mine == pairing.Declined:
		return plainly(v.Say("refusal.skipped"))
	case d.State == pairing.Proposed || d.State == pairing.Expired:
		return plainly(v.Say("refusal.expired"))
	case d.State == pairing.Skipped || d.State == pairing.Cancelled:
		return plainly(v.Say("refusal.fell"))
	}
	return plainly(v.Say("refusal.earlier"))
}

// calledOffMessage tells somebody that the session they called off is off.
func calledOffMessage(v wording.Voice) Message {
	return plainly(v.Say("refusal.called_off"))
}

// noOtherPlaceMessage answers a wish for another place where there is none.
func noOtherPlaceMessage(v wording.Voice) Message {
	return plainly(v.Say("refusal.no_other_place"))
}
