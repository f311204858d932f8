package fakeslack

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// ackTime is how long the app has for an ack, on the clock.
const ackTime = 3 * time.Second

// retryAfter is how long Slack waits before each of the three retries of an event.
var retryAfter = []time.Duration{0, time.Minute, 5 * time.Minute}

// outcome is how an envelope ended, in the words that a person would see; "" when it was acked and all was well.
type outcome struct {
	failure string
	errors  map[string]string
}

var failClosed = outcome{failure: "Slack was closed"}

// An envelope is one delivery to the app. Interactions and commands are delivered once; events up to four times, each time in
// a new envelope with the same event_id.
type envelope struct {
	id      string
	kind    string
	accepts bool
	about   string // for violations
	body    payload
	attempt int
	reason  string

	// answered is called with the ack's payload and tells what the person sees. failed words what they see without an ack.
	answered func(json.RawMessage) outcome
	failed   func(noSocket bool) outcome

	conn       *conn
	exchange   *Exchange // of the last delivery
	pending    bool
	deliveries int
	acks       int
	sentAt     time.Time
	ackedAt    time.Time
	began      time.Time // real time
	took       time.Duration
	deadline   *timer
	patience   *time.Timer
	done       chan struct{}
	result     outcome
	finished   bool
}

// conclude ends the wait for an ack, however it ended. The caller holds s.mu.
func (s *Slack) conclude(e *envelope) {
	if e.pending {
		e.pending = false
		s.pending--
	}
	e.deadline.stop()
	if e.patience != nil {
		e.patience.Stop()
	}
}

func (e *envelope) finish(o outcome) {
	if !e.finished {
		e.finished, e.result = true, o
		close(e.done)
	}
}

// A Delivery is one envelope as it went out, for assertions.
type Delivery struct {
	EnvelopeID string
	Type       string // events_api, interactive or slash_commands
	About      string
	Connection int
	Attempt    int
	SentAt     time.Time
	AckedAt    time.Time     // zero when it was never acked
	Took       time.Duration // from sending to the ack, in real time
}

// Deliveries reports all envelopes that went out, oldest first.
func (s *Slack) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Delivery
	for _, e := range s.sent {
		d := Delivery{EnvelopeID: e.id, Type: e.kind, About: e.about, Attempt: e.attempt, SentAt: e.sentAt, AckedAt: e.ackedAt,
			Took: e.took}
		if e.conn != nil {
			d.Connection = e.conn.number
		}
		all = append(all, d)
	}
	return all
}

// newEnvelope makes an envelope of a kind around a payload. The caller holds s.mu.
func (s *Slack) newEnvelope(kind, about string, body payload) *envelope {
	e := &envelope{id: s.uuid("envelope", s.count("envelope")), kind: kind, about: about, body: body,
		accepts: kind != "events_api", done: make(chan struct{})}
	s.envelopes[e.id] = e
	return e
}

// frame is the envelope as it goes over the socket.
func (s *Slack) frame(e *envelope) payload {
	f := payload{"envelope_id": e.id, "payload": e.body, "type": e.kind, "accepts_response_payload": e.accepts}
	if e.kind == "events_api" {
		f["retry_attempt"], f["retry_reason"] = e.attempt, e.reason
	}
	if s.cfg.UnknownFields {
		f["brand_new"], e.body["brand_new"] = payload{"nested": []any{1, "two", nil}}, payload{}
	}
	return f
}

// deliver sends an envelope over one socket, drawn at random. Without a socket a person's action fails at once, and an event
// waits for its retries. The caller holds s.mu.
func (s *Slack) deliver(e *envelope) {
	if s.holding && e.kind == "events_api" {
		s.held = append(s.held, e)
		return
	}
	var open []*conn
	for _, c := range s.conns {
		if !c.leaving {
			open = append(open, c)
		}
	}
	if len(open) == 0 {
		if e.kind != "events_api" {
			e.finish(e.failed(true))
			return
		}
		e.deadline = s.clock.after(ackTime, func() { s.unheard(e) })
		return
	}
	e.conn = open[s.rand.IntN(len(open))]
	e.sentAt, e.began, e.pending = s.clock.Now(), time.Now(), true
	s.pending++
	e.deliveries++
	s.sent = append(s.sent, e)
	e.exchange = s.exchangeFor(e)
	e.deadline = s.clock.after(ackTime, func() { s.overdue(e) })
	if !s.clock.wall {
		e.patience = time.AfterFunc(s.cfg.Patience, func() { s.overdue(e) })
	}
	e.conn.send(s.frame(e))
	s.tell(Event{Kind: "envelope", Detail: e.about})
}

// overdue ends the wait for an ack.
func (s *Slack) overdue(e *envelope) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !e.pending || s.closed {
		return
	}
	s.conclude(e)
	if !e.conn.frozen && !e.conn.leaving {
		s.violate("no ack within %v: %s [%s]", ackTime, e.about, e.id)
	}
	if e.kind == "events_api" {
		s.retry(e)
		return
	}
	e.finish(e.failed(false))
}

