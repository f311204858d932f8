package catalogue

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// feature reads one feature of GeoJSON (RFC 7946) as overpass-turbo writes it:
// tags in properties, "node/123" as its id.
func (s *session) feature(raw json.RawMessage) error {
	var f struct {
		ID         any
		Properties map[string]any
		Geometry   *struct {
			Type        string
			Coordinates json.RawMessage
		}
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		return fmt.Errorf("this is not a GeoJSON feature: %w", err)
	}
	t := tags{}
	for key, value := range f.Properties {
		if text, ok := value.(string); ok {
			t[key] = text
		}
	}
	source := first(t["@id"], text(f.ID))
	if source == "" {
		source = "feature/" + t["name"]
	}
	return s.take(source, t, func() (point, error) {
		if f.Geometry == nil {
			return point{}, fmt.Errorf("%q has no geometry", clip(t["name"], 40))
		}
		rings, err := ringsOf(f.Geometry.Type, f.Geometry.Coordinates)
		if err != nil {
			return point{}, fmt.Errorf("%q: %w", clip(t["name"], 40), err)
		}
		at, _ := inside(rings...)
		return at, nil
	})
}

func text(v any) string {
	if s, ok := v.(string); ok {
		return strings.TrimSpace(s)
	}
	return ""
}

// ringsOf reads the coordinates of a geometry, [longitude, latitude] each.
func ringsOf(kind string, raw json.RawMessage) ([][]point, error) {
	var err error
	var rings [][][]float64
	switch kind {
	case "Point":
		var p []float64
		err = json.Unmarshal(raw, &p)
		rings = [][][]float64{{p}}
	case "LineString", "MultiPoint":
		var line [][]float64
		err = json.Unmarshal(raw, &line)
		rings = [][][]float64{line}
	case "Polygon", "MultiLineString":
		err = json.Unmarshal(raw, &rings)
	case "MultiPolygon":
		var polygons [][][][]float64
		err = json.Unmarshal(raw, &polygons)
		for _, p := range polygons {
			rings = append(rings, p...)
		}
	default:
		return nil, fmt.Errorf("a geometry of type %q is not understood", clip(kind, 30))
	}
	if err != nil {
		return nil, fmt.Errorf("the coordinates of this %s are not numbers in the usual nesting", kind)
	}
	var out [][]point
	for _, ring := range rings {
		points := make([]point, 0, len(ring))
		for _, c := range ring {
			if len(c) < 2 {
				return nil, errors.New("a coordinate needs a longitude and a latitude")
			}
			p := point{lat: c[1], lon: c[0]}
			if !p.valid() {
				return nil, fmt.Errorf("longitude %g, latitude %g is not on Earth", p.lon, p.lat)
			}
			points = append(points, p)
		}
		out = append(out, points)
	}
	if _, ok := inside(out...); !ok {
		return nil, errors.New("the geometry is empty")
	}
	return out, nil
}
