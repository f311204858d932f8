package bot

import (
	"testing"
	"time"
)

var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func TestGateArithmetic(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	type step struct {
		at   time.Duration // when it is asked
		want time.Duration // when the call may go
	}
	for _, c := range []struct {
		name  string
		rate  rate
		calls []step // each is taken at the instant at which it may go
	}{
		{"one a second, no burst", rate{60, 1}, []step{{0, 0}, {0, ms(1000)}, {ms(1500), ms(2000)}, {ms(9000), ms(9000)}, {ms(9000), ms(10000)}}},
		{"a burst of three, then every 1.2 s", rate{50, 3}, []step{{0, 0}, {0, 0}, {0, 0}, {0, ms(1200)}, {ms(1200), ms(2400)}, {ms(3600), ms(3600)}}},
		{"a rest earns the burst back, and no more", rate{50, 3}, []step{{0, 0}, {0, 0}, {0, 0}, {ms(60000), ms(60000)}, {ms(60000), ms(60000)}, {ms(60000), ms(60000)}, {ms(60000), ms(61200)}}},
	} {
		g := newGate(c.rate)
		for i, s := range c.calls {
			got := g.next(epoch.Add(s.at))
			if got != epoch.Add(s.want) {
				t.Errorf("%s: call %d asked at %v may go at %v, want %v", c.name, i, s.at, got.Sub(epoch), s.want)
			}
			g.take(got)
		}
	}
}

func TestGateNeverExceedsItsRate(t *testing.T) {
	for method, r := range rates {
		g := newGate(r)
		now, calls := epoch, 0
		for end := epoch.Add(10 * time.Minute); now.Before(end); calls++ {
			now = g.next(now)
			g.take(now)
		}
		if most := 10*r.perMinute + r.burst; calls > most+1 || calls < 10*r.perMinute {
			t.Errorf("%s: %d calls in ten minutes, the limit is %d", method, calls, most)
		}
	}
}

func TestGateShutBySlack(t *testing.T) {
	g := newGate(rate{60, 1})
	g.close(epoch, 30*time.Second)
	g.close(epoch, 10*time.Second) // a shorter ban does not lift a longer one
	if got := g.next(epoch.Add(time.Second)); got != epoch.Add(30*time.Second) {
		t.Errorf("may go at %v, want 30s", got.Sub(epoch))
	}
	if got := g.next(epoch.Add(31 * time.Second)); got != epoch.Add(31*time.Second) {
		t.Errorf("after the ban it may go at %v, want at once", got.Sub(epoch))
	}
}

func TestGateSurvivesAClockThatJumpsBack(t *testing.T) {
	g := newGate(rate{60, 1})
	g.take(epoch)
	g.close(epoch, 30*time.Second)
	back := epoch.Add(-24 * time.Hour)
	if got := g.next(back).Sub(back); got > 30*time.Second {
		t.Errorf("a day back, the next call waits %v", got)
	}
	g = newGate(rate{60, 1})
	g.take(epoch)
	if got := g.next(back).Sub(back); got > time.Second {
		t.Errorf("a day back, the next call waits %v", got)
	}
}

func TestPaceHoldsMethodAndConversation(t *testing.T) {
	p := newPace()
	if _, ok := p.take("chat.postMessage", "D1", epoch); !ok {
		t.Fatal("the first post is held")
	}
	if at, ok := p.take("chat.postMessage", "D1", epoch); ok || at != epoch.Add(time.Second) {
		t.Errorf("second post to one conversation: %v at %v", ok, at.Sub(epoch))
	}
	if _, ok := p.take("chat.postMessage", "D2", epoch); !ok {
		t.Error("a post to another conversation is held")
	}
	p.close("chat.postMessage", epoch, 5*time.Second)
	if at, ok := p.take("chat.postMessage", "D3", epoch); ok || at != epoch.Add(5*time.Second) {
		t.Errorf("post to a method shut by Slack: %v at %v", ok, at.Sub(epoch))
	}
	if _, ok := p.take("chat.update", "", epoch); !ok {
		t.Error("another method is held too")
	}
}

// What did not wait its turn is made up for by what comes next.
func TestPaceCountsWhatDoesNotWait(t *testing.T) {
	p := newPace()
	for range 4 { // one more than may come at once
		p.count("chat.update", epoch)
	}
	if at, ok := p.take("chat.update", "", epoch); ok || at != epoch.Add(time.Minute/50) {
		t.Errorf("the next call: %v at %v", ok, at.Sub(epoch))
	}
	p.count("no.such", epoch)
}

func TestPaceForgetsIdleConversations(t *testing.T) {
	p := newPace()
	now := epoch
	for i := range 5000 {
		for {
			at, ok := p.take("chat.postMessage", string(rune('A'+i)), now)
			if ok {
				break
			}
			now = at
		}
	}
	if len(p.talks) > 1024 {
		t.Errorf("%d conversations are remembered", len(p.talks))
	}
}
