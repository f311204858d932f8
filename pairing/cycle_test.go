package pairing

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// steady are n members who are always there and all equal.
func steady(t testing.TB, n int) *circle {
	return &circle{t: t, rules: DefaultRules(), members: equals(n), seed: uint64(n)}
}

func pairsOf(n int) int { return n * (n - 1) / 2 }

func TestEverybodyMeetsEverybodyOnce(t *testing.T) {
	for n := 2; n <= 64; n += 2 {
		c := steady(t, n)
		for range n - 1 {
			if p := c.play(); len(p.Rests) != 0 {
				t.Fatalf("%d members: %d rest in round %d", n, len(p.Rests), p.Round)
			}
		}
		if got := len(c.meetings()); got != pairsOf(n) {
			t.Errorf("%d members: %d of %d pairs met in %d rounds", n, got, pairsOf(n), n-1)
		}
	}
}

func TestEverybodyRestsOnceInAnOddCircle(t *testing.T) {
	for n := 3; n <= 63; n += 2 {
		if n > 25 && n%8 != 7 { // 31, 39, 47, 55, 63: enough of the slow ones
			continue
		}
		c := steady(t, n)
		for range n {
			if p := c.play(); len(p.Rests) != 1 || p.Rests[0].Reason != OddOneOut {
				t.Fatalf("%d members: in round %d rest %v", n, p.Round, p.Rests)
			}
		}
		for _, m := range c.members {
			if m.Rests != 1 {
				t.Errorf("%d members: %s rested %d times", n, m.ID, m.Rests)
			}
		}
		if got := len(c.meetings()); got != pairsOf(n) {
			t.Errorf("%d members: %d of %d pairs met in %d rounds", n, got, pairsOf(n), n)
		}
	}
}

// Nobody rests twice before everybody rested once, and so in every cycle, and
// then everybody twice.
func TestRestsStayFairForAYear(t *testing.T) {
	for _, n := range []int{3, 5, 7, 9, 21} {
		c := steady(t, n)
		for range 52 {
			c.play()
			least, most := c.members[0].Rests, c.members[0].Rests
			for _, m := range c.members {
				least, most = min(least, m.Rests), max(most, m.Rests)
			}
			if most > least+1 {
				t.Fatalf("%d members: after %d rounds one rested %d times and another %d", n, c.round, most, least)
			}
		}
	}
}

// What other matchers reach in 26 weekly rounds is counted in the same way:
// the unavoidable minimum of repeats, none within the cooldown of four weeks.
func TestRepeatsAreAtTheirMinimum(t *testing.T) {
	for _, test := range []struct{ n, repeats, most int }{
		{8, 4*26 - 28, 4}, {20, 70, 2}, {50, 0, 1}, {7, 3*26 - 21, 4}, {21, 50, 2},
	} {
		c := steady(t, test.n)
		last := map[[2]MemberID]int{}
		for range 26 {
			for _, d := range c.play().Duos {
				pair := twoOf(d.Members[0], d.Members[1])
				if before, ok := last[pair]; ok && c.round-before <= 4 {
					t.Errorf("%d members: %v met in round %d and in %d", test.n, pair, before, c.round)
				}
				last[pair] = c.round
			}
		}
		repeats, most := 0, 0
		for _, times := range c.meetings() {
			repeats += times - 1
			most = max(most, times)
		}
		if repeats != test.repeats || most != test.most {
			t.Errorf("%d members: %d repeats, %d at most for a pair; want %d and %d", test.n, repeats, most, test.repeats, test.most)
		}
	}
}

// Everybody gets another name before each round, so that history never agrees
// with the circle method and each timetable has to be found.
func TestTheTimetableIsFoundInAnyHistory(t *testing.T) {
	for _, n := range []int{4, 6, 8, 10, 14, 20, 30} {
		c := steady(t, n)
		rng := rand.New(rand.NewPCG(uint64(n), 0))
		for range n - 1 {
			c.rename(rng)
			c.play()
		}
		if got := len(c.meetings()); got != pairsOf(n) {
			t.Errorf("%d members: %d of %d pairs met", n, got, pairsOf(n))
		}
	}
}

