package pairing

import (
	"cmp"
	"context"
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
	const widest = 3 * (1 << 13) // more than two scores are apart
	apart := int64(1)            // the place of a duo that does not stay together, if that makes a difference
	if slices.ContainsFunc(groups, func(g []int32) bool { return p.kept(g[0], g[1]) }) {
		apart = int64(len(left) + 1)
	}
	edges, err := p.thirds(ctx, left, groups, func(i int32, duo []int32, score int) int64 {
		w := p.turns[i]*int64(len(left)+1)*apart*widest + int64(score-2*MinScore)
		if apart > 1 && !p.kept(duo[0], duo[1]) {
			w += apart * widest
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
