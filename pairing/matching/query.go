package matching

import (
	"slices"

	"cowork/pairing/matching/cores"
)

// index looks for pairs of an implicit graph, by branch and bound over its
// groups. It knows vertices by their place in Groups.Order, which is their
// number in the engine.
type index struct {
	g      Implicit
	scan   Scanner     // g, or nil
	except Exceptional // g, or nil
	e      *engine
	order  []int32 // the caller's numbers
	inner  []int32 // and back
	groups []Group
	roots  []root
	who    []int32 // the members of the groups, who are ranges of it
	duals  []int64 // of the vertices
	shares []int64 // of the weights of the vertices, doubled
	net    []int64 // of the members of the groups: their duals less their shares
	tops   []int32 // of the vertices: the top-level blossom around each, or none
	lows   []low   // of the groups
	idle   []low   // the same without those members who ask
	nest   nest
	limit  []int64 // of the vertices: one whose dual is below it is asked; far stands for always
	homes  homes
	alike  bool // in some look most had more to report than fits
}

// root is an arrangement.
type root struct {
	group int32
	place []int32 // of each vertex, among who
}

func newIndex(g Implicit, groups Groups, inner []int32) *index {
	scan, _ := g.(Scanner)
	except, _ := g.(Exceptional)
	n := len(inner)
	x := &index{
		g:      g,
		scan:   scan,
		except: except,
		inner:  inner,
		order:  groups.Order[:n],
		groups: groups.All,
		who:    make([]int32, len(groups.Order)),
		duals:  make([]int64, n),
		shares: make([]int64, n),
		net:    make([]int64, len(groups.Order)),
		tops:   slices.Repeat([]int32{none}, n),
		lows:   make([]low, len(groups.All)),
		idle:   make([]low, len(groups.All)),
		limit:  make([]int64, n),
		homes:  newHomes(n),
	}
	for i, v := range x.order {
		x.shares[i] = 2 * max(-MaxWeight, min(g.Share(v), MaxWeight))
	}
	for k, v := range groups.Order {
		if k%n == 0 {
			x.roots = append(x.roots, root{int32(k / n), make([]int32, n)})
		}
		x.who[k] = inner[v]
		x.roots[k/n].place[inner[v]] = int32(k)
	}
	return x
}

// rangeSize is of how many vertices or members something is noted at a time.
const rangeSize = 4096

// look takes note of the engine's duals and blossoms.
func (x *index) look(e *engine) {
	x.e = e
	x.nest.prepare(e)
	cores.Each(e.n, rangeSize, func(from, to int) {
		for v := int32(from); v < int32(to); v++ {
			x.tops[v] = none
			if top := e.top(v); int(top) >= e.n {
				x.tops[v] = top
			}
		}
	})
	x.find(e)
	x.setDuals(e.dual)
}

// setDuals takes note of duals, and, if an engine has been looked at, of what its
// blossoms add to them.
func (x *index) setDuals(dual func(v int32) int64) {
	cores.Each(len(x.duals), rangeSize, func(from, to int) {
		for v := from; v < to; v++ {
			x.duals[v] = dual(int32(v))
		}
	})
	cores.Each(len(x.who), rangeSize, func(from, to int) {
		for k := from; k < to; k++ {
			x.net[k] = x.duals[x.who[k]] - x.shares[x.who[k]]
		}
	})
	x.sumUp(x.lows, nil)
}

// sumUp fills in the lows of all groups without those members who ask.
func (x *index) sumUp(lows []low, asked []bool) {
	cores.Each(len(x.groups), 64, func(from, to int) {
		for i := from; i < to; i++ {
			if g := x.groups[i]; g.Parts == 0 {
				lows[i] = x.lowest(g, asked)
			}
		}
	})
	// Parts come after the whole.
	for i := len(x.groups) - 1; i >= 0; i-- {
		if g := x.groups[i]; g.Parts > 0 {
			lows[i] = x.joinLows(lows[g.Within : g.Within+g.Parts])
		}
	}
}

