package pairing

import (
	"context"

	"cowork/pairing/matching"
)

// The empty chair
//
// Where an odd number of members can all be paired but for one, somebody whose
// turn it is should rest. That could be said in the weights: everybody else is
// worth more. But then the members of a town differ by more than their scores
// do, and the solver has to work its way through all of that difference. So
// instead there is an empty chair: one more partner, for those alone whose turn
// it is, and worth the same with each. Who is given the chair rests. If a
// heaviest matching gives everybody a partner or the chair, it is the best of all
// plans that let one of those rest, as the chair adds the same to each of them.

// chaired is a crowd with an empty chair, which has the last place.
type chaired struct {
	*crowd
	chair   int32
	due     []bool // by place: whose turn it is to rest
	weight  int64  // of the chair
	groups  matching.Groups
	friends [][]int32 // by place: the exceptions
}

// withChair puts a chair beside a crowd for those who are due to rest. It should
// weigh as much as a usual couple: if it is more, the solver gives it to many and
// takes it away again, and if it is less, to nobody until the very last.
func (c *crowd) withChair(due func(u int32) bool, weight int64) *chaired {
	n := int32(len(c.who))
	g := &chaired{crowd: c, chair: n, due: make([]bool, n), weight: weight, friends: make([][]int32, n+1)}
	chair := []int32{n}
	for u := range n {
		g.friends[u] = c.Exceptions(u)
		if g.due[u] = due(u); !g.due[u] {
			continue
		}
		g.friends[n] = append(g.friends[n], u)
		if g.friends[u] = chair; len(c.Exceptions(u)) > 0 {
			g.friends[u] = append(append([]int32(nil), c.Exceptions(u)...), n)
		}
	}
	g.seat()
	return g
}

// seat arranges the chair beside the members. Each arrangement gets a new
// outermost group, of which the old one and the chair by itself are the parts:
// of R arrangements, first the R outermost groups, then R times an old one and a
// chair, then the others as they were.
func (g *chaired) seat() {
	was := g.crowd.groups
	n, roots := len(g.who), max(was.Roots, 1)
	outer := make([]matching.Group, roots, len(was.All)+2*roots)
	var inner []matching.Group
	g.groups.Roots = roots
	for r := range roots {
		g.groups.Order = append(append(g.groups.Order, was.Order[r*n:(r+1)*n]...), g.chair)
		first, last := int32(r*(n+1)), int32((r+1)*(n+1))
		outer[r] = matching.Group{First: first, Last: last, Within: int32(roots + 2*r), Parts: 2}
		inner = append(inner, g.moved(was.All[r]), matching.Group{First: last - 1, Last: last})
	}
	g.groups.All = append(outer, inner...)
	for _, group := range was.All[roots:] {
		g.groups.All = append(g.groups.All, g.moved(group))
	}
}

// moved is a group where it is now, and its parts are.
func (g *chaired) moved(group matching.Group) matching.Group {
	behind := group.First / int32(len(g.who)) // the chairs of the arrangements before
	group.First, group.Last = group.First+behind, group.Last+behind
	if group.Parts > 0 {
		group.Within += int32(2 * max(g.crowd.groups.Roots, 1))
	}
	return group
}

// crowdGroup is the group that the crowd knows by another number, or nobody if it
// is a chair by itself.
func (g *chaired) crowdGroup(group int32) int32 {
	roots := int32(max(g.groups.Roots, 1))
	switch {
	case group < roots:
		return group
	case group >= 3*roots:
		return group - 2*roots
	case (group-roots)%2 == 0:
		return (group - roots) / 2
	}
	return nobody
}

func (g *chaired) Groups() matching.Groups { return g.groups }

func (g *chaired) Weight(u, v int32, over int64) int64 {
	if v == g.chair {
		u, v = v, u
	}
	switch {
	case u != g.chair:
		return g.crowd.Weight(u, v, over)
	case g.due[v]:
		return g.weight
	}
	return 0
}

func (g *chaired) Share(u int32) int64 {
	if u == g.chair {
		return 0
	}
	return g.crowd.Share(u)
}

// Bound leaves the chair out of account: all of its pairs are exceptions.
func (g *chaired) Bound(u, group int32, over int64) int64 {
	if group = g.crowdGroup(group); u == g.chair || group == nobody {
		return matching.RuledOut
	}
	return g.crowd.Bound(u, group, over)
}

func (g *chaired) Scan(places []int32, u, group int32, over []int64) []int32 {
	if group = g.crowdGroup(group); u == g.chair || group == nobody {
		return places[:0]
	}
	return g.crowd.Scan(places, u, group, over)
}

func (g *chaired) Exceptions(u int32) []int32 { return g.friends[u] }

// solve finds the heaviest matching; who has the chair has no mate in it.
func (g *chaired) solve(ctx context.Context) ([]int32, error) {
	g.enjoin()
	r, err := matching.MaxImplicit(ctx, g)
	if err != nil {
		return nil, err
	}
	if r.Gap != 0 {
		return nil, unproved(ctx)
	}
	mate := r.Mate[:len(g.who)]
	if u := r.Mate[g.chair]; u != nobody {
		mate[u] = nobody
	}
	return mate, nil
}
