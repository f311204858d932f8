package fakeslack_test

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"cowork/bot/fakeslack"
)

func TestTicketIsUsedOnce(t *testing.T) {
	s, _ := start(t)
	to := socketURL(t, s)
	ws, _, err := websocket.DefaultDialer.Dial(to, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	for _, again := range []string{to, strings.Replace(to, "ticket=", "ticket=x", 1)} {
		_, resp, err := websocket.DefaultDialer.Dial(again, nil)
		if err == nil || resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s was taken: %v", again, resp)
		}
	}
}

func TestHelloCountsConnectionsAndTheEleventhIsSentAway(t *testing.T) {
	s, _ := start(t, func(c *fakeslack.Config) { c.NoRateLimits = true })
	for range 10 {
		connect(t, s)
	}
	eleventh := connect(t, s)
	if frame := eleventh.next(); frame["type"] != "disconnect" || frame["reason"] != "too_many_websockets" {
		t.Errorf("frame = %v", frame)
	}
	if _, err := eleventh.read(20 * time.Second); err == nil {
		t.Error("the eleventh stays")
	}
	await(t, s, "ten left", func() bool { return len(s.Connections()) == 10 })
}

func TestEachPayloadGoesToOneConnection(t *testing.T) {
	s, _ := start(t)
	apps := []*app{connect(t, s), connect(t, s), connect(t, s)}
	const events = 30
	for range events {
		s.SendEvent(object{"type": "app_home_opened"})
	}
	frames := make(chan int, events)
	for i, a := range apps {
		go func() {
			for {
				frame, err := a.read(20 * time.Second)
				if err != nil {
					return
				}
				a.ack(frame)
				frames <- i
			}
		}()
	}
	got := make([]int, len(apps))
	for range events {
		got[<-frames]++
	}
	for i, n := range got {
		if n == 0 {
			t.Errorf("connection %d got none of %d: %v", i, events, got)
		}
	}
	if err := s.Settle(soon(t), 20*time.Millisecond); err != nil {
		t.Error(err)
	}
	used := map[int]bool{}
	for _, d := range s.Deliveries() {
		used[d.Connection] = true
		if d.AckedAt.IsZero() || d.Took <= 0 {
			t.Errorf("delivery %+v", d)
		}
	}
	if len(used) != 3 || len(s.Deliveries()) != events {
		t.Errorf("%d deliveries over connections %v", len(s.Deliveries()), used)
	}
}

func TestPings(t *testing.T) {
	s, _ := start(t, func(c *fakeslack.Config) { c.PingEvery = 5 * time.Millisecond })
	a := connect(t, s)
	pings, pongs := make(chan string, 100), make(chan string, 100)
	a.ws.SetPingHandler(func(text string) error {
		select {
		case pings <- text:
		default:
		}
		return nil
	})
	a.ws.SetPongHandler(func(text string) error { pongs <- text; return nil })
	go func() { _, _ = a.read(20 * time.Second) }()
	if text := <-pings; text != "Ping from applink-1" {
		t.Errorf("ping = %q", text)
	}
	if err := a.ws.WriteControl(websocket.PingMessage, []byte("mine"), time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if text := <-pongs; text != "mine" {
		t.Errorf("pong = %q", text)
	}
}

func TestHalfOpen(t *testing.T) {
	s, clock := start(t, func(c *fakeslack.Config) { c.PingEvery = time.Millisecond })
	a := connect(t, s)
	s.HalfOpen()
	done := background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "", "/duo join") })
	await(t, s, "delivery", func() bool { return len(s.Deliveries()) == 1 })
	a.ws.SetPingHandler(func(string) error { return nil }) // those that were on their way
	_, err := a.read(50 * time.Millisecond)
	if timeout, ok := err.(net.Error); !ok || !timeout.Timeout() {
		t.Errorf("a half-open socket says: %v", err)
	}
	clock.Advance(3 * time.Second)
	if got := <-done; got.reply.Failure != "/duo failed because the app did not respond." {
		t.Errorf("reply = %+v, %v", got.reply, got.err)
	}
}

func TestDisconnects(t *testing.T) {
	for _, reason := range []string{"refresh_requested", "link_disabled", "too_many_websockets"} {
		s, _ := start(t)
		a := connect(t, s)
		s.Disconnect(reason)
		if frame := a.next(); frame["type"] != "disconnect" || frame["reason"] != reason {
			t.Errorf("frame = %v", frame)
		}
		if _, err := a.read(20 * time.Second); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
			t.Errorf("after %s: %v", reason, err)
		}
		await(t, s, "gone", func() bool { return len(s.Connections()) == 0 })
	}
}

func TestWarningComesTenSecondsBeforeTheEnd(t *testing.T) {
	s, clock := start(t)
	a := connect(t, s)
	s.Disconnect("warning")
	if frame := a.next(); frame["reason"] != "warning" {
		t.Errorf("frame = %v", frame)
	}
	s.SendEvent(object{"type": "app_home_opened"})
	a.ack(a.next()) // still served
	if err := s.Settle(soon(t), 10*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	clock.Advance(10 * time.Second)
	if frame := a.next(); frame["reason"] != "refresh_requested" {
		t.Errorf("frame = %v", frame)
	}
}

func TestDebugReconnects(t *testing.T) {
	s, clock := start(t)
	ws, _, err := websocket.DefaultDialer.Dial(socketURL(t, s)+"&debug_reconnects=true", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	a := &app{t: t, s: s, ws: ws}
	a.next()
	clock.Advance(360 * time.Second)
	for _, reason := range []string{"warning", "refresh_requested"} {
		if frame := a.next(); frame["reason"] != reason {
			t.Errorf("frame = %v, want %s", frame, reason)
		}
	}
}

func TestAbruptEnds(t *testing.T) {
	for name, end := range map[string]func(*fakeslack.Slack){
		"reset":   func(s *fakeslack.Slack) { s.DropConnections() },
		"hang up": func(s *fakeslack.Slack) { s.HangUp() },
	} {
		s, _ := start(t)
		a := connect(t, s)
		end(s)
		if _, err := a.read(20 * time.Second); err == nil || websocket.IsCloseError(err, websocket.CloseNormalClosure) {
			t.Errorf("%s: %v", name, err)
		}
		await(t, s, "gone", func() bool { return len(s.Connections()) == 0 })
	}
}

func TestOneOfTwoConnectionsGoes(t *testing.T) {
	s, _ := start(t)
	connect(t, s)
	second := connect(t, s)
	s.DropConnections(1)
	done := background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "", "/duo") })
	second.ack(second.next(), object{"text": "hello"})
	if got := <-done; got.err != nil || got.reply.Text() != "hello" {
		t.Errorf("reply = %+v", got)
	}
}

func TestRefusedSockets(t *testing.T) {
	s, _ := start(t)
	s.RefuseSockets("link_disabled")
	a := connect(t, s)
	if frame := a.next(); frame["reason"] != "link_disabled" {
		t.Errorf("frame = %v", frame)
	}
	s.RefuseSockets("")
	connect(t, s)
	if err := s.AwaitConnections(soon(t), 1); err != nil {
		t.Error(err)
	}
}
