package opening

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func Example() {
	zone := time.UTC
	s, err := Parse("Mo-Fr 08:00-19:00; Sa 09:00-13:00; PH off")
	if err != nil {
		fmt.Println(err)
		return
	}
	from := time.Date(2026, 6, 10, 9, 0, 0, 0, zone) // a Wednesday
	fmt.Println(s.During(from, from.Add(8*time.Hour), zone, nil))
	closes, _ := s.ClosesAt(from, zone, nil)
	fmt.Println(closes.Format("15:04"))
	_, err = Parse("Mi-Sa 10:00-22:00")
	fmt.Println(err)
	// Output:
	// open
	// 19:00
	// opening hours "Mi-Sa 10:00-22:00": expected a weekday, a month, a time, off or 24/7 at "Mi-Sa 10:00-22:00"
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", ";", "nonsense", "Mi-Sa 10:00-22:00", "Mo-Fr 10-12", "Mo-Fr 25:00-26:00", "Mo-Fr 10:60-12:00",
		"Mo-Fr 10:00", "Mo-Fr 10:00-", "Mo-Fr 10:00-49:00", "Mo- 10:00-12:00", "sunrise-sunset", "Mo[1] 10:00-12:00",
		"week 10-20 Mo 10:00-12:00", "easter off", "SH 10:00-12:00", "2026 Jan 01 off", "Jan 32 off", "Feb 30 off",
		"Jan 10-05 off", "Mo-Fr 10:00-12:00 || Sa 10:00-11:00", "Mo-Fr 10:00-12:00,", `Mo 10:00-12:00 "unfinished`,
		"Mo-Fr 10:00-12:00 Sa", "Mo-Fr 10.00-12.00", "Jan-Mar 05 off", "24/7 Mo", "Mo\x0010:00-12:00",
		strings.Repeat("Mo 10:00-12:00;", 100),
	} {
		s, err := Parse(text)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("Parse(%q) = %v, want a *SyntaxError", text, err)
			continue
		}
		from := time.Date(2026, 6, 10, 9, 0, 0, 0, time.UTC)
		if got := s.During(from, from.Add(time.Hour), time.UTC, nil); got != Unknown {
			t.Errorf("Parse(%q) is refused and yet %v", text, got)
		}
	}
}

func TestDuring(t *testing.T) {
	holiday := func(_ int, month time.Month, day int) bool { return month == time.June && day == 4 }
	for _, c := range []struct {
		hours, from, until string // local times in June 2026, "day hh:mm"; the 1st is a Monday
		want               State
	}{
		{"Mo-Fr 08:00-19:00", "10 09:00", "10 17:00", Open},
		{"Mo-Fr 08:00-19:00", "10 08:00", "10 19:00", Open},   // to the minute
		{"Mo-Fr 08:00-19:00", "10 07:59", "10 17:00", Closed}, // a minute early
		{"Mo-Fr 08:00-19:00", "10 09:00", "10 19:01", Closed},
		{"Mo-Fr 08:00-19:00", "13 09:00", "13 17:00", Closed}, // a Saturday
		{"Mo-Fr 08:00-12:00,13:00-19:00", "10 09:00", "10 17:00", Closed},
		{"Mo-Fr 08:00-12:00; 12:00-19:00", "10 09:00", "10 17:00", Open},
		{"24/7", "10 09:00", "12 17:00", Open},
		{"24/7; Jun 11 off", "10 09:00", "12 17:00", Closed},
		{"Mo-Su 17:00+", "10 17:00", "10 18:00", Unknown},
		{"Mo-Su 17:00+", "10 09:00", "10 12:00", Closed},
		{"Mo-Su 10:00-14:00+", "10 10:00", "10 14:00", Open},
		{"Mo-Su 10:00-14:00+", "10 10:00", "10 15:00", Unknown},
		{`Mo-Fr 08:00-19:00 "by appointment"`, "10 09:00", "10 17:00", Unknown},
		{`"ring first"`, "10 09:00", "10 17:00", Unknown},
		{"Mo-Sa 20:00-02:00", "10 22:00", "11 02:00", Open}, // past midnight
		{"Mo-Sa 20:00-26:00", "10 22:00", "11 02:00", Open},
		{"Mo-Sa 20:00-02:00; We off", "10 22:00", "10 23:00", Closed},
		{"Mo-Sa 20:00-02:00; We off", "11 00:30", "11 01:00", Closed}, // nothing is left of a day off
		{"Mo-Fr 10:00-16:00; We 12:00-13:00 off", "10 10:00", "10 12:00", Open},
		{"Mo-Fr 10:00-16:00; We 12:00-13:00 off", "10 10:00", "10 13:30", Closed},
		{"Jun-Aug: Mo-Fr 10:00-16:00", "10 10:00", "10 16:00", Open},
		{"Sep-May 10:00-16:00", "10 10:00", "10 16:00", Closed},
		{"Fr-Mo 10:00-16:00", "8 10:00", "8 16:00", Open},
		{"Fr-Mo 10:00-16:00", "10 10:00", "10 16:00", Closed},
		{"Mo-Fr 08:00-19:00", "4 09:00", "4 17:00", Unknown}, // a holiday of which nothing is said
		{"Mo-Fr 08:00-19:00; PH off", "4 09:00", "4 17:00", Closed},
		{"Mo-Fr,PH 08:00-19:00", "4 09:00", "4 17:00", Open},
		{"mo–fr 8:00–19:00", "10 09:00", "10 17:00", Open}, // as people type it
	} {
		s, err := Parse(c.hours)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if got := s.During(june(t, c.from), june(t, c.until), time.UTC, holiday); got != c.want {
			t.Errorf("%q from %s until %s: %v, want %v", c.hours, c.from, c.until, got, c.want)
		}
	}
}

