package matching

import "math"

// One search grows one alternating tree, from one exposed vertex, until an
// augmenting path is found or its dual may fall no further.
//
// The tree's nodes are vertices and contracted blossoms. Those at an even
// distance from the root are outer: their duals fall as time passes. Those at
// an odd distance are inner: theirs rise. Everything else is free and stands
// still. Time runs from 0 to the end of the search, and jumps from event to
// event; at every moment all edges of the tree and of the matching are tight,
// and no edge has negative slack.

// search grows a tree from root, whose dual is above the floor. It ends with
// root matched, or left exposed at a dual of stop (at least the floor), or
// exposed because the context was cancelled.
func (e *engine) search(root int32, stop int64) {
	if e.searches++; e.searches == math.MaxInt32 {
		e.forget()
	}
	e.now = 0
	e.events = e.events[:0]
	e.outers, e.scanned = e.outers[:0], 0
	e.touched = e.touched[:0]
	e.lowest = none
	limit := e.dual(root) - stop
	e.horizon = limit
	e.makeOuter(e.top(root), link{none, none})

	// Invariant: every outer vertex but the newest has been scanned, so each
	// event that can happen before the horizon is in the heap, or is the fall
	// of the lowest outer vertex to the floor.
	for {
		e.scanNew()
		t := e.events.first()
		fall := e.anchored(e.lowest) - e.floor
		if fall <= t && fall <= limit {
			// The path from the root to the lowest vertex has even length:
			// exchanging matched and unmatched edges exposes that vertex
			// instead, and at the floor it costs nothing.
			e.now = fall
			e.augment(e.lowest, none)
			break
		}
		if limit <= t || e.halted() {
			e.now = min(limit, t)
			break
		}
		ev := e.events.pop()
		e.now = ev.at
		if e.happen(ev) {
			break
		}
	}
	e.settle()
}

// forget starts the numbering of searches anew.
func (e *engine) forget() {
	e.searches = 1
	for v := range e.vert {
		e.vert[v].seen = 0
	}
}

// happen lets the event take place, unless the tree has changed so that it
// means nothing any more, and reports whether it ended the search.
func (e *engine) happen(ev event) bool {
	switch ev.kind() {
	case reachEvent:
		v := ev.a
		x := &e.vert[v]
		c := &e.cells[x.cell]
		if c.label != free || x.key+x.y+c.shift != ev.at {
			return false
		}
		return e.reach(c.top, link{x.from, v})
	case meetEvent:
		if e.top(ev.a) != e.top(ev.b) {
			e.shrink(ev.a, ev.b)
		}
	case emptyEvent:
		b := ev.a
		nd := &e.nodes[b]
		if nd.parent == none && e.inUse(b) && e.cells[nd.cell].label == inner && nd.z == 2*e.now {
			e.expandInner(b)
		}
	}
	return false
}

// reach adds the free node b to the tree by a tight edge: b becomes inner and
// the mate of its base becomes outer. If b is exposed there is no mate, the
// edge completes an augmenting path, and the search is over.
func (e *engine) reach(b int32, by link) bool {
	base := e.nodes[b].base
	mate := e.vert[base].mate
	if mate == none {
		e.rotate(b, by.v)
		e.vert[by.v].mate = by.u
		e.augment(by.u, by.v)
		return true
	}
	e.makeInner(b, by)
	e.makeOuter(e.top(mate), link{base, mate})
	return false
}

// scanNew looks at the edges of every vertex that has become outer.
func (e *engine) scanNew() {
	for ; e.scanned < len(e.outers); e.scanned++ {
		e.scan(e.outers[e.scanned])
	}
}

// scan finds the events that the edges of the outer vertex u bring about.
//
// No dual is below the floor. So an arc that would not become tight before the
// horizon even if its other end stood at the floor needs no look at that end.
// For an outer end this holds too: its anchored dual is at least floor +
// horizon, or the horizon would be nearer.
func (e *engine) scan(u int32) {
	home := e.vert[u].cell
	anchored := e.vert[u].y + e.cells[home].shift
	horizon := e.horizon
	nearest := horizon - e.floor
	arcs := e.adj[u]
	hidden := e.hiddenArcs(u)
	for i := hidden; i < len(arcs); i++ {
		a := arcs[i]
		key := anchored - a.w2
		if key >= nearest {
			continue
		}
		v := a.to
		x := &e.vert[v]
		if x.cell == home {
			arcs[i], arcs[hidden] = arcs[hidden], a
			hidden++
			continue
		}
		c := &e.cells[x.cell]
		at := key + x.y + c.shift
		if c.label == outer {
			if at >>= 1; at < horizon {
				e.events.push(event{at, u, v})
			}
			continue
		}
		if x.seen == e.searches && key >= x.key {
			continue
		}
		if c.label == free {
			if at >= horizon {
				continue
			}
			e.events.push(event{at, v, reaching})
			if e.vert[e.nodes[c.top].base].mate == none {
				horizon, nearest = at, at-e.floor
				e.horizon = at
			}
		}
		// An inner vertex remembers its best edge as well: it may be free
		// again when its blossom is expanded.
		x.seen, x.key, x.from = e.searches, key, u
	}
	if hidden > 0 {
		b := e.cells[home].top
		e.hidden[u] = hiding{int32(hidden), b, e.eras[int(b)-e.n]}
	}
}

// augment exchanges matched and unmatched edges on the tree path from the
// outer vertex v up to the root, and gives v the mate partner (none leaves v
// exposed).
func (e *engine) augment(v, partner int32) {
	for {
		b := e.top(v)
		e.rotate(b, v)
		e.vert[v].mate = partner
		up := e.nodes[b].by
		if up.u == none {
			return
		}
		// up.u lies in the inner node above, whose own tree edge gives it a
		// new mate.
		in := e.top(up.u)
		by := e.nodes[in].by
		e.rotate(in, by.v)
		e.vert[by.v].mate = by.u
		v, partner = by.u, by.v
	}
}

// settle ends the search: the duals take their values at the present moment,
// every label is removed, and outer blossoms whose dual has stayed zero are
// taken apart.
func (e *engine) settle() {
	for _, v := range e.outers {
		e.fall[v] += e.now
	}
	for _, b := range e.touched {
		nd := &e.nodes[b]
		if nd.parent != none || !e.inUse(b) {
			continue
		}
		c := &e.cells[nd.cell]
		switch c.label {
		case outer:
			c.label = free
			c.shift -= e.now
			if int(b) >= e.n {
				if nd.z += 2 * e.now; nd.z == 0 {
					e.takeApart(b)
				}
			}
		case inner:
			c.label = free
			c.shift += e.now
			if int(b) >= e.n {
				nd.z -= 2 * e.now
			}
		}
	}
}
