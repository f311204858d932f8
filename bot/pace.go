package bot

import (
	"sync"
	"time"
)

// Slack limits each method for each workspace, in calls a minute, and posting
// also in each conversation, to one a second. How much may come at once is
// not published, so the bursts here are small: a bigger one would shorten a
// short queue by seconds and risk half a minute's ban.
//
// A gate is the generic cell rate algorithm: one instant says all that a
// bucket of tokens would, and nothing runs in the background.

// rate is how often a method may be called.
type rate struct {
	perMinute int
	burst     int
}

// rates holds the documented limits of the methods that wait their turn.
var rates = map[string]rate{
	"chat.postMessage":      {240, 8}, // "several hundred per minute"; the field measured 229
	"chat.update":           {50, 3},  // tier 3
	"conversations.open":    {50, 3},  // tier 3
	"conversations.history": {50, 3},  // tier 3, for an internal app
	"users.info":            {100, 5}, // tier 4
	"users.list":            {20, 2},  // tier 2

	"files.getUploadURLExternal":   {100, 5}, // tier 4
	"files.completeUploadExternal": {100, 5}, // tier 4
	"views.publish":                {100, 5}, // tier 4
}

// talk is how often one conversation may be posted to.
var talk = rate{60, 1}

// gate lets calls through at a rate. The zero value lets everything through.
type gate struct {
	every time.Duration // between two calls in the long run
	lead  time.Duration // how far ahead of that the burst may run
	tat   time.Time     // when a call would be exactly on time
	shut  time.Time     // nothing before this instant
	since time.Time     // when it was shut
}

func newGate(r rate) *gate {
	every := time.Minute / time.Duration(r.perMinute)
	return &gate{every: every, lead: every * time.Duration(r.burst-1)}
}

// next is the first instant, not before now, at which a call may go. A clock
// that jumped back does not lengthen a wait beyond what it was.
func (g *gate) next(now time.Time) time.Time {
	if ahead := now.Add(g.lead + g.every); g.tat.After(ahead) {
		g.tat = ahead
	}
	if g.shut.After(now) && now.Before(g.since) {
		g.shut, g.since = now.Add(g.shut.Sub(g.since)), now
	}
	at := now
	if free := g.tat.Add(-g.lead); free.After(at) {
		at = free
	}
	if g.shut.After(at) {
		at = g.shut
	}
	return at
}

// take counts a call at now.
func (g *gate) take(now time.Time) {
	if g.tat.Before(now) {
		g.tat = now
	}
	g.tat = g.tat.Add(g.every)
}

// close shuts the gate for a while, because Slack said so.
func (g *gate) close(now time.Time, wait time.Duration) {
	if until := now.Add(wait); until.After(g.shut) {
		g.shut, g.since = until, now
	}
}

// idle reports whether a fresh gate would behave the same.
func (g *gate) idle(now time.Time) bool { return !g.tat.After(now) && !g.shut.After(now) }

// pace is the gates of all methods and conversations.
type pace struct {
	mu      sync.Mutex
	methods map[string]*gate
	talks   map[string]*gate // by conversation, only those with something to remember
}

func newPace() *pace {
	p := &pace{methods: map[string]*gate{}, talks: map[string]*gate{}}
	for method, r := range rates {
		p.methods[method] = newGate(r)
	}
	return p
}

// next is the first instant, not before now, at which the method may be
// called; conversation is where it posts, or "". The caller holds p.mu.
func (p *pace) next(method, conversation string, now time.Time) time.Time {
	at := now
	if g := p.methods[method]; g != nil {
		at = g.next(now)
	}
	if g := p.talks[conversation]; g != nil {
		if t := g.next(now); t.After(at) {
			at = t
		}
	}
	return at
}

// at is the first instant, not before now, at which the method may be called.
func (p *pace) at(method string, now time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.next(method, "", now)
}

// take lets a call through if it may go at now, and says when it may if not.
func (p *pace) take(method, conversation string, now time.Time) (at time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at = p.next(method, conversation, now); at.After(now) {
		return at, false
	}
	if g := p.methods[method]; g != nil {
		g.take(now)
	}
	if conversation != "" {
		p.forgetIdle(now)
		g := p.talks[conversation]
		if g == nil {
			g = newGate(talk)
			p.talks[conversation] = g
		}
		g.take(now)
	}
	return now, true
}

// count notes a call that does not wait its turn, as the next page of an answer or a
// word to somebody who has just asked: those that do wait come the later for it, by
// one call at most.
func (p *pace) count(method string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if g := p.methods[method]; g != nil {
		g.take(now)
	}
}

// open reports whether a method may be called at now, and when it may if not.
func (p *pace) open(method string, now time.Time) (at time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at = p.next(method, "", now)
	return at, !at.After(now)
}

// rested is the first instant, not before now, at which a method will not have
// been called lately, so that all of its burst is there.
func (p *pace) rested(method string, now time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.next(method, "", now)
	if g := p.methods[method]; g != nil && g.tat.After(at) {
		at = g.tat
	}
	return at
}

// close shuts a method, because Slack said so.
func (p *pace) close(method string, now time.Time, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if g := p.methods[method]; g != nil {
		g.close(now, wait)
	}
}

// forgetIdle keeps the conversations to those posted to in the last second or
// so, once there are many.
func (p *pace) forgetIdle(now time.Time) {
	if len(p.talks) < 1024 {
		return
	}
	for conversation, g := range p.talks {
		if g.idle(now) {
			delete(p.talks, conversation)
		}
	}
}
