package pairing

import (
	"cmp"
	"math"
	"slices"
)

// atlas finds the venues near a group without measuring the way to each. The
// located ones of each type stand in a tree: nodes with a box around them, cut
// in half along the longer side. The search goes into the nearer half first, and
// leaves out what is further than all that is needed already.
type atlas struct {
	spots   []spot
	trees   []venueTree
	byLabel map[string][]int32
	went    [][]went // of each member of the roster, in the order of spots
}

// went is the latest visit of a member to a spot.
type went struct {
	spot int32
	use  Use
}

type venueTree struct {
	order []int32 // spots
	nodes []venueNode
}

type venueNode struct {
	low, high   point
	first, last int32 // order[first:last]
	parts       int32 // the first of two nodes within, 0 if none
}

func newAtlas(r *roster) *atlas {
	a := &atlas{spots: make([]spot, len(r.in.Venues)), byLabel: map[string][]int32{}, went: make([][]went, len(r.all))}
	types := numbers{}
	var located [][]int32
	for k := range a.spots {
		v := &r.in.Venues[k]
		s := spot{Venue: v, at: v.Area.point(), label: folded(v.Area.Label), sort: types.of(string(v.Type))}
		a.spots[k] = s
		if int(s.sort) == len(located) {
			located = append(located, nil)
		}
		if v.Area.Located {
			located[s.sort] = append(located[s.sort], int32(k))
		}
		if s.label != "" {
			a.byLabel[s.label] = append(a.byLabel[s.label], int32(k))
		}
		for _, u := range v.Used {
			if i := r.at(u.Member); i >= 0 {
				a.went[i] = append(a.went[i], went{int32(k), u})
			}
		}
	}
	for _, order := range located {
		a.trees = append(a.trees, a.tree(order))
	}
	return a
}

// tree arranges spots by where they are.
func (a *atlas) tree(order []int32) venueTree {
	const leaf = 8
	t := venueTree{order: order, nodes: []venueNode{{last: int32(len(order))}}}
	for k := 0; k < len(t.nodes); k++ {
		n := &t.nodes[k]
		part := order[n.first:n.last]
		if len(part) == 0 {
			continue
		}
		n.low, n.high = a.spots[part[0]].at, a.spots[part[0]].at
		for _, s := range part {
			p := a.spots[s].at
			n.low = point{min(n.low.x, p.x), min(n.low.y, p.y), min(n.low.z, p.z)}
			n.high = point{max(n.high.x, p.x), max(n.high.y, p.y), max(n.high.z, p.z)}
		}
		if len(part) <= leaf {
			continue
		}
		along := longerSide(n.low, n.high)
		slices.SortFunc(part, func(s, t int32) int {
			return cmp.Or(cmp.Compare(along(a.spots[s].at), along(a.spots[t].at)), cmp.Compare(s, t))
		})
		middle := n.first + int32(len(part)/2)
		n.parts = int32(len(t.nodes))
		first, last := n.first, n.last
		t.nodes = append(t.nodes, venueNode{first: first, last: middle}, venueNode{first: middle, last: last})
	}
	return t
}

// longerSide is the coordinate along the longest side of a box.
func longerSide(low, high point) func(point) float64 {
	x, y, z := high.x-low.x, high.y-low.y, high.z-low.z
	switch {
	case x >= y && x >= z:
		return func(p point) float64 { return p.x }
	case y >= z:
		return func(p point) float64 { return p.y }
	}
	return func(p point) float64 { return p.z }
}

// boxGap is at most the square of the chord from p into a box.
func boxGap(low, high, p point) float64 {
	x, y, z := max(low.x-p.x, p.x-high.x, 0), max(low.y-p.y, p.y-high.y, 0), max(low.z-p.z, p.z-high.z, 0)
	return float64(x*x) + float64(y*y) + float64(z*z)
}

// tour looks for the best venues for one group.
type tour struct {
	*chooser
	group []*candidate
	at    []int32
	days  []*doors // a venue must not be closed on all of these
	needs needs
	most  int       // how many of each type are wanted
	best  [][]visit // of each type, best first
	limit *visit    // if not nil, only better ones are wanted
}

func (c *chooser) tour(ch *choice, most int, days ...Session) *tour {
	t := &tour{chooser: c, group: ch.group, at: ch.at, needs: needsOf(ch.group), most: most, best: make([][]visit, len(c.trees))}
	for _, s := range days {
		t.days = append(t.days, c.doorsAt(s, c.roster.zone(ch.at)))
	}
	return t
}

