package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"cowork/bot/fakeslack"
)

func command(id, person, text string) Envelope {
	return Envelope{ID: id, Key: id, Kind: Command, Person: person, Command: &slack.SlashCommand{UserID: person, Text: text}}
}

// A handler that takes too long is acknowledged without its answer, which
// comes by the response URL.
func TestALateAnswerStillComes(t *testing.T) {
	release := make(chan struct{})
	r := run(t, func(g *rigging) {
		g.timing.ack = 30 * time.Millisecond
		g.answers = func(context.Context, Envelope) (Reply, error) {
			<-release
			return Reply{Message: &Message{Text: "here I am"}}, nil
		}
	})
	if got := r.typed("U1", "/cowork"); !strings.Contains(got, inEnglish(textLate)) {
		t.Errorf("at once: %q", got)
	}
	close(release)
	r.await("the answer", func() bool {
		return slices.ContainsFunc(r.slack.Ephemeral("U1", ""), func(m fakeslack.Message) bool { return m.Text == "here I am" })
	})
}

// A modal whose submission takes too long stays open with all that was typed.
func TestALateSubmissionLosesNothing(t *testing.T) {
	release, opened := make(chan struct{}), make(chan struct{})
	var saved atomic.Int32
	form := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: "form",
		Title:  slack.NewTextBlockObject(slack.PlainTextType, "Form", false, false),
		Submit: slack.NewTextBlockObject(slack.PlainTextType, "Save", false, false),
		Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewInputBlock("field", slack.NewTextBlockObject(slack.PlainTextType, "Field", false, false), nil,
			slack.NewPlainTextInputBlockElement(nil, "field"))}},
	}
	var b *Bot
	r := run(t, func(g *rigging) {
		g.timing.ack = 300 * time.Millisecond
		g.answers = func(_ context.Context, env Envelope) (Reply, error) {
			if env.Kind == Command {
				return Reply{After: []func(context.Context) error{func(ctx context.Context) error {
					defer close(opened)
					return b.client.openView(ctx, env.Command.TriggerID, form)
				}}}, nil
			}
			<-release
			saved.Add(1)
			return Reply{}, nil
		}
	})
	b = r.Bot
	r.typed("U1", "/cowork profile")
	<-opened
	r.await("the modal", func() bool { return r.slack.Modal("U1") != nil })
	reply, err := r.slack.Submit(soon(t), "U1", fakeslack.Fields{"Field": {"software"}})
	if err != nil || reply.Errors["field"] != inEnglish(textAgain) || reply.Modal == nil {
		t.Fatalf("%+v %v", reply, err)
	}
	close(release)
	submitted := int32(1)
	for len(reply.Errors) > 0 { // a machine that is busy with other things may be late again
		submitted++
		if reply, err = r.slack.Submit(soon(t), "U1", nil); err != nil {
			t.Fatal(err)
		}
	}
	if reply.Modal != nil {
		t.Errorf("the modal that was saved still stands: %+v", reply)
	}
	if _, err := r.Settle(soon(t)); err != nil || saved.Load() != submitted {
		t.Errorf("saved %d of %d submissions, %v", saved.Load(), submitted, err)
	}
}

