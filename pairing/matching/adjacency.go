package matching

import "slices"

// dense is the number of edges for each vertex beyond which the engine is not
// given all edges to start with.
const dense = 50

// many is the number of arcs beyond which they do not fit into a cache.
const many = 300_000

// incidence lists the arcs of each vertex: those of v are
// arcs[start[v]:start[v+1]].
type incidence struct {
	start []int32
	arcs  []arc
}

// newIncidence lists the edges of positive weight at both of their ends, in their
// order.
func newIncidence(n int, edges []Edge) incidence {
	start := make([]int32, n+2)
	for _, e := range edges {
		if e.Weight > 0 {
			start[e.U+2]++
			start[e.V+2]++
		}
	}
	for v := range n {
		start[v+2] += start[v+1]
	}
	// Invariant: start[v+1] is where the next edge of v goes. At the end that
	// is where those of v+1 begin.
	arcs := make([]arc, start[n+1])
	for _, e := range edges {
		if e.Weight > 0 {
			arcs[start[e.U+1]] = arc{2 * e.Weight, e.V}
			arcs[start[e.V+1]] = arc{2 * e.Weight, e.U}
			start[e.U+1]++
			start[e.V+1]++
		}
	}
	return incidence{start[:n+1], arcs}
}

// sorted reports whether the edges are in an order that makes the arcs of each vertex
// come in the order of their ends.
func sorted(edges []Edge) bool {
	last := Edge{}
	for _, e := range edges {
		if e.U >= e.V || e.U < last.U || e.U == last.U && e.V < last.V {
			return false
		}
		last = e
	}
	return true
}

// sort brings the arcs of each vertex into the order of their ends.
func (in incidence) sort() {
	for v := range in.size() {
		slices.SortFunc(in.of(v), func(a, b arc) int { return int(a.to - b.to) })
	}
}

func (in incidence) size() int32 { return int32(len(in.start) - 1) }

func (in incidence) of(v int32) []arc { return in.arcs[in.start[v]:in.start[v+1]] }

// renumber numbers the vertices so that those that concern each other lie close
// together in memory: order lists them, rank is the inverse. It depends on the
// graph, but not on the order of the edges.
func (in incidence) renumber() (order, rank []int32) {
	if len(in.arcs) < many {
		return in.breadthFirst()
	}
	return in.heaviest().depthFirst()
}

// breadthFirst numbers each vertex's neighbours in turn. It is quick, and good
// enough as long as everything fits into a cache.
func (in incidence) breadthFirst() (order, rank []int32) {
	order = make([]int32, 0, in.size())
	rank = slices.Repeat([]int32{none}, int(in.size()))
	for root := range in.size() {
		if rank[root] != none {
			continue
		}
		next := len(order)
		rank[root] = int32(next)
		for order = append(order, root); next < len(order); next++ {
			for _, a := range in.of(order[next]) {
				if rank[a.to] == none {
					rank[a.to] = int32(len(order))
					order = append(order, a.to)
				}
			}
		}
	}
	return order, rank
}

// depthFirst numbers the vertices along a walk that goes on from the newest. A search
// follows edges that are tight, and those are among the heaviest at one of their
// ends. So if the walk knows only the heaviest edges, a search stays in one
// place: in a circle of 200,000 four in five of those edges lead to one of the next or
// last 64 vertices, and one in three if the numbers are breadth first.
func (in incidence) depthFirst() (order, rank []int32) {
	order = make([]int32, 0, in.size())
	rank = slices.Repeat([]int32{none}, int(in.size()))
	var stack []int32
	for root := range in.size() {
		stack = append(stack, root)
		for len(stack) > 0 {
			v := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if rank[v] != none {
				continue
			}
			rank[v] = int32(len(order))
			order = append(order, v)
			for _, a := range slices.Backward(in.of(v)) {
				if rank[a.to] == none {
					stack = append(stack, a.to)
				}
			}
		}
	}
	return order, rank
}

// heaviest has of the edges only the few heaviest of either end. Where weights are
// equal those to lower numbers are preferred.
func (in incidence) heaviest() incidence {
	const few = 4
	list := make([]Edge, 0, few*in.size())
	for v := range in.size() {
		var best [few]arc
		k := 0
		for _, a := range in.of(v) {
			i := k
			if k < few {
				k++
			} else if i--; a.w2 <= best[i].w2 {
				continue
			}
			for ; i > 0 && best[i-1].w2 < a.w2; i-- {
				best[i] = best[i-1]
			}
			best[i] = a
		}
		for _, a := range best[:k] {
			list = append(list, Edge{v, a.to, a.w2})
		}
	}
	// Both ends may have picked an edge; it does no harm to have it twice.
	return newIncidence(int(in.size()), list)
}

// lists returns the arcs of each vertex in the numbers of rank, without parallel ones.
// The lists lie in memory in the order of the new numbers.
func (in incidence) lists(order, rank []int32) [][]arc {
	if len(in.arcs) < many {
		return in.handedOver(order, rank)
	}
	return in.moved(order, rank)
}

// handedOver has the arcs of each vertex in the order of the new numbers of their ends,
// which makes for short searches where many weights are equal. Going through the
// vertices in order and handing each arc to its other end sorts them.
func (in incidence) handedOver(order, rank []int32) [][]arc {
	all := make([]arc, len(in.arcs))
	adj := make([][]arc, len(order))
	at := 0
	for i, v := range order {
		size := len(in.of(v))
		adj[i] = all[at : at : at+size]
		at += size
	}
	for i, v := range order {
		for _, a := range in.of(v) {
			there := &adj[rank[a.to]]
			if last := len(*there) - 1; last >= 0 && (*there)[last].to == int32(i) {
				(*there)[last].w2 = max((*there)[last].w2, a.w2)
			} else {
				*there = append(*there, arc{a.w2, int32(i)})
			}
		}
	}
	return adj
}

// moved leaves the arcs of each vertex in their order, and so needs no random write
// for each. Parallel ones come one after the other.
func (in incidence) moved(order, rank []int32) [][]arc {
	all := make([]arc, len(in.arcs))
	adj := make([][]arc, len(order))
	for i, v := range order {
		own := all[:0:len(in.of(v))]
		last := none
		for _, a := range in.of(v) {
			if a.to == last {
				x := &own[len(own)-1]
				x.w2 = max(x.w2, a.w2)
				continue
			}
			last = a.to
			own = append(own, arc{a.w2, rank[a.to]})
		}
		adj[i] = own
		all = all[cap(own):]
	}
	return adj
}
