package busy

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// calendar is a file of events, each given as its lines.
func calendar(events ...string) []byte {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n")
	for i, e := range events {
		fmt.Fprintf(&b, "BEGIN:VEVENT\r\nDTSTAMP:20260101T000000Z\r\n")
		if !strings.Contains(e, "UID:") {
			fmt.Fprintf(&b, "UID:%d\r\n", i)
		}
		b.WriteString(strings.ReplaceAll(e, "\n", "\r\n") + "\r\nEND:VEVENT\r\n")
	}
	b.WriteString("END:VCALENDAR\r\n")
	return []byte(b.String())
}

// TestSpans: what counts and when, in a week in which Vienna's clock jumps.
func TestSpans(t *testing.T) {
	vienna := zone(t, "Europe/Vienna")
	from := time.Date(2026, 3, 25, 0, 0, 0, 0, vienna) // a Wednesday; the clock jumps on Sunday 29 March
	until := from.AddDate(0, 0, 8)
	for _, c := range []struct{ why, event, want string }{
		{"with a zone", "DTSTART;TZID=Europe/Vienna:20260325T090000\nDTEND;TZID=Europe/Vienna:20260325T100000", "25 09:00-25 10:00"},
		{"in UTC", "DTSTART:20260325T080000Z\nDTEND:20260325T090000Z", "25 09:00-25 10:00"},
		{"without a zone", "DTSTART:20260325T090000\nDTEND:20260325T100000", "25 09:00-25 10:00"},
		{"in a zone of Outlook's", "DTSTART;TZID=\"W. Europe Standard Time\":20260325T090000\nDTEND;TZID=\"W. Europe Standard Time\":20260325T100000", "25 09:00-25 10:00"},
		{"in another zone", "DTSTART;TZID=America/New_York:20260325T090000\nDTEND;TZID=America/New_York:20260325T100000", "25 14:00-25 15:00"},
		{"by its length", "DTSTART;TZID=Europe/Vienna:20260325T090000\nDURATION:PT90M", "25 09:00-25 10:30"},
		{"all day", "DTSTART;VALUE=DATE:20260326\nDTEND;VALUE=DATE:20260327", "26 00:00-27 00:00"},
		{"all day, without an end", "DTSTART;VALUE=DATE:20260326", "26 00:00-27 00:00"},
		{"over the jump of the clock", "DTSTART;VALUE=DATE:20260328\nDTEND;VALUE=DATE:20260330", "28 00:00-30 00:00"},
		{"begun before", "DTSTART:20260301T000000Z\nDTEND:20260325T090000Z", "25 00:00-25 10:00"},
		{"free", "DTSTART:20260325T080000Z\nDTEND:20260325T090000Z\nTRANSP:TRANSPARENT", ""},
		{"free, as Outlook says it", "DTSTART:20260325T080000Z\nDTEND:20260325T090000Z\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", ""},
		{"cancelled", "DTSTART:20260325T080000Z\nDTEND:20260325T090000Z\nSTATUS:CANCELLED", ""},
		{"no time at all", "DTSTART:20260325T080000Z", ""},
		{"ends before it begins", "DTSTART:20260325T080000Z\nDTEND:20260325T070000Z", ""},
		{"long ago", "DTSTART:20200325T080000Z\nDTEND:20200325T090000Z", ""},
		{"nonsense", "DTSTART:yesterday\nDTEND:20260325T070000Z", ""},
		{"daily over the jump, by the wall clock", "DTSTART;TZID=Europe/Vienna:20260101T090000\nDTEND;TZID=Europe/Vienna:20260101T100000\nRRULE:FREQ=DAILY;UNTIL=20260330T235959Z",
			"25 09:00-25 10:00 26 09:00-26 10:00 27 09:00-27 10:00 28 09:00-28 10:00 29 09:00-29 10:00 30 09:00-30 10:00"},
		{"weekly, but not on one day", "DTSTART;TZID=Europe/Vienna:20260107T090000\nDTEND;TZID=Europe/Vienna:20260107T100000\nRRULE:FREQ=WEEKLY;BYDAY=WE,FR\nEXDATE;TZID=Europe/Vienna:20260327T090000", "25 09:00-25 10:00 1 09:00-1 10:00"},
		{"several days left out in one line", "DTSTART:20260325T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4\nEXDATE:20260326T080000Z,20260327T080000Z", "25 09:00-25 10:00 28 09:00-28 10:00"},
		{"counted to the end", "DTSTART:20260323T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3", "25 09:00-25 10:00"},
		{"ended long ago", "DTSTART:20200323T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20210101T000000Z", ""},
		{"every second Wednesday of a month", "DTSTART;TZID=Europe/Vienna:20250101T090000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYDAY=4WE", "25 09:00-25 10:00"},
		{"all days off, each year", "DTSTART;VALUE=DATE:20200326\nDTEND;VALUE=DATE:20200327\nRRULE:FREQ=YEARLY", "26 00:00-27 00:00"},
		{"more dates", "DTSTART:20260325T080000Z\nDURATION:PT1H\nRDATE:20260327T080000Z,20260327T100000Z/PT1H", "25 09:00-25 10:00 27 09:00-27 10:00 27 11:00-27 12:00"},
		{"a rule that makes no sense", "DTSTART:20260325T080000Z\nDURATION:PT1H\nRRULE:FREQ=NEVER", "25 09:00-25 10:00"},
		{"a rule of seconds", "DTSTART:20260325T080000Z\nDURATION:PT1H\nRRULE:FREQ=SECONDLY", "25 09:00-25 10:00"},
		{"a rule that never comes true", "DTSTART:20260325T080000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "25 09:00-25 10:00"},
	} {
		got, err := Spans(calendar(c.event), from, until, vienna)
		if err != nil || written(got, vienna) != c.want {
			t.Errorf("%s: %s, %v\nwant %s", c.why, written(got, vienna), err, c.want)
		}
	}
	meeting := "UID:m\nDTSTART:20260325T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3"
	for _, c := range []struct {
		why, other, want string
	}{
		{"one of a series moved", "UID:m\nRECURRENCE-ID:20260326T080000Z\nDTSTART:20260326T120000Z\nDURATION:PT1H", "25 09:00-25 10:00 26 13:00-26 14:00 27 09:00-27 10:00"},
		{"one of a series cancelled", "UID:m\nRECURRENCE-ID:20260326T080000Z\nDTSTART:20260326T080000Z\nDURATION:PT1H\nSTATUS:CANCELLED", "25 09:00-25 10:00 27 09:00-27 10:00"},
		{"two that touch are one", "DTSTART:20260326T090000Z\nDURATION:PT1H", "25 09:00-25 10:00 26 09:00-26 11:00 27 09:00-27 10:00"},
		{"one within another", "DTSTART:20260326T081000Z\nDURATION:PT5M", "25 09:00-25 10:00 26 09:00-26 10:00 27 09:00-27 10:00"},
	} {
		got, err := Spans(calendar(c.other, meeting), from, until, vienna)
		if err != nil || written(got, vienna) != c.want {
			t.Errorf("%s: %s, %v\nwant %s", c.why, written(got, vienna), err, c.want)
		}
	}
}

func written(spans []Span, zone *time.Location) string {
	var all []string
	for _, s := range spans {
		all = append(all, s.Start.In(zone).Format("2 15:04")+"-"+s.End.In(zone).Format("2 15:04"))
	}
	return strings.Join(all, " ")
}

// TestBombs: files that want to take for ever are refused, or cost little.
func TestBombs(t *testing.T) {
	from := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	until := from.AddDate(0, 0, 14)
	event := "DTSTART:19700101T080000Z\nDURATION:PT1H\nRRULE:"
	repeat := func(n int, e string) []byte {
		all := make([]string, n)
		for i := range all {
			all[i] = e
		}
		return calendar(all...)
	}
	for why, c := range map[string]struct {
		file []byte
		want error
	}{
		"too many events":          {repeat(mostEvents+1, "DTSTART:20261123T080000Z"), ErrTooMuch},
		"too many rules":           {repeat(mostRules+1, event+"FREQ=YEARLY"), ErrTooMuch},
		"each minute for ever":     {calendar(event + "FREQ=MINUTELY"), nil},
		"every second of the day":  {calendar(event + "FREQ=DAILY;BYHOUR=0,1,2;BYMINUTE=" + numbers(60) + ";BYSECOND=" + numbers(60)), nil},
		"a rule as long as a book": {calendar(event + "FREQ=DAILY;BYYEARDAY=" + numbers(365)), nil},
		"no calendar":              {[]byte("<html>"), ErrNoCalendar},
		"nothing":                  {nil, ErrNoCalendar},
		"cut off in a parameter":   {[]byte("BEGIN:VCALENDAR\n0;0="), ErrNoCalendar},
		"half a calendar":          {[]byte("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"), ErrNoCalendar},
	} {
		spans, err := Spans(c.file, from, until, time.UTC)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %d spans, %v", why, len(spans), err)
		}
	}
}