// visits lists the best venues that every member of the group can reach and
// that are not known to be closed during the session, best first: all that can
// be among the options, which are the first few of them all and the first few of
// another type than the first.
func (c *chooser) visits(ch *choice) []visit {
	t := c.tour(ch, mostOptions, ch.when)
	t.look()
	all := slices.Concat(t.best...)
	slices.SortFunc(all, func(a, b visit) int { return a.compare(&b) })
	return few(all)
}

// look offers all venues that may be among the best.
func (t *tour) look() {
	label, lost, same := t.group[0].label, false, true
	for _, m := range t.group {
		if !m.Area.Located && !lost {
			label, lost = m.label, true
		}
		same = same && m.label == t.group[0].label
	}
	// Somebody whose home is not on the map reaches only venues in an area of
	// the same name; so does everybody if it is the venue that is not.
	if lost || same {
		for _, k := range t.byLabel[label] {
			if lost || !t.spots[k].Area.Located {
				t.offer(k)
			}
		}
	}
	for i := range t.trees {
		if !lost && len(t.trees[i].order) > 0 {
			t.descend(&t.trees[i], 0)
		}
	}
}

// few leaves out, from a ranking of venues, what cannot become an option.
func few(all []visit) []visit {
	others, kept := 0, 0
	for k, v := range all {
		other := v.sort != all[0].sort
		if k < mostOptions || other && others < mostOptions-1 {
			all[kept] = v
			kept++
		}
		if other {
			others++
		}
	}
	return all[:kept]
}

// descend offers the venues of a node, unless none can be among the best.
func (t *tour) descend(tree *venueTree, node int32) {
	n := &tree.nodes[node]
	if !t.promising(n, tree) {
		return
	}
	if n.parts == 0 {
		for _, k := range tree.order[n.first:n.last] {
			t.offer(k)
		}
		return
	}
	a, b := n.parts, n.parts+1
	if t.way(&tree.nodes[b]) < t.way(&tree.nodes[a]) {
		a, b = b, a
	}
	t.descend(tree, a)
	t.descend(tree, b)
}

// way compares how far nodes are.
func (t *tour) way(n *venueNode) float64 {
	longest := 0.0
	for _, m := range t.group {
		longest = max(longest, boxGap(n.low, n.high, m.at))
	}
	return longest
}

// promising reports whether a venue of the node may be in everybody's reach, and
// better than those of its type that were found.
func (t *tour) promising(n *venueNode, tree *venueTree) bool {
	bar := t.bar(t.spots[tree.order[0]].sort)
	longer, sum := 0, 0
	for _, m := range t.group {
		gap := boxGap(n.low, n.high, m.at)
		if !perhapsKM(gap, int32(min(m.TravelKM, math.MaxInt32))) {
			return false
		}
		if bar != nil {
			// A metre less makes up for what the root may be rounded up.
			least := steps(max(0, int(2*earth*math.Asin(min(math.Sqrt(gap)/2, 1)))-1))
			longer = max(longer, least)
			sum += least
		}
	}
	return bar == nil || longer < bar.longer || longer == bar.longer && sum <= bar.sum
}

// bar is what a venue of a type must be better than; nil if nothing.
func (t *tour) bar(sort int32) *visit {
	found := t.best[sort]
	switch {
	case len(found) < t.most:
		return t.limit
	case t.limit != nil && t.limit.compare(&found[t.most-1]) < 0:
		return t.limit
	}
	return &found[t.most-1]
}

// offer takes a venue among the best of its type if it belongs there.
func (t *tour) offer(k int32) {
	v := visit{spot: &t.spots[k], number: k}
	if !t.needs.admit(v.Venue) || !v.reach(t.group) {
		return
	}
	bar := t.bar(v.sort)
	if bar != nil && (v.longer > bar.longer || v.longer == bar.longer && v.sum > bar.sum) {
		return
	}
	for _, i := range t.at {
		for _, w := range t.went[i] {
			if w.spot == k && w.use.At.After(v.used) {
				v.used = w.use.At
			}
		}
	}
	v.unmet = t.needs.unmet(v.Venue)
	if bar != nil && v.compare(bar) >= 0 || !t.opens(k) {
		return
	}
	found := t.best[v.sort]
	if len(found) == t.most {
		found = found[:t.most-1]
	}
	at, _ := slices.BinarySearchFunc(found, v, func(a, b visit) int { return a.compare(&b) })
	t.best[v.sort] = slices.Insert(found, at, v)
}

// opens reports whether a spot is not known to be closed on all of the days.
func (t *tour) opens(spot int32) bool {
	return slices.ContainsFunc(t.days, func(d *doors) bool { return t.open(d, spot) >= 0 })
}

// perhapsKM is false if two points whose chord has at least this square are
// certain to be more than so many km apart.
func perhapsKM(gap float64, km int32) bool {
	if km < 0 {
		return false
	}
	return int(km) >= len(journeys) || gap <= journeys[km].never
}
