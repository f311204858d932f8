package opening

import "time"

const dayMinutes = 24 * 60

// date is a calendar date without a zone.
type date struct {
	year    int
	month   time.Month
	day     int
	weekday time.Weekday
}

func dateOf(y int, m time.Month, d int) date {
	t := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	y, m, d = t.Date()
	return date{y, m, d, t.Weekday()}
}

func (d date) before() date { return dateOf(d.year, d.month, d.day-1) }

// segment is a stretch of one local day, in minutes after midnight.
type segment struct {
	from, until int
	state       State
}

// segments reports the whole day, from 0 to 1440, as consecutive stretches.
//
// The rules that apply are painted one over the other in their order, the
// hours that yesterday's rules left past midnight right after their own rule.
// What no rule paints is closed.
func (s Schedule) segments(d date, holidays Calendar) []segment {
	if len(s.rules) == 0 || s.silentHoliday(d, holidays) {
		return []segment{{0, dayMinutes, Unknown}}
	}
	today, yesterday := s.applying(d, holidays), []bool(nil)
	if y := d.before(); !s.silentHoliday(y, holidays) {
		yesterday = s.applying(y, holidays)
	}
	firstKept := 0 // rules before it were replaced today, spill included
	for i := range s.rules {
		if today[i] && s.replaces(i) {
			firstKept = i
		}
	}
	var painted strip
	for i, r := range s.rules {
		if i < firstKept {
			continue
		}
		if today[i] {
			for _, span := range r.spans() {
				painted.paint(span.from, min(span.until, dayMinutes), span.state)
			}
		}
		if yesterday != nil && yesterday[i] && !s.hushed(yesterday, i) {
			for _, span := range r.spans() {
				painted.paint(0, span.until-dayMinutes, span.state)
			}
		}
	}
	return painted.segments()
}

// applying reports for each rule whether it speaks of the day: its dates and
// weekdays match, and no later rule replaces it.
func (s Schedule) applying(d date, holidays Calendar) []bool {
	applies := make([]bool, len(s.rules))
	holiday := holidays != nil && holidays(d.year, d.month, d.day)
	for i, r := range s.rules {
		if !r.matches(d, holiday) {
			continue
		}
		if s.replaces(i) {
			clear(applies[:i])
		}
		applies[i] = true
	}
	return applies
}

// replaces reports whether rule i, on its days, stands in place of the rules
// before it. A rule after "," adds; one that closes only takes away; one
// without days adds to a rule with days before it, as in
// "Mo-Fr 11:00-14:00; 17:00-22:00".
func (s Schedule) replaces(i int) bool {
	r := s.rules[i]
	if i == 0 || r.adds || r.state == Closed {
		return false
	}
	return r.dated() || (r.state == Open && !s.rules[i-1].dated())
}

// hushed reports whether a later rule closed the whole of the day on which
// rule i applied, so that nothing of it is open past midnight either.
func (s Schedule) hushed(applies []bool, i int) bool {
	if s.rules[i].state == Closed {
		return false
	}
	for j := i + 1; j < len(s.rules); j++ {
		if applies[j] && s.rules[j].state == Closed && len(s.rules[j].times) == 0 {
			return true
		}
	}
	return false
}

// silentHoliday reports whether d is a public holiday of which the hours say
// nothing.
func (s Schedule) silentHoliday(d date, holidays Calendar) bool {
	return !s.holidays && holidays != nil && holidays(d.year, d.month, d.day)
}

// strip is a day being painted: stretches without gaps from midnight to
// midnight; none before the first stroke.
type strip []segment

// paint puts a state over what was there from one minute to another.
func (p *strip) paint(from, until int, state State) {
	from, until = max(from, 0), min(until, dayMinutes)
	if from >= until {
		return
	}
	was := *p
	if was == nil {
		was = strip{{0, dayMinutes, Closed}}
	}
	out := make(strip, 0, len(was)+2)
	add := func(s segment) {
		switch last := len(out) - 1; {
		case s.from >= s.until:
		case last >= 0 && out[last].state == s.state:
			out[last].until = s.until
		default:
			out = append(out, s)
		}
	}
	for _, s := range was {
		add(segment{s.from, min(s.until, from), s.state})
		if s.from <= from && from < s.until {
			add(segment{from, until, state})
		}
		add(segment{max(s.from, until), s.until, s.state})
	}
	*p = out
}

func (p strip) segments() []segment {
	if p == nil {
		return []segment{{0, dayMinutes, Closed}}
	}
	return p
}
