package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"cowork/bot/fakeslack"
)

// Each test here is named after a row of SLACK.md 1.2, a behaviour of
// slack-go v0.35.0 that has to be worked around, and fails without the
// workaround. Rows m, o, t and v have more of them in intake_test.go and
// ratelimit_test.go; n is TestMain.

// a: a disconnect of any kind tears a socket down before the next one is
// opened; the other one takes what comes in between.
func TestDefectAASecondSocketBridgesTheGap(t *testing.T) {
	for _, reason := range []string{"warning", "refresh_requested", "link_disabled", "too_many_websockets"} {
		t.Run(reason, func(t *testing.T) {
			r := run(t, func(g *rigging) { g.answers = says("here I am") })
			for i := range 4 {
				r.connected(2)
				gone, release := r.slack.Connections()[i%2], make(chan struct{})
				r.slack.Inject("apps.connections.open", 1, fakeslack.Held(release))
				r.slack.Disconnect(reason, gone)
				r.await("the socket is gone", func() bool { return !slices.Contains(r.slack.Connections(), gone) })
				for range 3 {
					if got := r.typed("U1", "/cowork"); !strings.Contains(got, "here I am") {
						t.Errorf("between two sockets: %q", got)
					}
				}
				close(release)
			}
		})
	}
}

// b: nobody is told of a disconnect; the loop sees it by the connecting that
// follows.
func TestDefectBADisconnectIsSeen(t *testing.T) {
	r := run(t, func(g *rigging) { g.timing.apart, g.timing.apartMax = time.Hour, time.Hour; g.bot.Connections = 1 })
	r.connected(1)
	r.slack.Disconnect("refresh_requested")
	r.notices("that no socket is open", func() bool { return r.Connected() == 0 })
}

// c: slack-go opens sockets in a hot loop when each is sent away at once.
func TestDefectCOpeningsAreThrottled(t *testing.T) {
	r := newRig(t, func(g *rigging) {
		g.bot.Connections, g.timing.apart, g.timing.apartMax = 1, 30*time.Millisecond, 10*time.Second
	})
	r.slack.RefuseSockets("link_disabled")
	began := time.Now()
	r.start()
	opens := func() int { return len(r.slack.CallsOf("apps.connections.open")) }
	r.await("five openings", func() bool { return opens() >= 5 })
	// 30, 60, 120 and 240 ms lie between the first five.
	if took := time.Since(began); took < 450*time.Millisecond {
		t.Errorf("five openings in %v", took)
	}
	r.await("a warning", func() bool { return opens() >= 6 })
	if !strings.Contains(r.log.String(), "Socket Mode still on") {
		t.Error("the operator is not told")
	}
}

func TestDefectCTheGapBetweenOpenings(t *testing.T) {
	const least, most = time.Second, time.Minute
	for _, c := range []struct {
		gap, lived, want time.Duration
		why              string
	}{
		{0, 0, time.Second, "the second opening ever"},
		{time.Second, 0, 2 * time.Second, "it died at once"},
		{2 * time.Second, 2 * time.Second, 4 * time.Second, "it died as soon as it was let in"},
		{40 * time.Second, 40 * time.Second, time.Minute, "never longer than the most"},
		{time.Minute, time.Minute, time.Minute, "and there it stays"},
		{time.Minute, 2 * time.Minute, time.Second, "it lived"},
		{time.Second, 4 * time.Hour, time.Second, "an ordinary refresh"},
	} {
		if got := widen(c.gap, c.lived, least, most); got != c.want {
			t.Errorf("%s: gap %v, lived %v: %v, want %v", c.why, c.gap, c.lived, got, c.want)
		}
	}
}

