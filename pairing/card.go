package pairing

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// deck holds the members of a roster as cards, so that a gate and a score
// take some ten nanoseconds. Gate and Table say what they are; a deck comes to
// the same, for any two members who have no bond: nothing said about each
// other, and no past. What there is a bond for is left to facts.
type deck struct {
	*roster
	cards  []card
	hours  [][]window // the different working hours within the round
	common []int8     // of any two of those, what hourPoints says; nil if there are too many
	raises [][2]int32 // the pairs whose bond raises their score
}

// card is a candidate, packed: what cannot be compared at once is numbered.
type card struct {
	at        point
	tile      tile
	field     int32  // 0 unsaid
	label     int32  // of the area; 0 unsaid
	hours     int32  // in deck.hours
	travel    int32  // km
	bonus     int32  // by how much bonds can raise a score at most
	bonded    uint32 // one bit for each 32nd member there is a bond with
	rating    int16
	habits    uint16 // those above zero, one bit each, and shifted by 8 those below zero
	situation int8   // in Situations, or -1
	kinds     Kinds
	hosts     bool
	flat      bool // the home is without steps
	noSteps   bool // they need that
	located   bool
}

// turned is habits with those above zero and those below in each other's place.
func turned(habits uint16) uint16 { return habits<<8 | habits>>8 }

// closed is the score of two members who do not pass the gate.
const closed = math.MinInt32

// newDeck prepares the cards of a roster.
func newDeck(r *roster) *deck {
	d := &deck{roster: r, cards: make([]card, len(r.all))}
	fields, labels := numbers{"": 0}, numbers{"": 0}
	hours := numbers{}
	var key []byte
	for i := range r.all {
		c := &r.all[i]
		key = key[:0]
		for _, w := range c.free {
			key = binary.LittleEndian.AppendUint64(key, uint64(w.start))
			key = binary.LittleEndian.AppendUint64(key, uint64(w.end))
		}
		class := hours.of(string(key))
		if int(class) == len(d.hours) {
			d.hours = append(d.hours, c.free)
		}
		k := card{
			at: c.at, tile: c.at.tile(), located: c.Area.Located, field: fields.of(c.field), label: labels.of(c.label), hours: class,
			travel: int32(max(math.MinInt32/4, min(c.TravelKM, math.MaxInt32/4))), rating: int16(rating(c)),
			situation: c.situation, kinds: c.Kinds, hosts: c.Hosting > Never,
			flat: c.Offers.Has(NoSteps), noSteps: c.Needs.Has(NoSteps),
		}
		for h := range habits {
			switch v := habits[h].of(&c.Habits); {
			case v > 0:
				k.habits |= 1 << h
			case v < 0:
				k.habits |= 1 << (8 + h)
			}
		}
		d.cards[i] = k
	}
	d.overlaps()
	d.bonuses()
	return d
}

// numbers gives each different text a number, in the order of their coming.
type numbers map[string]int32

func (n numbers) of(s string) int32 {
	k, ok := n[s]
	if !ok {
		k = int32(len(n))
		n[s] = k
	}
	return k
}

// overlaps fills in the table of common hours, if it is worth its while.
func (d *deck) overlaps() {
	k := len(d.hours)
	if k > 1024 || k*k > 16*len(d.cards)+64 {
		return
	}
	d.common = make([]int8, k*k)
	for a := range k {
		for b := range a + 1 {
			p := int8(d.hourPoints(d.hours[a], d.hours[b]))
			d.common[a*k+b], d.common[b*k+a] = p, p
		}
	}
}

// hourPoints is what two members' common hours are worth, or -1 if they have too few.
func (d *deck) hourPoints(a, b []window) int {
	days, longest := overlap(a, b, d.in.Rules.least())
	if days == 0 {
		return -1
	}
	return commonHours(&facts{days: days, longest: longest})
}

