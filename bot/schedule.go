package bot

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// A schedule is a cron expression or a descriptor (@weekly, @every 48h),
// read on the wall clock of a circle. It becomes one stored instant at a time:
// the next due one. Nothing here waits.
//
// cron.Schedule.Next alone skips a job whose local time a daylight-saving
// jump removes, and may run one twice whose local time is repeated. So it is asked
// on a calendar without jumps (the wall clock taken for UTC), and what it
// answers is brought to the zone by wallInstant, which is monotone: a removed
// time becomes the instant of the jump, a repeated one its first turn.

// maxTurns bounds the search for an instant after the given one: a repeated
// hour has at most this many minutes to get past.
const maxTurns = 3 * 60

// ParseSchedule reports whether a schedule can be read and ever comes due; the
// error says what would work.
func ParseSchedule(expression string) error {
	_, err := NextDue(expression, time.UTC, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	return err
}

// NextDue is the first instant after `after` at which the schedule is due in
// the zone. It fails if the expression cannot be read or never comes due,
// such as on 30 February.
func NextDue(expression string, zone *time.Location, after time.Time) (time.Time, error) {
	s, err := parseCron(expression)
	if err != nil {
		return time.Time{}, err
	}
	spec, ok := s.(*cron.SpecSchedule)
	if !ok { // @every: a length of time, which no clock change touches
		return s.Next(after), nil
	}
	if spec.Location != nil && spec.Location != time.Local {
		zone = spec.Location // CRON_TZ=… in the expression itself
	}
	wall := *spec
	wall.Location = time.UTC
	at := wallClock(after, zone)
	for range maxTurns {
		at = wall.Next(at)
		if at.IsZero() {
			break
		}
		if due := wallInstant(at, zone); due.After(after) {
			return due, nil
		}
	}
	return time.Time{}, fmt.Errorf("the schedule %q never comes due", expression)
}

// parseCron is cron.ParseStandard without its panics (CRON_TZ=UTC alone has
// one).
func parseCron(expression string) (s cron.Schedule, err error) {
	defer func() {
		if recover() != nil {
			s, err = nil, fmt.Errorf("the schedule %q cannot be read; an example that works: 0 9 * * MON", expression)
		}
	}()
	if strings.TrimSpace(expression) == "" {
		return nil, errors.New("the schedule is empty; an example that works: 0 9 * * MON")
	}
	s, err = cron.ParseStandard(expression)
	if err != nil {
		return nil, fmt.Errorf("the schedule %q cannot be read (%w); an example that works: 0 9 * * MON", expression, err)
	}
	return s, nil
}

// wallClock is what a clock on the wall in the zone shows at t, as a time in
// UTC.
func wallClock(t time.Time, zone *time.Location) time.Time {
	_, offset := t.In(zone).Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// wallInstant is the first instant at which a clock on the wall in the zone
// shows the given time or, where a jump removes it, the instant of the jump.
func wallInstant(wall time.Time, zone *time.Location) time.Time {
	guess := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), zone)
	start, end := guess.ZoneBounds()
	around := []time.Time{guess}
	if !start.IsZero() {
		around = append(around, start.Add(-time.Second))
	}
	if !end.IsZero() {
		around = append(around, end)
	}
	var first, last time.Time
	for _, t := range around {
		_, offset := t.Zone()
		at := wall.Add(-time.Duration(offset) * time.Second)
		if wallClock(at, zone).Equal(wall) && (first.IsZero() || at.Before(first)) {
			first = at
		}
		if last.IsZero() || at.After(last) {
			last = at
		}
	}
	if first.IsZero() { // removed: read on the clock before the jump, it lies just after it
		jump, _ := last.In(zone).ZoneBounds()
		return jump.UTC()
	}
	return first.UTC()
}
