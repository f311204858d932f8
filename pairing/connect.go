package pairing

import "cowork/pairing/matching"

// connected numbers the parts of a crowd within which everybody is connected by
// open gates: of each place the number of its part, counted from 0 in order.
// It looks for those whom nobody has reached yet only, so that each member is
// found once and each search for more ends soon.
func (c *crowd) connected() (part []int32, parts int32) {
	n := len(c.who)
	s := &spread{crowd: c, left: make([]int32, len(c.groups.All)), up: make([]int32, len(c.groups.All)), leaves: make([][2]int32, n)}
	part = make([]int32, n)
	for i, g := range c.groups.All {
		s.left[i] = g.Last - g.First
		for p := g.Within; p < g.Within+g.Parts; p++ {
			s.up[p] = int32(i)
		}
		for k := g.First; g.Parts == 0 && k < g.Last; k++ {
			s.leaves[c.groups.Order[k]][int(k)/n] = int32(i)
		}
	}
	for u := range part {
		part[u] = nobody
	}
	var queue []int32
	for root := range int32(len(part)) {
		if part[root] != nobody {
			continue
		}
		s.reach(root)
		part[root] = parts
		queue = append(queue[:0], root)
		// Invariant: whoever is in the queue is in the part, and nobody else's
		// gates to those who are left have still to be tried.
		for k := 0; k < len(queue); k++ {
			from := len(queue)
			for r := range int32(c.groups.Roots) {
				queue = s.search(queue, queue[k], r)
			}
			for _, v := range queue[from:] {
				part[v] = parts
			}
		}
		parts++
	}
	return part, parts
}

// spread is a search through a crowd.
type spread struct {
	*crowd
	left []int32 // of each group how many nobody has reached
	up   []int32 // the group around each
	// Of each place the smallest groups around it, one for each arrangement;
	// nobody once reached.
	leaves [][2]int32
}

// reach notes that the member at place u is reached.
func (s *spread) reach(u int32) {
	for root, g := range s.leaves[u] {
		for ; g >= int32(s.groups.Roots); g = s.up[g] {
			s.left[g]--
		}
		s.left[root]--
	}
	s.leaves[u][0] = nobody
}

// search reaches everybody in the group to whom a gate of u is open.
func (s *spread) search(found []int32, u, group int32) []int32 {
	if s.left[group] == 0 || s.Bound(u, group, matching.RuledOut) == matching.RuledOut {
		return found
	}
	g := s.groups.All[group]
	for p := g.Within; p < g.Within+g.Parts; p++ {
		found = s.search(found, u, p)
	}
	for k := g.First; g.Parts == 0 && k < g.Last; k++ {
		if v := s.groups.Order[k]; s.leaves[v][0] != nobody && s.Weight(u, v, 0) > 0 {
			s.reach(v)
			found = append(found, v)
		}
	}
	return found
}
