package catalogue

import (
	"fmt"
	"testing"
)

// An export with "out geom" tells where a relation is by the ways that it is made
// of, in whatever order and direction; with "out bb" by its bounds. One of which it
// tells nothing is left out, and the others are kept.
func TestOverpassRelations(t *testing.T) {
	const (
		left  = `{"type":"way","ref":1,"role":"outer","geometry":[{"lat":10,"lon":10},{"lat":10,"lon":0},{"lat":0,"lon":0}]}`
		top   = `{"type":"way","ref":2,"role":"outer","geometry":[{"lat":10,"lon":10},{"lat":9,"lon":10},{"lat":9,"lon":1}]}`
		inner = `{"type":"way","ref":3,"role":"outer","geometry":[{"lat":0,"lon":0},{"lat":0,"lon":1},{"lat":9,"lon":1}]}`
	)
	library := func(id int, rest string) string {
		return fmt.Sprintf(`{"type":"relation","id":%d,%s"tags":{"amenity":"library","name":"Library %d"}}`, id, rest, id)
	}
	entries, report, err := read(t, "town.json", `{"elements":[`+
		library(1, `"bounds":{"minlat":0,"minlon":0,"maxlat":10,"maxlon":10},"members":[`+left+","+top+","+inner+`],`)+","+
		library(2, `"members":[`+top+","+inner+`,{"type":"node","ref":9,"role":"entrance","lat":0,"lon":1},`+left+`],`)+","+
		library(3, `"bounds":{"minlat":2,"minlon":4,"maxlat":4,"maxlon":6},"members":[{"type":"way","ref":5,"role":"outer","geometry":[null,null]}],`)+","+
		library(4, `"members":[{"type":"relation","ref":6,"role":""}],`)+","+
		library(5, `"center":{"lat":7,"lon":8},`)+`]}`)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]point{
		"osm:relation/1": {5, .5}, "osm:relation/2": {5, .5}, // in the arm of the L, not in its bounds' middle
		"osm:relation/3": {3, 5}, "osm:relation/5": {7, 8},
	}
	for _, e := range entries {
		if at := (point{e.Area.Lat, e.Area.Lon}); at != want[e.Source] || !e.Area.Located {
			t.Errorf("%s is at %v, want %v", e.Source, at, want[e.Source])
		}
	}
	if len(entries) != len(want) || report.Skipped["the outline is not in the file"] != 1 {
		t.Errorf("%d of them, %+v", len(entries), report)
	}
}
