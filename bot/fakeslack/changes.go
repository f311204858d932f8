package fakeslack

import (
	"context"
	"sync"
	"time"
)

// An Event says that something changed which somebody sees, so that a page can follow along. Kind is one of: message,
// changed, deleted, ephemeral, home, modal, modal_closed, failure, connection, person, member, envelope, ack, call, violation.
type Event struct {
	Kind    string
	User    string
	Channel string
	TS      string
	Detail  string
}

// subscriptions hands events to subscribers in order, on one goroutine, however slow a subscriber is.
type subscriptions struct {
	mu      sync.Mutex
	next    int
	to      map[int]func(Event)
	queue   []Event
	wake    chan struct{}
	done    chan struct{}
	closing bool
}

func newSubscriptions() *subscriptions {
	s := &subscriptions{to: map[int]func(Event){}, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go s.run()
	return s
}

func (s *subscriptions) run() {
	defer close(s.done)
	for range s.wake {
		for {
			s.mu.Lock()
			if len(s.queue) == 0 {
				closing := s.closing
				s.mu.Unlock()
				if closing {
					return
				}
				break
			}
			event := s.queue[0]
			s.queue = s.queue[1:]
			var to []func(Event)
			for i := 0; i < s.next; i++ {
				if f := s.to[i]; f != nil {
					to = append(to, f)
				}
			}
			s.mu.Unlock()
			for _, f := range to {
				f(event)
			}
		}
	}
}

func (s *subscriptions) send(e Event) {
	s.mu.Lock()
	if len(s.to) > 0 && !s.closing {
		s.queue = append(s.queue, e)
	}
	s.mu.Unlock()
	s.poke()
}

func (s *subscriptions) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *subscriptions) close() {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	s.poke()
	<-s.done
}

// Subscribe calls f for each change from now on, one at a time and in order, until cancel is called. f may call methods of s,
// except Close.
func (s *Slack) Subscribe(f func(Event)) (cancel func()) {
	s.subs.mu.Lock()
	defer s.subs.mu.Unlock()
	i := s.subs.next
	s.subs.next++
	s.subs.to[i] = f
	return func() {
		s.subs.mu.Lock()
		defer s.subs.mu.Unlock()
		delete(s.subs.to, i)
	}
}

// tell reports a change to subscribers and to whoever awaits one. The caller holds s.mu.
func (s *Slack) tell(e Event) {
	s.changes++
	close(s.changed)
	s.changed = make(chan struct{})
	s.subs.send(e)
}

// Await waits until cond is true, looking again after each change. It fails when ctx ends first. cond may call methods of s.
func (s *Slack) Await(ctx context.Context, cond func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if cond() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Settle waits until the app has answered everything that it was sent and has been quiet for the real time given: no call
// under way, no envelope without an ack, nothing changed. Use a few dozen milliseconds; it fails when ctx ends first.
func (s *Slack) Settle(ctx context.Context, quiet time.Duration) error {
	for {
		s.mu.Lock()
		changes, changed := s.changes, s.changed
		s.mu.Unlock()
		timer := time.NewTimer(quiet)
		select {
		case <-timer.C:
			s.mu.Lock()
			settled := changes == s.changes && s.busy == 0 && s.pending == 0
			s.mu.Unlock()
			if settled {
				return nil
			}
		case <-changed:
			timer.Stop()
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}
