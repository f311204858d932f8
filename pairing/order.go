package pairing

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"cowork/pairing/matching"
)

// mostTime bounds the time in which a round's sessions lie.
const mostTime = 366 * 24 * time.Hour

// restOrder ranks the members by how wrong it would be to let them rest: 1 for
// those whose turn it is, more for each class after them.
//
// The turn is of whoever rested longest ago; somebody who never rested counts
// from the round in which they came. Where everybody fits with everybody this
// is a queue, so nobody rests twice before all who were there have rested once,
// and a newcomer goes to its end. Among those of the same round, who rested
// less often is first.
func (p *planner) restOrder() []int64 {
	type position struct{ since, rests int }
	at := func(m *Member) position { return position{max(m.LastRest, m.Joined-1, 0), m.Rests} }
	var classes []position
	for i := range p.all {
		classes = append(classes, at(p.all[i].Member))
	}
	order := func(a, b position) int {
		return cmp.Or(cmp.Compare(a.since, b.since), cmp.Compare(a.rests, b.rests))
	}
	slices.SortFunc(classes, order)
	classes = slices.Compact(classes)
	turns := make([]int64, len(p.all))
	for i := range p.all {
		k, _ := slices.BinarySearchFunc(classes, at(p.all[i].Member), order)
		turns[i] = int64(k) + 1
	}
	return turns
}

// weigh turns the order of PlanRound into one integer for each couple, so that
// the heaviest matching is the best plan. It is a number of five digits, each
// in a place of its own, from the left:
//
//	turns      of both, 1 for whose turn to rest it is: people paired, then fair rests
//	no repeat  1 unless they were together within the cooldown
//	score      above the lowest in the pool
//	ahead      the bonus of looking ahead
//	hosts      less for those who are both due to host, or both due to visit; see apart.go
//
// Each place is worth more than all digits to its right can add up to in a
// whole plan, which has at most half as many duos as members.
//
// One digit suffices for the first two points. The sets of members that can be
// paired all at once are the independent sets of a matroid. In a matroid one
// set is heaviest for every weight that keeps the same order of its elements,
// and it is a basis as long as all weights are positive; so a plain rank of
// the turns finds the most people, among those the best for the last class,
// and so on down. Powers, one for each class, would not fit an integer.
//
// Only the first classes are told apart: all later ones count as one more. If
// the heaviest matching then leaves nobody of that last class alone, telling
// them apart could not change it, by the same theorem. So match begins with few
// classes, which is much faster, as most members weigh the same.
//
// The weights must fit matching.MaxWeight, and their sum an int64. With scores
// between MinScore and MaxScore and without the last two (which are for small rounds), n
// members with t classes told apart need about n³·t·2^10, so n³·t may be 2^52:
// 4,000 members with 65,000 classes, 50,000 with 34, 100,000 with 3. weigh
// reports how many classes are told apart, fewer than asked for if no more fit;
// it fails if not even one does.
func (p *planner) weigh(pool []couple, ahead []int32, classes int64) (weights []int64, told int64, err error) {
	least, most := pool[0].score, pool[0].score
	first, mostAhead, mostAlike := int64(math.MaxInt64), int32(0), int32(0)
	for k, c := range pool {
		least, most = min(least, c.score), max(most, c.score)
		first = min(first, p.turns[c.i], p.turns[c.j])
		mostAhead, mostAlike = max(mostAhead, bonus(ahead, k)), max(mostAlike, c.alike)
	}
	duos := int64(len(p.all) / 2)
	aheadPlace := int64(mostAlike)*duos + 1
	low := int64(mostAhead)*aheadPlace + int64(mostAlike) // the most that ahead and hosts make for a couple
	scorePlace := low*duos + 1
	scores := int64(most-least)*scorePlace + low // ... and the score with them
	room := min(matching.MaxWeight, mostTotal/duos)
	if scores > room/duos/duos/8 {
		return nil, 0, fmt.Errorf("pairing: a round of %d members is too large to be planned exactly", len(p.all))
	}
	repeatPlace := scores*duos + 1
	turnPlace := (repeatPlace+scores)*duos + 1
	told = min(classes, (room/turnPlace-1)/2)
	turn := func(i int32) int64 { return min(p.turns[i]-first+1, told) }
	weights = make([]int64, len(pool))
	for k, c := range pool {
		weights[k] = (turn(c.i)+turn(c.j))*turnPlace + int64(c.score-least)*scorePlace +
			int64(bonus(ahead, k))*aheadPlace + int64(mostAlike-c.alike)
		if !c.repeat {
			weights[k] += repeatPlace
		}
	}
	return weights, told, nil
}

// mostTotal bounds the weight of a whole plan.
const mostTotal = 1 << 62

func bonus(ahead []int32, k int) int32 {
	if ahead == nil {
		return 0
	}
	return ahead[k]
}

// fair reports whether the classes of turns were told apart as far as it
// matters: nobody is left alone of those that were not.
func (p *planner) fair(pool []couple, mate func(int32) bool, told int64) bool {
	first, last := int64(math.MaxInt64), int64(0)
	for _, c := range pool {
		first = min(first, p.turns[c.i], p.turns[c.j])
		last = max(last, p.turns[c.i], p.turns[c.j])
	}
	if last-first < told {
		return true // all are
	}
	for _, c := range pool {
		for _, i := range []int32{c.i, c.j} {
			if !mate(i) && p.turns[i]-first+1 >= told {
				return false
			}
		}
	}
	return true
}