// query finds the best partners of one vertex u: those v with the greatest
// surplus 2w - y(v).
type query struct {
	x      *index
	u      int32
	me     int32 // u in the caller's numbers
	at     int32 // the place of u in the arrangement that is searched
	top    int32 // the top-level blossom around u, or none ...
	spine  int64 // ... and how much of its duals u has
	most   int
	ahead  int32  // of so many who follow u those beyond its group are looked at first
	above  int64  // a surplus up to this is of no interest
	beyond int64  // of a partner in the same top-level blossom nor is one of up to so much more
	home   int32  // pairs of u within this blossom need no look; or none
	asked  []bool // who else asks, so that no pair is looked at twice; or nil
	best   []partner
	parts  []part  // a stack of groups yet to be searched
	places []int32 // for Scan
	over   []int64 // for Scan
	tooBig bool    // a weight or bound was out of range
}

type partner struct {
	surplus int64
	v       int32
	w       int64
}

type part struct {
	most  int64 // what the surplus of a member could be
	bound int64 // what the weight of a member without its share could be
	group int32
}

// bar is the surplus that a partner must exceed now.
func (q *query) bar() int64 {
	if len(q.best) == q.most {
		return max(q.above, q.best[q.most-1].surplus)
	}
	return q.above
}

// barWithin is the surplus that a partner in the same top-level blossom must exceed now.
func (q *query) barWithin() int64 { return max(q.bar(), q.above+q.beyond) }

// run looks at the exceptions, and searches all arrangements.
func (q *query) run() {
	x := q.x
	q.me = x.order[q.u]
	q.top, q.spine = x.blossom(q.u)
	q.best = q.best[:0]
	if x.except != nil {
		// The place of a vertex in the first arrangement is its number.
		q.at = q.u
		for _, v := range x.except.Exceptions(q.me) {
			q.try(x.inner[v])
		}
	}
	for _, r := range x.roots {
		q.at = r.place[q.u]
		q.search(r.group)
	}
}

// search searches a group. Invariant: a partner that belongs among the best and is
// in the group is in q.best, or in a group on the stack.
func (q *query) search(group int32) {
	x := q.x
	q.parts = q.parts[:0]
	q.consider(group, never/4)
	for len(q.parts) > 0 {
		p := q.parts[len(q.parts)-1]
		q.parts = q.parts[:len(q.parts)-1]
		if p.most <= q.bar() {
			continue
		}
		g := x.groups[p.group]
		if g.Parts == 0 {
			q.leaf(p.group, p.bound)
			continue
		}
		// The most promising part goes on top of the stack, of equally promising
		// ones the nearest: if all members are alike, each finds others that way.
		mark := len(q.parts)
		for i := g.Within; i < g.Within+g.Parts; i++ {
			q.consider(i, p.bound)
		}
		fresh := q.parts[mark:]
		for i := 1; i < len(fresh); i++ {
			for j := i; j > 0 && q.comesFirst(fresh[j-1], fresh[j]); j-- {
				fresh[j], fresh[j-1] = fresh[j-1], fresh[j]
			}
		}
	}
}

// comesFirst reports whether a part is to be searched before another.
func (q *query) comesFirst(a, b part) bool {
	if a.most != b.most {
		return a.most > b.most
	}
	return q.distance(a.group) < q.distance(b.group)
}

// distance is how many places lie between u and a group; 0 within it.
func (q *query) distance(group int32) int32 {
	g := &q.x.groups[group]
	return max(g.First-q.at, q.at-g.Last+1, 0)
}

