package pairing

import (
	"math"
	"math/bits"
)

// block is what the members of a group have between them. For each term of the
// score it tells what a member of the group makes of it at most; it may say
// more than any member fulfils, but never less.
type block struct {
	low, high  corner // around those who are located
	fields     uint32 // one bit for each 32nd field
	labels     uint32
	lostLabels uint32 // of those who are not located
	travel     int32
	kinds      Kinds // that anybody accepts
	likes      uint8 // habits that anybody has above zero
	dislikes   uint8
	allLike    uint8 // habits that everybody has above zero
	allDislike uint8
	situations uint8 // by their bits; the last is for unsaid
	located    bool  // somebody is
	lost       bool  // somebody is not
	hosts      bool  // somebody does
	distant    bool  // it bounds the scores of those only who are not near
}

// corner is a point with half of the digits, rounded away from the box that it
// is a corner of: a block fits a line of a processor's cache.
type corner struct{ x, y, z float32 }

func below(p point) corner { return corner{roundDown(p.x), roundDown(p.y), roundDown(p.z)} }
func above(p point) corner { return corner{-roundDown(-p.x), -roundDown(-p.y), -roundDown(-p.z)} }

func roundDown(x float64) float32 {
	f := float32(x)
	if float64(f) > x {
		f = math.Nextafter32(f, -2)
	}
	return f
}

// situationBest is the most likeness of one situation with any of a set.
var situationBest = func() (best [8][256]int) {
	for s := range Situations {
		for set := range 256 {
			for t := range Situations {
				if set>>t&1 == 1 {
					best[s][set] = max(best[s][set], likeness[s][t])
				}
			}
		}
	}
	return best
}()

func newBlock() block { return block{allLike: 255, allDislike: 255, travel: -1 << 29} }

// add takes a member into the block.
func (b *block) add(k *card) {
	b.join(&block{
		low: below(k.at), high: above(k.at), located: k.located, lost: !k.located, hosts: k.hosts, travel: k.travel,
		kinds: k.kinds, likes: k.likes, dislikes: k.dislikes, allLike: k.likes, allDislike: k.dislikes,
		situations: 1 << (uint8(k.situation) & 7), fields: bit(k.field), labels: bit(k.label), lostLabels: only(!k.located, bit(k.label)),
	})
}

// join takes all members of another block into the block.
func (b *block) join(o *block) {
	switch {
	case o.located && b.located:
		b.low = corner{min(b.low.x, o.low.x), min(b.low.y, o.low.y), min(b.low.z, o.low.z)}
		b.high = corner{max(b.high.x, o.high.x), max(b.high.y, o.high.y), max(b.high.z, o.high.z)}
	case o.located:
		b.low, b.high, b.located = o.low, o.high, true
	}
	b.lost, b.hosts = b.lost || o.lost, b.hosts || o.hosts
	b.travel = max(b.travel, o.travel)
	b.kinds |= o.kinds
	b.likes, b.dislikes = b.likes|o.likes, b.dislikes|o.dislikes
	b.allLike, b.allDislike = b.allLike&o.allLike, b.allDislike&o.allDislike
	b.situations |= o.situations
	b.fields, b.labels, b.lostLabels = b.fields|o.fields, b.labels|o.labels, b.lostLabels|o.lostLabels
}

// bit stands for a number in a set of 32; 0 is in none.
func bit(number int32) uint32 {
	if number == 0 {
		return 0
	}
	return 1 << (number & 31)
}

func only(holds bool, set uint32) uint32 {
	if holds {
		return set
	}
	return 0
}

// most is what no score of a with a member of the block exceeds, but for their
// common hours, their ratings and their bond; or closed if all gates are shut. If it is not
// above over, it may be any number up to that. Pairs who are not near are left to
// the blocks that are distant.
func (b *block) most(a *card, over int) int {
	score := weightNew
	if a.field != 0 && b.fields&bit(a.field) != 0 {
		score += weightField
	}
	if a.situation >= 0 {
		score += situationBest[a.situation][b.situations]
	}
	score += weightAlike * (bits.OnesCount8(a.likes&b.likes) + bits.OnesCount8(a.dislikes&b.dislikes))
	score -= weightClash * (bits.OnesCount8(a.likes&b.allDislike) + bits.OnesCount8(a.dislikes&b.allLike))

	top := score + weightHome
	if !b.distant {
		top += mostNear
	}
	if top <= over {
		return top
	}
	both := a.kinds & b.kinds
	public := both.Has(Public)
	host, visit := a.hosts && b.kinds.Has(Home), b.hosts && a.kinds.Has(Home)
	gap, known := b.gap(a)
	near := 0
	if b.distant {
		gap = nearEdges[len(nearEdges)-1].sure
	} else if near = b.nearest(a, gap, known); near == 0 {
		return closed
	}
	if known && !b.lost {
		public = public && perhapsKM(gap, a.travel+b.travel)
		host = host && perhapsKM(gap, b.travel)
		visit = visit && perhapsKM(gap, a.travel)
	}
	switch {
	case host || visit:
		return score + near + weightHome
	case public || both.Has(Remote):
		return score + near
	}
	return closed
}

// gap is at most the square of the chord from a to a member of the block; false
// if a, or nobody of the block, is located.
func (b *block) gap(a *card) (gap float64, known bool) {
	if !a.located || !b.located {
		return 0, false
	}
	low, high, p := &b.low, &b.high, &a.at
	x := max(float64(low.x)-p.x, p.x-float64(high.x), 0)
	y := max(float64(low.y)-p.y, p.y-float64(high.y), 0)
	z := max(float64(low.z)-p.z, p.z-float64(high.z), 0)
	return float64(x*x) + float64(y*y) + float64(z*z), true
}

// nearest is what nearness to a member of the block is worth for a at most.
func (b *block) nearest(a *card, gap float64, known bool) int {
	near := 0
	if known {
		near = atMostNear(gap)
	}
	if labels := b.labels; a.label != 0 {
		if a.located {
			labels = b.lostLabels
		}
		if labels&bit(a.label) != 0 {
			near = max(near, weightSameLabel)
		}
	}
	return near
}

// atMostNear is what nearness is worth at most, given at least this gap.
func atMostNear(gap float64) int {
	if gap > nearEdges[len(nearEdges)-1].never {
		return 0
	}
	for i := range nearEdges {
		if gap <= nearEdges[i].never {
			return nearness[i].points
		}
	}
	return 0
}

// perhapsKM is false if two points with at least this gap are certain to be
// more than so many km apart.
func perhapsKM(gap float64, km int32) bool {
	if km < 0 {
		return false
	}
	return int(km) >= len(journeys) || gap <= journeys[km].never
}
