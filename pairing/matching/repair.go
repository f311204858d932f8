package matching

// Repair. When an edge with negative slack appears, next to nothing of what is
// known has to be thrown away. One end's dual is raised until the edge is
// covered; then the edges at that end are tight no longer, so it loses its
// mate, and its blossoms must go first. What is exposed is searched from again.

// insert adds the edge between u and v to those that the engine knows, and
// makes the duals cover it.
func (e *engine) insert(u, v int32, w2 int64) {
	e.attach(u, arc{w2, v})
	e.attach(v, arc{w2, u})
	short := w2 - e.dual(u) - e.dual(v)
	if short > 0 && e.top(u) == e.top(v) {
		short -= e.commonDual(u, v)
	}
	if short <= 0 {
		return
	}
	// Raise the end in the smaller blossom, and an exposed rather than a matched
	// one.
	if e.cost(v) < e.cost(u) {
		u, v = v, u
	}
	e.release(u)
	if short = w2 - e.dual(u) - e.dual(v); short > 0 {
		e.part(u)
		e.vert[u].y += short
	}
}

// cost ranks how much raising the dual of v would undo.
func (e *engine) cost(v int32) int32 {
	cost := 2 * e.nodes[e.top(v)].size
	if e.vert[v].mate != none {
		cost++
	}
	return cost
}

// attach adds an arc to those of u, or makes the one to the same vertex as
// heavy.
func (e *engine) attach(u int32, a arc) {
	for i, b := range e.adj[u] {
		if b.to == a.to {
			e.adj[u][i].w2 = max(b.w2, a.w2)
			return
		}
	}
	if list := e.adj[u]; len(list) == cap(list) {
		// Most lists grow once or twice: twice the room would mostly stay empty.
		e.adj[u] = append(make([]arc, 0, len(list)+len(list)/4+4), list...)
	}
	e.adj[u] = append(e.adj[u], a)
}

// knows reports whether the engine has an edge between u and v of this weight,
// or a heavier one.
func (e *engine) knows(u, v int32, w2 int64) bool {
	if len(e.adj[u]) > 64 && len(e.adj[v]) < len(e.adj[u]) {
		u, v = v, u
	}
	for _, a := range e.adj[u] {
		if a.to == v {
			return a.w2 >= w2
		}
	}
	return false
}

// part exposes v and its mate.
func (e *engine) part(v int32) {
	if m := e.vert[v].mate; m != none {
		e.vert[v].mate, e.vert[m].mate = none, none
	}
}

// release dissolves all blossoms around v. A blossom with the dual z gives half
// of it to each of its vertices: edges within stay covered as before, and
// edges that leave it gain slack, so its base loses its mate.
func (e *engine) release(v int32) {
	for {
		b := e.top(v)
		if int(b) < e.n {
			return
		}
		if half := e.nodes[b].z / 2; half > 0 {
			e.cells[e.nodes[b].cell].shift += half
			e.part(e.nodes[b].base)
		}
		e.split(b)
		e.discard(b)
	}
}

// commonDual is the sum of the duals of the blossoms around both u and v.
func (e *engine) commonDual(u, v int32) int64 {
	e.climbs++
	for b := e.nodes[u].parent; b != none; b = e.nodes[b].parent {
		e.climbed[b] = e.climbs
	}
	b := e.nodes[v].parent
	for b != none && e.climbed[b] != e.climbs {
		b = e.nodes[b].parent
	}
	sum := int64(0)
	for ; b != none; b = e.nodes[b].parent {
		sum += e.nodes[b].z
	}
	return sum
}

// withdraw takes v out of the graph. Its dual becomes so high that none of its
// edges is ever tight again.
func (e *engine) withdraw(v int32) {
	if e.gone[v] {
		return
	}
	e.release(v)
	e.part(v)
	e.gone[v] = true
	e.present--
	e.vert[v].y = 8 * MaxWeight
	e.cells[e.vert[v].cell].shift = 0
}
