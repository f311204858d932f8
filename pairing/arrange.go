package pairing

import (
	"cmp"
	"slices"

	"cowork/pairing/matching"
)

// Arranging a crowd in groups. The bounds of a group are as good as its members
// are alike in what the score weighs most. So the crowd is cut in half again and
// again: first those who said where they live from those who did not; then, as
// long as a group spreads over more than a walk, across its longer side; and
// what is left, a quarter of a town, by field, hours, habits and the rest.

const (
	leafSize = 12
	// townGap is the square of the chord, for about 2 km, below which a group
	// is cut by what its members do, not by where they live.
	townGap = (2000 / earth) * (2000 / earth)
)

// newCrowd arranges the members at the given positions of the roster. Among
// members who are all alike the order is that of lot, which has a different
// number for each position of the roster.
func newCrowd(d *deck, who []int32, lot []int32) *crowd {
	c := &crowd{deck: d, who: slices.Clone(who)}
	a := &arranger{crowd: c, lot: lot}
	a.keys = make([]sortKey, len(who))
	c.groups.All = []matching.Group{{First: 0, Last: int32(len(who))}}
	a.alike = []bool{false}
	for g := 0; g < len(c.groups.All); g++ {
		a.divide(int32(g))
	}
	c.groups.Order = make([]int32, len(who))
	c.near = make([]card, len(who))
	for u, i := range c.who {
		c.groups.Order[u] = int32(u)
		c.near[u] = d.cards[i]
	}
	c.enclose()
	return c
}

// arranger is a crowd being arranged.
type arranger struct {
	*crowd
	lot   []int32
	keys  []sortKey
	alike []bool // of each group: it is in the order of what its members do
}

// sortKey is a member, and where along the longer side of a group they live.
type sortKey struct {
	along float64
	lot   int32
	i     int32
}

// divide cuts a group in two.
func (a *arranger) divide(group int32) {
	g := &a.groups.All[group]
	who := a.who[g.First:g.Last]
	if len(who) <= leafSize {
		return
	}
	cut := -1
	if !a.alike[group] {
		if cut = a.apart(who); cut < 0 {
			slices.SortFunc(who, a.byWork)
			a.alike[group] = true
		}
	}
	if cut < 0 {
		cut = a.seam(who)
	}
	middle := g.First + int32(cut)
	g.Within, g.Parts = int32(len(a.groups.All)), 2
	a.groups.All = append(a.groups.All, matching.Group{First: g.First, Last: middle}, matching.Group{First: middle, Last: g.Last})
	a.alike = append(a.alike, a.alike[group], a.alike[group])
}

// apart cuts members by where they live, and reports how many are on the first
// side; -1 if all live near each other.
func (a *arranger) apart(who []int32) int {
	located := 0
	b := newBlock()
	for k, i := range who {
		if a.cards[i].located {
			b.add(&a.cards[i])
			who[k], who[located] = who[located], who[k]
			located++
		}
	}
	if located < len(who) {
		if located == 0 {
			return -1
		}
		return located
	}
	x, y, z := b.high.x-b.low.x, b.high.y-b.low.y, b.high.z-b.low.z
	if x*x+y*y+z*z < townGap {
		return -1
	}
	keys := a.keys[:len(who)]
	for k, i := range who {
		at := a.cards[i].at
		along := at.z
		switch {
		case x >= y && x >= z:
			along = at.x
		case y >= z:
			along = at.y
		}
		keys[k] = sortKey{along, a.lot[i], i}
	}
	half := len(keys) / 2
	splitAt(keys, half)
	for k := range keys {
		who[k] = keys[k].i
	}
	return half
}

func (k sortKey) compare(o sortKey) int {
	return cmp.Or(cmp.Compare(k.along, o.along), cmp.Compare(k.lot, o.lot))
}

// splitAt puts the least so many keys first, by quickselect.
func splitAt(keys []sortKey, n int) {
	for len(keys) > 16 {
		last := len(keys) - 1
		mid := last / 2
		// The median of three is a pivot that also suits what is in order.
		if keys[mid].compare(keys[0]) < 0 {
			keys[mid], keys[0] = keys[0], keys[mid]
		}
		if keys[last].compare(keys[0]) < 0 {
			keys[last], keys[0] = keys[0], keys[last]
		}
		if keys[last].compare(keys[mid]) < 0 {
			keys[last], keys[mid] = keys[mid], keys[last]
		}
		pivot := keys[mid]
		// Invariant: keys before i are at most the pivot, keys after j at least.
		i, j := 0, last
		for i <= j {
			for keys[i].compare(pivot) < 0 {
				i++
			}
			for keys[j].compare(pivot) > 0 {
				j--
			}
			if i <= j {
				keys[i], keys[j] = keys[j], keys[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			keys = keys[:j+1]
		case n >= i:
			keys, n = keys[i:], n-i
		default:
			return
		}
	}
	slices.SortFunc(keys, sortKey.compare)
}

// byWork orders members by what they do.
func (a *arranger) byWork(i, j int32) int {
	return a.work(i, j, true)
}

func (a *arranger) work(i, j int32, lot bool) int {
	p, q := &a.cards[i], &a.cards[j]
	by := cmp.Or(
		cmp.Compare(p.label, q.label)*int(b2i(!p.located)),
		cmp.Compare(p.field, q.field),
		cmp.Compare(p.hours, q.hours),
		cmp.Compare(p.kinds, q.kinds),
		cmp.Compare(p.likes, q.likes),
		cmp.Compare(p.dislikes, q.dislikes),
		cmp.Compare(p.situation, q.situation),
	)
	if by == 0 && lot {
		by = cmp.Compare(a.lot[i], a.lot[j])
	}
	return by
}

func b2i(b bool) int8 {
	if b {
		return 1
	}
	return 0
}

// seam finds where to cut members in the order of byWork: near the middle,
// between two who differ early in that order if there are such.
func (a *arranger) seam(who []int32) int {
	half := len(who) / 2
	best, rank := half, 100
	for off := range len(who) / 4 {
		for _, cut := range []int{half - off, half + off} {
			p, q := &a.cards[who[cut-1]], &a.cards[who[cut]]
			r := 100
			switch {
			case p.field != q.field:
				r = 1
			case p.hours != q.hours:
				r = 2
			}
			if r < rank {
				best, rank = cut, r
			}
		}
	}
	return best
}

// enclose fills in the blocks, the smallest first.
func (c *crowd) enclose() {
	k := len(c.hours)
	c.blocks = make([]block, len(c.groups.All))
	if c.common != nil && k <= 64 {
		c.best = make([]int16, len(c.blocks)*k)
		for i := range c.best {
			c.best[i] = -1
		}
	}
	for i := len(c.blocks) - 1; i >= 0; i-- {
		g, b := c.groups.All[i], newBlock()
		for p := g.Within; p < g.Within+g.Parts; p++ {
			b.join(&c.blocks[p])
			for h := 0; c.best != nil && h < k; h++ {
				c.best[i*k+h] = max(c.best[i*k+h], c.best[int(p)*k+h])
			}
		}
		for u := g.First; g.Parts == 0 && u < g.Last; u++ {
			b.add(&c.near[u])
			for h := 0; c.best != nil && h < k; h++ {
				c.best[i*k+h] = max(c.best[i*k+h], c.common[int(c.near[u].hours)*k+h])
			}
		}
		c.blocks[i] = b
	}
}
