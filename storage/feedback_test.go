package storage

import (
	"errors"
	"slices"
	"testing"
	"time"

	"cowork/pairing"
)

// What members told of their sessions reaches the plan of the next round, the
// latest of each, and goes with whoever is forgotten.
func TestFeedback(t *testing.T) {
	s := open(t)
	err := s.Write(t.Context(), func(tx *Tx) error {
		c, err := tx.FirstCircle("@weekly", "UTC")
		for _, id := range ms("U1", "U2", "U3") {
			err = errors.Join(err, tx.SavePerson(Person{ID: id}), tx.SaveMembership(Membership{Circle: c.ID, Person: id, State: Active, JoinedAt: day(0)}))
		}
		if err != nil {
			return err
		}
		for i, with := range ms("U2", "U2", "U3") {
			r, err := tx.OpenRound(Round{Circle: c.ID, Number: i + 1, Due: day(7 * i), OpenedAt: day(7 * i), AnswerBy: day(7*i + 1), From: day(7 * i), Until: day(7*i + 7)})
			if err != nil {
				return err
			}
			id := pairing.DuoID("d" + string(rune('1'+i)))
			if err := errors.Join(tx.InsertDuo(Duo{Round: r, MadeAt: day(0), Duo: pairing.Duo{ID: id, State: pairing.Met, AnswerBy: day(1), Session: pairing.Session{Start: day(7*i + 2), End: day(7*i + 2).Add(time.Hour)},
				Place: pairing.Place{Kind: pairing.Remote}, Seats: []pairing.Seat{{Member: "U1"}, {Member: with}}}}), tx.CloseRound(r, day(7*i+6))); err != nil {
				return err
			}
		}
		if err := errors.Join(tx.TellDay("d1", "U1", -1, day(3)), tx.TellAgain("d1", "U1", -1, day(3)), // of the earlier one
			tx.TellAgain("d2", "U1", 1, day(9)), tx.TellDay("d3", "U1", -1, day(9)), tx.TellDay("d3", "U1", 1, day(9)), tx.TellAgain("d3", "U3", 0, day(9))); err != nil {
			return err
		}
		if err := tx.TellDay("d3", "U2", 1, day(9)); !errors.Is(err, ErrConflict) {
			t.Errorf("somebody tells of a session of others: %v", err)
		}
		told, err := tx.Feedback("d1", "U1")
		if err != nil || told != (Feedback{Day: -1, DayTold: true, Again: -1, AgainTold: true}) {
			t.Errorf("%+v, %v", told, err)
		}
		if told, err := tx.Feedback("d3", "U3"); err != nil || told != (Feedback{AgainTold: true}) {
			t.Errorf("%+v, %v", told, err)
		}
		regards := func() map[pairing.MemberID][]pairing.Regard {
			in, err := tx.Snapshot(c.ID, 4, day(21), day(28), day(20), day(27), nil)
			if err != nil {
				t.Fatal(err)
			}
			all := map[pairing.MemberID][]pairing.Regard{}
			for _, m := range in.Members {
				all[m.ID] = m.Regards
			}
			return all
		}
		want := []pairing.Regard{{Of: "U2", Again: 1}, {Of: "U3", Day: 1}}
		if got := regards(); !slices.Equal(got["U1"], want) || len(got["U2"]) != 0 || !slices.Equal(got["U3"], []pairing.Regard{{Of: "U1"}}) {
			t.Errorf("the plan knows %v", got)
		}
		if _, err := tx.Forget("U3", day(20)); err != nil {
			return err
		}
		if got := regards(); !slices.Equal(got["U1"], want[:1]) {
			t.Errorf("after one of them is forgotten the plan knows %v", got)
		}
		_, err = tx.Forget("U1", day(20))
		if n := must[int](t)(one(tx, "count", value[int], `SELECT count(*) FROM feedback`)); n != 0 {
			t.Errorf("%d answers are left of somebody who was forgotten", n)
		}
		if err := tx.SetBoard(c.ID, "C1"); err != nil {
			return err
		}
		if c, err := tx.Circle(c.ID); err != nil || c.Board != "C1" {
			t.Errorf("the channel is %q, %v", c.Board, err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
