package bot

import (
	"context"
	"errors"
	"time"

	"cowork/storage"
)

// callsAtOnce is how many calls of one method may be under way: enough for its
// full rate while Slack takes six seconds for each, and few enough for a Slack
// that answers none to keep no other method waiting. A call that may not go yet
// takes nothing of its method's rate, so that those which piled up do not go
// all at once when Slack answers again.
const callsAtOnce = 24

// isFlying reports whether a lane has a step under way.
func (o *outbox) isFlying(lane string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.flying[lane]
}

// underWay is how many lanes have a step under way.
func (o *outbox) underWay() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.flying)
}

// busy reports whether as many calls of a step's method are under way as may
// be.
func (o *outbox) busy(s step) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.calls[s] >= callsAtOnce
}

// start does a step on the side.
func (o *outbox) start(ctx context.Context, l letter) bool {
	o.mu.Lock()
	delete(o.held, l.ID)
	o.mu.Unlock()
	return o.launch(l.Lane, l.step, func() {
		if err := o.do(ctx, l); err != nil && !errors.Is(err, storage.ErrConflict) { // withdrawn meanwhile
			o.hold(l.ID, o.bot.now().Add(time.Second))
			if o.bot.ails(err) {
				return
			}
			o.bot.log.Error("a delivery could not be kept and is tried again", "key", l.Key, "error", redacted(err))
		}
	})
}

// launch does a step for a lane on the side, if there is room. The heartbeat
// looks again when it ended.
func (o *outbox) launch(lane string, s step, do func()) bool {
	o.mu.Lock()
	o.flying[lane] = true
	o.calls[s]++
	o.mu.Unlock()
	landed := func() {
		o.mu.Lock()
		delete(o.flying, lane)
		o.calls[s]--
		o.mu.Unlock()
		o.bot.kick()
	}
	ok := o.posts.do(lane, func() {
		defer landed()
		do()
	})
	if !ok {
		landed()
	}
	return ok
}

// hold notes until when a row waits, in the whole seconds of the store.
func (o *outbox) hold(id storage.MessageID, until time.Time) {
	if until.Nanosecond() > 0 {
		until = until.Truncate(time.Second).Add(time.Second)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.held[id] = until
}

// release forgets until when rows wait: the clock that said so was wrong.
func (o *outbox) release() {
	o.mu.Lock()
	defer o.mu.Unlock()
	clear(o.held)
}
