package bot

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"cowork/bot/fakeslack"
)

// The other rows of SLACK.md 1.2, of receipts and of the Web API; see
// defects_test.go.

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
	if _, err := r.client.publishView(t.Context(), "U1", "", home); err != nil {
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
	asked := len(r.slack.CallsOf("users.list"))
	if _, _, err := r.client.people(t.Context(), cursor); judge(err).outcome != limited {
		t.Errorf("a limit is %v", err)
	}
	if n := len(r.slack.CallsOf("users.list")) - asked; n != 1 {
		t.Errorf("it slept and asked again, %d times in all", n)
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
	if got := r.typed("U1", "/cowork boom"); !strings.Contains(got, inEnglish(textSorry)) {
		t.Errorf("%q", got)
	}
	if got := r.typed("U1", "/cowork"); !strings.Contains(got, "here I am") {
		t.Errorf("%q", got)
	}
}
