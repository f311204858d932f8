package storage

import (
	"testing"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
)

func TestHome(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		join(t, tx, circle(t, tx), "U1", "U2")
		_, err := tx.Home("U1")
		refused(t, err, ErrNotFound)
		h := Home{Person: "U1", Offers: pairing.Desk | pairing.NoSteps, Guests: "a cat; shoes off", Share: true, Address: []byte{1, 2}, Entry: []byte{3}}
		ok(t, tx.SaveHome(h, monday))
		ok(t, tx.SaveHome(Home{Person: "U2", Guests: "none"}, monday))
		if diff := cmp.Diff(h, must[Home](t)(tx.Home("U1"))); diff != "" {
			t.Error(diff)
		}
		ok(t, tx.Reseal("U1", []byte{9}, nil))
		h.Address, h.Entry = []byte{9}, nil
		if diff := cmp.Diff([]Home{h}, must[[]Home](t)(tx.SealedHomes())); diff != "" {
			t.Error(diff)
		}
		refused(t, tx.Reseal("U3", nil, nil), ErrNotFound)
		refused(t, tx.SaveHome(Home{Person: "U1", Offers: 64}, monday), ErrConflict)
		ok(t, tx.SaveHome(Home{Person: "U1"}, monday))
		_, err = tx.Home("U1")
		refused(t, err, ErrNotFound)
		must[Removed](t)(tx.Forget("U2", monday))
		if rows := must[int](t)(one(tx, "count", value[int], `SELECT count(*) FROM home`)); rows != 0 {
			t.Errorf("%d homes of nobody", rows)
		}
	})
}
