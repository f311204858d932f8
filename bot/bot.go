// Package bot is everything of cowork that knows Slack: the sockets that
// commands, clicks and events come in by, the verbs that answer them, the
// messages and views that people read, and the outbox that tells them what
// the state owes them.
//
//	b, err := bot.New(bot.Options{Store: store, AppToken: app, BotToken: tok})
//	...
//	err = b.Run(ctx) // until ctx ends, or Slack says that the tokens are no good
//
// What comes in is handled in order for each person: parse, one transaction
// (load, decide, save), acknowledge, and only then anything that asks Slack
// for something. What goes out is a row of the outbox, written in the
// transaction of the state that it reports and sent later by Deliver, so that
// a crash between the two neither loses nor doubles a message. Prefer a row to
// a follow-up (Reply.After) for everything that must arrive.
package bot

import (
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"cowork/bot/calendar/busy"
	"cowork/storage"
	"cowork/storage/seal"
)

// Options is what a bot is made of. Store, AppToken and BotToken are needed;
// the rest has defaults.
type Options struct {
	Store    *storage.Store
	AppToken string // xapp-…, with connections:write
	BotToken string // xoxb-…
	APIURL   string // base of the Web API, ending in "/"; Slack's own by default

	// Now is the only clock that what the bot decides depends on. Waiting for
	// the network (acks, timeouts, reconnects) goes by the machine's own.
	Now  func() time.Time
	Seed func() uint64 // seeds of plans and of the jitter of retries
	IDs  io.Reader     // what the IDs of duos are drawn from, which nobody may guess; crypto/rand by default
	Log  *slog.Logger

	// Transport carries the calls of the Web API; the network by default.
	Transport http.RoundTripper

	// Driven keeps everything on the goroutine of whoever drives the bot: what
	// Hear was given is done by Settle, one thing after the other, so that the
	// same things done to it do the same again. Such a bot cannot Run.
	Driven bool

	Admins []string // user IDs; empty: the admins of the workspace

	// Keys seal home addresses and those of private calendars. Without any,
	// neither is asked for.
	Keys seal.Keys

	// Calendars fetches the private calendars of members; the zero value is
	// strict.
	Calendars busy.Fetcher

	// Schedule and TimeZone are those of the first circle; empty: what it has,
	// or the default ones when it is made.
	Schedule string // cron expression or descriptor
	TimeZone string // IANA name

	// Late is how late a round may still open after the bot was not running;
	// zero: what the circle has.
	Late time.Duration

	// Connections is how many sockets are held open, 1 to 10. With one, what
	// people do while Slack refreshes it (every few hours, a second or two) is
	// lost; with two, the other one takes it. More buys nothing.
	Connections int
}

// Bot serves one workspace.
type Bot struct {
	opt    Options
	store  *storage.Store
	log    *slog.Logger
	now    func() time.Time
	timing timing

	answers func(context.Context, Envelope) (Reply, error) // handle
	ticks   func(context.Context, time.Time) error         // Tick

	client *client
	memory *memory
	outbox *outbox
	tabs   *tabs
	meters *meters
	pulse  pulse
	me     atomic.Pointer[Identity] // nil until Slack told
	voices voices

	ailment  ailment     // while the database cannot be written to
	delivery delivery    // the long one that is under way; only the heartbeat looks there
	tour     tour        // only the tick looks there
	stranger atomic.Bool // somebody turned up of whom Slack did not tell

	acquaintance acquaintance

	waiting queue  // envelopes that have no receipt yet
	hands   *lanes // handlers, in order for each person
	errands *lanes // follow-ups, in order for each person
	acks    *lanes // receipts that are not given by a handler
	feeds   *lanes // looks at private calendars, which belong to anybody and may be slow

	looking  context.Context // of looks at private calendars; ends as soon as a run does
	lookAway context.CancelFunc

	work    context.Context // of what is in hand; ends when a shutdown takes too long
	drop    context.CancelFunc
	closing atomic.Bool
	failed  chan error    // holds one: why the run must end
	kicked  chan struct{} // holds one: something is owed
	sockets sync.Map      // of each connection that is up its socket, by its number
	beating sync.Mutex    // held while the state is looked at and the outbox drained
}

