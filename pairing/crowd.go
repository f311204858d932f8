package pairing

import (
	"context"

	"cowork/pairing/matching"
)

// Planning a crowd
//
// Two hundred thousand members are twenty billion pairs: to look at each once
// would take minutes. So for more than mostDirect members no list of pairs is
// made. The members are arranged in groups (arrange.go): by where they live,
// then by field, hours and habits. Of each group a block notes what its members
// have between them, and from that follows how good a partner any of them can
// be at most (block.go). matching.MaxImplicit then finds the best of all
// matchings by looking at a few hundred pairs for each member, and proves that
// no pair it never looked at would change anything.
//
// The past does not spoil the bounds: history, friends and cooldowns only lower
// a score, and are looked up for a pair only where the rest of the score is good
// enough. The few whose bond raises it are listed (raised.go).

// crowd is an implicit graph: the members who have no mate yet, in the order of
// their groups.
type crowd struct {
	*deck
	who    []int32 // by place in the crowd: the position in the roster
	near   []card  // by place, so that neighbours lie side by side
	slim   []slim  // in the order of both arrangements
	places places
	worth  []int64 // by place: what it is worth that the member is paired
	share  []int64 // by place: that, and what their rating adds to a score
	groups matching.Groups
	blocks []block
	raised raised
	best   []int8 // of each kind of hours and each group: what hourPoints are at most
}

// places are the place values of the order of a plan, beside the score, which
// counts one; see weigh.
type places struct {
	turn   int64 // for each member who is paired
	later  int64 // more for each class of turns after the first, ...
	told   int64 // ... of which so many are told apart
	repeat int64 // for each duo that is no repeat
}

func (c *crowd) Groups() matching.Groups { return c.groups }

// Weight is the place values and the score of two members, by place.
func (c *crowd) Weight(u, v int32, over int64) int64 {
	a, b := &c.near[u], &c.near[v]
	base := c.worth[u] + c.worth[v] + c.places.repeat - int64(MinScore)
	limit := max(int64(closed), over-base) - int64(min(a.bonus, b.bonus))
	score := c.plain(a, b, int(limit))
	if score == closed {
		return 0
	}
	if a.bonded>>(c.who[v]&31)&1 == 0 {
		return base + int64(score)
	}
	between := c.bond(c.who[u], c.who[v])
	if between == (bond{}) {
		return base + int64(score)
	}
	if between.avoided || between.barred {
		return 0
	}
	f := facts{in: c.in, bond: between}
	if f.repeats() {
		base -= c.places.repeat
	}
	return base + int64(score-weightNew+f.past())
}

// Share is what it is worth that the member is paired, with what their
// reliability adds.
func (c *crowd) Share(u int32) int64 { return c.share[u] }

// Bound is more than no member of the group weighs with u, without their shares.
func (c *crowd) Bound(u, group int32, over int64) int64 {
	a, b := &c.near[u], &c.blocks[group]
	hours := mostHourPoints
	if c.best != nil {
		if hours = int(c.best[int(a.hours)*len(c.blocks)+int(group)]); hours < 0 {
			return matching.RuledOut
		}
	}
	base := c.share[u] + c.places.repeat - int64(MinScore) + int64(hours)
	score := b.most(a, int(max(closed, over-base)))
	if score == closed {
		return matching.RuledOut
	}
	return base + int64(score)
}

// value sets what it is worth to pair each member.
func (c *crowd) value(turns []int64, first int64, p places) {
	c.places = p
	c.worth = make([]int64, len(c.who))
	c.share = make([]int64, len(c.who))
	for u, i := range c.who {
		c.worth[u] = p.turn + p.later*min(turns[i]-first, p.told-1)
		c.share[u] = c.worth[u] + int64((int(c.near[u].rating)+100+reliabilityStep-1)/reliabilityStep-100/reliabilityStep)
	}
}

// solve finds the heaviest matching of the crowd, by place. It does not start from
// what is known of an earlier week: among equally good matchings the start would
// decide which it is, and a plan must depend on its input alone.
func (c *crowd) solve(ctx context.Context) (*matching.Result, error) {
	c.enjoin()
	r, err := matching.MaxImplicit(ctx, c)
	if err != nil {
		return nil, err
	}
	if r.Gap != 0 {
		return nil, unproved(ctx)
	}
	return r, nil
}
