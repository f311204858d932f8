package ordeal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cowork/storage"

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
		if !served[at.Unix()] && w.there[at.Unix()] > 0 && !w.wasDown(at.Add(-time.Minute), at.Add(time.Minute)) {
			w.breaks("1: no round was opened at %s", at)
		}
	}
}

// wasDown reports whether the bot was down, or could not write, at some time
// in between.
func (w *world) wasDown(from, until time.Time) bool {
	for _, d := range slices.Concat(w.downs, w.ills) {
		if d.from.Before(until) && from.Before(d.until) {
			return true
		}
	}
	return false
}

// whoIsThere counts, when a round is due, who could be in it.
func (w *world) whoIsThere(ctx context.Context) {
	if w.due.IsZero() || w.clock.Now().Add(w.skew).Before(w.due) {
		return
	}
	n := 0
	err := w.life.store.Read(ctx, func(tx *storage.Tx) error {
		circles, err := tx.Circles()
		if err != nil || len(circles) == 0 {
			return err
		}
		last, err := tx.LastRound(circles[0].ID)
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
		members, err := tx.Memberships(circles[0].ID)
		if err != nil {
			return err
		}
		for _, m := range members {
			p, err := tx.Person(m.Person)
			if err != nil {
				return err
			}
			goes := m.State != storage.Active || m.Once && !m.JoinedAt.After(last.OpenedAt) // who tried one round goes as the next one opens
			if !goes && m.SkipRound == 0 && !m.Paused(w.due) && !p.Deleted && !p.Guest && !p.Bot {
				n++
			}
		}
		return nil
	})
	if err != nil {
		w.breaks("the file cannot be read: %v", err)
	}
	w.there[w.due.Unix()] = n
}
