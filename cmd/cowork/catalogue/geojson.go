package catalogue

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// feature reads one feature of GeoJSON (RFC 7946) as overpass-turbo writes it:
// tags in properties, "node/123" as its id; or as others do.
func (s *session) feature(raw json.RawMessage) error {
	var f struct {
		ID         json.RawMessage
		Properties map[string]json.RawMessage
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
		if text, ok := text(value); ok {
			t[key] = text
		}
	}
	at := func() (point, error) {
		if f.Geometry == nil {
			return point{}, fmt.Errorf("%q has no geometry", clip(t["name"], 40))
		}
		rings, err := ringsOf(f.Geometry.Type, f.Geometry.Coordinates)
		if err != nil {
			return point{}, fmt.Errorf("%q: %w", clip(t["name"], 40), err)
		}
		at, _ := inside(rings...)
		return at, nil
	}
	return s.take(featureSource(t, f.ID, f.Properties["@id"], at), t, at)
}

// featureSource is what tells a feature from all others, and is the same when its
// file is written again: the ID that OpenStreetMap has for it ("node/123", or
// "@type" and "@id" as osmium writes them), or another text that is its ID. A number
// alone is often only a count, which another file has too, so the name stays
// beside it. Without any ID it is the name and the place.
func featureSource(t tags, id, numbered json.RawMessage, at func() (point, error)) string {
	if n, ok := number(numbered); ok && t["@type"] != "" {
		return t["@type"] + "/" + n
	}
	said, _ := text(id)
	if source := first(t["@id"], said); source != "" {
		return source
	}
	for _, raw := range []json.RawMessage{id, numbered} {
		if n, ok := number(raw); ok {
			return "feature/" + n + "/" + t["name"]
		}
	}
	where, err := at()
	if err != nil {
		return "feature/" + t["name"]
	}
	return fmt.Sprintf("feature/%s/%.4f,%.4f", t["name"], where.lat, where.lon)
}

// text is what a text of JSON says.
func text(raw json.RawMessage) (said string, is bool) {
	is = len(raw) > 0 && raw[0] == '"' && json.Unmarshal(raw, &said) == nil
	return strings.TrimSpace(said), is
}

// number is a whole number of JSON as it is written, which may be larger than a
// float is exact for.
func number(raw json.RawMessage) (string, bool) {
	_, err := strconv.ParseInt(string(raw), 10, 64)
	return string(raw), err == nil
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
