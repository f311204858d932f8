package bot

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cowork/bot/fakeslack"
)

// Slack answers nothing any more, a handler and the tick hang in something that
// nobody can break off: the run ends all the same, while they still do.
func TestTheRunEndsWhateverHangs(t *testing.T) {
	release := make(chan struct{})
	var stuck sync.WaitGroup
	stuck.Add(2)
	var begun atomic.Bool
	hangs := func() {
		stuck.Done()
		<-release
	}
	r := run(t, func(g *rigging) {
		g.forgive = true
		g.timing.grace, g.timing.last = 50*time.Millisecond, 50*time.Millisecond
		g.answers = func(_ context.Context, env Envelope) (Reply, error) {
			if env.Kind == Command {
				hangs()
			}
			return Reply{}, nil
		}
		g.ticks = func(context.Context, time.Time) error {
			if begun.Load() {
				hangs()
			}
			return nil
		}
	})
	r.slack.Inject("chat.postMessage", -1, fakeslack.TimedOut())
	r.slack.Inject("apps.connections.open", -1, fakeslack.TimedOut())
	r.owe("dm", "U1", "hello")
	r.kick()
	r.await("a post hangs", func() bool { return len(r.slack.CallsOf("chat.postMessage")) == 1 })
	r.slack.Disconnect("refresh_requested", r.slack.Connections()[0])
	r.await("a socket is asked for", func() bool { return len(r.slack.CallsOf("apps.connections.open")) == r.opt.Connections+1 })
	ctx, gone := context.WithCancel(t.Context())
	typed := start(func() { _, _ = r.slack.Type(ctx, "U1", "", "/cowork") })
	begun.Store(true)
	r.kick()
	stuck.Wait()
	select {
	case <-start(func() {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	}):
	case <-soon(t).Done():
		t.Error("it waits for what never ends")
	}
	if m := r.row("dm"); !m.Doubt {
		t.Error("it is forgotten that a message may be there")
	}
	close(release)
	gone()
	<-typed
	if !r.landed(patience, start(func() {})) {
		t.Error("something does not end")
	}
}

// What hangs when the bot is stopped is waited for for less than the ten
// seconds after which it would be killed: what else there is to do then, such
// as to close the database, takes a moment.
func TestAStopTakesLessThanTenSeconds(t *testing.T) {
	if takes, most := usual.grace+usual.last+usual.flush+usual.last, 9*time.Second; takes > most {
		t.Errorf("it takes up to %v, and may take %v", takes, most)
	}
}
