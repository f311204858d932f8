package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/storage"
)

func TestDeliverPostsWhatIsOwedOnceAndInOrder(t *testing.T) {
	r := newRig(t)
	r.owe("a", "U1", "first")
	r.owe("b", "U1", "second")
	r.owe("c", "U2", "hello Emmy")
	r.owe("d", "U1,U2", "hello both")
	r.settle()
	if got, want := r.texts("U1", ""), []string{"first", "second"}; !slices.Equal(got, want) {
		t.Errorf("ada reads %q, want %q", got, want)
	}
	d := r.row("d")
	if d.State != storage.Sent || !slices.Equal(r.texts("U2", d.Channel), []string{"hello both"}) {
		t.Errorf("the group message is %s", d.State)
	}
	calls := len(r.slack.Calls())
	r.settle()
	if len(r.slack.Calls()) != calls {
		t.Error("settling again called Slack")
	}
}

func TestConversationsAreOpenedOnce(t *testing.T) {
	r := newRig(t)
	for i := range 5 {
		r.owe(fmt.Sprint(i), "U1,U2", fmt.Sprint(i))
	}
	r.settle()
	if n := len(r.slack.CallsOf("conversations.open")); n != 1 {
		t.Errorf("opened %d times", n)
	}
	r.owe("dm", "U1", "dm")
	r.settle()
	if n := len(r.slack.CallsOf("conversations.open")); n != 1 {
		t.Errorf("a direct message was opened first: %d opens", n)
	}
}

// Whatever Slack does with an attempt, the person reads the message once.
func TestOnceWhateverBecomesOfAnAttempt(t *testing.T) {
	for name, fault := range map[string]fakeslack.Fault{
		"stored, then timed out":  fakeslack.StoredThenTimedOut(),
		"timed out":               fakeslack.TimedOut(),
		"reset before":            fakeslack.ResetBefore(),
		"reset after":             fakeslack.ResetAfter(),
		"500":                     fakeslack.HTML(500),
		"503":                     fakeslack.HTML(503),
		"truncated":               fakeslack.Truncated(),
		"bare":                    fakeslack.Bare(),
		"internal_error":          fakeslack.ErrorCode("internal_error"),
		"unknown code":            fakeslack.ErrorCode("moon_in_the_wrong_house"),
		"429":                     fakeslack.RateLimited(3),
		"429 without Retry-After": fakeslack.RateLimitedBare(),
		"429 with a date":         fakeslack.RateLimitedDate(monday.Add(time.Hour)),
		"429 with rate_limited":   fakeslack.RateLimitedBody(1),
		"200 ratelimited":         fakeslack.RateLimitedOK(),
		"unknown fields":          fakeslack.ExtraFields(),
	} {
		for _, method := range []string{"chat.postMessage", "conversations.open", "conversations.history"} {
			t.Run(name+" in "+method, func(t *testing.T) {
				t.Parallel()
				r := newRig(t, func(g *rigging) { g.timing.call = 250 * time.Millisecond })
				if method != "chat.postMessage" {
					r.slack.Inject("chat.postMessage", 1, fakeslack.StoredThenTimedOut()) // so that it is opened and looked for
				}
				r.slack.Inject(method, 2, fault)
				r.owe("a", "U1", "hello")
				r.owe("b", "U1,U2", "hello both")
				r.owe("c", "U1", "hello again")
				r.settle()
				if got, want := r.texts("U1", ""), []string{"hello", "hello again"}; !slices.Equal(got, want) {
					t.Errorf("ada reads %q, want %q", got, want)
				}
				if got := r.texts("U2", r.row("b").Channel); !slices.Equal(got, []string{"hello both"}) {
					t.Errorf("both read %q", got)
				}
			})
		}
	}
}

// Two people have written a lot to each other since a message became due whose
// outcome is unknown: it is found on a later page, and each page counts for the pace
// of the method.
func TestAPostIsFoundBehindAConversation(t *testing.T) {
	r := newRig(t)
	r.owe("a", "U1,U2", "first of all")
	r.settle()
	channel := r.row("a").Channel
	r.owe("b", "U1,U2", "hello both")
	b := r.row("b").ID
	r.write(func(tx *storage.Tx) error { return tx.MarkDoubt(b) })
	if _, _, err := r.client.post(t.Context(), channel, Message{Text: "hello both"}, mark("b")); err != nil {
		t.Fatal(err)
	}
	for i := range 450 {
		if _, err := r.slack.Type(soon(t), "U1", channel, fmt.Sprint("and ", i)); err != nil {
			t.Fatal(err)
		}
	}
	before := len(r.slack.CallsOf("conversations.history"))
	r.settle()
	if n := len(r.slack.CallsOf("conversations.history")) - before; n != 3 {
		t.Errorf("%d pages were read, want 3", n)
	}
	if _, ok := r.outbox.pace.open("conversations.history", r.now()); ok {
		t.Error("another look may follow at once")
	}
	if m := r.row("b"); m.State != storage.Sent {
		t.Errorf("the row is %+v", m)
	}
	if got := r.texts("U2", channel); !slices.Equal(got[:3], []string{"first of all", "hello both", "and 0"}) || slices.Contains(got[3:], "hello both") {
		t.Errorf("they read %q", got)
	}
}

