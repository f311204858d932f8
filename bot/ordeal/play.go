package ordeal

import (
	"container/heap"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"cowork/bot"
	"cowork/storage"
)

// Play plays a year and reports what there was in it. The error names every
// promise of the bot that was broken, the first one first.
func Play(ctx context.Context, y Year) (Outcome, error) {
	w, err := newWorld(y)
	if err != nil {
		return Outcome{}, err
	}
	defer func() {
		_ = w.slack.Close()
		removeDatabase(w.file)
	}()
	w.populate()
	if y.plot != nil {
		y.plot(w)
	}
	if err := w.boot(ctx); err != nil {
		return w.seen, err
	}
	if !w.calm {
		w.storm = usualStorm
	}
	if err := w.until(ctx, w.start.Add(w.year.Length)); err != nil {
		return w.seen, err
	}
	if err := w.rest(ctx); err != nil {
		return w.seen, err
	}
	if err := w.mutate(); err != nil {
		return w.seen, err
	}
	w.judge(ctx)
	if err := w.stop(); err != nil {
		w.breaks("the store cannot be closed: %v", err)
	}
	w.seen.Hash = fmt.Sprintf("%x", w.diary.Sum(nil))[:16]
	if len(w.broken) > 0 {
		return w.seen, errors.New(strings.Join(w.broken, "\n"))
	}
	return w.seen, nil
}

// mutate changes the file of a bot that is a mutant.
func (w *world) mutate() error {
	if w.year.mutant.file == nil {
		return nil
	}
	db, err := sql.Open("sqlite", "file:"+w.file)
	if err != nil {
		return err
	}
	defer db.Close()
	return w.year.mutant.file(w, db)
}

// rest ends all trouble, and lets everything that is owed arrive.
func (w *world) rest(ctx context.Context) error {
	w.note("the trouble is over")
	w.calm, w.storm, w.lossy, w.killIn, w.killAtRound, w.skew = true, 0, 0, 0, 0, 0
	w.killAtAck, w.sickIn = false, 0
	w.heal()
	w.slack.SpoilBotToken("")
	w.slack.ReleaseEvents(false)
	w.agenda.items = nil
	w.back = w.clock.Now()
	w.wake = w.clock.Now()
	return w.until(ctx, w.clock.Now().Add(49*time.Hour))
}

// until goes from one thing that happens to the next.
func (w *world) until(ctx context.Context, end time.Time) error {
	for looks := 0; ; looks++ {
		if err := w.settle(ctx); err != nil {
			return err
		}
		at := end
		sooner := func(t time.Time) {
			if t.Before(at) {
				at = t
			}
		}
		if len(w.agenda.items) > 0 {
			sooner(w.agenda.items[0].at)
		}
		if t, due := w.clock.Next(); due {
			sooner(t)
		}
		if w.life == nil {
			sooner(w.back)
		} else if !w.wake.IsZero() {
			sooner(w.wake)
		}
		if at.After(w.clock.Now()) {
			w.clock.Set(at)
		}
		if !at.Before(end) {
			return w.settle(ctx)
		}
		for len(w.agenda.items) > 0 && !w.agenda.items[0].at.After(w.clock.Now()) {
			heap.Pop(&w.agenda).(item).do()
		}
		if looks > 2_000_000 {
			return errors.New("the bot never comes to rest")
		}
	}
}

// settle lets the bot do what there is to do now, starts it when it is time
// to, and opens its line again when Slack closed it.
func (w *world) settle(ctx context.Context) error {
	for {
		if w.life == nil {
			if w.clock.Now().Before(w.back) {
				return nil
			}
			w.downs[len(w.downs)-1].until = w.clock.Now()
			if err := w.boot(ctx); err != nil {
				return fmt.Errorf("the bot does not start again: %w", err)
			}
		}
		l := w.life
		if !l.line.Open() && !w.clock.Now().Before(w.deaf) || !w.deaf.IsZero() && !w.clock.Now().Before(w.deaf) {
			l.line.Unplug()
			l.line = w.slack.Plug()
			w.deaf = time.Time{}
		}
		w.armAtRound()
		w.whoIsThere(ctx)
		w.tidy(ctx)
		if !w.pump() && w.clock.Now().Before(w.wake) {
			return nil
		}
		next, err := l.bot.Settle(l.ctx)
		if l.dead.Load() {
			w.crashed()
			continue
		}
		if _, condemned := errors.AsType[*bot.FatalError](err); condemned && !w.installed.IsZero() {
			if err := w.retire(); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("the bot cannot settle: %w", err)
		}
		for _, id := range w.awaited {
			w.breaks("12: a command is answered without a word: %s", id)
		}
		clear(w.awaited)
		if w.pump() {
			w.wake = w.clock.Now()
			continue
		}
		return w.plan(ctx, l, next)
	}
}

// armAtRound sets a crash that was meant for the opening of a round.
func (w *world) armAtRound() {
	if w.killAtRound > 0 && !w.due.IsZero() && !w.clock.Now().Add(w.skew).Before(w.due) {
		w.killIn, w.killAtRound = w.killAtRound, 0
	}
}

// crashed buries the dead, and decides for how long there is nobody.
func (w *world) crashed() {
	w.bury()
	away := w.away
	if w.away = 0; away == 0 {
		switch w.rand.IntN(4) {
		case 0:
			away = w.between(time.Second, 5*time.Minute)
		case 1:
			away = w.between(time.Minute, 12*time.Hour)
		}
	}
	if w.calm {
		away = 0
	}
	w.killIn = 0
	w.rearm()
	w.back = w.clock.Now().Add(away)
	w.downs = append(w.downs, span{w.clock.Now(), w.back})
	w.note("away for %v", away)
}

// plan notes when the bot must be looked at again.
func (w *world) plan(ctx context.Context, l *life, next time.Time) error {
	now := w.clock.Now().Add(w.skew)
	var due time.Time
	err := l.store.Read(ctx, func(tx *storage.Tx) (err error) {
		circles, err := tx.Circles()
		if err != nil {
			return err
		}
		w.due = time.Time{}
		for _, c := range circles {
			w.due = c.NextDue
		}
		due, err = tx.NextDue(now)
		return err
	})
	if err != nil {
		return err
	}
	if next.IsZero() || !due.IsZero() && due.Before(next) {
		next = due
	}
	if !next.IsZero() {
		next = next.Add(-w.skew)
		if !next.After(w.clock.Now()) {
			next = w.clock.Now().Add(time.Second)
		}
	}
	look := w.clock.Now().Add(24 * time.Hour) // there is what the bot does now and then without saying when
	if w.restless.After(w.clock.Now()) {
		look = w.restless
	}
	if next.IsZero() || next.After(look) {
		next = look
	}
	w.wake = next
	return nil
}
