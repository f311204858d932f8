package bot

import (
	"time"

	"cowork/pairing"

	"github.com/slack-go/slack"
)

// Standing is where a person stands: everything that their card says.
type Standing struct {
	Reader
	Joined      bool
	Once        bool               // joined with try
	PausedUntil time.Time          // zero: not paused
	Open        bool               // paused until they resume
	SitsOut     bool               // skips the coming round
	Next        time.Time          // when the next round opens; zero: not scheduled
	Duo         *pairing.Duo       // their live duo, if any
	Answer      pairing.Answer     // theirs, to that duo
	Resting     pairing.RestReason // "" unless they rest in the open round
	Located     bool               // they said where they live
	Stay        *Staying           // with whom they stay in the coming rounds, if with anybody
	StayWish    *Staying           // with whom they would like to; only they know
	Cast        Cast
}

// cardMessage is the state card: where you stand, and the buttons that make
// sense now.
func cardMessage(s Standing) Message {
	text, blocks := cardBlocks(s)
	return say(text, blocks...)
}

func cardBlocks(s Standing) (string, []slack.Block) {
	text := standingSentence(s)
	blocks := []slack.Block{section(text)}
	if s.Duo != nil {
		blocks = append(blocks, currentDuo(s)...)
	}
	if s.isTheirs() {
		next := s.nextRound(s.Next)
		if s.SitsOut && !s.Next.IsZero() {
			next = s.Voice.Say("card.next.without_you", "When", s.moment(s.Next))
		}
		text += " " + next
		blocks = append(blocks, section(next))
	}
	if stay := cardStay(s); stay != "" {
		text += " " + stay
		blocks = append(blocks, section(stay))
	}
	if row := cardButtons(s); len(row) > 0 {
		blocks = append(blocks, buttons(row...))
	}
	if s.Joined && !s.Located {
		blocks = append(blocks, small(s.Voice.Say("card.unlocated")))
	}
	return text, blocks
}

// isTheirs reports whether they can be in the next round: one that opens during
// their pause is none that they wait for.
func (s Standing) isTheirs() bool {
	return s.Joined && !s.Open && (s.PausedUntil.IsZero() || s.Next.After(s.PausedUntil))
}

// standingSentence says in one sentence where somebody stands.
func standingSentence(s Standing) string {
	v := s.Voice
	switch {
	case !s.Joined:
		return v.Say("card.outside")
	case s.Open:
		return v.Say("card.away")
	case !s.PausedUntil.IsZero():
		return v.Say("card.paused", "Date", s.date(s.PausedUntil))
	case s.Duo != nil && s.Duo.State == pairing.Confirmed:
		return v.Say("card.settled", "Who", s.partners(s.Duo), "Hours", s.hours(s.Duo.Session))
	case s.Duo != nil && s.Answer == pairing.Accepted:
		return v.Say("card.accepted", "Who", s.partners(s.Duo))
	case s.Duo != nil:
		return v.Say("card.proposed", "Who", s.partners(s.Duo))
	case s.Resting == pairing.NobodyFits:
		return v.Say("card.nobody")
	case s.Resting == pairing.SpokenFor:
		return v.Say("duo.rest.card")
	case s.Resting != "":
		return v.Say("card.resting")
	case s.Once:
		return v.Say("card.trying")
	}
	return v.Say("card.member")
}

// currentDuo is what the card says of the live duo.
func currentDuo(s Standing) []slack.Block {
	if s.Duo.State != pairing.Proposed {
		return []slack.Block{section(s.Voice.Say("invite.where", "Place", s.suggestion(chosen(s.Duo), s.Cast)))}
	}
	blocks := []slack.Block{inviteDetails(s.Reader, s.Duo, s.Cast)}
	id := string(s.Duo.ID)
	if s.Answer == pairing.Accepted {
		return append(blocks, buttons(button(actSkip, s.Voice.Say("invite.skip_after_all"), id)))
	}
	return append(blocks, buttons(primary(button(actAccept, s.Voice.Say("invite.accept"), id)), button(actSkip, s.Voice.Say("invite.skip"), id)))
}

// cardStay says with whom they stay in the coming rounds, or would like to; ""
// if with nobody.
func cardStay(s Standing) string {
	switch {
	case s.Stay != nil:
		return stayText(s.Voice, *s.Stay)
	case s.StayWish != nil:
		return s.Voice.Count("duo.stay.wish", s.StayWish.Rounds, "Who", whom(s.Voice, s.StayWish.Partner))
	}
	return ""
}

// cardButtons are the buttons that make sense now.
func cardButtons(s Standing) []*slack.ButtonBlockElement {
	v := s.Voice
	profile := button(actProfile, v.Say("card.button.profile"), "")
	switch {
	case !s.Joined:
		return []*slack.ButtonBlockElement{
			primary(button(actJoin, v.Say("card.button.join"), "")), button(actTry, v.Say("card.button.try"), ""), profile,
		}
	case s.Open || !s.PausedUntil.IsZero():
		return []*slack.ButtonBlockElement{primary(button(actResume, v.Say("card.button.back"), "")), profile}
	case s.SitsOut:
		return []*slack.ButtonBlockElement{button(actResume, v.Say("card.button.after_all"), ""), button(actPause, v.Say("card.button.pause"), ""), profile}
	}
	row := []*slack.ButtonBlockElement{button(actSitOut, v.Say("card.button.skip_next"), ""), button(actPause, v.Say("card.button.pause"), ""), profile}
	if s.Once {
		row = append([]*slack.ButtonBlockElement{primary(button(actJoin, v.Say("card.button.for_good"), ""))}, row...)
	}
	switch {
	case s.Stay != nil:
		row = append(row, endStayButton(v))
	case s.StayWish != nil:
		row = append(row, button(actStayDrop, v.Say("duo.button.stay_drop"), ""))
	}
	return row
}
