package catalogue

import (
	"encoding/json"
	"fmt"
)

// element reads one element of the Overpass API's JSON, asked for with
// "out center" or "out geom" so that ways know where they are.
func (s *session) element(raw json.RawMessage) error {
	var e struct {
		Type     string
		ID       int64
		Lat, Lon *float64
		Center   *coordinates
		Geometry []*coordinates
		Tags     tags
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return fmt.Errorf("this is not an element of Overpass JSON: %w", err)
	}
	if len(e.Tags) == 0 { // a corner of some way
		return nil
	}
	return s.take(fmt.Sprintf("%s/%d", e.Type, e.ID), e.Tags, func() (point, error) {
		var at point
		switch {
		case e.Lat != nil && e.Lon != nil:
			at = point{*e.Lat, *e.Lon}
		case len(e.Geometry) > 0:
			var ring []point
			for _, c := range e.Geometry {
				if c != nil {
					ring = append(ring, point{c.Lat, c.Lon})
				}
			}
			at, _ = inside(ring)
		case e.Center != nil:
			at = point{e.Center.Lat, e.Center.Lon}
		default:
			return at, fmt.Errorf("%s/%d (%s) has no coordinates; ask Overpass for \"out center\"", e.Type, e.ID, clip(e.Tags["name"], 40))
		}
		if !at.valid() {
			return at, fmt.Errorf("%q: longitude %g, latitude %g is not on Earth", clip(e.Tags["name"], 40), at.lon, at.lat)
		}
		return at, nil
	})
}

type coordinates struct{ Lat, Lon float64 }
