package pairing

import (
	"math"
	"math/bits"
)

// Bounds of distances are asked for even more often than distances are compared.
// They need not be close to the centimetre, so they are whole numbers.

// tile is a point with its coordinates rounded down to whole tiles, of which
// tilesWide make up the radius of the earth: one is 2.4 cm wide.
type tile struct{ x, y, z int32 }

const tilesWide = 1 << 28

func (p point) tile() tile {
	return tile{int32(math.Floor(p.x * tilesWide)), int32(math.Floor(p.y * tilesWide)), int32(math.Floor(p.z * tilesWide))}
}

// box is the tiles from one corner to the other.
type box struct{ low, high tile }

// join makes the box large enough for another.
func (b *box) join(o *box) {
	b.low = tile{min(b.low.x, o.low.x), min(b.low.y, o.low.y), min(b.low.z, o.low.z)}
	b.high = tile{max(b.high.x, o.high.x), max(b.high.y, o.high.y), max(b.high.z, o.high.z)}
}

// gap is less than the square of the chord between any point of a tile and any of
// the box, in tiles, or 0.
func (b *box) gap(t tile) int64 {
	x := int64(max(b.low.x-t.x-1, t.x-b.high.x-1, 0))
	y := int64(max(b.low.y-t.y-1, t.y-b.high.y-1, 0))
	z := int64(max(b.low.z-t.z-1, t.z-b.high.z-1, 0))
	return x*x + y*y + z*z
}

// widest is the greatest gap that two points can have who may be within the edge.
func (e *edge) widest() int64 {
	if math.IsInf(e.never, 1) {
		return math.MaxInt64
	}
	return int64(e.never * tilesWide * tilesWide)
}

// journeyGaps are the greatest gaps for journeys of whole kilometres.
var journeyGaps = func() (gaps []int64) {
	for i := range journeys {
		gaps = append(gaps, journeys[i].widest())
	}
	return gaps
}()

// tooWide is false if two points with at least this gap may be no more than so
// many km apart.
func tooWide(gap int64, km int32) bool {
	return km < 0 || int(km) < len(journeyGaps) && gap > journeyGaps[km]
}

// farGap is no more than the gap between any two who are too far apart for
// nearness to be worth anything.
var farGap = int64(nearEdges[len(nearEdges)-1].sure * tilesWide * tilesWide)

// octave is what nearness is worth at most where the gap has a certain number of
// binary digits: that depends on one edge at most.
type octave struct {
	edge           int64
	within, beyond int32
}

var octaves = func() (all [65]octave) {
	worth := func(gap int64) int32 {
		for i := range nearEdges {
			if gap <= nearEdges[i].widest() {
				return int32(nearness[i].points)
			}
		}
		return 0
	}
	for digits := range 64 {
		least, most := int64(1)<<digits>>1, int64(uint64(1)<<digits-1)
		o := octave{most, worth(least), worth(most)}
		for i := range nearEdges {
			if edge := nearEdges[i].widest(); least <= edge && edge < most {
				o.edge = edge
			}
		}
		all[digits] = o
	}
	return all
}()

// mostNearAt is what nearness is worth at most, given at least this gap.
func mostNearAt(gap int64) int {
	o := &octaves[bits.Len64(uint64(gap))]
	if gap <= o.edge {
		return int(o.within)
	}
	return int(o.beyond)
}
