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
