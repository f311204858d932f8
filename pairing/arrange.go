package pairing

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"cowork/pairing/matching"
	"cowork/pairing/matching/cores"
)

// Arranging a crowd in groups. The bounds of a group are as good as its members
// are alike in what the score weighs. So the crowd is cut in two again and again,
// each time by the property in which the group is most diverse: first those who
// said where they live from those who did not, then across the longer side of
// the land they live on as long as that is wide, and in between and after that
// by field, hours, situation and the rest, whichever loosens the bound most.
//
// That serves those who live close to each other. For everybody else, whom no
// nearness tells apart, the crowd is arranged once more, by all but where they
// live: so the members of all far towns who are alike are one group, of which the
// bound is close.

// leafSize is the greatest number of members who are not divided further: to look
// at so many pairs takes no longer than to bound two groups of half as many.
const leafSize = 32

// By how many points of score a group of all sorts may be bounded too high, about.
const (
	looseHours     = 25
	looseSituation = 25
	looseHosts     = 15
	looseKinds     = 10
	looseHabit     = 8    // at each end of the scale
	looseMetres    = 9000 // over so many metres half of the points of nearness
)

// newCrowd arranges the members at the given positions of the roster. Among
// members who are all alike the order is that of lot, which has a different
// number for each position of the roster.
func newCrowd(d *deck, who []int32, lot []int32) *crowd {
	n := int32(len(who))
	a := &arranger{deck: d, row: slices.Concat(who, who), lot: lot, keys: make([]sortKey, 2*n)}
	a.groups = []matching.Group{{First: 0, Last: n}, {First: n, Last: 2 * n}}
	for from := 0; from < len(a.groups); {
		from = a.divide(from)
	}
	c := &crowd{deck: d, who: a.row[:n], near: make([]card, n)}
	c.groups = matching.Groups{Order: a.row, All: a.groups, Roots: 2}
	place := slices.Repeat([]int32{nobody}, len(d.cards))
	for u, i := range c.who {
		place[i] = int32(u)
		c.near[u] = d.cards[i]
	}
	c.who = slices.Clone(c.who)
	c.slim = make([]slim, len(a.row))
	for k, i := range a.row {
		c.slim[k] = newSlim(&d.cards[i])
		a.row[k] = place[i]
	}
	c.raised = newRaised(d.raises, place, int(n))
	c.enclose()
	return c
}

// arranger is a crowd being arranged.
type arranger struct {
	*deck
	row    []int32 // the members, twice: in the order of both arrangements
	groups []matching.Group
	lot    []int32
	keys   []sortKey // room for one of each in row
}

// sortKey is a member, and where in the order of a property.
type sortKey struct {
	along float64
	lot   int32
	i     int32
}

// divide cuts each group from the given one on in two, by whatever loosens its
// bound the most, and reports where the new ones begin. Groups of the same depth
// have nobody in common, so it does not matter which is cut first.
func (a *arranger) divide(from int) int {
	to := len(a.groups)
	sizes := make([]int, to-from)
	cores.Each(len(sizes), 1, func(k, _ int) {
		if g := a.groups[from+k]; g.Last-g.First > leafSize {
			sizes[k] = a.cut(g)
		}
	})
	for k, size := range sizes {
		if size > 0 {
			g := &a.groups[from+k]
			g.Within, g.Parts = int32(len(a.groups)), 2
			first, middle, last := g.First, g.First+int32(size), g.Last
			a.groups = append(a.groups, matching.Group{First: first, Last: middle}, matching.Group{First: middle, Last: last})
		}
	}
	return to
}

// cut puts the members of one half of a group before those of the other, and
// reports how many they are.
func (a *arranger) cut(g matching.Group) int {
	who := a.row[g.First:g.Last]
	key := a.widest(who, int(g.First) < len(a.row)/2)
	keys := a.keys[g.First:g.Last]
	for k, i := range who {
		keys[k] = sortKey{key(&a.cards[i]), a.lot[i], i}
	}
	half := len(keys) / 2
	splitAt(keys, half)
	// Those who are alike in this stay together, if that leaves anybody on both
	// sides; the cut is before or after those in the middle.
	middle := slices.MinFunc(keys[half:], sortKey.compare).along
	below, upTo := 0, 0
	for _, k := range keys {
		if k.along < middle {
			below++
		}
		if k.along <= middle {
			upTo++
		}
	}
	n, first := half, func(k int) bool { return k < half }
	switch {
	case below > 0 && (upTo == len(keys) || half-below <= upTo-half):
		n, first = below, func(k int) bool { return keys[k].along < middle }
	case upTo < len(keys):
		n, first = upTo, func(k int) bool { return keys[k].along <= middle }
	}
	one, other := 0, n
	for k := range keys {
		if first(k) {
			who[one] = keys[k].i
			one++
		} else {
			who[other] = keys[k].i
			other++
		}
	}
	return n
}

