package storage

import (
	"testing"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
)

func TestSayings(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		join(t, tx, circle(t, tx), "U1", "U2", "U3", "U4")
		say := func(a pairing.MemberID, what Saying, b pairing.MemberID) {
			t.Helper()
			ok(t, tx.Say(a, what, b, monday))
		}
		say("U1", Wish, "U3")
		say("U1", Wish, "U2")
		say("U1", Wish, "U2")
		say("U1", Avoid, "U4")
		say("U3", Wish, "U1")
		say("U2", Wish, "U3")
		say("U4", Wish, "U1")
		said := func(want ...pairing.MemberID) func([]pairing.MemberID, error) {
			return func(got []pairing.MemberID, err error) {
				t.Helper()
				ok(t, err)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
			}
		}
		said("U2", "U3")(tx.Says("U1", Wish))
		said("U4")(tx.Says("U1", Avoid))
		said()(tx.Says("U1", Friend))
		if !must[bool](t)(tx.Unsay("U1", Wish, "U3")) || must[bool](t)(tx.Unsay("U1", Wish, "U3")) {
			t.Error("a saying can be taken back once")
		}
		refused(t, tx.Say("U1", Wish, "U1", monday), ErrConflict)
		refused(t, tx.Say("U1", Wish, "U9", monday), ErrConflict)
		refused(t, tx.Say("U1", "hate", "U2", monday), ErrConflict)
	})
}
