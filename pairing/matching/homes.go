package matching

import "cowork/pairing/matching/cores"

// homes remembers, of each vertex, within which blossom all pairs with it are
// known to be covered: its home. While two vertices are within one blossom
// nothing about their pair changes, whether they rise or fall, and what is in a
// blossom stays there as long as it exists. So as a town falls, for want of a
// partner somewhere else, its people need not be asked about each other again.
//
// Every pair that the engine does not know has a slack of at least the shares of
// its two ends: what they may fall from now on before one of them must be asked.
// The share of a vertex for a pair within its home is what it was when it came
// there.
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
// dissolved has what is left of it as its home; its share for pairs with the rest
// is the lesser of two from now on.
func (x *index) find(e *engine) {
	h := &x.homes
	cores.Each(e.n, rangeSize, func(from, to int) {
		for v := int32(from); v < int32(to); v++ {
			h.of[v] = none
			whole := h.whole[v]
			if whole == none || e.fall[v] >= far/2 {
				continue
			}
			if e.eras[int(whole)-e.n] != h.era[v] {
				x.credit[v] = min(x.credit[v], e.fall[v]+h.share[v])
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
			top, share := e.top(v), x.credit[v]-e.fall[v]
			if int(top) < e.n || share < 0 {
				h.whole[v] = none
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
