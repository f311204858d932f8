package pairing

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
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
	n := len(c.members)
	return max(need, (pairsOf(n)-len(c.meetings())+n/2-1)/(n/2))
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
		{6, 2, 1}, {7, 3, 1}, {8, 3, 1}, {8, 3, 2}, {9, 3, 1}, {10, 3, 1}, {12, 3, 1}, {16, 3, 2}, {16, 8, 4}, {24, 3, 1}, {32, 3, 2}, {32, 16, 3}, {64, 3, 4},
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
			if more = max(more, took-need); took > need+1 {
				t.Errorf("%d members, %d absent in %d rounds, trial %d: %d rounds more, and %d might do", of.n, of.gone, of.rounds, trial, took, need)
			}
		}
		if exact*10 < trials*9 && of.n > mostTried {
			t.Errorf("%d members, %d absent in %d rounds: %d of %d complete in as few rounds as might do", of.n, of.gone, of.rounds, exact, trials)
		}
		t.Logf("%8d %7d %7d %7d %9.1f %9d %6d", of.n, of.rounds, of.gone, trials, float64(needed)/float64(trials), exact, more)
	}
}

// Circles of every even size are interrupted by up to four who are absent in up to half of
// a cycle, by lot. From 10 members on each completes in as few rounds as it might.
func TestInterruptedCirclesOfEverySizeComplete(t *testing.T) {
	circles, step := 0, 2
	if testing.Short() {
		step = 18
	}
	for n := 10; n <= 64; n += step {
		for trial := range uint64(max(1, *absences/4)) {
			c := steady(t, n)
			c.seed = trial
			rng := rand.New(rand.NewPCG(uint64(n), 777+trial))
			rounds, gone := 1+rng.IntN(n/2), 1+rng.IntN(min(4, n/3))
			need := c.away(rng, rounds, gone)
			if took := c.complete(need + 3); took != need {
				t.Errorf("%d members, %d absent in %d rounds, trial %d: complete after %d rounds, and %d might do", n, gone, rounds, trial, took, need)
			}
			circles++
		}
	}
	t.Logf("%d circles", circles)
}

// In an odd circle everybody rests in turn beside meeting the others. After absences it
// mostly completes in as few rounds as both take, or in one more.
func TestInterruptedOddCirclesComplete(t *testing.T) {
	circles, exact := 0, 0
	for n := 5; n <= 33; n += 4 {
		for trial := range uint64(max(1, *absences/2)) {
			c := steady(t, n)
			c.seed = trial
			rng := rand.New(rand.NewPCG(uint64(n), 777+trial))
			c.away(rng, 1+rng.IntN(n/2), 1+rng.IntN(min(4, n/3)))
			need := needOf(t, c.input())
			took := c.complete(need + 3)
			if took < need || took > need+1 {
				t.Errorf("%d members, trial %d: complete after %d rounds, and %d might do", n, trial, took, need)
			}
			if circles++; took == need {
				exact++
			}
		}
	}
	t.Logf("%d of %d in as few rounds as might do", exact, circles)
	if exact*2 < circles {
		t.Errorf("%d of %d complete in as few rounds as might do", exact, circles)
	}
}

// BenchmarkInterrupted plays a year in which somebody is absent in every round, in
// circles of equals and of invented members: the time is that of one round.
func BenchmarkInterrupted(b *testing.B) {
	for _, n := range []int{8, 12, 16, 24, 32} {
		for _, kind := range []string{"equal", "invented"} {
			b.Run(fmt.Sprint(n, kind), func(b *testing.B) {
				rounds, start, most := 0, cpu(), time.Duration(0)
				for b.Loop() {
					c := steady(b, n)
					if kind == "invented" {
						c.members = invented(n, 1, 0).Members
					}
					rng := rand.New(rand.NewPCG(uint64(n), 1))
					for range 52 {
						from := cpu()
						c.play(c.members[rng.IntN(n)].ID)
						rounds, most = rounds+1, max(most, cpu()-from)
					}
				}
				b.ReportMetric(float64((cpu()-start).Microseconds())/1000/float64(rounds), "cpu-ms/round")
				b.ReportMetric(float64(most.Microseconds())/1000, "most-ms")
			})
		}
	}
}
