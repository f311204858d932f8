package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// Reminders are due at each one's own clock, on both sides of the days on which
// it is changed, and never at night.
func TestWhenPeopleAreReminded(t *testing.T) {
	at := func(s string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04 MST", s+" UTC", time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, test := range []struct {
		about, zone, start string
		evening, morning   string // "" for none
	}{
		{"an ordinary day", "Europe/Vienna", "2026-11-25 08:00", "2026-11-24 17:00", "2026-11-25 07:00"},
		{"an early start", "Europe/Vienna", "2026-11-25 07:30", "2026-11-24 17:00", "2026-11-25 06:30"},
		{"a start at dawn", "Europe/Vienna", "2026-11-25 06:30", "2026-11-24 17:00", "2026-11-25 06:00"},
		{"a start before dawn", "Europe/Vienna", "2026-11-25 05:00", "2026-11-24 17:00", ""},
		{"the clock goes forward", "Europe/Vienna", "2026-03-29 07:00", "2026-03-28 17:00", "2026-03-29 06:00"},
		{"the clock goes back", "Europe/Vienna", "2026-10-25 08:00", "2026-10-24 16:00", "2026-10-25 07:00"},
		{"behind", "America/New_York", "2026-11-25 15:00", "2026-11-24 23:00", "2026-11-25 13:00"},
		{"another day there", "Asia/Tokyo", "2026-11-24 23:30", "2026-11-24 09:00", "2026-11-24 22:30"},
		{"half an hour", "Asia/Kolkata", "2026-11-25 05:30", "2026-11-24 12:30", "2026-11-25 02:30"},
	} {
		zone := inZone(test.zone)
		start := at(test.start)
		r := remindingOf(start, zone)
		if !r.evening.Equal(at(test.evening)) {
			t.Errorf("%s: in the evening at %v", test.about, r.evening.UTC())
		}
		if night := r.night.In(zone); night.Hour() != nightHour || dayOf(night) != dayOf(r.evening.In(zone)) {
			t.Errorf("%s: the night begins at %v", test.about, night)
		}
		switch {
		case test.morning == "" && !r.morning.IsZero(), test.morning != "" && !r.morning.Equal(at(test.morning)):
			t.Errorf("%s: in the morning at %v", test.about, r.morning.UTC())
		}
		if !r.morning.IsZero() && (r.morning.In(zone).Hour() < dawnHour || !r.morning.Before(start)) {
			t.Errorf("%s: in the morning at %v", test.about, r.morning.In(zone))
		}
	}
}

// reminded counts what a person was reminded of, from what was delivered.
func reminded(read map[string][]string, who string) (evening, morning int) {
	for _, text := range read[who] {
		if strings.HasPrefix(text, "post: Tomorrow with") {
			evening++
		}
		if strings.HasPrefix(text, "post: Today with") {
			morning++
		}
	}
	return evening, morning
}

