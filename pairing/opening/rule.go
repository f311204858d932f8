package opening

import "time"

// rule is one rule of a schedule: on which days, at which times, in which
// state. A rule without days or dates is for every day.
type rule struct {
	adds     bool // stood after ",": adds to earlier rules of its days
	dates    []dateRange
	weekdays [7]bool
	holiday  bool // PH
	anyDay   bool // no weekday and no PH was given
	times    []timeRange
	state    State
}

// dateRange is a range of dates of any year, both ends included; it may wrap
// around the year.
type dateRange struct{ from, until monthDay }

type monthDay struct {
	month time.Month
	day   int
}

func (a monthDay) compare(b monthDay) int {
	return (int(a.month)*32 + a.day) - (int(b.month)*32 + b.day)
}

func (r dateRange) contains(m monthDay) bool {
	if r.from.compare(r.until) <= 0 {
		return r.from.compare(m) <= 0 && m.compare(r.until) <= 0
	}
	return r.from.compare(m) <= 0 || m.compare(r.until) <= 0
}

// timeRange is a range of minutes after midnight, 0 <= from < 1440 and from <
// until <= 2880. After an open end nothing is known.
type timeRange struct {
	from, until int
	openEnd     bool
}

// openEndMinutes is how long after an open end things stay unknown; the
// reference guesses the same ten hours.
const openEndMinutes = 10 * 60

// dated reports whether the rule names days or dates.
func (r rule) dated() bool { return len(r.dates) > 0 || !r.anyDay }

func (r rule) matches(d date, holiday bool) bool {
	if len(r.dates) > 0 && !r.inDates(monthDay{d.month, d.day}) {
		return false
	}
	return r.anyDay || r.weekdays[d.weekday] || (r.holiday && holiday)
}

func (r rule) inDates(m monthDay) bool {
	for _, dates := range r.dates {
		if dates.contains(m) {
			return true
		}
	}
	return false
}

// spans reports the rule's stretches of a day, up to 2880 where they pass
// midnight.
func (r rule) spans() []segment {
	if len(r.times) == 0 {
		return []segment{{0, dayMinutes, r.state}}
	}
	var out []segment
	for _, t := range r.times {
		out = append(out, segment{t.from, t.until, r.state})
		if t.openEnd {
			end := segment{t.until, min(t.until+openEndMinutes, 2*dayMinutes), min(r.state, Unknown)}
			out = append(out, end)
		}
	}
	return out
}
