package pairing

import "math/bits"

// block is what the members of a group have between them. For each term of the
// score it tells what a member of the group makes of it at most; it may say
// more than any member fulfils, but never less.
type block struct {
	box               // around those who are located
	fields     uint32 // one bit for each 32nd field
	labels     uint32
	lostLabels uint32 // of those who are not located
	travel     int32
	habits     uint16 // that anybody has, as in card
	allHabits  uint16 // that everybody has
	situations uint8  // by their bits; the last is for unsaid
	kinds      Kinds  // that anybody accepts
	located    bool   // somebody is
	lost       bool   // somebody is not
	hosts      bool   // somebody does
	distant    bool   // it bounds the scores of those only who are not near
}

// situationBest is the most likeness of one situation with any of a set.
var situationBest = func() (best [8][256]uint8) {
	for s := range Situations {
		for set := range 256 {
			for t := range Situations {
				if set>>t&1 == 1 {
					best[s][set] = max(best[s][set], uint8(likeness[s][t]))
				}
			}
		}
	}
	return best
}()

func newBlock() block { return block{allHabits: 1<<16 - 1, travel: -1 << 29} }

// add takes a member into the block.
func (b *block) add(k *card) {
	b.join(&block{
		box: box{k.tile, k.tile}, located: k.located, lost: !k.located, hosts: k.hosts, travel: k.travel,
		kinds: k.kinds, habits: k.habits, allHabits: k.habits, situations: 1 << (uint8(k.situation) & 7),
		fields: bit(k.field), labels: bit(k.label), lostLabels: only(!k.located, bit(k.label)),
	})
}

// join takes all members of another block into the block.
func (b *block) join(o *block) {
	switch {
	case o.located && b.located:
		b.box.join(&o.box)
	case o.located:
		b.box, b.located = o.box, true
	}
	b.lost, b.hosts = b.lost || o.lost, b.hosts || o.hosts
	b.travel = max(b.travel, o.travel)
	b.kinds |= o.kinds
	b.habits, b.allHabits = b.habits|o.habits, b.allHabits&o.allHabits
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
	score := weightNew + int(situationBest[a.situation&7][b.situations])
	if b.fields&bit(a.field) != 0 {
		score += weightField
	}
	score += weightAlike * bits.OnesCount16(a.habits&b.habits)
	score -= weightClash * bits.OnesCount16(turned(a.habits)&b.allHabits)

	top := score + weightHome
	if !b.distant {
		top += mostNear
	}
	if top <= over {
		return top
	}
	gap, known := int64(0), a.located && b.located
	if known {
		gap = b.gap(a.tile)
	}
	if b.distant {
		gap = farGap
	} else {
		near := b.nearest(a, gap, known)
		if near == 0 {
			return closed
		}
		if score += near; score+weightHome <= over {
			return score + weightHome
		}
	}
	both := a.kinds & b.kinds
	host, visit := a.hosts && b.kinds.Has(Home), b.hosts && a.kinds.Has(Home)
	if known && !b.lost {
		if (host && !tooWide(gap, b.travel)) || (visit && !tooWide(gap, a.travel)) {
			return score + weightHome
		}
		if both.Has(Remote) || both.Has(Public) && !tooWide(gap, a.travel+b.travel) {
			return score
		}
		return closed
	}
	switch {
	case host || visit:
		return score + weightHome
	case both&(Public|Remote) != 0:
		return score
	}
	return closed
}

// nearest is what nearness to a member of the block is worth for a at most.
func (b *block) nearest(a *card, gap int64, known bool) int {
	near := 0
	if known {
		near = mostNearAt(gap)
	}
	if labels := b.labels; a.label != 0 && b.labels != 0 {
		if a.located {
			labels = b.lostLabels
		}
		if labels&bit(a.label) != 0 {
			near = max(near, weightSameLabel)
		}
	}
	return near
}
