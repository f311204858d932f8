package opening

import (
	"fmt"
	"strings"
	"time"
)

// SyntaxError says what of an opening_hours value was not understood.
type SyntaxError struct {
	Text   string // the whole value
	Offset int    // byte offset of what was not understood
	Want   Want   // what would have been
}

// Want is what would have been understood where a value was not.
type Want string

// All that there is to expect.
const (
	WantRule             Want = "another rule"
	WantEnd              Want = "; or the end"
	WantAnything         Want = "a weekday, a month, a time, off or 24/7"
	WantWeekday          Want = "a weekday"
	WantWeekdayOrHoliday Want = "a weekday or PH"
	WantLaterDay         Want = "a later day of the month"
	WantWholeMonth       Want = "a whole month, because the range starts with one"
	WantMonth            Want = "a month"
	WantDay              Want = "a day of the month"
	WantRange            Want = "- or +"
	WantTime             Want = "a time such as 09:30"
	WantEarlierTime      Want = "an earlier time"
	WantShorter          Want = "at most 1024 bytes"
)

// Wants lists them.
func Wants() []Want {
	return []Want{
		WantRule, WantEnd, WantAnything, WantWeekday, WantWeekdayOrHoliday, WantLaterDay, WantWholeMonth, WantMonth, WantDay, WantRange, WantTime, WantEarlierTime, WantShorter,
	}
}

// Rest is the beginning of what was not understood, "" for the end.
func (e *SyntaxError) Rest() string {
	rest := e.Text[min(e.Offset, len(e.Text)):]
	if cut := []rune(rest); len(cut) > 20 {
		return string(cut[:20]) + "…"
	}
	return rest
}

// Error names the place and what would have been understood there.
func (e *SyntaxError) Error() string {
	rest := e.Rest()
	if rest == "" {
		return fmt.Sprintf("opening hours %q: expected %s at the end", e.Text, e.Want)
	}
	return fmt.Sprintf("opening hours %q: expected %s at %q", e.Text, e.Want, rest)
}

// maxLength bounds a value; OpenStreetMap's own limit is 255 characters.
const maxLength = 1024

// Parse reads an opening_hours value. It fails with a *SyntaxError if any part
// of it is outside the subset; the zero Schedule then stands for "unknown".
func Parse(text string) (Schedule, error) {
	if len(text) > maxLength {
		return Schedule{}, &SyntaxError{text[:40], 40, WantShorter}
	}
	p := parser{text: text, tokens: tokenize(text)}
	var s Schedule
	adds := false
	for {
		for p.accept(";") {
			adds = false
		}
		if p.next().kind == end {
			break
		}
		r, ok := p.rule()
		if !ok {
			return Schedule{}, &SyntaxError{text, p.wrongAt, p.want}
		}
		r.adds = adds && len(s.rules) > 0
		s.rules = append(s.rules, r)
		s.holidays = s.holidays || r.holiday
		switch {
		case p.accept(";"):
			adds = false
		case p.accept(","):
			adds = true
			if p.next().kind == end {
				p.fail(WantRule)
				return Schedule{}, &SyntaxError{text, p.wrongAt, p.want}
			}
		case p.next().kind != end:
			p.fail(WantEnd)
			return Schedule{}, &SyntaxError{text, p.wrongAt, p.want}
		}
	}
	if len(s.rules) == 0 {
		return Schedule{}, &SyntaxError{text, len(text), "hours such as Mo-Fr 09:00-18:00"}
	}
	return s, nil
}

// parser reads rules from tokens. A method that reports false has left in
// wrongAt and want what it could not read.
type parser struct {
	text    string
	tokens  []token
	at      int
	wrongAt int
	want    Want
}

func (p *parser) next() token { return p.tokens[p.at] }

func (p *parser) peek(n int) token { return p.tokens[min(p.at+n, len(p.tokens)-1)] }

func (p *parser) accept(text string) bool {
	if t := p.next(); t.kind != end && t.kind != comment && strings.EqualFold(t.text, text) {
		p.at++
		return true
	}
	return false
}

func (p *parser) fail(want Want) bool {
	p.wrongAt, p.want = p.next().offset, want
	return false
}

var modifiers = map[string]State{"open": Open, "off": Closed, "closed": Closed, "unknown": Unknown}

// rule reads [dates] [weekdays] [times] [state] ["comment"], with dates and
// weekdays in either order; at least one of them stands there.
func (p *parser) rule() (rule, bool) {
	r := rule{anyDay: true, state: Open}
	start := p.at
	if p.next().kind == always {
		p.at++
	} else if !p.days(&r) || !p.times(&r) {
		return r, false
	}
	if state, ok := modifiers[strings.ToLower(p.next().text)]; ok && p.next().kind == word {
		r.state = state
		p.at++
	}
	if p.next().kind == comment {
		p.at++
		r.state = min(r.state, Unknown)
	}
	if p.at == start {
		return r, p.fail(WantAnything)
	}
	return r, true
}

// days reads dates and weekdays, each at most once, with an optional colon
// after them.
func (p *parser) days(r *rule) bool {
	for {
		switch t := p.next(); {
		case t.kind == month && len(r.dates) == 0:
			if !p.dates(r) {
				return false
			}
		case (t.kind == weekday || t.kind == holiday) && r.anyDay:
			if !p.weekdays(r) {
				return false
			}
		default:
			if r.dated() {
				p.accept(":")
			}
			return true
		}
		if p.next().text == ":" && p.peek(1).kind != number {
			p.at++
		}
	}
}