// consider puts a group on the stack if it may have a partner. The weights of its
// members without their shares are known to be no more than most.
func (q *query) consider(group int32, most int64) {
	l := &q.x.lows[group]
	if q.asked != nil && q.x.groups[group].Last <= q.at {
		l = &q.x.idle[group]
	}
	out, in := l.seenFrom(q.top, q.spine, q.home)
	if l.node != none && in != never {
		// Whatever is around all of them and u is around each of them and u.
		in = max(in, l.in+q.x.nest.sum[q.x.around(l.node, q.u)])
	}
	least := min(out, in)
	if least == never {
		return
	}
	bar := q.bar()
	over := (bar + least) >> 1
	if q.beyond > 0 && in < out {
		// Nobody may be outside the blossom; never is too high to add anything to it.
		over = min((bar+min(out, far))>>1, (q.barWithin()+in)>>1)
	}
	if most <= over {
		return
	}
	bound := q.x.g.Bound(q.me, group, over)
	if bound <= over {
		return
	}
	if bound > MaxWeight {
		q.tooBig = true
		return
	}
	bound = min(bound, most)
	if in < out && 2*bound-in <= q.above+q.beyond {
		least = out
	}
	if least == never {
		return
	}
	q.parts = append(q.parts, part{2*bound - least, bound, group})
}

// leaf looks at the members of a group with no parts, whose weights without their
// shares are no more than most. Nearly all are ruled out by that and their duals.
func (q *query) leaf(group int32, most int64) {
	x := q.x
	g := x.groups[group]
	if g.First <= q.at && q.at < g.Last {
		q.bridge(group)
	}
	bar, barWithin := q.bar(), q.barWithin()
	most = 2*most - bar
	nested := q.top != none && x.lows[group].blossom == q.top
	earlier := q.asked != nil && g.Last <= q.at
	places, over, who := q.places[:0], q.over[:0], x.who[g.First:g.Last]
	for k, net := range x.net[g.First:g.Last] {
		if net >= most {
			continue
		}
		v, least := who[k], bar
		if nested && x.tops[v] == q.top {
			net += min(x.nest.spine[v], q.spine)
			if least = barWithin; net >= most-(least-bar) {
				continue
			}
		}
		if earlier && q.asked[v] || q.home != none && x.homes.of[v] == q.home {
			continue
		}
		places, over = append(places, int32(k)), append(over, (least+net)>>1)
	}
	if x.scan != nil && len(places) > 0 {
		places = x.scan.Scan(places, q.me, group, over)
	}
	q.places, q.over = places, over
	// Of members that are alike the first found are kept: not the same for all.
	from, _ := slices.BinarySearch(places, (q.at-g.First)%(g.Last-g.First))
	for _, k := range places[from:] {
		q.try(g.First + k)
	}
	for _, k := range places[:from] {
		q.try(g.First + k)
	}
}

// bridge looks at the few who follow u, but for those of its own group with no parts.
// Where many are alike, and all of their pairs are equally heavy, everybody would
// otherwise stay within such a group, and each of an odd number would be left with
// somebody. As it is, those who are alike are joined, group after group.
func (q *query) bridge(group int32) {
	n := int32(len(q.x.order))
	from, end := q.x.groups[group].Last, q.at-q.at%n+n
	for place := from; place < end && place <= q.at+q.ahead; place++ {
		q.try(place)
	}
}

// try looks at the pair of u and the vertex at a place.
func (q *query) try(place int32) {
	x := q.x
	v := x.who[place]
	if v == q.u || q.asked != nil && q.needless(v, place) {
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
	if q.top != none && x.tops[v] == q.top {
		surplus -= x.nest.common(x.e, q.u, v)
		bar = max(bar, q.above+q.beyond)
	}
	if surplus > bar && (x.e == nil || !x.e.knows(q.u, v, 2*w)) && !q.has(v) {
		q.insert(partner{surplus, v, w})
	}
}

// has reports whether v is among the best, from another arrangement.
func (q *query) has(v int32) bool {
	return slices.ContainsFunc(q.best, func(p partner) bool { return p.v == v })
}

// needless reports whether the pair of u and the vertex v at a place needs no look.
func (q *query) needless(v, place int32) bool {
	return place < q.at && q.asked[v] || q.home != none && q.x.homes.of[v] == q.home
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
