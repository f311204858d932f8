package pairing

import (
	"math"
	"slices"
	"testing"

	"cowork/pairing/matching"

	"pgregory.net/rapid"
)

// The best plan of an outlook on this round is a best one by the order of points, rests
// and newcomers included.
func TestAnOutlookWeighsAsAPlanDoes(t *testing.T) {
	plans, rests := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 9)
		in.Kept = nil // who stays together is no matter of weights
		p := newPlanner(&in)
		if err := p.survey(t.Context()); err != nil {
			rt.Fatal(err)
		}
		if len(p.open) == 0 {
			return
		}
		worth, _, err := p.weigh(p.open, nil, math.MaxInt64)
		if err != nil {
			rt.Fatal(err)
		}
		for _, group := range grouped(len(p.all), p.open) {
			o := p.outlook(p, p.open, group)
			plan, err := o.best(t.Context(), make([]int64, len(o.all)))
			if err != nil {
				rt.Fatal(err)
			}
			if plan == nil {
				continue // some must rest beside whoever has the chair
			}
			var edges []matching.Edge
			for _, k := range group {
				edges = append(edges, matching.Edge{U: p.open[k].i, V: p.open[k].j, Weight: worth[k]})
			}
			best, err := matching.Max(t.Context(), len(p.all), edges)
			if err != nil {
				rt.Fatal(err)
			}
			sum := int64(0)
			for _, k := range plan {
				if m := &o.all[k]; o.isRest(m) {
					rests++
				} else {
					sum += worth[m.couple]
				}
			}
			if plans++; sum != best.Weight {
				rt.Fatalf("%v is worth %d, and the best plan %d", plan, sum, best.Weight)
			}
		}
	})
	t.Logf("%d plans, %d rests", plans, rests)
}

// Neither score nor repeats make up for what comes before them, in a plan and in an
// outlook alike.
func TestAnOutlookKeepsTheOrderOfPoints(t *testing.T) {
	past := func(c *circle, round, times int, a, b MemberID) {
		for range times {
			c.history = append(c.history, Past{Round: round, Members: []MemberID{a, b}, State: Met})
		}
	}
	four := &circle{t: t, rules: DefaultRules(), members: equals(4), round: 9}
	past(four, 6, 1, "m000", "m001") // all others have met so often that any score is worse, but long ago
	for _, pair := range [][2]MemberID{{"m000", "m002"}, {"m000", "m003"}, {"m001", "m002"}, {"m001", "m003"}} {
		past(four, 2, 12, pair[0], pair[1])
	}
	three := &circle{t: t, rules: DefaultRules(), members: equals(3), round: 9}
	past(three, 9, 1, "m001", "m002")
	three.members[1].LastRest, three.members[2].LastRest = 5, 6 // so it is the turn of m000
	for _, c := range []*circle{four, three} {
		in := c.input()
		p := newPlanner(&in)
		if err := p.survey(t.Context()); err != nil {
			t.Fatal(err)
		}
		o := p.outlook(p, p.open, grouped(len(p.all), p.open)[0])
		plan, err := o.best(t.Context(), make([]int64, len(o.all)))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range planned(t, in).Duos {
			first := d.Members[0] == "m000" && d.Members[1] == "m001"
			if c == four && first || c == three && d.Members[0] == "m000" {
				t.Errorf("%v are a duo", d.Members)
			}
			if !slices.Contains(plan, o.at[p.at(d.Members[0])][p.at(d.Members[1])]) && c == three {
				t.Errorf("%v are not a duo of the outlook %v", d.Members, plan)
			}
		}
		if c == four && slices.Contains(plan, o.at[0][1]) {
			t.Error("m000 and m001 meet again within the cooldown in the outlook")
		}
	}
}

// A proposal stays where it does as well as any other plan: of a new circle every
// plan begins a way in which all meet soonest.
func TestWhatIsProposedStays(t *testing.T) {
	for _, n := range []int{4, 6, 8, 12} {
		c := steady(t, n)
		in := c.input()
		p := newPlanner(&in)
		if err := p.survey(t.Context()); err != nil {
			t.Fatal(err)
		}
		o := p.outlook(p, p.open, grouped(n, p.open)[0])
		search := o.tries
		if n > mostTried {
			search = o.attempts
		}
		for range 5 {
			rng := p.chance()
			proposed := make([]int64, len(o.all))
			for _, k := range rng.Perm(len(o.all)) {
				m := &o.all[k]
				if !slices.ContainsFunc(o.all, func(other prospect) bool {
					j := o.at[other.u][other.v]
					return proposed[j] == 1 && (m.u == other.u || m.u == other.v || m.v == other.u || m.v == other.v)
				}) {
					proposed[k] = 1
				}
			}
			found, err := search(t.Context(), o.need(), proposed, rng)
			if err != nil || len(found) != n/2 {
				t.Fatalf("%d members: %v, %v", n, found, err)
			}
			for _, k := range found {
				if proposed[k] == 0 {
					t.Errorf("%d members: %v instead of %v", n, found, proposed)
				}
			}
			in.Seed++
		}
	}
}