// A day on which the clock jumps is as long as its local hours say.
func TestDuringDaylightSaving(t *testing.T) {
	vienna, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse("Mo-Su 01:00-05:00")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		day   time.Time
		hours time.Duration
	}{
		{time.Date(2026, 3, 29, 1, 0, 0, 0, vienna), 3 * time.Hour},  // 02:00 to 03:00 does not exist
		{time.Date(2026, 10, 25, 1, 0, 0, 0, vienna), 5 * time.Hour}, // 02:00 to 03:00 comes twice
	} {
		if got := s.During(c.day, c.day.Add(c.hours), vienna, nil); got != Open {
			t.Errorf("%v for %v: %v", c.day, c.hours, got)
		}
		if got := s.During(c.day, c.day.Add(c.hours+time.Minute), vienna, nil); got != Closed {
			t.Errorf("%v for %v and a minute: %v", c.day, c.hours, got)
		}
		if at, ok := s.ClosesAt(c.day, vienna, nil); !ok || !at.Equal(c.day.Add(c.hours)) {
			t.Errorf("%v closes at %v, %v", c.day, at, ok)
		}
	}
}

func TestClosesAt(t *testing.T) {
	for _, c := range []struct{ hours, at, want string }{
		{"Mo-Fr 08:00-19:00", "10 09:00", "10 19:00"},
		{"Mo-Fr 08:00-19:00", "10 19:00", ""},
		{"Mo-Fr 08:00-19:00", "13 09:00", ""},
		{"Mo-Su 20:00-02:00", "10 21:00", "11 02:00"},
		{"Mo-Su 08:00-24:00; Th 00:00-04:00", "10 21:00", "11 04:00"},
		{"24/7", "10 09:00", ""},
		{"Mo-Su 10:00-14:00+", "10 11:00", "10 14:00"},
		{"Mo-Su 17:00+", "10 18:00", ""},
	} {
		s, err := Parse(c.hours)
		if err != nil {
			t.Fatal(err)
		}
		at, ok := s.ClosesAt(june(t, c.at), time.UTC, nil)
		got := ""
		if ok {
			got = at.Format("2 15:04")
		}
		if got != c.want {
			t.Errorf("%q at %s closes at %q, want %q", c.hours, c.at, got, c.want)
		}
	}
}

func june(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01 2 15:04", "2026-06 "+s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// FuzzParse checks that no value panics, and that ClosesAt and During agree.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"Mo-Fr 08:00-19:00; PH off", "24/7", "Jan 02,Mar-Jun: Sa,Su 22:00-26:00+", `"x" off`, "Dec 24-Jan 06 off, Tu 9:00-10:00 unknown"} {
		f.Add(seed, int64(1_780_000_000))
	}
	f.Fuzz(func(t *testing.T, text string, at int64) {
		s, err := Parse(text)
		if err != nil {
			_ = err.Error()
			return
		}
		from := time.Unix(at%(1<<33), 0).UTC().Truncate(time.Minute)
		if closes, ok := s.ClosesAt(from, time.UTC, nil); ok && closes.Sub(from) < 7*24*time.Hour {
			if got := s.During(from, closes, time.UTC, nil); got != Open {
				t.Errorf("%q closes at %v, but until then it is %v", text, closes, got)
			}
			if got := s.During(from, closes.Add(time.Minute), time.UTC, nil); got == Open {
				t.Errorf("%q closes at %v, but is open a minute longer", text, closes)
			}
		}
	})
}

func BenchmarkDuring(b *testing.B) {
	s, err := Parse("Mo-Fr 08:00-12:00,13:00-19:00; Sa 09:00-13:00; PH off")
	if err != nil {
		b.Fatal(err)
	}
	from := time.Date(2026, 6, 10, 13, 0, 0, 0, time.UTC)
	for b.Loop() {
		if s.During(from, from.Add(4*time.Hour), time.UTC, nil) != Open {
			b.Fatal("closed")
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse("Mo-Fr 08:00-12:00,13:00-19:00; Sa 09:00-13:00; PH off"); err != nil {
			b.Fatal(err)
		}
	}
}