// widest is the property of members in which the group is most diverse, counted
// in the points by which that loosens its bound.
func (a *arranger) widest(who []int32, byPlace bool) func(*card) float64 {
	located := 0
	low, high := point{2, 2, 2}, point{-2, -2, -2} // around those who are located
	first := &a.cards[who[0]]
	fields, hours, kinds, hosts, situations, labels := false, false, false, false, false, false
	habits, common := uint16(0), ^uint16(0) // of anybody, of everybody
	for _, i := range who {
		c := &a.cards[i]
		habits, common = habits|c.habits, common&c.habits
		fields = fields || c.field != first.field
		hours = hours || c.hours != first.hours
		kinds = kinds || c.kinds != first.kinds
		hosts = hosts || c.hosts != first.hosts
		labels = labels || c.label != first.label
		situations = situations || c.situation != first.situation
		if c.located {
			located++
			low = point{min(low.x, c.at.x), min(low.y, c.at.y), min(low.z, c.at.z)}
			high = point{max(high.x, c.at.x), max(high.y, c.at.y), max(high.z, c.at.z)}
		}
	}
	if byPlace && 0 < located && located < len(who) {
		return func(c *card) float64 { return float64(b2i(c.located)) }
	}
	best := func(*card) float64 { return 0 } // they are all alike
	most := -1.0
	offer := func(points float64, key func(*card) float64) {
		if points > most {
			best, most = key, points
		}
	}
	switch {
	case !byPlace:
	case located > 0:
		x, y, z := high.x-low.x, high.y-low.y, high.z-low.z
		metres := math.Sqrt(float64(x*x)+float64(y*y)+float64(z*z)) * earth
		points := float64(nearness[0].points) * metres / (metres + looseMetres)
		switch {
		case x >= y && x >= z:
			offer(points, func(c *card) float64 { return c.at.x })
		case y >= z:
			offer(points, func(c *card) float64 { return c.at.y })
		default:
			offer(points, func(c *card) float64 { return c.at.z })
		}
	case labels:
		offer(weightSameLabel, func(c *card) float64 { return float64(c.label) })
	}
	if fields {
		offer(weightField, func(c *card) float64 { return float64(c.field) })
	}
	if hours {
		offer(looseHours, func(c *card) float64 { return float64(c.hours) })
	}
	if situations {
		offer(looseSituation, func(c *card) float64 { return float64(c.situation) })
	}
	if kinds {
		offer(looseKinds, func(c *card) float64 { return float64(c.kinds) })
	}
	if hosts {
		offer(looseHosts, func(c *card) float64 { return float64(b2i(c.hosts)) })
	}
	for h := range countHabits {
		likes, dislikes := uint16(1)<<h, uint16(1)<<(8+h)
		points := looseHabit * float64(bits.OnesCount16(habits&^common&(likes|dislikes)))
		if points > 0 {
			offer(points, func(c *card) float64 { return float64(int(c.habits&likes)<<8 - int(c.habits&dislikes)) })
		}
	}
	return best
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

func b2i(b bool) int8 {
	if b {
		return 1
	}
	return 0
}

// enclose fills in the blocks.
func (c *crowd) enclose() {
	c.blocks = make([]block, len(c.groups.All))
	cores.Each(len(c.blocks), 64, func(from, to int) {
		for i := from; i < to; i++ {
			g, b := c.groups.All[i], newBlock()
			b.distant = int(g.First) >= len(c.who)
			for k := g.First; g.Parts == 0 && k < g.Last; k++ {
				b.add(&c.near[c.groups.Order[k]])
			}
			c.blocks[i] = b
		}
	})
	// Parts come after the whole.
	for i := len(c.blocks) - 1; i >= 0; i-- {
		g := c.groups.All[i]
		for p := g.Within; p < g.Within+g.Parts; p++ {
			c.blocks[i].join(&c.blocks[p])
		}
	}
}

// mostBest is how many entries for each member the table of hours may have.
const mostBest = 64

// enjoin fills in, for each kind of hours, what they and those of a member of
// each group are worth at most, if that is not done and the table is not too large.
func (c *crowd) enjoin() {
	entries := len(c.hours) * len(c.blocks)
	if c.best != nil || c.common == nil || entries > mostBest*len(c.who) {
		return
	}
	c.best = make([]int8, entries)
	kinds := c.hoursOfLeaves()
	cores.Each(len(c.hours), 1, func(h, _ int) {
		row, points := c.best[h*len(c.blocks):][:len(c.blocks)], c.common[h*len(c.hours):]
		for i := len(row) - 1; i >= 0; i-- {
			g := c.groups.All[i]
			most := int8(-1)
			for _, p := range row[g.Within : g.Within+g.Parts] {
				most = max(most, p)
			}
			for _, k := range kinds[i] {
				most = max(most, points[k])
			}
			row[i] = most
		}
	})
}

// hoursOfLeaves lists, of each group with no parts, the different kinds of hours of
// its members.
func (c *crowd) hoursOfLeaves() [][]int32 {
	kinds := make([][]int32, len(c.groups.All))
	cores.Each(len(kinds), 256, func(from, to int) {
		var all []int32
		for i := from; i < to; i++ {
			if g := c.groups.All[i]; g.Parts == 0 {
				mark := len(all)
				for _, u := range c.groups.Order[g.First:g.Last] {
					if h := c.near[u].hours; !slices.Contains(all[mark:], h) {
						all = append(all, h)
					}
				}
				kinds[i] = all[mark:len(all):len(all)]
			}
		}
	})
	return kinds
}
