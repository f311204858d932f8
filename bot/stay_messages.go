package bot

import (
	"slices"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"

	"github.com/slack-go/slack"
)

// Staying is with whom somebody stays, or would like to, for how many rounds.
type Staying struct {
	Partner pairing.MemberID
	Rounds  int
	Lapses  time.Time // when a wish counts no more; zero if it is more than a wish
}

// stayTerm reports whether a duo was made because its members stay together.
func stayTerm(terms []pairing.Term) bool {
	return slices.ContainsFunc(terms, func(t pairing.Term) bool { return t.Name == pairing.StayTogether })
}

// stayActions are the buttons that say for how many rounds.
var stayActions = map[int]ActionID{2: actStay2, 3: actStay3, 4: actStay4}

// stayAskMessage asks one of a duo for how long they would like to stay with
// the other. The wish is what they said already, if they did.
func stayAskMessage(v wording.Voice, partner pairing.MemberID, duo pairing.DuoID, wish *Staying) Message {
	text := v.Say("duo.stay.ask", "Who", whom(v, partner))
	var row []*slack.ButtonBlockElement
	for n := fewestRounds; n <= mostRounds; n++ {
		row = append(row, button(stayActions[n], v.Count("duo.stay.rounds", n), string(duo)))
	}
	blocks := []slack.Block{section(text)}
	if wish != nil {
		blocks = append(blocks, section(v.Count("duo.stay.said", wish.Rounds)))
		row = append(row, button(actStayDrop, v.Say("duo.button.stay_drop"), ""))
	}
	return say(text, append(blocks, buttons(row...), small(v.Say("duo.stay.ask_small", "Who", whom(v, partner))))...)
}

// stayNotedMessage says that a wish to stay is kept.
func stayNotedMessage(v wording.Voice, w Staying) Message {
	text := v.Count("duo.stay.noted", w.Rounds, "Who", whom(v, w.Partner))
	return say(text, section(text), buttons(button(actStayDrop, v.Say("duo.button.stay_drop"), "")))
}

// stayDroppedMessage says that it is taken back.
func stayDroppedMessage(v wording.Voice) Message { return plainly(v.Say("duo.stay.dropped")) }

// stayMessage says to one of a duo that they stay together.
func stayMessage(v wording.Voice, s Staying) Message {
	text := stayText(v, s)
	return say(text, section(text), buttons(endStayButton(v)), small(v.Say("duo.stay.how")))
}

// stayText says with whom somebody stays, for how long.
func stayText(v wording.Voice, s Staying) string {
	return v.Count("duo.stay.is", s.Rounds, "Who", whom(v, s.Partner))
}

// stayAgreedMessage tells both, in their conversation, that it is mutual.
func stayAgreedMessage(d *pairing.Duo, rounds int, cast Cast) Message {
	v := cast.Voice
	text := v.Count("duo.stay.agreed", rounds, "Who", cast.together().partners(d))
	return say(cast.named(text), section(text), small(v.Say("duo.stay.how")))
}

// stayEndedMessage answers who ended it; was is nil if there was nothing.
func stayEndedMessage(v wording.Voice, was *Staying) Message {
	if was == nil {
		return plainly(v.Say("duo.stay.nobody"))
	}
	return plainly(v.Say("duo.stay.ended", "Who", whom(v, was.Partner)))
}

// stayOverMessage tells the other, without a reason.
func stayOverMessage(v wording.Voice, partner pairing.MemberID) Message {
	return plainly(v.Say("duo.stay.over", "Who", whom(v, partner)))
}

// stayNobodyMessage answers a command to stay from somebody who is in no duo
// to stay with.
func stayNobodyMessage(v wording.Voice) Message { return plainly(v.Say("duo.stay.no_duo")) }

// endStayButton ends it, after a question.
func endStayButton(v wording.Voice) *slack.ButtonBlockElement {
	return asking(button(actStayEnd, v.Say("duo.button.stay_end"), ""),
		v.Say("duo.stay_end.title"), v.Say("duo.stay_end.text"), v.Say("duo.stay_end.yes"), v.Say("duo.stay_end.no"))
}