// A crash between the post and the record of it leaves a row in doubt and a
// message that is there.
func TestACrashAfterThePostIsAdopted(t *testing.T) {
	r := newRig(t)
	r.owe("a", "U1", "hello")
	m := r.row("a")
	r.write(func(tx *storage.Tx) error { return tx.MarkDoubt(m.ID) })
	if _, _, err := r.client.post(t.Context(), "U1", Message{Text: "hello"}, mark("a")); err != nil {
		t.Fatal(err)
	}
	r.settle()
	if got := r.texts("U1", ""); !slices.Equal(got, []string{"hello"}) {
		t.Errorf("ada reads %q", got)
	}
	if r.row("a").State != storage.Sent {
		t.Error("not adopted")
	}
}

// A crash after the doubt was noted and before the post leaves a row in doubt
// and nothing there.
func TestACrashBeforeThePostIsPosted(t *testing.T) {
	r := newRig(t)
	r.owe("a", "U1", "hello")
	m := r.row("a")
	r.write(func(tx *storage.Tx) error { return tx.MarkDoubt(m.ID) })
	r.settle()
	if got := r.texts("U1", ""); !slices.Equal(got, []string{"hello"}) {
		t.Errorf("ada reads %q", got)
	}
}

func TestTheMarkShowsNothing(t *testing.T) {
	if m := mark("invite:d1:U1"); len(m) != 24 || m == mark("invite:d1:U2") {
		t.Errorf("mark %q", m)
	}
}

func TestAnUpdateFollowsItsMessage(t *testing.T) {
	r := newRig(t)
	r.owe("a", "U1", "shall we?")
	body, _ := json.Marshal(Message{Text: "we shall"})
	r.write(func(tx *storage.Tx) error {
		_, err := tx.Owe(storage.Message{Key: "a2", Lane: "U1", Method: storage.Update, Target: "a", Body: body, Due: r.now()})
		return err
	})
	r.slack.Inject("chat.update", 1, fakeslack.StoredThenTimedOut())
	r.timing.call = 250 * time.Millisecond
	r.client = newClient(r.opt, r.timing.call)
	r.settle()
	if got := r.texts("U1", ""); !slices.Equal(got, []string{"we shall"}) {
		t.Errorf("ada reads %q", got)
	}
}

func TestAnUpdateOfNothingDies(t *testing.T) {
	r := newRig(t)
	body, _ := json.Marshal(Message{Text: "we shall"})
	r.write(func(tx *storage.Tx) error {
		_, err := tx.Owe(storage.Message{Key: "a2", Lane: "U1", Method: storage.Update, Target: "never", Body: body, Due: r.now()})
		return err
	})
	r.owe("b", "U1", "and so on")
	r.settle()
	if got := r.texts("U1", ""); !slices.Equal(got, []string{"and so on"}) {
		t.Errorf("ada reads %q", got)
	}
	if m := r.row("a2"); m.State != storage.Dead || m.Error != "no_target" {
		t.Errorf("%s: %s", m.State, m.Error)
	}
}

// A change that stands before its own message, as clocks that are corrected
// once left it, costs no call of Slack's and gets behind that message.
func TestAChangeThatStandsBeforeItsMessage(t *testing.T) {
	r := newRig(t)
	r.owe("b", "U1,U2", "hello both")
	r.settle()
	change := func(target, lane string, due time.Time) {
		body, _ := json.Marshal(Message{Text: "changed"})
		r.write(func(tx *storage.Tx) error {
			_, err := tx.Owe(storage.Message{Key: "amend:" + target, Lane: lane, Method: storage.Update, Target: target, Body: body, Due: due})
			return err
		})
	}
	for _, id := range []string{"U1", "U2", "U3"} {
		r.owe(id, id, "hello")
		change(id, id, r.now().Add(-5*time.Second))
		row := r.row(id)
		r.write(func(tx *storage.Tx) error { return tx.Hold(row.ID, r.now().Add(time.Hour)) })
	}
	change("b", "U1,U2", r.now())
	if _, err := r.Deliver(t.Context(), r.now()); err != nil {
		t.Fatal(err)
	}
	if row := r.row("amend:b"); row.State != storage.Sent {
		t.Errorf("the change of a message that is there is %s", row.State)
	}
	r.clock.Advance(time.Hour)
	r.settle()
	for _, id := range []string{"U1", "U2", "U3"} {
		if got := r.texts(id, ""); !slices.Equal(got, []string{"changed"}) {
			t.Errorf("%s reads %q", id, got)
		}
	}
}

