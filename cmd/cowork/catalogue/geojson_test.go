package catalogue

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every feature has a source of its own, whatever its file has for an ID, and the
// same one when the file is written again in another order.
func TestSourcesOfFeatures(t *testing.T) {
	features := []struct{ id, more, name, at, want string }{
		{`"node/1"`, ``, "Nord", "13,47", "osm:node/1"},
		{``, `"@id":"way/2",`, "Nord", "13,47", "osm:way/2"},
		{`"w3"`, ``, "Nord", "13,47", "osm:w3"},
		{`4`, ``, "Nord", "13,47", "osm:feature/4/Nord"},
		{`5`, ``, "Nord", "13,47", "osm:feature/5/Nord"},
		{`4`, ``, "Süd", "13,47", "osm:feature/4/Süd"},
		{`6`, `"@type":"way","@id":9007199254740993,`, "Nord", "13,47", "osm:way/9007199254740993"},
		{``, `"@id":7,`, "Nord", "13,47", "osm:feature/7/Nord"},
		{``, ``, "Nord", "13,47", "osm:feature/Nord/47.0000,13.0000"},
		{``, ``, "Nord", "13.02,47", "osm:feature/Nord/47.0000,13.0200"},
		{`1.5`, ``, "Nord", "13.03,47", "osm:feature/Nord/47.0000,13.0300"},
		{`null`, ``, "Nord", "13.04,47", "osm:feature/Nord/47.0000,13.0400"},
	}
	var lines, want []string
	for _, f := range features {
		id := ""
		if f.id != "" {
			id = `"id":` + f.id + ","
		}
		lines = append(lines, fmt.Sprintf(`{%s"properties":{%s"amenity":"cafe","name":%q},"geometry":{"type":"Point","coordinates":[%s]}}`, id, f.more, f.name, f.at))
		want = append(want, f.want)
	}
	for range 2 {
		entries, report, err := read(t, "places.geojson", `{"features":[`+strings.Join(lines, ",\n")+`]}`)
		if err != nil || report.Skipped != nil {
			t.Fatalf("%v, %+v", err, report)
		}
		var got []string
		for _, e := range entries {
			got = append(got, e.Source)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		slices.Reverse(lines)
		slices.Reverse(want)
	}
}
