package catalogue

import (
	"encoding/json"
	"fmt"
)

// element reads one element of the Overpass API's JSON, asked for with
// "out center" or "out geom" so that ways know where they are.
func (s *session) element(raw json.RawMessage) error {
	var e element
	if err := json.Unmarshal(raw, &e); err != nil {
		return fmt.Errorf("this is not an element of Overpass JSON: %w", err)
	}
	if len(e.Tags) == 0 { // a corner of some way
		return nil
	}
	return s.take(fmt.Sprintf("%s/%d", e.Type, e.ID), e.Tags, e.where)
}

// element is a node, a way or a relation. "out geom" gives a way its corners, and a
// relation those of each way that it is made of, null for what is outside the area
// that was asked for; "out bb" gives only the bounds.
type element struct {
	Type     string
	ID       int64
	Lat, Lon *float64
	Center   *coordinates
	Bounds   *struct{ MinLat, MaxLat, MinLon, MaxLon float64 }
	Geometry []*coordinates
	Members  []struct{ Geometry []*coordinates }
	Tags     tags
}

type coordinates struct{ Lat, Lon float64 }

// where is a point inside the element. Of a relation that has none it is errNowhere,
// because an export of a town has some that are made of other relations; a way that
// has none was not asked for as it must be.
func (e *element) where() (at point, err error) {
	switch outline, ok := inside(e.rings()...); {
	case e.Lat != nil && e.Lon != nil:
		at = point{*e.Lat, *e.Lon}
	case ok:
		at = outline
	case e.Center != nil:
		at = point{e.Center.Lat, e.Center.Lon}
	case e.Bounds != nil:
		at = point{(e.Bounds.MinLat + e.Bounds.MaxLat) / 2, (e.Bounds.MinLon + e.Bounds.MaxLon) / 2}
	case e.Type == "relation":
		return at, errNowhere
	default:
		return at, fmt.Errorf("%s/%d (%s) has no coordinates; ask Overpass for \"out center\"", e.Type, e.ID, clip(e.Tags["name"], 40))
	}
	if !at.valid() {
		return at, fmt.Errorf("%q: longitude %g, latitude %g is not on Earth", clip(e.Tags["name"], 40), at.lon, at.lat)
	}
	return at, nil
}

// rings are the outlines of the element, those of a relation joined.
func (e *element) rings() [][]point {
	if line := corners(e.Geometry); len(line) > 0 {
		return [][]point{line}
	}
	var chains [][]point
	for _, m := range e.Members {
		if line := corners(m.Geometry); len(line) > 0 {
			chains = append(chains, line)
		}
	}
	return joined(chains)
}

// corners are the corners of a way that are known.
func corners(line []*coordinates) (known []point) {
	for _, c := range line {
		if c != nil {
			known = append(known, point{c.Lat, c.Lon})
		}
	}
	return known
}
