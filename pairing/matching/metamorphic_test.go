package matching

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// dump writes everything that a result says.
func dump(r *Result) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%+v", *r)
	return b.Bytes()
}

// The result is a function of the graph: neither the order of the edges nor
// their direction nor lighter parallel edges make a difference to any byte.
func TestResultDependsOnTheGraphOnly(t *testing.T) {
	for i := range 300 {
		r := rand.New(rand.NewPCG(10, uint64(i)))
		n, edges := randomGraph(r, 40)
		if i%10 == 0 { // dense enough for the sparse start
			n, edges = completeGraph(r, 110, 1000)
		}
		want := dump(solve(t, n, edges))
		other := slices.Clone(edges)
		r.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		for j, e := range other {
			if r.IntN(2) == 0 {
				other[j].U, other[j].V = e.V, e.U
			}
		}
		if got := dump(solve(t, n, other)); !bytes.Equal(got, want) {
			t.Fatalf("graph %d: the order of the edges matters:\n%s\n%s", i, got, want)
		}
	}
}

func completeGraph(r *rand.Rand, n int, span int64) (int, []Edge) {
	var edges []Edge
	for u := range int32(n) {
		for v := range u {
			edges = append(edges, Edge{u, v, 1 + r.Int64N(span)})
		}
	}
	return n, edges
}

func TestRelabel(t *testing.T) {
	for i := range 200 {
		r := rand.New(rand.NewPCG(11, uint64(i)))
		n, edges := randomGraph(r, 60)
		name := r.Perm(n)
		other := slices.Clone(edges)
		for j, e := range other {
			other[j].U, other[j].V = int32(name[e.U]), int32(name[e.V])
		}
		if a, b := solve(t, n, edges).Weight, solve(t, n, other).Weight; a != b {
			t.Fatalf("graph %d: weight %d, relabelled %d", i, a, b)
		}
	}
}

func TestScale(t *testing.T) {
	for i := range 200 {
		r := rand.New(rand.NewPCG(12, uint64(i)))
		n, edges := completeGraph(r, r.IntN(30), 50)
		k := 1 + r.Int64N(1e9)
		other := slices.Clone(edges)
		for j := range other {
			other[j].Weight *= k
		}
		if a, b := solve(t, n, edges).Weight, solve(t, n, other).Weight; k*a != b {
			t.Fatalf("graph %d: weight %d, times %d is %d", i, a, k, b)
		}
	}
}

// Where every heaviest matching is perfect, adding P(v) to all edges of v adds
// P(v) to the weight.
func TestShiftByVertex(t *testing.T) {
	for i := range 200 {
		r := rand.New(rand.NewPCG(13, uint64(i)))
		n, edges := completeGraph(r, 2*r.IntN(20), 100)
		for j := range edges {
			edges[j].Weight += 1e6
		}
		before := solve(t, n, edges).Weight
		added := int64(0)
		for v := range int32(n) {
			p := r.Int64N(1000)
			added += p
			for j, e := range edges {
				if e.U == v || e.V == v {
					edges[j].Weight += p
				}
			}
		}
		if after := solve(t, n, edges).Weight; after != before+added {
			t.Fatalf("graph %d: weight %d, want %d + %d", i, after, before, added)
		}
	}
}

// Components are matched by themselves, and edges that are worth nothing do
// not change that.
func TestSplitAndJoin(t *testing.T) {
	for i := range 200 {
		r := rand.New(rand.NewPCG(14, uint64(i)))
		var joined []Edge
		n, sum := 0, int64(0)
		for range 1 + r.IntN(5) {
			k, edges := randomGraph(r, 25)
			for len(edges) > 0 && edges[0].Weight > 1<<50 {
				k, edges = randomGraph(r, 25)
			}
			sum += solve(t, k, edges).Weight
			for _, e := range edges {
				joined = append(joined, Edge{e.U + int32(n), e.V + int32(n), e.Weight})
			}
			n += k
		}
		if got := solve(t, n, joined).Weight; got != sum {
			t.Fatalf("graph %d: weight %d, the parts %d", i, got, sum)
		}
		for range n {
			if u, v := r.Int32N(int32(n)), r.Int32N(int32(n)); u != v {
				joined = append(joined, Edge{u, v, -r.Int64N(5)})
			}
		}
		if got := solve(t, n, joined).Weight; got != sum {
			t.Fatalf("graph %d: joined by worthless edges: weight %d, the parts %d", i, got, sum)
		}
	}
}
