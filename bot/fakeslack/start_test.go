package fakeslack_test

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"cowork/bot/fakeslack"
)

// TestManifests has what Slack refuses in a manifest; the app's own is taken.
func TestManifests(t *testing.T) {
	own, err := os.ReadFile("../../manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	const bot = "features: {bot_user: {display_name: x}}\nsettings: {socket_mode_enabled: true, event_subscriptions: {bot_events: ["
	for _, c := range []struct{ manifest, want string }{
		{string(own), ""},
		{"", "none given"},
		{"\tx", "manifest"},
		{"settings: {socket_mode_enabled: true}", "bot_user"},
		{"features: {bot_user: {display_name: x}}", "socket_mode_enabled"},
		{bot + "moon_landing]}}", `"moon_landing"`},
		{bot + "team_join]}}", "users:read"},
		{bot + "app_home_opened]}}", ""},
		{"features: {bot_user: {}, slash_commands: [{command: /x}]}\nsettings: {socket_mode_enabled: true}", "commands"},
	} {
		s, err := fakeslack.Start(fakeslack.Config{Manifest: []byte(c.manifest)})
		if err == nil {
			_ = s.Close()
		}
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40q: %v, want %q", c.manifest, err, c.want)
		}
	}
}

func TestSubscribersHearEverythingInOrder(t *testing.T) {
	s := town(t)
	var mu sync.Mutex
	var seen []string
	cancel := s.Subscribe(func(e fakeslack.Event) {
		if e.Kind != "message" {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		for _, m := range s.Messages("U1", e.Channel) { // may look
			if m.TS == e.TS {
				seen = append(seen, m.Text)
			}
		}
	})
	var want []string
	for range 20 {
		want = append(want, "x")
		must(t, s, "chat.postMessage", "channel", "U1", "text", "x")
	}
	deadline := time.After(20 * time.Second)
	for {
		mu.Lock()
		n := len(seen)
		mu.Unlock()
		if n == len(want) {
			break
		}
		select {
		case <-deadline:
			t.Fatalf("%d of %d", n, len(want))
		case <-time.After(time.Millisecond):
		}
	}
	cancel()
	must(t, s, "chat.postMessage", "channel", "U1", "text", "unheard")
}

func TestAwaitEndsWithItsContext(t *testing.T) {
	s, _ := start(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Await(ctx, func() bool { return false }); err == nil {
		t.Error("nothing came true")
	}
	if _, err := s.Type(ctx, "U1", "", "/duo"); err != nil { // fails at once: no socket
		t.Error(err)
	}
	connect(t, s)
	if _, err := s.Type(ctx, "U1", "", "/duo"); err == nil {
		t.Error("nobody answered")
	}
	if err := s.Settle(ctx, time.Hour); err == nil {
		t.Error("an envelope is on its way")
	}
}

// TestSameSeedSameWorld: what an app sees depends on the seed and the clock and on nothing else.
func TestSameSeedSameWorld(t *testing.T) {
	world := func(seed uint64) string {
		s, _ := start(t, func(c *fakeslack.Config) { c.Seed = seed })
		a := connect(t, s)
		sent := must(t, s, "chat.postMessage", "channel", "U1", "text", "x", "blocks", section)
		frame := trigger(t, s, a)
		return strings.Join([]string{s.BotToken(), s.TeamID(), s.BotUserID(), sent["ts"].(string), sent["channel"].(string),
			frame, string(s.Messages("U1", "")[0].Blocks)}, " ")
	}
	if a, b := world(1), world(1); a != b {
		t.Errorf("%s\n%s", a, b)
	}
	if world(1) == world(2) {
		t.Error("the seed changes nothing")
	}
}

func TestCloseIsFinal(t *testing.T) {
	s, _ := start(t)
	connect(t, s)
	done := background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "", "/duo") })
	await(t, s, "delivery", func() bool { return len(s.Deliveries()) == 1 })
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if got := <-done; got.reply.Failure != "Slack was closed" {
		t.Errorf("reply = %+v", got)
	}
}

// TestMachineClock runs on the machine's own time, where nothing can be moved.
func TestMachineClock(t *testing.T) {
	s, _ := start(t, func(c *fakeslack.Config) { c.Clock = nil })
	a := connect(t, s)
	must(t, s, "views.open", "trigger_id", trigger(t, s, a), "view", modal("One"))
	if sent := s.Deliveries()[0]; sent.AckedAt.Before(sent.SentAt) || time.Since(s.Now()) > time.Minute {
		t.Errorf("delivery %+v", sent)
	}
}

// TestAnAppThatDies is not blamed for a missing ack; the person sees that it did not respond.
func TestAnAppThatDies(t *testing.T) {
	s, clock := start(t)
	a := connect(t, s)
	done := background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "", "/duo") })
	a.next()
	_ = a.ws.NetConn().Close()
	await(t, s, "gone", func() bool { return len(s.Connections()) == 0 })
	clock.Advance(3 * time.Second)
	if got := <-done; got.reply.Failure == "" {
		t.Errorf("reply = %+v", got)
	}
}