// bonuses notes who has a bond, and by how much a bond raises a score.
func (d *deck) bonuses() {
	for k, pair := range d.bonds.pairs {
		b := d.bonds.all[k]
		f := facts{in: d.in, bond: b}
		more := max(0, int32(f.past()-weightNew))
		if more > 0 && !b.avoided && !b.barred {
			d.raises = append(d.raises, pair)
		}
		for side, i := range pair {
			c := &d.cards[i]
			c.bonded |= 1 << (pair[1-side] & 31)
			c.bonus = max(c.bonus, more)
		}
	}
}

// mostNear is what nearness is worth at most.
var mostNear = nearness[0].points

// plain is the score of two members without regard to any bond, or closed if
// they do not pass the gate. Who asks is interested only in scores above over:
// below it any other number may be the answer, but no higher one.
func (d *deck) plain(a, b *card, over int) int {
	score := weightNew + d.profiles(a, b)
	if score+mostHourPoints+mostNear+weightHome <= over {
		return closed
	}
	hours := 0
	if d.common != nil {
		hours = int(d.common[int(a.hours)*len(d.hours)+int(b.hours)])
	} else {
		hours = d.hourPoints(d.hours[a.hours], d.hours[b.hours])
	}
	if hours < 0 || score+hours+mostNear+weightHome <= over {
		return closed
	}
	score += hours
	both := a.kinds & b.kinds
	home := a.welcomes(b) || b.welcomes(a)
	if a.located && b.located {
		gap := chord(a.at, b.at)
		score += nearPoints(gap, a.at, b.at)
		if both.Has(Public) && !withinKM(gap, a.travel+b.travel, a.at, b.at) {
			both &^= Public
		}
		if home {
			home = a.welcomes(b) && withinKM(gap, b.travel, a.at, b.at) ||
				b.welcomes(a) && withinKM(gap, a.travel, a.at, b.at)
		}
	} else if a.label != 0 && a.label == b.label {
		score += weightSameLabel
	}
	if home {
		return score + weightHome
	}
	if both&(Public|Remote) == 0 {
		return closed
	}
	return score
}

const mostHourPoints = weightDay*mostDays + weightHour*mostHours

// profiles adds up the terms that need neither hours nor distance.
func (d *deck) profiles(a, b *card) int {
	points := (int(a.rating) + int(b.rating)) / reliabilityStep
	if a.field != 0 && a.field == b.field {
		points += weightField
	}
	points += int(likenessRows[a.situation&7] >> (8 * (uint8(b.situation) & 7)) & 255)
	alike, clash := bits.OnesCount16(a.habits&b.habits), bits.OnesCount16(turned(a.habits)&b.habits)
	return points + weightAlike*alike - weightClash*clash
}

// Habits that rule a home out, as bits of a card.
const (
	pets  uint16 = 1 << 4
	smoke uint16 = 1 << 5
)

// welcomes is receives on cards.
func (host *card) welcomes(visitor *card) bool {
	return host.hosts && visitor.kinds.Has(Home) && (host.flat || !visitor.noSteps) &&
		turned(host.habits)&visitor.habits&((pets|smoke)<<8|smoke) == 0
}

// pairScore is the score of the members i and j, or closed, with all bonds. What
// it says of scores up to over is as in plain.
func (d *deck) pairScore(i, j int32, over int) (score int, b bond) {
	x, y := &d.cards[i], &d.cards[j]
	score = d.plain(x, y, over-int(min(x.bonus, y.bonus)))
	if score == closed || x.bonded>>(j&31)&1 == 0 {
		return score, b
	}
	if b = d.bond(i, j); b == (bond{}) {
		return score, b
	}
	if b.avoided || b.barred {
		return closed, b
	}
	f := facts{in: d.in, bond: b}
	return score - weightNew + f.past(), b
}

// past adds up the terms that depend on a bond.
func (f *facts) past() int {
	sum := 0
	for i := range Table {
		if Table[i].bond {
			sum += Table[i].points(f)
		}
	}
	return sum
}
