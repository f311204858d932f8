package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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
	noted := func(n int) {
		t.Helper()
		for ctx := soon(t); r.Connected() != n; time.Sleep(time.Millisecond) {
			if ctx.Err() != nil {
				t.Fatalf("%d sockets are noted as open, want %d", r.Connected(), n)
			}
		}
	}
	noted(1)
	r.slack.Disconnect("refresh_requested")
	noted(0)
}

// c: slack-go opens sockets in a hot loop when each is sent away at once.
func TestDefectCOpeningsAreThrottled(t *testing.T) {
	r := newRig(t, func(g *rigging) {
		g.bot.Connections, g.timing.apart, g.timing.apartMax = 1, 30*time.Millisecond, 10*time.Second
	})
	r.slack.RefuseSockets("link_disabled")
	r.start()
	began := time.Now()
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
	})
	r.slack.HalfOpen()
	r.await("another socket", func() bool { return len(r.slack.CallsOf("apps.connections.open")) >= 2 })
}

// g: a socket whose events nobody reads dies and never comes back; the loop
// reads on whatever the handlers do.
func TestDefectGTheLoopNeverWaitsForAHandler(t *testing.T) {
	release := make(chan struct{})
	r := run(t, func(g *rigging) {
		g.bot.Connections, g.slack.PingEvery, g.timing.ping = 1, 50*time.Millisecond, 500*time.Millisecond
		g.timing.ack = 50 * time.Millisecond
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
	entered, release := make(chan struct{}), make(chan struct{})
	r := run(t, func(g *rigging) {
		g.bot.Connections = 1
		g.answers = func(context.Context, Envelope) (Reply, error) {
			close(entered)
			<-release
			return Reply{Message: &Message{Text: "here I am"}}, nil
		}
	})
	answer := make(chan string, 1)
	go func() {
		reply, err := r.slack.Type(soon(t), "U1", "", "/cowork")
		answer <- fmt.Sprint(reply.Text(), err)
	}()
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
	r := newRig(t, func(g *rigging) { g.timing.ackRoom = 20 * time.Millisecond })
	away := socketmode.New(slack.New("xoxb-none"))
	for i := range 25 {
		r.ack(away, fmt.Sprint(i), nil)
	}
	if n := strings.Count(r.log.String(), "could not be acknowledged"); n != 5 {
		t.Errorf("%d of 5 receipts without room were noted", n)
	}
}

// j: receipts queued when the run ends are written before the socket closes.
func TestDefectJTheLastReceiptsAreWritten(t *testing.T) {
	for i := range 5 { // without the flush, each time it is a matter of luck
		t.Run(fmt.Sprint(i), lastReceipts)
	}
}

func lastReceipts(t *testing.T) {
	const people = 8 // as many as are served at once
	var inHand sync.WaitGroup
	inHand.Add(people)
	release := make(chan struct{})
	r := run(t, func(g *rigging) {
		g.bot.Connections = 1
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

// ackBook is a socket that notes what is acknowledged.
type ackBook struct {
	mu   sync.Mutex
	acks []string
	err  error
}

func (a *ackBook) AckCtx(_ context.Context, id string, payload any) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.acks = append(a.acks, fmt.Sprint(id, " ", payload))
	return a.err
}

// k: a receipt whose write failed is not written again by slack-go.
func TestDefectKAReceiptIsWrittenAgainOnce(t *testing.T) {
	r := newRig(t)
	c, book := r.newConnection(1, &turns{}), &ackBook{}
	for range 3 {
		c.resend(book, &socketmode.ErrorWriteFailed{Cause: io.ErrClosedPipe, Response: &socketmode.Response{EnvelopeID: "e1", Payload: "p"}})
	}
	if err := r.acks.wait(soon(t)); err != nil {
		t.Fatal(err)
	}
	if len(book.acks) != 1 || book.acks[0] != "e1 p" {
		t.Errorf("acknowledged %q", book.acks)
	}
	if !strings.Contains(r.log.String(), "could not be written") {
		t.Error("the second failure is not noted")
	}
}

// l: a receipt of 20 kB or more is dropped without a word.
func TestDefectLAnAnswerTooLargeGoesByTheWebAPI(t *testing.T) {
	var blocks []slack.Block
	for range 9 {
		blocks = append(blocks, slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, strings.Repeat("long ", 500), false, false), nil, nil))
	}
	r := run(t, func(g *rigging) {
		g.answers = func(context.Context, Envelope) (Reply, error) {
			return Reply{Message: &Message{Text: "long", Blocks: slack.Blocks{BlockSet: blocks}}}, nil
		}
	})
	r.typed("U1", "/cowork")
	r.await("the answer", func() bool {
		for _, m := range r.slack.Ephemeral("U1", "") {
			if strings.Contains(m.Text, "long long") {
				return true
			}
		}
		return false
	})
}

// m: what slack-go cannot read is acknowledged all the same.
func TestDefectMWhatCannotBeReadIsAcknowledged(t *testing.T) {
	r := run(t)
	r.slack.SendEnvelope("an_unknown_type", map[string]any{"x": 1})
	r.slack.SendEvent(map[string]any{"type": "an_unknown_event", "event_ts": "1.1"})
	r.slack.SendEvent(map[string]any{"type": "team_join", "user": "U1", "event_ts": "1.1"})
	r.slack.SendEnvelope("slash_commands", map[string]any{"user_id": "U1", "command": "/cowork", "is_enterprise_install": 7})
	r.slack.SendEnvelope("interactive", map[string]any{"type": "block_suggestion"})
	r.await("five receipts", func() bool { return acked(r) == 5 })
}

// p: slack-go's own retries hold a goroutine each and know no common gate:
// one call is one request, and the gate of its method is shut for all.
func TestDefectPARateLimitShutsTheMethodForAll(t *testing.T) {
	r := newRig(t)
	r.slack.Inject("chat.postMessage", 1, fakeslack.RateLimited(30))
	for i := range 20 {
		id := fmt.Sprintf("U1%02d", i)
		r.slack.AddPerson(fakeslack.Person{ID: id, Name: "p" + id})
		r.owe(id, id, "hello")
	}
	r.settle()
	for i, c := range r.slack.CallsOf("chat.postMessage") {
		if i >= 8 && c.At.Before(monday.Add(30*time.Second)) { // those already under way are not called back
			t.Errorf("call %d at %v although the method was shut for 30 s", i, c.At.Sub(monday))
		}
	}
}

// q: a connection that breaks off is not taken for one that never was: the
// post is made once.
func TestDefectQABrokenConnectionPostsNothingTwice(t *testing.T) {
	var posts atomic.Int32
	c := clientOf(t, func(w http.ResponseWriter, q *http.Request) {
		_ = q.ParseForm()
		posts.Add(1)
		panic(http.ErrAbortHandler)
	})
	if _, _, err := c.post(t.Context(), "D1", Message{Text: "hello"}, "k"); judge(err).outcome != unknown {
		t.Errorf("%v", err)
	}
	if posts.Load() != 1 {
		t.Errorf("%d requests", posts.Load())
	}
}

// r: some methods carry the token in the form and some in the header; both
// kinds are served.
func TestDefectRBothPlacesOfATokenWork(t *testing.T) {
	r := newRig(t)
	if _, _, err := r.client.post(t.Context(), "U1", Message{Text: "hello"}, ""); err != nil {
		t.Errorf("by form: %v", err)
	}
	home := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewDividerBlock()}}}
	if err := r.client.publishView(t.Context(), "U1", home); err != nil {
		t.Errorf("by header: %v", err)
	}
}

