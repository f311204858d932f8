package pairing

import (
	"cmp"
	"fmt"
	"math/bits"
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
// the heaviest matching is the best plan. It is a number of four digits, each
// in a place of its own, from the left:
//
//	turns      of both, 1 for whose turn to rest it is: people paired, then fair rests
//	no repeat  1 unless they were together within the cooldown
//	score      above the lowest in the pool
//	ahead      the bonus of looking ahead
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
// The place values must fit matching.MaxWeight, and the sum an int64. With
// scores between MinScore and MaxScore and no lookahead (which is for small
// rounds), n members and t classes of turns need about n²·t·2^12, which is
// within the range for n·n·t < 2^44: 4,000 members who all have turns of their
// own, or 200,000 with 400. Beyond that those who rested last, up to all but
// the first classes, share the last class; see coarsen.
func (p *planner) weigh(pool []couple, ahead []int32) ([]int64, error) {
	least, most := pool[0].score, pool[0].score
	mostAhead := int32(0)
	for k, c := range pool {
		least, most = min(least, c.score), max(most, c.score)
		mostAhead = max(mostAhead, bonus(ahead, k))
	}
	duos := int64(len(p.all) / 2)
	scorePlace := int64(mostAhead)*duos + 1
	repeatPlace := (int64(most-least)*scorePlace+int64(mostAhead))*duos + 1
	turnPlace := (repeatPlace + int64(most-least)*scorePlace + int64(mostAhead)) * duos
	turnPlace++
	turns, err := p.coarsen(turnPlace, duos)
	if err != nil {
		return nil, err
	}
	weights := make([]int64, len(pool))
	for k, c := range pool {
		weights[k] = (turns[c.i]+turns[c.j])*turnPlace + int64(c.score-least)*scorePlace + int64(bonus(ahead, k))
		if !c.repeat {
			weights[k] += repeatPlace
		}
	}
	return weights, nil
}

func bonus(ahead []int32, k int) int32 {
	if ahead == nil {
		return 0
	}
	return ahead[k]
}

// mostTotal bounds the weight of a whole plan.
const mostTotal = 1 << 62

// coarsen merges the last classes of turns where the range of integers does
// not hold them all.
func (p *planner) coarsen(place, duos int64) ([]int64, error) {
	room := min(int64(matching.MaxWeight), mostTotal/duos)/place/2 - 1 // turn(i)+turn(j) plus one place for the rest
	if hi, lo := bits.Mul64(uint64(place), uint64(duos)); hi != 0 || lo >= mostTotal || room < 1 {
		return nil, fmt.Errorf("pairing: a round of %d members is too large to be planned exactly", len(p.all))
	}
	turns := slices.Clone(p.turns)
	for i := range turns {
		turns[i] = min(turns[i], room)
	}
	return turns, nil
}