// timing is how long things of the network and of the machine take, by its
// own clock.
type timing struct {
	ack      time.Duration // a handler may take before the receipt is given without its answer; Slack waits 3 s
	ackRoom  time.Duration // to wait for room in the queue of a socket
	call     time.Duration // one call of the Web API
	meet     time.Duration // for the first page of the list of users, before what is overdue when the bot starts
	ping     time.Duration // without a ping after which a socket is dead; Slack pings every 10 s or so
	apart    time.Duration // between two openings of sockets, at least
	apartMax time.Duration // and at most, when none lives
	beat     time.Duration // between two looks at what is due
	yield    time.Duration // that a look gives way to envelopes that wait for their receipt, at most
	flush    time.Duration // for the last receipts to be written; slack-go does not say when they are
	grace    time.Duration // for work in hand when the run ends
	last     time.Duration // for work that was broken off, and again for the sockets to close
}

var usual = timing{
	ack: 2 * time.Second, ackRoom: 3 * time.Second, call: callTimeout, meet: 2 * time.Second, ping: 30 * time.Second,
	apart: time.Second, apartMax: time.Minute, beat: time.Second, yield: 250 * time.Millisecond, flush: 300 * time.Millisecond,
	grace: 7 * time.Second, last: 700 * time.Millisecond,
}

// New reports what is missing or malformed in the options, naming the variable
// that mends it and never its value.
func New(opt Options) (*Bot, error) {
	if opt.Store == nil {
		return nil, errors.New("bot: no store")
	}
	if err := checkToken("SLACK_APP_TOKEN", opt.AppToken, "xapp-"); err != nil {
		return nil, err
	}
	if err := checkToken("SLACK_BOT_TOKEN", opt.BotToken, "xoxb-"); err != nil {
		return nil, err
	}
	if opt.APIURL == "" {
		opt.APIURL = slack.APIURL
	}
	base, err := url.Parse(opt.APIURL)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") || !strings.HasSuffix(base.Path, "/") {
		return nil, errors.New("SLACK_API_URL is not a base URL: it looks like https://slack.com/api/ and ends in a slash")
	}
	if opt.Schedule != "" {
		if err := ParseSchedule(opt.Schedule); err != nil {
			return nil, fmt.Errorf("COWORK_SCHEDULE: %w", err)
		}
	}
	if _, err := time.LoadLocation(opt.TimeZone); err != nil {
		return nil, fmt.Errorf("COWORK_TIMEZONE: %q is no time zone; an example that works: Europe/Vienna", opt.TimeZone)
	}
	if opt.Connections == 0 {
		opt.Connections = 2
	}
	if opt.Connections < 1 || opt.Connections > 10 {
		return nil, fmt.Errorf("%d connections: Slack allows 1 to 10", opt.Connections)
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Seed == nil {
		opt.Seed = rand.Uint64
	}
	if opt.IDs == nil {
		opt.IDs = crand.Reader
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	b := &Bot{
		opt: opt, store: opt.Store, log: opt.Log, now: opt.Now, timing: usual,
		client: newClient(opt, usual.call), memory: newMemory(4096),
		failed: make(chan error, 1), kicked: make(chan struct{}, 1),
	}
	lanes := newLanes
	if opt.Driven {
		lanes = drivenLanes
	}
	b.hands = lanes(512, 4096, b.logPanic) // most wait for the one writer of the store, and must not keep out who only reads
	b.errands = lanes(32, 4096, b.logPanic)
	b.acks = lanes(64, 8192, b.logPanic)
	b.feeds = lanes(feedsAtOnce, feedsInHand, b.logPanic)
	b.answers, b.ticks = b.handle, b.Tick
	b.meters = newMeters(b)
	b.pulse.felt(&b.pulse.delivery)
	b.outbox = newOutbox(b, lanes(callsAtOnce*steps, 1024, b.logPanic))
	b.tabs = newTabs(b, lanes(4, 2*tabsAtOnce, b.logPanic))
	b.work, b.drop = context.WithCancel(context.Background())
	b.looking, b.lookAway = context.WithCancel(b.work)
	return b, nil
}

func checkToken(variable, token, prefix string) error {
	switch {
	case token == "":
		return fmt.Errorf("%s is not set: it starts with %s", variable, prefix)
	case !strings.HasPrefix(token, prefix):
		return fmt.Errorf("%s does not start with %s: is it the other token?", variable, prefix)
	}
	return nil
}

// kick makes the heartbeat look at once instead of within a second; call it
// after a commit that owes a message or moves a due time.
func (b *Bot) kick() {
	select {
	case b.kicked <- struct{}{}:
	default:
	}
}
