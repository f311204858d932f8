package pairing

import "slices"

// raised lists, by place in a crowd, the few with whom a bond makes a member's
// score higher than the rest of it says: those they wish for, mostly. The bounds
// of groups leave bonds out of account, and the solver looks at these pairs one
// by one: a bound with a wish in it would be too high for everybody else.
type raised struct {
	first []int32 // those of u are who[first[u]:first[u+1]]
	who   []int32
}

// newRaised picks, of pairs by position in the roster, those of whom both have a
// place among so many.
func newRaised(pairs [][2]int32, place []int32, places int) raised {
	r := raised{first: make([]int32, places+2)}
	pairs = slices.DeleteFunc(slices.Clone(pairs), func(p [2]int32) bool { return place[p[0]] == nobody || place[p[1]] == nobody })
	for _, p := range pairs {
		r.first[place[p[0]]+2]++
		r.first[place[p[1]]+2]++
	}
	for u := range places {
		r.first[u+2] += r.first[u+1]
	}
	// Invariant: first[u+1] is where the next of u goes. At the end that is where
	// those of u+1 begin.
	r.who = make([]int32, 2*len(pairs))
	for _, p := range pairs {
		for side := range p {
			u, v := place[p[side]], place[p[1-side]]
			r.who[r.first[u+1]] = v
			r.first[u+1]++
		}
	}
	return r
}

// Exceptions are the members whose score with u may be above what Bound says.
func (c *crowd) Exceptions(u int32) []int32 {
	return c.raised.who[c.raised.first[u]:c.raised.first[u+1]]
}
