package bot

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// connection keeps one socket open. Slack refreshes each every few hours, and
// slack-go closes the old one before it opens the new one: what Slack sends in
// between goes to the other connection, and so do the receipts of what came by
// this one before, see way.
type connection struct {
	bot    *Bot
	number int
	door   *door
	resent map[string]bool // envelopes whose receipt was written again after a failure
}

// serve holds the socket until ctx ends or the token turns out to be no good.
func (c *connection) serve(ctx context.Context) error {
	for {
		err := c.once(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if condemned, is := fatal("SLACK_APP_TOKEN", err); is {
			return condemned
		}
		var status slack.StatusCodeError
		if errors.As(err, &status) && status.Code == http.StatusNotFound && c.bot.me.Load() == nil {
			return errors.New("SLACK_API_URL: there is no Slack at that address")
		}
		c.bot.log.Warn("a socket ended and is opened again", "connection", c.number, "error", redacted(err))
	}
}

// once is the life of one client of slack-go, which reconnects by itself until
// it meets an error that it takes for final. It has a context of its own,
// without which each end would leave a goroutine behind.
func (c *connection) once(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	b := c.bot
	defer b.down(c.number)
	smc := socketmode.New(newAPI(b.opt, &http.Client{Transport: c.door}), // the door has the time limit
		socketmode.OptionDialer(newDialer(b.timing.call)),
		socketmode.OptionPingInterval(b.timing.ping),
		socketmode.OptionReadLimit(4<<20),
		socketmode.OptionLog(log.New(io.Discard, "", 0)))
	ended := make(chan error, 1)
	go func() { ended <- smc.RunContext(ctx) }()
	for {
		select {
		case ev := <-smc.Events:
			if err := c.take(smc, ev); err != nil {
				cancel()
				<-ended // sending an event does not block once ctx has ended
				return err
			}
		case err := <-ended:
			for { // what was read before the end is still served
				select {
				case ev := <-smc.Events:
					if fault := c.take(smc, ev); fault != nil {
						return fault
					}
				default:
					return err
				}
			}
		}
	}
}

func newDialer(timeout time.Duration) *websocket.Dialer {
	return &websocket.Dialer{
		Proxy:            http.ProxyFromEnvironment,
		HandshakeTimeout: timeout,
		// One frame for each receipt: Slack drops continuation frames.
		WriteBufferSize: 32 << 10,
		// A peer that vanished without a word is noticed by the system sooner than by
		// the pings that do not come: half of what people do is lost until then.
		NetDialContext: (&net.Dialer{Timeout: timeout, KeepAliveConfig: net.KeepAliveConfig{
			Enable: true, Idle: 5 * time.Second, Interval: 5 * time.Second, Count: 3,
		}}).DialContext,
	}
}

// take looks at one event of the client, never waiting, and returns an error
// when the token is no good.
func (c *connection) take(smc *socketmode.Client, ev socketmode.Event) error {
	b := c.bot
	switch ev.Type {
	case socketmode.EventTypeSlashCommand, socketmode.EventTypeInteractive, socketmode.EventTypeEventsAPI:
		b.listen(way{b, smc}, ev)
	case socketmode.EventTypeErrorBadMessage:
		if bad, ok := ev.Data.(*socketmode.ErrorBadMessage); ok {
			b.garbled(way{b, smc}, bad)
		}
	case socketmode.EventTypeErrorWriteFailed:
		if failed, ok := ev.Data.(*socketmode.ErrorWriteFailed); ok && failed.Response != nil {
			c.resend(way{b, smc}, failed)
		}
	case socketmode.EventTypeConnecting:
		b.down(c.number)
	case socketmode.EventTypeConnected:
		b.up(c.number, smc)
		b.meters.sockets.Inc()
		c.door.connected()
		b.log.Info("socket connected", "connection", c.number)
	case socketmode.EventTypeConnectionError:
		if e, ok := ev.Data.(*slack.ConnectionErrorEvent); ok {
			if condemned, is := fatal("SLACK_APP_TOKEN", e.ErrorObj); is {
				return condemned
			}
			if errors.Is(e.ErrorObj, context.Canceled) {
				return nil
			}
			b.log.Warn("a socket could not be opened", "connection", c.number, "attempt", e.Attempt, "error", redacted(e.ErrorObj))
		}
	case socketmode.EventTypeIncomingError:
		if e, ok := ev.Data.(*slack.IncomingEventError); ok && !errors.Is(e.ErrorObj, net.ErrClosed) { // that is our own doing
			b.log.Info("a socket broke off", "connection", c.number, "error", redacted(e.ErrorObj))
		}
	}
	return nil
}

// way is how the receipts of what came by a socket go out: by that socket, or,
// while it is away, by another one that is open. slack-go keeps them until its
// own socket is there again, which takes a second or two and sometimes more than
// the three that Slack waits. By then a receipt goes out by a socket that the
// envelope did not come by either; each of Slack's own libraries does that.
type way struct {
	bot  *Bot
	came acknowledger
}

func (w way) AckCtx(ctx context.Context, envelopeID string, payload any) error {
	return w.bot.open(w.came).AckCtx(ctx, envelopeID, payload)
}

// resend queues a receipt again, once, after its write failed: it goes out on
// another socket, or on the next one.
func (c *connection) resend(smc acknowledger, failed *socketmode.ErrorWriteFailed) {
	id := failed.Response.EnvelopeID
	if c.resent[id] {
		c.bot.log.Warn("a receipt could not be written", "envelope", id, "error", redacted(failed.Cause))
		return
	}
	if len(c.resent) >= 1024 {
		clear(c.resent)
	}
	c.resent[id] = true
	payload := failed.Response.Payload
	c.bot.acks.do(id, func() { c.bot.ack(smc, id, payload) })
}

// door is the way to apps.connections.open. slack-go asks again at once when
// Slack accepts a socket and then sends it away, thousands of times a second;
// the door lets it through once in a while: at first a second apart, twice as
// long after each socket that did not live, at once after one that did.
type door struct {
	next  http.RoundTripper
	limit time.Duration // of one call; slack-go sets none, and would wait for ever
	turns *turns        // shared by all connections
	min   time.Duration
	max   time.Duration
	warn  func(gap time.Duration)

	mu     sync.Mutex
	gap    time.Duration
	opened time.Time // when the last opening was asked for
	up     time.Time // when the last socket was open
}

// widen is the time that must lie between two openings, after a socket that
// lived for so long with the gap as it was.
func widen(gap, lived, least, most time.Duration) time.Duration {
	if gap == 0 || lived >= 2*gap {
		return least
	}
	return min(2*gap, most)
}

func (d *door) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if err := sleepUntil(ctx, d.turn(time.Now())); err != nil {
		return nil, err
	}
	if err := d.turns.wait(ctx, d.min); err != nil {
		return nil, err
	}
	d.mu.Lock()
	d.opened = time.Now()
	d.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, d.limit)
	resp, err := d.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		cancel()
		return nil, err
	}
	resp.Body = &cancelling{resp.Body, cancel}
	return resp, nil
}

// connected notes that a socket came of the last opening.
func (d *door) connected() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.up = time.Now()
}

// turn is when the next opening may be, asked for at now.
func (d *door) turn(now time.Time) time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.opened.IsZero() {
		return now
	}
	lived := time.Duration(0)
	if d.up.After(d.opened) {
		lived = now.Sub(d.up)
	}
	d.gap = widen(d.gap, lived, d.min, d.max)
	if d.gap > 8*d.min {
		d.warn(d.gap)
	}
	return d.opened.Add(d.gap)
}

// turns keeps the openings of all connections apart.
type turns struct {
	mu   sync.Mutex
	free time.Time
}

func (t *turns) wait(ctx context.Context, apart time.Duration) error {
	t.mu.Lock()
	mine := t.free
	if now := time.Now(); mine.Before(now) {
		mine = now
	}
	t.free = mine.Add(apart)
	t.mu.Unlock()
	return sleepUntil(ctx, mine)
}

// cancelling ends the context of a call when its body is closed.
type cancelling struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (c *cancelling) Close() error {
	defer c.cancel()
	return c.ReadCloser.Close()
}

// sleepUntil waits for an instant of the machine's clock.
func sleepUntil(ctx context.Context, at time.Time) error {
	wait := time.Until(at)
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
