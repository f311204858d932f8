package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"
)

// Rounds go on over a change to or from daylight-saving time: each due time opens
// one round, sessions keep their hours on the clock on the wall, whether they were
// agreed before the change or after it, and everybody is asked once how it was.
func TestRoundsOverAChangeOfClocks(t *testing.T) {
	for _, c := range []struct {
		about, schedule, zone, from string
		due                         []string // when rounds open
	}{
		{"an hour is gone on the Sunday before", "0 9 * * MON", "Europe/Vienna", "2027-03-21 12:00 +0100",
			[]string{"2027-03-22 09:00 +0100", "2027-03-29 09:00 +0200", "2027-04-05 09:00 +0200"}},
		{"an hour is gone between the answers and the session", "0 15 * * FRI", "Europe/Vienna", "2027-03-25 12:00 +0100",
			[]string{"2027-03-26 15:00 +0100", "2027-04-02 15:00 +0200"}},
		{"an hour comes twice between the answers and the session", "0 15 * * FRI", "Europe/Vienna", "2027-10-28 12:00 +0200",
			[]string{"2027-10-29 15:00 +0200", "2027-11-05 15:00 +0100"}},
		{"the time of the round does not exist", "30 2 * * SUN", "Europe/Vienna", "2027-03-20 12:00 +0100",
			[]string{"2027-03-21 02:30 +0100", "2027-03-28 03:00 +0200", "2027-04-04 02:30 +0200"}},
		{"the time of the round comes twice", "30 2 * * SUN", "Europe/Vienna", "2027-10-23 12:00 +0200",
			[]string{"2027-10-24 02:30 +0200", "2027-10-31 02:30 +0200", "2027-11-07 02:30 +0100"}},
		{"at midnight", "0 0 * * SUN", "America/Santiago", "2027-08-28 12:00 -0400",
			[]string{"2027-08-29 00:00 -0400", "2027-09-05 01:00 -0300", "2027-09-12 00:00 -0300"}},
	} {
		t.Run(c.about, func(t *testing.T) {
			zone, begin := inZone(c.zone), instant(t, c.from)
			w := foundTown(t, func(s *rigging) {
				s.slack.Clock.Set(begin)
				s.bot.Schedule, s.bot.TimeZone = c.schedule, c.zone
			}, fakeslack.Person{ID: "U01", Name: "ann", TZ: c.zone}, fakeslack.Person{ID: "U02", Name: "ben", TZ: c.zone})
			for _, who := range ids(2) {
				w.says(who, "/cowork join", "You are in")
			}
			for round, due := range c.due {
				w.until(instant(t, due))
				for _, who := range ids(2) {
					w.clicks(who, "Accept")
				}
				d := w.duo("U01")
				if d.State != pairing.Confirmed {
					t.Fatalf("the duo of the round at %s is %s", due, d.State)
				}
				if start, end := d.Session.Start.In(zone), d.Session.End.In(zone); start.Format("15:04") != "09:00" || end.Format("15:04") != "17:00" || start.YearDay() != end.YearDay() {
					t.Errorf("the session of the round at %s is from %v to %v", due, start, end)
				}
				w.says("U01", "/cowork", "09:00")
				w.until(d.Session.End.Add(-time.Minute))
				w.askedAndReminded(0, round+1)
				w.until(d.Session.End.Add(time.Hour))
				w.askedAndReminded(1, round+1)
			}
			w.read(func(tx *storage.Tx) error {
				rounds, err := tx.Rounds(1)
				var opened, want []string
				for _, r := range rounds {
					opened = append(opened, r.OpenedAt.UTC().Format(time.RFC3339))
				}
				for _, due := range c.due {
					want = append(want, instant(t, due).UTC().Format(time.RFC3339))
				}
				if slices.Sort(opened); !slices.Equal(opened, want) {
					t.Errorf("rounds open at %v, want %v", opened, want)
				}
				return err
			})
		})
	}
}

// askedAndReminded checks how many check-ins of everybody are open, since those of
// weeks ago have closed, and how often they were reminded.
func (w *town) askedAndReminded(asked, reminded int) {
	w.t.Helper()
	for _, who := range ids(2) {
		text := w.sees(who, "")
		if a, r := strings.Count(text, "work together on"), strings.Count(text, "Tomorrow with"); a != asked || r != reminded {
			w.t.Errorf("at %v %s is asked %d times and was reminded %d times, want %d and %d:\n%s", w.clock.Now(), who, a, r, asked, reminded, text)
		}
	}
}

// Two zones that change their clocks two weeks apart: in between they are an hour
// closer, and the hours that both can work follow.
func TestZonesThatChangeTheirClocksApart(t *testing.T) {
	w := foundTown(t, func(s *rigging) { s.slack.Clock.Set(instant(t, "2027-02-28 12:00 +0000")) },
		fakeslack.Person{ID: "U01", Name: "ann", TZ: "Europe/Vienna"}, fakeslack.Person{ID: "U02", Name: "ben", TZ: "America/Halifax"})
	for _, who := range ids(2) {
		w.says(who, "/cowork join", "You are in")
	}
	vienna, halifax := inZone("Europe/Vienna"), inZone("America/Halifax")
	var hours []string
	for monday := instant(t, "2027-03-01 09:00 +0000"); len(hours) < 5; monday = monday.AddDate(0, 0, 7) {
		w.until(monday)
		for _, who := range ids(2) {
			w.clicks(who, "Accept")
		}
		s := w.duo("U01").Session
		hours = append(hours, fmt.Sprintf("%s-%s %s-%s", s.Start.In(vienna).Format("Mon 2 Jan 15:04"), s.End.In(vienna).Format("15:04"),
			s.Start.In(halifax).Format("15:04"), s.End.In(halifax).Format("15:04")))
	}
	want := []string{
		"Wed 3 Mar 14:00-17:00 09:00-12:00",
		"Mon 15 Mar 13:00-17:00 09:00-13:00", // the day after the change in Halifax, since it gives them an hour more
		"Wed 17 Mar 13:00-17:00 09:00-13:00",
		"Wed 24 Mar 13:00-17:00 09:00-13:00",
		"Wed 31 Mar 14:00-17:00 09:00-12:00",
	}
	if !slices.Equal(hours, want) {
		t.Errorf("they work together at %q, want %q", hours, want)
	}
}
