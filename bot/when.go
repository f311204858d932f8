package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// When is a day as somebody wrote it: fixed, or counted from the day it is
// written on. The zero value is no day at all.
type When struct {
	Kind    WhenKind
	Date    Day          // OnDate; Year is 0 where it was left out
	N       int          // InDays, InMonths
	Weekday time.Weekday // OnWeekday
}

// WhenKind says how a When is to be read.
type WhenKind uint8

// The ways of naming a day.
const (
	NoDay     WhenKind = iota
	OnDate             // 2026-12-24, 24 Dec
	InDays             // 2 weeks, 10 days, tomorrow
	InMonths           // a month
	OnWeekday          // next monday
)

// Day is a date of the calendar, without a time and a zone.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// dayOf is the local date of an instant.
func dayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day{y, m, d}
}

// Start is the first instant of the day in a zone.
func (d Day) Start(zone *time.Location) time.Time {
	return wallInstant(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC), zone)
}

// Plus is the day n days later.
func (d Day) Plus(n int) Day {
	return dayOf(time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC))
}

// Before reports whether d is earlier than e.
func (d Day) Before(e Day) bool {
	return d.Start(time.UTC).Before(e.Start(time.UTC))
}

// real reports whether the calendar has such a day; 30 February it has not.
func (d Day) real() bool {
	return d.Month >= 1 && d.Month <= 12 && d == dayOf(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC))
}

// farthest is how many days ahead a pause may end on a date; longer ones are
// until resume.
const farthest = 366

// DayTrouble says in a code what is wrong with a day that was understood.
type DayTrouble string

// The troubles with a day.
const (
	DayFine    DayTrouble = ""
	DayPast    DayTrouble = "past"
	DayDistant DayTrouble = "distant"
	DayUnreal  DayTrouble = "unreal"
)

// Resolve is the day meant by w, written on today. A date without a year is
// the next one with that day and month.
func (w When) Resolve(today Day) (Day, DayTrouble) {
	var d Day
	switch w.Kind {
	case OnDate:
		d = w.Date
		if d.Year == 0 {
			d.Year = today.Year
			if !d.real() || !today.Before(d) {
				d.Year++
			}
			for range 4 { // 29 February waits for its year
				if !d.real() && d.Month == time.February && d.Day == 29 {
					d.Year++
				}
			}
		}
		if !d.real() {
			return d, DayUnreal
		}
	case InDays:
		d = today.Plus(w.N)
	case InMonths:
		first := dayOf(time.Date(today.Year, today.Month+time.Month(w.N), 1, 0, 0, 0, 0, time.UTC))
		last := dayOf(time.Date(first.Year, first.Month+1, 0, 0, 0, 0, 0, time.UTC))
		d = Day{first.Year, first.Month, min(today.Day, last.Day)}
	case OnWeekday:
		now := today.Start(time.UTC).Weekday()
		d = today.Plus((int(w.Weekday)-int(now)+6)%7 + 1)
	}
	switch {
	case !today.Before(d):
		return d, DayPast
	case today.Plus(farthest).Before(d):
		return d, DayDistant
	}
	return d, DayFine
}

// parseWhen reads the words after pause, in any of the languages of the bot. No
// words, "indefinitely" and the like give the zero When; false means that the
// words name no day.
func parseWhen(text []string) (When, bool) {
	all := said(text)
	if len(all) == 0 {
		return When{}, true
	}
	ws := plain(all)
	if len(ws) > 1 && slices.Contains(single, ws[0]) && unit(ws[1]) != 0 {
		ws = ws[1:]
	}
	switch len(ws) {
	case 1:
		return oneWord(ws[0])
	case 2:
		if n, ok := number(ws[0]); ok && unit(ws[1]) != 0 {
			return span(n, unit(ws[1]))
		}
		if _, ok := weekdayOf(ws[0]); ok { // "thursday 24.12.": the date decides
			if w, ok := written(ws[1]); ok {
				return w, true
			}
		}
		return dayAndMonth(ws[0], ws[1], "")
	case 3:
		return dayAndMonth(ws[0], ws[1], ws[2])
	}
	return When{}, false
}

func oneWord(w string) (When, bool) {
	if n, ok := nearby[w]; ok {
		return When{Kind: InDays, N: n}, true
	}
	if slices.Contains(endless, w) {
		return When{}, true
	}
	if d, ok := weekdayOf(w); ok && !isMonth(w) {
		return When{Kind: OnWeekday, Weekday: d}, true
	}
	if u, ok := units[w]; ok && !u.plural {
		return span(1, u.days)
	}
	if n := len(w); n >= 2 && unit(w[n-1:]) != 0 { // 2w, 10d
		if k, ok := number(w[:n-1]); ok {
			return span(k, unit(w[n-1:]))
		}
	}
	return written(w)
}

// written reads a date in one word: 2026-12-24, 2026/12/24, 24.12.2026,
// 24.12. and 12-24 is not guessed at. Day and month with slashes are read
// only where they cannot be the other way round.
func written(w string) (When, bool) {
	sep := strings.IndexFunc(w, func(r rune) bool { return r < '0' || r > '9' })
	if sep <= 0 {
		return When{}, false
	}
	parts := strings.Split(strings.TrimSuffix(w, w[sep:sep+1]), w[sep:sep+1])
	n := make([]int, len(parts))
	for i, p := range parts {
		v, ok := number(p)
		if !ok {
			return When{}, false
		}
		n[i] = v
	}
	switch s := w[sep]; {
	case len(n) == 3 && len(parts[0]) == 4 && (s == '-' || s == '/' || s == '.'):
		return When{Kind: OnDate, Date: Day{n[0], time.Month(n[1]), n[2]}}, true
	case len(n) == 3 && len(parts[2]) == 4 && (s == '.' || s == '/' && n[0] > 12):
		return When{Kind: OnDate, Date: Day{n[2], time.Month(n[1]), n[0]}}, true
	case len(n) == 3 && len(parts[2]) == 4 && s == '/' && n[1] > 12:
		return When{Kind: OnDate, Date: Day{n[2], time.Month(n[0]), n[1]}}, true
	case len(n) == 2 && s == '.' && n[1] >= 1 && n[1] <= 12:
		return When{Kind: OnDate, Date: Day{0, time.Month(n[1]), n[0]}}, true
	}
	return When{}, false
}

func span(n, days int) (When, bool) {
	if days == monthly {
		return When{Kind: InMonths, N: n}, true
	}
	return When{Kind: InDays, N: n * days}, true
}

// monthly marks the unit whose length depends on the calendar.
const monthly = -1

// number reads 0..9999, in digits or, where it is small, in words.
func number(w string) (int, bool) {
	if n, ok := counting[folded(w)]; ok {
		return n, true
	}
	if len(w) == 0 || len(w) > 4 || strings.Trim(w, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(w)
	return n, err == nil
}

// dayAndMonth reads "24 dec", "dec 24", "24th december 2026", "1er mars".
func dayAndMonth(a, b, year string) (When, bool) {
	m, ok := monthOf(b)
	if !ok {
		if m, ok = monthOf(a); !ok {
			return When{}, false
		}
		a = b
	}
	for _, suffix := range []string{"st", "nd", "rd", "th", "er", "."} {
		a = strings.TrimSuffix(a, suffix)
	}
	d, ok := number(a)
	if !ok || d == 0 {
		return When{}, false
	}
	w := When{Kind: OnDate, Date: Day{Month: m, Day: d}}
	if year != "" {
		y, ok := number(year)
		if !ok || y < 100 {
			return When{}, false
		}
		w.Date.Year = y
	}
	return w, true
}
