package bot

import (
	"context"
	"errors"
	"time"

	"cowork/storage"
)

// heartbeat looks at what is due when it is kicked, when the outbox may send
// its next row, and once a second in any case, until ctx ends. It holds no
// timers for single things: what is due is in the store.
//
// A look costs more the more is owed, and in a crowd somebody kicks all the
// time. So it gives way to envelopes that wait for their receipt, which is due
// in three seconds, and rests for nine times as long as it took, which leaves
// nine tenths of a processor to others; neither for long.
func (b *Bot) heartbeat(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	latest := time.Now() // that the next look begins
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.kicked:
		case <-timer.C:
		}
		b.waiting.giveWay(ctx, min(b.timing.yield, time.Until(latest)))
		began := time.Now()
		next := b.beat(ctx)
		ended, wait := time.Now(), b.timing.beat
		latest = ended.Add(wait)
		if now := b.now(); !next.IsZero() && next.Sub(now) < wait {
			wait = max(next.Sub(now), time.Millisecond)
		}
		timer.Reset(wait)
		if sleepUntil(ctx, ended.Add(min(9*ended.Sub(began), b.timing.yield))) != nil {
			return
		}
	}
}

// beat ticks and delivers once, and returns when the next row that is due may
// be sent, or the next conversation be opened ahead. An error or a panic is
// logged and tried again at the next beat.
func (b *Bot) beat(ctx context.Context) (next time.Time) {
	b.beating.Lock()
	defer b.beating.Unlock()
	defer b.pulse.felt(&b.pulse.beat)
	if !b.writable(ctx) {
		return next
	}
	if err := b.tickSafely(ctx, b.now()); err != nil && ctx.Err() == nil && !b.ails(err) {
		b.log.Error("the tick failed and is tried again", "error", redacted(err))
	}
	_, next, err := b.dispatch(b.work, b.now())
	if err != nil && ctx.Err() == nil {
		b.log.Error("the outbox cannot be read and is tried again", "error", redacted(err))
	}
	next = sooner(next, b.outbox.ahead.next)
	if err := b.progress(ctx, b.now()); err != nil && ctx.Err() == nil {
		b.log.Error("the progress of the delivery cannot be read", "error", redacted(err))
	}
	return next
}

// Settle brings the bot to rest: handlers, receipts, follow-ups and looks at
// calendars in hand end, and everything due now is done and delivered. It returns when the next
// row that a gate or a retry holds may go, the zero time if none is held: a
// clock that is moved by hand is moved there, and Settle called again. While
// the database cannot be written to, next is when that is tried again. The
// error of a driven bot can be what would end a run, such as a *FatalError.
func (b *Bot) Settle(ctx context.Context) (next time.Time, err error) {
	for {
		if err := b.Attend(ctx); err != nil {
			return next, err
		}
		b.beating.Lock()
		if !b.writable(ctx) {
			b.beating.Unlock()
			return b.ailment.next(), b.ended()
		}
		err := b.tickSafely(ctx, b.now())
		for err == nil && (b.tour.looks > 0 || !b.feeds.idling()) { // there may be more of them than lanes
			if err = b.feeds.wait(ctx); err == nil {
				err = b.tickSafely(ctx, b.now())
			}
		}
		if err == nil {
			next, err = b.drain(ctx, b.now())
		}
		b.beating.Unlock()
		if b.ails(err) {
			err = nil
		}
		next = sooner(next, b.ailment.next())
		if err != nil || b.hands.idling() && b.errands.idling() && b.acks.idling() {
			return next, errors.Join(err, b.ended())
		}
	}
}

// ended is why the run of a driven bot would end, nil if it would not.
func (b *Bot) ended() error {
	if !b.opt.Driven {
		return nil
	}
	select {
	case err := <-b.failed:
		return err
	default:
		return nil
	}
}

// drain delivers what is due at now and brings home tabs up to date, until
// nothing more can be started. The caller holds b.beating.
func (b *Bot) drain(ctx context.Context, now time.Time) (next time.Time, err error) {
	for {
		if err := errors.Join(b.outbox.posts.wait(ctx), b.tabs.jobs.wait(ctx)); err != nil {
			return next, err
		}
		started, next, err := b.dispatch(ctx, now)
		if err != nil || started == 0 {
			return next, err
		}
	}
}

// dispatch starts what may go at now, messages and home tabs, in one look at
// the store and without waiting for what comes of it. It returns how much it
// started and when the next that is held may go. While nothing can be kept of it, it
// starts none.
func (b *Bot) dispatch(ctx context.Context, now time.Time) (started int, next time.Time, err error) {
	if !b.ailment.next().IsZero() {
		return 0, next, nil
	}
	err = b.store.Read(ctx, func(tx *storage.Tx) error {
		sent, post, err := b.outbox.look(ctx, tx, now)
		if err != nil {
			return err
		}
		shown, tab, err := b.tabs.look(ctx, tx, now)
		started, next = sent+shown, sooner(post, tab)
		return err
	})
	return started, next, err
}

// sooner is the earlier of two instants of which zero says never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Attend waits until the handlers, receipts and follow-ups in hand have ended,
// whatever the outbox is doing.
func (b *Bot) Attend(ctx context.Context) error {
	for _, l := range []*lanes{b.hands, b.errands, b.acks} {
		if err := l.wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

// tickSafely is Tick with a panic turned into an error.
func (b *Bot) tickSafely(ctx context.Context, now time.Time) (err error) {
	defer recovered(func(cause error) {
		var p *panicError
		if errors.As(cause, &p) {
			b.log.Error("the tick panicked", "stack", p.stack)
		}
		err = cause
	})
	return b.ticks(ctx, now)
}
