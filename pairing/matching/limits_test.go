package matching

import (
	"slices"
	"testing"
)

// overlooked is an index that holds what limits and shares promise, after each look,
// against every pair that the engine does not know. It has as many of the pairs that
// were found postponed as a lot says: none if that is 0.
type overlooked struct {
	*index
	t   *testing.T
	lot *dice
}

// watch sees to it that each look of a solver is watched. There has been none: what the
// candidates leave out the limits cover by themselves.
func watch(t *testing.T, s *Solver, lot dice) {
	t.Helper()
	x := s.source.(*index)
	for v := range int32(s.n) {
		for u := range v {
			w2 := 2 * x.g.Weight(x.order[u], x.order[v], 0)
			if w2 > 0 && w2 > x.limit[u]+x.limit[v] && !s.e.knows(u, v, w2) {
				t.Fatalf("the pair %d-%d of weight %d has limits of %d and %d", u, v, w2/2, x.limit[u], x.limit[v])
			}
		}
	}
	s.source = overlooked{x, t, &lot}
}

func (o overlooked) shortages(e *engine) ([]shortage, error) {
	found, err := o.index.shortages(e)
	told := make([]int, e.n)
	for _, f := range found {
		told[f.u]++
		told[f.v]++
	}
	for v := range int32(e.n) {
		if limit := o.limit[v]; e.dual(v) < limit && !e.gone[v] && limit != far && told[v] < 12 && len(e.adj[v]) < 48 {
			o.t.Fatalf("vertex %d is at %d, below its limit of %d, and was not asked: %d pairs", v, e.dual(v), limit, told[v])
		}
	}
	if *o.lot != 0 {
		found = o.some(found)
	}
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
			owed := e.dual(u) - x.limit[u] + e.dual(v) - x.limit[v] // below 0 if one of them is asked again
			if h := &x.homes; h.whole[u] != none && h.whole[u] == h.whole[v] {
				owed = max(h.share[u]+h.share[v], 0)
			}
			if slack := e.dual(u) + e.dual(v) + x.nest.common(e, u, v) - 2*w; slack < owed {
				o.t.Fatalf("the pair %d-%d has a slack of %d, not %d", u, v, slack, owed)
			}
		}
	}
	return found, err
}

// some is some of what was found, among it something that is short if anything is. The
// rest is postponed.
func (o overlooked) some(found []shortage) []shortage {
	slices.SortFunc(found, mostMissing)
	var kept []shortage
	for i, f := range found {
		if i == 0 || o.lot.next()%4 == 0 {
			kept = append(kept, f)
		} else {
			o.postpone(f)
		}
	}
	return kept
}

// uneven is a graph of lookalikes whose pairs differ a little.
type uneven struct {
	*lookalikes
	by uint32
}

func (g uneven) Weight(u, v int32, over int64) int64 {
	return g.lookalikes.Weight(u, v, over) + int64(hash(min(u, v), max(u, v))%g.by)
}

func (g uneven) Bound(u, group int32, over int64) int64 {
	return g.lookalikes.Bound(u, group, over) + int64(g.by)
}

func TestNoPairIsOverlooked(t *testing.T) {
	for seed := range 250 {
		d := &drawing{data: []byte{byte(seed), byte(seed >> 8)}}
		g := d.graph(20 + seed%60)
		watched(t, g.asked(), 0)
		odd := make([]int64, g.n)
		for v := range odd {
			odd[v] = 2*d.weight()*g.times + 1
		}
		watched(t, g.asked(), dice(seed), StartFrom(odd))
	}
	for seed := range 30 {
		l := newLookalikes(drawnKinds(seed))
		for round := range 3 {
			l.meet(watched(t, l, dice(round)).Mate)
		}
		g := uneven{l, uint32(2 + seed%9)}
		for round := range 2 {
			watched(t, g, dice(round))
		}
	}
	for seed := range uint64(3) {
		c := newCircle(300, seed)
		for round := range 4 {
			c.meet(watched(t, c, dice(round)).Mate)
		}
	}
}

// watched solves g with an eye on each look.
func watched(t *testing.T, g Implicit, lot dice, opts ...Option) *Result {
	t.Helper()
	s, err := NewImplicitSolver(g, opts...)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	watch(t, s, lot)
	r, err := s.Solve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}
