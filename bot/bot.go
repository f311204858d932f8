// Package bot is everything of cowork that knows Slack: the sockets that
// commands, clicks and events come in by, the verbs that answer them, the
// messages and views that people read, and the outbox that tells them what
// the state owes them.
//
//	b, err := bot.New(bot.Options{AppToken: app, BotToken: tok})
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
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// Options is what a bot is made of. AppToken and BotToken are needed;
// the rest has defaults.
type Options struct {
	AppToken string // xapp-…, with connections:write
	BotToken string // xoxb-…
	APIURL   string // base of the Web API, ending in "/"; Slack's own by default

	// Now is the only clock that what the bot decides depends on. Waiting for
	// the network (acks, timeouts, reconnects) goes by the machine's own.
	Now  func() time.Time
	Seed func() uint64 // seeds of plans and of the jitter of retries
	Log  *slog.Logger

	Admins []string // user IDs; empty: the admins of the workspace

	// Connections is how many sockets are held open, 1 to 10. With one, what
	// people do while Slack refreshes it (every few hours, a second or two) is
	// lost; with two, the other one takes it. More buys nothing.
	Connections int
}

// Bot serves one workspace.
type Bot struct {
	opt    Options
	log    *slog.Logger
	now    func() time.Time
	kicked chan struct{} // holds one: something is owed
}

// New reports what is missing or malformed in the options, naming the variable
// that mends it and never its value.
func New(opt Options) (*Bot, error) {
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
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	return &Bot{opt: opt, log: opt.Log, now: opt.Now, kicked: make(chan struct{}, 1)}, nil
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

// Run connects to Slack and serves the workspace until ctx ends, which is no
// error, or until Slack says that a token will never work (a *FatalError).
func (b *Bot) Run(ctx context.Context) error {
	<-ctx.Done()
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
