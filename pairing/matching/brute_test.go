package matching

import (
	"context"
	"flag"
	"math/rand/v2"
	"testing"
	"time"
)

var long = flag.Duration("long", 0, "how long to compare random graphs with brute force")

// brute is the weight of the heaviest matching, by dynamic programming over
// the subsets of at most 14 vertices.
func brute(n int, edges []Edge) int64 {
	var weight [14][14]int64
	for _, e := range edges {
		weight[e.U][e.V] = max(weight[e.U][e.V], e.Weight)
		weight[e.V][e.U] = weight[e.U][e.V]
	}
	best := make([]int64, 1<<n)
	for set := 1; set < 1<<n; set++ {
		v := 0
		for set>>v&1 == 0 {
			v++
		}
		rest := set &^ (1 << v)
		best[set] = best[rest]
		for u := v + 1; u < n; u++ {
			if rest>>u&1 == 1 {
				best[set] = max(best[set], weight[v][u]+best[rest&^(1<<u)])
			}
		}
	}
	return best[1<<n-1]
}

// randomGraph draws a graph of up to maxN vertices: sparse or dense, with few
// or many different weights, some of them negative, and parallel edges.
func randomGraph(r *rand.Rand, maxN int) (int, []Edge) {
	n := r.IntN(maxN + 1)
	var edges []Edge
	density := r.Float64()
	span := []int64{1, 2, 3, 6, 10, 100, 1e6, MaxWeight}[r.IntN(8)]
	negative := r.IntN(4) == 0
	for u := range int32(n) {
		for v := range u {
			for r.Float64() < density {
				w := 1 + r.Int64N(span)
				if negative {
					w -= span / 3
				}
				edges = append(edges, Edge{u, v, w})
				if r.IntN(8) > 0 {
					break
				}
			}
		}
	}
	r.Shuffle(len(edges), func(i, j int) {
		edges[i], edges[j] = edges[j], edges[i]
		if r.IntN(2) == 0 {
			edges[i].U, edges[i].V = edges[i].V, edges[i].U
		}
	})
	return n, edges
}

// solve is Max with a verified certificate, proven optimal.
func solve(t testing.TB, n int, edges []Edge, opts ...Option) *Result {
	t.Helper()
	r, err := Max(context.Background(), n, edges, opts...)
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

func TestBruteForce(t *testing.T) {
	rounds := 10000
	if testing.Short() {
		rounds = 2000
	}
	deadline := time.Now().Add(*long)
	for i := 0; i < rounds || time.Now().Before(deadline); i++ {
		r := rand.New(rand.NewPCG(1, uint64(i)))
		n, edges := randomGraph(r, 4+i%11)
		want := brute(n, edges)
		if got := solve(t, n, edges).Weight; got != want {
			t.Fatalf("graph %d, n = %d: weight %d, want %d\n%v", i, n, got, want, edges)
		}
		if i%4 == 0 {
			if got := solveFromZero(t, n, edges).Weight; got != want {
				t.Fatalf("graph %d, n = %d, from zero: weight %d, want %d\n%v", i, n, got, want, edges)
			}
		}
		if i%10000 == 9999 && *long > 0 {
			t.Logf("%d graphs", i+1)
		}
	}
}

func TestLargerGraphs(t *testing.T) {
	for i := range 400 {
		r := rand.New(rand.NewPCG(2, uint64(i)))
		n, edges := randomGraph(r, 20+i%130)
		solve(t, n, edges)
	}
}
