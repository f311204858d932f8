package pairing

import (
	"flag"
	"math/rand/v2"
	"testing"
)

var absences = flag.Int("absences", 4, "trials for each line of the table of TestWhatAbsencesCost")

// away plays rounds in which so many are absent by lot, and returns how many
// rounds it then takes at least until everybody has met everybody: as many as
// somebody has others to meet.
func (c *circle) away(rng *rand.Rand, rounds, gone int) (need int) {
	for range rounds {
		var absent []MemberID
		for _, i := range rng.Perm(len(c.members))[:gone] {
			absent = append(absent, c.members[i].ID)
		}
		c.play(absent...)
	}
	met := map[MemberID]int{}
	for pair := range c.meetings() {
		met[pair[0]]++
		met[pair[1]]++
	}
	for _, m := range c.members {
		need = max(need, len(c.members)-1-met[m.ID])
	}
	return need
}

// complete plays until everybody has met everybody, and returns how many rounds
// that took; most+1 if it takes more than most.
func (c *circle) complete(most int) int {
	rounds := 0
	for ; rounds <= most && len(c.meetings()) < pairsOf(len(c.members)); rounds++ {
		c.play()
	}
	return rounds
}

// TestWhatAbsencesCost writes the table of README.md, with -v, over more trials
// with -absences: circles of whom some are absent in some rounds, and then nobody.
func TestWhatAbsencesCost(t *testing.T) {
	t.Logf("%8s %7s %7s %7s %9s %9s %6s", "members", "rounds", "absent", "trials", "at least", "as many", "more")
	for _, of := range []struct{ n, rounds, gone int }{
		{6, 2, 1}, {8, 3, 1}, {8, 3, 2}, {16, 3, 2}, {16, 8, 4}, {32, 3, 2}, {32, 16, 3}, {64, 3, 4},
	} {
		if testing.Short() && of.n > 16 {
			continue
		}
		trials := max(1, *absences*8/of.n)
		needed, exact, more := 0, 0, 0
		for trial := range uint64(trials) {
			c := steady(t, of.n)
			c.seed = trial
			need := c.away(rand.New(rand.NewPCG(uint64(of.n), trial)), of.rounds, of.gone)
			took := c.complete(need + 3)
			needed += need
			if took == need {
				exact++
			}
			if more = max(more, took-need); took > need+2 {
				t.Errorf("%d members, %d absent in %d rounds, trial %d: %d rounds more, and %d might do", of.n, of.gone, of.rounds, trial, took, need)
			}
		}
		t.Logf("%8d %7d %7d %7d %9.1f %9d %6d", of.n, of.rounds, of.gone, trials, float64(needed)/float64(trials), exact, more)
	}
}

// The twin finds by trying everything in how many rounds those can meet who have
// not met: a circle that was interrupted is complete after as many, or one more.
func TestAnInterruptedCircleCompletes(t *testing.T) {
	exact, all := 0, 0
	for _, n := range []int{4, 6, 8} {
		for trial := range uint64(12) {
			c := steady(t, n)
			c.seed = trial
			rng := rand.New(rand.NewPCG(uint64(n), 9+trial))
			need := c.away(rng, 1+rng.IntN(n/2), 1+rng.IntN(2))
			met := c.meetings()
			var left [][2]int
			for i := range n {
				for j := range i {
					if met[twoOf(c.members[i].ID, c.members[j].ID)] == 0 {
						left = append(left, [2]int{j, i})
					}
				}
			}
			fewest := need
			for !fit(left, make([]int, n), fewest) {
				fewest++
			}
			took := c.complete(fewest + 2)
			if all++; took == fewest {
				exact++
			}
			if took < fewest || took > fewest+1 {
				t.Errorf("%d members, trial %d: complete after %d rounds, and %d are possible", n, trial, took, fewest)
			}
		}
	}
	t.Logf("%d of %d in as few rounds as can be, the others in one more", exact, all)
	if exact*3 < all*2 {
		t.Errorf("%d of %d circles complete in as few rounds as can be", exact, all)
	}
}

// fit reports whether the pairs can be shared out among so many rounds in which
// nobody is twice; busy has a bit for each round that somebody has a partner in.
func fit(pairs [][2]int, busy []int, rounds int) bool {
	if len(pairs) == 0 {
		return true
	}
	i, j := pairs[0][0], pairs[0][1]
	for r := range rounds {
		bit := 1 << r
		if (busy[i]|busy[j])&bit != 0 {
			continue
		}
		busy[i], busy[j] = busy[i]|bit, busy[j]|bit
		if fit(pairs[1:], busy, rounds) {
			return true
		}
		busy[i], busy[j] = busy[i]&^bit, busy[j]&^bit
	}
	return false
}
