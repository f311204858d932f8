package bot

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Run connects to Slack and serves the workspace until ctx ends, which is no
// error, or until Slack says that a token will never work (a *FatalError). It
// runs once. When it returns, what was in hand is done and every receipt given.
// That takes up to nine seconds, whatever hangs: what does not end even when it
// is broken off is left to itself, and the next run makes up for it.
func (b *Bot) Run(ctx context.Context) error {
	defer b.drop()
	if b.opt.Driven {
		return errors.New("bot: a driven bot does not run by itself")
	}
	beats, stopBeats := context.WithCancel(ctx)
	defer stopBeats()
	heart := sync.OnceValue(func() <-chan struct{} { return start(func() { b.heartbeat(beats) }) })
	// What is due is done in time even while Slack cannot be reached; it is told when it can.
	if err := b.introduce(ctx, func() { heart() }); err != nil || ctx.Err() != nil {
		stopBeats()
		b.finish(heart())
		return err
	}
	sockets, stopSockets := context.WithCancel(context.Background())
	defer stopSockets()

	heart()
	var held []<-chan struct{}
	turns := &turns{}
	for n := 1; n <= b.opt.Connections; n++ {
		c := b.newConnection(n, turns)
		held = append(held, start(func() {
			if err := c.serve(sockets); err != nil {
				b.fail(err)
			}
		}))
	}

	var err error
	select {
	case <-ctx.Done():
		b.log.Info("stopping")
	case err = <-b.failed:
		b.log.Error("the run cannot go on", "error", redacted(err))
	}
	stopBeats()
	b.finish(heart())
	stopSockets()
	last, cancelLast := context.WithTimeout(context.Background(), b.timing.last)
	defer cancelLast()
	if !ended(last, held...) {
		b.log.Warn("a socket does not close and is left open")
	}
	b.client.http.CloseIdleConnections()
	return err
}

// finish ends what is in hand: new envelopes are turned away kindly from here
// on, handlers and follow-ups run to their end, receipts are written. What is
// not done within the grace is broken off; the outbox and Slack's own
// redelivery take care of it.
func (b *Bot) finish(heart <-chan struct{}) {
	b.closing.Store(true)
	b.lookAway() // whoever is slow to answer; there is another look
	if !b.landed(b.timing.grace, heart) {
		b.log.Warn("work in hand took too long and is broken off")
		b.drop()
		if !b.landed(b.timing.last, heart) {
			b.log.Error("work in hand does not end and is left to itself")
		}
	}
	b.drop()
	// slack-go queues receipts and drops the queue when its context ends; it
	// tells nobody when the queue is empty.
	time.Sleep(b.timing.flush)
}

// landed waits for so long until nothing is in hand, and reports whether that
// came to be.
func (b *Bot) landed(within time.Duration, heart <-chan struct{}) bool {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	all := ended(ctx, heart) // it starts work of its own
	for _, l := range []*lanes{b.hands, b.errands, b.acks, b.feeds, b.outbox.posts, b.tabs.jobs} {
		all = l.wait(ctx) == nil && all
	}
	return all
}

// ended waits until all of some work has ended, and reports whether it did
// before ctx.
func ended(ctx context.Context, work ...<-chan struct{}) bool {
	for _, done := range work {
		select {
		case <-done:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

func (b *Bot) newConnection(n int, t *turns) *connection {
	transport := newTransport()
	transport.DisableKeepAlives = true // one call in hours
	return &connection{bot: b, number: n, resent: map[string]bool{}, door: &door{
		next: transport, limit: b.timing.call, turns: t, min: b.timing.apart, max: b.timing.apartMax,
		warn: func(gap time.Duration) {
			b.log.Warn("Slack ends this socket as soon as it is open; is Socket Mode still on, and is nobody else connected with this app?",
				"connection", n, "next try in", gap)
		},
	}}
}

// introduce asks Slack who the bot is, again and again while Slack cannot be
// reached, and fails when it refuses the token. Meanwhile is begun when Slack
// cannot be reached, perhaps more than once.
func (b *Bot) introduce(ctx context.Context, meanwhile func()) error {
	for wait := b.timing.apart; ; wait = min(2*wait, b.timing.apartMax) {
		me, err := b.client.whoami(ctx)
		if err == nil {
			b.me.Store(&me)
			b.log.Info("connected to a workspace", "team", me.TeamID, "bot", me.User)
			return nil
		}
		if ctx.Err() != nil {
			return nil
		}
		if condemned, is := fatal("SLACK_BOT_TOKEN", err); is {
			return condemned
		}
		if judge(err).code == "http_404" {
			return errors.New("SLACK_API_URL: there is no Slack at that address")
		}
		meanwhile()
		b.log.Warn("Slack does not answer", "error", redacted(err), "next try in", wait)
		if sleepUntil(ctx, time.Now().Add(max(wait, judge(err).wait))) != nil {
			return nil
		}
	}
}

// Who asks Slack who the bot is and what it may do. The error is a *FatalError
// when Slack refuses the token.
func (b *Bot) Who(ctx context.Context) (Identity, error) {
	me, err := b.client.whoami(ctx)
	if condemned, is := fatal("SLACK_BOT_TOKEN", err); is {
		return Identity{}, condemned
	}
	if err != nil {
		return Identity{}, errors.New("Slack does not answer: " + redacted(err))
	}
	b.me.Store(&me)
	return me, nil
}

// Ring asks Slack for a socket without opening it: whether the app token is
// any good. The error is a *FatalError when Slack refuses it.
func (b *Bot) Ring(ctx context.Context) error {
	_, address, err := b.client.api.StartSocketModeContext(ctx)
	if condemned, is := fatal("SLACK_APP_TOKEN", err); is {
		return condemned
	}
	if err == nil && address == "" {
		err = errNoReceipt
	}
	if err != nil {
		return errors.New("Slack offers no socket: " + redacted(err))
	}
	return nil
}

// up notes by which socket a connection is open.
func (b *Bot) up(number int, socket acknowledger) { b.sockets.Store(number, socket) }

// down notes that a connection is not open.
func (b *Bot) down(number int) { b.sockets.Delete(number) }

// open is a socket if it is open, and otherwise one that is, or the socket all
// the same if none is.
func (b *Bot) open(socket acknowledger) acknowledger {
	way, is := socket, false
	b.sockets.Range(func(_, s any) bool {
		way, is = s.(acknowledger), s == socket
		return !is
	})
	return way
}

// Connected is how many sockets are open.
func (b *Bot) Connected() int {
	n := 0
	b.sockets.Range(func(any, any) bool { n++; return true })
	return n
}

// start runs a function on the side; the channel is closed when it returned.
func start(f func()) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	return done
}
