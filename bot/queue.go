package bot

import (
	"context"
	"sync"
	"time"
)

// queue counts those who wait to be served, so that what can come later gives
// way to them.
type queue struct {
	mu    sync.Mutex
	n     int
	empty chan struct{} // closed when nobody waits any more; nil: nobody gives way just now
}

// add counts one more.
func (q *queue) add() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.n++
}

// done counts one less.
func (q *queue) done() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.n--; q.n == 0 && q.empty != nil {
		close(q.empty)
		q.empty = nil
	}
}

// giveWay returns when nobody waits, or after so long whoever does, or when
// ctx ends.
func (q *queue) giveWay(ctx context.Context, atMost time.Duration) {
	q.mu.Lock()
	if q.n == 0 || atMost <= 0 {
		q.mu.Unlock()
		return
	}
	if q.empty == nil {
		q.empty = make(chan struct{})
	}
	empty := q.empty
	q.mu.Unlock()
	enough := time.NewTimer(atMost)
	defer enough.Stop()
	select {
	case <-empty:
	case <-enough.C:
	case <-ctx.Done():
	}
}
