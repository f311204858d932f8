package pairing

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"cowork/pairing/matching"
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

// steadyWeek is the input a week later of a circle in which one in fifty has a new
// field and new habits, and three in a hundred pause or return. All have met whom they
// were matched with. Everybody is there, whether away or not, in the order of IDs.
func steadyWeek(in Input, p *planner, everybody []Member, away []bool, r *rand.Rand) Input {
	next := nextWeek(in, p)
	next.Members = nil
	for i := range everybody {
		m := &everybody[i]
		switch r.IntN(100) {
		case 0, 1:
			like := &everybody[r.IntN(len(everybody))]
			m.Field, m.Habits = like.Field, like.Habits
		case 2, 3, 4:
			away[i] = !away[i]
		}
		if !away[i] {
			next.Members = append(next.Members, *m)
		}
	}
	return next
}

// lastWeek is what a matching leaves behind for the next one.
type lastWeek struct {
	duals map[MemberID]int64
	near  [][2]MemberID
	said  map[MemberID]string // what somebody may change
}

func said(c *candidate) string { return fmt.Sprint(c.Field, c.Habits) }

// options are for a crowd to start from last week; none if it is nil. Who is new, or
// has another profile than then, is a stranger.
func (l *lastWeek) options(c *crowd) []matching.Option {
	if l == nil {
		return nil
	}
	start, near := make([]int64, len(c.who)), make([][2]int32, 0, len(l.near))
	place := map[MemberID]int32{}
	for u, i := range c.who {
		y, known := l.duals[c.all[i].ID]
		if start[u] = y; !known || l.said[c.all[i].ID] != said(&c.all[i]) {
			start[u] = -1
		}
		place[c.all[i].ID] = int32(u)
	}
	for _, pair := range l.near {
		u, known := place[pair[0]]
		v, too := place[pair[1]]
		if known && too {
			near = append(near, [2]int32{u, v})
		}
	}
	return []matching.Option{matching.StartNear(start, near)}
}

// solveCrowd finds mates for everybody by the first place values, starting from last
// week, if it is not nil. It returns the planner, what the matching weighs, what it
// leaves behind, and how long the matching took, of all processors together.
func solveCrowd(t testing.TB, in *Input, last *lastWeek) (p *planner, weight int64, left *lastWeek, took time.Duration) {
	t.Helper()
	p = newPlanner(in)
	who := make([]int32, len(p.all))
	for i := range who {
		who[i] = int32(i)
	}
	c := newCrowd(p.deck, who, who)
	v, _ := c.values(0, 1)
	c.value(p.turns, 1, v)
	c.enjoin()
	opts := last.options(c)
	began := cpu()
	s, err := matching.NewImplicitSolver(c, opts...)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Solve(context.Background())
	if err != nil || r.Gap != 0 {
		t.Fatal(err)
	}
	took = cpu() - began
	if len(who) < 500 {
		if err := matching.VerifyImplicit(c, r); err != nil {
			t.Error(err)
		}
	}
	left = &lastWeek{duals: map[MemberID]int64{}, said: map[MemberID]string{}}
	for i := range c.all {
		left.said[c.all[i].ID] = said(&c.all[i])
	}
	for u, y := range r.Certificate.Potentials() {
		left.duals[p.all[c.who[u]].ID] = y
		if m := r.Mate[u]; m != nobody {
			p.mate[c.who[u]] = c.who[m]
		}
	}
	for _, pair := range s.Near() {
		left.near = append(left.near, [2]MemberID{p.all[c.who[pair[0]]].ID, p.all[c.who[pair[1]]].ID})
	}
	return p, r.Weight, left, took
}

// From last week's duals and near pairs this week's plan is found to be worth as much.
func TestAWarmStartIsAsGood(t *testing.T) {
	in := invented(400, 3, 2)
	everybody, away := slices.Clone(in.Members), make([]bool, len(in.Members))
	r := rand.New(rand.NewPCG(3, 9))
	p, _, last, _ := solveCrowd(t, &in, nil)
	for range 5 {
		in = steadyWeek(in, p, everybody, away, r)
		_, cold, _, _ := solveCrowd(t, &in, nil)
		var warm int64
		if p, warm, last, _ = solveCrowd(t, &in, last); warm != cold {
			t.Errorf("round %d: %d from last week, %d without", in.Round, warm, cold)
		}
	}
}

// BenchmarkWeeks compares the matching of six steady weeks with and without what the
// week before left behind; and with what the week itself leaves behind, which nobody
// has beforehand: no start can be much closer.
func BenchmarkWeeks(b *testing.B) {
	const weeks = 6
	for _, n := range []int{1000, 10_000, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var cold, warm, hindsight time.Duration
			for b.Loop() {
				in := invented(n, 1, 4)
				everybody, away := slices.Clone(in.Members), make([]bool, n)
				r := rand.New(rand.NewPCG(1, 9))
				p, _, last, _ := solveCrowd(b, &in, nil)
				for range weeks {
					in = steadyWeek(in, p, everybody, away, r)
					_, weight, own, took := solveCrowd(b, &in, nil)
					cold += took
					_, again, _, took := solveCrowd(b, &in, own)
					hindsight += took
					var same int64
					if p, same, last, took = solveCrowd(b, &in, last); same != weight || again != weight {
						b.Fatalf("%d from last week, %d in hindsight, %d without", same, again, weight)
					}
					warm += took
				}
			}
			b.ReportMetric(float64(cold.Milliseconds())/float64(weeks*b.N), "cold-cpu-ms/week")
			b.ReportMetric(float64(warm.Milliseconds())/float64(weeks*b.N), "warm-cpu-ms/week")
			b.ReportMetric(float64(warm)/float64(cold), "warm/cold")
			b.ReportMetric(float64(hindsight)/float64(cold), "hindsight/cold")
		})
	}
}
