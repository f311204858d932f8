package matching

import "slices"

// dense is the number of edges for each vertex beyond which the engine is not
// given all edges to start with.
const dense = 50

// incidence lists for each vertex the numbers of its edges of positive weight,
// in their order: those of v are edges[start[v]:start[v+1]].
type incidence struct {
	start []int32
	edges []int32
}

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
	list := make([]int32, start[n+1])
	for i, e := range edges {
		if e.Weight > 0 {
			list[start[e.U+1]] = int32(i)
			list[start[e.V+1]] = int32(i)
			start[e.U+1]++
			start[e.V+1]++
		}
	}
	return incidence{start[:n+1], list}
}

func (in *incidence) of(v int32) []int32 { return in.edges[in.start[v]:in.start[v+1]] }

// breadthFirst numbers the vertices so that neighbours lie close together in
// memory: order lists them, rank is the inverse. It depends on the graph, but
// not on the order of the edges.
func breadthFirst(edges []Edge, in incidence) (order, rank []int32) {
	n := len(in.start) - 1
	order = make([]int32, 0, n)
	rank = make([]int32, n)
	for v := range rank {
		rank[v] = none
	}
	for root := range int32(n) {
		if rank[root] != none {
			continue
		}
		rank[root] = int32(len(order))
		order = append(order, root)
		for next := int(rank[root]); next < len(order); next++ {
			mark := len(order)
			v := order[next]
			for _, i := range in.of(v) {
				if to := edges[i].U ^ edges[i].V ^ v; rank[to] == none {
					rank[to] = 0 // corrected below
					order = append(order, to)
				}
			}
			fresh := order[mark:]
			slices.Sort(fresh)
			for i, v := range fresh {
				rank[v] = int32(mark + i)
			}
		}
	}
	return order, rank
}

// adjacency returns the arcs of each vertex in the numbers of rank, in the order
// of their ends and without parallel ones. Going through the vertices in order
// and handing each edge to its other end sorts them.
func adjacency(edges []Edge, in incidence, order, rank []int32) [][]arc {
	all := make([]arc, len(in.edges))
	adj := make([][]arc, len(order))
	at := 0
	for i, v := range order {
		size := len(in.of(v))
		adj[i] = all[at : at : at+size]
		at += size
	}
	for i, v := range order {
		for _, k := range in.of(v) {
			e := &edges[k]
			there := &adj[rank[e.U^e.V^v]]
			if last := len(*there) - 1; last >= 0 && (*there)[last].to == int32(i) {
				(*there)[last].w2 = max((*there)[last].w2, 2*e.Weight)
			} else {
				*there = append(*there, arc{2 * e.Weight, int32(i)})
			}
		}
	}
	return adj
}
