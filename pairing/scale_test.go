package pairing

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"runtime"
	"slices"
	"testing"

	"cowork/pairing/matching"

	"pgregory.net/rapid"
)

func sortBy[T any](s []T, key func(T) float64) {
	slices.SortFunc(s, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}

var scan = flag.Int("scan", 700, "members of the crowd whose certificate is checked over every pair")

// The certificate of a crowd covers every pair, whether it was looked at or not,
// and no bound of a group is below what a member of it weighs, but for exceptions.
func TestTheCertificateCoversEveryPair(t *testing.T) {
	in := invented(*scan, 9, 5)
	p := newPlanner(&in)
	who := make([]int32, len(p.all))
	for i := range who {
		who[i] = int32(i)
	}
	c := newCrowd(p.deck, who, who)
	c.enjoin()
	v, _ := c.values(0, 1)
	c.value(p.turns, 1, v)
	r, err := c.solve(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := matching.VerifyImplicit(c, r); err != nil {
		t.Error(err)
	}
	for g := len(c.groups.All) - 1; g >= 0 && *scan <= 2000; g -= 1 + g/100 {
		for u := range int32(len(who)) {
			group := c.groups.All[g]
			most := c.Bound(u, int32(g), matching.RuledOut)
			for _, w := range c.groups.Order[group.First:group.Last] {
				weight := c.Weight(u, w, 0)
				if w == u || weight <= 0 || slices.Contains(c.Exceptions(u), w) || weight-c.Share(w) <= most {
					continue
				}
				isNear, byPlace := near(c.meet(c.who[u], c.who[w])) > 0, int(group.First) < len(who)
				if isNear == byPlace {
					t.Fatalf("%d and %d weigh %d, the bound of group %d is %d", u, w, weight, g, most)
				}
			}
		}
	}
}

// digits is what a plan is worth, point by point.
func (p *planner) digits() worthOf {
	v := worthOf{turns: make([]int, len(p.all)+2)}
	for i, m := range p.mate {
		if m == nobody {
			continue
		}
		v.paired++
		v.turns[int64(len(p.all)+1)-p.turns[i]]++
		if int32(i) < m {
			c, ok := p.couple(int32(i), m)
			if !ok {
				v.paired = -1 << 30
			}
			v.score += int(c.score)
			if c.repeat {
				v.repeats++
			}
		}
	}
	return v
}

// A crowd is planned alike on one processor and on several, to the byte.
func TestACrowdIsPlannedAlikeOnAnyProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, in := range []Input{invented(mostDirect+1, 8, 3), invented(3000, 8, 3), kinds(1500, 20, 8, 3), company(999, 8, 2)} {
		var first []byte
		for _, processors := range []int{1, 4, 3} {
			runtime.GOMAXPROCS(processors)
			plan, err := PlanRound(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(plan)
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = got
			} else if !bytes.Equal(first, got) {
				t.Errorf("%d members: one processor and %d make different plans", len(in.Members), processors)
			}
		}
	}
}

func bothWays(t testing.TB, in *Input) (direct, crowd *planner) {
	t.Helper()
	direct, crowd = newPlanner(in), newPlanner(in)
	if err := direct.pairAll(context.Background(), false); err != nil {
		t.Fatal(err)
	}
	if err := crowd.pairAll(context.Background(), true); err != nil {
		t.Fatal(err)
	}
	return direct, crowd
}

// Looking at few pairs finds plans as good as looking at all: on circles of
// anybody ...
func TestACrowdIsPlannedAsWellAsAnybody(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 30)
		direct, crowd := bothWays(t, &in)
		if a, b := direct.digits(), crowd.digits(); a.compare(b) != 0 {
			rt.Fatalf("direct %+v, as a crowd %+v", a, b)
		}
		var a, b []Rest
		a, b = direct.rests(make([]bool, len(direct.all))), crowd.rests(make([]bool, len(crowd.all)))
		for i := range a {
			if a[i].Reason == NobodyFits != (b[i].Reason == NobodyFits) {
				rt.Fatalf("%v, as a crowd %v", a[i], b[i])
			}
		}
	})
}

// ... and on larger ones of the usual kind.
func TestACrowdIsPlannedAsWellAsTheUsual(t *testing.T) {
	for _, n := range []int{2, 17, 60, 101, 200, 301} {
		for seed := range uint64(4) {
			in := invented(n, seed, int(seed)*3)
			if seed == 3 { // no way to all be paired: few have hours in common
				for i := range in.Members {
					in.Members[i].Week = Week{}
					in.Members[i].Week[i%7] = Hours{9 * 60, (12 + i%5) * 60}
				}
			}
			direct, crowd := bothWays(t, &in)
			if a, b := direct.digits(), crowd.digits(); a.compare(b) != 0 {
				t.Errorf("%d members, seed %d: direct %+v, as a crowd %+v", n, seed, a, b)
			}
		}
	}
}
