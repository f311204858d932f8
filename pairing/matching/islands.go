package matching

import (
	"cmp"
	"context"
	"slices"

	"cowork/pairing/matching/cores"
)

// Islands. A graph that falls into several components is several problems. Solving
// each by itself is not only something that all processors can do at once. Each
// is through as soon as no more of its own vertices are exposed than must be. As
// one problem, of all odd components but one the last vertex would have to fall
// to zero, with most of the component growing into its tree at every level of the
// floor. And an island fits into a cache sooner than the whole.
//
// Certificates add up as matchings do: no edge leads from one island to another, so
// the duals of each cover its own edges, and its bound is for its own vertices.

// leastIsland is how many vertices an island has at least, if there are so many: to set
// up an engine for three vertices is not worth while. So small components share
// one.
const leastIsland = 1000

// island is a few components of a graph, in numbers of its own.
type island struct {
	vertices []int32 // in the numbers of the whole, ascending
	edges    []Edge
}

// divide returns the islands of the graph, none of them smaller than least but
// perhaps the last, or nil if there is only one. They depend on the graph alone,
// and so does their order. It takes time O((n + m) log n), and goes through the edges
// three times.
func divide(n int, edges []Edge, least int) []island {
	of, count := assign(components(n, edges), least)
	if count <= 1 {
		return nil
	}
	islands := make([]island, count)
	sizes, number := make([]int, count), make([]int32, n)
	for v, p := range of {
		number[v] = int32(sizes[p])
		sizes[p]++
	}
	for p, size := range sizes {
		islands[p].vertices = make([]int32, 0, size)
	}
	for v, p := range of {
		islands[p].vertices = append(islands[p].vertices, int32(v))
	}
	clear(sizes)
	for i := range edges {
		sizes[of[edges[i].U]]++
	}
	for p, size := range sizes {
		islands[p].edges = make([]Edge, 0, size)
	}
	for _, e := range edges {
		if e.Weight > 0 {
			is := &islands[of[e.U]]
			is.edges = append(is.edges, Edge{number[e.U], number[e.V], e.Weight})
		}
	}
	return islands
}

// components returns of each vertex the lowest that edges of positive weight
// connect it with.
func components(n int, edges []Edge) []int32 {
	// Invariant: low[v] is connected with v and at most v. Following low leads to
	// the lowest known so far.
	low := make([]int32, n)
	for v := range low {
		low[v] = int32(v)
	}
	lowest := func(v int32) int32 {
		for low[v] != v {
			low[v] = low[low[v]]
			v = low[v]
		}
		return v
	}
	for i := range edges {
		e := &edges[i]
		if low[e.U] == low[e.V] || e.Weight <= 0 {
			continue
		}
		u, v := lowest(e.U), lowest(e.V)
		low[max(u, v)] = min(u, v)
	}
	for v := range low {
		low[v] = low[low[v]]
	}
	return low
}

// assign returns of each vertex the island that its component belongs to, and how many
// islands there are. A component of the least size or more is an island; of the
// smaller ones as many as it takes share one, in their order.
func assign(low []int32, least int) (of []int32, count int) {
	size := make([]int, len(low))
	for _, l := range low {
		size[l]++
	}
	of = make([]int32, len(low))
	shared, room := none, 0 // the island that takes in small components
	for v, l := range low {
		switch {
		case int(l) < v:
			of[v] = of[l]
			continue
		case size[v] >= least:
			of[v] = int32(count)
			count++
			continue
		case room <= 0:
			shared, room = int32(count), least
			count++
		}
		of[v] = shared
		room -= size[v]
	}
	return of, count
}

// maxOfIslands finds a heaviest matching of each island, the ones with the most edges
// first, so that no processor is left with a large one in the end.
func maxOfIslands(ctx context.Context, n int, islands []island, start []int64) (*Result, error) {
	order := make([]int, len(islands))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(islands[b].edges), len(islands[a].edges)) })
	results, errs := make([]*Result, len(islands)), make([]error, len(islands))
	cores.Each(len(order), 1, func(from, _ int) {
		i := order[from]
		results[i], errs[i] = islands[i].max(ctx, start)
		islands[i].edges = nil // all of them together are as large as the graph
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return join(n, islands, results)
}

// max is Max for the island.
func (is *island) max(ctx context.Context, start []int64) (*Result, error) {
	var own []int64
	if start != nil {
		own = make([]int64, len(is.vertices))
		for i, v := range is.vertices {
			own[i] = start[v]
		}
	}
	s, err := NewSolver(len(is.vertices), is.edges, StartFrom(own))
	if err != nil {
		return nil, err
	}
	return s.Solve(ctx)
}

// join translates what was found in each island into the numbers of the whole.
func join(n int, islands []island, results []*Result) (*Result, error) {
	whole := &Result{Mate: make([]int32, n), Certificate: Certificate{Dual: make([]int64, n), In: make([]int32, n)}}
	var weight total
	for i, r := range results {
		weight.add(r.Weight)
		first := int32(len(whole.Certificate.Sets))
		shift := func(set int32) int32 {
			if set == none {
				return none
			}
			return first + set
		}
		for _, s := range r.Certificate.Sets {
			whole.Certificate.Sets = append(whole.Certificate.Sets, OddSet{s.Dual, shift(s.Outer)})
		}
		for j, v := range islands[i].vertices {
			whole.Mate[v] = none
			if m := r.Mate[j]; m != none {
				whole.Mate[v] = islands[i].vertices[m]
			}
			whole.Certificate.Dual[v] = r.Certificate.Dual[j]
			whole.Certificate.In[v] = shift(r.Certificate.In[j])
		}
	}
	return whole.worth(weight)
}

// startOf is the duals that the options say to start from, or nil.
func startOf(n int, opts []Option) []int64 {
	var s Solver
	for _, o := range opts {
		o(&s)
	}
	if len(s.start) != n {
		return nil
	}
	return s.start
}
