package storage

import (
	"testing"
	"time"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
)

func TestRoundAndRests(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2")
		for _, load := range []func() (Round, error){
			func() (Round, error) { return tx.Round(1) },
			func() (Round, error) { return tx.OpenRoundOf(c) },
			func() (Round, error) { return tx.LastRound(c) },
		} {
			_, err := load()
			refused(t, err, ErrNotFound)
		}
		if n := must[int](t)(tx.LastNumber(c)); n != 0 {
			t.Errorf("last number is %d before the first round", n)
		}
		id := week(t, tx, c, 1)
		r := must[Round](t)(tx.Round(id))
		want := Round{ID: id, Circle: c, Number: 1, Due: monday, OpenedAt: monday, AnswerBy: monday.AddDate(0, 0, 1),
			From: monday.AddDate(0, 0, 1), Until: monday.AddDate(0, 0, 8), Seed: 1<<63 + 1}
		if diff := cmp.Diff(want, r); diff != "" {
			t.Error(diff)
		}

		// One round for each due time, and one open one.
		next := want
		next.Number, next.Due = 2, monday.AddDate(0, 0, 7)
		_, err := tx.OpenRound(next)
		refused(t, err, ErrConflict)
		ok(t, tx.CloseRound(id, monday.Add(time.Hour)))
		refused(t, tx.CloseRound(id, monday), ErrNotFound)
		again := next
		again.Due = monday
		_, err = tx.OpenRound(again)
		refused(t, err, ErrConflict)
		again = next
		again.Number = 1
		_, err = tx.OpenRound(again)
		refused(t, err, ErrConflict)
		second := must[RoundID](t)(tx.OpenRound(next))
		if open, last := must[Round](t)(tx.OpenRoundOf(c)), must[Round](t)(tx.LastRound(c)); open.ID != second || last != open {
			t.Errorf("open %+v, last %+v", open, last)
		}
		if n := must[int](t)(tx.LastNumber(c)); n != 2 {
			t.Errorf("last number is %d", n)
		}

		rest := pairing.Rest{Member: "U2", Reason: pairing.NobodyFits, Lacks: map[pairing.Obstacle]int{pairing.NoHours: 3}}
		ok(t, tx.AddRest(id, pairing.Rest{Member: "U1", Reason: pairing.OddOneOut}))
		ok(t, tx.AddRest(id, rest))
		ok(t, tx.ServeRest(id, "U1"))
		refused(t, tx.ServeRest(id, "U9"), ErrNotFound)
		rests := []Rest{{Round: id, Rest: pairing.Rest{Member: "U1", Reason: pairing.OddOneOut}, Served: true}, {Round: id, Rest: rest}}
		if diff := cmp.Diff(rests, must[[]Rest](t)(tx.Rests(id))); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(rests[1], must[Rest](t)(tx.RestOf(id, "U2"))); diff != "" {
			t.Error(diff)
		}
		_, err = tx.RestOf(second, "U2")
		refused(t, err, ErrNotFound)
		ok(t, tx.AddRest(id, pairing.Rest{Member: "U1", Reason: pairing.OthersTaken})) // free again
		if r := must[Rest](t)(tx.RestOf(id, "U1")); r.Served || r.Reason != pairing.OthersTaken {
			t.Errorf("rests again as %+v", r)
		}
	})
}
