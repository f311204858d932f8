package fakeslack

import (
	"slices"
	"sync"
	"time"
)

// A Clock tells the local Slack the time and calls back when something is due. [NewClock] makes one that stands still until
// it is moved; the zero of [Config.Clock] is the machine's own.
type Clock struct {
	wall bool

	mu     sync.Mutex
	now    time.Time
	timers []*timer
	order  uint64
}

// A timer is one thing that is due once. Timers that are due at the same instant fire in the order in which they were made.
type timer struct {
	at    time.Time
	order uint64
	fire  func()
	real  *time.Timer
	clock *Clock
}

// NewClock makes a clock that shows t until [Clock.Advance] or [Clock.Set] moves it. It is safe for concurrent use.
func NewClock(t time.Time) *Clock { return &Clock{now: t} }

// Now reports the time.
func (c *Clock) Now() time.Time {
	if c.wall {
		return time.Now()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock by d. See [Clock.Set].
func (c *Clock) Advance(d time.Duration) { c.Set(c.Now().Add(d)) }

// Set moves the clock to t. What falls due on the way fires in order, each at its own time, before Set returns; that includes
// what is newly scheduled meanwhile. Moving back fires nothing. The machine's own clock cannot be set: Set then panics.
func (c *Clock) Set(t time.Time) {
	if c.wall {
		panic("fakeslack: the machine's clock cannot be moved; give Config.Clock a NewClock")
	}
	for {
		c.mu.Lock()
		next := c.earliest()
		if next == nil || next.at.After(t) {
			c.now = t
			c.mu.Unlock()
			return
		}
		c.drop(next)
		if next.at.After(c.now) {
			c.now = next.at
		}
		c.mu.Unlock()
		next.fire()
	}
}

// Next reports when the next thing is due, and false when nothing is. A simulation stops there, so that an app can react.
func (c *Clock) Next() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.earliest(); t != nil {
		return t.at, true
	}
	return time.Time{}, false
}

// after calls fire once d has passed, unless the timer is stopped before. It never calls fire within after itself.
func (c *Clock) after(d time.Duration, fire func()) *timer {
	t := &timer{fire: fire, clock: c}
	if c.wall {
		t.real = time.AfterFunc(d, fire)
		return t
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.order++
	t.order, t.at = c.order, c.now.Add(d)
	c.timers = append(c.timers, t)
	return t
}

// stop keeps a timer from firing. Stopping nil, or a timer that has fired, does nothing.
func (t *timer) stop() {
	switch {
	case t == nil:
	case t.real != nil:
		t.real.Stop()
	default:
		t.clock.mu.Lock()
		defer t.clock.mu.Unlock()
		t.clock.drop(t)
	}
}

func (c *Clock) earliest() *timer {
	var first *timer
	for _, t := range c.timers {
		if first == nil || t.at.Before(first.at) || t.at.Equal(first.at) && t.order < first.order {
			first = t
		}
	}
	return first
}

func (c *Clock) drop(t *timer) {
	if i := slices.Index(c.timers, t); i >= 0 {
		c.timers = slices.Delete(c.timers, i, i+1)
	}
}
