package pairing

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
)

// Foresight
//
// A timetable says how the pairs who have not met fit into the rounds to come.
// After absences a circle cannot keep to it. Who missed a round has more others
// left to meet than the rest, so a class of the timetable is not a whole round; and
// as everybody is to have a partner, and somebody new if possible, the best plan
// also brings together some who were meant for later. What is left after that may
// take a round more. So the rounds to come are played here as they will be, by the
// same order of points, if everybody comes to all of them, those too who are away
// in this one. A plan of this round is good if a best plan of the next can follow, and
// so on, until everybody has met everybody in as few rounds as somebody has others to
// meet.
//
// Up to mostTried members, all best plans of all rounds to come are tried, depth
// first, as long as nobody has more others to meet than rounds are left. Guarantee:
// where some sequence of best plans completes the circle in the fewest rounds there
// can be, or in up to mostSpare more, this plan begins the shortest. The next round
// looks again and finds what follows, so the circle then does complete in as many,
// however much was missed before. (That is within mostStates outlooks. In circles of
// 8 absences have led to 4,400.) What remains is the price of the order of points: as
// many new duos as possible now come before another one later. A dumb twin in the
// tests comes to the same.
//
// In larger groups that would take too long, and they have so many ways that a few
// attempts find one. An attempt plays the rounds to come by a rule: of all best plans
// it takes one that serves those who have the most others left to meet, and leaves
// the rest to chance. No proof comes with it; README.md has what it achieves. Circles of
// more than 32 are looked at once few rounds are left, as it is the last ones that
// do not come out even.
//
// What lookahead.go proposes is tried first, and stays if it does as well. Both
// searches are bounded by steps, not by time, and their chance is the seed's; if they
// end without an answer, the proposal stands. A circle with trios does without.

const (
	mostForeseen = 64     // members
	mostTried    = 8      // members; up to these all plans are tried
	mostStates   = 10_000 // outlooks to try
	mostAttempts = 50     // the first of which begin with what is proposed ...
	proposals    = 10     // ... so many
	mostEdges    = 80_000 // prospects that all attempts may look at ...
	mostAhead    = 16_000 // ... and one: all rounds of 32 members, the last eight of 64
	mostSpare    = 2      // rounds above the least to look for
)

// foresee puts a bonus on the couples of a plan from which the group of an outlook
// completes soonest, as far as it finds one, instead of those proposed.
func (p *planner) foresee(ctx context.Context, o *outlook, bonus []int32, rng *rand.Rand) error {
	if o == nil || o.rests() && p.in.Rules.Trio {
		return nil
	}
	need := o.need()
	if need < 2 {
		return nil
	}
	proposed := make([]int64, len(o.all))
	for k := range o.all {
		if c := o.all[k].couple; c != nobody {
			proposed[k] = int64(bonus[c])
		}
	}
	search := o.attempts
	switch {
	case o.members <= mostTried:
		search = o.tries
	case len(o.all)*need > mostAhead:
		return nil
	}
	plan, err := search(ctx, need, proposed, rng)
	if err != nil || plan == nil {
		return err
	}
	for k := range o.all {
		if c := o.all[k].couple; c != nobody {
			bonus[c] = 0
		}
	}
	for _, k := range plan {
		if c := o.all[k].couple; c != nobody {
			bonus[c] = 1
		}
	}
	return nil
}

// tries finds a plan from which the group completes in as few rounds as can
// be, nil if that takes too many rounds or steps.
func (o *outlook) tries(ctx context.Context, need int, proposed []int64, rng *rand.Rand) ([]int32, error) {
	plans := o.bests(rng)
	agrees := func(plan []int32) (n int64) {
		for _, k := range plan {
			n += proposed[k]
		}
		return n
	}
	slices.SortStableFunc(plans, func(a, b []int32) int { return cmp.Compare(agrees(b), agrees(a)) })
	states := mostStates
	for rounds := need; rounds <= need+mostSpare; rounds++ {
		for _, plan := range plans {
			if o.after(plan).completes(ctx, rounds-1, rng, &states) {
				return plan, nil
			}
			if states <= 0 {
				return nil, ctx.Err()
			}
		}
	}
	return nil, nil
}

// completes reports whether some sequence of best plans completes the group in so
// many rounds. It gives up when no states are left to look at.
func (o *outlook) completes(ctx context.Context, rounds int, rng *rand.Rand, states *int) bool {
	if need := o.need(); need == 0 || need > rounds {
		return need == 0
	}
	if *states--; ctx.Err() != nil {
		*states = 0
	}
	for _, plan := range o.bests(rng) {
		if *states <= 0 {
			return false
		}
		if o.after(plan).completes(ctx, rounds-1, rng, states) {
			return true
		}
	}
	return false
}

// attempts plays the rounds to come as often as it may, and returns the plan of
// this round from which the group completed soonest, nil if that took too many.
func (o *outlook) attempts(ctx context.Context, need int, proposed []int64, rng *rand.Rand) ([]int32, error) {
	proposal, err := o.best(ctx, proposed)
	if proposal == nil || err != nil {
		return nil, err
	}
	var found []int32
	fewest, edges := need+mostSpare+1, mostEdges
	for n := 0; n < mostAttempts && edges > 0 && fewest > need; n++ {
		plan := proposal
		if n >= proposals || edges < mostEdges/2 {
			if plan, err = o.generous(ctx, rng); err != nil {
				return nil, err
			}
			edges -= len(o.all)
			if slices.Equal(plan, proposal) {
				continue
			}
		}
		rounds, err := o.after(plan).play(ctx, fewest-2, rng, &edges)
		if err != nil {
			return nil, err
		}
		if rounds+1 < fewest {
			found, fewest = plan, rounds+1
		}
	}
	return found, nil
}

// play goes on from here and returns after how many rounds the group is
// complete, or most+1 if it is not in most.
func (o *outlook) play(ctx context.Context, most int, rng *rand.Rand, edges *int) (int, error) {
	for rounds := 0; ; rounds++ {
		need := o.need()
		if need == 0 {
			return rounds, nil
		}
		if rounds+need > most {
			return most + 1, nil
		}
		plan, err := o.generous(ctx, rng)
		if plan == nil || err != nil {
			return most + 1, err
		}
		*edges -= len(o.all)
		o = o.after(plan)
	}
}

// What serving somebody who has the most left to meet counts for beside chance.
const (
	served = 32
	luck   = 8
)

// generous is a best plan that serves those who have the most left to meet.
func (o *outlook) generous(ctx context.Context, rng *rand.Rand) ([]int32, error) {
	left := make([]int, o.members+1)
	for k := range o.all {
		if m := &o.all[k]; m.left {
			left[m.u]++
			left[m.v]++
		}
	}
	most := slices.Max(left)
	second := make([]int64, len(o.all))
	for k := range o.all {
		m := &o.all[k]
		second[k] = rng.Int64N(luck)
		for _, v := range []int32{m.u, m.v} {
			if m.left && left[v] == most {
				second[k] += served
			}
		}
	}
	return o.best(ctx, second)
}
