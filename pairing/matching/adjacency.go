package matching

import (
	"cmp"
	"slices"
)

// dense is the number of edges for each vertex beyond which the engine is not
// given all edges to start with.
const dense = 50

// adjacency gives each vertex the arcs of all edges of positive weight.
func adjacency(n int, edges []Edge) [][]arc {
	start := make([]int, n+1)
	for _, e := range edges {
		if e.Weight > 0 {
			start[e.U]++
			start[e.V]++
		}
	}
	sum := 0
	for v := range start {
		sum, start[v] = sum+start[v], sum
	}
	arcs := make([]arc, sum)
	fill := slices.Clone(start)
	for _, e := range edges {
		if e.Weight > 0 {
			arcs[fill[e.U]] = arc{2 * e.Weight, e.V}
			arcs[fill[e.V]] = arc{2 * e.Weight, e.U}
			fill[e.U]++
			fill[e.V]++
		}
	}
	adj := make([][]arc, n)
	for v := range adj {
		adj[v] = arcs[start[v]:start[v+1]:start[v+1]]
		slices.SortFunc(adj[v], heaviestFirst)
	}
	return adj
}

func heaviestFirst(a, b arc) int {
	if a.w2 != b.w2 {
		return cmp.Compare(b.w2, a.w2)
	}
	return cmp.Compare(a.to, b.to)
}

// breadthFirst numbers the vertices so that neighbours lie close together in
// memory: order lists them, rank is the inverse.
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
			for _, a := range adj[order[next]] {
				if rank[a.to] == none {
					rank[a.to] = int32(len(order))
					order = append(order, a.to)
				}
			}
		}
	}
	return order, rank
}

// renumber returns the adjacency in the new numbers, side by side in memory in
// the new order, heaviest first.
func renumber(adj [][]arc, order, rank []int32) [][]arc {
	total := 0
	for _, arcs := range adj {
		total += len(arcs)
	}
	all := make([]arc, 0, total)
	moved := make([][]arc, len(adj))
	for i, v := range order {
		at := len(all)
		for _, a := range adj[v] {
			all = append(all, arc{a.w2, rank[a.to]})
		}
		moved[i] = all[at:len(all):len(all)]
		slices.SortFunc(moved[i], heaviestFirst)
	}
	return moved
}
