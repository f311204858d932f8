package pairing

// rests says of everybody without a seat why they are left.
func (p *planner) rests(seated []bool) []Rest {
	var out []Rest
	group := p.part
	all, size, left := map[int32]int{}, map[int32]int{}, map[int32]int{}
	for i, g := range group {
		all[g]++
		if m := p.mate[i]; m != nobody && p.kept(int32(i), m) {
			continue // nobody's turn, and nobody else's
		}
		size[g]++
		if !seated[i] {
			left[g]++
		}
	}
	for i := range p.all {
		if seated[i] {
			continue
		}
		g := group[i]
		rest := Rest{Member: p.all[i].ID}
		switch {
		case all[g] == 1:
			rest.Reason = NobodyFits
			rest.Lacks = p.lacks(int32(i))
		case size[g] == 1:
			rest.Reason = SpokenFor
		case size[g]%2 == 1 && left[g] == 1:
			rest.Reason = OddOneOut
		default:
			rest.Reason = OthersTaken
		}
		out = append(out, rest)
	}
	return out
}

// components numbers the groups of n members within which everybody is connected
// by couples: of each member, the lowest position in their group.
func components(n int, couples []couple) []int32 {
	up := make([]int32, n)
	for i := range up {
		up[i] = int32(i)
	}
	root := func(i int32) int32 {
		for up[i] != i {
			up[i] = up[up[i]]
			i = up[i]
		}
		return i
	}
	for _, c := range couples {
		a, b := root(c.i), root(c.j)
		up[max(a, b)] = min(a, b)
	}
	for i := range up {
		up[i] = root(int32(i))
	}
	return up
}

// lacks counts how many of the others each hard condition rules out for i.
func (p *planner) lacks(i int32) map[Obstacle]int {
	count := map[Obstacle]int{}
	for j := range p.all {
		if int32(j) != i {
			f := p.meet(i, int32(j))
			f.lacks(count)
		}
	}
	return count
}