func (p *parser) weekdays(r *rule) bool {
	r.anyDay = false
	for {
		switch t := p.next(); t.kind {
		case holiday:
			p.at++
			r.holiday = true
		case weekday:
			p.at++
			until := t
			if p.accept("-") {
				if until = p.next(); until.kind != weekday {
					return p.fail(WantWeekday)
				}
				p.at++
			}
			for d := t.value; ; d = (d + 1) % 7 {
				r.weekdays[d] = true
				if d == until.value {
					break
				}
			}
		default:
			return p.fail(WantWeekdayOrHoliday)
		}
		if k := p.peek(1).kind; p.next().text != "," || (k != weekday && k != holiday) {
			return true
		}
		p.at++
	}
}

// dates reads a list such as "Jun-Aug", "Dec 24-26,31" or "Dec 24-Jan 06".
func (p *parser) dates(r *rule) bool {
	for m := time.Month(0); ; {
		if t := p.next(); t.kind == month {
			m = time.Month(t.value)
			p.at++
		}
		var ok bool
		var dates dateRange
		if dates, m, ok = p.dateRange(m); !ok {
			return false
		}
		r.dates = append(r.dates, dates)
		if !p.continuesDates() {
			return true
		}
		p.at++
	}
}

// continuesDates reports whether a comma and another date follow.
func (p *parser) continuesDates() bool {
	if p.next().text != "," {
		return false
	}
	return p.peek(1).kind == month || (p.peek(1).kind == number && p.peek(2).text != ":")
}

// dateRange reads what follows the month m: an optional day and an optional
// end. It reports the month that it ends in.
func (p *parser) dateRange(m time.Month) (dateRange, time.Month, bool) {
	whole := dateRange{monthDay{m, 1}, monthDay{m, lastDay(m)}}
	if p.next().kind == number && p.peek(1).text != ":" {
		day, ok := p.dayOf(m)
		if !ok {
			return whole, m, false
		}
		whole = dateRange{monthDay{m, day}, monthDay{m, day}}
		if p.next().text == "-" && p.peek(1).kind == number && p.peek(2).text != ":" {
			p.at++
			day, ok := p.dayOf(m)
			if ok && day < whole.from.day {
				p.at--
				ok = p.fail(WantLaterDay)
			}
			whole.until.day = day
			return whole, m, ok
		}
	} else if p.next().text == "-" && p.peek(1).kind == month && p.peek(2).kind == number && p.peek(3).text != ":" {
		p.at++
		return whole, m, p.fail(WantWholeMonth)
	}
	if p.next().text != "-" {
		return whole, m, true
	}
	p.at++
	until := p.next()
	if until.kind != month {
		return whole, m, p.fail(WantMonth)
	}
	p.at++
	m = time.Month(until.value)
	startedWithDay := whole.from == whole.until
	whole.until = monthDay{m, lastDay(m)}
	if startedWithDay {
		day, ok := p.dayOf(m)
		if !ok {
			return whole, m, false
		}
		whole.until.day = day
	}
	return whole, m, true
}

// dayOf reads a day of the month m.
func (p *parser) dayOf(m time.Month) (int, bool) {
	t := p.next()
	if t.kind != number || len(t.text) > 2 || t.value < 1 || t.value > lastDay(m) || p.peek(1).text == ":" {
		return 0, p.fail(WantDay)
	}
	p.at++
	return t.value, true
}

func lastDay(m time.Month) int {
	return time.Date(2024, m+1, 0, 0, 0, 0, 0, time.UTC).Day() // a leap year: Feb 29 is a day
}

// times reads a list of time ranges, if one stands there.
func (p *parser) times(r *rule) bool {
	for p.next().kind == number {
		span, ok := p.timeRange()
		if !ok {
			return false
		}
		r.times = append(r.times, span)
		if p.next().text != "," || p.peek(1).kind != number {
			return true
		}
		p.at++
	}
	return true
}

func (p *parser) timeRange() (timeRange, bool) {
	from, ok := p.time(dayMinutes - 1)
	if !ok {
		return timeRange{}, false
	}
	if p.accept("+") {
		return timeRange{from, from, true}, true
	}
	if !p.accept("-") {
		return timeRange{}, p.fail(WantRange)
	}
	until, ok := p.time(2 * dayMinutes)
	if !ok {
		return timeRange{}, false
	}
	if until <= from {
		until += dayMinutes
	}
	return timeRange{from, until, p.accept("+")}, true
}

// time reads H:MM or HH:MM, at most limit minutes.
func (p *parser) time(limit int) (int, bool) {
	h, colon, m := p.next(), p.peek(1), p.peek(2)
	if h.kind != number || len(h.text) > 2 || colon.text != ":" || m.kind != number || len(m.text) != 2 || m.value > 59 {
		return 0, p.fail(WantTime)
	}
	minutes := h.value*60 + m.value
	if minutes > limit {
		return 0, p.fail(WantEarlierTime)
	}
	p.at += 3
	return minutes, true
}
