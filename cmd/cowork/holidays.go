package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"cowork/pairing"
	"cowork/storage"

	ics "github.com/arran4/golang-ical"
)

type placesHolidaysCmd struct {
	dbFlag
	File   string `arg:"" help:"Calendar file (.ics) of public holidays."`
	Circle string `help:"Whose holidays they are, by name; those of the workspace's own circle by default."`
}

// Run replaces the public holidays of a circle by those of a file.
func (cmd placesHolidaysCmd) Run(ctx context.Context, w world) error {
	c, problems := w.env()
	if err := first(problems, "COWORK_DB", "COWORK_SCHEDULE", "COWORK_TIMEZONE"); err != nil {
		return err
	}
	all, skipped, err := readHolidays(cmd.File, time.Now())
	if err != nil {
		return fmt.Errorf("%s: %w; nothing was changed", cmd.File, err)
	}
	store, err := cmd.open(ctx, w, true)
	if err != nil {
		return err
	}
	defer store.Close()
	err = store.Write(ctx, func(tx *storage.Tx) error {
		circle, err := cmd.circle(tx, c)
		if err != nil {
			return err
		}
		return tx.SaveHolidays(circle.ID, all)
	})
	if err != nil {
		return err
	}
	from, until := all[0], all[len(all)-1]
	fmt.Fprintf(w.stdout, "%s, from %s to %s\n", counted(len(all), "public holiday", "public holidays"), dayOf(from), dayOf(until))
	if skipped > 0 {
		fmt.Fprintf(w.stdout, "left out, no whole day or a repetition that is not yearly: %d\n", skipped)
	}
	return nil
}

// circle is the one whose holidays they are.
func (cmd placesHolidaysCmd) circle(tx *storage.Tx, c config) (storage.Circle, error) {
	if cmd.Circle == "" {
		return tx.FirstCircle(c.Schedule, c.Timezone)
	}
	all, err := tx.Circles()
	if err != nil {
		return storage.Circle{}, err
	}
	var names []string
	for _, circle := range all {
		if strings.EqualFold(circle.Name, cmd.Circle) {
			return circle, nil
		}
		names = append(names, circle.Name)
	}
	return storage.Circle{}, usagef("there is no circle %s; there are: %s", shown(cmd.Circle), strings.Join(names, ", "))
}

func dayOf(h storage.Holiday) string {
	return fmt.Sprintf("%04d-%02d-%02d", h.Year, int(h.Month), h.Day)
}

// How far a yearly holiday is written out, and what bounds a hostile file.
const (
	holidayYears = 5
	mostHolidays = 5000
	mostICS      = 4 << 20
	longestFeast = 31 // days
)

// readHolidays reads the whole days of a calendar file, in order, each once.
// Of what repeats every year it takes the coming years. It counts what is
// neither.
func readHolidays(file string, now time.Time) (all []storage.Holiday, skipped int, err error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, 0, errors.New("no such file")
	}
	if info.Size() > mostICS {
		return nil, 0, fmt.Errorf("a calendar of more than %d MB holds more than holidays", mostICS>>20)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, 0, errors.New("it cannot be read")
	}
	cal, err := ics.ParseCalendar(bytes.NewReader(content))
	if err != nil {
		return nil, 0, fmt.Errorf("it is no calendar file: %w", err)
	}
	for _, e := range cal.Events() {
		days, ok := daysOf(e, now)
		if !ok {
			skipped++
			continue
		}
		name := ""
		if p := e.GetProperty(ics.ComponentPropertySummary); p != nil {
			name = oneLine(p.Value)
		}
		for _, d := range days {
			all = append(all, storage.Holiday{Date: d, Name: name})
		}
		if len(all) > mostHolidays {
			return nil, 0, fmt.Errorf("it has more than %d days", mostHolidays)
		}
	}
	if len(all) == 0 {
		return nil, skipped, errors.New("there is no whole day in it")
	}
	slices.SortStableFunc(all, func(a, b storage.Holiday) int { return cmp.Compare(dayOf(a), dayOf(b)) })
	return slices.CompactFunc(all, func(a, b storage.Holiday) bool { return a.Date == b.Date }), skipped, nil
}

// daysOf lists the days of an event; false if it is not of whole days, or
// repeats otherwise than every year on the same date.
func daysOf(e *ics.VEvent, now time.Time) (days []pairing.Date, ok bool) {
	day := func(p ics.ComponentProperty) (time.Time, bool) {
		prop := e.GetProperty(p)
		if prop == nil {
			return time.Time{}, false
		}
		t, err := time.Parse("20060102", prop.Value)
		return t, err == nil
	}
	start, ok := day(ics.ComponentPropertyDtStart)
	if !ok {
		return nil, false
	}
	end, ok := day(ics.ComponentPropertyDtEnd)
	if !ok || !end.After(start) {
		end = start.AddDate(0, 0, 1)
	}
	if end.Sub(start) > longestFeast*24*time.Hour {
		return nil, false
	}
	years := []int{0}
	if rule := e.GetProperty(ics.ComponentPropertyRrule); rule != nil {
		if !strings.EqualFold(strings.TrimSuffix(rule.Value, ";"), "FREQ=YEARLY") {
			return nil, false
		}
		years = nil
		for y := max(start.Year(), now.Year()-1); y <= now.Year()+holidayYears; y++ {
			years = append(years, y-start.Year())
		}
	}
	for _, y := range years {
		for d := start; d.Before(end); d = d.AddDate(0, 0, 1) {
			on := time.Date(d.Year()+y, d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)
			if on.Day() != d.Day() {
				continue // 29 February
			}
			days = append(days, pairing.Date{Year: on.Year(), Month: on.Month(), Day: on.Day()})
		}
	}
	return days, true
}
