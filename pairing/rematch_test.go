package pairing

import (
	"testing"

	"cowork/pairing/matching"
)

// Of four, one of each duo skips: the two who are left are matched, by the same
// call, with the pairs that fell through barred.
func TestWhoIsLeftIsMatched(t *testing.T) {
	c := steady(t, 4)
	in := c.input()
	plan := planned(t, in)
	if len(plan.Duos) != 2 {
		t.Fatalf("%v", plan)
	}
	again := in
	again.Members = nil
	for _, d := range plan.Duos {
		skips, willing := d.Members[0], d.Members[1]
		again.Barred = append(again.Barred, [2]MemberID{skips, willing})
		again.History = append(again.History, Past{Round: in.Round, Members: d.Members, State: Skipped})
		for _, m := range in.Members {
			if m.ID == willing {
				again.Members = append(again.Members, m)
			}
		}
	}
	second := planned(t, again)
	if len(second.Duos) != 1 || len(second.Rests) != 0 {
		t.Errorf("the willing are not matched: %v", second)
	}

	// Somebody whose only partner fell through has nobody.
	again.Barred = append(again.Barred, [2]MemberID{again.Members[0].ID, again.Members[1].ID})
	third := planned(t, again)
	if len(third.Duos) != 0 || third.Rests[0].Reason != NobodyFits || third.Rests[0].Lacks[NotAgain] != 1 {
		t.Errorf("barred pairs are proposed: %v", third)
	}
}

// Who rests in a round is served first in the next, and in the rematch of it.
func TestWhoRestedIsFirstInLine(t *testing.T) {
	c := steady(t, 5)
	rested := c.play().Rests[0].Member
	for range 4 {
		plan := c.play()
		if plan.Rests[0].Member == rested {
			t.Errorf("%s rests again in round %d", rested, plan.Round)
		}
	}
	if next := c.play().Rests[0].Member; next != rested {
		t.Errorf("after all have rested %s rests, not %s", next, rested)
	}
}

// A round of nobody and of one are plans too.
func TestSmallRounds(t *testing.T) {
	for n := range 3 {
		c := steady(t, n)
		plan := c.play()
		if len(plan.Duos) != n/2 || len(plan.Rests) != n%2 {
			t.Errorf("%d members: %v", n, plan)
		}
	}
}

// A day on which nobody works leaves everybody alone and says so.
func TestARoundWithoutAnHour(t *testing.T) {
	c := steady(t, 4)
	in := c.input()
	in.From = monday.AddDate(0, 0, 5) // Saturday
	in.Until = in.From.AddDate(0, 0, 2)
	plan := planned(t, in)
	for _, r := range plan.Rests {
		if r.Reason != NobodyFits || r.Lacks[NoHours] != 3 {
			t.Errorf("%v", r)
		}
	}
	if len(plan.Rests) != 4 {
		t.Errorf("%v", plan)
	}
}

// Weights stay within the range of the solver: what does not fit is refused,
// and not wrapped around.
func TestWeightsFit(t *testing.T) {
	for _, test := range []struct {
		n    int
		told int64 // of 1,000 classes; 0: refused
	}{{10, 1000}, {1000, 1000}, {50_000, 34}, {100_000, 3}, {400_000, 0}} {
		p := &planner{deck: &deck{roster: &roster{all: make([]candidate, test.n)}}, turns: make([]int64, test.n)}
		for i := range p.turns {
			p.turns[i] = int64(1 + i%1000)
		}
		pool := []couple{{i: 0, j: 1, score: int32(MinScore)}, {i: 998, j: 999, score: int32(MaxScore)}, {i: 5, j: 6, repeat: true}}
		if test.n < 1000 {
			pool = pool[:1]
		}
		weights, told, err := p.weigh(pool, nil, 1000)
		if (err != nil) != (test.told == 0) {
			t.Errorf("%d members: %v", test.n, err)
			continue
		}
		if err != nil {
			continue
		}
		if told < test.told {
			t.Errorf("%d members: %d classes are told apart, want %d", test.n, told, test.told)
		}
		for _, w := range weights {
			if w <= 0 || w > matching.MaxWeight || w > mostTotal/int64(test.n/2) {
				t.Errorf("%d members: weight %d", test.n, w)
			}
		}
	}
}