// s: slack-go sends no token to another host than the API's, so the base URL
// must be given in full.
func TestDefectSABaseURLIsHeldToItsForm(t *testing.T) {
	r := newRig(t)
	for _, bad := range []string{"slack.com/api/", "https://slack.com/api", "https://", "ftp://slack.com/api/", "://", "https:///api/"} {
		opt := r.opt
		opt.APIURL = bad
		if _, err := New(opt); err == nil || !strings.Contains(err.Error(), "SLACK_API_URL") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// u: slack-go's list helpers sleep through rate limits and fetch everything.
func TestDefectUPeopleComeByThePage(t *testing.T) {
	r := newRig(t)
	for i := range 250 {
		r.slack.AddPerson(fakeslack.Person{ID: fmt.Sprintf("U1%03d", i), Name: fmt.Sprint("p", i)})
	}
	page, cursor, err := r.client.people(t.Context(), "")
	if err != nil || len(page) == 0 || len(page) > 200 || cursor == "" {
		t.Fatalf("first page: %d people, cursor %q, %v", len(page), cursor, err)
	}
	r.slack.Inject("users.list", 1, fakeslack.RateLimited(30))
	began := time.Now()
	if _, _, err := r.client.people(t.Context(), cursor); judge(err).outcome != limited {
		t.Errorf("a limit is %v", err)
	}
	if time.Since(began) > 5*time.Second {
		t.Error("it slept")
	}
	rest, cursor, err := r.client.people(t.Context(), cursor)
	if err != nil || cursor != "" || len(page)+len(rest) < 253 {
		t.Errorf("%d people in all, cursor %q, %v", len(page)+len(rest), cursor, err)
	}
}

// v: a panic in a handler costs one reply.
func TestDefectVAPanicCostsOneReply(t *testing.T) {
	r := run(t, func(g *rigging) {
		g.answers = func(_ context.Context, env Envelope) (Reply, error) {
			if strings.HasSuffix(env.Command.Text, "boom") {
				var nobody *slack.User
				return Reply{Message: &Message{Text: nobody.ID}}, nil
			}
			return Reply{Message: &Message{Text: "here I am"}}, nil
		}
	})
	if got := r.typed("U1", "/cowork boom"); !strings.Contains(got, textSorry) {
		t.Errorf("%q", got)
	}
	if got := r.typed("U1", "/cowork"); !strings.Contains(got, "here I am") {
		t.Errorf("%q", got)
	}
}
