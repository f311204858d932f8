package pairing

import (
	"context"
	"errors"
	"slices"

	"cowork/pairing/matching"
)

// mostDirect is the greatest number of members for whom every pair is looked
// at. Beyond it looking at few is faster; below it there is nothing to win, and
// mostCircle must be within.
const mostDirect = 256

// matchCrowd gives mates to all members who have none yet, by the order of
// PlanRound from point 2 to 5, without looking at every pair.
func (p *planner) matchCrowd(ctx context.Context) error {
	lot := make([]int32, len(p.all))
	for k, i := range p.chance().Perm(len(p.all)) {
		lot[i] = int32(k)
	}
	everybody := make([]int32, len(p.all))
	for i := range everybody {
		everybody[i] = int32(i)
	}
	c := newCrowd(p.deck, everybody, lot)
	c.value(p.turns, 0, places{turn: int64(MaxScore - MinScore), told: 1})
	part, parts := c.connected()
	p.part = make([]int32, len(p.all))
	for u, i := range c.who {
		p.part[i] = part[u]
	}
	size := make([]int32, parts)
	for _, k := range part {
		size[k]++
	}
	free := slices.DeleteFunc(everybody, func(i int32) bool { return p.mate[i] != nobody || size[p.part[i]] < 2 })
	if len(free) < len(p.all) {
		c = newCrowd(p.deck, free, lot)
		c.value(p.turns, 0, places{turn: int64(MaxScore - MinScore), told: 1})
		part, parts = c.connected()
	}
	of := make([][]int32, parts)
	for u, k := range part {
		of[k] = append(of[k], c.who[u])
	}
	for _, who := range of {
		if len(who) < 2 {
			continue
		}
		if len(who) < len(c.who) {
			if err := p.pairUp(ctx, newCrowd(p.deck, who, lot)); err != nil {
				return err
			}
		} else if err := p.pairUp(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// pairUp finds the best mates in a connected crowd.
//
// The place values of weigh make every plan that is better by an earlier point
// heavier. They are so large that a million members would not fit an integer,
// and that the solver has to work its way through a range of values in which
// nothing happens. Mostly far smaller values do: if a heaviest matching by
// whatever values pairs as many as there can be, lets nobody rest but of the
// class whose turn it is and has no repeat, then it is as good as any in the
// first points, and in the last it is the best of all that are, since to all of
// them the values give the same. So pairUp begins with small values, looks
// whether that holds, and takes greater ones only if it does not.
//
// Where only the one who rests is of the wrong class, because the number is odd,
// it takes an empty chair (chair.go) in place of greater values.
func (p *planner) pairUp(ctx context.Context, c *crowd) error {
	first, last := p.turns[c.who[0]], p.turns[c.who[0]]
	for _, i := range c.who {
		first, last = min(first, p.turns[i]), max(last, p.turns[i])
	}
	for step := 0; ; step++ {
		v, final := c.values(step, last-first+1)
		c.value(p.turns, first, v)
		r, err := c.solve(ctx)
		if err != nil {
			return err
		}
		mate := r.Mate
		done := final || p.proved(c, mate, v, first)
		if step == 0 && !done && len(mate)%2 == 1 {
			due := func(u int32) bool { return p.turns[c.who[u]] == first }
			if mate, err = c.withChair(due, r.Weight/int64(len(mate)/2)).solve(ctx); err != nil {
				return err
			}
			done = p.proved(c, mate, v, first)
		}
		if done {
			for u, m := range mate {
				if m != nobody {
					p.mate[c.who[u]] = c.who[m]
				}
			}
			return nil
		}
	}
}

// values are the place values of one step after the other, and whether those
// are the last that can be tried. The first two are small. The others are
// exact, and tell apart more classes from step to step, up to all that there are
// or that fit an integer. Where not even one fits, which begins at some 80,000
// members, a partner counts as much as does fit; such a plan is the best by
// those values, and only where the small ones did not settle it.
func (c *crowd) values(step int, classes int64) (v places, final bool) {
	span := int64(MaxScore - MinScore)
	switch step {
	case 0:
		return places{turn: 8 * span, told: 1, repeat: span}, false
	case 1:
		return places{turn: 64 * span, told: 8, later: 4 * span, repeat: 8 * span}, false
	}
	duos := int64(len(c.who) / 2)
	room := min(matching.MaxWeight, mostTotal/duos)/2 - span
	if span > room/duos/duos/8 {
		turn := room / 4
		return places{turn: turn, told: 2, later: turn, repeat: turn / duos}, true
	}
	v.repeat = span*duos + 1
	v.turn = (v.repeat+span)*duos + 1
	v.later = v.turn
	fit := room/v.turn - 2
	v.told = 2
	for range step - 2 {
		v.told *= 8
	}
	return places{v.turn, v.later, min(v.told, fit, classes), v.repeat}, v.told >= min(fit, classes)
}

// proved reports whether a heaviest matching by the given values is one by the
// order of PlanRound.
func (p *planner) proved(c *crowd, mate []int32, v places, first int64) bool {
	span, duos := int64(MaxScore-MinScore), int64(len(mate)/2)
	alone, late, repeats := 0, false, 0
	for u, m := range mate {
		if m == nobody {
			alone++
			turn := p.turns[c.who[u]] - first
			late = late || turn > 0 && turn >= v.told-1
			continue
		}
		f := facts{in: p.in, bond: p.bond(c.who[u], c.who[m])}
		if f.repeats() {
			repeats++
		}
	}
	exact := v.turn > (v.repeat+span)*duos && v.later == v.turn
	if !exact {
		for u, m := range mate {
			late = late || m == nobody && p.turns[c.who[u]] > first
		}
	}
	most := alone == len(mate)%2
	return (most || exact) && !late && (repeats == 0 || v.repeat > span*duos)
}

func unproved(ctx context.Context) error {
	return errors.Join(errors.New("pairing: the plan is not proved to be the best"), ctx.Err())
}

// crowdWishes lists the couples whose mutual wish is to be granted, from what
// members said, and not from a list of pairs.
func (p *planner) crowdWishes() []couple {
	var pool []couple
	for k, pair := range p.bonds.pairs {
		if p.bonds.all[k].wishes < 2 || p.mate[pair[0]] != nobody || p.mate[pair[1]] != nobody {
			continue
		}
		if c, ok := p.couple(pair[0], pair[1]); ok && c.granted {
			pool = append(pool, c)
		}
	}
	return pool
}
