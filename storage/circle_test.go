package storage

import (
	"testing"
	"time"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
)

func TestCircle(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		_, err := tx.Circle(1)
		refused(t, err, ErrNotFound)
		first := must[Circle](t)(tx.FirstCircle("@weekly", "Europe/Vienna"))
		want := Circle{ID: 1, Name: FirstCircleName, Schedule: "@weekly", TZ: "Europe/Vienna", Rules: pairing.DefaultRules(), Answer: DefaultAnswer, Late: DefaultLate}
		if diff := cmp.Diff(want, must[Circle](t)(tx.Circle(first.ID))); diff != "" {
			t.Error(diff)
		}
		if again := must[Circle](t)(tx.FirstCircle("@daily", "UTC")); again != want {
			t.Errorf("a second start made %+v", again)
		}

		second := Circle{Name: "Salzburg", Channel: "C1", Schedule: "0 9 * * MON", TZ: "UTC", Guests: true, Answer: time.Hour, Late: 0, NextDue: monday,
			Rules: pairing.Rules{Cooldown: 2, Trio: true, MinOverlap: 90 * time.Minute, HomeRun: 1}}
		second.ID = must[CircleID](t)(tx.SaveCircle(second))
		if diff := cmp.Diff([]Circle{want, second}, must[[]Circle](t)(tx.Circles())); diff != "" {
			t.Error(diff)
		}
		second.Name, second.Channel, second.Guests = "Hallein", "C2", false
		if id := must[CircleID](t)(tx.SaveCircle(second)); id != second.ID {
			t.Errorf("saving circle %d again made circle %d", second.ID, id)
		}
		if diff := cmp.Diff(second, must[Circle](t)(tx.Circle(second.ID))); diff != "" {
			t.Error(diff)
		}
		for _, taken := range []Circle{
			{Name: second.Name, Channel: "C3", Schedule: "@daily", TZ: "UTC", Rules: pairing.DefaultRules(), Answer: 1, Late: 0},
			{Name: "Other", Channel: "C2", Schedule: "@daily", TZ: "UTC", Rules: pairing.DefaultRules(), Answer: time.Hour},
			{Name: "Own", Schedule: "@daily", TZ: "UTC", Rules: pairing.DefaultRules(), Answer: time.Hour},
		} {
			_, err := tx.SaveCircle(taken)
			refused(t, err, ErrConflict)
		}

		due := func(now time.Time) bool { t.Helper(); return must[Due](t)(tx.Due(now)).Rounds }
		if due(monday.Add(-time.Second)) {
			t.Error("a circle is due early")
		}
		ok(t, tx.SetNextDue(first.ID, monday.Add(-time.Hour)))
		if due(monday.Add(-time.Hour-time.Second)) || !due(monday.Add(-time.Hour)) {
			t.Error("the other is due at another time")
		}
		ok(t, tx.SetNextDue(first.ID, time.Time{}))
		ok(t, tx.SetNextDue(second.ID, time.Time{}))
		if due(monday.Add(1000 * time.Hour)) {
			t.Error("one that is not scheduled is due")
		}
		refused(t, tx.SetNextDue(9, monday), ErrNotFound)
	})
}
