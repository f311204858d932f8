package matching

import (
	"context"
	"math"
)

const (
	none  = int32(-1)
	never = int64(math.MaxInt64)
	far   = int64(1) << 61 // further than any dual can fall
)

// arc is one direction of an edge. Its weight is doubled, to be compared with
// duals.
type arc struct {
	w2 int64
	to int32
}

// engine is the state of a solver on vertices that are numbered so that
// neighbours lie close together. Between searches these hold:
//
//   - no edge in adj has negative slack, every z is even and at least zero, and
//     no dual of a vertex is below the floor;
//   - the edges of the matching and of every blossom's ring are tight;
//   - of the vertices of a blossom only one, its base, is not matched within it.
//
// So the matching is optimal as soon as every exposed vertex has a dual of
// zero, or stands at the floor and could not be matched for parity alone: see
// settled.
type engine struct {
	n      int
	floor  int64
	step   int64   // by which the floor is lowered next
	first  int64   // by which it was lowered first
	evenTo int64   // where the steps begin to grow
	adj    [][]arc // of each vertex; no two lead to the same

	vert    []vertex
	next    []int32 // the next vertex of the same blossom
	nodes   []node
	cycles  []cycle
	cells   []cell
	climbed []int64 // by node: the last climb that passed it
	climbs  int64
	unused  []int32  // numbers of blossoms
	eras    []int32  // of each blossom how often its number has been given back
	born    []int32  // of each blossom, how often pricing had looked before
	looks   int32    // how often it has now
	hidden  []hiding // of each vertex
	gone    []bool   // withdrawn vertices
	present int      // vertices not withdrawn
	fall    []int64  // by how much the dual has fallen, not counting rises, since pricing looked

	spareCells []int32
	spareKids  []int32
	spareLinks []link
	descent    []int32

	// The present search.
	now        int64 // the time
	horizon    int64 // by when it will have ended at the latest
	lowest     int32 // the outer vertex with the least dual
	lowestDual int64 // that dual, anchored
	events     heap
	outers     []int32 // outer vertices, in the order in which they became so
	scanned    int     // how many of them have been scanned
	touched    []int32 // nodes that were labelled, perhaps more than once

	searches int32 // so far, which is the number of the present one

	ctx      context.Context // of the present Solve
	patience int             // questions to halted before it asks ctx again
	stopped  bool            // ctx was done
}

func newEngine(n int, adj [][]arc) *engine {
	nodes := n + n/2
	e := &engine{
		n:       n,
		adj:     adj,
		present: n,
		vert:    make([]vertex, n),
		next:    make([]int32, n),
		nodes:   make([]node, nodes),
		cycles:  make([]cycle, nodes-n),
		cells:   make([]cell, n),
		climbed: make([]int64, nodes),
		unused:  make([]int32, 0, nodes-n),
		gone:    make([]bool, n),
		eras:    make([]int32, nodes-n),
		born:    make([]int32, nodes-n),
		hidden:  make([]hiding, n),
		fall:    make([]int64, n),
	}
	for i := range n {
		v := int32(i)
		e.vert[v] = vertex{cell: v, mate: none}
		e.nodes[v] = node{parent: none, base: v, cell: v, size: 1, head: v, tail: v}
		e.cells[v] = cell{top: v}
	}
	for b := nodes - 1; b >= n; b-- {
		e.unused = append(e.unused, int32(b))
	}
	return e
}

// halted reports whether the context is done. It asks the context only now and
// then; once true, it stays true until the next Solve.
func (e *engine) halted() bool {
	if e.patience--; e.patience <= 0 && !e.stopped {
		e.patience = 64
		e.stopped = e.ctx.Err() != nil
	}
	return e.stopped
}

// open gives every vertex the least dual that its own edges justify, and
// matches what can be matched at once.
func (e *engine) open() {
	for v := range e.vert {
		e.vert[v].y = max(e.floor, e.best(int32(v)))
	}
	e.snap()
}

// best is the weight of the heaviest edge of v, or 0.
func (e *engine) best(v int32) int64 {
	most := int64(0)
	for _, a := range e.adj[v] {
		most = max(most, a.w2)
	}
	return most / 2
}

// reopen gives every vertex the dual that is wanted, and raises those that do not
// cover their edges. The floor goes below all of them: for duals that are nearly
// right it need not come down in steps.
func (e *engine) reopen(wanted []int64) {
	for v := range e.vert {
		e.vert[v].y = wanted[v]
		e.floor = min(e.floor, wanted[v])
	}
	for v := range e.vert {
		x := &e.vert[v]
		for _, a := range e.adj[v] {
			x.y = max(x.y, a.w2-e.vert[a.to].y)
		}
	}
	e.snap()
}

// snap lowers the dual of each exposed vertex, in turn, until one of its edges
// is tight or it stands at the floor, and matches it if the other end is
// exposed too. Every top-level node must be a vertex.
func (e *engine) snap() {
	for i := range e.vert {
		x := &e.vert[i]
		if x.mate != none || e.gone[i] {
			continue
		}
		room := x.y - e.floor
		partner := none
		for _, a := range e.adj[i] {
			there := &e.vert[a.to]
			slack := x.y + there.y - a.w2
			if slack < room || slack == room && partner == none {
				if slack < room {
					partner = none
				}
				room = slack
				if there.mate == none {
					partner = a.to
				}
			}
		}
		if room > 0 {
			x.y -= room
			e.fall[i] += room
		}
		if partner != none {
			x.mate, e.vert[partner].mate = partner, int32(i)
		}
	}
}

// searchAll searches from every exposed vertex whose dual is above stop.
func (e *engine) searchAll(stop int64) {
	for i := range e.vert {
		v := int32(i)
		if e.vert[v].mate == none && !e.gone[v] && e.dual(v) > stop {
			if e.halted() {
				return
			}
			e.search(v, stop)
		}
	}
}

// exposed counts the vertices that have no mate.
func (e *engine) exposed() int {
	count := 0
	for v := range e.vert {
		if e.vert[v].mate == none && !e.gone[v] {
			count++
		}
	}
	return count
}