func (c *circle) rename(rng *rand.Rand) {
	name := map[MemberID]MemberID{}
	for i, k := range rng.Perm(len(c.members)) {
		id := MemberID(fmt.Sprintf("m%03d", k))
		name[c.members[i].ID] = id
		c.members[i].ID = id
	}
	for i := range c.history {
		m := c.history[i].Members
		c.history[i].Members = []MemberID{name[m[0]], name[m[1]]}
	}
}

// Some are absent in the first three rounds. From then on the circle completes
// in as many rounds as somebody has others to meet, or in one more.
func TestAbsencesCostOneRoundAtMost(t *testing.T) {
	for _, n := range []int{6, 8, 10, 16, 24} {
		for gone := 1; gone <= 4; gone++ {
			for trial := range uint64(5) {
				c := steady(t, n)
				c.seed = trial
				rng := rand.New(rand.NewPCG(uint64(n), trial))
				for range 3 {
					var absent []MemberID
					for _, i := range rng.Perm(n)[:gone] {
						absent = append(absent, c.members[i].ID)
					}
					c.play(absent...)
				}
				met := map[MemberID]int{}
				for pair := range c.meetings() {
					met[pair[0]]++
					met[pair[1]]++
				}
				need := 0
				for _, m := range c.members {
					need = max(need, n-1-met[m.ID])
				}
				for range need + 1 {
					c.play()
				}
				if got := len(c.meetings()); got != pairsOf(n) {
					t.Errorf("%d members, %d absent, trial %d: %d of %d pairs met in %d more rounds", n, gone, trial, got, pairsOf(n), need+1)
				}
			}
		}
	}
}

func TestASecondCycleComesLeastCountFirst(t *testing.T) {
	for _, n := range []int{6, 8, 12} {
		c := steady(t, n)
		for cycle := 1; cycle <= 3; cycle++ {
			for range n - 1 {
				c.play()
			}
			for pair, times := range c.meetings() {
				if times != cycle {
					t.Errorf("%d members: after cycle %d %v met %d times", n, cycle, pair, times)
				}
			}
		}
	}
}

// A colouring that the search completes is proper and has every edge.
func TestTheSearchColoursProperly(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for _, n := range []int{4, 6, 10, 20, 50, 128} {
		k := newColouring(n, n-1)
		for u := range int32(n) {
			for v := range u {
				k.add(v, u, rng.Int32N(int32(n-1)))
			}
		}
		if !k.search(rng, stepsPerEdge*pairsOf(n)) {
			t.Errorf("K%d: %d edges without a colour", n, len(k.loose))
			continue
		}
		for v := range int32(n) {
			seen := map[int32]bool{}
			for c, w := range k.along[v] {
				if w == nobody || seen[w] || k.along[w][c] != v {
					t.Fatalf("K%d: %d has %d along %d", n, v, w, c)
				}
				seen[w] = true
			}
			if k.free[v] != (palette{}) {
				t.Errorf("K%d: %d has free colours", n, v)
			}
		}
	}
}

// Two towns with an odd number of people each, who do not fit with each other:
// in each everybody meets everybody and rests once.
func TestTownsAreLookedAtOneByOne(t *testing.T) {
	for _, n := range []int{5, 9, 15} {
		c := steady(t, 2*n)
		for i := range c.members {
			for j := range c.members {
				if i < n != (j < n) {
					c.members[i].Avoids = append(c.members[i].Avoids, c.members[j].ID)
				}
			}
		}
		for range n {
			for _, r := range c.play().Rests {
				if r.Reason != OddOneOut {
					t.Errorf("two towns of %d: %v", n, r)
				}
			}
		}
		if got := len(c.meetings()); got != 2*pairsOf(n) {
			t.Errorf("two towns of %d: %d of %d pairs met in %d rounds", n, got, 2*pairsOf(n), n)
		}
	}
}

// The search ends where there is nothing to find.
func TestTheSearchGivesUp(t *testing.T) {
	const n = 9 // K9 takes 9 colours
	k := newColouring(n, n-1)
	for u := range int32(n) {
		for v := range u {
			k.add(v, u, nobody)
		}
	}
	if k.search(rand.New(rand.NewPCG(1, 1)), 10_000) {
		t.Error("K9 is coloured with 8 colours")
	}
	if len(k.loose) == 0 || len(k.loose) > n {
		t.Errorf("%d edges are loose", len(k.loose))
	}
}
