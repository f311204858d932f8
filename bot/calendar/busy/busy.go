// Package busy reads from a private calendar when somebody is busy, and
// nothing else: no title, no place, no name of an event leaves it.
//
//	file, err := busy.Fetcher{}.Fetch(ctx, "https://calendar.example/private/ab12.ics")
//	spans, err := busy.Spans(file, from, until, vienna)
//
// Both the address and what is behind it come from outside and are trusted
// with nothing: see [Fetcher] for the address, and the limits below for what a
// calendar may hold. The format is read by go-ical and recurrences by rrule-go,
// two libraries that are kept well; what they would take too long for is
// refused before they see it.
package busy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"
)

// Span is a time in which somebody is busy; Start is before End.
type Span struct{ Start, End time.Time }

// The limits of a calendar. One with years of meetings of a busy person has
// some thousand events and a hundred rules.
const (
	mostEvents    = 20_000
	mostRules     = 1_000
	mostInstances = 50_000 // that a rule may have before the window, and in it
	longestRule   = 500    // characters
	mostSpans     = 2_000
	patience      = 5 * time.Second // for all rules together
)

// The errors of a calendar that is not read.
var (
	ErrNoCalendar = errors.New("this is no calendar file")
	ErrTooMuch    = errors.New("this calendar holds more than can be looked through")
)

// Spans reports when somebody is busy between two instants, by a calendar
// file: merged, in order, and clipped to the two. An event counts unless it is
// cancelled or says that it leaves one free. Times without a zone, and those in
// a zone that nobody here knows, are taken for times in zone.
//
// An event that makes no sense is left out. The errors say nothing of what is
// in the file.
func Spans(file []byte, from, until time.Time, zone *time.Location) (spans []Span, err error) {
	defer survive(&err)
	events, err := events(file)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r := reading{from: from, until: until, zone: zone, moved: map[string][]time.Time{}}
	for _, e := range events { // first what replaces single instances of the others
		if id := e.Props.Get(ical.PropRecurrenceID); id != nil {
			if t, err := r.time(id); err == nil {
				r.moved[uid(e)] = append(r.moved[uid(e)], t)
			}
		}
	}
	for _, e := range events {
		if ctx.Err() != nil || len(r.spans) > mostInstances {
			return nil, ErrTooMuch
		}
		if !counts(e) {
			continue
		}
		if err := r.read(ctx, e); err != nil {
			return nil, err
		}
	}
	return merged(r.spans), nil
}

// survive turns a panic into the error that a file is no calendar. The library
// that reads the format panics on some lines that are cut off, and a file from
// outside must not cost more than itself.
func survive(err *error) {
	if recover() != nil {
		*err = ErrNoCalendar
	}
}

// events decodes a file, after a look at how much is in it.
func events(file []byte) ([]ical.Event, error) {
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	if !bytes.HasPrefix(bytes.ToUpper(bytes.TrimSpace(file[:min(len(file), 100)])), []byte("BEGIN:VCALENDAR")) {
		return nil, ErrNoCalendar
	}
	if bytes.Count(bytes.ToUpper(file), []byte("BEGIN:")) > mostEvents {
		return nil, ErrTooMuch
	}
	cal, err := ical.NewDecoder(bytes.NewReader(file)).Decode()
	if err != nil {
		return nil, ErrNoCalendar
	}
	return cal.Events(), nil
}

// reading is one file being read.
type reading struct {
	from, until time.Time
	zone        *time.Location
	moved       map[string][]time.Time // instances of a UID that have an event of their own
	spans       []Span
	rules       int
}

func uid(e ical.Event) string {
	if p := e.Props.Get(ical.PropUID); p != nil {
		return p.Value
	}
	return ""
}

