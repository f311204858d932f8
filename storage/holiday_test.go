package storage

import (
	"testing"
	"time"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
)

// TestHolidays: the latest import counts, and plans are made from it.
func TestHolidays(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		ok(t, tx.SaveHolidays(c, []Holiday{{pairing.Date{Year: 2025, Month: time.May, Day: 1}, "Labour Day"}}))
		want := []Holiday{{pairing.Date{Year: 2026, Month: time.April, Day: 6}, "Easter Monday"}, {pairing.Date{Year: 2026, Month: time.May, Day: 1}, ""}}
		ok(t, tx.SaveHolidays(c, []Holiday{want[1], want[0], want[0]}))
		if diff := cmp.Diff(want, must[[]Holiday](t)(tx.Holidays(c))); diff != "" {
			t.Error(diff)
		}
		in := must[pairing.Input](t)(tx.Snapshot(c, 1, monday, monday.AddDate(0, 0, 7), monday, nextWeek, nil))
		if diff := cmp.Diff([]pairing.Date{want[0].Date, want[1].Date}, in.Holidays); diff != "" {
			t.Error(diff)
		}
	})
}
