package matching

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
)

func TestImplicitAgreesWithEdges(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 10, 50, 101, 300, 700} {
		for seed := range uint64(3) {
			c := newCircle(n, seed)
			for week := range 3 {
				r, err := MaxImplicit(context.Background(), c)
				if err != nil {
					t.Fatal(err)
				}
				if err := VerifyImplicit(c, r); err != nil {
					t.Fatal(err)
				}
				edges := c.edges()
				if err := Verify(n, edges, r); err != nil {
					t.Fatal(err)
				}
				if want := solve(t, n, edges).Weight; r.Weight != want || r.Gap != 0 {
					t.Fatalf("n = %d, week %d: weight %d, gap %d, want %d", n, week, r.Weight, r.Gap, want)
				}
				c.meet(r.Mate)
			}
		}
	}
}

// skewed is a circle with something wrong.
type skewed struct {
	*circle
	groups Groups
	times  int64
	share  int64
}

func (s skewed) Groups() Groups                      { return s.groups }
func (s skewed) Share(int32) int64                   { return s.share }
func (s skewed) Weight(u, v int32, over int64) int64 { return s.times * s.circle.Weight(u, v, 0) }
func (s skewed) Bound(u, group int32, over int64) int64 {
	if b := s.circle.Bound(u, group, over); b != RuledOut {
		return s.times * b
	}
	return RuledOut
}

func TestImplicitRefused(t *testing.T) {
	c := newCircle(40, 1)
	for _, test := range []struct {
		name string
		harm func(s *skewed)
		want error
	}{
		{"nothing wrong", func(s *skewed) {}, nil},
		{"no groups", func(s *skewed) { s.groups.All = nil }, ErrGroups},
		{"a vertex twice", func(s *skewed) { s.groups.Order[0] = s.groups.Order[1] }, ErrGroups},
		{"no such vertex", func(s *skewed) { s.groups.Order[0] = 40 }, ErrGroups},
		{"a part left out", func(s *skewed) { s.groups.All[0].Parts-- }, ErrGroups},
		{"a group within itself", func(s *skewed) { s.groups.All[0].Within = 0 }, ErrGroups},
		{"a group beyond the order", func(s *skewed) { s.groups.All = append(s.groups.All, Group{First: 30, Last: 41}) }, ErrGroups},
		{"a group from before it", func(s *skewed) { s.groups.All = append(s.groups.All, Group{First: -1, Last: 4}) }, ErrGroups},
		{"a group that ends before it begins", func(s *skewed) { s.groups.All = append(s.groups.All, Group{First: 5, Last: 4}) }, ErrGroups},
		{"parts that do not exist", func(s *skewed) { s.groups.All[0].Parts = 100 }, ErrGroups},
		{"weights out of range", func(s *skewed) { s.times = 1 << 40 }, ErrRange},
		{"shares out of range", func(s *skewed) { s.share = MaxWeight + 1 }, ErrRange},
		{"shares below it", func(s *skewed) { s.share = math.MinInt64 }, ErrRange},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := skewed{c, Groups{Order: slices.Clone(c.groups.Order), All: slices.Clone(c.groups.All)}, 1, 0}
			test.harm(&s)
			if _, err := MaxImplicit(context.Background(), s); !errors.Is(err, test.want) {
				t.Errorf("error %v, want %v", err, test.want)
			}
		})
	}
}

// fond is a circle in which some pairs, as friends, weigh more than the bounds say.
type fond struct {
	*circle
	more    int64
	friends [][]int32
}

func (f fond) Exceptions(u int32) []int32 { return f.friends[u] }

func (f fond) Weight(u, v int32, over int64) int64 {
	w := f.circle.Weight(u, v, 0)
	if w > 0 && slices.Contains(f.friends[u], v) {
		w += f.more
	}
	return w
}

func TestExceptionsAreLookedAt(t *testing.T) {
	for _, n := range []int{2, 30, 101, 400} {
		for _, more := range []int64{1, 50_000, 5_000_000} {
			f := fond{newCircle(n, 5), more, make([][]int32, n)}
			r := rand.New(rand.NewPCG(6, uint64(n)))
			for range n / 2 {
				if u, v := r.Int32N(int32(n)), r.Int32N(int32(n)); u != v && !slices.Contains(f.friends[u], v) {
					f.friends[u], f.friends[v] = append(f.friends[u], v), append(f.friends[v], u)
				}
			}
			var edges []Edge
			for _, e := range f.edges() {
				edges = append(edges, Edge{e.U, e.V, f.Weight(e.U, e.V, 0)})
			}
			got, err := MaxImplicit(context.Background(), f)
			if err != nil {
				t.Fatal(err)
			}
			if err := Verify(n, edges, got); err != nil {
				t.Error(err)
			}
			if want := solve(t, n, edges).Weight; got.Weight != want || got.Gap != 0 {
				t.Errorf("%d vertices, friends weigh %d more: weight %d, gap %d, want %d", n, more, got.Weight, got.Gap, want)
			}
		}
	}
}

// alike is a graph in which everybody suits everybody equally well, in groups of
// sixteen. It counts what it is asked.
type alike struct {
	n     int32
	asked *atomic.Int64
}

func (a alike) Groups() Groups {
	const size = 16
	parts := (a.n + size - 1) / size
	g := Groups{All: []Group{{Last: a.n, Within: 1, Parts: parts}}}
	for v := range a.n {
		g.Order = append(g.Order, v)
	}
	for p := range parts {
		g.All = append(g.All, Group{First: p * size, Last: min(a.n, (p+1)*size)})
	}
	return g
}

func (a alike) Weight(_, _ int32, _ int64) int64 { a.asked.Add(1); return 100 }
func (a alike) Share(int32) int64                { return 0 }
func (a alike) Bound(_, _ int32, _ int64) int64  { return 100 }

// Of partners who are all alike each vertex finds its own few, not everybody the
// same few: those are soon taken, and whoever is left would have to ask again, and
// again for the same.
func TestWhoAreAllAlikeAreSoonMatched(t *testing.T) {
	for _, n := range []int32{300, 1000, 1001, 3000} {
		most := 100 * int64(n)
		if n%2 == 1 { // what proves that somebody must be left covers every pair
			most = int64(n) * int64(n)
		}
		g := alike{n, new(atomic.Int64)}
		r, err := MaxImplicit(t.Context(), g)
		if err != nil {
			t.Fatal(err)
		}
		if asked := g.asked.Load(); asked > most {
			t.Errorf("%d vertices: %d weights were asked for", n, asked)
		}
		if r.Weight != int64(n/2)*100 || r.Gap != 0 {
			t.Errorf("%d vertices: weight %d, gap %d", n, r.Weight, r.Gap)
		}
		if n < 2000 {
			if err := VerifyImplicit(g, r); err != nil {
				t.Error(err)
			}
		}
	}
}
