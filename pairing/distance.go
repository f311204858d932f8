package pairing

import "math"

// point is a place on a sphere of radius 1.
type point struct{ x, y, z float64 }

// earth is the mean radius of the earth in metres.
const earth = 6_371_008.8

func (a Area) point() point {
	if !a.Located {
		return point{}
	}
	lat, lon := a.Lat*math.Pi/180, a.Lon*math.Pi/180
	return point{math.Cos(lat) * math.Cos(lon), math.Cos(lat) * math.Sin(lon), math.Sin(lat)}
}

// metres is the distance over ground between two points, to the metre. The
// conversions forbid fused multiplication, so that every machine agrees.
func (p point) metres(q point) int {
	dx, dy, dz := p.x-q.x, p.y-q.y, p.z-q.z
	chord := math.Sqrt(float64(dx*dx) + float64(dy*dy) + float64(dz*dz))
	return int(math.Round(2 * earth * math.Asin(min(chord/2, 1))))
}

// far says how far apart two places are.
type far int

// unknownFar is the distance where one of the places is not known; sameLabel that
// between places of which only an equal name is known.
const (
	unknownFar far = -1
	sameLabel  far = -2
)

// known reports whether the distance is a number of metres.
func (d far) known() bool { return d >= 0 }

// within reports whether the distance is known to be at most so many km; the
// same label is near.
func (d far) within(km int) bool {
	return d == sameLabel || d.known() && int(d) <= km*1000
}

// beyond reports whether the distance is known to be more than so many km.
func (d far) beyond(km int) bool { return d.known() && int(d) > km*1000 }

// apart measures two areas, given what was prepared from them.
func apart(a, b Area, p, q point, labels bool) far {
	switch {
	case a.Located && b.Located:
		return far(p.metres(q))
	case labels:
		return sameLabel
	}
	return unknownFar
}

// distance between two candidates.
func distance(a, b *candidate) far {
	return apart(a.Area, b.Area, a.at, b.at, a.label != "" && a.label == b.label)
}

// MetersTo is how far it is from one area to another as the crow flies; false
// where one of them has no coordinates.
func (a Area) MetersTo(b Area) (int, bool) {
	if !a.Located || !b.Located {
		return 0, false
	}
	return a.point().metres(b.point()), true
}
