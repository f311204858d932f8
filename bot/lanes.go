package bot

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
)

// lanes runs jobs: those of one key in the order in which they came, those of
// different keys side by side. Both what runs at once and what waits are
// bounded, a job that panics costs itself alone, and wait waits for all.
//
// Driven lanes start nothing by themselves: their jobs run on the goroutine of
// whoever waits, one after the other, in the order in which they came.
type lanes struct {
	slots    chan struct{} // one for each job that runs; nil: driven
	limit    int           // of jobs in hand
	panicked func(cause error)
	queue    []func() // of driven lanes

	mu      sync.Mutex
	waiting map[string][]func() // what follows the job that runs, by key; present while its lane is alive
	inHand  int
	idle    chan struct{} // closed while nothing is in hand
}

// newLanes makes lanes where atOnce jobs run side by side and limit are in
// hand at most. Panicked is told of each job that panics.
func newLanes(atOnce, limit int, panicked func(error)) *lanes {
	idle := make(chan struct{})
	close(idle)
	return &lanes{
		slots: make(chan struct{}, atOnce), limit: limit, panicked: panicked,
		waiting: map[string][]func(){}, idle: idle,
	}
}

// drivenLanes makes lanes whose jobs run when somebody waits.
func drivenLanes(_, limit int, panicked func(error)) *lanes {
	l := newLanes(0, limit, panicked)
	l.slots = nil
	return l
}

// do takes a job in hand and reports false, at once, when there are too many.
func (l *lanes) do(key string, job func()) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.inHand >= l.limit {
		return false
	}
	if l.inHand == 0 {
		l.idle = make(chan struct{})
	}
	l.inHand++
	if l.slots == nil {
		l.queue = append(l.queue, job)
		return true
	}
	if queue, alive := l.waiting[key]; alive {
		l.waiting[key] = append(queue, job)
		return true
	}
	l.waiting[key] = nil
	go l.run(key, job)
	return true
}

// run is the life of one lane: its first job, then what came meanwhile.
func (l *lanes) run(key string, job func()) {
	for more := true; more; {
		l.slots <- struct{}{}
		l.guard(job)
		<-l.slots
		job, more = l.finish(key)
	}
}

// finish puts down the job that ended and hands out the next of its lane.
func (l *lanes) finish(key string) (next func(), more bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.inHand--; l.inHand == 0 {
		close(l.idle)
	}
	queue := l.waiting[key]
	if len(queue) == 0 {
		delete(l.waiting, key)
		return nil, false
	}
	l.waiting[key] = queue[1:]
	return queue[0], true
}

func (l *lanes) guard(job func()) {
	defer recovered(l.panicked)
	job()
}

// wait returns when nothing is in hand, or with the error of ctx.
func (l *lanes) wait(ctx context.Context) error {
	for l.slots == nil && ctx.Err() == nil && l.drive() {
	}
	for {
		l.mu.Lock()
		idle, inHand := l.idle, l.inHand
		l.mu.Unlock()
		if inHand == 0 {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		select {
		case <-idle:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// drive runs the next job of driven lanes and reports false when there is none.
func (l *lanes) drive() bool {
	l.mu.Lock()
	if len(l.queue) == 0 {
		l.mu.Unlock()
		return false
	}
	job := l.queue[0]
	l.queue = l.queue[1:]
	l.mu.Unlock()
	l.guard(job)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.inHand--; l.inHand == 0 {
		close(l.idle)
	}
	return true
}

// room is how many more jobs can be taken in hand.
func (l *lanes) room() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(0, l.limit-l.inHand)
}

// idling reports whether nothing is in hand.
func (l *lanes) idling() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.inHand == 0
}

// recovered, deferred, turns a panic into an error that names where it was and
// not what it was about: that could be something a person wrote.
func recovered(tell func(error)) {
	if cause := recover(); cause != nil {
		tell(&panicError{cause: fmt.Sprintf("%T", cause), stack: string(debug.Stack())})
	}
}

type panicError struct{ cause, stack string }

func (e *panicError) Error() string { return "panic: " + e.cause }
