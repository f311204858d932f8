package pairing

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// seer is the dumb twin of foresight for a circle of equals: it tries all best plans of
// all rounds to come, and knows them by Explain alone. As all are equal, it asks
// that once for so many times together and so many rounds ago.
type seer map[[2]int]int

// canComplete reports whether some sequence of best plans completes a circle in
// which all gates are open in so many rounds.
func (s seer) canComplete(in Input, rounds int) bool {
	left, most := s.left(&in)
	duos := (len(in.Members) + len(in.Away)) / 2
	if len(left) == 0 || most > rounds || len(left) > rounds*duos {
		return len(left) == 0
	}
	for _, plan := range s.bests(&in) {
		if next := s.after(in, plan); s.canComplete(next, rounds-1) {
			return true
		}
	}
	return false
}

// fewest is in how many rounds a circle can be complete, with those who are away.
func (s seer) fewest(in Input) int {
	rounds := 0
	for !s.canComplete(in, rounds) {
		rounds++
	}
	return rounds
}

// needOf is how many rounds foresight takes to be needed in a circle that is one
// group.
func needOf(t *testing.T, in Input) int {
	t.Helper()
	p := newPlanner(&in)
	if err := p.survey(t.Context()); err != nil {
		t.Fatal(err)
	}
	everybody, err := p.withAway(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p.outlook(everybody, p.open, grouped(len(p.all), p.open)[0]).need()
}

// left lists the pairs who have not met, by position, and how many of them the
// same member is in at most. Who is away comes after the others.
func (s seer) left(in *Input) (left [][2]int, most int) {
	met := map[[2]MemberID]bool{}
	for _, p := range in.History {
		met[twoOf(p.Members[0], p.Members[1])] = true
	}
	all := slices.Concat(in.Members, in.Away)
	for j := range all {
		for i := range j {
			if !met[twoOf(all[i].ID, all[j].ID)] {
				left = append(left, [2]int{i, j})
			}
		}
	}
	for i := range all {
		n := 0
		for _, pair := range left {
			if pair[0] == i || pair[1] == i {
				n++
			}
		}
		most = max(most, n)
	}
	return left, most
}

// bests looks at all plans. In each everybody has a partner, but for one of an odd
// number, who is paired with themselves.
func (s seer) bests(in *Input) (plans [][][2]int) {
	times, last := map[[2]MemberID]int{}, map[[2]MemberID]int{}
	for _, p := range in.History {
		pair := twoOf(p.Members[0], p.Members[1])
		times[pair]++
		last[pair] = max(last[pair], p.Round)
	}
	const repeat, turn = 1_000_000, 1_000_000_000
	n := len(in.Members)
	worth := make([][]int, n)
	for i := range n {
		worth[i] = make([]int, n)
		for j := range i {
			a, b := &in.Members[i], &in.Members[j]
			pair := twoOf(a.ID, b.ID)
			past := [2]int{times[pair], in.Round - last[pair]}
			if times[pair] == 0 {
				past = [2]int{}
			}
			if _, known := s[past]; !known {
				s[past] = Explain(a, b, in).Score
			}
			worth[j][i] = s[past]
			if times[pair] > 0 && past[1] <= in.Rules.Cooldown {
				worth[j][i] -= repeat
			}
		}
		for j := range in.Members { // whose turn it is to rest comes after nobody
			a, b := class(&in.Members[i]), class(&in.Members[j])
			if slices.Compare(b[:], a[:]) < 0 {
				worth[i][i] -= turn
			}
		}
	}
	best := -1 << 60
	var try func(free []int, spare int, plan [][2]int, sum int)
	try = func(free []int, spare int, plan [][2]int, sum int) {
		if len(free) == 0 {
			if sum > best {
				best, plans = sum, nil
			}
			if sum == best {
				plans = append(plans, slices.Clone(plan))
			}
			return
		}
		for k, j := range free {
			i := free[0]
			if k > 0 {
				try(slices.Concat(free[1:k], free[k+1:]), spare, append(plan, [2]int{i, j}), sum+worth[i][j])
			} else if spare > 0 {
				try(free[1:], spare-1, append(plan, [2]int{i, i}), sum+worth[i][i])
			}
		}
	}
	var all []int
	for i := range n {
		all = append(all, i)
	}
	try(all, n%2, nil, 0)
	return plans
}

// after is the input of the round that follows on a plan, with everybody.
func (s seer) after(in Input, plan [][2]int) Input {
	in.Members, in.History = slices.Clone(in.Members), slices.Clone(in.History)
	for _, d := range plan {
		a, b := &in.Members[d[0]], &in.Members[d[1]]
		if a == b {
			a.Rests, a.LastRest = a.Rests+1, in.Round
			continue
		}
		in.History = append(in.History, Past{Round: in.Round, Members: []MemberID{a.ID, b.ID}, State: Met})
	}
	in.Members, in.Away = slices.Concat(in.Members, in.Away), nil
	in.Round, in.From, in.Until = in.Round+1, in.From.AddDate(0, 0, 7), in.Until.AddDate(0, 0, 7)
	return in
}

// Up to 8 members foresight is exact: an interrupted circle completes in as few
// rounds as any sequence of best plans takes, and that is one more than the pairs
// could do with, at most.
func TestAnInterruptedCircleCompletes(t *testing.T) {
	circles, least, fewest := 0, 0, 0
	for n := 4; n <= 8; n++ {
		for trial := range uint64(*absences * 2) {
			c := steady(t, n)
			c.seed = trial
			rng := rand.New(rand.NewPCG(uint64(n), 9+trial))
			need := c.away(rng, 1+rng.IntN(n/2), 1+rng.IntN(2))
			s, in := seer{}, c.input()
			left, _ := s.left(&in)
			could := need
			for !fit(left, make([]int, n), could) {
				could++
			}
			want := s.fewest(in)
			if least := needOf(t, in); least > want {
				t.Errorf("%d members, trial %d: %d rounds are said to be needed, and %d are", n, trial, least, want)
			}
			if took := c.complete(want + 2); took != want {
				t.Errorf("%d members, trial %d: complete after %d rounds, and %d are possible", n, trial, took, want)
			}
			if want > could+1 {
				t.Errorf("%d members, trial %d: the best plans take %d rounds, and the pairs %d", n, trial, want, could)
			}
			circles++
			if want == could {
				fewest++
			}
			if could == need {
				least++
			}
		}
	}
	t.Logf("%d circles; the pairs of %d fit into the least number of rounds; by the order of points %d take no more than the pairs need",
		circles, least, fewest)
}

// So it does in a round that some sit out: of the best plans it takes one from which the
// circle, with them, is complete soonest.
func TestWhoIsAwayIsThoughtOf(t *testing.T) {
	helped := 0
	for n := 4; n <= 7; n++ {
		for trial := range uint64(*absences * 5) {
			c := steady(t, n)
			c.seed = trial
			rng := rand.New(rand.NewPCG(uint64(n), 19+trial))
			for range n / 2 {
				absent := c.members[rng.IntN(n)].ID
				in := c.input(absent)
				want := seer{}.fewest(in)
				if least := needOf(t, in); least > want {
					t.Errorf("%d members, trial %d: %d rounds are said to be needed, and %d are", n, trial, least, want)
				}
				in.Away = nil
				unaware, err := PlanRound(t.Context(), in)
				if err != nil {
					t.Fatal(err)
				}
				plan := c.play(absent)
				if got := 1 + (seer{}.fewest(c.input())); got != want {
					t.Errorf("%d members, trial %d, round %d: complete in %d rounds, and %d are possible", n, trial, plan.Round, got, want)
				}
				if !slices.EqualFunc(plan.Duos, unaware.Duos, func(a, b Proposal) bool { return slices.Equal(a.Members, b.Members) }) {
					helped++
				}
			}
		}
	}
	if helped == 0 {
		t.Error("no plan is another one because somebody is away")
	}
	t.Logf("%d plans are others because somebody is away", helped)
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

// An outlook after some rounds weighs what those rounds come to when they are
// really played.
func TestAnOutlookSaysWhatTheNextRoundSees(t *testing.T) {
	for n := 4; n <= 9; n++ {
		c := steady(t, n)
		c.members = invented(n, uint64(n), 0).Members
		for i := range c.members {
			c.members[i].Kinds |= Public | Remote
			c.members[i].Avoids, c.members[i].Week = nil, Defaults().Week
		}
		var o *outlook
		for range 8 {
			in := c.input()
			p := newPlanner(&in)
			if err := p.survey(t.Context()); err != nil {
				t.Fatal(err)
			}
			groups := grouped(n, p.open)
			if len(groups) != 1 {
				t.Fatalf("%d groups of %d members", len(groups), n)
			}
			now := p.outlook(p, p.open, groups[0])
			if o != nil {
				want, place := now.weights()
				if got, at := o.weights(); !slices.Equal(got, want) || at != place {
					t.Fatalf("%d members, round %d: %v, want %v", n, in.Round, got, want)
				}
			}
			var plan []int32
			played := c.play()
			for k, m := range now.all {
				together := slices.ContainsFunc(played.Duos, func(d Proposal) bool {
					return !now.isRest(&m) && d.Members[0] == p.all[m.u].ID && d.Members[1] == p.all[m.v].ID
				})
				rests := slices.ContainsFunc(played.Rests, func(r Rest) bool { return now.isRest(&m) && r.Member == p.all[m.u].ID })
				if together || rests {
					plan = append(plan, int32(k))
				}
			}
			o = now.after(plan)
		}
	}
}

// Of all best plans, matching finds one with the most of what comes second.
func TestTheBestOfAnOutlookIsAmongItsBests(t *testing.T) {
	found := 0
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 8)
		p := newPlanner(&in)
		if err := p.survey(t.Context()); err != nil {
			rt.Fatal(err)
		}
		for _, group := range grouped(len(p.all), p.open) {
			o := p.outlook(p, p.open, group)
			second := make([]int64, len(o.all))
			for k := range second {
				second[k] = rapid.Int64Range(0, 40).Draw(rt, "second")
			}
			sum := func(plan []int32) (n int64) {
				for _, k := range plan {
					n += second[k]
				}
				return n
			}
			plan, err := o.best(t.Context(), second)
			if err != nil {
				rt.Fatal(err)
			}
			bests := o.bests(p.chance())
			if (plan == nil) != (len(bests) == 0) {
				rt.Fatalf("%v is the best of %v", plan, bests)
			}
			slices.Sort(plan)
			among := plan == nil
			for _, other := range bests {
				slices.Sort(other)
				among = among || slices.Equal(other, plan)
				if sum(other) > sum(plan) {
					rt.Fatalf("%v has %d, and %v %d", plan, sum(plan), other, sum(other))
				}
				found++
			}
			if !among {
				rt.Fatalf("%v is not one of %v", plan, bests)
			}
		}
	})
	t.Logf("%d best plans", found)
}

// Foresight ends early when nobody waits for it any more, and takes no plan
// then.
func TestForesightEndsWithItsContext(t *testing.T) {
	for _, n := range []int{8, 12} {
		c := steady(t, n)
		in := c.input()
		p := newPlanner(&in)
		if err := p.survey(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		bonus := make([]int32, len(p.open))
		err := p.foresee(ctx, p.outlook(p, p.open, grouped(n, p.open)[0]), bonus, p.chance())
		if err == nil || slices.Max(bonus) > 0 {
			t.Errorf("%d members: %v, %v", n, err, bonus)
		}
	}
}
