package pairing

import (
	"context"
	"errors"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"

	"cowork/pairing/matching"
)

// outlook is a group of members in a round to come, as far as it can be told
// today: from the next round on everybody is there, with those who are away in this
// one, and only what passes with time changes a score.
type outlook struct {
	in      Input  // of which the round and the rules count
	members int32  // how many vertices are members; one more is the chair of who rests
	now     uint64 // the vertices that take part in this round, an even number
	later   uint64 // and from the next one on
	all     []prospect
	at      [][]int32 // of two vertices: their prospect, or nobody; all rounds share it
}

// prospect is two who may be together in a round to come, or somebody who may
// rest in it.
type prospect struct {
	u, v    int32 // u < v; v may be the chair
	couple  int32 // in the pool; nobody: one is away, or u rests
	lasting int32 // the part of the score that does not pass with time
	times   int32 // how often they were together, or how often u rested
	last    int32 // the latest round of those
	left    bool  // they are still to meet, or u to rest, before everybody begins again
}

// withAway is a planner of the same round who has those who are away among the
// members; p itself if nobody is.
func (p *planner) withAway(ctx context.Context) (*planner, error) {
	if len(p.in.Away) == 0 || len(p.all)+len(p.in.Away) > mostCircle {
		return p, nil
	}
	in := *p.in
	in.Members = slices.Concat(in.Members, in.Away)
	all := newPlanner(&in)
	return all, all.survey(ctx)
}

// outlook is that on a group of couples of the pool, and those who are away but fit
// with somebody of the group; nil if they are more than mostForeseen. Everybody is
// who withAway returned.
func (p *planner) outlook(everybody *planner, pool []couple, group []int32) *outlook {
	o := &outlook{in: *p.in}
	position := make([]int32, len(p.all)) // among everybody
	away := slices.Repeat([]bool{true}, len(everybody.all))
	for i := range p.all {
		position[i] = everybody.at(p.all[i].ID)
		away[position[i]] = false
	}
	here := make([]bool, len(everybody.all))
	for _, k := range group {
		here[position[pool[k].i]], here[position[pool[k].j]] = true, true
	}
	takesPart := slices.Clone(here)
	for _, c := range everybody.open {
		takesPart[c.i] = takesPart[c.i] || away[c.i] && here[c.j]
		takesPart[c.j] = takesPart[c.j] || away[c.j] && here[c.i]
	}
	vertex := make([]int32, len(everybody.all))
	turn := int64(math.MaxInt64)
	for i := range vertex {
		if vertex[i] = nobody; !takesPart[i] {
			continue
		}
		vertex[i] = o.members
		if o.members++; o.members > mostForeseen {
			return nil
		}
		o.later |= 1 << vertex[i]
		if here[i] {
			o.now |= 1 << vertex[i]
		}
		turn = min(turn, everybody.turns[i])
	}
	chair := o.members
	if chair == 64 && bits.OnesCount64(o.now)%2 == 1 {
		return nil // no bit is left for it
	}
	o.now |= uint64(bits.OnesCount64(o.now)%2) << chair
	o.later |= uint64(bits.OnesCount64(o.later)%2) << chair
	least := int32(math.MaxInt32)
	for _, c := range everybody.open {
		if u, v := vertex[c.i], vertex[c.j]; u != nobody && v != nobody {
			f := facts{in: p.in, bond: bond{together: c.times, last: c.last}}
			o.all = append(o.all, prospect{u: u, v: v, couple: nobody, lasting: c.score - passing(&f), times: c.times, last: c.last})
			least = min(least, c.times)
		}
	}
	for k := range o.all {
		o.all[k].left = o.all[k].times == least
	}
	for i, u := range vertex {
		if m := everybody.all[i].Member; u != nobody && o.rests() {
			due := o.later>>chair&1 == 1 && everybody.turns[i] == turn
			o.all = append(o.all, prospect{u: u, v: chair, couple: nobody, times: int32(m.Rests), last: int32(max(m.LastRest, m.Joined-1, 0)), left: due})
		}
	}
	o.at = make([][]int32, o.members+1)
	for v := range o.at {
		o.at[v] = slices.Repeat([]int32{nobody}, int(o.members)+1)
	}
	for k := range o.all {
		m := &o.all[k]
		o.at[m.u][m.v], o.at[m.v][m.u] = int32(k), int32(k)
	}
	for _, k := range group {
		u, v := vertex[position[pool[k].i]], vertex[position[pool[k].j]]
		o.all[o.at[u][v]].couple = k
	}
	return o
}

