package matching

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
)

// settle solves the graph as the solver has it, and checks the result against
// the edges.
func settle(t *testing.T, s *Solver, n int, edges []Edge) *Result {
	t.Helper()
	r, err := s.Solve(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if r.Gap != 0 {
		t.Fatalf("a gap of %d", r.Gap)
	}
	if err := Verify(n, edges, r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAddEdges(t *testing.T) {
	for i := range 1000 {
		r := rand.New(rand.NewPCG(20, uint64(i)))
		n, edges := randomGraph(r, 12)
		if i%20 == 0 {
			n, edges = completeGraph(r, 120, 1e6)
		}
		known := r.IntN(len(edges) + 1)
		s, err := NewSolver(n, edges[:known])
		if err != nil {
			t.Fatal(err)
		}
		for {
			got := settle(t, s, n, edges[:known])
			if n < 14 {
				if want := brute(n, edges[:known]); got.Weight != want {
					t.Fatalf("graph %d with %d edges: weight %d, want %d", i, known, got.Weight, want)
				}
			}
			if known == len(edges) {
				break
			}
			more := 1 + r.IntN(len(edges)-known)
			if err := s.AddEdges(edges[known : known+more]); err != nil {
				t.Fatal(err)
			}
			known += more
		}
	}
}

func TestWithdraw(t *testing.T) {
	for i := range 1000 {
		r := rand.New(rand.NewPCG(21, uint64(i)))
		n, edges := randomGraph(r, 13)
		if i%20 == 0 {
			n, edges = completeGraph(r, 120, 1e6)
		}
		s, err := NewSolver(n, edges)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range r.Perm(n)[:n/2] {
			settle(t, s, n, edges)
			for range 1 + r.IntN(2) { // twice is once
				if err := s.Withdraw(int32(v)); err != nil {
					t.Fatal(err)
				}
			}
			edges = slices.DeleteFunc(slices.Clone(edges), func(e Edge) bool { return int(e.U) == v || int(e.V) == v })
		}
		got := settle(t, s, n, edges)
		if n < 14 {
			if want := brute(n, edges); got.Weight != want {
				t.Fatalf("graph %d: weight %d, want %d", i, got.Weight, want)
			}
		}
	}
}

func TestAddAndWithdrawImplicit(t *testing.T) {
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(22, seed))
		c := newCircle(120, seed)
		edges := c.edges()
		s, err := NewImplicitSolver(c)
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			v := r.Int32N(120)
			if err := s.Withdraw(v); err != nil {
				t.Fatal(err)
			}
			edges = slices.DeleteFunc(edges, func(e Edge) bool { return e.U == v || e.V == v })
			e := edges[r.IntN(len(edges))]
			e.Weight += r.Int64N(1e6)
			edges = append(edges, e)
			if err := s.AddEdges([]Edge{e}); err != nil {
				t.Fatal(err)
			}
			settle(t, s, 120, edges)
		}
	}
}

func TestStartFrom(t *testing.T) {
	for i := range 300 {
		r := rand.New(rand.NewPCG(23, uint64(i)))
		n, edges := completeGraph(r, 1+r.IntN(130), 1000)
		old := solve(t, n, edges)
		for j := range edges {
			edges[j].Weight += r.Int64N(20) - 10
		}
		start := old.Certificate.Potentials()
		if i%5 == 0 { // any numbers must do
			for v := range start {
				start[v] = r.Int64() - r.Int64()
			}
		}
		if a, b := solve(t, n, edges, StartFrom(start)).Weight, solve(t, n, edges).Weight; a != b {
			t.Fatalf("graph %d: weight %d from a start, %d without", i, a, b)
		}
	}
	for seed := range uint64(3) {
		c := newCircle(400, seed)
		var start []int64
		for week := range 5 {
			r, err := MaxImplicit(context.Background(), c, StartFrom(start))
			if err != nil {
				t.Fatal(err)
			}
			if err := VerifyImplicit(c, r); err != nil {
				t.Fatal(err)
			}
			if want := solve(t, 400, c.edges()).Weight; r.Weight != want {
				t.Fatalf("week %d: weight %d, want %d", week, r.Weight, want)
			}
			start = r.Certificate.Potentials()
			c.meet(r.Mate)
		}
	}
}

// patience is a context that is done after it has been asked so many times, by
// however many processors.
type patience struct {
	context.Context
	left atomic.Int64
}

func patient(times int) *patience {
	p := &patience{Context: context.Background()}
	p.left.Store(int64(times))
	return p
}