// d: slack-go ends on some refusals of the token and retries others for ever;
// here each of them ends the run with a sentence.
func TestDefectDARefusedTokenEndsTheRun(t *testing.T) {
	for _, code := range []string{
		"invalid_auth", "not_authed", "account_inactive", "token_revoked", // slack-go gives up
		"missing_scope", "not_allowed_token_type", "token_expired", // slack-go tries again for ever
	} {
		t.Run("app "+code, func(t *testing.T) {
			r := newRig(t, func(g *rigging) { g.forgive = true })
			r.slack.SpoilAppToken(code)
			r.start()
			refused(t, r, "SLACK_APP_TOKEN", code)
		})
		t.Run("bot "+code, func(t *testing.T) {
			r := newRig(t, func(g *rigging) { g.forgive = true })
			r.slack.SpoilBotToken(code)
			r.start()
			refused(t, r, "SLACK_BOT_TOKEN", code)
		})
	}
}

func refused(t *testing.T, r *rig, variable, code string) {
	t.Helper()
	select {
	case <-r.ended:
	case <-soon(t).Done():
		t.Fatal("the run goes on")
	}
	var condemned *FatalError
	if err := r.stop(); !errors.As(err, &condemned) || condemned.Variable != variable || condemned.Code != code {
		t.Errorf("the run ended with %v, want %s of %s", err, code, variable)
	}
}

// d, the other half: what passes by itself does not end the run.
func TestDefectDAPassingRefusalIsSurvived(t *testing.T) {
	r := newRig(t, func(g *rigging) { g.answers = says("here I am") })
	for _, method := range []string{"apps.connections.open", "auth.test"} {
		r.slack.Inject(method, 1, fakeslack.ErrorCode("internal_error"))
		r.slack.Inject(method, 1, fakeslack.HTML(503))
		r.slack.Inject(method, 1, fakeslack.ResetBefore())
	}
	r.start()
	r.connected(2)
	if got := r.typed("U1", "/cowork"); !strings.Contains(got, "here I am") {
		t.Errorf("%q", got)
	}
}

// e: slack-go waits for ever for an opening that hangs.
func TestDefectEAnOpeningThatHangsIsGivenUp(t *testing.T) {
	r := newRig(t, func(g *rigging) { g.timing.call, g.bot.Connections = 100*time.Millisecond, 1 })
	r.slack.Inject("apps.connections.open", 1, fakeslack.TimedOut())
	r.start()
	r.connected(1)
}

// f: a socket that is silent without being closed is given up after the time
// in which a ping should have come.
func TestDefectFAHalfOpenSocketIsReplaced(t *testing.T) {
	r := run(t, func(g *rigging) {
		g.slack.PingEvery, g.timing.ping, g.bot.Connections = 50*time.Millisecond, 300*time.Millisecond, 1
		g.answers, g.slack.Patience = says("here I am"), 3*time.Second // a slow machine may ping too late again
	})
	silent := r.slack.Connections()
	r.slack.HalfOpen(silent...)
	r.await("another socket instead", func() bool {
		open := r.slack.Connections()
		return len(open) == 1 && open[0] != silent[0]
	})
	r.notices("a command on that one", func() bool { return r.typed("U1", "/cowork") == "here I am" })
}

// f, with two: the one that is silent is replaced while the other one serves, and
// then every command is answered again, whichever of them Slack chooses.
func TestDefectFOneSilentSocketOfTwoIsReplaced(t *testing.T) {
	r := run(t, func(g *rigging) {
		g.slack.PingEvery, g.timing.ping, g.bot.Connections = 50*time.Millisecond, 300*time.Millisecond, 2
		g.answers, g.slack.Patience = says("here I am"), 3*time.Second
	})
	r.connected(2)
	silent := r.slack.Connections()[0]
	r.slack.HalfOpen(silent)
	r.await("a third socket instead", func() bool {
		open := r.slack.Connections()
		return len(open) == 2 && !slices.Contains(open, silent)
	})
	r.notices("ten commands in a row, by both", func() bool {
		for range 10 {
			if r.typed("U1", "/cowork") != "here I am" {
				return false // a slow machine may ping too late again
			}
		}
		used := map[int]bool{}
		for _, d := range r.slack.Deliveries() {
			if !d.AckedAt.IsZero() && d.Connection != silent {
				used[d.Connection] = true
			}
		}
		return len(used) >= 2
	})
}

