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
// before one of them must be asked.
type homes struct {
	of    []int32 // of each vertex its home, or none
	whole []int32 // of each vertex the top-level blossom around it when it was last settled, or none
	era   []int32 // of that blossom
	share []int64 // for pairs within
}

func newHomes(n int) homes {
	h := homes{of: make([]int32, n), whole: make([]int32, n), era: make([]int32, n), share: make([]int64, n)}
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
			h.of[v] = none
			whole := h.whole[v]
			if whole == none || x.limit[v] == far {
				continue
			}
			if e.eras[int(whole)-e.n] != h.era[v] {
				x.limit[v] = max(x.limit[v], e.dual(v)-h.share[v]+e.fall[v])
			}
			if p := e.nodes[v].parent; p != none {
				h.of[v] = x.nest.old[p]
			}
		}
	})
}

// settle notes that all pairs within each top-level blossom have been looked at,
// but for those of vertices without a share.
func (x *index) settle(e *engine) {
	h := &x.homes
	cores.Each(e.n, rangeSize, func(from, to int) {
		for v := int32(from); v < int32(to); v++ {
			top, share := e.top(v), x.duals[v]-x.limit[v]
			e.fall[v] = 0
			if int(top) < e.n || share < 0 {
				h.whole[v] = none
				if share < 0 && int(top) >= e.n {
					x.limit[v] = far // though it may rise: then the blossom's dual falls
				}
				continue
			}
			if h.of[v] != none {
				share = min(share, h.share[v])
			}
			h.whole[v], h.era[v], h.share[v] = top, e.eras[int(top)-e.n], share
		}
	})
	e.looks++
}
