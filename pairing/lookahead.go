package pairing

import (
	"cmp"
	"context"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
)

// Looking ahead
//
// Planning each round well does not plan a year well. Eight members who are
// all equal have seven rounds in which everybody meets everybody once, but if
// the first rounds are any matchings of people who have not met, those who are
// left over may form two triangles or worse, from which no full round can be
// made although many pairs have not met yet. So among plans that are equally
// good PlanRound prefers one that keeps the future open.
//
// The graph of pairs who have not met (or, once everybody has met everybody,
// who have met least often) is coloured with as many colours as its greatest
// degree. Each colour class is a possible round; together they are a
// timetable in which everybody meets everybody who is left, in the fewest
// rounds there can be, as somebody has that many still to meet. The best class
// is the one whose couples are worth most in this round. Its couples get a
// bonus of 1 below everything else in the order of a plan: it never costs a
// point of score, and if the class is among the best plans it becomes the plan.
// The next round finds the other classes again, or some that are as good.
//
// Groups who do not fit with each other, such as two towns, are looked at one by
// one. In an odd group resting is a partner too: an extra vertex that is joined
// to those whose turn to rest it is.
//
// Guarantee: in a circle with an even number n of members who are always there
// and all equal, everybody meets everybody exactly once in n-1 rounds; with an
// odd number n, in n rounds, in which everybody rests exactly once; and so on
// in every cycle after it. This holds as long as the search finds a timetable,
// and for such a circle it does so without searching: the circle method, with
// members in the order of their IDs, is a timetable from the first round on,
// and after a full cycle the rounds of the past are one. Tests play it for
// every n up to 64. Where somebody was absent, came or left, history does not
// agree with the circle method; the search of colouring.go then starts from as
// much of it as still holds. In tests that rename everybody before each round,
// which leaves nothing of it, no timetable is ever missed. The search is
// bounded by steps, not by time, and its chance is the seed's. If it finds no
// timetable, the best class that it did find is preferred all the same.
//
// After absences a class of the timetable need not be among the best plans:
// everybody is to have a partner, even if those who missed nothing have nobody new
// left. It could cost a round or two. So in groups of up to mostForeseen members
// foresight.go plays the rounds to come before the class becomes the bonus, and
// thinks of those who are away as well.
//
// Circles of more than mostCircle members do without: they need more than two
// years of weekly rounds until new partners become scarce.

// mostCircle is the greatest number of members to look ahead for; their degrees
// stay below mostColours.
const mostCircle = mostColours

// stepsPerEdge bounds the search for a timetable. Two are enough in practice if
// there is one; more only cost time where there is none.
const stepsPerEdge = 30

// lookahead is the bonus of each couple of the pool; nil if there is none. It
// fails when ctx is done before the rounds to come are played.
func (p *planner) lookahead(ctx context.Context, pool []couple) ([]int32, error) {
	if len(pool) == 0 || len(p.all) > mostCircle {
		return nil, nil
	}
	worth, _, err := p.weigh(pool, nil, math.MaxInt64)
	if err != nil {
		return nil, err
	}
	rng := p.chance()
	bonus := make([]int32, len(pool))
	groups := grouped(len(p.all), pool)
	for _, group := range groups {
		g := p.future(pool, group, worth)
		for _, m := range g.best(g.timetable(rng), rng) {
			if m.couple >= 0 {
				bonus[m.couple] = 1
			}
		}
	}
	everybody, err := p.withAway(ctx)
	if err != nil {
		return nil, err
	}
	for _, group := range groups {
		if err := p.foresee(ctx, p.outlook(everybody, pool, group), bonus, rng); err != nil {
			return nil, err
		}
	}
	return bonus, nil
}

// grouped lists the couples, by their positions in the pool, of each group
// within which members are connected, such as a town.
func grouped(n int, pool []couple) [][]int32 {
	of := components(n, pool)
	groups := make([][]int32, n)
	for k, c := range pool {
		groups[of[c.i]] = append(groups[of[c.i]], int32(k))
	}
	return slices.DeleteFunc(groups, func(g []int32) bool { return len(g) == 0 })
}

// future is the graph of what is still to come: the couples who were together
// least often, and the rests of those whose turn it is.
type future struct {
	vertices int32
	edges    []meeting
	at       [][]int32 // of two vertices: their edge, or nobody
	degree   int       // the greatest
}

// meeting is an edge of the future.
type meeting struct {
	u, v   int32 // u < v; resting is the last vertex
	last   int32 // the round in which it was last, 0 if never
	couple int32 // in the pool; nobody: it is a rest
	worth  int64 // in this round
}

