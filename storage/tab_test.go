package storage

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"cowork/pairing"
)

// day is a day after the tests begin.
func day(n int) time.Time { return monday.AddDate(0, 0, n).UTC() }

func is(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func ms(ids ...pairing.MemberID) []pairing.MemberID { return ids }

// TestWhatMakesATabStale writes to everything that a tab shows, and to what it
// does not show.
func TestWhatMakesATabStale(t *testing.T) {
	s := open(t)
	do := func(f func(tx *Tx) error) {
		t.Helper()
		if err := s.Write(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	var circle Circle
	var round RoundID
	do(func(tx *Tx) (err error) {
		for _, id := range []pairing.MemberID{"U1", "U2", "U3"} {
			if err := tx.SavePerson(Person{ID: id, Name: string(id)}); err != nil {
				return err
			}
			if err := tx.OpenedTab(id, "", day(0)); err != nil {
				return err
			}
		}
		circle, err = tx.FirstCircle("@weekly", "UTC")
		return err
	})
	duo := Duo{Duo: pairing.Duo{ID: "d1", State: pairing.Proposed, AnswerBy: day(1), Session: pairing.Session{Start: day(2), End: day(2).Add(time.Hour)},
		Place: pairing.Place{Kind: pairing.Remote}, Seats: []pairing.Seat{{Member: "U1"}, {Member: "U2"}}}, MadeAt: day(0)}
	profile := pairing.Defaults()
	for _, c := range []struct {
		what string
		do   func(*Tx) error
		want []pairing.MemberID
	}{
		{"joining", func(tx *Tx) error {
			return tx.SaveMembership(Membership{Circle: circle.ID, Person: "U1", State: Active, JoinedAt: day(0)})
		}, ms("U1")},
		{"pausing", func(tx *Tx) error {
			return tx.SaveMembership(Membership{Circle: circle.ID, Person: "U1", State: Active, JoinedAt: day(0), PausedUntil: day(9)})
		}, ms("U1")},
		{"a profile", func(tx *Tx) error { return tx.SaveProfile("U2", profile, day(0)) }, ms("U2")},
		{"another profile", func(tx *Tx) error { return tx.SaveProfile("U2", profile, day(1)) }, ms("U2")},
		{"a time zone", func(tx *Tx) error { return tx.SavePerson(Person{ID: "U3", Name: "U3", TZ: "Asia/Tokyo"}) }, ms("U3")},
		{"the same again", func(tx *Tx) error { return tx.SavePerson(Person{ID: "U3", Name: "another name", TZ: "Asia/Tokyo"}) }, nil},
		{"a schedule", func(tx *Tx) error { return tx.SetNextDue(circle.ID, day(7)) }, ms("U1", "U2", "U3")},
		{"a round", func(tx *Tx) (err error) {
			round, err = tx.OpenRound(Round{Circle: circle.ID, Number: 1, Due: day(0), OpenedAt: day(0), AnswerBy: day(1), From: day(1), Until: day(8)})
			return err
		}, ms("U1", "U2", "U3")},
		{"a rest", func(tx *Tx) error { return tx.AddRest(round, pairing.Rest{Member: "U3", Reason: pairing.OddOneOut}) }, ms("U3")},
		{"a duo", func(tx *Tx) error { d := duo; d.Round = round; return tx.InsertDuo(d) }, ms("U1", "U2")},
		{"an answer", func(tx *Tx) error {
			to := duo.Duo
			to.Seats = []pairing.Seat{{Member: "U1", Answer: pairing.Accepted}, {Member: "U2"}}
			return tx.SaveTransition("d1", pairing.Proposed, to)
		}, ms("U1", "U2")},
		{"a venue", func(tx *Tx) error {
			_, err := tx.SaveVenue(Venue{Venue: pairing.Venue{Name: "x", Type: pairing.Cafe}}, day(0))
			return err
		}, ms("U1", "U2", "U3")},
		{"a wish", func(tx *Tx) error { return tx.Say("U1", Wish, "U2", day(0)) }, nil},
		{"an avoid", func(tx *Tx) error { return tx.Say("U1", Avoid, "U2", day(0)) }, nil},
		{"a message", func(tx *Tx) error {
			_, err := tx.Owe(Message{Key: "k", Lane: "U1", Method: Post, Body: []byte(`{}`), Due: day(0)})
			return err
		}, nil},
		{"the end of the duo", func(tx *Tx) error {
			to := duo.Duo
			to.State = pairing.Cancelled
			return tx.SaveTransition("d1", pairing.Proposed, to)
		}, ms("U1", "U2")},
		{"that one is forgotten", func(tx *Tx) error { _, err := tx.Forget("U1", day(0)); return err }, ms("U2")},
	} {
		do(func(tx *Tx) error { // all are fresh
			stale, err := tx.StaleTabs(day(0), 10)
			for _, tab := range stale {
				err = errors.Join(err, tx.LookAtTab(tab.Person), tx.TabShows(Tab{Person: tab.Person, Digest: "x", Hash: "h"}, time.Time{}))
			}
			return err
		})
		do(c.do)
		var got []pairing.MemberID
		do(func(tx *Tx) error {
			stale, err := tx.StaleTabs(day(0), 10)
			for _, tab := range stale {
				got = append(got, tab.Person)
			}
			return err
		})
		is(t, got, c.want)
		if t.Failed() {
			t.Fatalf("after %s", c.what)
		}
	}
}

// TestATabInHand goes through what becomes of a tab that is looked at.
func TestATabInHand(t *testing.T) {
	s := open(t)
	tx := func(f func(tx *Tx) error) {
		t.Helper()
		if err := s.Write(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	stale := func(now time.Time) (all []Tab) {
		t.Helper()
		tx(func(tx *Tx) (err error) { all, err = tx.StaleTabs(now, 10); return err })
		return all
	}
	tx(func(tx *Tx) error {
		return errors.Join(tx.SavePerson(Person{ID: "U1"}), tx.SavePerson(Person{ID: "U2"}), tx.OpenedTab("U1", "", day(0)), tx.OpenedTab("U2", "", day(1)))
	})
	is(t, stale(day(1)), []Tab{{Person: "U2"}, {Person: "U1"}}) // seen last, first
	tx(func(tx *Tx) error { return errors.Join(tx.SawTab("U1", day(2)), tx.LookAtTab("U1")) })
	is(t, stale(day(1)), []Tab{{Person: "U1"}, {Person: "U2"}}) // a crash while it was looked at
	tx(func(tx *Tx) error { return tx.TabFails("U1", "old", day(1).Add(time.Minute)) })
	is(t, stale(day(1)), []Tab{{Person: "U2"}})
	var next time.Time
	tx(func(tx *Tx) (err error) { next, err = tx.NextTab(day(1)); return err })
	is(t, next, day(1).Add(time.Minute))
	is(t, stale(next), []Tab{{Person: "U1", Hash: "old", Attempts: 1}, {Person: "U2"}})
	tx(func(tx *Tx) error {
		return errors.Join(tx.LookAtTab("U1"), tx.TabShows(Tab{Person: "U1", Digest: "d", Hash: "h"}, day(5)), tx.LookAtTab("U2"), tx.TabStands("U2", time.Time{}))
	})
	is(t, stale(day(4)), []Tab(nil))
	is(t, stale(day(5)), []Tab{{Person: "U1", Digest: "d", Hash: "h"}}) // by time alone
	tx(func(tx *Tx) error { return tx.OpenedTab("U1", "h", day(4)) })
	is(t, stale(day(4)), []Tab(nil)) // Slack shows what was published
	tx(func(tx *Tx) error { return tx.OpenedTab("U1", "another", day(4)) })
	is(t, stale(day(4)), []Tab{{Person: "U1", Hash: "another"}})
	tx(func(tx *Tx) error { return errors.Join(tx.LookAtTab("U1"), tx.TabGone("U1")) })
	is(t, stale(day(9)), []Tab(nil))
}

// TestVenuesNear compares the nearest with those found by looking at all.
func TestVenuesNear(t *testing.T) {
	s := open(t)
	err := s.Write(t.Context(), func(tx *Tx) error {
		for i := range 400 {
			v := Venue{Venue: pairing.Venue{Name: "x", Type: pairing.Cafe, Area: pairing.Area{Located: i%7 > 0, Lat: 47 + float64(i%20)/20, Lon: 13 + float64(i/20)/20}}, Retired: i%11 == 0}
			if _, err := tx.SaveVenue(v, day(0)); err != nil {
				return err
			}
		}
		all, err := tx.Venues()
		if err != nil {
			return err
		}
		for _, at := range [][2]float64{{47.51, 13.52}, {47, 13}, {47.3, 12.9}} {
			here := pairing.Area{Located: true, Lat: at[0], Lon: at[1]}
			best := 1 << 40
			for _, v := range all {
				if m, ok := here.MetersTo(v.Area); ok {
					best = min(best, m)
				}
			}
			near, err := tx.VenuesNear(at[0], at[1], 3)
			if err != nil || len(near) != 3 {
				t.Fatalf("%d venues, %v", len(near), err)
			}
			first, _ := here.MetersTo(near[0].Area)
			if first > best+best/100+1 {
				t.Errorf("at %v the nearest is %d m away, found was one at %d m", at, best, first)
			}
		}
		far, err := tx.VenuesNear(-33, 151, 3)
		if len(far) > 0 {
			t.Errorf("%d venues at the other end of the world", len(far))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
