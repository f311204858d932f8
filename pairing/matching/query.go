package matching

// index looks for pairs of an implicit graph, by branch and bound over its
// groups. It knows vertices by their place in Groups.Order, which is their
// number in the engine.
type index struct {
	g      Implicit
	scan   Scanner // g, or nil
	e      *engine
	order  []int32 // the caller's numbers
	groups []Group
	duals  []int64 // of the vertices
	shares []int64 // of the weights of the vertices, doubled
	lows   []low   // of the groups
	idle   []low   // the same without those members who ask
	nest   nest
	credit []int64 // by how much each dual may fall before it must be asked
	homes  homes
}

func newIndex(g Implicit, groups Groups) *index {
	scan, _ := g.(Scanner)
	shares := make([]int64, len(groups.Order))
	for i, v := range groups.Order {
		shares[i] = 2 * max(-MaxWeight, min(g.Share(v), MaxWeight))
	}
	return &index{
		g:      g,
		scan:   scan,
		order:  groups.Order,
		groups: groups.All,
		duals:  make([]int64, len(groups.Order)),
		shares: shares,
		lows:   make([]low, len(groups.All)),
		idle:   make([]low, len(groups.All)),
		credit: make([]int64, len(groups.Order)),
		homes:  newHomes(len(groups.Order)),
	}
}

// look takes note of the engine's duals and blossoms.
func (x *index) look(e *engine) {
	x.e = e
	x.nest.prepare(e)
	x.find(e)
	x.setDuals(e.dual)
}

// setDuals takes note of duals, and, if an engine has been looked at, of what its
// blossoms add to them.
func (x *index) setDuals(dual func(v int32) int64) {
	for v := range x.duals {
		x.duals[v] = dual(int32(v))
	}
	x.sumUp(x.lows, nil)
}

// sumUp fills in the lows of all groups without those members who ask.
func (x *index) sumUp(lows []low, asked []bool) {
	// Parts come after the whole.
	for i := len(x.groups) - 1; i >= 0; i-- {
		g := x.groups[i]
		if g.Parts == 0 {
			lows[i] = x.lowest(g, asked)
		} else {
			lows[i] = joinLows(lows[g.Within : g.Within+g.Parts])
		}
	}
}

// query finds the best partners of one vertex u: those v with the greatest
// surplus 2w - y(v).
type query struct {
	x      *index
	u      int32
	me     int32 // u in the caller's numbers
	top    int32 // the top-level blossom around u, or none ...
	spine  int64 // ... and how much of its duals u has
	most   int
	above  int64  // a surplus up to this is of no interest
	home   int32  // pairs of u within this blossom need no look; or none
	asked  []bool // who else asks, so that no pair is looked at twice; or nil
	best   []partner
	parts  []part  // a stack of groups yet to be searched
	over   []int64 // for Scan
	found  []int32 // by Scan
	tooBig bool    // a weight or bound was out of range
}

type partner struct {
	surplus int64
	v       int32
	w       int64
}

type part struct {
	most  int64 // what the surplus of a member could be
	group int32
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
	q.top, q.spine = x.blossom(q.u)
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
			q.leaf(p.group)
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
	l := &q.x.lows[group]
	if q.asked != nil && q.x.groups[group].Last <= q.u {
		l = &q.x.idle[group]
	}
	least := l.seenFrom(q.top, q.spine, q.home)
	if least == never {
		return
	}
	over := (q.bar() + least) >> 1
	bound := q.x.g.Bound(q.me, group, over)
	if bound <= over {
		return
	}
	if bound > MaxWeight {
		q.tooBig = true
		return
	}
	q.parts = append(q.parts, part{2*bound - least, group})
}

// leaf looks at the members of a group with no parts.
func (q *query) leaf(group int32) {
	x := q.x
	g := x.groups[group]
	if x.scan == nil {
		for v := g.First; v < g.Last; v++ {
			q.try(v)
		}
		return
	}
	q.over = q.over[:0]
	bar := q.bar()
	if l := &x.lows[group]; q.top != none && l.blossom == q.top {
		for v := g.First; v < g.Last; v++ {
			y := x.duals[v]
			if top, spine := x.blossom(v); top == q.top {
				y += min(spine, q.spine)
			}
			q.over = append(q.over, (bar+y)>>1)
		}
	} else {
		for _, y := range x.duals[g.First:g.Last] {
			q.over = append(q.over, (bar+y)>>1)
		}
	}
	q.found = x.scan.Scan(q.found[:0], q.me, group, q.over)
	for _, k := range q.found {
		q.try(g.First + k)
	}
}

// try looks at a pair.
func (q *query) try(v int32) {
	x := q.x
	if v == q.u || q.asked != nil && q.needless(v) {
		return
	}
	bar := q.bar()
	over := max(0, (bar+x.duals[v])>>1)
	w := x.g.Weight(q.me, x.order[v], over)
	if w <= over {
		return
	}
	if w > MaxWeight {
		q.tooBig = true
		return
	}
	surplus := 2*w - x.duals[v]
	if x.e != nil {
		surplus -= x.nest.common(x.e, q.u, v)
	}
	if surplus > bar && (x.e == nil || !x.e.knows(q.u, v, 2*w)) {
		q.insert(partner{surplus, v, w})
	}
}

// needless reports whether the pair of u and v needs no look.
func (q *query) needless(v int32) bool {
	return v < q.u && q.asked[v] || q.home != none && q.x.homes.of[v] == q.home
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
