package storage

import (
	"testing"
	"time"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
)

// TestStay: who stays together is there for both, once, until it ends for
// both.
func TestStay(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2", "U3")
		_, err := tx.StayOf(c, "U1")
		refused(t, err, ErrNotFound)
		ok(t, tx.SaveStay(Stay{Circle: c, Person: "U2", Partner: "U1", Until: 5, Since: monday}))
		for person, partner := range map[pairing.MemberID]pairing.MemberID{"U1": "U2", "U2": "U1"} {
			got := must[Stay](t)(tx.StayOf(c, person))
			if want := (Stay{Circle: c, Person: person, Partner: partner, Until: 5, Since: got.Since}); got != want || !got.Since.Equal(monday) {
				t.Errorf("%+v, want %+v", got, want)
			}
		}
		refused(t, tx.SaveStay(Stay{Circle: c, Person: "U1", Partner: "U2", Until: 9, Since: monday}), ErrConflict)
	})
	write(t, s, func(tx *Tx) {
		c := must[Circle](t)(tx.FirstCircle("0 9 * * MON", "UTC")).ID
		ok(t, tx.EndStay(c, "U1"))
		ok(t, tx.EndStay(c, "U1"))
		for _, person := range []pairing.MemberID{"U1", "U2"} {
			_, err := tx.StayOf(c, person)
			refused(t, err, ErrNotFound)
		}
	})
}

// Nobody stays with two others, and no half of a duo stays alone.
func TestStayHasTwoSides(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2", "U3")
		ok(t, tx.SaveStay(Stay{Circle: c, Person: "U1", Partner: "U2", Until: 5, Since: monday}))
	})
	for what, query := range map[string]string{
		"a third":       `INSERT INTO stay (circle, person, partner, until_round, since) VALUES (1, 'U3', 'U1', 5, 0)`,
		"another end":   `UPDATE stay SET until_round = 6 WHERE person = 'U1'; INSERT INTO stay (circle, person, partner, until_round, since) VALUES (1, 'U3', 'U2', 6, 0)`,
		"one's own":     `INSERT INTO stay (circle, person, partner, until_round, since) VALUES (1, 'U3', 'U3', 5, 0)`,
		"a wish for 12": `INSERT INTO stay_wish (circle, person, partner, rounds, at) VALUES (1, 'U3', 'U1', 12, 0)`,
	} {
		if err := s.Write(t.Context(), func(tx *Tx) error {
			_, err := tx.sql.ExecContext(tx.ctx, query)
			return err
		}); err == nil {
			t.Errorf("%s is kept", what)
		}
	}
}

// TestStayWish: the latest wish counts, for as long as somebody asks for.
func TestStayWish(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2", "U3")
		w := StayWish{Circle: c, Person: "U1", Partner: "U2", Rounds: 2, At: monday}
		ok(t, tx.WishToStay(w))
		w.Partner, w.Rounds, w.At = "U3", 4, monday.Add(time.Hour)
		ok(t, tx.WishToStay(w))
		if got := must[StayWish](t)(tx.StayWishOf(c, "U1", monday)); got.Partner != "U3" || got.Rounds != 4 || !got.At.Equal(w.At) {
			t.Errorf("%+v", got)
		}
		_, err := tx.StayWishOf(c, "U1", w.At)
		refused(t, err, ErrNotFound)
		if !must[bool](t)(tx.DropStayWish(c, "U1")) || must[bool](t)(tx.DropStayWish(c, "U1")) {
			t.Error("a wish is dropped never or twice")
		}
	})
}

// The snapshot of a round says who stays together in it.
func TestSnapshotKeeps(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2", "U3", "U4", "U5")
		ok(t, tx.SaveStay(Stay{Circle: c, Person: "U2", Partner: "U1", Until: 5, Since: monday}))
		ok(t, tx.SaveStay(Stay{Circle: c, Person: "U3", Partner: "U4", Until: 6, Since: monday}))
		kept := func(round int, only []pairing.MemberID) [][2]pairing.MemberID {
			return must[pairing.Input](t)(tx.Snapshot(c, round, monday, monday.AddDate(0, 0, 7), monday, nextWeek, only)).Kept
		}
		for _, test := range []struct {
			round int
			only  []pairing.MemberID
			want  [][2]pairing.MemberID
		}{
			{5, nil, [][2]pairing.MemberID{{"U1", "U2"}, {"U3", "U4"}}},
			{6, nil, [][2]pairing.MemberID{{"U3", "U4"}}},
			{7, nil, nil},
			{5, []pairing.MemberID{"U1", "U3", "U4"}, [][2]pairing.MemberID{{"U3", "U4"}}},
		} {
			if diff := cmp.Diff(test.want, kept(test.round, test.only)); diff != "" {
				t.Errorf("round %d of %v: %s", test.round, test.only, diff)
			}
		}
		m := must[Membership](t)(tx.Membership(c, "U4"))
		m.PausedUntil = UntilResume
		ok(t, tx.SaveMembership(m))
		if diff := cmp.Diff([][2]pairing.MemberID{{"U1", "U2"}}, kept(5, nil)); diff != "" {
			t.Errorf("while one is paused: %s", diff)
		}
	})
}

// TestPersonal: what somebody says of themselves outlives a new profile.
func TestPersonal(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1")
		if p := must[Personal](t)(tx.Personal("U9")); p != (Personal{Evening: true}) {
			t.Errorf("of a stranger: %+v", p)
		}
		refused(t, tx.SavePersonal("U9", Personal{}), ErrNotFound)
		ok(t, tx.SaveProfile("U1", pairing.Defaults(), monday))
		for _, p := range []Personal{{Line: "indexes <cookbooks>", Evening: true, Morning: true}, {Morning: true}, {}} {
			ok(t, tx.SavePersonal("U1", p))
			ok(t, tx.SaveProfile("U1", pairing.Defaults(), monday))
			if got := must[Personal](t)(tx.Personal("U1")); got != p {
				t.Errorf("%+v, want %+v", got, p)
			}
		}
	})
}
