package pairing

import (
	"context"
	"slices"
)

// Reasons says why a plan has two members together, or why it has not: a gate
// is shut, or they fit and something else is better. What it would cost to put
// them together all the same is told point by point in the order of PlanRound;
// the first that is not zero is the reason.
type Reasons struct {
	Explanation // gate, score and terms of the two; private terms included

	Together bool // the plan has them together

	// Of the best plan that has the two together, compared with the plan:
	Kept    int        // how many fewer duos stay together that agreed to
	Wishes  int        // how many fewer mutual wishes are granted
	Alone   int        // how many more are left without a partner
	Resting []MemberID // who is left without a partner, and in the plan is not
	Served  []MemberID // who is not, and in the plan is
	Unfair  bool       // as many rest, but somebody whose turn comes later
	Repeats int        // how many more duos met within the cooldown
	Points  int        // by how much less the scores add up to ...
	Less    []Term     // ... term by term, in the order of Table, where it is not zero
}

// Free reports whether it costs nothing to put the two together: the plan that
// has them apart is no better than one that has them together, and looking ahead
// or the seed decided.
func (r *Reasons) Free() bool {
	return r.Obstacle == "" && r.Kept == 0 && r.Wishes == 0 && r.Alone == 0 && !r.Unfair && r.Repeats == 0 && r.Points == 0
}

// Why explains what became of the members a and b, who are two of in.Members, in
// the plan that PlanRound makes of in. The cost is exact: it is that of the best
// plan of all in which they are a duo. Trios are left out of account, but for
// saying who is together. It takes as long as planning the round twice, and fails
// as PlanRound does.
func Why(ctx context.Context, in Input, a, b MemberID) (Reasons, error) {
	if err := in.validate(); err != nil {
		return Reasons{}, err
	}
	p := newPlanner(&in)
	i, j := min(p.at(a), p.at(b)), max(p.at(a), p.at(b))
	if i < 0 || i == j {
		return Reasons{Explanation: Explanation{Obstacle: Itself}}, nil
	}
	f := p.meet(i, j)
	r := Reasons{Explanation: Explanation{Obstacle: f.obstacle()}}
	if r.Obstacle == "" {
		r.Score, r.Terms = f.score(), f.terms()
	}
	crowd := len(p.all) > mostDirect
	if err := p.pairAll(ctx, crowd); err != nil {
		return Reasons{}, err
	}
	groups, err := p.groups(ctx)
	if err != nil {
		return Reasons{}, err
	}
	r.Together = slices.ContainsFunc(groups, func(g []int32) bool { return slices.Contains(g, i) && slices.Contains(g, j) })
	if r.Together || r.Obstacle != "" {
		return r, nil
	}
	forced := newPlanner(&in)
	forced.mate[i], forced.mate[j] = j, i
	if err := forced.pairAll(ctx, crowd); err != nil {
		return Reasons{}, err
	}
	r.compare(p, forced)
	return r, nil
}

// compare fills in what the forced plan costs.
func (r *Reasons) compare(best, forced *planner) {
	x, y := best.tally(), forced.tally()
	r.Kept = x.kept - y.kept
	r.Wishes, r.Repeats, r.Points = x.granted-y.granted, y.repeats-x.repeats, x.score-y.score
	for k := range Table {
		if less := x.terms[Table[k].Name] - y.terms[Table[k].Name]; less != 0 {
			r.Less = append(r.Less, Term{Name: Table[k].Name, Points: less})
		}
	}
	for k := range best.mate {
		switch id := best.all[k].ID; {
		case best.mate[k] != nobody && forced.mate[k] == nobody:
			r.Resting = append(r.Resting, id)
		case best.mate[k] == nobody && forced.mate[k] != nobody:
			r.Served = append(r.Served, id)
		}
	}
	r.Alone = len(r.Resting) - len(r.Served)
	r.Unfair = r.Alone == 0 && !slices.Equal(best.resting(), forced.resting())
}

// resting lists the turns of those without a mate, in order.
func (p *planner) resting() []int64 {
	var turns []int64
	for i, m := range p.mate {
		if m == nobody {
			turns = append(turns, p.turns[i])
		}
	}
	slices.Sort(turns)
	return turns
}

// tally is what the duos of a planner come to.
type tally struct {
	kept, granted, repeats, score int
	terms                         map[TermName]int
}

func (p *planner) tally() tally {
	t := tally{terms: map[TermName]int{}}
	for i, m := range p.mate {
		if m < int32(i) {
			continue // nobody, or counted already
		}
		c, _ := p.couple(int32(i), m)
		t.score += int(c.score)
		f := p.meet(int32(i), m)
		for k := range Table {
			t.terms[Table[k].Name] += Table[k].points(f)
		}
		if c.repeat {
			t.repeats++
		}
		switch {
		case f.kept:
			t.kept++
		case c.granted:
			t.granted++
		}
	}
	return t
}