// orphaned makes the wait short for what was sent over a socket that is gone. The app may still ack over another one; when it
// died, nobody needs to wait for it in real time longer than Slack would. The caller holds s.mu.
func (s *Slack) orphaned(c *conn) {
	if s.pending == 0 {
		return
	}
	for _, e := range s.envelopes {
		if e.pending && e.conn == c && e.patience != nil {
			e.patience.Reset(min(s.cfg.Patience, ackTime))
		}
	}
}

// unheard is overdue for an event that found no socket.
func (s *Slack) unheard(e *envelope) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.retry(e)
	}
}

// retry schedules the next delivery of an event, or gives up after the third. The caller holds s.mu.
func (s *Slack) retry(e *envelope) {
	if e.attempt >= len(retryAfter) {
		e.finish(outcome{failure: "the event was lost after three retries"})
		return
	}
	again := s.newEnvelope(e.kind, e.about, e.body)
	again.attempt, again.reason = e.attempt+1, "timeout"
	again.answered, again.failed = e.answered, e.failed
	if wait := retryAfter[e.attempt]; wait > 0 {
		again.deadline = s.clock.after(wait, func() { s.redeliver(again) })
	} else {
		s.deliver(again)
	}
	e.finish(outcome{failure: "the event was not acked"})
	s.tell(Event{Kind: "failure", Detail: e.about})
}

func (s *Slack) redeliver(e *envelope) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.deliver(e)
	}
}

// emit sends an event that the manifest subscribes to, and reports its envelope; nil when it does not subscribe. The caller
// holds s.mu.
func (s *Slack) emit(name, channel string, inner payload) *envelope {
	if !s.manifest.subscribes(name) {
		return nil
	}
	return s.event(name, channel, inner)
}

// event wraps an inner event and delivers it.
func (s *Slack) event(name, channel string, inner payload) *envelope {
	id := s.id("Ev", s.count("event"))
	if _, given := inner["event_ts"]; !given {
		inner["event_ts"] = s.ts()
	}
	e := s.newEnvelope("events_api", "event "+name, payload{
		"token": verificationToken, "team_id": s.teamID, "api_app_id": s.appID, "event": inner, "type": "event_callback",
		"event_id": id, "event_time": s.clock.Now().Unix(), "is_ext_shared_channel": false,
		"event_context": fmt.Sprintf("1-%s-%s-%s", name, s.teamID, channel),
		"authorizations": []payload{{"enterprise_id": nil, "team_id": s.teamID, "user_id": s.botUserID, "is_bot": true,
			"is_enterprise_install": false}}})
	e.answered = func(json.RawMessage) outcome { return outcome{} }
	e.failed = func(bool) outcome { return outcome{failure: "the event was not acked"} }
	if hour := s.clock.Now().Truncate(time.Hour); !hour.Equal(s.eventHour) {
		s.eventHour, s.eventsSent = hour, 0
	}
	s.eventsSent++
	switch {
	case s.eventsSent == s.cfg.EventsPerHour+1:
		s.appRateLimited()
		fallthrough
	case s.eventsSent > s.cfg.EventsPerHour:
		e.finish(outcome{failure: "the app gets no more events in this hour"})
		return e
	}
	s.deliver(e)
	return e
}

// appRateLimited tells the app that events are held back from this minute on.
func (s *Slack) appRateLimited() {
	e := s.newEnvelope("events_api", "app_rate_limited", payload{"token": verificationToken, "type": "app_rate_limited",
		"team_id": s.teamID, "minute_rate_limited": s.clock.Now().Truncate(time.Minute).Unix(), "api_app_id": s.appID})
	e.answered = func(json.RawMessage) outcome { return outcome{} }
	e.failed = func(bool) outcome { return outcome{failure: "not acked"} }
	s.deliver(e)
}

// verificationToken is the old shared secret that payloads still carry.
const verificationToken = "verification-token"

// SendEvent sends an inner event of any type, whatever the manifest says: unknown ones, malformed ones, ones without a cause.
func (s *Slack) SendEvent(inner map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name, _ := inner["type"].(string)
	s.event(name, "", inner)
}

// SendEnvelope sends an envelope of any type with any payload. It wants an ack like every other and is not retried.
func (s *Slack) SendEnvelope(kind string, body map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.newEnvelope(kind, "envelope of type "+kind, body)
	e.accepts = false
	e.answered = func(json.RawMessage) outcome { return outcome{} }
	e.failed = func(bool) outcome { return outcome{failure: "not acked"} }
	s.deliver(e)
}

// Redeliver sends the last n envelopes once more, with the same envelope_id and attempt 0, as Slack now and then does; over
// another socket than the first time where there is one.
func (s *Slack) Redeliver(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.sent[max(0, len(s.sent)-n):] {
		var to *conn
		for _, c := range s.conns {
			if !c.leaving && (to == nil || to == e.conn) {
				to = c
			}
		}
		if to != nil {
			e.deliveries++
			to.send(s.frame(e))
		}
	}
}

// HoldEvents keeps events back until [Slack.ReleaseEvents].
func (s *Slack) HoldEvents() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.holding = true
}

// ReleaseEvents sends the events that were held, the last one first when backwards.
func (s *Slack) ReleaseEvents(backwards bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.held
	s.held, s.holding = nil, false
	if backwards {
		slices.Reverse(held)
	}
	for _, e := range held {
		s.deliver(e)
	}
}
