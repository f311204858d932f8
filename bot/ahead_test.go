package bot

import (
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/storage"
)

// While two people make up their minds, the conversation that they will need
// is opened. Nobody sees anything of it; when they have accepted, it is there.
func TestConversationsAreOpenedAhead(t *testing.T) {
	w := members(t, 2)
	w.until(firstDue)
	if n := len(w.slack.CallsOf("conversations.open")); n != 1 {
		t.Fatalf("opened %d times while they are asked", n)
	}
	lane := storage.Lane("U01", "U02")
	channel, err := conversation(w, lane)
	if err != nil {
		t.Fatal(err)
	}
	if text := w.sees("U01", channel); text != "" {
		t.Errorf("they see something in it: %s", text)
	}
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	w.rest()
	if m := w.row(confirmKey(w.duo("U01").ID)); m.State != storage.Sent || m.Channel != channel {
		t.Errorf("%s in %q, want it in %q", m.State, m.Channel, channel)
	}
	if n := len(w.slack.CallsOf("conversations.open")); n != 1 {
		t.Errorf("opened %d times", n)
	}
}

// What fails ahead is done when it is needed, and does not hurt before.
func TestAConversationThatCannotBeOpenedAhead(t *testing.T) {
	for _, fault := range []fakeslack.Fault{fakeslack.ErrorCode("internal_error"), fakeslack.RateLimited(30), fakeslack.ErrorCode("user_not_found")} {
		w := members(t, 2)
		w.slack.Inject("conversations.open", 1, fault)
		w.until(firstDue.Add(20 * time.Minute))
		if n := len(w.slack.CallsOf("conversations.open")); n != 1 {
			t.Errorf("asked for %d times while nobody needs it", n)
		}
		w.clicks("U01", "Accept")
		w.clicks("U02", "Accept")
		w.rest()
		if m := w.row(confirmKey(w.duo("U01").ID)); m.State != storage.Sent {
			t.Errorf("the confirmation is %s: %s", m.State, m.Error)
		}
	}
}

// A message that is due waits for no conversation that is opened ahead.
func TestWhatIsDueIsOpenedFirst(t *testing.T) {
	w := members(t, 8)
	w.until(firstDue)
	before := len(w.slack.CallsOf("conversations.open"))
	due := []string{"U01,U02,U03", "U01,U02,U04", "U01,U02,U05", "U01,U02,U06"}
	for _, lane := range due {
		w.owe("due "+lane, lane, "hello")
	}
	w.rest()
	w.clock.Advance(time.Minute)
	w.rest()
	calls := w.slack.CallsOf("conversations.open")[before:]
	if len(calls) <= len(due) {
		t.Fatalf("%d conversations are opened: none ahead", len(calls))
	}
	early, left := 0, len(due) // one may have been on its way
	for _, c := range calls {
		if strings.Count(c.Args["users"], ",") == 2 {
			left--
		} else if left > 0 {
			early++
		}
	}
	if left > 0 || early > 1 {
		t.Errorf("%d are opened ahead before those that are due, of which %d are missing", early, left)
	}
}

func conversation(w *town, lane string) (channel string, err error) {
	err = w.store.Read(w.t.Context(), func(tx *storage.Tx) (err error) {
		channel, err = tx.Conversation(lane)
		return err
	})
	return channel, err
}
