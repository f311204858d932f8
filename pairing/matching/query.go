package matching

// index looks for pairs of an implicit graph, by branch and bound over its
// groups. It knows vertices by their place in Groups.Order, which is their
// number in the engine.
type index struct {
	g      Implicit
	e      *engine
	order  []int32 // the caller's numbers
	groups []Group
	duals  []int64 // of the vertices
	least  []int64 // of each group the least dual of its members
	// For groups that lie within a blossom, the innermost such; else none.
	within []int32
	nest   nest
	credit []int64 // by how much each dual may fall before it must be asked
}

func newIndex(g Implicit, groups Groups) *index {
	return &index{
		g:      g,
		order:  groups.Order,
		groups: groups.All,
		duals:  make([]int64, len(groups.Order)),
		least:  make([]int64, len(groups.All)),
		within: make([]int32, len(groups.All)),
		credit: make([]int64, len(groups.Order)),
	}
}

// look takes note of the engine's duals and blossoms.
func (x *index) look(e *engine) {
	x.e = e
	x.nest.prepare(e)
	x.setDuals(e.dual)
	for i := len(x.groups) - 1; i >= 0; i-- {
		g := x.groups[i]
		x.within[i] = none
		if g.Parts == 0 {
			if g.First < g.Last {
				x.within[i] = x.nest.around(e, g.First, g.Last)
			}
			continue
		}
		for p := g.Within; p < g.Within+g.Parts; p++ {
			in := x.within[p]
			if in == none || p > g.Within && e.top(x.groups[p].First) != e.top(g.First) {
				x.within[i] = none
				break
			}
			if p > g.Within {
				in = x.nest.meeting(e, x.within[i], in)
			}
			x.within[i] = in
		}
	}
}

// setDuals takes note of duals.
func (x *index) setDuals(dual func(v int32) int64) {
	for v := range x.duals {
		x.duals[v] = dual(int32(v))
	}
	// Parts come after the whole.
	for i := len(x.groups) - 1; i >= 0; i-- {
		g := x.groups[i]
		least := never
		if g.Parts == 0 {
			for _, y := range x.duals[g.First:g.Last] {
				least = min(least, y)
			}
		} else {
			for _, l := range x.least[g.Within : g.Within+g.Parts] {
				least = min(least, l)
			}
		}
		x.least[i] = least
	}
}

// around is the sum of the duals of the blossoms around both u and the whole
// group, which every pair of u and a member has in common.
func (x *index) around(u, group int32) int64 {
	in := x.within[group]
	if in == none || x.e == nil || x.e.top(u) != x.e.top(x.groups[group].First) {
		return 0
	}
	return x.nest.sum[x.nest.meeting(x.e, u, in)]
}

// query finds the best partners of one vertex u: those v with the greatest
// surplus 2w - y(v).
type query struct {
	x       *index
	u       int32
	me      int32 // u in the caller's numbers
	most    int
	above   int64  // a surplus up to this is of no interest
	earlier []bool // which of the vertices before u need no look, as they ask themselves; or nil
	best    []partner
	parts   []part // a stack of groups yet to be searched
	tooBig  bool   // a weight or bound was out of range
}

type partner struct {
	surplus int64
	v       int32
	w       int64
}

type part struct {
	most   int64 // what the surplus of a member could be
	around int64 // the dual that u and the group have in common
	group  int32
}

// bar is the surplus that a partner must exceed now.
func (q *query) bar() int64 {
	if len(q.best) == q.most {
		return max(q.above, q.best[q.most-1].surplus)
	}
	return q.above
}

// run searches all groups. Invariant: a partner that belongs among the best is
// in q.best, or in a group on the stack.
func (q *query) run() {
	x := q.x
	q.me = x.order[q.u]
	q.best = q.best[:0]
	q.parts = q.parts[:0]
	q.consider(0)
	for len(q.parts) > 0 {
		p := q.parts[len(q.parts)-1]
		q.parts = q.parts[:len(q.parts)-1]
		if p.most <= q.bar() {
			continue
		}
		g := x.groups[p.group]
		if g.Parts == 0 {
			q.leaf(g, p.around)
			continue
		}
		// The most promising part goes on top of the stack.
		mark := len(q.parts)
		for i := g.Within; i < g.Within+g.Parts; i++ {
			q.consider(i)
		}
		fresh := q.parts[mark:]
		for i := 1; i < len(fresh); i++ {
			for j := i; j > 0 && fresh[j].most < fresh[j-1].most; j-- {
				fresh[j], fresh[j-1] = fresh[j-1], fresh[j]
			}
		}
	}
}

func (q *query) consider(group int32) {
	if q.x.least[group] == never {
		return
	}
	bound := q.x.g.Bound(q.me, group)
	if bound > MaxWeight {
		q.tooBig = true
		return
	}
	most := 2*bound - q.x.least[group]
	if bound <= 0 || most <= q.bar() {
		return
	}
	around := q.x.around(q.u, group)
	if most -= around; most > q.bar() {
		q.parts = append(q.parts, part{most, around, group})
	}
}

func (q *query) leaf(g Group, around int64) {
	x := q.x
	bar := q.bar()
	for v := g.First; v < g.Last; v++ {
		if v == q.u || v < q.u && q.earlier != nil && q.earlier[v] {
			continue
		}
		over := max(0, (bar+x.duals[v]+around)>>1)
		w := x.g.Weight(q.me, x.order[v], over)
		if w <= over {
			continue
		}
		if w > MaxWeight {
			q.tooBig = true
			continue
		}
		surplus := 2*w - x.duals[v]
		if x.e != nil {
			surplus -= x.nest.common(x.e, q.u, v)
		}
		if surplus > bar && (x.e == nil || !x.e.knows(q.u, v, 2*w)) {
			q.insert(partner{surplus, v, w})
			bar = q.bar()
		}
	}
}

// insert keeps the best in order. Of equally good ones the first found stays
// first: the order of the search depends on nothing but the graph and the duals.
func (q *query) insert(p partner) {
	if len(q.best) == q.most {
		q.best = q.best[:q.most-1]
	}
	q.best = append(q.best, p)
	for i := len(q.best) - 1; i > 0 && q.best[i].surplus > q.best[i-1].surplus; i-- {
		q.best[i], q.best[i-1] = q.best[i-1], q.best[i]
	}
}
