package matching

import "cowork/pairing/matching/cores"

// homes remembers, of each vertex, within which blossom all pairs with it are
// known to be covered: its home. While two vertices are within one blossom
// nothing about their pair changes, whether they rise or fall, and what is in a
// blossom stays there as long as it exists. So as a town falls, for want of a
// partner somewhere else, its people need not be asked about each other again.
//
// The limits of two vertices (index.shortages) do not speak of a pair within a
// blossom, since its dual covers the pair too, and falls when theirs rise. Of such a
// pair it is known instead that its slack is at least the shares of both ends: what
// they may fall from now on, once the blossom is gone, each fall counted and no rise,
// before one of them must be asked. A share may be negative: then the pairs are
// covered as long as the blossom exists, and the vertex is asked once it is gone.
type homes struct {
	of    []int32 // of each vertex its home, or none
	whole []int32 // of each vertex what was its home when it was last settled, or none
	era   []int32 // of that blossom
	share []int64 // for pairs within
	fresh []int64 // what the last look says of the shares, or unknown
}

func newHomes(n int) homes {
	h := homes{of: make([]int32, n), whole: make([]int32, n), era: make([]int32, n), share: make([]int64, n), fresh: make([]int64, n)}
	for v := range n {
		h.of[v], h.whole[v] = none, none
	}
	return h
}

// find looks for the homes of all vertices. A vertex whose blossom has been
// dissolved has what is left of it as its home. Its limit speaks for the pairs with
// the rest from now on, and is as high as its share, less what it has fallen, demands.
func (x *index) find(e *engine) {
	h := &x.homes
	cores.Each(e.n, rangeSize, func(from, to int) {
		for v := int32(from); v < int32(to); v++ {
			whole := h.whole[v]
			h.of[v] = whole
			if whole == none || e.eras[int(whole)-e.n] == h.era[v] {
				continue
			}
			h.of[v] = none
			if x.limit[v] != far {
				x.limit[v] = max(x.limit[v], e.dual(v)-h.share[v]+e.fall[v])
			}
			// Whatever was around the blossom went before it, so this is within.
			if p := e.nodes[v].parent; p != none {
				h.of[v] = x.nest.old[p]
			}
		}
	})
}

// settle notes that all pairs within each top-level blossom have been looked at, and
// the shares of its vertices. A vertex with no share, unknown, may have others that
// nobody has looked at: it keeps the home that it had, and is asked again.
func (x *index) settle(e *engine) {
	h := &x.homes
	cores.Each(e.n, rangeSize, func(from, to int) {
		for v := int32(from); v < int32(to); v++ {
			e.fall[v] = 0
			whole, share := e.top(v), h.fresh[v]
			if int(whole) < e.n {
				h.whole[v] = none
				continue
			}
			if share == unknown {
				x.limit[v] = far // though it may rise: then the blossom's dual falls
				whole, share = h.of[v], far
			}
			if h.of[v] != none {
				share = min(share, h.share[v])
			}
			if h.whole[v] = whole; whole != none {
				h.era[v], h.share[v] = e.eras[int(whole)-e.n], share
			}
		}
	})
	e.looks++
}

// unknown is the share of a vertex that has not been told of all pairs within its blossom.
const unknown = -far
