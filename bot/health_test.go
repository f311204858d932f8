package bot

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
)

// health asks the monitor how the bot does.
func (r *rig) health() (status int, h Health) {
	r.t.Helper()
	w := httptest.NewRecorder()
	r.Monitor().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/healthz", nil))
	if err := json.Unmarshal(w.Body.Bytes(), &h); err != nil {
		r.t.Fatalf("%v: %s", err, w.Body)
	}
	return w.Code, h
}

func (r *rig) metrics() string {
	r.t.Helper()
	w := httptest.NewRecorder()
	r.Monitor().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		r.t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func TestHealthOfABotThatWorks(t *testing.T) {
	r := run(t)
	r.notices("its own heartbeat", func() bool { return r.pulse.beat.Load() != 0 })
	status, h := r.health()
	if status != http.StatusOK || !h.Healthy {
		t.Errorf("status %d: %+v", status, h)
	}
}

// Each part alone makes the whole unhealthy, and is named.
func TestHealthNamesWhatIsWrong(t *testing.T) {
	r := newRig(t)
	r.up(1, &ackBook{})
	sick := func(what string, part func(Health) Part) {
		t.Helper()
		status, h := r.health()
		if status != http.StatusServiceUnavailable || h.Healthy || part(h).OK || part(h).Said == "" {
			t.Errorf("%s: status %d, %+v", what, status, h)
		}
	}
	sick("no heartbeat yet", func(h Health) Part { return h.Heartbeat })
	r.pulse.felt(&r.pulse.beat)
	if status, h := r.health(); status != http.StatusOK {
		t.Errorf("nothing is wrong: %+v", h)
	}
	r.pulse.beat.Store(time.Now().Add(-2 * deadBeat).UnixNano())
	sick("a heartbeat long ago", func(h Health) Part { return h.Heartbeat })
	r.pulse.felt(&r.pulse.beat)

	r.down(1)
	sick("no socket", func(h Health) Part { return h.Socket })
	r.up(1, &ackBook{})

	r.owe("k", "U1", "hello")
	r.clock.Advance(2 * stuck)
	if status, h := r.health(); status != http.StatusOK {
		t.Errorf("a long queue that moves is no harm: %+v", h)
	}
	r.pulse.delivery.Store(time.Now().Add(-2 * stuck).UnixNano())
	sick("nothing arrives", func(h Health) Part { return h.Outbox })
	if _, err := r.Deliver(t.Context(), r.now()); err != nil {
		t.Fatal(err)
	}
	if status, h := r.health(); status != http.StatusOK {
		t.Errorf("it arrived: %+v", h)
	}
}

func TestHealthNoticesALockedDatabase(t *testing.T) {
	r := newRig(t)
	r.up(1, &ackBook{})
	r.pulse.felt(&r.pulse.beat)
	if err := r.Tick(t.Context(), r.now()); err != nil { // makes the circle that is written to
		t.Fatal(err)
	}
	if err := r.store.Close(); err != nil {
		t.Fatal(err)
	}
	if status, h := r.health(); status != http.StatusServiceUnavailable || h.Database.OK || h.Outbox.OK {
		t.Errorf("status %d: %+v", status, h)
	}
}

// The metrics have what an operator asks about, and nothing about people.
func TestMetrics(t *testing.T) {
	r := newRig(t, func(s *rigging) { s.answers, s.bot.Driven = nil, true })
	r.up(1, &ackBook{})
	line := r.slack.Plug()
	gone, leave := context.WithCancel(t.Context())
	leave() // ada does not wait for the answer
	if _, err := r.slack.Type(gone, "U1", "", "/cowork join"); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	for frame, ok := line.Frame(); ok; frame, ok = line.Frame() {
		r.Hear(frame, line.Ack)
	}
	r.slack.Inject("chat.postMessage", 1, fakeslack.RateLimited(1))
	if err := r.Attend(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.owe("a", "U1", "hello")
	for range 2 {
		if _, err := r.Deliver(t.Context(), r.now()); err != nil {
			t.Fatal(err)
		}
		r.clock.Advance(5 * time.Second)
	}
	text := r.metrics()
	for _, want := range []string{
		`cowork_envelopes_total{kind="command"} 1`,
		`cowork_ack_seconds_count{kind="command"} 1`,
		`cowork_deliveries_total{method="chat.postMessage",outcome="limited"} 1`,
		`cowork_rate_limit_waits_total{method="chat.postMessage"} 1`,
		`cowork_rate_limit_wait_seconds_total{method="chat.postMessage"} 1`,
		`cowork_sockets_open 1`, `cowork_socket_connects_total 0`, `cowork_outbox_messages{state="sent"} 1`,
		`cowork_outbox_messages{state="due"} 0`, `cowork_outbox_age_seconds 0`, `cowork_rounds 0`, `cowork_next_round_timestamp_seconds `,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	page, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (cowork_\w+)`).FindAllStringSubmatch(text, -1) {
		there[m[1]] = true
		if !strings.Contains(string(page), "`"+m[1]) {
			t.Errorf("the README does not name %s", m[1])
		}
	}
	for _, m := range regexp.MustCompile("`(cowork_\\w+)").FindAllStringSubmatch(string(page), -1) {
		if !there[m[1]] {
			t.Errorf("the README names %s, which there is not", m[1])
		}
	}
	for _, private := range []string{"U1", "Lovelace", "xoxb-", "xapp-", r.slack.TeamID()} {
		if strings.Contains(text, private) {
			t.Errorf("the metrics tell %q", private)
		}
	}
}
