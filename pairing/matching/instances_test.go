package matching

import (
	"bufio"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// instance is a graph that the benchmarks solve, and that bench.sh has others
// solve too.
type instance struct {
	name string
	make func() (int, []Edge)
}

var instances = []instance{
	{"complete-500", func() (int, []Edge) { return completeCircle(500) }},
	{"complete-1000", func() (int, []Edge) { return completeCircle(1000) }},
	{"complete-1001", func() (int, []Edge) { return completeCircle(1001) }},
	{"complete-2000", func() (int, []Edge) { return completeCircle(2000) }},
	{"complete-4000", func() (int, []Edge) { return completeCircle(4000) }},
	{"best16-10000", func() (int, []Edge) { return bestOf(10_000, 16) }},
	{"best32-10000", func() (int, []Edge) { return bestOf(10_000, 32) }},
	{"best16-100000", func() (int, []Edge) { return bestOf(100_000, 16) }},
	{"best32-100000", func() (int, []Edge) { return bestOf(100_000, 32) }},
	{"best32-200000", func() (int, []Edge) { return bestOf(200_000, 32) }},
	{"uniform-2000", func() (int, []Edge) { return uniform(2000, 1, 1_000_000) }},
	{"uniform-sparse-20000", func() (int, []Edge) { return uniform(20_000, 0.001, 1_000_000) }},
	{"equal-1000", func() (int, []Edge) { return uniform(1000, 1, 1) }},
	{"equal-sparse-20000", func() (int, []Edge) { return uniform(20_000, 0.0004, 1) }},
	{"two-weights-1000", func() (int, []Edge) { return uniform(1000, 1, 2) }},
	{"two-weights-sparse-20000", func() (int, []Edge) { return uniform(20_000, 0.0004, 2) }},
	{"geometric-1000", func() (int, []Edge) { return geometric(1000) }},
	{"geometric-3000", func() (int, []Edge) { return geometric(3000) }},
}

// completeCircle joins any two of n people who are free on the same day: all of
// them would work remotely.
func completeCircle(n int) (int, []Edge) {
	c := newCircle(n, 1)
	for i := range c.people {
		c.people[i].remote = true
	}
	return n, c.edges()
}

// bestOf joins each of n people with the k best for them.
func bestOf(n, k int) (int, []Edge) {
	c := newCircle(n, 1)
	x := newIndex(c, c.groups, inverse(c.groups.Order))
	x.setDuals(func(int32) int64 { return 0 })
	everybody := slices.Repeat([]bool{true}, n)
	edges, _ := each(x, everybody, goOn, func(q *query, out []Edge) []Edge {
		q.most, q.above = k, 0
		q.run()
		for _, p := range q.best {
			u, v := x.order[q.u], x.order[p.v]
			out = append(out, Edge{min(u, v), max(u, v), p.w})
		}
		return out
	})
	slices.SortFunc(edges, func(a, b Edge) int {
		if a.U != b.U {
			return int(a.U - b.U)
		}
		return int(a.V - b.V)
	})
	return n, slices.Compact(edges)
}

func inverse(order []int32) []int32 {
	inner := make([]int32, len(order))
	for i, v := range order {
		inner[v] = int32(i)
	}
	return inner
}

// uniform has every pair with the given probability, and weights from 1 to most.
func uniform(n int, density float64, most int64) (int, []Edge) {
	r := rand.New(rand.NewPCG(5, uint64(n)))
	var edges []Edge
	for u := range int32(n) {
		for v := u + 1; v < int32(n); v++ {
			if density == 1 || r.Float64() < density {
				edges = append(edges, Edge{u, v, 1 + r.Int64N(most)})
			}
		}
	}
	return n, edges
}

// geometric is like the instances of TSPLIB: points in a square, where near
// pairs weigh more, and so much that everybody is matched.
func geometric(n int) (int, []Edge) {
	r := rand.New(rand.NewPCG(6, uint64(n)))
	x, y := make([]float64, n), make([]float64, n)
	for i := range n {
		x[i], y[i] = r.Float64()*1e4, r.Float64()*1e4
	}
	var edges []Edge
	for u := range n {
		for v := u + 1; v < n; v++ {
			d := math.Hypot(x[u]-x[v], y[u]-y[v])
			edges = append(edges, Edge{int32(u), int32(v), 20_000 - int64(math.Round(d))})
		}
	}
	return n, edges
}

func BenchmarkMax(b *testing.B) {
	for _, in := range instances {
		b.Run(in.name, func(b *testing.B) {
			n, edges := in.make()
			b.ReportAllocs()
			for b.Loop() {
				solveUnchecked(b, n, edges)
			}
		})
	}
}

func solveUnchecked(b *testing.B, n int, edges []Edge) {
	if _, err := Max(b.Context(), n, edges); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkImplicit(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		c := newCircle(n, 1)
		b.Run(fmt.Sprintf("first-week-%d", n), func(b *testing.B) {
			for b.Loop() {
				if _, err := MaxImplicit(b.Context(), c); err != nil {
					b.Fatal(err)
				}
			}
		})
		r, err := MaxImplicit(b.Context(), c)
		if err != nil {
			b.Fatal(err)
		}
		c.meet(r.Mate)
		b.Run(fmt.Sprintf("second-week-cold-%d", n), func(b *testing.B) {
			for b.Loop() {
				if _, err := MaxImplicit(b.Context(), c); err != nil {
					b.Fatal(err)
				}
			}
		})
		start := r.Certificate.Potentials()
		b.Run(fmt.Sprintf("second-week-warm-%d", n), func(b *testing.B) {
			for b.Loop() {
				if _, err := MaxImplicit(b.Context(), c, StartFrom(start)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

var (
	write = flag.String("write", "", "directory to write the instances to, for bench.sh")
	read  = flag.String("read", "", "graph file to solve, for bench.sh")
)

func TestWriteInstances(t *testing.T) {
	if *write == "" {
		t.Skip("only with -write")
	}
	for _, in := range instances {
		n, edges := in.make()
		f, err := os.Create(filepath.Join(*write, in.name+".gr"))
		if err != nil {
			t.Fatal(err)
		}
		w := bufio.NewWriter(f)
		fmt.Fprintln(w, n, len(edges))
		for _, e := range edges {
			fmt.Fprintln(w, e.U, e.V, e.Weight)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
