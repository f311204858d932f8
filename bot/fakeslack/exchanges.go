package fakeslack

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// An Exchange is one thing that went between Slack and the app, for somebody who looks behind the scenes: an envelope with
// the app's receipt, or a call with Slack's answer.
type Exchange struct {
	Number   int  // from 1, in the order in which they began
	Envelope bool // Slack sent it; otherwise the app called
	Name     string
	About    string // of an envelope: who did what
	At       time.Time
	Sent     json.RawMessage // the payload of the envelope, or the arguments of the call without the token
	Answered bool
	Answer   json.RawMessage // what the receipt carries, or the body of the answer when it is JSON; nil when there is nothing
	Note     string          // what else is to be said: an error, a fault, a retry
}

// mostExchanges is how many exchanges are remembered at least.
const mostExchanges = 500

// Exchanges reports the last n exchanges that are still remembered, oldest first.
func (s *Slack) Exchanges(n int) []Exchange {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Exchange
	for _, x := range s.exchanges[max(0, len(s.exchanges)-n):] {
		all = append(all, *x)
	}
	return all
}

// exchange remembers one more. The caller holds s.mu.
func (s *Slack) exchange(x *Exchange) *Exchange {
	s.counts["exchange"]++
	x.Number, x.At = s.counts["exchange"], s.clock.Now()
	if len(s.exchanges) >= 2*mostExchanges {
		s.exchanges = slices.Clone(s.exchanges[mostExchanges:])
	}
	s.exchanges = append(s.exchanges, x)
	return x
}

// exchangeOf remembers a call with its answer. The caller holds s.mu.
func (s *Slack) exchangeOf(c Call, reply *response) {
	if s.cfg.Forgetful {
		return
	}
	args := map[string]any{}
	for name, value := range c.Args {
		args[name] = value
		if len(value) > 0 && (value[0] == '{' || value[0] == '[') && json.Valid([]byte(value)) {
			args[name] = json.RawMessage(value)
		}
	}
	x := s.exchange(&Exchange{Name: c.Method, Answered: true})
	x.Sent, _ = json.Marshal(args)
	if json.Valid(reply.body) {
		x.Answer = slices.Clone(reply.body)
	}
	switch {
	case c.Fault != "":
		x.Note = "trouble: " + c.Fault
	case c.Status != 200:
		x.Note = fmt.Sprintf("HTTP %d %s", c.Status, c.Error)
	default:
		x.Note = c.Error
	}
}

// exchangeFor remembers an envelope on its way out. The caller holds s.mu.
func (s *Slack) exchangeFor(e *envelope) *Exchange {
	if s.cfg.Forgetful {
		return &Exchange{}
	}
	x := s.exchange(&Exchange{Envelope: true, Name: e.kind, About: e.about})
	x.Sent, _ = json.Marshal(e.body)
	if e.attempt > 0 {
		x.Note = fmt.Sprintf("retry %d, because of %s", e.attempt, e.reason)
	}
	return x
}
