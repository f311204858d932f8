package storage

import (
	"testing"
	"time"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
)

func TestMembership(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		other := must[CircleID](t)(tx.SaveCircle(Circle{Name: "b", Channel: "C1", Schedule: "@daily", TZ: "UTC", Rules: pairing.DefaultRules(), Answer: time.Hour}))
		join(t, tx, c, "U2", "U1")
		_, err := tx.Membership(other, "U1")
		refused(t, err, ErrNotFound)
		m := Membership{Circle: other, Person: "U1", State: Left, Once: true, JoinedAt: monday, PausedUntil: UntilResume, SkipRound: 3, Silent: 2}
		ok(t, tx.SaveMembership(m))
		if diff := cmp.Diff(m, must[Membership](t)(tx.Membership(other, "U1"))); diff != "" {
			t.Error(diff)
		}
		m.State, m.PausedUntil, m.SkipRound = Active, time.Time{}, 0
		ok(t, tx.SaveMembership(m))
		if diff := cmp.Diff([]Membership{m}, must[[]Membership](t)(tx.Memberships(other))); diff != "" {
			t.Error(diff)
		}
		if all := must[[]Membership](t)(tx.Memberships(c)); len(all) != 2 || all[0].Person != "U1" {
			t.Errorf("members: %+v", all)
		}
		if of := must[[]Membership](t)(tx.MembershipsOf("U1")); len(of) != 2 || of[1] != m {
			t.Errorf("circles of U1: %+v", of)
		}
		refused(t, tx.SaveMembership(Membership{Circle: c, Person: "U9", State: Active, JoinedAt: monday}), ErrConflict)
		refused(t, tx.SaveMembership(Membership{Circle: c, Person: "U1", State: "asleep", JoinedAt: monday}), ErrConflict)
	})
	for until, paused := range map[time.Time]bool{{}: false, monday: false, monday.Add(1): true, UntilResume: true} {
		if got := (Membership{PausedUntil: until}).Paused(monday); got != paused {
			t.Errorf("paused until %v: %v", until, got)
		}
	}
}
