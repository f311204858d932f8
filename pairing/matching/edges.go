package matching

import "slices"

// edgeList is a source that has the edges in a list.
//
// To look at all of them takes a nanosecond or two for each, which is long if
// there are millions and most are far from being short. So a look at all sets
// those aside that have little slack, the close ones. A slack falls only as its ends
// do: as long as no vertex has fallen by more than its share of the slack that all
// others had, none of those can be short, and it suffices to look at the close ones.
type edgeList struct {
	edges []Edge
	inner []int32
	duals []int64 // of the caller's vertices
	nest  nest
	close []Edge // all whose ends did not exceed twice their weight by 2*room or more
	room  int64  // by how much each vertex may fall before the others need a look
	ready bool   // whether there has been a look at all
}

func newEdgeList(edges []Edge, inner []int32) *edgeList {
	return &edgeList{edges: edges, inner: inner, duals: make([]int64, len(inner))}
}

// shortages takes time O(m) if it has to look at all edges, with about one in
// closeShare of them when it does not.
func (l *edgeList) shortages(e *engine) ([]shortage, error) {
	l.prepare(e)
	if l.ready && slices.Max(e.fall) <= l.room {
		return l.among(e, l.close), nil
	}
	l.setAside()
	clear(e.fall)
	l.ready = true
	return l.among(e, l.close), nil
}

func (l *edgeList) prepare(e *engine) {
	l.nest.prepare(e)
	for v, i := range l.inner {
		l.duals[v] = e.dual(i)
	}
}

// excess is by how much the duals of the ends exceed twice the weight. The slack is
// as much, and the duals of the blossoms around both ends. While those stand
// around both, it changes with neither end.
func (l *edgeList) excess(ed *Edge) int64 {
	return l.duals[ed.U] + l.duals[ed.V] - 2*ed.Weight
}

// closeShare is one in how many edges is close.
const closeShare = 16

// setAside fills close anew. How much slack is little a sample decides.
func (l *edgeList) setAside() {
	const samples = 1024
	sample := make([]int64, 0, samples+1)
	for i := 0; i < len(l.edges); i += len(l.edges)/samples + 1 {
		sample = append(sample, l.excess(&l.edges[i]))
	}
	slices.Sort(sample)
	l.room = max(0, sample[len(sample)/closeShare]/2)
	l.close = l.close[:0]
	for i := range l.edges {
		if ed := &l.edges[i]; l.excess(ed) < 2*l.room {
			l.close = append(l.close, *ed)
		}
	}
}

// among returns the shortages among some edges.
func (l *edgeList) among(e *engine, edges []Edge) []shortage {
	var found []shortage
	for i := range edges {
		ed := &edges[i]
		missing := -l.excess(ed)
		if missing <= 0 {
			continue
		}
		u, v := l.inner[ed.U], l.inner[ed.V]
		if missing -= l.nest.common(e, u, v); missing > 0 {
			found = append(found, shortage{missing, 2 * ed.Weight, min(u, v), max(u, v)})
		}
	}
	return found
}

func (l *edgeList) lift(e *engine) ([]int64, error) {
	l.prepare(e)
	raise := make([]int64, e.n)
	for _, f := range l.among(e, l.edges) {
		raise[f.u] = max(raise[f.u], f.missing-raise[f.v])
	}
	return raise, nil
}

func (l *edgeList) mates(e *engine) []int64 {
	weight := make([]int64, e.n)
	for i := range l.edges {
		ed := &l.edges[i]
		if u, v := l.inner[ed.U], l.inner[ed.V]; e.vert[u].mate == v {
			low := min(u, v)
			weight[low] = max(weight[low], ed.Weight)
		}
	}
	return weight
}

// postpone does nothing: what was short is close.
func (l *edgeList) postpone(shortage) {}