// rests reports whether somebody rests in this round or in those to come.
func (o *outlook) rests() bool { return (o.now|o.later)>>o.members&1 == 1 }

// takesPart reports whether a prospect is possible in this round.
func (o *outlook) takesPart(m *prospect) bool {
	both := uint64(1)<<m.u | uint64(1)<<m.v
	return o.now&both == both
}

// isRest reports whether it is a rest.
func (o *outlook) isRest(m *prospect) bool { return m.v == o.members }

// passing is the part of a score that passes with time.
func passing(f *facts) int32 {
	return int32(when(f.together == 0, weightNew) + longAgo(f) + oftenTogether(f) + tooSoon(f))
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
	next.now = o.later
	return &next
}

// need is how many rounds it takes at least until everybody has met everybody
// who is left: no fewer than there are full rounds of couples, and for everybody as
// many as they have others to meet, and then those in which they are away or rest.
func (o *outlook) need() int {
	left := make([]int, o.members)
	couples := 0
	for k := range o.all {
		if m := &o.all[k]; m.left && !o.isRest(m) {
			left[m.u]++
			left[m.v]++
			couples++
		}
	}
	full := int(o.members) / 2
	rounds := (couples + full - 1) / full
	for v, n := range left {
		if n > 0 && o.now>>v&1 == 0 {
			n++
		}
		rounds = max(rounds, n)
	}
	// Where everybody fits with everybody, rests are a queue.
	if pairs := int(o.members) * full; o.later>>o.members&1 == 1 && len(o.all) == pairs+int(o.members) {
		rounds = o.needBeside(left, rounds)
	}
	return rounds
}

// needBeside is how many rounds it takes, of so many at least, if the members of an
// odd group have others to meet beside resting in turn.
func (o *outlook) needBeside(left []int, rounds int) int {
	for k := range o.all {
		m := &o.all[k]
		if !o.isRest(m) || left[m.u] == 0 {
			continue
		}
		last := 0 // in the queue, if all of the same turn are before them
		for j := range o.all {
			if r := &o.all[j]; o.isRest(r) && j != k && !m.before(r) {
				last++
			}
		}
		for ; ; rounds++ {
			resting := rounds // rounds in which somebody rests
			if o.now>>o.members&1 == 0 {
				resting--
			}
			rests := 0
			if resting > last {
				rests = 1 + (resting-last-1)/int(o.members)
			}
			if left[m.u]+rests <= rounds {
				break
			}
		}
	}
	return rounds
}

// before reports whether it is their turn to rest before another's.
func (m *prospect) before(o *prospect) bool {
	return m.last < o.last || m.last == o.last && m.times < o.times
}

// weights are those of all prospects by points 2 to 5 of PlanRound: the plan that
// weighs most is the best. place is more than the weights can differ by.
func (o *outlook) weights() (weights []int64, place int64) {
	weights = make([]int64, len(o.all))
	f := facts{in: &o.in}
	least, most := int64(1<<62), int64(-1<<62)
	for k := range o.all {
		if m := &o.all[k]; !o.isRest(m) {
			f.together, f.last = m.times, m.last
			weights[k] = int64(m.lasting + passing(&f))
			least, most = min(least, weights[k]), max(most, weights[k])
		}
	}
	duos := int64(o.members+1) / 2
	repeatPlace := (most-least)*duos + 1
	turnPlace := repeatPlace * (duos + 1)
	place = turnPlace * int64(o.members+2)
	for k := range o.all {
		m := &o.all[k]
		if o.isRest(m) {
			weights[k] = int64(o.members-o.before(m)) * turnPlace
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
		if o.isRest(m) && m.before(rest) {
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
	secondPlace := slices.Max(second)*(int64(o.members+1)/2) + 1
	edges := make([]matching.Edge, 0, len(o.all))
	for k := range o.all {
		if m := &o.all[k]; o.takesPart(m) {
			edges = append(edges, matching.Edge{U: m.u, V: m.v, Weight: (place+weights[k])*secondPlace + second[k]})
		}
	}
	result, err := matching.Max(ctx, int(o.members)+1, edges)
	if err != nil {
		return nil, err
	}
	if result.Gap != 0 {
		return nil, errors.Join(errors.New("pairing: a round to come is not proved to be the best"), ctx.Err())
	}
	var plan []int32
	for u, v := range result.Mate {
		switch {
		case v == nobody && o.now>>u&1 == 1:
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
	plan := make([]int32, 0, o.members/2+1)
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
	try(o.now, 0)
	rng.Shuffle(len(plans), func(a, b int) { plans[a], plans[b] = plans[b], plans[a] })
	return plans
}
