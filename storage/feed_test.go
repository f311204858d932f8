package storage

import (
	"testing"
	"time"

	"cowork/pairing"
)

// TestFeed: it is due at once, taken once, and what it says reaches the
// snapshot of the round that it concerns.
func TestFeed(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2")
		ok(t, tx.SaveFeed("U1", []byte("sealed"), monday))
		if !must[Due](t)(tx.Due(monday)).Calendars || must[Due](t)(tx.Due(monday.Add(-time.Second))).Calendars {
			t.Error("it is due at another time")
		}
		all := must[[]Feed](t)(tx.TakeFeeds(monday, monday.Add(time.Hour), 5))
		if len(all) != 1 || string(all[0].Address) != "sealed" || all[0].Told {
			t.Fatalf("taken: %+v", all)
		}
		if again := must[[]Feed](t)(tx.TakeFeeds(monday, monday.Add(time.Hour), 5)); len(again) != 0 {
			t.Errorf("taken twice: %+v", again)
		}
		span := func(h, hours int) pairing.Session {
			return pairing.Session{Start: monday.Add(time.Duration(h) * time.Hour).UTC(), End: monday.Add(time.Duration(h+hours) * time.Hour).UTC()}
		}
		ok(t, tx.FeedRead(all[0], []pairing.Session{span(-5, 1), span(5, 2), span(30, 2)}, monday.Add(12*time.Hour)))
		in := must[pairing.Input](t)(tx.Snapshot(c, 1, monday, monday.Add(24*time.Hour), monday, nextWeek, nil))
		if got := in.Members[0].Engaged; len(got) != 1 || got[0] != span(5, 2) || len(in.Members[1].Engaged) != 0 {
			t.Errorf("the snapshot has %v", got)
		}
		ok(t, tx.SaveFeed("U1", []byte("another"), monday))
		if got := must[[]pairing.Session](t)(tx.Busy("U1")); len(got) != 0 {
			t.Errorf("another calendar keeps %v", got)
		}
		refused(t, tx.FeedRead(all[0], []pairing.Session{span(5, 2)}, monday), ErrConflict)
		refused(t, tx.FeedFailed(all[0], monday, true), ErrConflict)
		ok(t, tx.DropFeed("U1"))
		_, err := tx.Feed("U1")
		refused(t, err, ErrNotFound)
	})
}

// TestFeedOfSomebodyWhoLeft: nobody looks at it until they are back.
func TestFeedOfSomebodyWhoLeft(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1")
		ok(t, tx.SaveFeed("U1", []byte("sealed"), monday))
		for _, state := range []MemberState{Left, Active} {
			ok(t, tx.SaveMembership(Membership{Circle: c, Person: "U1", State: state, JoinedAt: monday}))
			due, all := must[Due](t)(tx.Due(monday)).Calendars, must[[]Feed](t)(tx.TakeFeeds(monday, monday.Add(time.Hour), 5))
			if want := state == Active; due != want || (len(all) == 1) != want {
				t.Errorf("%s: due %t, taken %+v", state, due, all)
			}
		}
	})
}
