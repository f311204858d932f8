// Package opening reads the opening hours of a venue and says whether it is
// open for the whole of a session.
//
//	s, err := opening.Parse("Mo-Fr 08:00-19:00; Sa 09:00-13:00; PH off")
//	s.During(from, until, zone, holidays) // Open, Closed or Unknown
//
// The language is OpenStreetMap's opening_hours
// (https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification), in a
// strict subset that covers what venues really write:
//
//   - weekdays, ranges and lists of them, also around the week: Mo-Fr  Sa,Su  Fr-Mo
//   - times, ranges and lists of them, also past midnight: 08:00-12:00,17:00-02:00
//   - an open end, after which nothing is known: 17:00+
//   - months and dates, also around the year: Jun-Aug  Dec 24-26  Dec 24-Jan 06
//   - public holidays: PH off  Sa,PH 10:00-14:00
//   - several rules; after ";" a rule replaces what earlier rules say of its
//     days, after "," it adds to them
//   - open, off, closed, unknown, and 24/7
//
// There is one rule to choose by: a duo in front of a closed door is worse than
// a duo that rings first. So whatever is not understood is an error of Parse
// and counts as unknown, a comment ("by appointment") makes its hours unknown,
// and nothing is ever taken for open because it could not be read.
//
// The meaning of several rules together follows the reference implementation,
// npm opening_hours 3.9, with two deviations, both to the careful side: hours
// past midnight are dropped when their own day was overridden, and on a public
// holiday hours that say nothing of holidays are unknown.
package opening

import "time"

// State says whether a venue is open.
type State int8

// The states. Unknown is the zero value.
const (
	Closed  State = -1
	Unknown State = 0
	Open    State = 1
)

// String reports "open", "closed" or "unknown".
func (s State) String() string {
	switch s {
	case Open:
		return "open"
	case Closed:
		return "closed"
	}
	return "unknown"
}

// Calendar reports whether a local date is a public holiday. A nil Calendar
// knows of none: rules for PH then apply to no day.
type Calendar func(year int, month time.Month, day int) bool

// Schedule is a parsed opening_hours value. The zero Schedule knows nothing:
// it is Unknown at all times.
type Schedule struct {
	rules    []rule
	holidays bool // some rule speaks of public holidays
}

// MentionsHolidays reports whether the hours say something of public holidays,
// so that without a Calendar a person should look them up on such a day.
func (s Schedule) MentionsHolidays() bool { return s.holidays }

// During reports whether the venue is open from the instant from until the
// instant until: Open if it is open throughout, Closed if it is known to be
// closed at any moment of it, otherwise Unknown. The hours are read in zone. A
// span that is empty or longer than a week is Unknown.
func (s Schedule) During(from, until time.Time, zone *time.Location, holidays Calendar) State {
	if !until.After(from) || until.Sub(from) > 7*24*time.Hour {
		return Unknown
	}
	result := Open
	s.walk(from, zone, holidays, func(seg instantSegment) bool {
		if !seg.from.Before(until) {
			return false
		}
		if seg.state < Open {
			result = min(result, seg.state)
		}
		return result != Closed
	})
	return result
}

// ClosesAt reports when the venue that is open at the instant t stops being
// known to be open, in zone. It reports false if the venue is not known to be
// open at t, or if it does not close within eight days, as with 24/7.
func (s Schedule) ClosesAt(t time.Time, zone *time.Location, holidays Calendar) (time.Time, bool) {
	horizon := t.AddDate(0, 0, 8)
	at, closes := t, false
	s.walk(t, zone, holidays, func(seg instantSegment) bool {
		if seg.state == Open && seg.from.Before(horizon) {
			at = seg.until
			return true
		}
		closes = seg.state != Open && at.After(t)
		return false
	})
	if !closes {
		return time.Time{}, false
	}
	return at, true
}

// instantSegment is a stretch of time in one state.
type instantSegment struct {
	from, until time.Time
	state       State
}

// walk calls visit with the stretches from t on, in order and without gaps,
// until visit reports false. A local time that a daylight-saving jump removes
// has no length and is not visited.
func (s Schedule) walk(t time.Time, zone *time.Location, holidays Calendar, visit func(instantSegment) bool) {
	y, m, d := t.In(zone).Date()
	for offset := 0; ; offset++ {
		for _, seg := range s.segments(dateOf(y, m, d+offset), holidays) {
			from := time.Date(y, m, d+offset, 0, seg.from, 0, 0, zone)
			until := time.Date(y, m, d+offset, 0, seg.until, 0, 0, zone)
			if from.Before(t) {
				from = t
			}
			if until.After(from) && !visit(instantSegment{from, until, seg.state}) {
				return
			}
		}
	}
}
