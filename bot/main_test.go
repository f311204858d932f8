package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"cowork/bot/fakeslack"
	"cowork/storage"
)

// SLACK.md 1.2 n: nothing outlives the runs of these tests, however they
// ended.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// rig is a bot on a local Slack, with handlers that the test brings along.
type rig struct {
	*Bot
	t     testing.TB
	slack *fakeslack.Slack
	clock *fakeslack.Clock
	log   *logbook
	stop  func() error // ends Run and returns its error
	ended <-chan struct{}
}

// options change a rig before it starts.
type rigging struct {
	slack   fakeslack.Config
	bot     Options
	timing  timing
	answers func(context.Context, Envelope) (Reply, error) // nil: the bot's own
	ticks   func(context.Context, time.Time) error         // nil: the bot's own
	forgive bool                                           // violations are part of the test
}

// newRig makes a bot on a local Slack and does not run it.
func newRig(t testing.TB, change ...func(*rigging)) *rig {
	t.Helper()
	manifest, err := os.ReadFile("../manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	clock := fakeslack.NewClock(monday)
	setting := rigging{
		slack: fakeslack.Config{Manifest: manifest, Clock: clock, Seed: 7, NoRateLimits: true, Patience: patience},
		// A limit in real time is so long that no machine reaches it, unless it is what a test is about.
		timing: timing{
			ack: patience, ackRoom: patience, call: patience, meet: patience, ping: patience, grace: patience, last: patience,
			apart: 5 * time.Millisecond, apartMax: 50 * time.Millisecond, beat: 20 * time.Millisecond, yield: usual.yield, flush: 5 * time.Millisecond,
		},
		answers: func(context.Context, Envelope) (Reply, error) { return Reply{}, nil },
		ticks:   func(context.Context, time.Time) error { return nil },
	}
	log := &logbook{}
	setting.bot = Options{Now: clock.Now, Seed: func() uint64 { return 1 }, Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	for _, c := range change {
		c(&setting)
	}
	s, err := fakeslack.Start(setting.slack)
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.Open(t.Context(), filepath.Join(t.TempDir(), "cowork.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []fakeslack.Person{
		{ID: "U1", Name: "ada", RealName: "Ada Lovelace", TZ: "Europe/Vienna"},
		{ID: "U2", Name: "emmy", RealName: "Emmy Noether", TZ: "Europe/Berlin"},
		{ID: "U3", Name: "mary", RealName: "Mary Somerville", TZ: "Europe/London"},
	} {
		s.AddPerson(p)
	}
	opt := setting.bot
	opt.Store, opt.AppToken, opt.BotToken, opt.APIURL = store, s.AppToken(), s.BotToken(), s.URL()
	b, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	b.timing = setting.timing
	if setting.answers != nil {
		b.answers = setting.answers
	}
	if setting.ticks != nil {
		b.ticks = setting.ticks
	}
	b.client = newClient(opt, setting.timing.call)
	r := &rig{Bot: b, t: t, slack: s, clock: clock, log: log}
	t.Cleanup(func() {
		if r.stop != nil {
			if err := r.stop(); err != nil && !setting.forgive {
				t.Errorf("the run ended with %v", err)
			}
		}
		r.client.http.CloseIdleConnections()
		for _, v := range s.Violations() {
			if !setting.forgive {
				t.Errorf("violation: %s", v)
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := r.store.Close(); err != nil {
			t.Error(err)
		}
		if secret := log.secret(opt.AppToken, opt.BotToken, "ticket="); secret {
			t.Error("the log shows a secret")
		}
		if t.Failed() {
			t.Logf("the log:\n%s", log)
		}
	})
	return r
}

// run starts the bot and waits until its sockets are open.
func run(t testing.TB, change ...func(*rigging)) *rig {
	t.Helper()
	r := newRig(t, change...)
	r.start()
	r.connected(r.opt.Connections)
	return r
}

func (r *rig) start() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	var fault error
	go func() {
		defer close(ended)
		fault = r.Run(ctx)
	}()
	r.ended = ended
	r.stop = sync.OnceValue(func() error { cancel(); <-ended; return fault })
}

// connected waits until both Slack and the bot know of so many sockets.
func (r *rig) connected(n int) {
	r.t.Helper()
	ctx := soon(r.t)
	if err := r.slack.AwaitConnections(ctx, n); err != nil {
		r.t.Fatalf("waiting for %d sockets: %v", n, err)
	}
	r.notices(fmt.Sprintf("%d open sockets", n), func() bool { return r.Connected() >= n })
}

// notices waits for what only the bot knows: Slack, which wakes those who await
// something, has no part in it.
func (r *rig) notices(what string, cond func() bool) {
	r.t.Helper()
	ctx, look := soon(r.t), time.NewTicker(time.Millisecond)
	defer look.Stop()
	for !cond() {
		select {
		case <-look.C:
		case <-ctx.Done():
			r.t.Fatalf("the bot does not notice: %s", what)
		}
	}
}

// hesitant makes the handler of commands wait: entered is closed when the first
// is worked on, and closing release lets it answer "here I am".
func hesitant(g *rigging) (entered, release chan struct{}) {
	entered, release = make(chan struct{}), make(chan struct{})
	g.answers = func(context.Context, Envelope) (Reply, error) {
		close(entered)
		<-release
		return Reply{Message: &Message{Text: "here I am"}}, nil
	}
	return entered, release
}

// typing is typed for whoever cannot wait; the channel tells what the person sees.
func (r *rig) typing(person, text string) <-chan string {
	answer := make(chan string, 1)
	go func() {
		reply, err := r.slack.Type(soon(r.t), person, "", text)
		answer <- fmt.Sprint(reply.Text(), reply.Failure, err)
	}()
	return answer
}

// onMondays is the whole bot, with rounds on Mondays at nine, under Slack's limits.
func onMondays(g *rigging) {
	g.answers, g.ticks = nil, nil
	g.slack.NoRateLimits = false
	g.bot.Schedule, g.bot.TimeZone = "0 9 * * MON", "UTC"
}

// await fails the test when a condition does not come true.
func (r *rig) await(what string, cond func() bool) {
	r.t.Helper()
	if err := r.slack.Await(soon(r.t), cond); err != nil {
		r.t.Fatalf("%s: %v", what, err)
	}
}

// typed is what a person sees at once after they typed a command.
func (r *rig) typed(person, text string) string {
	r.t.Helper()
	reply, err := r.slack.Type(soon(r.t), person, "", text)
	if err != nil {
		r.t.Fatal(err)
	}
	return reply.Text()
}

// patience is how long something is waited for that takes milliseconds when it
// works: a machine may be busy with other things for many seconds.
const patience = 2 * time.Minute

// soon is a context for what takes milliseconds when it works.
func soon(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// owe puts a post into the outbox, due now.
func (r *rig) owe(key, lane, text string) {
	r.t.Helper()
	body, err := json.Marshal(Message{Text: text})
	if err != nil {
		r.t.Fatal(err)
	}
	r.write(func(tx *storage.Tx) error {
		_, err := tx.Owe(storage.Message{Key: key, Lane: lane, Method: storage.Post, Body: body, Due: r.now()})
		return err
	})
}

func (r *rig) write(f func(*storage.Tx) error) {
	r.t.Helper()
	if err := r.store.Write(r.t.Context(), f); err != nil {
		r.t.Fatal(err)
	}
}

// row is what became of a message.
func (r *rig) row(key string) (m storage.Message) {
	r.t.Helper()
	if err := r.store.Read(r.t.Context(), func(tx *storage.Tx) (err error) { m, err = tx.Message(key); return err }); err != nil {
		r.t.Fatal(err)
	}
	return m
}

// settle delivers what is owed, moving the clock as far as gates and retries
// ask for.
func (r *rig) settle() {
	r.t.Helper()
	for range 10_000 {
		next, err := r.Settle(soon(r.t))
		if err != nil {
			r.t.Fatal(err)
		}
		if next.IsZero() {
			return
		}
		r.clock.Set(next)
	}
	r.t.Fatal("the outbox does not come to rest")
}

// texts is what a person reads in a conversation, oldest first.
func (r *rig) texts(person, channel string) (all []string) {
	for _, m := range r.slack.Messages(person, channel) {
		all = append(all, m.Text)
	}
	return all
}

// says answers every command with the same words.
func says(text string) func(context.Context, Envelope) (Reply, error) {
	return func(context.Context, Envelope) (Reply, error) {
		return Reply{Message: &Message{Text: text}}, nil
	}
}

var errBroken = errors.New("the disk is full")

// logbook keeps what is logged.
type logbook struct {
	mu   sync.Mutex
	text []byte
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, p...)
	return len(p), nil
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}

func (l *logbook) secret(words ...string) bool {
	text := l.String()
	for _, w := range words {
		if len(w) > 0 && strings.Contains(text, w) {
			return true
		}
	}
	return false
}
