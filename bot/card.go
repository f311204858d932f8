package bot

import (
	"fmt"
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
	Cast        Cast
}

// cardMessage is the state card: where you stand, and the buttons that make
// sense now.
func cardMessage(s Standing) Message {
	text, blocks := cardBlocks(s)
	return say(text, blocks...)
}

// homeView is the state card on the home tab.
func homeView(s Standing) slack.HomeTabViewRequest {
	_, blocks := cardBlocks(s)
	blocks = append([]slack.Block{heading("Coworking, two by two")}, blocks...)
	blocks = append(blocks, divider(), small("Everything here works as `/cowork` too. `/cowork help` lists the rest."))
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}}
}

func cardBlocks(s Standing) (string, []slack.Block) {
	text := standingSentence(s)
	blocks := []slack.Block{section(text)}
	if s.Duo != nil {
		blocks = append(blocks, currentDuo(s)...)
	}
	if s.Joined && !s.Open {
		next := nextSentence(s.Next, s.Zone)
		if s.SitsOut && !s.Next.IsZero() {
			next = fmt.Sprintf("The next round opens on %s; you sit it out.", momentText(s.Next, s.Zone))
		}
		text += " " + next
		blocks = append(blocks, section(next))
	}
	if row := cardButtons(s); len(row) > 0 {
		blocks = append(blocks, buttons(row...))
	}
	if s.Joined && !s.Located {
		blocks = append(blocks, small("Tell me in your profile where you live, and I find you a partner and a place nearby."))
	}
	return text, blocks
}

// standingSentence says in one sentence where somebody stands.
func standingSentence(s Standing) string {
	switch {
	case !s.Joined:
		return "Working at home alone gets lonely. I pair you with another member for a coworking day, each with your own work. You are not taking part yet."
	case s.Open:
		return "You are paused until you come back."
	case !s.PausedUntil.IsZero():
		return fmt.Sprintf("You are paused until %s.", dateText(s.PausedUntil, s.Zone))
	case s.Duo != nil && s.Duo.State == pairing.Confirmed:
		return fmt.Sprintf("You work with %s on %s.", whoElse(s.Duo, s.ID), hoursText(s.Duo.Session, s.Zone))
	case s.Duo != nil && s.Answer == pairing.Accepted:
		return fmt.Sprintf("You accepted a day with %s. The match is settled once everybody has answered.", whoElse(s.Duo, s.ID))
	case s.Duo != nil:
		return fmt.Sprintf("You have a match: %s. It waits for your answer.", whoElse(s.Duo, s.ID))
	case s.Resting == pairing.NobodyFits:
		return "Nobody fits you in this round yet. `/cowork profile` is where that can change."
	case s.Resting != "":
		return "You rest this round, and come first in the next one."
	case s.Once:
		return "You are trying it out for one round, with no commitment."
	}
	return "You are taking part."
}

// currentDuo is what the card says of the live duo.
func currentDuo(s Standing) []slack.Block {
	if s.Duo.State != pairing.Proposed {
		return []slack.Block{section(fmt.Sprintf("*Where:* %s", suggestionText(chosen(s.Duo), s.Cast, s.ID)))}
	}
	blocks := []slack.Block{inviteDetails(s.Reader, s.Duo, s.Cast)}
	id := string(s.Duo.ID)
	if s.Answer == pairing.Accepted {
		return append(blocks, buttons(button(actSkip, "Skip this round after all", id)))
	}
	return append(blocks, buttons(primary(button(actAccept, "Accept", id)), button(actSkip, "Skip this round", id)))
}

// cardButtons are the buttons that make sense now.
func cardButtons(s Standing) []*slack.ButtonBlockElement {
	profile := button(actProfile, "Profile", "")
	switch {
	case !s.Joined:
		return []*slack.ButtonBlockElement{
			primary(button(actJoin, "Join", "")), button(actTry, "Try one round", ""), profile,
		}
	case s.Open || !s.PausedUntil.IsZero():
		return []*slack.ButtonBlockElement{primary(button(actResume, "Come back", "")), profile}
	case s.SitsOut:
		return []*slack.ButtonBlockElement{button(actResume, "Take part after all", ""), button(actPause, "Pause", ""), profile}
	}
	row := []*slack.ButtonBlockElement{button(actSitOut, "Skip the next round", ""), button(actPause, "Pause", ""), profile}
	if s.Once {
		row = append([]*slack.ButtonBlockElement{primary(button(actJoin, "Join for good", ""))}, row...)
	}
	return row
}
