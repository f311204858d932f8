package bot

import (
	"cmp"
	"time"
)

// follow sets the circle to a schedule, a time zone and how late its rounds may
// be, zero values for what it has, and schedules its next round where that
// changes something. A round that is overdue by the old schedule stays so: it
// opens late, or it is said that it did not.
func (d *desk) follow(schedule, zone string, late time.Duration) error {
	c := d.circle
	c.Schedule, c.TZ, c.Late = cmp.Or(schedule, c.Schedule), cmp.Or(zone, c.TZ), cmp.Or(late, c.Late)
	moved := c.Schedule != d.circle.Schedule || c.TZ != d.circle.TZ
	if !c.NextDue.IsZero() && !moved && c.Late == d.circle.Late {
		return nil
	}
	if c.NextDue.IsZero() || moved && c.NextDue.After(d.now) {
		var err error
		if c.NextDue, err = NextDue(c.Schedule, c.Zone(), d.now); err != nil {
			return err
		}
	}
	d.circle = c
	_, err := d.tx.SaveCircle(c)
	return err
}

// turnsAhead is how many due times ahead the next round may be: one further
// than a round that was opened out of turn leaves it. And no message waits
// longer for another attempt than mostHeld, unless Slack said so in an hour
// that never was.
const (
	turnsAhead = 3
	mostHeld   = time.Hour
)

// regain puts right what a clock that ran ahead left behind when it was set
// back: a next round that nobody would live to see, and messages that wait for
// an hour that is far away.
func (d *desk) regain() error {
	ahead := d.now
	for range turnsAhead {
		var err error
		if ahead, err = NextDue(d.circle.Schedule, d.circle.Zone(), ahead); err != nil {
			return err
		}
	}
	if d.circle.NextDue.After(ahead) {
		next, err := NextDue(d.circle.Schedule, d.circle.Zone(), d.now)
		if err != nil {
			return err
		}
		d.note("the next round was due too far ahead, by a clock that was wrong", "circle", d.circle.ID, "due", d.circle.NextDue.UTC(), "next", next.UTC())
		if err := d.tx.SetNextDue(d.circle.ID, next); err != nil {
			return err
		}
	}
	n, err := d.tx.Unhold(d.now.Add(mostHeld))
	d.owes = d.owes || n > 0
	return err
}
