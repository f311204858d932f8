package pairing

import "math"

// Distances are compared far more often than they are told. The chord between
// two points rises with their distance, so its square is enough to see in which
// band they are, without a root or an arc. The distance is rounded to metres;
// where the chord is so close to the end of a band that rounding decides, the
// distance itself is asked.

// edge is a distance in metres, as squares of chords: those below sure are
// within, those above never are not.
type edge struct {
	metres      int
	sure, never float64
}

func newEdge(metres int) edge {
	angle := (float64(metres) + 0.5) / earth
	if angle >= math.Pi {
		return edge{metres, math.Inf(1), math.Inf(1)}
	}
	c := 2 * math.Sin(angle/2)
	return edge{metres, c * c * (1 - 1e-9), c * c * (1 + 1e-9)}
}

// within reports whether two points, whose chord has the square gap, are no
// further apart than the edge.
func (e *edge) within(gap float64, p, q point) bool {
	if gap < e.sure {
		return true
	}
	return gap <= e.never && p.metres(q) <= e.metres
}

// chord is the square of the chord between two points.
func chord(p, q point) float64 {
	dx, dy, dz := p.x-q.x, p.y-q.y, p.z-q.z
	return float64(dx*dx) + float64(dy*dy) + float64(dz*dz)
}

// nearEdges are the bands of nearness, journeys those of whole kilometres.
var nearEdges, journeys = func() (bands, km []edge) {
	for _, b := range nearness {
		bands = append(bands, newEdge(b.metres))
	}
	for k := range 401 {
		km = append(km, newEdge(k*1000))
	}
	return bands, km
}()

// nearPoints is what nearness is worth.
func nearPoints(gap float64, p, q point) int {
	if gap > nearEdges[len(nearEdges)-1].never {
		return 0
	}
	for i := range nearEdges {
		if nearEdges[i].within(gap, p, q) {
			return nearness[i].points
		}
	}
	return 0
}

// withinKM reports whether two points are at most so many km apart.
func withinKM(gap float64, km int32, p, q point) bool {
	if km < 0 || int(km) >= len(journeys) {
		return p.metres(q) <= int(km)*1000
	}
	return journeys[km].within(gap, p, q)
}