// What is told twice is done once, and acknowledged each time.
func TestARedeliveryChangesNothing(t *testing.T) {
	var handled atomic.Int32
	r := run(t, func(g *rigging) {
		g.answers = func(_ context.Context, env Envelope) (Reply, error) {
			handled.Add(1)
			if env.Kind == Command {
				return Reply{Message: &Message{Text: "here I am"}}, nil
			}
			return Reply{}, nil
		}
	})
	r.typed("U1", "/cowork")
	r.slack.Redeliver(1)
	r.slack.SendEvent(map[string]any{"type": "user_change", "user": map[string]any{"id": "U2"}, "cache_ts": 1, "event_ts": "1.1"})
	r.await("receipts", func() bool { return acked(r) >= 2 })
	r.slack.Redeliver(1)
	if err := r.slack.Settle(soon(t), 50*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if handled.Load() != 2 {
		t.Errorf("%d envelopes were handled, want 2", handled.Load())
	}
}

// The follow-ups of a redelivered click are not run again: the person would
// read the answer twice.
func TestARedeliveredClickIsAnsweredOnce(t *testing.T) {
	var said atomic.Int32
	r := newRig(t, func(g *rigging) {
		g.answers = func(context.Context, Envelope) (Reply, error) {
			return Reply{After: []func(context.Context) error{func(context.Context) error { said.Add(1); return nil }}}, nil
		}
	})
	book := &ackBook{}
	for _, id := range []string{"e1", "e2"} {
		r.receive(book, Envelope{ID: id, Key: "same", Kind: Action, Person: "U1", Interaction: &slack.InteractionCallback{}})
	}
	if _, err := r.Settle(soon(t)); err != nil {
		t.Fatal(err)
	}
	if said.Load() != 1 || len(book.acks) != 2 {
		t.Errorf("%d follow-ups, receipts %q", said.Load(), book.acks)
	}
}

func TestEachPersonIsServedInOrder(t *testing.T) {
	var mu sync.Mutex
	got := map[string][]string{}
	r := newRig(t, func(g *rigging) {
		g.answers = func(_ context.Context, env Envelope) (Reply, error) {
			mu.Lock()
			defer mu.Unlock()
			got[env.Person] = append(got[env.Person], env.Command.Text)
			return Reply{}, nil
		}
	})
	book := &ackBook{}
	var want []string
	for i := range 200 {
		want = append(want, fmt.Sprint(i))
		for _, p := range []string{"U1", "U2", "U3"} {
			r.receive(book, command(fmt.Sprint(p, i), p, fmt.Sprint(i)))
		}
	}
	if _, err := r.Settle(soon(t)); err != nil {
		t.Fatal(err)
	}
	for p, seen := range got {
		if !slices.Equal(seen, want) {
			t.Errorf("%s out of order", p)
		}
	}
	if len(book.acks) != 600 {
		t.Errorf("%d receipts for 600 envelopes", len(book.acks))
	}
}

func TestAFailingHandlerIsExcused(t *testing.T) {
	r := run(t, func(g *rigging) {
		g.answers = func(context.Context, Envelope) (Reply, error) { return Reply{}, errBroken }
	})
	if got := r.typed("U1", "/cowork"); !strings.Contains(got, inEnglish(textSorry)) {
		t.Errorf("%q", got)
	}
	if !strings.Contains(r.log.String(), errBroken.Error()) {
		t.Error("the operator is not told")
	}
}

// Above what can be held, people are told to come back, and events are left to
// Slack's own redelivery.
func TestTooMuchAtOnceIsTurnedAwayKindly(t *testing.T) {
	release := make(chan struct{})
	r := newRig(t, func(g *rigging) {
		g.answers = func(context.Context, Envelope) (Reply, error) { <-release; return Reply{}, nil }
	})
	r.hands = newLanes(1, 2, r.logPanic)
	book := &ackBook{}
	for i := range 3 {
		r.receive(book, command(fmt.Sprint("e", i), fmt.Sprint("U", i), ""))
	}
	r.receive(book, Envelope{ID: "event", Key: "event", Kind: Happening, Event: &Event{Type: AppUninstalled}})
	if err := r.acks.wait(soon(t)); err != nil {
		t.Fatal(err)
	}
	if len(book.acks) != 1 || !strings.Contains(book.acks[0], "e2 ") || !strings.Contains(book.acks[0], inEnglish(textBusy)) {
		t.Errorf("receipts %q", book.acks)
	}
	close(release)
	if err := r.hands.wait(soon(t)); err != nil {
		t.Fatal(err)
	}
}

func TestWhoComesDuringAShutdownIsToldSo(t *testing.T) {
	r := newRig(t)
	r.closing.Store(true)
	book := &ackBook{}
	r.receive(book, command("e1", "U1", ""))
	if err := r.acks.wait(soon(t)); err != nil {
		t.Fatal(err)
	}
	if len(book.acks) != 1 || !strings.Contains(book.acks[0], inEnglish(textClosing)) {
		t.Errorf("receipts %q", book.acks)
	}
}

// Work in hand when the run ends is done to its end.
func TestAShutdownWaitsForWorkInHand(t *testing.T) {
	t.Parallel()
	entered, release, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	r := run(t, func(g *rigging) {
		g.timing.flush = longFlush
		g.answers = func(ctx context.Context, _ Envelope) (Reply, error) {
			close(entered)
			<-release
			return Reply{Message: &Message{Text: "done"}, After: []func(context.Context) error{func(ctx context.Context) error {
				close(done)
				return ctx.Err()
			}}}, nil
		}
	})
	answer := make(chan string, 1)
	go func() {
		reply, err := r.slack.Type(soon(t), "U1", "", "/cowork")
		answer <- fmt.Sprint(reply.Text(), err)
	}()
	<-entered
	ended := start(func() { _ = r.stop() })
	close(release)
	<-ended
	if got := <-answer; !strings.Contains(got, "done") {
		t.Errorf("%q", got)
	}
	select {
	case <-done:
	default:
		t.Error("the follow-up was not run")
	}
}

// Work that never ends is broken off after the grace.
func TestAShutdownDoesNotWaitForEver(t *testing.T) {
	entered := make(chan struct{})
	r := run(t, func(g *rigging) {
		g.timing.grace, g.forgive = 50*time.Millisecond, true
		g.answers = func(ctx context.Context, _ Envelope) (Reply, error) {
			close(entered)
			<-ctx.Done()
			return Reply{}, ctx.Err()
		}
	})
	go func() { _, _ = r.slack.Type(context.Background(), "U1", "", "/cowork") }()
	<-entered
	select {
	case <-start(func() {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	}):
	case <-soon(t).Done():
		t.Fatal("it waits for ever")
	}
}

func TestTheRunEndsWhenTheAppIsThrownOut(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(*fakeslack.Slack)
		code string
	}{
		"uninstalled": {(*fakeslack.Slack).Uninstall, "app_uninstalled"},
		"revoked":     {(*fakeslack.Slack).RevokeBotToken, "token_revoked"},
	} {
		t.Run(name, func(t *testing.T) {
			r := run(t, func(g *rigging) { g.forgive = true })
			c.do(r.slack)
			refused(t, r, "SLACK_BOT_TOKEN", c.code)
		})
	}
}

