package pairing

import (
	"context"
	"errors"
	"math/bits"
	"math/rand/v2"
	"slices"

	"cowork/pairing/matching"
)

// outlook is a group of members in a round to come, as far as it can be told
// today: everybody is there, and only what passes with time changes a score.
type outlook struct {
	in       Input // of which the round and the rules count
	vertices int32 // always even: in an odd group the last is the chair of who rests
	chair    bool
	all      []prospect
	at       [][]int32 // of two vertices: their prospect, or nobody; all rounds share it
}

// prospect is two who may be together in a round to come, or somebody who may
// rest in it.
type prospect struct {
	u, v    int32 // u < v
	couple  int32 // in the pool; nobody: u rests
	lasting int32 // the part of the score that does not pass with time
	times   int32 // how often they were together, or how often u rested
	last    int32 // the latest round of those
	left    bool  // they are still to meet, or u to rest, before everybody begins again
}

// outlook is the group of couples of the pool in this round.
func (p *planner) outlook(pool []couple, group []int32) *outlook {
	o := &outlook{in: *p.in}
	vertex := make([]int32, len(p.all))
	least := pool[group[0]].times
	for _, k := range group {
		c := &pool[k]
		vertex[c.i], vertex[c.j] = 1, 1
		least = min(least, c.times)
	}
	turn := int64(1 << 62)
	for i, there := range vertex {
		if there == 0 {
			vertex[i] = nobody
			continue
		}
		vertex[i] = o.vertices
		o.vertices++
		turn = min(turn, p.turns[i])
	}
	for _, k := range group {
		c := &pool[k]
		f := facts{in: p.in, bond: bond{together: c.times, last: c.last}}
		o.all = append(o.all, prospect{
			u: vertex[c.i], v: vertex[c.j], couple: k, lasting: c.score - passing(&f), times: c.times, last: c.last, left: c.times == least,
		})
	}
	if o.chair = o.vertices%2 == 1; o.chair {
		for i, v := range vertex {
			if m := p.all[i].Member; v != nobody {
				since := max(m.LastRest, m.Joined-1, 0)
				o.all = append(o.all, prospect{u: v, v: o.vertices, couple: nobody, times: int32(m.Rests), last: int32(since), left: p.turns[i] == turn})
			}
		}
		o.vertices++
	}
	o.at = make([][]int32, o.vertices)
	for v := range o.at {
		o.at[v] = slices.Repeat([]int32{nobody}, int(o.vertices))
	}
	for k := range o.all {
		m := &o.all[k]
		o.at[m.u][m.v], o.at[m.v][m.u] = int32(k), int32(k)
	}
	return o
}

// passing is the part of a score that passes with time.
func passing(f *facts) int32 {
	return int32(when(f.together == 0, weightNew) + longAgo(f) + tooSoon(f))
}

// after is the outlook on the round that follows if this plan is played, a list
// of prospects.
func (o *outlook) after(plan []int32) *outlook {
	next := *o
	next.all = slices.Clone(o.all)
	for _, k := range plan {
		m := &next.all[k]
		m.times, m.last, m.left = m.times+1, int32(o.in.Round), false
	}
	next.in.Round++
	return &next
}

// need is how many rounds it takes at least until everybody has met everybody
// who is left: as many as somebody has others to meet, and in an odd group no
// fewer than there are full rounds of couples.
func (o *outlook) need() int {
	left := make([]int, o.vertices)
	couples, most := 0, 0
	for k := range o.all {
		if m := &o.all[k]; m.left && m.couple != nobody {
			left[m.u]++
			left[m.v]++
			most = max(most, left[m.u], left[m.v])
			couples++
		}
	}
	if !o.chair {
		return most
	}
	full := int(o.vertices)/2 - 1
	return max(most, (couples+full-1)/full)
}

// weights are those of all prospects by points 2 to 5 of PlanRound: the plan that
// weighs most is the best. place is more than the weights can differ by.
func (o *outlook) weights() (weights []int64, place int64) {
	weights = make([]int64, len(o.all))
	f := facts{in: &o.in}
	least, most := int64(1<<62), int64(-1<<62)
	for k := range o.all {
		if m := &o.all[k]; m.couple != nobody {
			f.together, f.last = m.times, m.last
			weights[k] = int64(m.lasting + passing(&f))
			least, most = min(least, weights[k]), max(most, weights[k])
		}
	}
	duos := int64(o.vertices / 2)
	repeatPlace := (most-least)*duos + 1
	turnPlace := repeatPlace * (duos + 1)
	place = turnPlace * int64(o.vertices+1)
	for k := range o.all {
		m := &o.all[k]
		if m.couple == nobody {
			weights[k] = int64(o.vertices-o.before(m)) * turnPlace
			continue
		}
		weights[k] -= least
		if f.together, f.last = m.times, m.last; !f.repeats() {
			weights[k] += repeatPlace
		}
	}
	return weights, place
}

// before counts those whose turn to rest comes before this one's.
func (o *outlook) before(rest *prospect) (n int32) {
	for k := range o.all {
		m := &o.all[k]
		if m.couple == nobody && (m.last < rest.last || m.last == rest.last && m.times < rest.times) {
			n++
		}
	}
	return n
}

// best is a best plan in which everybody has a partner or the chair, and among
// all of those one with the most of second, which is less than 1<<16 for each
// prospect; nil if there is none.
func (o *outlook) best(ctx context.Context, second []int64) ([]int32, error) {
	weights, place := o.weights()
	secondPlace := slices.Max(second)*int64(o.vertices/2) + 1
	edges := make([]matching.Edge, len(o.all))
	for k := range o.all {
		m := &o.all[k]
		edges[k] = matching.Edge{U: m.u, V: m.v, Weight: (place+weights[k])*secondPlace + second[k]}
	}
	result, err := matching.Max(ctx, int(o.vertices), edges)
	if err != nil {
		return nil, err
	}
	if result.Gap != 0 {
		return nil, errors.Join(errors.New("pairing: a round to come is not proved to be the best"), ctx.Err())
	}
	var plan []int32
	for u, v := range result.Mate {
		switch {
		case v == nobody:
			return nil, nil
		case int32(u) < v:
			plan = append(plan, o.at[u][v])
		}
	}
	return plan, nil
}

// bests lists all best plans in which everybody has a partner or the chair, by
// looking at every plan there is. Their order is by chance.
func (o *outlook) bests(rng *rand.Rand) (plans [][]int32) {
	weights, _ := o.weights()
	plan := make([]int32, 0, o.vertices/2)
	most := int64(-1)
	var try func(free uint64, sum int64)
	try = func(free uint64, sum int64) {
		if free == 0 {
			if sum > most {
				most, plans = sum, plans[:0]
			}
			if sum == most {
				plans = append(plans, slices.Clone(plan))
			}
			return
		}
		u := bits.TrailingZeros64(free)
		free &^= 1 << u
		for others := free; others != 0; others &= others - 1 {
			v := bits.TrailingZeros64(others)
			if k := o.at[u][v]; k != nobody {
				plan = append(plan, k)
				try(free&^(1<<v), sum+weights[k])
				plan = plan[:len(plan)-1]
			}
		}
	}
	try(1<<o.vertices-1, 0)
	rng.Shuffle(len(plans), func(a, b int) { plans[a], plans[b] = plans[b], plans[a] })
	return plans
}