func (p *patience) Err() error {
	if p.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

func TestCancel(t *testing.T) {
	for i := range 300 {
		r := rand.New(rand.NewPCG(24, uint64(i)))
		n, edges := randomGraph(r, 60)
		if i%10 == 0 {
			n, edges = completeGraph(r, 130, 1e6)
		}
		best := solve(t, n, edges).Weight
		for left := 0; ; left += 1 + left/2 {
			ctx := patient(left)
			got, err := Max(ctx, n, edges)
			if err != nil {
				t.Fatal(err)
			}
			if err := Verify(n, edges, got); err != nil {
				t.Fatalf("graph %d after %d: %v", i, left, err)
			}
			if got.Weight > best || got.Weight+got.Gap < best {
				t.Fatalf("graph %d after %d: weight %d, gap %d, but the best is %d", i, left, got.Weight, got.Gap, best)
			}
			if ctx.left.Load() >= 0 {
				break
			}
		}
	}
}

func TestCancelImplicit(t *testing.T) {
	c := newCircle(600, 1)
	want, err := MaxImplicit(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s, err := NewImplicitSolver(c)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Solve(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := VerifyImplicit(c, r); err != nil {
		t.Fatal(err)
	}
	if r.Weight > want.Weight || r.Weight+r.Gap < want.Weight {
		t.Fatalf("weight %d, gap %d, but the best is %d", r.Weight, r.Gap, want.Weight)
	}
	// The work goes on where it stopped.
	if r, err = s.Solve(context.Background()); err != nil || r.Weight != want.Weight || r.Gap != 0 {
		t.Fatalf("weight %d, gap %d, %v, want %d", r.Weight, r.Gap, err, want.Weight)
	}
}

func TestProcessorsDoNotMatter(t *testing.T) {
	graphs := []Implicit{newCircle(3000, 4)}
	for seed := range 3 {
		sizes, size, weight := drawnKinds(seed)
		for kind := range sizes {
			sizes[kind] *= 2
		}
		l := newLookalikes(sizes, size, weight)
		d := &drawing{lot: dice(seed)}
		graphs = append(graphs, l, uneven{l, 5}, d.graph(150+seed).asked())
	}
	for i, g := range graphs {
		var first []byte
		for _, p := range []int{1, 2, 3, 7} {
			was := runtime.GOMAXPROCS(p)
			s, err := NewImplicitSolver(g)
			if err != nil {
				t.Fatal(err)
			}
			r, err := s.Solve(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			start := r.Certificate.Potentials()
			for v := 0; v < len(start); v += 10 {
				start[v] = -1
			}
			warm, err := MaxImplicit(t.Context(), g, StartNear(start, s.Near()))
			if err != nil {
				t.Fatal(err)
			}
			runtime.GOMAXPROCS(was)
			if d := append(dump(r), dump(warm)...); first == nil {
				first = d
				if err := VerifyImplicit(g, r); err != nil {
					t.Fatal(err)
				}
			} else if !bytes.Equal(d, first) {
				t.Fatalf("graph %d: another result with %d processors", i, p)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	for _, test := range []struct {
		n     int
		edges []Edge
		want  error
	}{
		{-1, nil, ErrRange},
		{MaxVertices + 1, nil, ErrRange},
		{2, []Edge{{0, 1, MaxWeight + 1}}, ErrRange},
		{2, []Edge{{0, 1, -MaxWeight - 1}}, ErrRange},
		{2, []Edge{{0, 2, 1}}, ErrEdge},
		{2, []Edge{{-1, 1, 1}}, ErrEdge},
		{2, []Edge{{1, 1, 1}}, ErrEdge},
	} {
		if _, err := Max(context.Background(), test.n, test.edges); !errors.Is(err, test.want) {
			t.Errorf("Max(%d, %v): %v, want %v", test.n, test.edges, err, test.want)
		}
	}
	// Each weight is in range, the total is not.
	var edges []Edge
	for v := int32(0); v < 512; v += 2 {
		edges = append(edges, Edge{v, v + 1, MaxWeight})
	}
	if _, err := Max(context.Background(), 512, edges); !errors.Is(err, ErrRange) {
		t.Errorf("a total of 2^64: %v", err)
	}
	if r := solve(t, 200, edges[:100]); r.Weight != 100*MaxWeight {
		t.Errorf("a total of 100 times %d: %d", int64(MaxWeight), r.Weight)
	}
}

// A matching weighs what its edges do, also if it was cut short and an edge was added
// that is lighter than one that the engine had no need to know.
func TestMatesWeighTheirHeaviestEdge(t *testing.T) {
	n, dense := completeGraph(rand.New(rand.NewPCG(27, 0)), 120, 1e6)
	c := newCircle(n, 6)
	for _, test := range []struct {
		edges []Edge
		open  func() (*Solver, error)
	}{
		{dense, func() (*Solver, error) { return NewSolver(n, dense) }},
		{c.edges(), func() (*Solver, error) { return NewImplicitSolver(c, StartNear(make([]int64, n), [][2]int32{})) }},
	} {
		for after := range 20 {
			s, err := test.open()
			if err != nil {
				t.Fatal(err)
			}
			lighter := slices.Clone(test.edges)
			for i := range lighter {
				lighter[i].Weight--
			}
			if err := s.AddEdges(lighter); err != nil {
				t.Fatal(err)
			}
			r, err := s.Solve(patient(after))
			if err != nil {
				t.Fatal(err)
			}
			if err := Verify(n, test.edges, r); err != nil {
				t.Fatalf("after %d: %v", after, err)
			}
		}
	}
}
