package fakeslack

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/gorilla/websocket"
)

// mostConnections is how many sockets one app may have open.
const mostConnections = 10

// ticketLife is how long, in real time, a socket's URL can be used, once.
const ticketLife = 30 * time.Second

type ticket struct {
	used   bool
	issued time.Time
}

// A conn is one open socket, or a [Line], which has no ws and no wire. Its fields are guarded by Slack.mu; ws is written to by the writer alone.
type conn struct {
	number  int
	ws      *websocket.Conn
	wire    *wire
	out     chan []byte
	end     chan struct{}
	over    bool
	frozen  bool // pings have stopped and nothing gets through, but TCP stands
	leaving bool // was told to go, so it gets no payloads any more
	refresh *timer
}

func (s *Slack) connectionsOpen(*request) answer {
	id := s.uuid("ticket", s.count("ticket"))
	s.tickets[id] = &ticket{issued: time.Now()}
	return answer{"ok": true, "url": fmt.Sprintf("ws://%s/link/?ticket=%s&app_id=%s", s.address, id, s.id("", "app hash"))}
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// serveSocket takes a socket's URL, once, and reads acks until the socket ends.
func (s *Slack) serveSocket(w http.ResponseWriter, hr *http.Request) {
	if !s.enter() {
		return
	}
	defer s.waits.Done()
	if !s.redeem(hr.URL.Query().Get("ticket")) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = fmt.Fprintln(w, "ticket is unknown, used or expired")
		return
	}
	wire, _ := hr.Context().Value(wireKey{}).(*wire)
	wire.upgrade()
	ws, err := upgrader.Upgrade(w, hr, nil)
	if err != nil {
		return
	}
	c := &conn{ws: ws, wire: wire, out: make(chan []byte, 4096), end: make(chan struct{})}
	ping := ws.PingHandler()
	ws.SetPingHandler(func(data string) error {
		if s.isFrozen(c) {
			return nil
		}
		return ping(data)
	})
	s.join(c, hr.URL.Query().Get("debug_reconnects") == "true")
	written := make(chan struct{})
	go func() { defer close(written); s.write(c) }()
	s.read(c)
	s.leave(c)
	c.drop()
	<-written
}

// enter counts a handler in, unless the local Slack is closed.
func (s *Slack) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.waits.Add(1)
	return true
}

func (s *Slack) redeem(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tickets[id]
	if t == nil || t.used || time.Since(t.issued) > ticketLife {
		return false
	}
	t.used = true
	return true
}

// join greets a new socket, and sends it away when there are too many or when sockets are refused.
func (s *Slack) join(c *conn, shortLived bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts["conn"]++
	c.number = s.counts["conn"]
	s.conns = append(s.conns, c)
	if s.closed {
		c.stop()
		return
	}
	life := 18060
	if shortLived {
		life = 360
		c.refresh = s.clock.after(350*time.Second, func() { s.Disconnect("warning", c.number) })
	}
	c.send(payload{"type": "hello", "num_connections": len(s.conns),
		"debug_info":      payload{"host": c.host(), "build_number": 0, "approximate_connection_time": life},
		"connection_info": payload{"app_id": s.appID}})
	reason := s.refuseSockets
	if len(s.conns) > mostConnections {
		reason = "too_many_websockets"
	}
	if reason != "" {
		s.dismiss(c, reason)
		return
	}
	s.connected = true
	s.tell(Event{Kind: "connection", Detail: fmt.Sprintf("%d open", len(s.conns))})
}

func (c *conn) host() string { return fmt.Sprintf("applink-%d", c.number) }

// send queues a frame; a socket that takes nothing any more is dropped. The caller holds Slack.mu.
func (c *conn) send(frame payload) {
	raw, _ := json.Marshal(frame)
	if c.frozen || c.over {
		return
	}
	select {
	case c.out <- raw:
	default:
		c.stop()
	}
}

// dismiss sends a disconnect. After a warning the socket lives on; after any other reason Slack closes it. The caller holds
// s.mu.
func (s *Slack) dismiss(c *conn, reason string) {
	c.send(payload{"type": "disconnect", "reason": reason, "debug_info": payload{"host": c.host()}})
	if reason == "warning" {
		c.refresh.stop()
		c.refresh = s.clock.after(10*time.Second, func() { s.Disconnect("refresh_requested", c.number) })
		return
	}
	c.leaving = true
	if !c.over && !c.frozen {
		select {
		case c.out <- nil: // the writer closes after what is queued
		default:
			c.stop()
		}
	}
}

