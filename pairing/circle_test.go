package pairing

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"
)

// monday is in a week without any daylight-saving jump.
var monday = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// circle is a circle in the making, for tests: it plans a round a week and
// everybody comes to everything.
type circle struct {
	t       testing.TB
	rules   Rules
	members []Member
	history []Past
	round   int
	seed    uint64
	venues  []Venue
	kept    [][2]MemberID
}

// equals are n members who have everything in common.
func equals(n int) []Member {
	var out []Member
	for i := range n {
		out = append(out, Member{ID: MemberID(fmt.Sprintf("m%03d", i)), Zone: time.UTC, Profile: Defaults(), Joined: 1})
	}
	return out
}

// input is that of the coming round, which those sit out who are absent.
func (c *circle) input(absent ...MemberID) Input {
	from := monday.AddDate(0, 0, 7*c.round)
	in := Input{
		Round: c.round + 1, Seed: c.seed, Rules: c.rules, From: from, Until: from.AddDate(0, 0, 7),
		History: c.history, Venues: c.venues, Kept: c.kept,
	}
	for _, m := range c.members {
		if slices.Contains(absent, m.ID) {
			in.Away = append(in.Away, m)
		} else {
			in.Members = append(in.Members, m)
		}
	}
	return in
}

// play plans a round, checks it and lets it happen.
func (c *circle) play(absent ...MemberID) Plan {
	c.t.Helper()
	in := c.input(absent...)
	plan := planned(c.t, in)
	c.round++
	c.seed = c.seed*6364136223846793005 + 1442695040888963407
	for _, d := range plan.Duos {
		c.history = append(c.history, Past{Round: plan.Round, Members: d.Members, State: Met, Place: d.Options[0].Place, Start: d.Session.Start})
	}
	for _, r := range plan.Rests {
		for i := range c.members {
			if c.members[i].ID == r.Member {
				c.members[i].Rests++
				c.members[i].LastRest = plan.Round
			}
		}
	}
	return plan
}

// planned plans a round and checks the plan.
func planned(t testing.TB, in Input) Plan {
	t.Helper()
	plan, err := PlanRound(context.Background(), in)
	if err != nil {
		t.Fatalf("round %d: %v", in.Round, err)
	}
	if err := Check(in, plan); err != nil {
		t.Fatalf("round %d: %v", in.Round, err)
	}
	return plan
}

// meetings counts how often each pair was together.
func (c *circle) meetings() map[[2]MemberID]int {
	count := map[[2]MemberID]int{}
	for _, p := range c.history {
		for i, a := range p.Members {
			for _, b := range p.Members[i+1:] {
				count[twoOf(a, b)]++
			}
		}
	}
	return count
}
