package matching

import (
	"bytes"
	"context"
	"math/rand/v2"
	"slices"
	"testing"
)

// scattered joins several random graphs, which may fall into more components
// themselves, and mixes up the names of all vertices.
func scattered(r *rand.Rand, most int) (int, []Edge) {
	var all []Edge
	n := 0
	for range 1 + r.IntN(6) {
		k, edges := randomGraph(r, most)
		for len(edges) > 0 && edges[0].Weight > 1<<50 {
			k, edges = randomGraph(r, most)
		}
		for _, e := range edges {
			all = append(all, Edge{e.U + int32(n), e.V + int32(n), e.Weight})
		}
		n += k
	}
	name := r.Perm(n)
	for i, e := range all {
		all[i].U, all[i].V = int32(name[e.U]), int32(name[e.V])
	}
	return n, all
}

// byIslands is Max for islands of at least so many vertices.
func byIslands(t *testing.T, ctx context.Context, n int, edges []Edge, least int, start []int64) *Result {
	t.Helper()
	islands := divide(n, edges, least)
	if islands == nil { // a single one
		s, err := NewSolver(n, edges, StartFrom(start))
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Solve(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r, err := maxOfIslands(ctx, n, islands, start)
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(n, edges, r); err != nil {
		t.Fatal(err)
	}
	return r
}

// Each island by itself is worth what all are in one engine, however small
// islands may be, and whatever the duals to start from.
func TestIslands(t *testing.T) {
	divided := 0
	for i := range 500 {
		r := rand.New(rand.NewPCG(15, uint64(i)))
		n, edges := scattered(r, 30)
		want := byIslands(t, t.Context(), n, edges, n+1, nil)
		for _, least := range []int{1, 2, 7, 40} {
			got := byIslands(t, t.Context(), n, edges, least, nil)
			if got.Gap != 0 || got.Weight != want.Weight {
				t.Fatalf("graph %d by islands of %d: weight %d, gap %d; want %d", i, least, got.Weight, got.Gap, want.Weight)
			}
			again := byIslands(t, t.Context(), n, edges, least, got.Certificate.Potentials())
			if again.Gap != 0 || again.Weight != want.Weight {
				t.Fatalf("graph %d by islands of %d, from the duals: weight %d, gap %d; want %d", i, least, again.Weight, again.Gap, want.Weight)
			}
			if divide(n, edges, least) != nil {
				divided++
			}
		}
	}
	if divided < 500 {
		t.Errorf("only %d of 2000 were divided", divided)
	}
}

// The islands are those of the graph: the order and direction of its edges make no
// difference to any byte.
func TestIslandsDependOnTheGraphOnly(t *testing.T) {
	for i := range 100 {
		r := rand.New(rand.NewPCG(16, uint64(i)))
		n, edges := scattered(r, 30)
		want := dump(byIslands(t, t.Context(), n, edges, 5, nil))
		other := slices.Clone(edges)
		r.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		for j, e := range other {
			if r.IntN(2) == 0 {
				other[j].U, other[j].V = e.V, e.U
			}
		}
		if got := dump(byIslands(t, t.Context(), n, other, 5, nil)); !bytes.Equal(got, want) {
			t.Fatalf("graph %d: the order of the edges matters:\n%s\n%s", i, got, want)
		}
	}
}

// An island is a union of components, and as large as it must be.
func TestDivide(t *testing.T) {
	for i := range 300 {
		r := rand.New(rand.NewPCG(17, uint64(i)))
		n, edges := scattered(r, 30)
		least := 1 + r.IntN(20)
		islands := divide(n, edges, least)
		if islands == nil {
			continue
		}
		of := slices.Repeat([]int{-1}, n)
		small, known := 0, 0
		for p, is := range islands {
			if len(is.vertices) < least {
				small++
			}
			known += len(is.edges)
			for _, v := range is.vertices {
				if of[v] != -1 {
					t.Fatalf("graph %d: %d is on the islands %d and %d", i, v, of[v], p)
				}
				of[v] = p
			}
			for _, e := range is.edges {
				if !slices.Contains(edges, Edge{is.vertices[e.U], is.vertices[e.V], e.Weight}) {
					t.Fatalf("graph %d: island %d has an edge of its own, %v", i, p, e)
				}
			}
		}
		if small > 1 {
			t.Errorf("graph %d: %d islands have less than %d vertices", i, small, least)
		}
		if slices.Contains(of, -1) {
			t.Errorf("graph %d: a vertex is nowhere", i)
		}
		for _, e := range edges {
			if e.Weight > 0 {
				known--
				if of[e.U] != of[e.V] {
					t.Fatalf("graph %d: %v leads from island %d to %d", i, e, of[e.U], of[e.V])
				}
			}
		}
		if known != 0 {
			t.Errorf("graph %d: %d edges too many", i, known)
		}
	}
}

// Max divides what is large enough, and says what it is worth when it is told to
// stop.
func TestMaxOfIslands(t *testing.T) {
	const size, towns = 1500, 3
	var edges []Edge
	want := int64(0)
	for town := range int32(towns) {
		n, own := uniform(size+int(town), 0.01, 1000+int64(town))
		s, err := NewSolver(n, own)
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Solve(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want += r.Weight
		for _, e := range own {
			edges = append(edges, Edge{e.U*towns + town, e.V*towns + town, e.Weight})
		}
	}
	n := (size + towns) * towns
	if got := len(divide(n, edges, leastIsland)); got != towns+1 && got != towns {
		t.Errorf("%d islands, want one for each of %d towns and perhaps one for who is alone", got, towns)
	}
	if got := solve(t, n, edges).Weight; got != want {
		t.Errorf("weight %d, the towns by themselves %d", got, want)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	r, err := Max(stopped, n, edges)
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(n, edges, r); err != nil {
		t.Error(err)
	}
	if r.Weight > want || r.Weight+r.Gap < want {
		t.Errorf("stopped at once: weight %d and gap %d, but the most is %d", r.Weight, r.Gap, want)
	}
}