// g: a socket whose events nobody reads dies and never comes back; the loop
// reads on whatever the handlers do.
func TestDefectGTheLoopNeverWaitsForAHandler(t *testing.T) {
	release := make(chan struct{})
	r := run(t, func(g *rigging) {
		g.bot.Connections, g.timing.ack = 1, 50*time.Millisecond
		g.answers = func(context.Context, Envelope) (Reply, error) { <-release; return Reply{}, nil }
	})
	for i := range 200 { // four times what slack-go keeps
		r.slack.SendEvent(map[string]any{"type": "user_change", "user": map[string]any{"id": fmt.Sprint("U9", i)}, "cache_ts": 1, "event_ts": "1.1"})
	}
	r.await("200 receipts", func() bool { return acked(r) >= 200 })
	if n := len(r.slack.CallsOf("apps.connections.open")); n != 1 {
		t.Errorf("the socket was opened %d times", n)
	}
	close(release)
}

func acked(r *rig) (n int) {
	for _, d := range r.slack.Deliveries() {
		if !d.AckedAt.IsZero() {
			n++
		}
	}
	return n
}

// h: a receipt given after a reconnect goes out on the new socket.
func TestDefectHAReceiptSurvivesAReconnect(t *testing.T) {
	var entered, release chan struct{}
	r := run(t, func(g *rigging) {
		g.bot.Connections = 1
		entered, release = hesitant(g)
	})
	answer := r.typing("U1", "/cowork")
	<-entered
	first := r.slack.Connections()[0]
	r.slack.DropConnections()
	r.await("another socket", func() bool { c := r.slack.Connections(); return len(c) == 1 && c[0] != first })
	close(release)
	if got := <-answer; !strings.Contains(got, "here I am") {
		t.Errorf("%q", got)
	}
}

// i: slack-go's queue of receipts holds twenty while a socket is away, and
// blocks for ever on the next.
func TestDefectIAFullQueueOfReceiptsBlocksNobodyForLong(t *testing.T) {
	const room, more = 20, 5
	r := newRig(t)
	away := socketmode.New(slack.New("xoxb-none"))
	for i := range room + more {
		if i == room {
			r.timing.ackRoom = 20 * time.Millisecond
		}
		r.ack(away, fmt.Sprint(i), nil)
	}
	if n := strings.Count(r.log.String(), "could not be acknowledged"); n != more {
		t.Errorf("%d of %d receipts without room were noted", n, more)
	}
}

// j: receipts queued when the run ends are written before the socket closes.
func TestDefectJTheLastReceiptsAreWritten(t *testing.T) {
	for i := range 5 { // without the flush, each time it is a matter of luck
		t.Run(fmt.Sprint(i), func(t *testing.T) { t.Parallel(); lastReceipts(t) })
	}
}

// longFlush is time enough for a few receipts to be written on any machine.
const longFlush = 3 * time.Second

func lastReceipts(t *testing.T) {
	const people = 8 // as many as are served at once
	var inHand sync.WaitGroup
	inHand.Add(people)
	release := make(chan struct{})
	r := run(t, func(g *rigging) {
		g.bot.Connections, g.timing.flush = 1, longFlush
		g.answers = func(_ context.Context, env Envelope) (Reply, error) {
			if env.Kind != Command { // that somebody joined
				return Reply{}, nil
			}
			inHand.Done()
			<-release
			return Reply{Message: &Message{Text: "here I am"}}, nil
		}
	})
	var answers sync.WaitGroup
	for i := range people {
		id := fmt.Sprintf("U1%02d", i)
		r.slack.AddPerson(fakeslack.Person{ID: id, Name: "p" + id})
	}
	for i := range people {
		answers.Go(func() {
			reply, err := r.slack.Type(soon(t), fmt.Sprintf("U1%02d", i), "", "/cowork")
			if err != nil || !strings.Contains(reply.Text(), "here I am") {
				t.Errorf("%q %v", reply.Text(), err)
			}
		})
	}
	inHand.Wait()
	ended := start(func() { _ = r.stop() })
	close(release)
	<-ended
	answers.Wait()
}
