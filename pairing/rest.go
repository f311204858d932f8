package pairing

import "cowork/pairing/matching/cores"

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
	var lonely []int // places in out of those whom nobody fits
	for i := range p.all {
		if seated[i] {
			continue
		}
		g := group[i]
		rest := Rest{Member: p.all[i].ID}
		switch {
		case all[g] == 1:
			rest.Reason = NobodyFits
			lonely = append(lonely, len(out))
		case size[g] == 1:
			rest.Reason = SpokenFor
		case size[g]%2 == 1 && left[g] == 1:
			rest.Reason = OddOneOut
		default:
			rest.Reason = OthersTaken
		}
		out = append(out, rest)
	}
	cores.Each(len(lonely), 1, func(k, _ int) {
		rest := &out[lonely[k]]
		rest.Lacks = p.lacks(p.at(rest.Member))
	})
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

// lacks counts how many of the others each hard condition rules out for i. It goes
// through all cards, which takes some ten nanoseconds each.
func (p *planner) lacks(i int32) map[Obstacle]int {
	me := &p.cards[i]
	shares := make([]bool, len(p.hours)) // of each kind of hours, whether there are enough in common
	for h := range shares {
		shares[h] = p.hourPoints(p.hours[me.hours], p.hours[h]) >= 0
	}
	var hours, kind, distance int
	for j := range p.cards {
		other := &p.cards[j]
		if int32(j) == i {
			continue
		}
		if !shares[other.hours] {
			hours++
		}
		switch accepted, reachable := me.meets(other); {
		case !accepted:
			kind++
		case !reachable:
			distance++
		}
	}
	count := map[Obstacle]int{}
	for obstacle, n := range map[Obstacle]int{NoHours: hours, NoKind: kind, TooDistant: distance} {
		if n > 0 {
			count[obstacle] = n
		}
	}
	for _, k := range p.bonds.row(i) {
		if b := &p.bonds.all[k]; b.avoided {
			count[Avoided]++
		}
		if b := &p.bonds.all[k]; b.barred {
			count[NotAgain]++
		}
	}
	return count
}

// meets reports whether there is a kind of place that both accept, and whether one
// of those is not known to be out of reach: what obstacle asks of places.
func (a *card) meets(b *card) (accepted, reachable bool) {
	both := a.kinds & b.kinds & (Public | Remote)
	visits, hosts := b.welcomes(a), a.welcomes(b)
	if both == 0 && !visits && !hosts {
		return false, false
	}
	if !a.located || !b.located || both.Has(Remote) {
		return true, true
	}
	gap := chord(a.at, b.at)
	return true, both.Has(Public) && withinKM(gap, a.travel+b.travel, a.at, b.at) ||
		visits && withinKM(gap, a.travel, a.at, b.at) || hosts && withinKM(gap, b.travel, a.at, b.at)
}
