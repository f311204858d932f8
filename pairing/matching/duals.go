package matching

// Duals are kept in units of half a weight, so that all of them stay integers:
// the slack of an edge is y(u) + y(v) + (z of the blossoms around both) - 2w.
// Within one tree the duals of all outer vertices differ by even numbers,
// because the edges between them are tight and every z is even; so the edge
// between two of them becomes tight at an integral time, whatever the parity
// of the other duals.
//
// A dual shift would have to touch every vertex of the tree. Instead each dual
// is anchored: what is stored is its value extrapolated back to time 0 of the
// search, and the label says how it moves. And it is stored in two parts. All
// vertices of one top-level node share a cell, and the cell has a shift that
// is added to the y of each. Labelling a blossom of any size then changes one
// number, and when blossoms merge, the smaller parts move to the largest one's
// cell.

type label int32

const (
	free  label = iota // outside the tree: the dual stands still
	outer              // dual = anchored - time
	inner              // dual = anchored + time
)

// vertex is what a scan needs to know of the far end of an edge: 32 bytes, so
// that a look costs one cache line.
type vertex struct {
	y    int64 // dual, less the shift of the cell
	key  int64 // anchored dual of from, less twice the weight: the least so far
	from int32 // the outer vertex that can reach this one first
	seen int32 // the search in which key and from were set
	cell int32
	mate int32
}

type cell struct {
	shift int64
	top   int32 // the top-level node whose vertices these are
	label label
}

// top is the outermost node around v.
func (e *engine) top(v int32) int32 { return e.cells[e.vert[v].cell].top }

// dual is the dual of v between searches.
func (e *engine) dual(v int32) int64 { return e.anchored(v) }

// anchored is the dual of v extrapolated to the start of the present search.
func (e *engine) anchored(v int32) int64 {
	x := &e.vert[v]
	return x.y + e.cells[x.cell].shift
}

// makeOuter labels the free top-level node b, and queues its vertices.
func (e *engine) makeOuter(b int32, by link) {
	nd := &e.nodes[b]
	c := &e.cells[nd.cell]
	c.label = outer
	c.shift += e.now
	nd.by = by
	e.touched = append(e.touched, b)
	if int(b) >= e.n {
		nd.z -= 2 * e.now
	}
	e.enqueue(b, c.shift)
}

// enqueue queues every vertex of the node b, which has become outer, and
// notes the lowest. Its dual can fall only as far as the floor, so nothing
// after that moment matters.
func (e *engine) enqueue(b int32, shift int64) {
	nd := &e.nodes[b]
	for v := nd.head; ; v = e.next[v] {
		y := e.vert[v].y + shift
		if e.lowest == none || y < e.lowestDual {
			e.lowest, e.lowestDual = v, y
			e.horizon = min(e.horizon, y-e.floor)
		}
		e.fall[v] -= e.now
		e.outers = append(e.outers, v)
		if v == nd.tail {
			return
		}
	}
}

// makeInner labels the free top-level node b. A blossom's dual now falls by
// two in each unit of time, and at zero the blossom must be expanded.
func (e *engine) makeInner(b int32, by link) {
	nd := &e.nodes[b]
	c := &e.cells[nd.cell]
	c.label = inner
	c.shift -= e.now
	nd.by = by
	e.touched = append(e.touched, b)
	if int(b) >= e.n {
		nd.z += 2 * e.now
		if at := nd.z / 2; at < e.horizon {
			e.events.push(event{at, b, emptying})
		}
	}
}
