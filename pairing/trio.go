package pairing

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"cowork/pairing/matching"
	"cowork/pairing/matching/cores"
)

// groups lists the duos of the matching and, where the circle allows trios,
// lets those who are left join them: as many as possible, by turns like those
// of a rest, then those who stay together left to themselves as far as possible,
// and then with the best sum of scores. That is a matching again, between the
// members who are left and the duos. A third must pass the gate with both, and
// the three need a session and a place in common.
func (p *planner) groups(ctx context.Context) ([][]int32, error) {
	var groups [][]int32
	var left []int32
	for i, m := range p.mate {
		switch {
		case m == nobody:
			left = append(left, int32(i))
		case int32(i) < m:
			groups = append(groups, []int32{int32(i), m})
		}
	}
	if !p.in.Rules.Trio || len(left) == 0 || len(groups) == 0 {
		return groups, nil
	}
	size := map[int32]int{}
	for _, part := range p.part {
		size[part]++
	}
	// Nobody fits those who are a part of their own.
	left = slices.DeleteFunc(left, func(i int32) bool { return size[p.part[i]] == 1 })
	if len(left) == 0 {
		return groups, nil
	}
	classes := make([]int64, len(left))
	for l, i := range left {
		classes[l] = p.turns[i]
	}
	slices.Sort(classes)
	classes = slices.Compact(classes)
	stay := slices.ContainsFunc(groups, func(g []int32) bool { return p.kept(g[0], g[1]) })
	places, err := thirdPlaces(min(len(left), len(groups)), len(classes), stay)
	if err != nil {
		return nil, err
	}
	edges, err := p.thirds(ctx, left, groups, func(i int32, duo []int32, score int) int64 {
		class, _ := slices.BinarySearch(classes, p.turns[i])
		w := places.turn*min(int64(class)+1, places.told) + int64(score-2*MinScore)
		if !p.kept(duo[0], duo[1]) {
			w += places.apart
		}
		return w
	})
	if err != nil {
		return nil, err
	}
	mate, err := solve(ctx, len(left)+len(groups), edges)
	if err != nil {
		return nil, err
	}
	for l, i := range left {
		if m := mate[l]; m != nobody {
			g := int(m) - len(left)
			groups[g] = append(groups[g], i)
			slices.Sort(groups[g])
		}
	}
	slices.SortFunc(groups, func(a, b []int32) int { return cmp.Compare(a[0], b[0]) })
	return groups, nil
}

// thirdValues are the place values of a third, beside the scores, which count one.
type thirdValues struct {
	turn  int64 // for each class of turns up to theirs, ...
	told  int64 // ... of which so many are told apart
	apart int64 // for a duo that does not stay together; 0 if none does
}

// thirdPlaces returns place values for up to so many thirds, of so many classes of
// turns: each is worth more than all that comes after it can add up to, weights
// fit matching.MaxWeight and their sum mostTotal. If not all classes fit, those
// whose turn to rest is last are taken for one. It fails where not even one class
// fits, which takes 80,000 thirds if duos stay together and millions otherwise.
func thirdPlaces(most, classes int, stay bool) (thirdValues, error) {
	n, scores := int64(most), 2*int64(MaxScore-MinScore)
	v := thirdValues{told: int64(classes)}
	if stay {
		v.apart = scores*n + 1
	}
	v.turn = (v.apart+scores)*n + 1
	room := min(matching.MaxWeight, mostTotal/n) - v.apart - scores
	if v.told = min(v.told, room/v.turn); v.told < 1 {
		return v, fmt.Errorf("pairing: %d members at once cannot join duos as thirds; without trios the round can be planned", most)
	}
	return v, nil
}

// thirds lists who of those who are left can join which duo, with what that is
// worth: those who are left come first, then the duos.
func (p *planner) thirds(ctx context.Context, left []int32, duos [][]int32, worth func(i int32, duo []int32, score int) int64) ([]matching.Edge, error) {
	found := make([][]matching.Edge, len(left))
	cores.Each(len(left), 1, func(l, _ int) {
		for g, duo := range duos {
			if g%1024 == 0 && ctx.Err() != nil {
				return
			}
			if score, ok := p.third(left[l], duo); ok {
				found[l] = append(found[l], matching.Edge{U: int32(l), V: int32(len(left) + g), Weight: worth(left[l], duo, score)})
			}
		}
	})
	return slices.Concat(found...), ctx.Err()
}

// third reports whether i can join the duo, and the scores it would add.
func (p *planner) third(i int32, duo []int32) (score int, ok bool) {
	for _, j := range duo {
		more, _ := p.pairScore(i, j, closed)
		if more == closed {
			return 0, false
		}
		score += more
	}
	trio := []int32{duo[0], duo[1], i}
	slices.Sort(trio)
	return score, p.session(trio).Start.Before(p.session(trio).End) && p.meetable(trio)
}
