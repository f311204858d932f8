package pairing

import (
	"slices"
	"time"

	"cowork/pairing/opening"
)

// Date is a local day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// dateOf is the local day of an instant in a zone.
func dateOf(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return Date{y, m, d}
}

// Calendar is what opening hours ask about public holidays; nil if none are
// known, because then nothing can be said of them.
func Calendar(holidays []Date) opening.Calendar {
	if len(holidays) == 0 {
		return nil
	}
	all := make(map[Date]bool, len(holidays))
	for _, d := range holidays {
		all[d] = true
	}
	return func(year int, month time.Month, day int) bool { return all[Date{year, month, day}] }
}

// Festive reports whether a session begins on a public holiday of the circle.
func (in *Input) Festive(s Session) bool {
	zone := in.Zone
	if zone == nil {
		zone = time.UTC
	}
	return slices.Contains(in.Holidays, dateOf(s.Start, zone))
}

// festive reports whether a window begins on a public holiday in a zone.
func (r *roster) festive(w window, zone *time.Location) bool {
	if r.holidays == nil {
		return false
	}
	d := dateOf(time.Unix(w.start, 0), zone)
	return r.holidays(d.Year, d.Month, d.Day)
}
