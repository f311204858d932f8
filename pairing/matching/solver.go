package matching

import (
	"cmp"
	"context"
	"math"
	"math/bits"
	"slices"
)

// Solver finds heaviest matchings of a graph that changes. It keeps what it
// knows between calls, so that after a small change little work is left.
// A Solver is not safe for concurrent use.
type Solver struct {
	n     int
	inner []int32 // of each vertex its number in the engine
	outer []int32 // and back
	e     *engine
}

// Option is for choices that change how fast an answer is found, not what it is
// worth.
type Option func(*Solver)

// NewSolver prepares to solve the graph with the vertices 0 to n-1 and the
// given edges. It fails like Max.
func NewSolver(n int, edges []Edge, opts ...Option) (*Solver, error) {
	if err := checkEdges(n, edges); err != nil {
		return nil, err
	}
	s := &Solver{n: n}
	for _, o := range opts {
		o(s)
	}
	adj := adjacency(n, edges)
	s.outer, s.inner = breadthFirst(adj)
	s.e = newEngine(n, renumber(adj, s.outer, s.inner))
	s.e.plan()
	s.e.open(s.e.nextFloor())
	return s, nil
}

// Solve finds a matching of greatest weight in the graph as it is now. See Max.
func (s *Solver) Solve(ctx context.Context) (*Result, error) {
	s.e.run(ctx)
	return s.result()
}

// adjacency gives each vertex its arcs of positive weight, heaviest first and
// then by the number of the other end.
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
		a := arcs[start[v]:start[v+1]:start[v+1]]
		slices.SortFunc(a, heaviestFirst)
		adj[v] = a
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

// renumber returns the adjacency in the new numbers.
func renumber(adj [][]arc, order, rank []int32) [][]arc {
	moved := make([][]arc, len(adj))
	for i, v := range order {
		arcs := adj[v]
		for j := range arcs {
			arcs[j].to = rank[arcs[j].to]
		}
		moved[i] = arcs
	}
	return moved
}

// result translates the engine's state into the caller's numbers.
func (s *Solver) result() (*Result, error) {
	e := s.e
	r := &Result{Mate: make([]int32, s.n)}
	var weight total
	for i, v := range s.outer {
		m := e.vert[i].mate
		if m == none {
			r.Mate[v] = none
			continue
		}
		r.Mate[v] = s.outer[m]
		if int(m) > i {
			weight.add(e.weight(int32(i), m))
		}
	}
	r.Certificate = e.certificate(s.outer)
	bound := r.Certificate.bound()
	w, ok := weight.int64()
	b, ok2 := bound.int64()
	if !ok || !ok2 {
		return nil, ErrRange
	}
	r.Weight, r.Gap = w, b-w
	return r, nil
}

// weight is that of the heaviest edge between u and v.
func (e *engine) weight(u, v int32) int64 {
	for _, a := range e.adj[u] {
		if a.to == v {
			return a.w2 / 2
		}
	}
	panic("matching: mates without an edge")
}

// certificate expresses the duals of the engine in the caller's numbers.
func (e *engine) certificate(outer []int32) Certificate {
	c := Certificate{Dual: make([]int64, e.n), In: make([]int32, e.n)}
	// Blossoms with a dual, outermost first.
	set := make([]int32, len(e.nodes))
	var found []int32
	for v := range e.n {
		b := e.top(int32(v))
		if int(b) >= e.n && e.nodes[b].head == int32(v) {
			found = append(found, b)
		}
	}
	for i := 0; i < len(found); i++ {
		for _, k := range e.ring(found[i]).kids {
			if int(k) >= e.n {
				found = append(found, k)
			}
		}
	}
	sets := int32(0)
	for _, b := range found {
		if e.nodes[b].z > 0 {
			sets++
		}
	}
	lower := int64(0)
	all := none
	if e.present%2 == 1 && e.floor > 0 {
		lower = e.floor
		all = sets
		sets++
	}
	c.Sets = make([]OddSet, sets)
	if all != none {
		sets--
		c.Sets[all] = OddSet{Dual: 2 * lower, Outer: none}
	}
	for _, b := range found {
		out := all
		if p := e.nodes[b].parent; p != none {
			out = set[p]
		}
		if z := e.nodes[b].z; z > 0 {
			sets--
			c.Sets[sets] = OddSet{z, out}
			out = sets
		}
		set[b] = out
	}
	for v := range e.n {
		if e.gone[v] {
			c.In[outer[v]] = none
			continue
		}
		c.Dual[outer[v]] = e.dual(int32(v)) - lower
		in := all
		if p := e.nodes[v].parent; p != none {
			in = set[p]
		}
		c.In[outer[v]] = in
	}
	return c
}

// bound is the weight that no matching exceeds.
func (c *Certificate) bound() total {
	var sum total
	size := make([]int64, len(c.Sets))
	for v, y := range c.Dual {
		sum.add(y)
		if s := c.In[v]; s != none {
			size[s]++
		}
	}
	for i, s := range c.Sets {
		sum.addProduct(s.Dual, (size[i]-1)/2)
		if s.Outer != none {
			size[s.Outer] += size[i]
		}
	}
	sum.lo = sum.lo>>1 | sum.hi<<63
	sum.hi >>= 1
	return sum
}

// total is a sum of integers that are not negative, in 128 bits.
type total struct{ hi, lo uint64 }

func (t *total) add(x int64) {
	var carry uint64
	t.lo, carry = bits.Add64(t.lo, uint64(x), 0)
	t.hi += carry
}

func (t *total) addProduct(x, y int64) {
	hi, lo := bits.Mul64(uint64(x), uint64(y))
	var carry uint64
	t.lo, carry = bits.Add64(t.lo, lo, 0)
	t.hi += hi + carry
}

func (t total) int64() (int64, bool) {
	return int64(t.lo), t.hi == 0 && t.lo <= math.MaxInt64
}
