package matching

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// pentagons is a graph whose proof needs nested odd sets.
func pentagons() (int, []Edge) {
	return 8, []Edge{{0, 1, 18}, {0, 2, 18}, {1, 2, 20}, {1, 3, 16}, {2, 4, 16}, {3, 4, 20}, {4, 5, 12}, {5, 6, 3}, {6, 7, 3}, {7, 5, 3}}
}

// Verify is only worth something if it refuses what is wrong.
func TestVerifyRefuses(t *testing.T) {
	for _, test := range []struct {
		name string
		harm func(r *Result)
		want string
	}{
		{"nothing wrong", func(r *Result) {}, ""},
		{"too few mates", func(r *Result) { r.Mate = r.Mate[1:] }, "mates for"},
		{"a mate that is no vertex", func(r *Result) { r.Mate[0] = 8 }, "has the mate"},
		{"one's own mate", func(r *Result) { r.Mate[0] = 0 }, "has the mate"},
		{"a mate who does not know", func(r *Result) { r.Mate[7] = r.Mate[0] }, "has the mate"},
		{"mates without an edge", func(r *Result) { r.Mate = []int32{7, -1, -1, -1, -1, -1, -1, 0} }, "no edge"},
		{"a weight too high", func(r *Result) { r.Weight++ }, "weight is"},
		{"a worse matching", func(r *Result) { *r = Result{Mate: slices.Repeat([]int32{-1}, 8), Certificate: r.Certificate} }, "proves"},
		{"a false gap", func(r *Result) { r.Gap++ }, "proves"},
		{"a dual too low", func(r *Result) { r.Certificate.Dual[5]-- }, "covered"},
		{"a negative dual", func(r *Result) { r.Certificate.Dual[6] = -1 }, "dual of 6"},
		{"a dual of no edge's size", func(r *Result) { r.Certificate.Dual[6] = 1 << 62 }, "dual of 6"},
		{"a dual too high", func(r *Result) { r.Certificate.Dual[1] += 2 }, "proves"},
		{"too few duals", func(r *Result) { r.Certificate.Dual = nil }, "for 0 vertices"},
		{"a negative set", func(r *Result) { r.Certificate.Sets[0].Dual = -2 }, "dual of set 0"},
		{"a set of no edge's size", func(r *Result) { r.Certificate.Sets[0].Dual = 1 << 62 }, "dual of set 0"},
		{"too many mates", func(r *Result) { r.Mate = append(r.Mate, -1) }, "mates for"},
		{"too many sets named", func(r *Result) { r.Certificate.In = append(r.Certificate.In, -1) }, "for 8 vertices"},
		{"sets that are enormous together", func(r *Result) {
			for i := range r.Certificate.Sets {
				r.Certificate.Sets[i].Dual = 1 << 60
			}
		}, "add up"},
		{"a set with less", func(r *Result) { r.Certificate.Sets[0].Dual -= 2 }, "covered"},
		{"a set that is not there", func(r *Result) { r.Certificate.In[0] = 9 }, "in the set 9"},
		{"an even set", func(r *Result) {
			v := slices.Index(r.Certificate.In, 0)
			r.Certificate.In[v] = -1
		}, "even"},
		{"a set within itself", func(r *Result) { r.Certificate.Sets[0].Outer = 0 }, "set 0 is in 0"},
		{"no sets", func(r *Result) {
			r.Certificate.Sets = nil
			r.Certificate.In = slices.Repeat([]int32{-1}, 8)
		}, "covered"},
	} {
		t.Run(test.name, func(t *testing.T) {
			n, edges := pentagons()
			r := solve(t, n, edges)
			if len(r.Certificate.Sets) == 0 {
				t.Fatal("the proof has no sets")
			}
			test.harm(r)
			err := Verify(n, edges, r)
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

// A heavier edge than the certificate covers is noticed wherever it is.
func TestVerifyNoticesEveryHeavierEdge(t *testing.T) {
	for i := range 200 {
		r := rand.New(rand.NewPCG(30, uint64(i)))
		n, edges := completeGraph(r, 2+r.IntN(7), 9)
		res := solve(t, n, edges)
		at := r.IntN(len(edges))
		for edges[at].Weight < 100 {
			edges[at].Weight++
			best := brute(n, edges)
			if err := Verify(n, edges, res); err == nil && best > res.Weight {
				t.Fatalf("graph %d: %d is accepted, but the best is %d", i, res.Weight, best)
			}
		}
	}
}

// Nor is anything proved about what is no graph.
func TestVerifyRefusesWhatIsNoEdge(t *testing.T) {
	for _, e := range []Edge{{-1, 0, 1}, {0, 8, 1}, {3, 3, 1}, {0, 1, 1 << 62}} {
		n, edges := pentagons()
		r := solve(t, n, edges)
		if err := Verify(n, append(edges, e), r); err == nil || !strings.Contains(err.Error(), "edge 10") {
			t.Errorf("with the edge %v: %v", e, err)
		}
	}
}

// plainly is what Verify checks, word for word from Certificate's definition, in
// numbers that must not be large.
func plainly(n int, edges []Edge, r *Result) bool {
	c := &r.Certificate
	if len(r.Mate) != n || len(c.Dual) != n || len(c.In) != n {
		return false
	}
	weight, twice := int64(0), int64(0)
	for v, m := range r.Mate {
		if m == -1 {
			continue
		}
		if m < 0 || int(m) >= n || int(m) == v || int(r.Mate[m]) != v {
			return false
		}
		best := int64(-1 << 40)
		for _, e := range edges {
			if int(e.U) == v && e.V == m || int(e.V) == v && e.U == m {
				best = max(best, e.Weight)
			}
		}
		if int(m) > v {
			weight += best
		}
	}
	around := make([][]bool, n) // of each vertex the sets that contain it
	size := make([]int64, len(c.Sets))
	for v, y := range c.Dual {
		around[v] = make([]bool, len(c.Sets))
		for s := c.In[v]; s != -1; s = c.Sets[s].Outer {
			if s < 0 || int(s) >= len(c.Sets) || around[v][s] {
				return false
			}
			around[v][s] = true
			size[s]++
		}
		if y < 0 {
			return false
		}
		twice += y
	}
	for i, s := range c.Sets {
		if s.Dual < 0 || size[i]%2 == 0 || s.Outer != -1 && (int(s.Outer) <= i || int(s.Outer) >= len(c.Sets)) {
			return false
		}
		twice += (size[i] - 1) / 2 * s.Dual
	}
	for _, e := range edges {
		cover := c.Dual[e.U] + c.Dual[e.V]
		for i, s := range c.Sets {
			if around[e.U][i] && around[e.V][i] {
				cover += s.Dual
			}
		}
		if e.Weight > 0 && cover < 2*e.Weight {
			return false
		}
	}
	return weight == r.Weight && twice/2 == r.Weight+r.Gap
}

// corrupt changes something in a result, often so that some sums stay as they are.
func corrupt(r *rand.Rand, res *Result) {
	c := &res.Certificate
	n, sets := len(res.Mate), len(c.Sets)
	u, v, by := r.IntN(n), r.IntN(n), []int64{-2, -1, 1, 2}[r.IntN(4)]
	switch r.IntN(12) {
	case 0:
		res.Mate[v] = r.Int32N(int32(n)+3) - 2
	case 1:
		res.Mate[u], res.Mate[v] = int32(v), int32(u)
	case 2:
		res.Weight += by
	case 3:
		res.Gap += by
	case 4:
		res.Weight, res.Gap = res.Weight+by, res.Gap-by
	case 5:
		c.Dual[v] += by
	case 6:
		c.Dual[u], c.Dual[v] = c.Dual[u]+by, c.Dual[v]-by
	case 7:
		c.In[v] = r.Int32N(int32(sets)+3) - 2
	case 8:
		c.In[u], c.In[v] = c.In[v], c.In[u]
	case 9:
		c.Sets = append(c.Sets, OddSet{int64(r.IntN(3)), -1})
		for range 3 {
			c.In[r.IntN(n)] = int32(sets)
		}
	case 10:
		if sets > 0 {
			c.Sets[r.IntN(sets)].Dual += by
		}
	case 11:
		if sets > 0 {
			c.Sets[r.IntN(sets)].Outer = r.Int32N(int32(sets)+3) - 2
		}
	}
}

// Verify accepts what meets the definition and nothing else: of corrupted results too,
// whatever was done to them, and however often.
func TestVerifyMeansWhatItSays(t *testing.T) {
	accepted := 0
	for i := range 20_000 {
		r := rand.New(rand.NewPCG(31, uint64(i)))
		n, edges := completeGraph(r, 2+r.IntN(9), 1+r.Int64N(12))
		for range r.IntN(4) { // a parallel edge, which may be lighter
			e := edges[r.IntN(len(edges))]
			edges = append(edges, Edge{e.V, e.U, 1 + r.Int64N(e.Weight+1)})
		}
		res := solve(t, n, edges)
		if i%4 == 0 {
			n, edges = pentagons()
			res = solve(t, n, edges)
		}
		for range 1 + r.IntN(4) {
			corrupt(r, res)
			want := plainly(n, edges, res)
			if err := Verify(n, edges, res); (err == nil) != want {
				t.Fatalf("result %d: Verify says %v, the definition %v\n%v\n%v", i, err, want, edges, res)
			}
			if err := VerifyImplicit(listed{n, edges}, res); (err == nil) != want {
				t.Fatalf("result %d: VerifyImplicit says %v, the definition %v\n%v\n%v", i, err, want, edges, res)
			}
			if want {
				accepted++
			}
		}
	}
	if accepted < 500 {
		t.Errorf("only %d of the corrupted results are right: there is not much to tell apart", accepted)
	}
}

// listed is a list of edges as an implicit graph, to be verified.
type listed struct {
	n     int
	edges []Edge
}

func (l listed) Groups() Groups {
	return Groups{Order: make([]int32, l.n)}
}

func (l listed) Weight(u, v int32, _ int64) int64 {
	most := int64(0)
	for _, e := range l.edges {
		if e.U == u && e.V == v || e.U == v && e.V == u {
			most = max(most, e.Weight)
		}
	}
	return most
}

func (l listed) Share(int32) int64               { return 0 }
func (l listed) Bound(_, _ int32, _ int64) int64 { return MaxWeight }