func numbers(n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprint(i))
	}
	return strings.Join(all, ",")
}

// FuzzSpans: whatever is in a file, the spans are in order, apart, and within
// the window, and nothing of the file is in an error.
func FuzzSpans(f *testing.F) {
	for _, e := range []string{
		"DTSTART:20261123T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261124T080000Z",
		"DTSTART;VALUE=DATE:20261123\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;BYSETPOS=1",
		"UID:a\nDTSTART;TZID=Europe/Vienna:20261123T080000\nDTEND;TZID=Mars/Base:20261123T090000\nRECURRENCE-ID:20261123T080000",
		"DTSTART:20261123T080000Z\nDTEND:20261123T090000Z\nTRANSP:OPAQUE\nSTATUS:TENTATIVE\nRDATE;VALUE=PERIOD:20261125T080000Z/PT1H",
	} {
		f.Add(calendar(e))
	}
	f.Add([]byte("BEGIN:VCALENDAR\nEND:VCALENDAR\n"))
	from := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	until := from.AddDate(0, 0, 14)
	f.Fuzz(func(t *testing.T, file []byte) {
		spans, err := Spans(file, from, until, time.UTC)
		if err != nil && !errors.Is(err, ErrNoCalendar) && !errors.Is(err, ErrTooMuch) {
			t.Fatalf("an error of its own: %v", err)
		}
		for i, s := range spans {
			if !s.End.After(s.Start) || s.Start.Before(from) || s.End.After(until) || i > 0 && !s.Start.After(spans[i-1].End) {
				t.Fatalf("%v after %v", s, spans[max(i-1, 0)])
			}
		}
	})
}
