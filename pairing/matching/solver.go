package matching

import (
	"cmp"
	"context"
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
	// source has the edges that the engine does not know; nil if it knows all.
	source source
	start  []int64    // the duals to start with, or nil
	near   [][2]int32 // pairs to start with, or nil
}

// Option is for choices that change how fast an answer is found, and which of
// equally heavy matchings it is, but not what it is worth.
type Option func(*Solver)

// StartFrom gives the solver duals to start from: one for each vertex, as
// Certificate.Potentials returns them for a similar graph, such as last week's.
// The closer they are, the less is left to do.
func StartFrom(potentials []int64) Option {
	return func(s *Solver) { s.start = potentials }
}

// NewSolver prepares to solve the graph with the vertices 0 to n-1 and the
// given edges, which must not be modified until the solver is done with. It
// fails like Max.
func NewSolver(n int, edges []Edge, opts ...Option) (*Solver, error) {
	if err := checkEdges(n, edges); err != nil {
		return nil, err
	}
	s := &Solver{n: n}
	for _, o := range opts {
		o(s)
	}
	few := edges
	if len(edges) > dense*n {
		few = heaviest(n, edges)
	}
	in := newIncidence(n, few)
	if !sorted(few) {
		in.sort()
	}
	s.outer, s.inner = in.renumber()
	if len(edges) > dense*n {
		s.source = newEdgeList(edges, s.inner)
	}
	s.open(in.lists(s.outer, s.inner))
	return s, nil
}

// NewImplicitSolver prepares to solve an implicit graph. It fails like
// MaxImplicit.
func NewImplicitSolver(g Implicit, opts ...Option) (*Solver, error) {
	groups := g.Groups()
	if err := groups.check(); err != nil {
		return nil, err
	}
	n := groups.size()
	if err := checkShares(g, n); err != nil {
		return nil, err
	}
	s := &Solver{n: n, outer: groups.Order[:n], inner: make([]int32, n)}
	for i, v := range s.outer {
		s.inner[v] = int32(i)
	}
	for _, o := range opts {
		o(s)
	}
	s.source = newIndex(g, groups, s.inner)
	return s, nil
}

// open sets the engine going.
func (s *Solver) open(adj [][]arc) {
	s.e = newEngine(s.n, adj)
	s.e.plan()
	if start := s.startInner(); start != nil {
		s.e.reopen(start)
	} else {
		s.e.open()
	}
}

// ready sees to it that there is an engine. For an implicit graph there is none
// until the first candidates have been found.
func (s *Solver) ready(ctx context.Context) error {
	if s.e != nil {
		return nil
	}
	x, halted := s.source.(*index), func() bool { return ctx.Err() != nil }
	if s.near != nil && len(s.start) == s.n {
		adj, y, err := x.reuse(s.start, s.near, halted)
		if err != nil {
			return err
		}
		s.e = newEngine(s.n, adj)
		s.e.plan()
		s.e.reopen(y)
		return nil
	}
	adj, err := x.candidates(s.startInner(), halted)
	if err != nil {
		return err
	}
	s.open(adj)
	if ctx.Err() != nil {
		// Not every pair is covered to begin with.
		x.askAll()
	}
	return nil
}

// startInner is the duals to start with in the engine's order.
func (s *Solver) startInner() []int64 {
	if len(s.start) != s.n {
		return nil
	}
	y := make([]int64, s.n)
	for i, v := range s.outer {
		y[i] = min(max(s.start[v], 0), 4*MaxWeight)
	}
	return y
}

// stride is by how many steps the floor is lowered between two looks at the
// edges that the engine does not know. The last few exposed vertices grow large
// trees, so once there are few it is one step: the sooner the edges are found
// that help them, the less is done in vain.
func (s *Solver) stride() int {
	if s.e.exposed() < s.n/64 {
		return 1
	}
	return 4
}

// Solve finds a matching of greatest weight in the graph as it is now. See Max.
func (s *Solver) Solve(ctx context.Context) (*Result, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	e := s.e
	e.ctx, e.patience, e.stopped = ctx, 0, false
	e.resume()
	for !e.halted() {
		if s.source != nil {
			found, err := s.source.shortages(e)
			if err != nil {
				return nil, err
			}
			if s.add(found) {
				e.resume()
				continue
			}
		}
		if e.settled() {
			break
		}
		e.descend(s.stride())
	}
	return s.result()
}

// AddEdges adds edges to the graph. An edge parallel to one that exists counts
// if it is heavier; for an implicit graph the same goes for the weight of the
// pair. It fails like Max, and then adds none.
func (s *Solver) AddEdges(edges []Edge) error {
	if err := checkEdges(s.n, edges); err != nil {
		return err
	}
	if err := s.ready(context.Background()); err != nil {
		return err
	}
	edges = slices.Clone(edges)
	slices.SortFunc(edges, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.U, b.U), cmp.Compare(a.V, b.V))
	})
	for _, e := range edges {
		u, v := s.inner[e.U], s.inner[e.V]
		if e.Weight > 0 && !s.e.gone[u] && !s.e.gone[v] {
			s.e.insert(u, v, 2*e.Weight)
		}
	}
	return nil
}

// Withdraw takes the vertex v out of the graph, with all of its edges: from now
// on it has no mate, and the certificate is one for the graph without it. It
// fails only as the first Solve would, and panics if v is not a vertex.
func (s *Solver) Withdraw(v int32) error {
	if err := s.ready(context.Background()); err != nil {
		return err
	}
	s.e.withdraw(s.inner[v])
	return nil
}
