package fakeslack_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"

	"cowork/bot/fakeslack"
)

// breach expects one violation with a text in it.
func breach(t *testing.T, s *fakeslack.Slack, want string) {
	t.Helper()
	await(t, s, "violation "+want, func() bool { return len(s.Violations()) > 0 })
	if got := s.ForgiveViolations(); len(got) != 1 || !strings.Contains(got[0], want) {
		t.Errorf("violations = %q, want one with %q", got, want)
	}
}

func TestAcksThatBreakTheContract(t *testing.T) {
	s, clock := start(t)
	a := connect(t, s)
	event := func() object {
		s.SendEvent(object{"type": "app_home_opened"})
		return a.next()
	}

	a.send(object{"envelope_id": "nobody-sent-this"})
	breach(t, s, "unknown envelope")

	a.send("hello")
	breach(t, s, "no ack")

	frame := event()
	a.ack(frame)
	a.ack(frame)
	breach(t, s, "ack number 2 for an envelope delivered 1 times")

	frame = event()
	a.ack(frame, strings.Repeat("x", 20_480))
	breach(t, s, "is dropped")
	a.ack(frame)

	frame = event()
	w, err := a.ws.NextWriter(websocket.TextMessage)
	if err != nil {
		t.Fatal(err)
	}
	text := `{"envelope_id":"` + frame["envelope_id"].(string) + `","payload":{"text":"` + strings.Repeat("x", 6000) + `"}}`
	for len(text) > 0 { // each full buffer goes out as a frame of its own
		n := min(1000, len(text))
		if _, err := w.Write([]byte(text[:n])); err != nil {
			t.Fatal(err)
		}
		text = text[n:]
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	breach(t, s, "frames")
	a.ack(frame)
	if err := s.Settle(soon(t), 10*time.Millisecond); err != nil {
		t.Fatal(err)
	}

	frame = event()
	clock.Advance(3 * time.Second)
	breach(t, s, "no ack within 3s")
	a.ack(frame)
	breach(t, s, "late ack")
	a.ack(a.next()) // the retry
	if err := s.Settle(soon(t), 10*time.Millisecond); err != nil {
		t.Error(err)
	}
}

func TestEventRetries(t *testing.T) {
	s, clock := start(t)
	a := connect(t, s)
	if err := s.SetTZ("U1", "America/New_York"); err != nil {
		t.Fatal(err)
	}
	type seen struct {
		Attempt float64
		Reason  string
		At      time.Duration
	}
	var got []seen
	ids, events := map[any]bool{}, map[any]bool{}
	look := func() {
		frame := a.next()
		ids[frame["envelope_id"]], events[in(frame, "payload", "event_id")] = true, true
		got = append(got, seen{frame["retry_attempt"].(float64), frame["retry_reason"].(string), clock.Now().Sub(monday)})
		if in(frame, "payload", "event", "user", "tz") != "America/New_York" {
			t.Errorf("frame = %v", frame)
		}
	}
	look()
	for _, wait := range []time.Duration{3 * time.Second, 63 * time.Second, 303 * time.Second} {
		clock.Advance(wait)
		look()
	}
	clock.Advance(time.Hour)
	want := []seen{{0, "", 0}, {1, "timeout", 3 * time.Second}, {2, "timeout", 66 * time.Second},
		{3, "timeout", 369 * time.Second}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(ids) != 4 || len(events) != 1 {
		t.Errorf("envelopes %v, events %v", ids, events)
	}
	if n := len(s.ForgiveViolations()); n != 4 {
		t.Errorf("%d violations, want one for each missing ack", n)
	}
}

func TestEventsWaitForASocket(t *testing.T) {
	s, clock := start(t)
	connect(t, s)
	s.HangUp()
	await(t, s, "gone", func() bool { return len(s.Connections()) == 0 })
	if err := s.Rename("U1", "Ada L"); err != nil {
		t.Fatal(err)
	}
	clock.Advance(10 * time.Second)
	a := connect(t, s)
	clock.Advance(57 * time.Second)
	frame := a.next()
	if frame["retry_attempt"] != 2.0 || in(frame, "payload", "event", "user", "profile", "display_name") != "Ada L" {
		t.Errorf("frame = %v", frame)
	}
	a.ack(frame)
}

func TestWhatPeopleSeeOfAnAppThatDoesNotAnswer(t *testing.T) {
	s, clock := start(t)
	reply, err := s.Type(soon(t), "U1", "", "/duo join")
	if err != nil || reply.Failure != `/duo failed with the error "dispatch_failed".` {
		t.Errorf("without a socket: %+v, %v", reply, err)
	}
	a := connect(t, s)
	done := background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "", "/duo join") })
	a.next()
	clock.Advance(3 * time.Second)
	if got := <-done; got.reply.Failure != "/duo failed because the app did not respond." {
		t.Errorf("unanswered: %+v", got)
	}
	if len(s.Failures()) != 2 || len(s.ForgiveViolations()) != 1 {
		t.Errorf("failures %+v", s.Failures())
	}
	reply, err = s.Type(soon(t), "U1", "", "/nonsense")
	if err != nil || reply.Failure != "/nonsense is not a valid command." {
		t.Errorf("a command that no app has: %+v, %v", reply, err)
	}
}

func TestPatienceEndsAWaitOnAClockThatStandsStill(t *testing.T) {
	s, _ := start(t, func(c *fakeslack.Config) { c.Patience = 20 * time.Millisecond })
	connect(t, s)
	reply, err := s.Type(soon(t), "U1", "", "/duo join")
	if err != nil || reply.Failure == "" {
		t.Errorf("reply = %+v, %v", reply, err)
	}
	breach(t, s, "no ack within 3s: /duo \"join\" by U1")
}

