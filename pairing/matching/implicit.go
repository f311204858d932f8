package matching

import (
	"context"
	"fmt"
	"math"
)

// Implicit is a graph in which any two vertices may be matched and no edge is
// stored: weights are computed when they are asked for. That would take n*n/2
// computations, unless most pairs can be ruled out together. So the vertices
// are arranged in nested groups (towns, streets, ...), and Bound says how heavy
// an edge from a vertex into a group could be at most. The closer the bounds,
// and the more alike the members of a group, the fewer pairs are looked at. The
// answer is exact whatever the bounds are worth, as long as they are true.
//
// Weight and Bound are called from several goroutines at once, and must always
// answer the same.
type Implicit interface {
	// Groups returns the arrangement of all vertices in groups.
	Groups() Groups

	// Weight returns the weight of the edge between u and v, which must be the
	// same as that between v and u; a pair that must not be matched weighs 0
	// or less. Whoever asks is interested only in weights above over: if the
	// weight is not, any number up to over will do. So a costly term that can
	// only lower a weight need not be looked at where the rest is too light
	// already.
	Weight(u, v int32, over int64) int64

	// Share returns the part of the weight of v's edges that is the same whoever
	// is at the other end, or an estimate of it. It may be 0; but where vertices
	// differ much in it, bounds without it are closer. Like a weight it must not
	// exceed MaxWeight, either sign.
	Share(v int32) int64

	// Bound returns a number that Weight(u, v)-Share(v) does not exceed for any v
	// other than u in the group; or RuledOut if all of these weigh 0 or less. If
	// it is not above over, any number up to over will do.
	Bound(u, group int32, over int64) int64
}

// Scanner is an implicit graph that looks at all members of a group faster than
// at one after the other. Without it Weight is asked for each.
type Scanner interface {
	Implicit

	// Scan keeps, of some members of a group with no parts, those whose weight
	// with u, without their Share, is above what over holds for them, and whose
	// weight is above 0. The members are given by their places within the group,
	// counted from 0; Scan returns those it keeps in the same order and in the
	// same memory. It may keep others, each of which costs a question to Weight.
	// One of the members may be u itself.
	Scan(places []int32, u, group int32, over []int64) []int32
}

// Exceptional is an implicit graph in which a few pairs weigh more than can be
// said of whole groups: a bound that holds for them as well would be too high for
// all others. They are looked at one by one instead.
type Exceptional interface {
	Implicit

	// Exceptions returns the vertices whose pairs with u Bound and Scan may leave
	// out of account. If v is one of u's, then u is one of v's.
	Exceptions(u int32) []int32
}

// RuledOut is the bound of a group no member of which may be matched.
const RuledOut = math.MinInt64 / 2

// Groups arranges vertices in nested groups. Every group is a range of Order,
// and the groups within a group divide it. A group with none within should have
// a dozen or two of members. Neighbours in Order should be close to each other in
// the graph, since this is the order of all work, and those who are alike should
// stand together.
//
// There may be several arrangements, one after the other in Order. It suffices
// that one of them bounds a pair: in the others Bound may leave it out of account.
// So people can be arranged by where they live, for those they live close to, and
// by what they do, for everybody else.
type Groups struct {
	Order []int32 // every vertex once, for each arrangement
	All   []Group // the first Roots of them have all vertices each
	Roots int     // 0 stands for 1
}

// size is the number of vertices.
func (g *Groups) size() int { return len(g.Order) / max(g.Roots, 1) }

// Group is Order[First:Last]. The groups within it are All[Within:Within+Parts],
// and come after it in All; Parts is 0 if there are none.
type Group struct {
	First, Last   int32
	Within, Parts int32
}

// check reports what is wrong with the arrangement of n vertices.
func (g *Groups) check() error {
	n, roots := g.size(), max(g.Roots, 1)
	if n > MaxVertices {
		return fmt.Errorf("%w: %d vertices", ErrRange, n)
	}
	if len(g.Order) != n*roots || len(g.All) < roots {
		return fmt.Errorf("%w: no %d arrangements", ErrGroups, roots)
	}
	for r := range roots {
		if int(g.All[r].First) != r*n || int(g.All[r].Last) != (r+1)*n {
			return fmt.Errorf("%w: group %d does not have all vertices", ErrGroups, r)
		}
		seen := make([]bool, n)
		for _, v := range g.Order[r*n : (r+1)*n] {
			if uint32(v) >= uint32(n) || seen[v] {
				return fmt.Errorf("%w: vertex %d is in the order twice, or not among %d", ErrGroups, v, n)
			}
			seen[v] = true
		}
	}
	for i, a := range g.All {
		if a.First < 0 || a.Last < a.First || int(a.Last) > len(g.Order) {
			return fmt.Errorf("%w: group %d is not a range of the order", ErrGroups, i)
		}
		if a.Parts == 0 {
			continue
		}
		if int(a.Within) <= i || int(a.Within)+int(a.Parts) > len(g.All) || a.Parts < 0 {
			return fmt.Errorf("%w: group %d has parts that do not come after it", ErrGroups, i)
		}
		at := a.First
		for _, part := range g.All[a.Within : a.Within+a.Parts] {
			if part.First != at || part.Last < at {
				return fmt.Errorf("%w: the parts of group %d do not divide it", ErrGroups, i)
			}
			at = part.Last
		}
		if at != a.Last {
			return fmt.Errorf("%w: the parts of group %d do not divide it", ErrGroups, i)
		}
	}
	return nil
}

// checkShares reports a share that is out of range.
func checkShares(g Implicit, n int) error {
	for v := range int32(n) {
		if share := g.Share(v); share > MaxWeight || share < -MaxWeight {
			return fmt.Errorf("%w: the share of vertex %d is %d", ErrRange, v, share)
		}
	}
	return nil
}

// MaxImplicit finds a matching of greatest weight among all pairs of an
// implicit graph. It fails if a share, or a weight or bound that it meets, is out
// of range (ErrRange) or the groups are not a division (ErrGroups); when ctx is done it
// returns the best matching so far, like Max, after one more look at the
// groups to find out how far from the best it can be.
//
// Beside what g itself needs it takes about a kilobyte for each vertex, and runs
// on all processors; the result does not depend on how many there are.
func MaxImplicit(ctx context.Context, g Implicit, opts ...Option) (*Result, error) {
	s, err := NewImplicitSolver(g, opts...)
	if err != nil {
		return nil, err
	}
	return s.Solve(ctx)
}

// VerifyImplicit is Verify for an implicit graph: it looks at every pair, in
// time O(n*n log n).
func VerifyImplicit(g Implicit, r *Result) error {
	groups := g.Groups()
	n := groups.size()
	var mates []Edge
	for v, m := range r.Mate {
		if int(m) > v && int(m) < n {
			mates = append(mates, Edge{int32(v), m, g.Weight(int32(v), m, 0)})
		}
	}
	if err := verifyMatching(n, mates, r); err != nil {
		return err
	}
	p, err := newProof(n, &r.Certificate)
	if err != nil {
		return err
	}
	for u := range int32(n) {
		for v := range u {
			y := p.cert.Dual[u] + p.cert.Dual[v]
			w := g.Weight(u, v, y/2)
			if w > tooBig/2 {
				return fmt.Errorf("matching: the pair %d-%d weighs %d", u, v, w)
			}
			if w > 0 && p.cover(u, v, 2*w) < 2*w {
				return fmt.Errorf("matching: the pair %d-%d of weight %d is covered by %d/2 only", u, v, w, p.cover(u, v, 2*w))
			}
		}
	}
	return p.verifyBound(r)
}
