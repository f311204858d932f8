package pairing

import (
	"math"
	"math/rand/v2"
	"testing"
)

// No gap of a box is too wide for what is in it: neither nearness nor a journey
// is ruled out that a member of the box has.
func TestGapsRuleOutTooLittle(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	somewhere := func(spread float64) point {
		return Area{Located: true, Lat: 47 + r.NormFloat64()*spread, Lon: 13 + r.NormFloat64()*spread}.point()
	}
	for i := range 200_000 {
		spread := []float64{0.0001, 0.005, 0.05, 0.5, 40}[i%5]
		p, q := somewhere(spread), somewhere(spread)
		if i%1000 == 0 {
			q = p
		}
		b := box{p.tile(), p.tile()}
		for range r.IntN(3) {
			more := somewhere(spread).tile()
			b.join(&box{more, more})
		}
		gap, metres := b.gap(q.tile()), p.metres(q)
		worth := 0
		for k := len(nearness) - 1; k >= 0; k-- {
			if metres <= nearness[k].metres {
				worth = nearness[k].points
			}
		}
		if most := mostNearAt(gap); most < worth {
			t.Fatalf("%d m are worth %d, but a gap of %d at most %d", metres, worth, gap, most)
		}
		for _, km := range []int{metres / 1000, (metres + 999) / 1000, 0, 5, 400, 500, 20_100} {
			if metres <= km*1000 && tooWide(gap, int32(km)) {
				t.Fatalf("%d m are within %d km, but a gap of %d is too wide", metres, km, gap)
			}
		}
		if worth == 0 && int64(math.Floor(chord(p, q)*tilesWide*tilesWide)) < farGap {
			t.Fatalf("%d m are worth nothing, but less than farGap", metres)
		}
	}
	for i := range nearEdges {
		edge := nearEdges[i].widest()
		if got := mostNearAt(edge); got != nearness[i].points {
			t.Errorf("a gap at the edge of %d m is worth %d, want %d", nearness[i].metres, got, nearness[i].points)
		}
		if got := mostNearAt(edge + 1); got >= nearness[i].points {
			t.Errorf("a gap beyond the edge of %d m is worth %d", nearness[i].metres, got)
		}
	}
}
