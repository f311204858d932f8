package bot

import (
	"testing"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"

	"pgregory.net/rapid"
)

func TestWeekOf(t *testing.T) {
	main := pairing.Hours{From: 540, Until: 1020}
	weekdays := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	for except, want := range map[string]map[time.Weekday]pairing.Hours{
		"":                                {},
		"Fri 9-13":                        {time.Friday: {From: 540, Until: 780}},
		"fri 9 to 13; WED OFF":            {time.Friday: {From: 540, Until: 780}, time.Wednesday: {}},
		"Tue and Thu off":                 {time.Tuesday: {}, time.Thursday: {}},
		"Mon-Wed 10:30-16.15":             {time.Monday: {From: 630, Until: 975}, time.Tuesday: {From: 630, Until: 975}, time.Wednesday: {From: 630, Until: 975}},
		"Saturday 9am-1pm":                {time.Saturday: {From: 540, Until: 780}},
		"Sat-Mon 22:00–24:00":             {time.Saturday: {From: 1320, Until: 1440}, time.Sunday: {From: 1320, Until: 1440}, time.Monday: {From: 1320, Until: 1440}},
		"Fri: from 8 until 12, Mon off":   {time.Friday: {From: 480, Until: 720}, time.Monday: {}},
		"Sun 12am-0":                      {time.Sunday: {From: 0, Until: 1440}},
		"Fr 9-13, Mi frei":                {time.Friday: {From: 540, Until: 780}, time.Wednesday: {}},
		"Di und Do von 9 bis 12 Uhr":      {time.Tuesday: {From: 540, Until: 720}, time.Thursday: {From: 540, Until: 720}},
		"ven 9-13, mer libre":             {time.Friday: {From: 540, Until: 780}, time.Wednesday: {}},
		"lundi et mardi de 9 h 30 à 12 h": {time.Monday: {From: 570, Until: 720}, time.Tuesday: {From: 570, Until: 720}},
	} {
		got, unread := weekOf(weekdays, main, except)
		var week pairing.Week
		for _, d := range weekdays {
			week[d] = main
		}
		for d, h := range want {
			week[d] = h
		}
		if unread != "" || got != week {
			t.Errorf("%q: %v, unread %q, want %v", except, got, unread, week)
		}
	}
	for _, except := range []string{"Fri", "9-13", "Fri 13-9", "Fri 9-9", "Fri 25-26", "Fri 9:5-10", "someday 9-10", "Fri nine-ten-eleven", "Fri 13pm-14pm", "Mon-someday 9-10", "-", "Fri -"} {
		if w, unread := weekOf(weekdays, main, except); unread == "" && except != "Fri -" {
			t.Errorf("%q is read as %v", except, w)
		}
	}
}

// TestWeekComesBack shows a week in the modal and reads it again.
func TestWeekComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w pairing.Week
		for d := range w {
			if rapid.Bool().Draw(t, "works") {
				from := rapid.IntRange(0, 1438).Draw(t, "from")
				w[d] = pairing.Hours{From: from, Until: rapid.IntRange(from+1, 1440).Draw(t, "until")}
			}
		}
		values, main, except := weekParts(rapid.SampledFrom(wording.Voices()).Draw(t, "voice"), w)
		var days []time.Weekday
		for _, v := range values {
			days = append(days, time.Weekday(v[0]-'0'))
		}
		if got, unread := weekOf(days, main, except); unread != "" || got != w {
			t.Fatalf("%v comes back as %v, unread %q of %q", w, got, unread, except)
		}
	})
}

func FuzzWeek(f *testing.F) {
	for _, s := range strange() {
		f.Add(s)
	}
	f.Add("Fri 9-13, Wed off")
	f.Fuzz(func(t *testing.T, except string) {
		w, _ := weekOf(nil, pairing.Hours{From: 1, Until: 2}, except)
		for d, h := range w {
			if h != (pairing.Hours{}) && (h.From < 0 || h.Until > 1440 || h.From >= h.Until) {
				t.Fatalf("%q makes %v on %v", except, h, time.Weekday(d))
			}
		}
		if lat, lon, ok := parsePoint(except); ok && (lat < -90 || lat > 90 || lon < -180 || lon > 180) {
			t.Fatalf("%q is %v, %v", except, lat, lon)
		}
	})
}
