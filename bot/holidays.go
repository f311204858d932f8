package bot

import (
	"fmt"
	"slices"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/pairing/opening"
	"cowork/storage"
)

// Public holidays of a circle as members meet them: sessions are on other days
// where that is possible, and what is open on them is said only where it is
// known.

// feast is the name of the public holiday on which a session begins, "" if it is
// none.
func (d *desk) feast(circle storage.CircleID, s pairing.Session) (string, error) {
	c, err := d.tx.Circle(circle)
	if err != nil {
		return "", err
	}
	all, err := d.tx.Holidays(circle)
	if err != nil {
		return "", err
	}
	day := dayOf(s.Start.In(c.Zone()))
	for _, h := range all {
		if (Day{h.Year, h.Month, h.Day}) == day {
			return holidayName(h), nil
		}
	}
	return "", nil
}

// holidayName is what a holiday is called, or its date.
func holidayName(h storage.Holiday) string {
	if h.Name != "" {
		return h.Name
	}
	return fmt.Sprintf("%04d-%02d-%02d", h.Year, int(h.Month), h.Day)
}

// soonHolidays is how far ahead holidays are named, and mostHolidays how many.
const (
	soonHolidays = 60
	mostHolidays = 3
)

// holidaysAhead names the public holidays of the coming weeks, "" if there are
// none.
func holidaysAhead(v wording.Voice, all []storage.Holiday, at time.Time, zone *time.Location) string {
	today := dayOf(at.In(zone))
	var named []string
	for _, h := range all {
		day := Day{h.Year, h.Month, h.Day}
		if day.Before(today) || today.Plus(soonHolidays).Before(day) || len(named) == mostHolidays {
			continue
		}
		text := v.Day(day.Start(zone), zone)
		if h.Name != "" {
			text = v.Say("place.holiday", "Day", text, "Name", escape(clip(h.Name, 80)))
		}
		named = append(named, text)
	}
	if len(named) == 0 {
		return ""
	}
	return v.Say("place.holidays", "Days", v.List(named))
}

// calendarOf is what opening hours ask about holidays.
func calendarOf(all []storage.Holiday) opening.Calendar {
	var days []pairing.Date
	for _, h := range all {
		days = append(days, h.Date)
	}
	return pairing.Calendar(slices.Clip(days))
}
