package bot

import (
	"slices"
	"strings"
	"time"

	"cowork/bot/wording"
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
	v, partner, when := r.Voice, r.partners(d), r.hours(d.Session)
	text := v.Say("invite.text", "Who", partner, "Hours", when)
	lead := v.Say("invite.lead", "Who", partner)
	switch asked.Why {
	case RoundOpens:
		if stayTerm(d.Terms) && len(d.Seats) == 2 {
			text = v.Say("duo.invite.text", "Who", partner, "Hours", when)
			lead = v.Say("duo.invite", "Who", partner)
		}
	case FellBefore:
		text = v.Say("invite.again.text", "Who", partner, "Hours", when)
		lead = v.Say("invite.again") + "\n" + lead
	case SteppingIn:
		text = v.Say("invite.stepping_in.text", "Who", partner, "Hours", when)
		lead = v.Say("invite.stepping_in") + "\n" + lead
	}
	blocks := []slack.Block{
		section(lead),
		inviteDetails(r, d, cast),
		buttons(
			primary(button(actAccept, v.Say("invite.accept"), string(d.ID))),
			button(actSkip, v.Say("invite.skip"), string(d.ID)),
		),
		small(v.Say("invite.answer_by", "When", r.moment(d.AnswerBy))),
	}
	if !asked.Missed.IsZero() {
		blocks = append(blocks, small(v.Say("invite.late", "When", r.moment(asked.Missed))))
	}
	return say(text, blocks...)
}

// inviteDetails says why, where and, until it is settled, when.
func inviteDetails(r Reader, d *pairing.Duo, cast Cast) slack.Block {
	lines := []string{
		r.Voice.Say("invite.why", "Why", whyText(r.Voice, d.Terms)),
		r.Voice.Say("invite.when", "Hours", r.hours(d.Session)),
		r.Voice.Say("invite.where", "Place", r.suggestion(chosen(d), cast)),
	}
	if d.State != pairing.Proposed { // the sentence that it is settled says when
		lines = slices.Delete(lines, 1, 2)
	}
	return section(strings.Join(lines, "\n"))
}

// inviteAccepted replaces the invitation of a member who accepted while
// somebody else has not answered yet.
func inviteAccepted(r Reader, d *pairing.Duo, cast Cast) Message {
	text := r.Voice.Say("invite.accepted", "Who", r.partners(d))
	return say(text,
		section(text),
		inviteDetails(r, d, cast),
		buttons(button(actSkip, r.Voice.Say("invite.skip_after_all"), string(d.ID))),
		small(r.Voice.Say("invite.due", "When", r.moment(d.AnswerBy))),
	)
}

// inviteConfirmed replaces the invitations once everybody accepted.
func inviteConfirmed(r Reader, d *pairing.Duo) Message {
	text := r.Voice.Say("invite.settled", "Who", r.partners(d), "Hours", r.hours(d.Session))
	return say(text, section(text), small(r.Voice.Say("invite.settled.note")))
}

// inviteSkipped replaces the invitation of the member who skipped.
func inviteSkipped(r Reader, next time.Time) Message {
	return plainly(r.Voice.Say("invite.skipped") + " " + r.nextRound(next))
}

// inviteFell replaces the invitation of a member whose match fell through for
// a reason that is not theirs. Who or what it was is not said.
func inviteFell(v wording.Voice) Message {
	return plainly(v.Say("invite.fell"))
}

// inviteExpired replaces the invitation of a member who did not answer.
func inviteExpired(r Reader, next time.Time) Message {
	return plainly(r.Voice.Say("invite.expired") + " " + r.nextRound(next))
}

// inviteLapsed replaces an invitation that still waited for an answer when the
// next round opened.
func inviteLapsed(v wording.Voice) Message {
	return plainly(v.Say("invite.lapsed"))
}

// inviteWithdrawn replaces the invitation of a member who left, paused or
// changed something that ends the match.
func inviteWithdrawn(v wording.Voice) Message {
	return plainly(v.Say("invite.withdrawn"))
}

// freeMessage tells a member whose match fell through that nobody else is
// left in this round. The duo is as it was before: a settled session is named.
func freeMessage(r Reader, was pairing.Duo, next time.Time) Message {
	if was.State == pairing.Confirmed {
		return plainly(r.Voice.Say("invite.free.settled", "Day", r.day(was.Session.Start)) + " " + r.nextRound(next))
	}
	return plainly(r.Voice.Say("invite.free") + " " + r.nextRound(next))
}

// nextRound says when the next round opens.
func (r Reader) nextRound(next time.Time) string {
	if next.IsZero() {
		return r.Voice.Say("invite.next.unscheduled")
	}
	return r.Voice.Say("invite.next", "When", r.moment(next))
}

// restMessage tells a member that they are left without a partner, and why.
func restMessage(r Reader, rest pairing.Rest, next time.Time, missed time.Time) Message {
	v := r.Voice
	var text string
	var more []slack.Block
	switch rest.Reason {
	case pairing.NobodyFits:
		text = v.Say("invite.rest.nobody")
		if help := obstacleHelp(r.Voice, rest.Lacks); len(help) > 0 {
			more = append(more, section("• "+strings.Join(help, "\n• ")), buttons(button(actProfile, v.Say("invite.rest.profile"), "")))
		} else {
			more = append(more, section(v.Say("invite.rest.few")))
		}
	case pairing.SpokenFor:
		text = v.Say("duo.rest")
	case pairing.OthersTaken:
		text = v.Say("invite.rest.taken")
	default:
		text = v.Say("invite.rest.odd")
	}
	text += " " + r.nextRound(next)
	if rest.Reason != pairing.NobodyFits {
		more = append(more, small(v.Say("invite.rest.step_in")))
	}
	if !missed.IsZero() {
		more = append(more, small(v.Say("invite.late", "When", r.moment(missed))))
	}
	return say(text, append([]slack.Block{section(text)}, more...)...)
}

// missedRoundMessage tells that a round did not happen.
func missedRoundMessage(r Reader, due, next time.Time) Message {
	return plainly(r.Voice.Say("invite.missed_round", "When", r.moment(due)) + " " + r.nextRound(next))
}

// silenceMessage tells a member who did not answer for some rounds that they
// are paused.
func silenceMessage(v wording.Voice, rounds int) Message {
	text := v.Count("invite.silence", rounds)
	return say(text, section(text), buttons(primary(button(actResume, v.Say("card.button.back"), ""))))
}

// tryOverMessage tells a member who tried one round that it is over.
func tryOverMessage(v wording.Voice) Message {
	text := v.Say("invite.try_over")
	return say(text, section(text), buttons(primary(button(actJoin, v.Say("card.button.join"), "")), button(actTry, v.Say("invite.try_again"), "")))
}
