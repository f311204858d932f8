package matching

import "slices"

// dense is the number of edges for each vertex beyond which the engine is not
// given all edges to start with.
const dense = 50

// adjacency gives each vertex the arcs of all edges of positive weight, in the
// order of the list.
func adjacency(n int, edges []Edge) [][]arc {
	size := make([]int32, n)
	total := 0
	for _, e := range edges {
		if e.Weight > 0 {
			size[e.U]++
			size[e.V]++
			total += 2
		}
	}
	adj := allot(size, total)
	for _, e := range edges {
		if e.Weight > 0 {
			adj[e.U] = append(adj[e.U], arc{2 * e.Weight, e.V})
			adj[e.V] = append(adj[e.V], arc{2 * e.Weight, e.U})
		}
	}
	return adj
}

// allot makes an empty list with room for size[v] arcs for each v, side by side
// in memory.
func allot(size []int32, total int) [][]arc {
	all := make([]arc, total)
	adj := make([][]arc, len(size))
	at := 0
	for v, k := range size {
		adj[v] = all[at : at : at+int(k)]
		at += int(k)
	}
	return adj
}

// breadthFirst numbers the vertices so that neighbours lie close together in
// memory: order lists them, rank is the inverse. It depends on the graph, but
// not on the order of the arcs.
func breadthFirst(adj [][]arc) (order, rank []int32) {
	order = make([]int32, 0, len(adj))
	rank = make([]int32, len(adj))
	for v := range rank {
		rank[v] = none
	}
	for root := range adj {
		if rank[root] != none {
			continue
		}
		rank[root] = int32(len(order))
		order = append(order, int32(root))
		for next := int(rank[root]); next < len(order); next++ {
			mark := len(order)
			for _, a := range adj[order[next]] {
				if rank[a.to] == none {
					rank[a.to] = 0 // corrected below
					order = append(order, a.to)
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

// renumber returns the adjacency in the new numbers, with the arcs of each
// vertex in the order of their ends and without parallel ones. Going through
// the vertices in order and handing each arc to its other end sorts them.
func renumber(adj [][]arc, order, rank []int32) [][]arc {
	size := make([]int32, len(adj))
	total := 0
	for i, v := range order {
		size[i] = int32(len(adj[v]))
		total += len(adj[v])
	}
	moved := allot(size, total)
	for i, v := range order {
		for _, a := range adj[v] {
			there := &moved[rank[a.to]]
			if last := len(*there) - 1; last >= 0 && (*there)[last].to == int32(i) {
				(*there)[last].w2 = max((*there)[last].w2, a.w2)
			} else {
				*there = append(*there, arc{a.w2, int32(i)})
			}
		}
	}
	return moved
}
