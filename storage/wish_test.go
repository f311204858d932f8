package storage

import (
	"testing"

	"cowork/pairing"
)

// TestWish: a duo has one open wish, and it ends once.
func TestWish(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2")
		d := propose(week(t, tx, c, 1), 1, "U1", "U2")
		ok(t, tx.InsertDuo(d))
		w := Change{ID: "w1", Duo: d.ID, Person: "U1", Place: pairing.Suggestion{Place: pairing.Place{Kind: pairing.Remote}}, Session: d.Session}
		ok(t, tx.Wishing(w, monday))
		w.ID = "w2"
		refused(t, tx.Wishing(w, monday), ErrConflict)
		ok(t, tx.AgreeToWish("w1", "U2"))
		ok(t, tx.AgreeToWish("w1", "U2"))
		got := must[Change](t)(tx.OpenWish(d.ID))
		if got.ID != "w1" || !got.Open || len(got.Agreed) != 1 || got.Place.Place != w.Place.Place || !got.Session.Start.Equal(d.Session.Start) {
			t.Errorf("the open wish is %+v", got)
		}
		ok(t, tx.CloseWish("w1", true))
		refused(t, tx.CloseWish("w1", false), ErrNotFound)
		_, err := tx.OpenWish(d.ID)
		refused(t, err, ErrNotFound)
		ok(t, tx.SetOptions(d.ID, append(d.Options, w.Place)))
		if now := must[Duo](t)(tx.Duo(d.ID)); len(now.Options) != len(d.Options)+1 || len(now.Terms) != len(d.Terms) {
			t.Errorf("the duo is %+v", now)
		}
	})
}
