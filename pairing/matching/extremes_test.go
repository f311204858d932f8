package matching

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// extremes is a graph whose weights and shares are as great as they may be, or nearly.
func extremes(r *rand.Rand, n int) *drawn {
	g := (&drawing{lot: dice(r.Uint64())}).graph(n)
	g.spread = 0
	weights := []int64{1, 2, MaxWeight / 2, MaxWeight - 1, MaxWeight, MaxWeight, -MaxWeight}
	if r.IntN(4) == 0 {
		weights = weights[4:5]
	}
	for u := range g.pairs {
		for v := range u {
			w := weights[r.IntN(len(weights))]
			g.pairs[u][v].weight, g.pairs[v][u].weight = w, w
		}
	}
	for v := range g.share {
		g.share[v] = []int64{0, 1, MaxWeight - 1, MaxWeight}[r.IntN(4)]
		if r.IntN(3) == 0 { // what is left of the weights must not exceed MaxWeight
			most := int64(0)
			for u := range g.pairs {
				most = max(most, g.pairs[u][v].weight)
			}
			g.share[v] = most - MaxWeight
		}
	}
	return g
}

// Nothing overflows while weights, shares and totals are in range, wherever it starts
// and whenever it is cut short.
func TestExtremes(t *testing.T) {
	for i := range 600 {
		r := rand.New(rand.NewPCG(93, uint64(i)))
		n := r.IntN(15)
		if i%8 == 0 {
			n = 20 + r.IntN(80)
		}
		g := extremes(r, n)
		edges := g.edges()
		want := solve(t, n, edges).Weight
		if n <= 14 {
			want = brute(n, edges)
		}
		start, near := make([]int64, n), make([][2]int32, r.IntN(n+1))
		for v := range start {
			start[v] = []int64{math.MinInt64, math.MaxInt64, 0, -1, 4 * MaxWeight, r.Int64()}[r.IntN(6)]
		}
		for k := range near {
			near[k] = [2]int32{r.Int32N(int32(n)), r.Int32N(int32(n))}
		}
		for _, opts := range [][]Option{nil, {StartFrom(start)}, {StartNear(start, near)}} {
			s, err := NewImplicitSolver(g.asked(), opts...)
			if err != nil {
				t.Fatal(err)
			}
			for after := range 3 {
				cut, err := s.Solve(patient(after * r.IntN(9)))
				if err != nil {
					t.Fatal(err)
				}
				if err := Verify(n, edges, cut); err != nil || cut.Weight > want || cut.Weight+cut.Gap < want {
					t.Fatalf("graph %d, cut short: weight %d, gap %d, want %d: %v", i, cut.Weight, cut.Gap, want, err)
				}
			}
			if got := settle(t, s, n, edges).Weight; got != want {
				t.Fatalf("graph %d: weight %d, want %d", i, got, want)
			}
			if got := solve(t, n, edges, opts...).Weight; got != want {
				t.Fatalf("graph %d, listed: weight %d, want %d", i, got, want)
			}
		}
	}
}

// A bound that is too high is refused, and the solver goes on from there: the total need
// not be.
func TestABoundBeyondInt64(t *testing.T) {
	var star []Edge
	for v := range int32(600) {
		star = append(star, Edge{600, v, MaxWeight})
	}
	s, err := NewSolver(601, star)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := s.Solve(patient(0)); !errors.Is(err, ErrRange) {
		t.Errorf("cut short: %v, error %v", r, err)
	}
	if r := settle(t, s, 601, star); r.Weight != MaxWeight {
		t.Errorf("weight %d", r.Weight)
	}
}