// Somebody who is gone costs their message, nobody else's, and the state hears
// of it before the message dies.
func TestSomebodyGoneIsToldToTheVerbs(t *testing.T) {
	for _, lane := range []string{"U2", "U1,U2"} {
		var heard []string
		r := newRig(t, func(g *rigging) {
			g.answers = func(ctx context.Context, env Envelope) (Reply, error) {
				if env.Kind == Happening && env.Event.Type == UserChange && env.Event.User.Deleted {
					heard = append(heard, env.Person)
				}
				return Reply{}, nil
			}
		})
		if err := r.slack.Deactivate("U2"); err != nil {
			t.Fatal(err)
		}
		r.owe("a", lane, "hello")
		r.owe("b", "U1", "hello Ada")
		r.settle()
		if m := r.row("a"); m.State != storage.Dead {
			t.Errorf("%s: %s %s", lane, m.State, m.Error)
		}
		if m := r.row("b"); m.State != storage.Sent {
			t.Errorf("%s: the other message is %s", lane, m.State)
		}
		if !slices.Equal(heard, []string{"U2"}) {
			t.Errorf("%s: heard of %q", lane, heard)
		}
	}
}

// That Slack does not say at once what became of somebody loses neither their
// message nor what their partner is to be told.
func TestSomebodyGoneIsAskedAboutUntilSlackAnswers(t *testing.T) {
	for _, fault := range []fakeslack.Fault{fakeslack.ErrorCode("internal_error"), fakeslack.RateLimited(5), fakeslack.ResetBefore()} {
		var heard []string
		r := newRig(t, func(g *rigging) {
			g.answers = func(ctx context.Context, env Envelope) (Reply, error) {
				heard = append(heard, env.Person)
				return Reply{}, nil
			}
		})
		if err := r.slack.Deactivate("U2"); err != nil {
			t.Fatal(err)
		}
		r.slack.Inject("users.info", 2, fault)
		r.owe("a", "U1,U2", "hello")
		r.settle()
		if m := r.row("a"); m.State != storage.Dead || m.Error != "user_disabled" {
			t.Errorf("it is %s, %s", m.State, m.Error)
		}
		if !slices.Contains(heard, "U2") {
			t.Errorf("heard of %q", heard)
		}
	}
}

func TestMessagesWaitForATokenThatIsRefused(t *testing.T) {
	r := newRig(t)
	r.slack.Inject("chat.postMessage", 3, fakeslack.ErrorCode("missing_scope"))
	r.owe("a", "U1", "hello")
	r.settle()
	if got := r.texts("U1", ""); !slices.Equal(got, []string{"hello"}) {
		t.Errorf("ada reads %q", got)
	}
}

func TestAnErrorThatNeverEndsKillsTheMessageInTheEnd(t *testing.T) {
	r := newRig(t)
	r.slack.Inject("chat.postMessage", -1, fakeslack.ErrorCode("moon_in_the_wrong_house"))
	r.owe("a", "U1", "hello")
	r.settle()
	m := r.row("a")
	if m.State != storage.Dead || m.Attempts != mostAttempts || m.Error != "moon_in_the_wrong_house" {
		t.Errorf("%s after %d attempts: %s", m.State, m.Attempts, m.Error)
	}
}

// The gates keep within what the local Slack, with its limits on, allows.
func TestDeliveryStaysWithinTheLimits(t *testing.T) {
	r := newRig(t, func(g *rigging) { g.slack.NoRateLimits = false })
	people := 120
	for i := range people {
		id := fmt.Sprintf("U1%03d", i)
		r.slack.AddPerson(fakeslack.Person{ID: id, Name: "p" + id})
		r.owe("dm:"+id, id, "hello")
	}
	for i := 0; i < people; i += 2 {
		r.owe(fmt.Sprint("pair:", i), fmt.Sprintf("U1%03d,U1%03d", i, i+1), "hello both")
	}
	r.settle()
	var depth storage.Depth
	if err := r.store.Read(t.Context(), func(tx *storage.Tx) (err error) { depth, err = tx.Depth(r.now()); return err }); err != nil {
		t.Fatal(err)
	}
	if depth.Sent != people*3/2 || depth.Dead != 0 {
		t.Errorf("%+v", depth)
	}
	if waited := strings.Contains(r.log.String(), "Slack limits a method"); waited {
		t.Error("Slack had to limit us")
	}
	// 60 conversations at 50 a minute are the floor here.
	if took, floor := r.now().Sub(monday), 60*time.Minute/50; took > floor*21/20 {
		t.Errorf("took %v, the floor is %v", took, floor)
	}
}

func TestBackoff(t *testing.T) {
	for attempts := range 40 {
		for seed := range uint64(20) {
			got := backoff(attempts, seed)
			most := lastWait
			if attempts < 8 {
				most = min(firstWait<<attempts, lastWait)
			}
			if got < firstWait || got > most || got < most/2 {
				t.Errorf("after %d attempts: %v, want between %v and %v", attempts, got, most/2, most)
			}
			if got != backoff(attempts, seed) {
				t.Error("the same seed gives another wait")
			}
		}
	}
}
