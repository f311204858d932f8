package opening

import (
	"testing"

	"pgregory.net/rapid"
)

// paper is the dumb twin of strip: the states minute by minute.
type paper [dayMinutes]State

func (p *paper) paint(from, until int, state State) {
	for m := max(from, 0); m < min(until, dayMinutes); m++ {
		p[m] = state
	}
}

func TestStrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var p strip
		var minutes paper
		minutes.paint(0, dayMinutes, Closed)
		for range rapid.IntRange(0, 6).Draw(rt, "strokes") {
			from, until := rapid.IntRange(-200, 1600).Draw(rt, "from"), rapid.IntRange(-200, 1600).Draw(rt, "until")
			state := State(rapid.IntRange(-1, 1).Draw(rt, "state"))
			p.paint(from, until, state)
			minutes.paint(from, until, state)
		}
		at := 0
		for k, s := range p.segments() {
			if s.from != at || s.until <= s.from || k > 0 && p[k-1].state == s.state {
				rt.Fatalf("stretches %v have gaps or are not whole", p)
			}
			for ; at < s.until; at++ {
				if minutes[at] != s.state {
					rt.Fatalf("minute %d is %v, want %v: %v", at, s.state, minutes[at], p)
				}
			}
		}
		if at != dayMinutes {
			rt.Fatalf("the day ends at %d", at)
		}
	})
}