// stop ends a socket without a word. The caller holds Slack.mu.
func (c *conn) stop() {
	c.leaving = true
	if !c.over {
		c.over = true
		close(c.end)
	}
}

// drop ends the TCP connection; a line has none.
func (c *conn) drop() {
	if c.ws != nil {
		_ = c.ws.NetConn().Close()
	}
}

func (s *Slack) isFrozen(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return c.frozen
}

// write is the only one that writes data to a socket. It pings well inside the 30 s that clients wait for.
func (s *Slack) write(c *conn) {
	defer c.drop()
	ticker := time.NewTicker(s.cfg.PingEvery)
	defer ticker.Stop()
	for {
		select {
		case <-c.end:
			return
		case <-s.base.Done():
			return
		case frame := <-c.out:
			_ = c.ws.SetWriteDeadline(time.Now().Add(10 * time.Second))
			if frame == nil {
				goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
				_ = c.ws.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(time.Second))
				return
			}
			if c.ws.WriteMessage(websocket.TextMessage, frame) != nil {
				return
			}
		case <-ticker.C:
			ping := []byte("Ping from " + c.host())
			if !s.isFrozen(c) && c.ws.WriteControl(websocket.PingMessage, ping, time.Now().Add(time.Second)) != nil {
				return
			}
		}
	}
}

// read takes acks until the socket ends.
func (s *Slack) read(c *conn) {
	for {
		kind, data, err := c.ws.ReadMessage()
		if err != nil {
			return
		}
		frames := c.wire.take()
		if kind == websocket.TextMessage && !s.isFrozen(c) {
			s.acked(c, data, frames)
		}
	}
}

func (s *Slack) leave(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.stop()
	c.refresh.stop()
	s.conns = slices.DeleteFunc(s.conns, func(other *conn) bool { return other == c })
	s.orphaned(c)
	s.tell(Event{Kind: "connection", Detail: fmt.Sprintf("%d open", len(s.conns))})
}

// Connections reports the numbers of the open sockets. Each socket has its own number, from 1.
func (s *Slack) Connections() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	var numbers []int
	for _, c := range s.conns {
		if !c.leaving {
			numbers = append(numbers, c.number)
		}
	}
	return numbers
}

// AwaitConnections waits until n sockets or more are open.
func (s *Slack) AwaitConnections(ctx context.Context, n int) error {
	return s.Await(ctx, func() bool { return len(s.Connections()) >= n })
}

// chosen reports the sockets with these numbers, or all of them. The caller holds s.mu.
func (s *Slack) chosen(numbers []int) []*conn {
	var some []*conn
	for _, c := range s.conns {
		if len(numbers) == 0 || slices.Contains(numbers, c.number) {
			some = append(some, c)
		}
	}
	return some
}

// Disconnect sends a disconnect to the sockets with these numbers, or to all. The reasons are warning (Slack closes ten
// seconds later, by the clock), refresh_requested, link_disabled and too_many_websockets (Slack closes at once).
func (s *Slack) Disconnect(reason string, numbers ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.chosen(numbers) {
		s.dismiss(c, reason)
	}
}

// RefuseSockets makes each new socket be told to go with a reason at once, as after Socket Mode was switched off
// (link_disabled); "" takes sockets again.
func (s *Slack) RefuseSockets(reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuseSockets = reason
}

// DropConnections resets the TCP connection of the sockets with these numbers, or of all.
func (s *Slack) DropConnections(numbers ...int) { s.cut(numbers, 0) }

// HangUp closes the sockets with these numbers, or all, without the closing handshake of WebSocket.
func (s *Slack) HangUp(numbers ...int) { s.cut(numbers, -1) }

func (s *Slack) cut(numbers []int, linger int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.chosen(numbers) {
		if c.wire != nil {
			if tcp, ok := c.wire.Conn.(*net.TCPConn); ok {
				_ = tcp.SetLinger(linger)
			}
		}
		c.stop()
	}
}

// HalfOpen makes the sockets with these numbers, or all, silent: no ping, no payload, no answer, but TCP stands. Slack still
// counts them and still sends payloads into them.
func (s *Slack) HalfOpen(numbers ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.chosen(numbers) {
		c.frozen = true
	}
}
