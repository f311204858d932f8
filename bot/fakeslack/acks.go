package fakeslack

import (
	"encoding/json"
	"time"
)

// largestAck is the size from which Slack silently drops an ack.
const largestAck = 20_480

// acked takes what the app sent over a socket. Acks that Slack would drop are dropped, and everything that no correct app
// sends is a violation: an unknown envelope, a second ack, one that is too late, too large or in several frames.
func (s *Slack) acked(c *conn, data []byte, frames int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ack struct {
		ID      string          `json:"envelope_id"`
		Payload json.RawMessage `json:"payload"`
	}
	if err := json.Unmarshal(data, &ack); err != nil || ack.ID == "" {
		s.violate("no ack: %.80q", data)
		return
	}
	e := s.envelopes[ack.ID]
	switch {
	case len(data) >= largestAck:
		s.violate("ack of %d bytes is dropped, Slack takes less than %d: %s", len(data), largestAck, aboutOf(e))
		return
	case frames > 1:
		s.violate("ack in %d frames is dropped, Slack takes one: %s", frames, aboutOf(e))
		return
	case e == nil || e.deliveries == 0:
		s.violate("ack for the unknown envelope %s", ack.ID)
		return
	case s.cfg.StrictAckConn && e.conn != c:
		s.violate("ack on connection %d for an envelope of another: %s", c.number, e.about)
		return
	}
	e.acks++
	if !e.pending {
		s.stray(e)
		return
	}
	s.conclude(e)
	e.ackedAt, e.took = s.clock.Now(), time.Since(e.began)
	if string(ack.Payload) == "null" {
		ack.Payload = nil
	}
	e.exchange.Answered, e.exchange.Answer = true, ack.Payload
	e.finish(e.answered(ack.Payload))
	s.tell(Event{Kind: "ack", Detail: e.about})
}

// stray judges an ack that nobody waits for. One for each delivery of an envelope is fine.
func (s *Slack) stray(e *envelope) {
	switch {
	case e.acks > e.deliveries:
		s.violate("ack number %d for an envelope delivered %d times: %s", e.acks, e.deliveries, e.about)
	case e.ackedAt.IsZero() && !e.conn.frozen && !e.conn.leaving:
		s.violate("late ack: %s [%s]", e.about, e.id)
	}
}

func aboutOf(e *envelope) string {
	if e == nil {
		return "unknown envelope"
	}
	return e.about
}