// counts reports whether an event makes somebody busy.
func counts(e ical.Event) bool {
	is := func(name, value string) bool {
		p := e.Props.Get(name)
		return p != nil && strings.EqualFold(strings.TrimSpace(p.Value), value)
	}
	return !is(ical.PropStatus, "CANCELLED") && !is(ical.PropTransparency, "TRANSPARENT") && !is("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
}

// read adds the spans of one event, recurrences included.
func (r *reading) read(ctx context.Context, e ical.Event) error {
	begin := e.Props.Get(ical.PropDateTimeStart)
	if begin == nil {
		return nil
	}
	start, err := r.time(begin)
	if err != nil {
		return nil
	}
	lasts, ok := r.length(e, begin, start)
	if !ok {
		return nil
	}
	starts := []time.Time{start}
	single := e.Props.Get(ical.PropRecurrenceID) != nil
	if !single {
		if starts, err = r.recur(ctx, e, start, lasts); err != nil {
			return err
		}
	}
	gone := map[int64]bool{}
	for _, t := range r.times(e, ical.PropExceptionDates) {
		gone[t.Unix()] = true
	}
	if !single {
		for _, t := range r.moved[uid(e)] {
			gone[t.Unix()] = true
		}
	}
	for _, s := range starts {
		end := lasts(s)
		if gone[s.Unix()] || !end.After(r.from) || !s.Before(r.until) {
			continue
		}
		r.spans = append(r.spans, Span{later(s, r.from), earlier(end, r.until)})
	}
	return nil
}

// length is how an event finds its end from its start: days by the calendar,
// everything else by the clock. False if it has none.
func (r *reading) length(e ical.Event, begin *ical.Prop, start time.Time) (func(time.Time) time.Time, bool) {
	allDay := begin.ValueType() == ical.ValueDate
	var end time.Time
	if p := e.Props.Get(ical.PropDateTimeEnd); p != nil {
		t, err := r.time(p)
		if err != nil {
			return nil, false
		}
		end = t
	} else if p := e.Props.Get(ical.PropDuration); p != nil {
		d, err := p.Duration()
		if err != nil {
			return nil, false
		}
		end = start.Add(d)
	} else if allDay {
		end = start.AddDate(0, 0, 1)
	}
	if !end.After(start) {
		return nil, false
	}
	if allDay {
		days := int(end.Sub(start).Hours()/24 + .5)
		return func(s time.Time) time.Time { return s.AddDate(0, 0, max(days, 1)) }, true
	}
	lasts := end.Sub(start)
	return func(s time.Time) time.Time { return s.Add(lasts) }, true
}

// recur lists when the instances of an event begin that may lie in the window.
func (r *reading) recur(ctx context.Context, e ical.Event, start time.Time, lasts func(time.Time) time.Time) ([]time.Time, error) {
	starts := append([]time.Time{start}, r.times(e, ical.PropRecurrenceDates)...)
	p := e.Props.Get(ical.PropRecurrenceRule)
	if p == nil || !start.Before(r.until) {
		return starts, nil
	}
	if r.rules++; r.rules > mostRules {
		return nil, ErrTooMuch
	}
	option, err := ruleOf(p.Value, start.Location())
	if err != nil {
		return starts, nil // the first one still counts
	}
	if !option.Until.IsZero() && !lasts(option.Until).After(r.from) {
		return starts, nil // it ended long ago
	}
	option.Dtstart = start
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return starts, nil
	}
	next := rule.Iterator()
	for n := 0; ; n++ {
		t, more := next()
		if !more || !t.Before(r.until) {
			return starts, nil
		}
		if n > mostInstances || ctx.Err() != nil {
			return nil, ErrTooMuch
		}
		if lasts(t).After(r.from) && !t.Equal(start) {
			starts = append(starts, t)
		}
	}
}

// ruleOf reads a rule, and refuses one that no person's calendar has and that
// would take a machine for ever: several times an hour, or by lists of minutes.
func ruleOf(text string, zone *time.Location) (*rrule.ROption, error) {
	if len(text) > longestRule {
		return nil, errors.New("a rule without end")
	}
	option, err := rrule.StrToROptionInLocation(text, zone)
	if err != nil {
		return nil, fmt.Errorf("no rule: %w", err)
	}
	if option.Freq > rrule.DAILY || len(option.Byhour) > 24 || len(option.Byminute) > 4 || len(option.Bysecond) > 1 {
		return nil, errors.New("a rule of minutes")
	}
	return option, nil
}

// times are the dates of a property that may be there several times, with
// several dates each.
func (r *reading) times(e ical.Event, name string) (all []time.Time) {
	for _, p := range e.Props.Values(name) {
		for value := range strings.SplitSeq(p.Value, ",") {
			value, _, _ = strings.Cut(value, "/") // a period begins with its start
			one := p
			one.Value = value
			if t, err := r.time(&one); err == nil {
				all = append(all, t)
			}
		}
		if len(all) > mostInstances {
			return all
		}
	}
	return all
}

// time is the instant of a date or a date with a time.
func (r *reading) time(p *ical.Prop) (time.Time, error) {
	copied := *p
	copied.Params = ical.Params{}
	for name, values := range p.Params {
		copied.Params[name] = values
	}
	zone := r.zone
	if name := copied.Params.Get(ical.ParamTimezoneID); name != "" {
		if z, err := time.LoadLocation(name); err == nil && name != "Local" {
			zone = z
		}
		copied.Params.Del(ical.ParamTimezoneID)
	}
	if len(copied.Value) == len("20060102") {
		copied.SetValueType(ical.ValueDate)
	}
	t, err := copied.DateTime(zone)
	if err == nil && (t.Year() < 1900 || t.Year() > 2200) {
		err = errors.New("a year that nobody lives in")
	}
	return t, err
}

// merged puts spans in order and together where they touch. What is beyond
// the most that is kept is left out.
func merged(spans []Span) (all []Span) {
	slices.SortFunc(spans, func(a, b Span) int { return a.Start.Compare(b.Start) })
	for _, s := range spans {
		if n := len(all); n > 0 && !s.Start.After(all[n-1].End) {
			all[n-1].End = later(all[n-1].End, s.End)
			continue
		}
		if len(all) == mostSpans {
			break
		}
		all = append(all, s)
	}
	return all
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