func TestRedelivery(t *testing.T) {
	s, _ := start(t)
	a := connect(t, s)
	done := background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "", "/duo join") })
	first := a.next()
	a.ack(first, object{"text": "You are in."})
	<-done
	s.Redeliver(1)
	second := a.next()
	if diff := cmp.Diff(first, second); diff != "" {
		t.Error(diff)
	}
	a.ack(second, object{"text": "You are in."})
	if err := s.Settle(soon(t), 10*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if got := s.Messages("U1", ""); len(got) != 1 {
		t.Errorf("%d messages", len(got))
	}
}

func TestHeldEventsComeBackwards(t *testing.T) {
	s, _ := start(t)
	a := connect(t, s)
	s.HoldEvents()
	for _, name := range []string{"first", "second", "third"} {
		s.SendEvent(object{"type": name})
	}
	s.ReleaseEvents(true)
	for _, name := range []string{"third", "second", "first"} {
		frame := a.next()
		if in(frame, "payload", "event", "type") != name {
			t.Errorf("%v, want %s", frame, name)
		}
		a.ack(frame)
	}
}

func TestStrictAckConnection(t *testing.T) {
	s, _ := start(t, func(c *fakeslack.Config) { c.StrictAckConn = true })
	a, b := connect(t, s), connect(t, s)
	s.SendEvent(object{"type": "app_home_opened"})
	await(t, s, "delivery", func() bool { return len(s.Deliveries()) == 1 })
	to, other := a, b
	if s.Deliveries()[0].Connection == 2 {
		to, other = b, a
	}
	frame := to.next()
	other.ack(frame)
	breach(t, s, "for an envelope of another")
	to.ack(frame)
	if err := s.Settle(soon(t), 10*time.Millisecond); err != nil {
		t.Error(err)
	}
}

func TestAppRateLimited(t *testing.T) {
	s, clock := start(t, func(c *fakeslack.Config) { c.EventsPerHour = 2 })
	a := connect(t, s)
	for range 5 {
		s.SendEvent(object{"type": "user_change"})
	}
	var types []any
	for range 3 {
		frame := a.next()
		a.ack(frame)
		types = append(types, in(frame, "payload", "type"))
	}
	if diff := cmp.Diff([]any{"event_callback", "event_callback", "app_rate_limited"}, types); diff != "" {
		t.Error(diff)
	}
	if err := s.Settle(soon(t), 10*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Hour)
	s.SendEvent(object{"type": "user_change"})
	a.ack(a.next())
}

func TestSubmissionAcks(t *testing.T) {
	const field = `{"type":"input","block_id":"f","label":{"type":"plain_text","text":"Field"},` +
		`"element":{"type":"plain_text_input","action_id":"f"}}`
	view := func(title, blocks string) string {
		return `{"type":"modal","title":{"type":"plain_text","text":"` + title +
			`"},"submit":{"type":"plain_text","text":"Save"},"blocks":[` + blocks + `]}`
	}
	for _, c := range []struct {
		name, ack, failure, breach string
		titles                     string // of the modals that are open afterwards, from the top
	}{
		{name: "nothing closes", ack: `null`},
		{name: "clear closes all", ack: `{"response_action":"clear"}`},
		{name: "errors", ack: `{"response_action":"errors","errors":{"f":"No."}}`, titles: "First"},
		{name: "update", ack: `{"response_action":"update","view":` + view("Second", field) + `}`, titles: "Second"},
		{name: "push", ack: `{"response_action":"push","view":` + view("Second", field) + `}`, titles: "Second First"},
		{name: "no such block", ack: `{"response_action":"errors","errors":{"g":"No."}}`, titles: "First",
			breach: "no input block"},
		{name: "no errors", ack: `{"response_action":"errors"}`, titles: "First", breach: "without errors"},
		{name: "no such action", ack: `{"response_action":"destroy"}`, titles: "First", breach: `"destroy"`},
		{name: "bad view", ack: `{"response_action":"update","view":` + view(strings.Repeat("x", 25), field) + `}`,
			titles: "First", breach: "must be less than 25 characters"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := start(t)
			a := connect(t, s)
			done := background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "", "/duo profile") })
			frame := a.next()
			a.ack(frame)
			<-done
			must(t, s, "views.open", "trigger_id", in(frame, "payload", "trigger_id").(string), "view", view("First", field))
			done = background(func() (fakeslack.Reply, error) {
				return s.Submit(soon(t), "U1", fakeslack.Fields{"Field": {"law"}})
			})
			frame = a.next()
			if got := in(frame, "payload", "view", "state", "values", "f", "f", "value"); got != "law" {
				t.Errorf("value = %v", got)
			}
			a.ack(frame, raw(c.ack))
			got := <-done
			if c.breach != "" {
				breach(t, s, c.breach)
			}
			if (c.breach != "") != (got.reply.Failure == "We had some trouble connecting. Try again?") || got.err != nil {
				t.Errorf("reply = %+v", got)
			}
			if c.name == "errors" && got.reply.Errors["f"] != "No." {
				t.Errorf("errors = %v", got.reply.Errors)
			}
			var titles []string
			for v := s.Modal("U1"); v != nil; v = s.Modal("U1") {
				titles = append(titles, v.Title)
				if _, err := s.CloseModal(soon(t), "U1"); err != nil {
					t.Fatal(err)
				}
			}
			if got := strings.Join(titles, " "); got != c.titles {
				t.Errorf("open: %q, want %q", got, c.titles)
			}
		})
	}
}
