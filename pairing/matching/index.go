package matching

import (
	"fmt"
	"slices"
	"sync/atomic"

	"cowork/pairing/matching/cores"
)

var errTooHeavy = fmt.Errorf("%w: a pair of the implicit graph is too heavy", ErrRange)

// candidates gives each vertex its edges to the few partners that promise most,
// if the duals are about y; nil stands for zeros. Every pair that the engine does
// not get is covered with what the last candidate of either end has beyond that: so
// with such duals it is covered as each end has half of it (limit, see shortages).
func (x *index) candidates(y []int64, halted func() bool) ([][]arc, error) {
	const most = 8
	x.setDuals(func(v int32) int64 {
		if y == nil {
			return 0
		}
		return y[v]
	})
	everybody := slices.Repeat([]bool{true}, len(x.order))
	found, err := each(x, everybody, halted, func(q *query, out []Edge) []Edge {
		q.most, q.above, q.ahead = most, -1<<61, most/2
		q.run()
		for _, p := range q.best {
			out = append(out, Edge{q.u, p.v, p.w})
		}
		x.limit[q.u] = -far
		if len(q.best) == most {
			x.limit[q.u] = (x.duals[q.u] + q.best[most-1].surplus + 1) >> 1
		}
		return out
	})
	return x.arcs(found), err
}

// arcs lists the edges of each vertex.
func (x *index) arcs(found []Edge) [][]arc {
	same := make([]int32, len(x.order)) // the numbers are good as they are
	for v := range same {
		same[v] = int32(v)
	}
	adj := newIncidence(len(same), found).handedOver(same, same)
	for v, list := range adj {
		adj[v] = slices.Clone(list) // each in memory of its own, which is free again when it grows
	}
	return adj
}

// shortages asks those vertices whose duals have fallen for the pairs that the
// duals cover least, and a few more.
//
// Invariant: twice the weight of a pair that the engine does not know is at most the
// limits of both ends together, unless a blossom is around both (homes has those); so
// as long as neither dual is below its limit the pair is covered. A vertex that has
// fallen below its limit is asked. It reports the
// pairs of slack below the margin, even if that is above zero, so that its limit can be
// half the margin below its dual; so can, from now on, that of every other, if it is not
// yet higher. If it has more to report than was asked for, it is crowded, and its limit
// is the higher. A vertex that fell and rose again is not asked, but for pairs within
// blossoms: see homes.
//
// Where many are alike most are crowded: they fall together, as one blossom in which
// all pairs stay tight, and those pairs leave no room in a report for others. So once
// most of those asked in a look were crowded, none of that look gets room to fall at
// the others' cost, since it is better to ask all who fall at all than to ask the
// crowded again and again; and from then on a report has of the pairs within a blossom
// only those that are not covered (alike).
func (x *index) shortages(e *engine) ([]shortage, error) {
	// A crowded vertex with many arcs keeps to what is not covered: it would never come
	// to an end, and the engine would have to look at all of it in each search.
	const most, many = 12, 48
	x.look(e)
	margin := 2 * min(e.step, e.first)
	asked := make([]bool, e.n)
	for v := range asked {
		asked[v] = x.duals[v] < x.limit[v] && !e.gone[v]
	}
	x.sumUp(x.idle, asked)
	// Of each vertex the most that the surplus is of a pair that it does not report, and
	// of such a pair within its blossom.
	left, within := make([]int64, e.n), make([]int64, e.n)
	found, err := each(x, asked, goOn, func(q *query, out []shortage) []shortage {
		y := x.duals[q.u]
		crowded := func() bool { return q.bar() > y-margin/2 } // it has more to report than fits
		q.most, q.above, q.beyond, q.asked = most, y-margin, 0, asked
		if x.alike {
			q.beyond = margin
		}
		q.run()
		left[q.u], within[q.u] = q.bar(), q.barWithin()
		for _, p := range q.best {
			if p.surplus <= y && crowded() && len(e.adj[q.u]) >= many {
				left[q.u], within[q.u] = p.surplus, max(p.surplus, within[q.u])
				break
			}
			out = append(out, shortage{p.surplus - y, 2 * p.w, min(q.u, p.v), max(q.u, p.v)})
		}
		return out
	})
	if err != nil {
		return nil, err // nobody's limit has changed: the next look is the same
	}
	x.limits(asked, left, within, margin)
	x.settle(e)
	return found, nil
}

// askAll has everybody ask in the first look.
func (x *index) askAll() {
	for v := range x.limit {
		x.limit[v] = far
	}
}

// limits sets the limits and the shares, from what is left, of those who were asked.
func (x *index) limits(asked []bool, left, within []int64, margin int64) {
	all, crowded, room := 0, 0, margin/2
	for v := range asked {
		if asked[v] {
			all++
			if left[v] > x.duals[v]-margin/2 {
				crowded++
			}
		}
	}
	if crowded > max(all/2, len(asked)/64) {
		room, x.alike = 0, true
	}
	for v, y := range x.duals {
		if !asked[v] {
			x.limit[v] = max(x.limit[v], y-room)
			x.homes.fresh[v] = y - x.limit[v]
			continue
		}
		x.limit[v] = max(y-room, left[v]+room)
		if x.homes.fresh[v] = min(room, y-within[v]-room); within[v] > y {
			x.homes.fresh[v] = unknown
		}
	}
}

// lift asks every vertex for the worst shortage among the pairs with later
// vertices.
func (x *index) lift(e *engine) ([]int64, error) {
	x.look(e)
	raise := make([]int64, e.n)
	present := make([]bool, e.n)
	for v := range present {
		present[v] = !e.gone[v]
		x.homes.of[v] = none
	}
	x.sumUp(x.idle, present)
	_, err := each(x, present, goOn, func(q *query, out []struct{}) []struct{} {
		q.most, q.above = 1, x.duals[q.u]
		q.asked = present
		q.run()
		if len(q.best) > 0 {
			raise[q.u] = q.best[0].surplus - q.above
		}
		return nil
	})
	return raise, err
}

func (x *index) mates(e *engine) []int64 {
	weight := make([]int64, e.n)
	for v := range int32(e.n) {
		if m := e.vert[v].mate; m > v {
			weight[v] = max(0, x.g.Weight(x.order[v], x.order[m], 0))
		}
	}
	return weight
}

// postpone has both ends ask again.
func (x *index) postpone(f shortage) {
	x.limit[f.u], x.limit[f.v] = far, far
	if x.tops[f.u] != none && x.tops[f.u] == x.tops[f.v] {
		x.homes.whole[f.u], x.homes.whole[f.v] = none, none
	}
}

func goOn() bool { return false }

// each runs ask for every vertex that asks, on all processors. What ask
// returns is joined in the order of the vertices, so that nothing depends on
// how many processors there are. It stops early when halted.
func each[T any](x *index, asked []bool, halted func() bool, ask func(q *query, out []T) []T) ([]T, error) {
	const chunk = 64
	n := len(x.order)
	parts := make([][]T, (n+chunk-1)/chunk)
	var tooBig atomic.Bool
	cores.Each(n, chunk, func(from, to int) {
		if halted() {
			return
		}
		q, part := query{x: x}, &parts[from/chunk]
		for u := from; u < to; u++ {
			if asked[u] {
				q.u, q.home = int32(u), x.homes.of[u]
				*part = ask(&q, *part)
			}
		}
		if q.tooBig {
			tooBig.Store(true)
		}
	})
	if tooBig.Load() {
		return nil, errTooHeavy
	}
	return slices.Concat(parts...), nil
}
