package matching

import "testing"

// overlooked is an index that holds what limits and shares promise, after each look,
// against every pair that the engine does not know.
type overlooked struct {
	*index
	t *testing.T
}

func (o overlooked) shortages(e *engine) ([]shortage, error) {
	found, err := o.index.shortages(e)
	reported := map[[2]int32]bool{}
	for _, f := range found {
		reported[[2]int32{f.u, f.v}] = true
	}
	x := o.index
	for v := range int32(e.n) {
		for u := range v {
			w := x.g.Weight(x.order[u], x.order[v], 0)
			if w <= 0 || e.gone[u] || e.gone[v] || reported[[2]int32{u, v}] || e.knows(u, v, 2*w) {
				continue
			}
			owed := e.dual(u) - x.limit[u] + e.dual(v) - x.limit[v]
			if h := &x.homes; h.whole[u] != none && h.whole[u] == h.whole[v] {
				owed = h.share[u] + h.share[v]
			} else if e.dual(u) < x.limit[u] || e.dual(v) < x.limit[v] {
				continue // one of them is asked again
			}
			if slack := e.dual(u) + e.dual(v) + x.nest.common(e, u, v) - 2*w; slack < max(owed, 0) {
				o.t.Fatalf("the pair %d-%d has a slack of %d, not %d", u, v, slack, owed)
			}
		}
	}
	return found, err
}

func TestNoPairIsOverlooked(t *testing.T) {
	for seed := range 2000 {
		d := &drawing{data: []byte{byte(seed), byte(seed >> 8)}}
		watched(t, d.graph(20+seed%60).asked())
	}
	for seed := range 60 {
		l := newLookalikes(drawnKinds(seed))
		for range 3 {
			l.meet(watched(t, l).Mate)
		}
	}
	for seed := range uint64(5) {
		c := newCircle(300, seed)
		for range 4 {
			c.meet(watched(t, c).Mate)
		}
	}
}

// watched solves g with an eye on each look.
func watched(t *testing.T, g Implicit) *Result {
	t.Helper()
	s, err := NewImplicitSolver(g)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.source = overlooked{s.source.(*index), t}
	r, err := s.Solve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}
