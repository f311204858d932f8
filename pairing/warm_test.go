package pairing

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"
)

// nextWeek is the input a round later, when all that had mates have met.
func nextWeek(in Input, p *planner) Input {
	next := in
	next.Round++
	next.From, next.Until = in.From.AddDate(0, 0, 7), in.Until.AddDate(0, 0, 7)
	next.History = slices.Clone(in.History)
	for i, m := range p.mate {
		if int32(i) < m {
			next.History = append(next.History, Past{
				Round: in.Round, Members: []MemberID{p.all[i].ID, p.all[m].ID}, State: Met,
				Place: Place{Kind: Public, Venue: 1}, Start: in.From,
			})
		}
	}
	return next
}

// solveCrowd finds mates for everybody by the first place values, starting from
// the duals of members in an earlier week, if there are any. It returns the
// planner, what the matching weighs and its duals.
func solveCrowd(t testing.TB, in *Input, start map[MemberID]int64) (*planner, int64, map[MemberID]int64) {
	t.Helper()
	p := newPlanner(in)
	who := make([]int32, len(p.all))
	for i := range who {
		who[i] = int32(i)
	}
	c := newCrowd(p.deck, who, who)
	v, _ := c.values(0, 1)
	c.value(p.turns, 1, v)
	var potentials []int64
	for _, i := range c.who {
		if start != nil {
			potentials = append(potentials, start[p.all[i].ID])
		}
	}
	r, err := c.solve(context.Background(), potentials)
	if err != nil {
		t.Fatal(err)
	}
	duals := map[MemberID]int64{}
	for u, y := range r.Certificate.Potentials() {
		duals[p.all[c.who[u]].ID] = y
		if m := r.Mate[u]; m != nobody {
			p.mate[c.who[u]] = c.who[m]
		}
	}
	return p, r.Weight, duals
}

// From last week's duals this week's plan is found to be worth as much.
func TestAWarmStartIsAsGood(t *testing.T) {
	in := invented(400, 3, 2)
	p, _, duals := solveCrowd(t, &in, nil)
	for range 3 {
		in = nextWeek(in, p)
		_, cold, _ := solveCrowd(t, &in, nil)
		var warm int64
		if p, warm, duals = solveCrowd(t, &in, duals); warm != cold {
			t.Errorf("round %d: %d from last week's duals, %d without", in.Round, warm, cold)
		}
	}
}

// BenchmarkWeeks compares three weeks with and without last week's duals.
func BenchmarkWeeks(b *testing.B) {
	for _, n := range []int{1000, 10_000, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var cold, warm time.Duration
			for b.Loop() {
				in := invented(n, 1, 4)
				p, _, duals := solveCrowd(b, &in, nil)
				for range 3 {
					in = nextWeek(in, p)
					began := cpu()
					solveCrowd(b, &in, nil)
					cold += cpu() - began
					began = cpu()
					p, _, duals = solveCrowd(b, &in, duals)
					warm += cpu() - began
				}
			}
			b.ReportMetric(float64(cold.Milliseconds())/float64(3*b.N), "cold-cpu-ms/week")
			b.ReportMetric(float64(warm.Milliseconds())/float64(3*b.N), "warm-cpu-ms/week")
		})
	}
}
