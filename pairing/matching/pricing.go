package matching

import (
	"cmp"
	"slices"
)

// Pricing. The engine knows a few of the edges; its duals cover those. Of all
// other edges pricing finds the ones that the duals do not cover, the engine is
// given the worst of them and repairs its duals, and so on until there are none:
// then the duals prove the matching optimal in the whole graph.

// source has the edges that the engine does not know.
type source interface {
	// shortages returns edges that the duals do not cover, some of them if
	// there are any. It may return others that they only just cover. Edges
	// whose ends have not fallen since the last time need no look.
	shortages(e *engine) ([]shortage, error)
	// lift returns by how much the dual of each vertex must be raised so that
	// every edge is covered.
	lift(e *engine) ([]int64, error)
	// mates returns what each vertex and its mate weigh, given with the lower of
	// the two; 0 for others. The engine may know them by an edge that is lighter.
	mates(e *engine) []int64
	// postpone takes note that the engine was not given this shortage, of those
	// found last, so that the next look sees it again.
	postpone(f shortage)
}

// shortage is an edge that the duals do not cover, by the amount missing.
type shortage struct {
	missing int64
	w2      int64
	u, v    int32 // u < v
}

func mostMissing(a, b shortage) int {
	if a.missing != b.missing {
		return cmp.Compare(b.missing, a.missing)
	}
	if a.u != b.u {
		return cmp.Compare(a.u, b.u)
	}
	return cmp.Compare(a.v, b.v)
}

// add gives the engine what was found. Of the edges that are not covered it gets
// the worst first, and only a few at each vertex: those repaired first may well
// cover the others. It gets all that are covered, if only just, so that nobody
// need ask for them again. add reports whether there was any shortage.
func (s *Solver) add(found []shortage) bool {
	const most = 6
	short := found[:0]
	for _, f := range found {
		if f.missing > 0 {
			short = append(short, f)
			continue
		}
		// No repair takes anything from an edge that is covered.
		s.e.attach(f.u, arc{f.w2, f.v})
		s.e.attach(f.v, arc{f.w2, f.u})
	}
	if len(short) == 0 {
		return false
	}
	slices.SortFunc(short, mostMissing)
	count := make([]int32, s.n)
	for _, f := range short {
		if count[f.u] < most || count[f.v] < most {
			count[f.u]++
			count[f.v]++
			s.e.insert(f.u, f.v, f.w2)
		} else {
			s.source.postpone(f)
		}
	}
	return true
}
