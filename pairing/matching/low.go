package matching

// low is what the duals of a group's members, less twice their shares, come to at
// least, for a vertex that looks for a partner among them. The lower, the more
// promising is the group.
//
// A vertex shares the duals of the blossoms around both with its partner. Late in
// a search a blossom is as large as a town, and nearly all of its members look
// promising but for those. To ask of each pair would take too long. But every
// top-level blossom has a spine: it, its largest kid, the largest kid of that,
// and so on. A vertex leaves the spine somewhere; of two vertices, both are
// within all that the one has in common with the spine that leaves it first.
//
// Where many are alike those of one kind may share a blossom away from the spine. Once
// that is so (index.alike) what is around all of a group is remembered as well.
type low struct {
	blossom int32 // the top-level blossom that most are in, or none
	count   int32 // how many
	in      int64 // the least dual of those
	spine   int64 // the least of their duals with their part of the spine
	out     int64 // the least dual of all others
	node    int32 // what is innermost around those in the blossom, or none if not remembered
	home    int32 // what is home to most, or none
	homely  int32 // how many
	away    int64 // the least dual of all others
}

var emptyLow = low{blossom: none, node: none, in: never, spine: never, out: never, home: none, away: never}

// seenFrom is, for a vertex in the given top-level blossom and with so much of its
// spine, the least dual of a member outside that blossom, and of a member within it
// with the duals of the blossoms that it has in common with the vertex; never if there
// is no such member to look at.
func (l *low) seenFrom(top int32, spine int64, home int32) (out, in int64) {
	switch {
	case home != none && home == l.home:
		return l.away, never
	case l.blossom == none:
		return l.out, never
	case top != l.blossom:
		return l.least(), never
	}
	return l.out, min(min(l.in, never-spine)+spine, l.spine)
}

// blossom is the top-level blossom around v, or none, and the sum of the duals
// of its spine around v.
func (x *index) blossom(v int32) (top int32, spine int64) {
	if top = x.tops[v]; top == none {
		return none, 0
	}
	return top, x.nest.spine[v]
}

// lowest is the low of a group with no parts, without those members who ask.
func (x *index) lowest(g Group, asked []bool) low {
	l, who := emptyLow, x.who[g.First:g.Last]
	if x.e != nil {
		l.blossom = most(who, func(v int32) int32 { return x.tops[v] })
		l.home = most(who, func(v int32) int32 { return x.homes.of[v] })
	}
	for _, v := range who {
		if asked != nil && asked[v] {
			continue
		}
		y := x.duals[v] - x.shares[v]
		if top, spine := x.blossom(v); top != l.blossom || top == none {
			l.out = min(l.out, y)
		} else {
			l.count++
			l.in, l.spine = min(l.in, y), min(l.spine, y+spine)
			if x.alike {
				l.node = x.around(l.node, v)
			}
		}
		if home := x.homes.of[v]; home != l.home || home == none {
			l.away = min(l.away, y)
		} else {
			l.homely++
		}
	}
	return l
}

// around is the innermost node that is around, or is, each of two; the first may be none.
func (x *index) around(a, b int32) int32 {
	if a == none {
		return b
	}
	return x.nest.meeting(x.e, a, b)
}

// most is what is the same for more than half of a group, if anything is: it is
// left when each member cancels one who differs.
func most(who []int32, of func(v int32) int32) int32 {
	left, votes := none, 0
	for _, v := range who {
		switch is := of(v); {
		case votes == 0:
			left, votes = is, 1
		case is == left:
			votes++
		default:
			votes--
		}
	}
	return left
}

// joinLows is the low of a group with these parts.
func (x *index) joinLows(parts []low) low {
	l := emptyLow
	for _, p := range parts {
		if p.count > l.count {
			l.blossom, l.count = p.blossom, p.count
		}
		if p.homely > l.homely {
			l.home, l.homely = p.home, p.homely
		}
	}
	l.count, l.homely = 0, 0
	for _, p := range parts {
		l.out = min(l.out, p.out)
		if p.blossom != l.blossom {
			l.out = min(l.out, p.in)
		} else {
			l.count += p.count
			l.in, l.spine = min(l.in, p.in), min(l.spine, p.spine)
			if p.node != none {
				l.node = x.around(l.node, p.node)
			}
		}
		l.away = min(l.away, p.away)
		if p.home != l.home {
			l.away = min(l.away, p.least())
		} else {
			l.homely += p.homely
		}
	}
	return l
}

// least is the least dual of all members.
func (l *low) least() int64 { return min(l.in, l.out) }
