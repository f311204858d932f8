package pairing

import (
	"testing"

	"pgregory.net/rapid"
)

// The cards come to the same as the gate and the table, for everybody; and if
// asked for scores above something, they tell no lie about those below.
func TestCardsSayWhatTheTableSays(t *testing.T) {
	open, shut, bonds := 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 12)
		r := newRoster(&in, pointers(in.Members))
		d := newDeck(r)
		over := rapid.IntRange(MinScore, MaxScore).Draw(rt, "over")
		for i := range int32(len(r.all)) {
			for j := range i {
				f := r.meet(i, j)
				want := closed
				if f.obstacle() == "" {
					want = f.score()
					open++
				} else {
					shut++
				}
				if f.bond != (bond{}) {
					bonds++
				}
				got, b := d.pairScore(i, j, closed)
				if got != want || got != closed && b != f.bond {
					rt.Fatalf("%s and %s: %d, want %d (%s)", f.a.ID, f.b.ID, got, want, f.obstacle())
				}
				if got, _ := d.pairScore(i, j, over); got != want && (got > over || want > over) {
					rt.Fatalf("%s and %s above %d: %d, want %d", f.a.ID, f.b.ID, over, got, want)
				}
			}
		}
	})
	t.Logf("%d pairs with an open gate, %d without, %d with a bond", open, shut, bonds)
}

// At the ends of the bands the rounding of the distance decides, and nothing else.
func TestBandsEndWhereTheDistanceDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := Area{Located: true, Lat: rapid.Float64Range(-85, 85).Draw(rt, "lat"), Lon: 13}
		b := rapid.SampledFrom(nearness).Draw(rt, "band")
		metres := float64(b.metres) + rapid.Float64Range(-2, 2).Draw(rt, "off")
		q := p
		q.Lat += metres / earth * 180 / 3.141592653589793
		gap := chord(p.point(), q.point())
		f := &facts{far: far(p.point().metres(q.point()))}
		if got, want := nearPoints(gap, p.point(), q.point()), near(f); got != want {
			rt.Fatalf("%d m: %d points, want %d", f.far, got, want)
		}
		km := int32(b.metres / 1000)
		if got, want := withinKM(gap, km, p.point(), q.point()), !f.far.beyond(int(km)); got != want {
			rt.Fatalf("%d m: within %d km is %v", f.far, km, got)
		}
	})
}
