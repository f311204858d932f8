package matching

import (
	"flag"
	"math/rand/v2"
	"testing"
)

var denseGraphs = flag.Int("dense", 40, "how many graphs TestDense makes")

// TestCloseEdges has a dense graph solved in steps: whatever was set aside as not
// close is covered, although nobody looked, as long as no vertex fell too far.
func TestCloseEdges(t *testing.T) {
	n, edges := uniform(120, 1, 1000)
	s, err := NewSolver(n, edges)
	if err != nil {
		t.Fatal(err)
	}
	s.e.ctx = t.Context()
	l := s.source.(*edgeList)
	spared := 0
	for range 2000 {
		found, err := l.shortages(s.e)
		if err != nil {
			t.Fatal(err)
		}
		if len(l.close) < len(edges) {
			spared++
		}
		if all := l.among(s.e, edges); len(all) != len(found) {
			t.Fatalf("%d edges are short, but only %d are close and short", len(all), len(found))
		}
		if s.add(found) {
			s.e.resume()
		} else if s.e.settled() {
			if spared == 0 {
				t.Error("nothing was ever set aside")
			}
			return
		} else {
			s.e.descend(1)
		}
	}
	t.Fatal("the floor never came down")
}

// TestDense solves graphs of which the engine gets few edges to start with: some
// with ties, some where a few vertices have all the heavy edges, and each again
// when a heavy edge has been added.
func TestDense(t *testing.T) {
	for seed := range uint64(*denseGraphs) {
		r := rand.New(rand.NewPCG(seed, 99))
		n := 103 + r.IntN(70)
		most := []int64{1, 3, 30, 1000, 1_000_000}[r.IntN(5)]
		favour := make([]int64, n)
		if r.IntN(2) == 0 {
			for v := range favour {
				favour[v] = r.Int64N(3*most + 1)
			}
		}
		var edges []Edge
		for u := range int32(n) {
			for v := range u {
				edges = append(edges, Edge{u, v, 1 + r.Int64N(most) + favour[u] + favour[v]*r.Int64N(2)})
			}
		}
		s, err := NewSolver(n, edges)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			result, err := s.Solve(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := Verify(n, edges, result); err != nil || result.Gap != 0 {
				t.Fatalf("seed %d: a gap of %d, %v", seed, result.Gap, err)
			}
			heavy := Edge{r.Int32N(int32(n / 2)), int32(n/2) + r.Int32N(int32(n/2)), 8 * most}
			if err := s.AddEdges([]Edge{heavy}); err != nil {
				t.Fatal(err)
			}
			edges = append(edges, heavy)
		}
	}
}
