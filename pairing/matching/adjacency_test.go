package matching

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRenumber has either way to number the vertices get the same graph with its
// edges in several orders: numbers and matching must be the same, and optimal.
func TestRenumber(t *testing.T) {
	ways := map[string]func(incidence) (order, rank []int32){
		"breadth first": incidence.breadthFirst,
		"depth first":   func(in incidence) (order, rank []int32) { return in.heaviest().depthFirst() },
	}
	for name, number := range ways {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(200) {
				r := rand.New(rand.NewPCG(seed, 8))
				n := 2 + r.IntN(60)
				edges := make([]Edge, r.IntN(6*n))
				for i := range edges {
					u := r.Int32N(int32(n))
					edges[i] = Edge{u, (u + 1 + r.Int32N(int32(n-1))) % int32(n), r.Int64N(40) - 2}
				}
				first := solveNumbered(t, n, edges, number)
				if want := solve(t, n, edges); first.Weight != want.Weight {
					t.Fatalf("seed %d: weight %d, want %d", seed, first.Weight, want.Weight)
				}
				r.Shuffle(len(edges), func(i, j int) { edges[i], edges[j] = edges[j], edges[i] })
				for i, e := range edges {
					if r.IntN(2) == 0 {
						edges[i] = Edge{e.V, e.U, e.Weight}
					}
				}
				if diff := cmp.Diff(first, solveNumbered(t, n, edges, number)); diff != "" {
					t.Fatalf("seed %d: another order of the edges (-first +second):\n%s", seed, diff)
				}
			}
		})
	}
}

func solveNumbered(t *testing.T, n int, edges []Edge, number func(incidence) (order, rank []int32)) *Result {
	t.Helper()
	in := newIncidence(n, edges)
	if !sorted(edges) {
		in.sort()
	}
	order, rank := number(in)
	if !slices.Equal(slices.Sorted(slices.Values(order)), slices.Sorted(slices.Values(rank))) || len(order) != n {
		t.Fatalf("the order %v does not have %d vertices once each", order, n)
	}
	s := &Solver{n: n, outer: order, inner: rank}
	s.open(in.moved(order, rank))
	moved, err := s.Solve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.open(in.handedOver(order, rank))
	r, err := s.Solve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(n, edges, r); err != nil {
		t.Fatal(err)
	}
	if moved.Weight != r.Weight || Verify(n, edges, moved) != nil {
		t.Fatalf("weight %d with the arcs in their order, %d in that of the new numbers: %v", moved.Weight, r.Weight, Verify(n, edges, moved))
	}
	return r
}

// TestPairsFoundTwiceAreKeptOnce: each of two people finds the other, and found
// pairs come in no order. However many there are, both have one arc for it.
func TestPairsFoundTwiceAreKeptOnce(t *testing.T) {
	for _, n := range []int32{10, many / 4} {
		var found []Edge
		for v := range n {
			found = append(found, Edge{v, (v + 1) % n, 5}, Edge{v, (v + n/2) % n, 7}, Edge{(v + 1) % n, v, 5})
		}
		x := &index{order: make([]int32, n)}
		for v, list := range x.arcs(found) {
			if len(list) != 3 || !slices.IsSortedFunc(list, func(a, b arc) int { return int(a.to - b.to) }) {
				t.Fatalf("of %d: %d has %v", n, v, list)
			}
		}
	}
}