// future draws the graph of a group of couples of the pool.
func (p *planner) future(pool []couple, group []int32, worth []int64) *future {
	g := &future{}
	vertex := make([]int32, len(p.all))
	least := pool[group[0]].times
	for _, k := range group {
		c := &pool[k]
		vertex[c.i], vertex[c.j] = 1, 1
		least = min(least, c.times)
	}
	turn := int64(1 << 62)
	for i := range vertex {
		if vertex[i] == 0 {
			vertex[i] = nobody
			continue
		}
		vertex[i] = g.vertices
		turn = min(turn, p.turns[i])
		g.vertices++
	}
	for _, k := range group {
		if c := &pool[k]; c.times == least {
			g.edges = append(g.edges, meeting{vertex[c.i], vertex[c.j], c.last, k, worth[k]})
		}
	}
	if g.vertices%2 == 1 {
		for i, v := range vertex {
			if v != nobody && p.turns[i] == turn {
				g.edges = append(g.edges, meeting{v, g.vertices, int32(p.all[i].LastRest), nobody, 0})
			}
		}
		g.vertices++
	}
	degrees := make([]int, g.vertices)
	g.at = make([][]int32, g.vertices)
	for v := range g.at {
		g.at[v] = make([]int32, g.vertices)
	}
	for e, m := range g.edges {
		g.at[m.u][m.v], g.at[m.v][m.u] = int32(e), int32(e)
		degrees[m.u]++
		degrees[m.v]++
		g.degree = max(g.degree, degrees[m.u], degrees[m.v])
	}
	return g
}

// timetable colours the future as completely as it can.
func (g *future) timetable(rng *rand.Rand) *colouring {
	round := g.vertices - 1
	starts := []*colouring{
		g.start(func(m *meeting) int32 { // the circle method; the last vertex is its centre
			if m.v == round {
				return 2 * m.u % round
			}
			return (m.u + m.v) % round
		}),
		g.start(func(m *meeting) int32 { return m.last }),
	}
	best := slices.MinFunc(starts, func(a, b *colouring) int { return cmp.Compare(len(a.loose), len(b.loose)) })
	best.search(rng, stepsPerEdge*len(g.edges)+1000)
	return best
}

// start colours the edges by a rule. The colours that the rule uses most are
// kept, as many as the greatest degree; the other edges are loose.
func (g *future) start(rule func(*meeting) int32) *colouring {
	uses := map[int32]int{}
	for i := range g.edges {
		uses[rule(&g.edges[i])]++
	}
	colours := slices.SortedFunc(maps.Keys(uses), func(a, b int32) int {
		return cmp.Or(cmp.Compare(uses[b], uses[a]), cmp.Compare(a, b))
	})
	number := map[int32]int32{}
	for i, c := range colours {
		number[c] = kept(i < g.degree, int32(i))
	}
	k := newColouring(int(g.vertices), g.degree)
	for i := range g.edges {
		m := &g.edges[i]
		k.add(m.u, m.v, number[rule(m)])
	}
	return k
}

// kept is c if it holds, or nobody.
func kept(holds bool, c int32) int32 {
	if holds {
		return c
	}
	return nobody
}

// best is the colour class that is worth most in this round; among equals,
// chance decides. The class is improved as long as exchanging its colour with
// another along a chain or a cycle makes it worth more, which leaves the
// timetable as complete as it was.
func (g *future) best(k *colouring, rng *rand.Rand) []meeting {
	top, most := int32(0), int64(-1)
	for _, c := range rng.Perm(g.degree) {
		if w := g.worth(k, int32(c)); w > most {
			top, most = int32(c), w
		}
	}
	for improved := true; improved; {
		improved = false
		for c := range int32(g.degree) {
			improved = c != top && g.improve(k, top, c) || improved
		}
	}
	var out []meeting
	for u := range g.vertices {
		if v := k.along[u][top]; u < v {
			out = append(out, g.edges[g.at[u][v]])
		}
	}
	return out
}

// worth adds up a class.
func (g *future) worth(k *colouring, c int32) int64 {
	sum := int64(0)
	for u := range g.vertices {
		if v := k.along[u][c]; u < v {
			sum += g.edges[g.at[u][v]].worth
		}
	}
	return sum
}

// improve exchanges the colours a and b wherever that makes the class of a
// worth more, and reports whether it did.
func (g *future) improve(k *colouring, a, b int32) bool {
	improved := false
	seen := make([]bool, g.vertices)
	visit := func(v int32) {
		first, second := a, b
		if k.along[v][a] == nobody {
			first, second = b, a
		}
		chain := k.chain(v, first, second)
		gain := int64(0)
		for i, c := 0, first; i+1 < len(chain); i++ {
			seen[chain[i]], seen[chain[i+1]] = true, true
			worth := g.edges[g.at[chain[i]][chain[i+1]]].worth
			if c == a {
				gain, c = gain-worth, b
			} else {
				gain, c = gain+worth, a
			}
		}
		if gain > 0 {
			k.exchange(chain, first, second)
			improved = true
		}
	}
	// Paths first, from their ends; what is not seen after that are cycles.
	for v := range g.vertices {
		if !seen[v] && (k.along[v][a] == nobody) != (k.along[v][b] == nobody) {
			visit(v)
		}
	}
	for v := range g.vertices {
		if !seen[v] && k.along[v][a] != nobody && k.along[v][b] != nobody {
			visit(v)
		}
	}
	return improved
}
