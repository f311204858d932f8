package bot

import (
	"strings"
	"testing"

	"cowork/bot/fakeslack"
	"cowork/storage"
)

// Planning a large round holds the one who writes for seconds. Whoever only
// wants to look at something does not wait for that, nor for the many whose
// clicks do.
func TestLookingWaitsForNobodyWhoWrites(t *testing.T) {
	w := members(t, 2)
	w.slack.AddPerson(fakeslack.Person{ID: "UBOSS", Name: "boss", TZ: "Europe/Vienna"})
	w.rest() // Slack tells of them
	writing, done := make(chan struct{}), make(chan struct{})
	planned := start(func() {
		w.write(func(*storage.Tx) error { close(writing); <-done; return nil })
	})
	<-writing
	for text, want := range map[string]string{
		"": "You are taking part", "status": "You are taking part", "why": "no match", "history": "No history yet", "help": "/cowork join",
		"places": "place", "with": "", "avoid": "nobody", "admin plan": "If the next round opened now", "jion": "Did you mean",
	} {
		who := "U01"
		if strings.HasPrefix(text, "admin") {
			who = "UBOSS"
		}
		if got := w.typed(who, "/cowork "+text); !strings.Contains(got, want) || strings.Contains(got, inEnglish(textLate)) {
			t.Errorf("/cowork %s while somebody writes: %q", text, got)
		}
	}
	close(done)
	<-planned
}

// What was only looked at leaves no trace: it is not kept that it was asked,
// and asking again answers from what is there then.
func TestLookingKeepsNothing(t *testing.T) {
	h := newHouse(t)
	h.joins("U01")
	seen := func(env string) (yes bool) {
		if err := h.store.Read(t.Context(), func(tx *storage.Tx) (err error) { _, yes, err = tx.Seen(env); return err }); err != nil {
			t.Fatal(err)
		}
		return yes
	}
	env := command("look", "U01", "status")
	h.wants(h.handle(env).Message.Text, "You are taking part")
	if seen("look") {
		t.Error("it is kept that somebody looked")
	}
	h.types("U01", "pause")
	h.wants(h.handle(env).Message.Text, "pause")

	env = command("first", "U99", "status") // of whom nothing is known
	h.handle(env)
	if !seen("first") {
		t.Error("a stranger was answered without being kept")
	}
}
