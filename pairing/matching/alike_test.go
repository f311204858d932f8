package matching

import (
	"math/rand/v2"
	"testing"
)

// lookalikes is an implicit graph of vertices that are of a few kinds: all pairs
// of the same two kinds are equally heavy, but for those of the few duos who have met.
type lookalikes struct {
	kind   []int32
	weight [][]int64 // of each two kinds
	met    [][]int32 // of each vertex
	groups Groups
}

// newLookalikes arranges so many vertices of each kind, in groups of a given size.
func newLookalikes(sizes []int, size int, weight [][]int64) *lookalikes {
	l := &lookalikes{weight: weight}
	for kind, size := range sizes {
		for range size {
			l.groups.Order = append(l.groups.Order, int32(len(l.kind)))
			l.kind = append(l.kind, int32(kind))
		}
	}
	n := len(l.kind)
	l.met = make([][]int32, n)
	l.groups.All = []Group{{First: 0, Last: int32(n), Within: 1}}
	for first := 0; first < n; first += size {
		l.groups.All = append(l.groups.All, Group{First: int32(first), Last: int32(min(first+size, n))})
	}
	l.groups.All[0].Parts = int32(len(l.groups.All) - 1)
	return l
}

func (l *lookalikes) Groups() Groups    { return l.groups }
func (l *lookalikes) Share(int32) int64 { return 0 }

func (l *lookalikes) Weight(u, v int32, _ int64) int64 {
	w := l.weight[l.kind[u]][l.kind[v]]
	for _, m := range l.met[u] {
		if m == v {
			w /= 2
		}
	}
	return w
}

func (l *lookalikes) Bound(u, group int32, _ int64) int64 {
	most := int64(0)
	for _, v := range l.groups.Order[l.groups.All[group].First:l.groups.All[group].Last] {
		most = max(most, l.weight[l.kind[u]][l.kind[v]])
	}
	if most == 0 {
		return RuledOut
	}
	return most
}

// drawnKinds draws the sizes of a few kinds, that of the groups, and weights.
func drawnKinds(seed int) (sizes []int, size int, weight [][]int64) {
	r := rand.New(rand.NewPCG(uint64(seed), 81))
	kinds := 2 + r.IntN(7)
	for range kinds {
		sizes = append(sizes, 1+r.IntN(60))
		weight = append(weight, make([]int64, kinds))
	}
	for a := range kinds {
		for b := range a + 1 {
			w := int64(1000 + r.IntN(200)*(seed%4))
			weight[a][b], weight[b][a] = w, w
		}
		weight[a][a] += int64(r.IntN(300))
	}
	return sizes, 5 + r.IntN(12), weight
}

// meet notes that the duos of a matching have met.
func (l *lookalikes) meet(mate []int32) {
	for v, m := range mate {
		if m >= 0 {
			l.met[v] = append(l.met[v], m)
		}
	}
}

// solved reports the result for an implicit graph, proved over every pair, and how many
// searches that took.
func solved(t *testing.T, g Implicit) (*Result, int32) {
	t.Helper()
	s, err := NewImplicitSolver(g)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Solve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := VerifyImplicit(g, r); err != nil || r.Gap != 0 {
		t.Fatalf("gap %d: %v", r.Gap, err)
	}
	return r, s.e.searches
}

// Where all are alike, and fill groups of an odd number, those who are left in two
// groups find each other at once.
func TestGroupsOfAnOddNumberHelpEachOther(t *testing.T) {
	for _, n := range []int{99, 700, 1001} {
		l := newLookalikes([]int{n}, 9, [][]int64{{1000}})
		for round := range 5 {
			r, searches := solved(t, l)
			if want := int64(n/2) * 1000; r.Weight != want || searches > 5 {
				t.Errorf("%d alike, after %d rounds: weight %d, want %d; %d searches", n, round, r.Weight, want, searches)
			}
			l.meet(r.Mate)
		}
	}
}

// Crowds of few kinds are matched as well as by looking at every pair.
func TestFewKinds(t *testing.T) {
	for seed := range 40 {
		l := newLookalikes(drawnKinds(seed))
		for round := range 3 {
			r, _ := solved(t, l)
			var edges []Edge
			for v := range int32(len(l.kind)) {
				for u := range v {
					edges = append(edges, Edge{u, v, l.Weight(u, v, 0)})
				}
			}
			if want := solve(t, len(l.kind), edges).Weight; r.Weight != want {
				t.Errorf("seed %d, round %d: weight %d, want %d", seed, round, r.Weight, want)
			}
			l.meet(r.Mate)
		}
	}
}