// A tick that fails or panics is tried again, and commands are answered
// meanwhile.
func TestTheHeartSurvivesItsTick(t *testing.T) {
	var ticks atomic.Int32
	r := run(t, func(g *rigging) {
		g.answers = says("here I am")
		g.ticks = func(context.Context, time.Time) error {
			switch ticks.Add(1) {
			case 1:
				return errBroken
			case 2:
				panic("what somebody wrote")
			}
			return nil
		}
	})
	r.notices("that the heart beats on", func() bool { return ticks.Load() >= 4 })
	if got := r.typed("U1", "/cowork"); !strings.Contains(got, "here I am") {
		t.Errorf("%q", got)
	}
	if log := r.log.String(); !strings.Contains(log, errBroken.Error()) || !strings.Contains(log, "the tick panicked") || strings.Contains(log, "what somebody wrote") {
		t.Error("the log does not say what happened, or says too much")
	}
}

// The heartbeat delivers what is owed by itself while the bot runs.
func TestTheHeartDelivers(t *testing.T) {
	r := run(t)
	r.owe("a", "U1", "hello")
	r.kick()
	r.await("the message", func() bool { return slices.Equal(r.texts("U1", ""), []string{"hello"}) })
}

func TestMemoryForgetsTheOldest(t *testing.T) {
	m := newMemory(3)
	for i := range 10 {
		m.remember(fmt.Sprint(i), Reply{Message: &Message{Text: fmt.Sprint(i)}, After: []func(context.Context) error{nil}})
	}
	if _, known := m.recall("2"); known {
		t.Error("it forgets nothing")
	}
	for _, key := range []string{"7", "8", "9"} {
		r, known := m.recall(key)
		if !known || r.Message.Text != key || len(r.After) > 0 || !r.again {
			t.Errorf("%s: %+v %v", key, r, known)
		}
	}
}

// What the store keeps of a reply is the reply.
func TestAReplySurvivesTheStore(t *testing.T) {
	for _, r := range []Reply{
		{},
		{Message: &Message{Text: "hello <@U1>", Replace: true, Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, "*x*", false, false), nil, nil), slack.NewDividerBlock()}}}},
		{View: slack.NewErrorsViewSubmissionResponse(map[string]string{"a": "b"})},
	} {
		wire, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back Reply
		if err := json.Unmarshal(wire, &back); err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(back)
		if err != nil || string(again) != string(wire) {
			t.Errorf("%s became %s (%v)", wire, again, err)
		}
	}
}
