package bot

import (
	"testing"

	"cowork/bot/wording"

	"github.com/slack-go/slack"
)

// TestTroubleIsSaidInTheReadersLanguage asks nobody's store for it, and speaks
// English again with somebody who was forgotten.
func TestTroubleIsSaidInTheReadersLanguage(t *testing.T) {
	h := newHouse(t)
	said := func() string {
		return h.bot.excuse(Envelope{Kind: Command, Person: "U1"}, textBusy).Message.Text
	}
	if got := said(); got != inEnglish(textBusy) {
		t.Errorf("a stranger reads %q", got)
	}
	u := &slack.User{ID: "U1", RealName: "Claire", TZ: "Europe/Paris", Locale: "fr-FR"}
	h.handle(Envelope{Kind: Happening, Person: "U1", Event: &Event{Type: TeamJoin, User: u}})
	if got, want := said(), wording.For("fr-FR", "").Say(textBusy); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	u.Locale = "de-DE"
	h.handle(Envelope{Kind: Happening, Person: "U1", Event: &Event{Type: UserChange, User: u}})
	if got, want := said(), wording.For("de-DE", "").Say(textBusy); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	h.clicks("U1", actForget, "")
	if got := said(); got != inEnglish(textBusy) {
		t.Errorf("somebody who was forgotten reads %q", got)
	}
}
