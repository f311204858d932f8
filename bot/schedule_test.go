package bot

import (
	"strings"
	"testing"
	"time"
)

// instant reads an instant with its offset.
func instant(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.Parse("2006-01-02 15:04 -0700", s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestNextDue(t *testing.T) {
	for _, c := range []struct{ about, schedule, zone, after, want string }{
		{"the next Monday", "0 9 * * MON", "Europe/Vienna", "2026-11-22 12:00 +0100", "2026-11-23 09:00 +0100"},
		{"not the same instant again", "0 9 * * MON", "Europe/Vienna", "2026-11-23 09:00 +0100", "2026-11-30 09:00 +0100"},
		{"local time stays over the change", "0 9 * * MON", "Europe/Vienna", "2026-03-23 09:00 +0100", "2026-03-30 09:00 +0200"},
		{"a removed time happens at the jump", "30 2 * * *", "Europe/Vienna", "2026-03-28 12:00 +0100", "2026-03-29 03:00 +0200"},
		{"and the day after as ever", "30 2 * * *", "Europe/Vienna", "2026-03-29 03:00 +0200", "2026-03-30 02:30 +0200"},
		{"two removed times happen once", "0,30 2 * * *", "Europe/Vienna", "2026-03-29 03:00 +0200", "2026-03-30 02:00 +0200"},
		{"a repeated time happens the first time", "30 2 * * *", "Europe/Vienna", "2026-10-24 12:00 +0200", "2026-10-25 02:30 +0200"},
		{"and not the second", "30 2 * * *", "Europe/Vienna", "2026-10-25 02:30 +0200", "2026-10-26 02:30 +0100"},
		{"asked in the second pass", "30 2 * * *", "Europe/Vienna", "2026-10-25 02:10 +0100", "2026-10-26 02:30 +0100"},
		{"midnight that does not exist", "0 0 * * *", "America/Santiago", "2026-09-05 12:00 -0400", "2026-09-06 01:00 -0300"},
		{"a jump of half an hour", "15 2 * * *", "Australia/Lord_Howe", "2026-10-03 12:00 +1030", "2026-10-04 02:30 +1100"},
		{"a day that does not exist", "0 9 30 12 *", "Pacific/Apia", "2011-12-29 12:00 -1000", "2011-12-31 00:00 +1400"},
		{"a zone in the expression", "CRON_TZ=Asia/Tokyo 0 9 * * *", "Europe/Vienna", "2026-11-22 12:00 +0100", "2026-11-23 09:00 +0900"},
		{"a length of time", "@every 48h", "Europe/Vienna", "2026-03-28 12:00 +0100", "2026-03-30 13:00 +0200"},
		{"a descriptor", "@weekly", "Europe/Vienna", "2026-11-22 12:00 +0100", "2026-11-29 00:00 +0100"},
		{"a leap day", "0 9 29 2 *", "UTC", "2026-11-22 12:00 +0000", "2028-02-29 09:00 +0000"},
	} {
		got, err := NextDue(c.schedule, inZone(c.zone), instant(t, c.after))
		if want := instant(t, c.want); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v %v, want %v", c.about, got, err, want)
		}
	}
}

// TestNextDueAgainstEveryMinute compares a year of due times with a walk over
// the clock on the wall, minute by minute.
func TestNextDueAgainstEveryMinute(t *testing.T) {
	for _, zone := range []string{"Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"} {
		z := inZone(zone)
		for _, days := range [][2]string{{"2026-03-01", "2026-04-12"}, {"2026-09-25", "2026-11-10"}} {
			from, to := instant(t, days[0]+" 00:00 +0000"), instant(t, days[1]+" 00:00 +0000")
			done := map[string]bool{} // local days on which 02:30 has happened
			var want []time.Time
			for at := from; at.Before(to); at = at.Add(time.Minute) {
				local := at.In(z)
				day := local.Format("2006-01-02")
				if clock := local.Format("15:04"); !done[day] && clock >= "02:30" {
					done[day] = true
					if clock == "02:30" || local.Minute()%30 == 0 {
						want = append(want, at)
					}
				}
			}
			at, i := from.Add(-time.Minute), 0
			for {
				next, err := NextDue("30 2 * * *", z, at)
				if err != nil {
					t.Fatal(err)
				}
				if !next.Before(to) {
					break
				}
				for i < len(want) && want[i].Before(from.Add(24*time.Hour)) {
					i++ // the first day may begin in the middle
				}
				if at = next; next.Before(from.Add(24 * time.Hour)) {
					continue
				}
				if i >= len(want) || !next.Equal(want[i]) {
					t.Fatalf("%s: due at %v, want %v", zone, next.In(z), want[min(i, len(want)-1)].In(z))
				}
				i++
			}
		}
	}
}

func TestSchedulesThatCannotBe(t *testing.T) {
	for _, s := range []string{"", " ", "soon", "CRON_TZ=UTC", "TZ=UTC", "0 9 30 2 *", "61 * * * *", "* * *", "@fortnightly", "@every", "@every x", "CRON_TZ=Nowhere/X 0 9 * * *", strings.Repeat("*", 4000)} {
		if err := ParseSchedule(s); err == nil {
			t.Errorf("%q is read", s)
		}
	}
}

func TestLatestDue(t *testing.T) {
	first := instant(t, "2026-11-23 09:00 +0000")
	for _, c := range []struct{ schedule, now, want string }{
		{"0 9 * * MON", "2026-11-23 09:00 +0000", "2026-11-23 09:00 +0000"},
		{"0 9 * * MON", "2026-11-30 08:59 +0000", "2026-11-23 09:00 +0000"},
		{"0 9 * * MON", "2026-12-14 09:00 +0000", "2026-12-14 09:00 +0000"},
		{"0 9 * * MON", "2031-01-01 00:00 +0000", "2030-12-30 09:00 +0000"},
		{"* * * * *", "2031-01-01 00:00 +0000", "2031-01-01 00:00 +0000"},
		{"@every 48h", "2026-11-30 10:00 +0000", "2026-11-29 09:00 +0000"},
	} {
		got, err := latestDue(c.schedule, time.UTC, first, instant(t, c.now))
		if want := instant(t, c.want); err != nil || !got.Equal(want) {
			t.Errorf("%s at %s: %v %v, want %v", c.schedule, c.now, got, err, want)
		}
	}
}
