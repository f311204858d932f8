package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"cowork/storage"
)

// A disk can be full, or a file read-only, for hours. Meanwhile what people
// only look at is answered as ever, what would have to be kept is refused
// kindly and at once, nothing is sent whose outcome could not be kept, and the
// operator reads one line when it begins and one when it is over. The
// heartbeat tries to write now and then: once that works, everything goes on
// by itself.

const (
	firstProbe = time.Second
	lastProbe  = 30 * time.Second
)

// ailment is a time in which the database cannot be written to.
type ailment struct {
	mu     sync.Mutex
	since  time.Time // zero: there is none
	probed time.Time
	wait   time.Duration // until it is probed again
}

// ails notes that something could not be written, and reports whether that is
// what err says.
func (b *Bot) ails(err error) bool {
	if !errors.Is(err, storage.ErrUnwritable) {
		return false
	}
	a := &b.ailment
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.since.IsZero() {
		return true
	}
	now := b.now()
	a.since, a.probed, a.wait = now, now, firstProbe
	b.log.Error("the database cannot be written to; I answer what needs no writing, and try again", "file", b.store.Path(), "error", redacted(err))
	return true
}

// next is when it is found out whether it is over, the zero time if there is
// none.
func (a *ailment) next() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.since.IsZero() {
		return a.since
	}
	return a.probed.Add(a.wait)
}

// writable reports whether the heartbeat may do what is due. While the
// database cannot be written to, it finds out now and then whether that is
// over.
func (b *Bot) writable(ctx context.Context) bool {
	a := &b.ailment
	a.mu.Lock()
	now := b.now()
	ill, wait := !a.since.IsZero(), now.Sub(a.probed).Abs() < a.wait
	a.mu.Unlock()
	if !ill {
		return true
	}
	if wait {
		return false
	}
	err := b.store.Probe(ctx)
	a.mu.Lock()
	defer a.mu.Unlock()
	if err != nil {
		a.probed, a.wait = now, min(2*a.wait, lastProbe)
		return false
	}
	b.log.Info("the database can be written to again", "after", now.Sub(a.since))
	a.since = time.Time{}
	b.stranger.Store(true) // what Slack told of people meanwhile was not kept: the list of users has it
	return true
}

// apology is the reply to an envelope that could not be handled. The operator
// reads why.
func (b *Bot) apology(env Envelope, err error) Reply {
	if b.ails(err) {
		return b.excuse(env, textUnwritable)
	}
	b.log.Error("an envelope could not be handled", "kind", env.Kind, "envelope", env.ID, "person", env.Person, "error", redacted(err))
	return b.sorry(env)
}
