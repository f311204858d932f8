package ordeal

import (
	"fmt"
	"time"

	"github.com/robfig/cron/v3"
)

// judgeRounds holds the rounds against the schedule: each served a time at
// which it was due, and none was passed over while the bot was there.
func (w *world) judgeRounds(q query) {
	served := map[int64]bool{}
	var first int64
	q.rows(`SELECT due, opened_at FROM round ORDER BY due`, func(row []string) {
		var due, opened int64
		_, _ = fmt.Sscan(row[0], &due)
		_, _ = fmt.Sscan(row[1], &opened)
		served[due] = true
		if first == 0 {
			first = due
		}
		if late := opened - due; late > 120 && !w.skewed && !w.wasDown(time.Unix(due, 0), time.Unix(opened, 0)) {
			w.breaks("1: the round that was due at %s opened %d s late", time.Unix(due, 0).UTC(), late)
		}
	})
	if first == 0 || w.skewed {
		return
	}
	schedule, err := cron.ParseStandard(w.cron)
	zone, zoneErr := time.LoadLocation(w.zone)
	if err != nil || zoneErr != nil {
		w.breaks("the schedule cannot be read: %v %v", err, zoneErr)
		return
	}
	for at := schedule.Next(time.Unix(first, 0).In(zone)); at.Before(w.clock.Now().Add(-time.Minute)); at = schedule.Next(at) {
		if !served[at.Unix()] && !w.wasDown(at.Add(-time.Minute), at.Add(time.Minute)) && !w.nobody(q, at) {
			w.breaks("1: no round was opened at %s", at)
		}
	}
}

// wasDown reports whether the bot was down at some time in between.
func (w *world) wasDown(from, until time.Time) bool {
	for _, d := range w.downs {
		if d.from.Before(until) && from.Before(d.until) {
			return true
		}
	}
	return false
}

// nobody reports whether there may have been nobody to pair: all who ever
// joined are away now. It errs on the side of the bot.
func (w *world) nobody(q query, _ time.Time) bool {
	n := 0
	q.count(&n, `SELECT count(*) FROM member m JOIN person p ON p.id = m.person WHERE state = 'active' AND paused_until IS NULL AND deleted = 0 AND guest = 0`)
	return n < 2
}
