package fakeslack

import (
	"cmp"
	"math"
	"time"
)

// A bucket is a token bucket on the local Slack's clock: it holds up to capacity calls and gains perMinute.
//
// Slack counts by method, workspace and app in windows of a minute and does not publish its bursts, so the model here is the
// common one: capacity is a fifth of the tier and at least 5. chat.postMessage has two buckets, one for each conversation
// (1/s, burst 5) and one for the workspace (240/min, burst 60); both must have room.
type bucket struct {
	capacity  float64
	perMinute float64
	level     float64
	at        time.Time
}

// fill adds what the time since the last look has brought. A clock that moved back brings nothing.
func (b *bucket) fill(now time.Time) {
	if passed := now.Sub(b.at); passed > 0 {
		b.level = min(b.capacity, b.level+passed.Minutes()*b.perMinute)
		b.at = now
	}
}

// wait is how long until there is room for one call; 0 when there is.
func (b *bucket) wait() time.Duration {
	if b.level >= 1 {
		return 0
	}
	return time.Duration((1 - b.level) / b.perMinute * float64(time.Minute))
}

// LimitRates switches the rate limits on or off, whatever the configuration says.
func (s *Slack) LimitRates(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cfg.NoRateLimits = !on
}

// limited takes one call out of the buckets of a method and reports 0, or, when one of them is empty, takes nothing and
// reports the seconds for Retry-After. The caller holds s.mu.
func (s *Slack) limited(r *request, m *method) int {
	if s.cfg.NoRateLimits {
		return 0
	}
	buckets := []*bucket{}
	if m.name == "chat.postMessage" && s.cfg.Tiers[m.name] == 0 {
		buckets = append(buckets, s.bucket(m.name, 240, 60), s.bucket(m.name+" "+s.target(r.args["channel"]), 60, 5))
	} else {
		buckets = append(buckets, s.bucket(m.name, float64(cmp.Or(s.cfg.Tiers[m.name], m.tier)), 0))
	}
	var wait time.Duration
	for _, b := range buckets {
		b.fill(s.clock.Now())
		wait = max(wait, b.wait())
	}
	if wait > 0 {
		return int(math.Ceil(max(wait, s.cfg.RetryAfterFloor, time.Second).Seconds()))
	}
	for _, b := range buckets {
		b.level--
	}
	return 0
}

// target is the conversation that a message to this ID goes to: for a person, the one with the app.
func (s *Slack) target(id string) string {
	if s.people[id] != nil {
		return s.between(id, s.botUserID).id
	}
	return id
}

// bucket finds or makes a bucket. Without a capacity it is a fifth of the tier, at least 5, and never more than the tier.
func (s *Slack) bucket(name string, perMinute, capacity float64) *bucket {
	b := s.buckets[name]
	if b == nil {
		if capacity == 0 {
			capacity = min(max(perMinute/5, 5), perMinute)
		}
		if burst := s.cfg.Bursts[name]; burst > 0 {
			capacity = float64(burst)
		}
		b = &bucket{capacity: capacity, perMinute: perMinute, level: capacity, at: s.clock.Now()}
		s.buckets[name] = b
	}
	return b
}
