package matching

import (
	"errors"
	"slices"
	"testing"
)

// outsized is a circle with a pair of friends that weighs more than is allowed.
type outsized struct{ fond }

func newOutsized(n int) outsized {
	f := fond{newCircle(n, 5), MaxWeight, make([][]int32, n)}
	u := slices.IndexFunc(f.edges(), func(e Edge) bool { return e.Weight > 0 })
	e := f.edges()[u]
	f.friends[e.U], f.friends[e.V] = []int32{e.V}, []int32{e.U}
	return outsized{f}
}

// A pair that is too heavy is refused whenever it is met, and however often: nothing is
// said of a matching when some pairs cannot be looked at.
func TestTooHeavyIsRefusedAgain(t *testing.T) {
	o, start := newOutsized(60), make([]int64, 60)
	u := int32(slices.IndexFunc(o.friends, func(f []int32) bool { return f != nil }))
	heavy := [2]int32{u, o.friends[u][0]}
	for after := range 20 {
		for _, opts := range [][]Option{nil, {StartNear(start, [][2]int32{})}, {StartNear(start, [][2]int32{heavy})}} {
			s, err := NewImplicitSolver(o, opts...)
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				if r, err := s.Solve(patient(after)); !errors.Is(err, ErrRange) {
					t.Fatalf("interrupted after %d: %v, error %v", after, r, err)
				}
			}
			for range 3 {
				if r, err := s.Solve(t.Context()); !errors.Is(err, ErrRange) {
					t.Fatalf("after %d: %v, error %v", after, r, err)
				}
			}
		}
	}
}

// What no certificate could cover is noticed, even if twice of it is beyond an int64.
func TestVerifyImplicitNoticesEnormousPairs(t *testing.T) {
	c := newCircle(60, 5)
	r, err := MaxImplicit(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, more := range []int64{1 << 40, MaxWeight, 1 << 60, 1 << 61, 1<<62 - 1, 1 << 62, 1<<63 - 1 - 1<<32} {
		o := newOutsized(60)
		o.more = more
		if err := VerifyImplicit(o, r); err == nil {
			t.Errorf("a pair that weighs %d more is accepted", more)
		}
	}
}
