package pairing

import (
	"testing"
	"time"
)

// TestBusyDaysAreAvoided where there is another day, and nobody is left out for
// being busy.
func TestBusyDaysAreAvoided(t *testing.T) {
	vienna, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	monday := time.Date(2026, 4, 13, 0, 0, 0, 0, vienna)
	a := Member{ID: "a", Zone: vienna, Profile: Defaults()}
	b := Member{ID: "b", Zone: vienna, Profile: Defaults()}
	in := Input{Rules: DefaultRules(), From: monday, Until: monday.AddDate(0, 0, 7)}
	span := func(day, from, until int) Session {
		at := monday.AddDate(0, 0, day)
		return Session{Start: at.Add(time.Duration(from) * time.Minute), End: at.Add(time.Duration(until) * time.Minute)}
	}
	for _, c := range []struct {
		why      string
		a, b     []Session
		holidays []Date
		want     string
	}{
		{"nothing is known", nil, nil, nil, "Mon"},
		{"one is busy on Monday", []Session{span(0, 600, 800)}, nil, nil, "Tue"},
		{"each on another day", []Session{span(0, 540, 1020)}, []Session{span(1, 0, 1440)}, nil, "Wed"},
		{"a meeting is no busy day", []Session{span(0, 600, 719)}, []Session{span(0, 600, 719)}, nil, "Mon"},
		{"the same hour twice counts once", []Session{span(0, 600, 690), span(0, 600, 690), span(0, 610, 680)}, nil, nil, "Mon"},
		{"two meetings make a busy day", []Session{span(0, 600, 660), span(0, 700, 760)}, nil, nil, "Tue"},
		{"busy outside of the hours", []Session{span(0, 0, 540), span(0, 1020, 1440)}, nil, nil, "Mon"},
		{"busy all week", []Session{span(0, 0, 7*1440)}, nil, nil, "Mon"},
		{"rather busy than on a holiday", []Session{span(1, 0, 6*1440)}, nil, []Date{{2026, 4, 13}}, "Tue"},
		{"a span that is none", []Session{span(0, 900, 600)}, nil, nil, "Mon"},
	} {
		a.Engaged, b.Engaged, in.Holidays = c.a, c.b, c.holidays
		s, ok := ChooseSession([]*Member{&a, &b}, &in)
		if got := s.Start.In(vienna).Format("Mon"); !ok || got != c.want || s.End.Sub(s.Start) != 8*time.Hour {
			t.Errorf("%s: they work on %s, %v, want %s", c.why, got, s.End.Sub(s.Start), c.want)
		}
	}
}
