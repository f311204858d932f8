package bot

import (
	"context"
	"runtime"
	"testing"
	"time"
)

// givesWay reports whether somebody gives way to the queue just now.
func (q *queue) givesWay() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.empty != nil
}

func TestWhoGivesWayWaitsForTheLast(t *testing.T) {
	var q queue
	q.giveWay(t.Context(), patience) // to nobody
	q.add()
	q.add()
	past := start(func() { q.giveWay(t.Context(), patience) })
	for !q.givesWay() {
		runtime.Gosched()
	}
	q.done()
	select {
	case <-past:
		t.Error("one was still waiting")
	default:
	}
	q.done()
	<-past

	q.add()
	q.giveWay(t.Context(), time.Millisecond) // only for so long
	ended, end := context.WithCancel(t.Context())
	past = start(func() { q.giveWay(ended, patience) })
	end()
	<-past
}

// While an envelope waits for its receipt the heartbeat holds back, but not for
// long; and the receipt lets it go on.
func TestTheHeartbeatGivesWayToEnvelopes(t *testing.T) {
	for _, yield := range []time.Duration{patience, time.Millisecond} {
		answer, beats := make(chan struct{}), make(chan struct{}, 1)
		r := run(t, func(g *rigging) {
			g.timing.beat, g.timing.yield = patience, yield
			g.answers = func(context.Context, Envelope) (Reply, error) { <-answer; return Reply{}, nil }
			g.ticks = func(context.Context, time.Time) error {
				select {
				case beats <- struct{}{}:
				default:
				}
				return nil
			}
		})
		<-beats // the first
		typed := start(func() {
			if _, err := r.slack.Type(context.Background(), "U1", "", "/cowork status"); err != nil {
				t.Error(err)
			}
		})
		for r.inHand() == 0 {
			runtime.Gosched()
		}
		r.kick()
		if yield == patience {
			for !r.waiting.givesWay() {
				r.kick()
				runtime.Gosched()
			}
			select {
			case <-beats: // one that had begun before
			default:
			}
			select {
			case <-beats:
				t.Error("the heartbeat looked while an envelope was waiting")
			default:
			}
			close(answer)
		}
		<-beats
		if yield != patience {
			close(answer)
		}
		<-typed
	}
}

// inHand is how many envelopes have no receipt yet.
func (b *Bot) inHand() int {
	b.waiting.mu.Lock()
	defer b.waiting.mu.Unlock()
	return b.waiting.n
}
