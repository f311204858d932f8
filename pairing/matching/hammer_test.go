package matching

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// hammer does to one solver of an implicit graph whatever can be done, in any order.
type hammer struct {
	*testing.T
	r     *rand.Rand
	n     int
	g     *drawn
	edges []Edge
	s     *Solver
}

// TestAnyOrder starts from anything, interrupts at any moment, more than once, adds
// edges and withdraws vertices in between, and holds each result against its proof.
func TestAnyOrder(t *testing.T) {
	rounds := 1500
	if testing.Short() {
		rounds = 300
	}
	deadline := time.Now().Add(*long)
	i := 0
	for ; i < rounds || time.Now().Before(deadline); i++ {
		r := rand.New(rand.NewPCG(uint64(i), 91))
		h := &hammer{T: t, r: r, n: r.IntN(15)}
		if r.IntN(3) == 0 {
			h.n = 20 + r.IntN(60)
		}
		d := &drawing{data: []byte{byte(i), byte(i >> 8), byte(i >> 16)}}
		d.byte()
		d.byte()
		d.byte()
		h.g = d.graph(h.n)
		h.edges = h.g.edges()
		h.begin()
		for range 1 + r.IntN(6) {
			h.step()
		}
		h.check(true)
		if t.Failed() {
			t.Fatalf("graph %d", i)
		}
	}
	if *long > 0 {
		t.Logf("%d graphs", i)
	}
}

// begin opens a solver, perhaps with a start that need not make sense.
func (h *hammer) begin() {
	var opts []Option
	start, near := make([]int64, h.n+h.r.IntN(8)/7), make([][2]int32, h.r.IntN(3*h.n+1))
	most := []int64{1, 100, h.g.times * 64, 1 << 61}[h.r.IntN(4)]
	for v := range start {
		start[v] = h.r.Int64N(2*most) - most/int64(1+h.r.IntN(4))
	}
	for i := range near {
		near[i] = [2]int32{h.r.Int32N(int32(h.n)+4) - 2, h.r.Int32N(int32(h.n)+4) - 2}
	}
	switch h.r.IntN(4) {
	case 0:
		opts = append(opts, StartFrom(start))
	case 1:
		opts = append(opts, StartNear(start, near))
	case 2: // from an earlier solver of the same graph
		s, err := NewImplicitSolver(h.g.asked())
		if err != nil {
			h.Fatal(err)
		}
		r, err := s.Solve(patient(h.r.IntN(20)))
		if err != nil {
			h.Fatal(err)
		}
		opts = append(opts, StartNear(r.Certificate.Potentials(), s.Near()))
	}
	var err error
	if h.s, err = NewImplicitSolver(h.g.asked(), opts...); err != nil {
		h.Fatal(err)
	}
	if h.r.IntN(2) == 0 {
		if err := h.s.ready(patient(h.r.IntN(9))); err != nil {
			h.Fatal(err)
		}
		watch(h.T, h.s, dice(h.r.Uint64N(3)))
	}
}

func (h *hammer) step() {
	if h.n < 2 {
		h.check(false)
		return
	}
	u := h.r.Int32N(int32(h.n))
	v := (u + 1 + h.r.Int32N(int32(h.n-1))) % int32(h.n)
	switch h.r.IntN(5) {
	case 0:
		h.check(true)
	case 1, 2:
		h.check(false)
	case 3:
		if err := h.s.Withdraw(u); err != nil {
			h.Fatal(err)
		}
		h.g.gone[u] = true
		h.edges = slices.DeleteFunc(h.edges, func(e Edge) bool { return e.U == u || e.V == u })
	case 4:
		for range 1 + h.r.IntN(4) {
			e := Edge{u, v, (h.r.Int64N(128) - 20) * h.g.times}
			if h.r.IntN(2) == 0 { // the weight that it has
				e.Weight = h.g.pairs[u][v].weight
			}
			if err := h.s.AddEdges([]Edge{e}); err != nil {
				h.Fatal(err)
			}
			if !h.g.gone[u] && !h.g.gone[v] {
				h.edges = append(h.edges, e)
			}
			v = (v + 1) % int32(h.n)
			if v == u {
				v = (v + 1) % int32(h.n)
			}
		}
	}
}

// check solves, to the end or not, and compares what is said with what is so.
func (h *hammer) check(toTheEnd bool) {
	h.Helper()
	left := 1 << 40
	if !toTheEnd {
		left = h.r.IntN(30)
	}
	r, err := h.s.Solve(patient(left))
	if err != nil {
		h.Fatal(err)
	}
	if err := Verify(h.n, h.edges, r); err != nil {
		h.Error(err)
		return
	}
	if toTheEnd && r.Gap != 0 {
		h.Errorf("a gap of %d", r.Gap)
	}
	var best int64
	if h.n <= 14 {
		best = brute(h.n, h.edges)
	} else {
		best = solve(h.T, h.n, h.edges).Weight
	}
	if r.Weight > best || r.Weight+r.Gap < best {
		h.Errorf("weight %d, gap %d, but the best is %d", r.Weight, r.Gap, best)
	}
}

// TestAnyOrderListed is the same for a graph given by its edges, of which the engine
// knows a few: each pair is there many times.
func TestAnyOrderListed(t *testing.T) {
	rounds := 1000
	deadline := time.Now().Add(*long)
	for i := 0; i < rounds || time.Now().Before(deadline); i++ {
		r := rand.New(rand.NewPCG(uint64(i), 92))
		n := 2 + r.IntN(12)
		if i%8 == 0 {
			n = 60 + r.IntN(90)
		}
		_, one := completeGraph(r, n, []int64{3, 100, MaxWeight / 4}[r.IntN(3)])
		edges := slices.Clone(one)
		for len(edges) <= dense*n {
			e := one[r.IntN(len(one))]
			e.U, e.V, e.Weight = e.V, e.U, r.Int64N(e.Weight+1)
			edges = append(edges, e)
		}
		var opts []Option
		if r.IntN(3) == 0 {
			start := make([]int64, n)
			for v := range start {
				start[v] = r.Int64N(300) - 50
			}
			opts = append(opts, StartFrom(start))
		}
		s, err := NewSolver(n, edges, opts...)
		if err != nil {
			t.Fatal(err)
		}
		for range 1 + r.IntN(6) {
			e := one[r.IntN(len(one))]
			switch r.IntN(4) {
			case 0:
				if err := s.Withdraw(e.U); err != nil {
					t.Fatal(err)
				}
				away := func(f Edge) bool { return f.U == e.U || f.V == e.U }
				edges = slices.DeleteFunc(slices.Clone(edges), away)
			case 1:
				e.Weight = min(2*r.Int64N(e.Weight+1), MaxWeight)
				if err := s.AddEdges([]Edge{e}); err != nil {
					t.Fatal(err)
				}
				if !s.e.gone[s.inner[e.U]] && !s.e.gone[s.inner[e.V]] {
					edges = append(slices.Clone(edges), e)
				}
			default:
				res, err := s.Solve(patient(r.IntN(20)))
				if err != nil {
					t.Fatal(err)
				}
				if err := Verify(n, edges, res); err != nil {
					t.Fatalf("graph %d: %v", i, err)
				}
			}
		}
		if got, want := settle(t, s, n, edges).Weight, solve(t, n, edges).Weight; got != want || n < 14 && got != brute(n, edges) {
			t.Fatalf("graph %d: weight %d, want %d", i, got, want)
		}
	}
}
