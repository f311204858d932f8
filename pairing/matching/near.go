package matching

import (
	"slices"

	"cowork/pairing/matching/cores"
)

// Starting near. To find the first candidates takes a third of the time that a
// large implicit graph needs, and the first looks at all pairs, with duals that are
// still far from the last, another third. Last week's duals and last week's close
// pairs spare both. None of them is trusted: whatever they are, all pairs are
// priced before a result is out.

// StartNear is StartFrom for an implicit graph, of which also pairs are given that
// may matter, as Solver.Near returns them for a similar graph. A vertex whose
// potential is negative is a stranger: it looks for candidates by itself. For a
// graph that is given by its edges the pairs have no meaning.
func StartNear(potentials []int64, near [][2]int32) Option {
	return func(s *Solver) { s.start, s.near = potentials, near }
}

// Near returns the pairs that matter most for the last result of an implicit graph:
// those that the solver met and that are close to tight; nil before there is a
// result. The lower vertex of each comes first, and they are in order.
func (s *Solver) Near() [][2]int32 {
	x, ok := s.source.(*index)
	if !ok || s.e == nil {
		return nil
	}
	e := s.e
	x.nest.prepare(e)
	// Twice what a look reports at most: with half of that the next week of 1,000 members
	// takes twice as long, since it has to find again what this one knew.
	close := 4 * min(e.step, e.first)
	var near [][2]int32
	for v := range int32(s.n) {
		i := s.inner[v]
		for _, a := range e.adj[i] {
			if u := s.outer[a.to]; u > v && e.dual(i)+e.dual(a.to)+x.nest.common(e, i, a.to)-a.w2 < close {
				near = append(near, [2]int32{v, u})
			}
		}
	}
	slices.SortFunc(near, func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
	return near
}

// reuse gives each vertex the near pairs that are edges now, and to strangers
// candidates and a dual that covers their edges. It returns the duals to start with:
// of those that are lower than nearly all others none, since the floor must be
// below everybody, and comes down from there in steps.
func (x *index) reuse(start []int64, near [][2]int32, halted func() bool) ([][]arc, []int64, error) {
	const most = 8
	y, stranger := make([]int64, len(x.order)), make([]bool, len(x.order))
	var known []int64
	for i, v := range x.order {
		y[i] = min(start[v], 4*MaxWeight)
		if stranger[i] = y[i] < 0; !stranger[i] {
			known = append(known, y[i])
		}
	}
	slices.Sort(known)
	for i := range y {
		if k := len(known); k == 0 {
			y[i] = 0
		} else if stranger[i] {
			y[i] = known[k/2]
		} else {
			y[i] = max(y[i], known[k/1000])
		}
	}
	x.setDuals(func(v int32) int64 { return y[v] })
	found, err := each(x, stranger, halted, func(q *query, out []Edge) []Edge {
		q.most, q.above = most, -1<<61
		q.run()
		for _, p := range q.best {
			out = append(out, Edge{q.u, p.v, p.w})
			y[q.u] = max(y[q.u], p.surplus)
		}
		return out
	})
	if err != nil {
		return nil, nil, err
	}
	found = append(found, x.weighed(near)...)
	x.askAll()
	return x.arcs(found), y, nil
}

// weighed is those pairs, in the caller's numbers, that are edges.
func (x *index) weighed(pairs [][2]int32) []Edge {
	parts := make([][]Edge, (len(pairs)+rangeSize-1)/rangeSize)
	cores.Each(len(pairs), rangeSize, func(from, to int) {
		part := make([]Edge, 0, to-from)
		for _, p := range pairs[from:to] {
			n := uint32(len(x.order))
			if uint32(p[0]) >= n || uint32(p[1]) >= n || p[0] == p[1] {
				continue
			}
			if w := x.g.Weight(p[0], p[1], 0); 0 < w && w <= MaxWeight {
				part = append(part, Edge{x.inner[p[0]], x.inner[p[1]], w})
			}
		}
		parts[from/rangeSize] = part
	})
	return slices.Concat(parts...)
}
