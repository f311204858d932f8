package storage

import (
	"testing"
	"time"
)

func TestConversationAndSeen(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		if a, b := Lane("U2", "U1", "U2"), Lane("U1", "U2"); a != b || a != "U1,U2" {
			t.Errorf("lanes %q and %q", a, b)
		}
		_, err := tx.Conversation("U1,U2")
		refused(t, err, ErrNotFound)
		ok(t, tx.SaveConversation("U1,U2", "G1"))
		ok(t, tx.SaveConversation("U1,U2", "G2"))
		if c := must[string](t)(tx.Conversation("U1,U2")); c != "G2" {
			t.Errorf("channel is %q", c)
		}

		_, seen, err := tx.Seen("E1")
		if seen || err != nil {
			t.Errorf("seen before: %v, %v", seen, err)
		}
		ok(t, tx.Remember("E1", `{"text":"hello"}`, monday))
		ok(t, tx.Remember("E2", "", monday.Add(time.Hour)))
		refused(t, tx.Remember("E1", "", monday), ErrConflict)
		if reply, seen, err := tx.Seen("E1"); reply != `{"text":"hello"}` || !seen || err != nil {
			t.Errorf("seen: %q, %v, %v", reply, seen, err)
		}
		if n := must[int](t)(tx.Prune(monday.Add(time.Hour))); n != 1 {
			t.Errorf("pruned %d", n)
		}
		if _, seen, _ := tx.Seen("E1"); seen {
			t.Error("E1 is still remembered")
		}
		if _, seen, _ := tx.Seen("E2"); !seen {
			t.Error("E2 is not remembered")
		}
	})
}