// wants makes when a member likes to be reminded.
func (h *house) likes(who string, evening, morning bool) {
	h.t.Helper()
	err := h.store.Write(h.t.Context(), func(tx *storage.Tx) error {
		d, err := h.bot.desk(h.t.Context(), tx, h.at)
		if err != nil {
			return err
		}
		return d.keepPersonal(pairing.MemberID(who), storage.Personal{Evening: evening, Morning: morning})
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// watch moves the clock hour by hour, delivering, and notes at which of their
// hours each one was reminded.
func (h *house) watch(until time.Time, zones map[string]string) map[string][]string {
	h.t.Helper()
	seen := map[string][]string{}
	for h.at.Before(until) {
		h.until(h.at.Add(time.Hour))
		read := h.delivers()
		for who, zone := range zones {
			evening, morning := reminded(read, who)
			for range evening + morning {
				kind := "evening"
				if morning > 0 {
					kind = "morning"
				}
				seen[who] = append(seen[who], fmt.Sprintf("%s %s", kind, h.at.In(inZone(zone)).Format("Mon 15:04")))
			}
		}
	}
	return seen
}

// Each is reminded once, by their own clock and at the time they like.
func TestEachIsRemindedAtTheirOwnHour(t *testing.T) {
	h := newHouse(t)
	h.knows("Europe/Vienna", "U01")
	h.knows("Europe/Lisbon", "U02")
	for _, who := range ids(2) {
		h.types(who, "join")
	}
	h.likes("U01", true, true)
	h.until(week(0))
	h.everybodyAccepts()
	session := h.duoOf("U01").Session
	zones := map[string]string{"U01": "Europe/Vienna", "U02": "Europe/Lisbon"}
	seen := h.watch(session.End, zones)
	day := session.Start.In(vienna)
	eve := day.AddDate(0, 0, -1).Format("Mon")
	want := map[string]string{
		"U01": fmt.Sprintf("[evening %s 18:00 morning %s 08:00]", eve, day.Format("Mon")),
		"U02": fmt.Sprintf("[evening %s 18:00]", eve),
	}
	for who, w := range want {
		if got := fmt.Sprint(seen[who]); got != w {
			t.Errorf("%s is reminded %s, not %s", who, got, w)
		}
	}
}

// Changing one's mind, or moving to another zone, moves what is owed, and what
// was sent is not sent again.
func TestRemindersMove(t *testing.T) {
	h, duo, partner := settledIn(t, 2)
	eve := remindingOf(duo.Session.Start, vienna)
	h.likes("U01", false, true)
	h.likes(partner, true, false)
	h.handle(Envelope{Kind: Happening, Person: partner, Event: &Event{Type: UserChange, User: &slack.User{ID: partner, RealName: "P", TZ: "America/New_York"}}})
	zones := map[string]string{"U01": "Europe/Vienna", partner: "America/New_York"}
	seen := h.watch(eve.evening.Add(2*time.Hour), zones)
	if len(seen) != 0 {
		t.Errorf("reminded at the hours of before: %v", seen)
	}
	h.likes("U01", true, true) // in the evening it is too late for the evening
	seen = h.watch(duo.Session.End, zones)
	if got := fmt.Sprint(seen["U01"]); !strings.HasPrefix(got, "[morning") || len(seen["U01"]) != 1 {
		t.Errorf("U01 is reminded %s", got)
	}
	if got := fmt.Sprint(seen[partner]); !contains(got, "18:00") || len(seen[partner]) != 1 {
		t.Errorf("the partner is reminded %s", got)
	}
	h.likes(partner, true, true)
	for key := range h.owed() {
		if strings.HasPrefix(key, "remind:") {
			t.Errorf("%s is owed after the session began", key)
		}
	}
}

// Whoever travels west after the evening's reminder meets the same evening
// again, and is not reminded again.
func TestTravellingWestRemindsNobodyTwice(t *testing.T) {
	h, duo, partner := settledIn(t, 2)
	h.likes(partner, true, false)
	zones := map[string]string{partner: "America/Los_Angeles"}
	if seen := h.watch(remindingOf(duo.Session.Start, vienna).evening.Add(time.Hour), zones); len(seen[partner]) != 1 {
		t.Fatalf("before: %v", seen)
	}
	h.handle(Envelope{Kind: Happening, Person: partner, Event: &Event{Type: UserChange, User: &slack.User{ID: partner, RealName: "P", TZ: zones[partner]}}})
	if seen := h.watch(duo.Session.End, zones); len(seen[partner]) != 0 {
		t.Errorf("reminded again: %v", seen)
	}
}

// Whoever cannot be reminded in the evening, as the bot is not running, is not
// woken at night but reminded in the morning, once; and after the session began
// not at all.
func TestRemindersAfterADowntime(t *testing.T) {
	for _, test := range []struct {
		back    int // hours after 18:00 of the evening before
		both    bool
		evening int
		morning int
	}{
		{0, false, 1, 0}, {2, false, 1, 0}, {3, false, 0, 1}, {7, false, 0, 1}, {14, false, 0, 1}, {14, true, 0, 1}, {16, false, 0, 0}, {40, true, 0, 0},
	} {
		h, duo, _ := settledIn(t, 2)
		h.likes("U01", true, test.both)
		eve := remindingOf(duo.Session.Start, vienna).evening
		h.at = eve.Add(time.Duration(test.back) * time.Hour)
		h.tick()
		evening, morning := 0, 0
		for ; h.at.Before(eve.AddDate(0, 0, 3)); h.at = h.at.Add(time.Hour) {
			h.tick()
			e, m := reminded(h.delivers(), "U01")
			evening, morning = evening+e, morning+m
			if hour := h.at.In(vienna).Hour(); e+m > 0 && (hour >= nightHour || hour < dawnHour) {
				t.Errorf("back after %d h: reminded at %d:00", test.back, hour)
			}
		}
		if evening != test.evening || morning != test.morning {
			t.Errorf("back after %d h: reminded %d times in the evening and %d in the morning", test.back, evening, morning)
		}
	}
}

// A session that falls through reminds nobody.
func TestNobodyIsRemindedOfWhatIsOff(t *testing.T) {
	h, duo, _ := settledIn(t, 2)
	h.likes("U01", true, true)
	h.clicks("U01", actCancel, string(duo.ID))
	if seen := h.watch(duo.Session.End, map[string]string{"U01": "Europe/Vienna", "U02": "Europe/Vienna"}); len(seen) != 0 {
		t.Errorf("reminded: %v", seen)
	}
}
