package matching

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
)

// week solves a circle that remembers its first week, and checks the result over all
// pairs.
func week(t *testing.T, c *circle, opts ...Option) (*Result, *Solver) {
	t.Helper()
	s, err := NewImplicitSolver(c, opts...)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Solve(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := VerifyImplicit(c, r); err != nil {
		t.Fatal(err)
	}
	if r.Gap != 0 {
		t.Fatalf("a gap of %d", r.Gap)
	}
	return r, s
}

// Week after week, while some move and become strangers, a start from the week before
// is worth as much as one from nothing.
func TestStartNear(t *testing.T) {
	for _, n := range []int{1, 2, 31, 150, 401} {
		for seed := range uint64(3) {
			r := rand.New(rand.NewPCG(25, seed))
			c := newCircle(n, seed)
			cold, s := week(t, c)
			for w := range 4 {
				c.meet(cold.Mate)
				start, near := cold.Certificate.Potentials(), s.Near()
				for range n / 30 {
					v := r.IntN(n)
					c.people[v] = c.people[r.IntN(n)]
					start[v] = -1
				}
				c = &circle{people: c.people, met: c.met}
				c.arrange()
				cold, _ = week(t, c)
				var warm *Result
				if warm, s = week(t, c, StartNear(start, near)); warm.Weight != cold.Weight {
					t.Fatalf("%d vertices, week %d: weight %d from the week before, %d from nothing", n, w, warm.Weight, cold.Weight)
				}
				cold = warm
			}
		}
	}
}

// What a start says is not believed.
func TestAWrongStartDoesNoHarm(t *testing.T) {
	r := rand.New(rand.NewPCG(26, 0))
	for _, n := range []int{2, 30, 200} {
		c := newCircle(n, 1)
		want, _ := week(t, c)
		for range 20 {
			start, near := make([]int64, n), make([][2]int32, r.IntN(3*n))
			most := []int64{1, 1000, 1 << 20, 1 << 61}[r.IntN(4)]
			for v := range start {
				start[v] = r.Int64N(2*most) - most
			}
			for i := range near {
				near[i] = [2]int32{r.Int32N(int32(n)+4) - 2, r.Int32N(int32(n)+4) - 2}
			}
			if got, _ := week(t, c, StartNear(start, near)); got.Weight != want.Weight {
				t.Fatalf("%d vertices: weight %d, want %d", n, got.Weight, want.Weight)
			}
		}
		// Nor is a start for another number of vertices.
		if got, _ := week(t, c, StartNear(make([]int64, n+1), [][2]int32{{0, 1}})); got.Weight != want.Weight {
			t.Fatalf("%d vertices, from a start for more: weight %d, want %d", n, got.Weight, want.Weight)
		}
	}
}

// A start that was interrupted bounds what is missing, and goes on where it stopped.
func TestAStartIsInterrupted(t *testing.T) {
	c := newCircle(300, 2)
	first, s := week(t, c)
	c.meet(first.Mate)
	want, _ := week(t, c)
	for left := range 12 {
		s, err := NewImplicitSolver(c, StartNear(first.Certificate.Potentials(), s.Near()))
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Solve(patient(left))
		if err != nil {
			t.Fatal(err)
		}
		if err := VerifyImplicit(c, r); err != nil {
			t.Fatal(err)
		}
		if r.Weight > want.Weight || r.Weight+r.Gap < want.Weight {
			t.Fatalf("after %d: weight %d, gap %d, but the best is %d", left, r.Weight, r.Gap, want.Weight)
		}
		if r, err = s.Solve(context.Background()); err != nil || r.Weight != want.Weight || r.Gap != 0 {
			t.Fatalf("weight %d, gap %d, %v, want %d", r.Weight, r.Gap, err, want.Weight)
		}
	}
}

// The pairs of the matching are near, unless it was not solved yet.
func TestNear(t *testing.T) {
	c := newCircle(200, 3)
	s, err := NewImplicitSolver(c)
	if err != nil {
		t.Fatal(err)
	}
	if near := s.Near(); near != nil {
		t.Fatalf("%d pairs are near before there is a result", len(near))
	}
	r, s := week(t, c)
	near := s.Near()
	for v, m := range r.Mate {
		if pair := [2]int32{int32(v), m}; int32(v) < m && !slices.Contains(near, pair) {
			t.Errorf("the mates %v are not near", pair)
		}
	}
	if len(near) > 30*200 {
		t.Errorf("%d pairs of 200 vertices are near", len(near))
	}
}
