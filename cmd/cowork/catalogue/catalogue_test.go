package catalogue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cowork/pairing"
)

func read(t *testing.T, name, content string) ([]Entry, Report, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	var entries []Entry
	report, err := Read(t.Context(), path, func(e Entry) error {
		entries = append(entries, e)
		return nil
	})
	return entries, report, err
}

// The same three places in each format, with a fountain and a nameless café
// that no reader keeps.
const (
	geoJSON = `{"type":"FeatureCollection","generator":"overpass-turbo","features":[
{"type":"Feature","id":"node/1","properties":{"@id":"node/1","amenity":"cafe","name":"Café Nord","internet_access":"wlan","opening_hours":"Mo-Fr 08:00-19:00","wheelchair":"yes","addr:street":"Linzer Gasse","addr:housenumber":"12","addr:postcode":"5020","addr:city":"Salzburg","outdoor_seating":"yes"},"geometry":{"type":"Point","coordinates":[13.05,47.8]}},
{"type":"Feature","id":"way/2","properties":{"@id":"way/2","amenity":"library","name":"Library","internet_access":"no"},"geometry":{"type":"Polygon","coordinates":[[[13,47],[13.4,47],[13.4,47.2],[13.1,47.2],[13.1,47.4],[13,47.4],[13,47]]]}},
{"type":"Feature","id":"node/3","properties":{"office":"coworking","name":"The Room","opening_hours":"Mi 9-12","charge":"25 EUR/day"},"geometry":{"type":"Point","coordinates":[13.06,47.81]}},
{"type":"Feature","id":"node/4","properties":{"amenity":"fountain","name":"Fountain"},"geometry":{"type":"Point","coordinates":[13.06,47.81]}},
{"type":"Feature","id":"node/5","properties":{"amenity":"cafe"},"geometry":{"type":"Point","coordinates":[13.06,47.81]}}
],"timestamp":"2026-01-01T00:00:00Z"}`
	overpass = `{"version":0.6,"generator":"Overpass API","osm3s":{"copyright":"x"},"elements":[
{"type":"node","id":1,"lat":47.8,"lon":13.05,"tags":{"amenity":"cafe","name":"Café Nord","internet_access":"wlan","opening_hours":"Mo-Fr 08:00-19:00","wheelchair":"yes","addr:street":"Linzer Gasse","addr:housenumber":"12","addr:postcode":"5020","addr:city":"Salzburg","outdoor_seating":"yes"}},
{"type":"way","id":2,"geometry":[{"lat":47,"lon":13},{"lat":47,"lon":13.4},{"lat":47.2,"lon":13.4},{"lat":47.2,"lon":13.1},{"lat":47.4,"lon":13.1},{"lat":47.4,"lon":13},{"lat":47,"lon":13}],"tags":{"amenity":"library","name":"Library","internet_access":"no"}},
{"type":"node","id":3,"lat":47.81,"lon":13.06,"tags":{"office":"coworking","name":"The Room","opening_hours":"Mi 9-12","charge":"25 EUR/day"}},
{"type":"node","id":4,"lat":47.81,"lon":13.06,"tags":{"amenity":"fountain","name":"Fountain"}},
{"type":"node","id":5,"lat":47.81,"lon":13.06,"tags":{"amenity":"cafe"}}
]}`
	osmXML = `<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">
<node id="1" lat="47.8" lon="13.05"><tag k="amenity" v="cafe"/><tag k="name" v="Café Nord"/><tag k="internet_access" v="wlan"/><tag k="opening_hours" v="Mo-Fr 08:00-19:00"/><tag k="wheelchair" v="yes"/><tag k="addr:street" v="Linzer Gasse"/><tag k="addr:housenumber" v="12"/><tag k="addr:postcode" v="5020"/><tag k="addr:city" v="Salzburg"/><tag k="outdoor_seating" v="yes"/></node>
<node id="3" lat="47.81" lon="13.06"><tag k="office" v="coworking"/><tag k="name" v="The Room"/><tag k="opening_hours" v="Mi 9-12"/><tag k="charge" v="25 EUR/day"/></node>
<node id="4" lat="47.81" lon="13.06"><tag k="amenity" v="fountain"/><tag k="name" v="Fountain"/></node>
<node id="5" lat="47.81" lon="13.06"><tag k="amenity" v="cafe"/></node>
<node id="11" lat="47" lon="13"/><node id="12" lat="47" lon="13.4"/><node id="13" lat="47.2" lon="13.4"/>
<node id="14" lat="47.2" lon="13.1"/><node id="15" lat="47.4" lon="13.1"/><node id="16" lat="47.4" lon="13"/>
<way id="2"><nd ref="11"/><nd ref="12"/><nd ref="13"/><nd ref="14"/><nd ref="15"/><nd ref="16"/><nd ref="11"/><tag k="amenity" v="library"/><tag k="name" v="Library"/><tag k="internet_access" v="no"/></way>
</osm>`
)

func threePlaces() map[string]Entry {
	cafe := Entry{Source: "osm:node/1", Attribution: OpenStreetMap, Venue: pairing.Venue{
		Name: "Café Nord", Type: pairing.Cafe, Address: "Linzer Gasse 12, 5020 Salzburg", Hours: "Mo-Fr 08:00-19:00",
		WiFi: pairing.Yes, StepFree: pairing.Yes, Notes: "seats outside",
		Area: pairing.Area{Label: "Salzburg", Located: true, Lat: 47.8, Lon: 13.05},
	}}
	library := Entry{Source: "osm:way/2", Attribution: OpenStreetMap, Venue: pairing.Venue{
		Name: "Library", Type: pairing.Library, WiFi: pairing.No, Quiet: pairing.Yes,
		Area: pairing.Area{Located: true, Lat: 47.2, Lon: 13.05},
	}}
	room := Entry{Source: "osm:node/3", Attribution: OpenStreetMap, Venue: pairing.Venue{
		Name: "The Room", Type: pairing.Office, Hours: "Mi 9-12", Notes: "costs 25 EUR/day",
		Area: pairing.Area{Located: true, Lat: 47.81, Lon: 13.06},
	}}
	return map[string]Entry{cafe.Source: cafe, library.Source: library, room.Source: room}
}

func TestFormatsAgree(t *testing.T) {
	for _, c := range []struct{ name, content string }{
		{"export.geojson", geoJSON}, {"export.json", geoJSON}, {"overpass.json", overpass}, {"map.osm", osmXML},
	} {
		t.Run(c.name, func(t *testing.T) {
			entries, report, err := read(t, c.name, c.content)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]Entry{}
			for _, e := range entries {
				got[e.Source] = e
			}
			near := cmp.Comparer(func(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 })
			if diff := cmp.Diff(threePlaces(), got, near); diff != "" {
				t.Error(diff)
			}
			want := Report{Read: 5, Kept: 3, Skipped: map[string]int{"not a place to work at": 1, "without a name": 1}, Vague: []string{"The Room"}}
			if diff := cmp.Diff(want, report); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A relation knows where it is by its ways.
func TestRelation(t *testing.T) {
	entries, report, err := read(t, "museum.osm", `<osm>
<node id="1" lat="10" lon="20"/><node id="2" lat="10" lon="21"/><node id="3" lat="11" lon="21"/>
<way id="5"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/></way>
<relation id="7"><member type="way" ref="5" role="outer"/><tag k="type" v="multipolygon"/><tag k="tourism" v="museum"/><tag k="name" v="Museum"/></relation>
<relation id="8"><member type="way" ref="99" role="outer"/><tag k="tourism" v="museum"/><tag k="name" v="Elsewhere"/></relation>
</osm>`)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 || entries[0].Source != "osm:relation/7" || entries[0].Area.Lat != 10.5 || entries[0].Area.Lon != 20.75 {
		t.Errorf("%+v", entries)
	}
	if report.Skipped["the outline is not in the file"] != 1 {
		t.Errorf("%+v", report)
	}
}

func TestReadRefuses(t *testing.T) {
	feature := func(geometry string) string {
		return `{"features":[` + "\n\n" + `{"properties":{"amenity":"cafe","name":"X","@id":"node/1"},"geometry":` + geometry + `}]}`
	}
	for _, c := range []struct{ name, content, want string }{
		{"x.geojson", "", "line 1: the file ends too early"},
		{"x.geojson", "[]", "line 1: expected an object with a list of features"},
		{"x.geojson", "{}", "line 1: there is no list of features in it"},
		{"x.geojson", `{"features": 5}`, "line 1: expected a list of features, found 5"},
		{"x.geojson", "{\"features\":[\n\n{\"properties\":{}, oops}]}", "line 3: invalid character 'o'"},
		{"x.geojson", "{\"features\":[\n{\"properties\":{}},\n", "line 2: the file ends too early"},
		{"x.geojson", feature(`{"type":"Point","coordinates":[13,97]}`), `line 3: "X": longitude 13, latitude 97 is not on Earth`},
		{"x.geojson", feature(`{"type":"Point","coordinates":[13]}`), "line 3: \"X\": a coordinate needs a longitude and a latitude"},
		{"x.geojson", feature(`{"type":"Point","coordinates":"here"}`), "are not numbers"},
		{"x.geojson", feature(`{"type":"Polygon","coordinates":[]}`), "the geometry is empty"},
		{"x.geojson", feature(`{"type":"Blob","coordinates":[]}`), `a geometry of type "Blob" is not understood`},
		{"x.geojson", feature(`null`), `"X" has no geometry`},
		{"x.geojson", `{"features":[` + strings.Repeat("[", 20000), "exceeded max depth"},
		{"x.geojson", `{"features":[{"properties":{"name":"` + strings.Repeat("a", maxFeature+1<<20) + `"}}]}`, "one feature has more than 4 MB"},
		{"x.json", "{}", "there is no list of elements in it"},
		{"x.json", `{"elements":[{"type":"way","id":3,"tags":{"amenity":"cafe","name":"X"}}]}`, `ask Overpass for "out center"`},
		{"x.osm", "<osm><node id='1' lat='1' lon='2'>\n<tag k='a'", "line 2: unexpected EOF"},
		{"x.osm.pbf", "no protobuf", "x.osm.pbf: "},
		{"x.csv", "", "line 1: the file is empty"},
		{"x.csv", "name,kind\n", `line 1: there is no column "kind"`},
		{"x.csv", "name\n", "line 1: the column type is missing"},
		{"x.csv", "name,name,type\n", "line 1: the column name is there twice"},
		{"x.csv", "name,type\nA,cafe\nB,bar\n", `line 3: type: "bar" is not one of`},
		{"x.csv", "name,type\n,cafe\n", "line 2: the name is empty"},
		{"x.csv", "name,type,lat\nA,cafe,47\n", "line 2: lat and lon belong together"},
		{"x.csv", "name,type,lat,lon\nA,cafe,NaN,13\n", `line 2: lat: "NaN" is not a number of degrees`},
		{"x.csv", "name,type,wifi\nA,cafe,maybe\n", `line 2: wifi: "maybe" is not yes, no or empty`},
		{"x.csv", "name,type,price\nA,cafe,-1\n", `line 2: price: "-1" is not a whole number`},
		{"x.csv", "name,type,hours\nA,cafe,always\n", "line 2: hours: opening hours"},
		{"x.csv", "name,type\nA,cafe,too,many\n", "line 2: 4 cells, but the first line names 2 columns"},
		{"x.csv", "name,type\n\"A,cafe\n", "x.csv, line "},
		{"x.txt", "", "the ending is not one of"},
	} {
		_, _, err := read(t, c.name, c.content)
		var fileErr *Error
		if !errors.As(err, &fileErr) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %.60q: %v\nwant %q", c.name, c.content, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: more than one line: %v", c.name, err)
		}
	}
}

func TestReadMissing(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]string{
		filepath.Join(dir, "none.csv"): "no such file",
		dir + ".csv":                   "no such file",
	} {
		if _, err := Read(t.Context(), path, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	folder := filepath.Join(dir, "folder.csv")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(t.Context(), folder, nil); err == nil || !strings.Contains(err.Error(), "this is a folder") {
		t.Error(err)
	}
}

func TestReadStops(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.geojson")
	if err := os.WriteFile(path, []byte(geoJSON), 0o600); err != nil {
		t.Fatal(err)
	}
	full := errors.New("full")
	report, err := Read(t.Context(), path, func(Entry) error { return full })
	if err != full || report.Kept != 0 {
		t.Errorf("%v, %+v: want the caller's error as it is", err, report)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(ctx, path, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want cancelled", err)
	}
}

func TestCSVRoundTrip(t *testing.T) {
	want := []Entry{
		{Source: "csv:a|nord", Venue: pairing.Venue{Name: "A", Type: pairing.Cafe, Area: pairing.Area{Label: "Nord", Located: true, Lat: -47.5, Lon: 13.25}, Hours: "24/7", WiFi: pairing.Yes, Calls: pairing.No, Price: 1500, Notes: `says "hi", twice`}},
		{Source: "osm:node/9", Attribution: OpenStreetMap, Venue: pairing.Venue{Name: "=B()", Type: pairing.Centre, Notes: "-20%"}},
	}
	var out bytes.Buffer
	if err := WriteCSV(&out, want); err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{out.String(), "\ufeff" + out.String(), strings.ReplaceAll(out.String(), "\n", "\r\n")} {
		got, _, err := read(t, "x.csv", content)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	if got, _, err := read(t, "x.csv", "type;name\ncafe;A\n"); err != nil || len(got) != 1 || got[0].Name != "A" {
		t.Errorf("with semicolons: %+v, %v", got, err)
	}
}

// The sample of a real export: nothing in it is refused.
func TestSample(t *testing.T) {
	path := "../../../../shared/data/salzburg.geojson"
	if _, err := os.Stat(path); err != nil {
		t.Skip("left out: the sample data of ../shared is not here")
	}
	var cafes int
	report, err := Read(t.Context(), path, func(e Entry) error {
		if e.Type == pairing.Cafe && e.Area.Located && e.Name != "" {
			cafes++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", report)
	if report.Read != 129 || cafes == 0 || cafes != report.Kept {
		t.Errorf("read %d features and kept %d, %d of them cafés", report.Read, report.Kept, cafes)
	}
}

func FuzzReadJSON(f *testing.F) {
	for _, seed := range []string{geoJSON, overpass, "{}", `{"features":[{"geometry":{"type":"Polygon","coordinates":[[[1,2],[3,4]]]},"properties":{"amenity":"cafe","name":"x"}}]}`} {
		f.Add([]byte(seed))
	}
	path := filepath.Join(f.TempDir(), "x.json")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Read(t.Context(), path, func(e Entry) error {
			if p := (point{e.Area.Lat, e.Area.Lon}); !p.valid() || e.Name == "" || e.Type == "" {
				t.Errorf("%+v", e)
			}
			return nil
		})
		var fileErr *Error
		if err != nil && !errors.As(err, &fileErr) {
			t.Errorf("%v is no *Error", err)
		}
	})
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("name,type,lat,lon,price\nA,cafe,1,2,3\n"))
	f.Add([]byte("\xef\xbb\xbftype;name\n\"library\";\"a;b\"\n"))
	path := filepath.Join(f.TempDir(), "x.csv")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Read(t.Context(), path, func(e Entry) error {
			if p := (point{e.Area.Lat, e.Area.Lon}); !p.valid() || e.Name == "" || e.Price < 0 {
				t.Errorf("%+v", e)
			}
			return nil
		})
		var fileErr *Error
		if err != nil && !errors.As(err, &fileErr) {
			t.Errorf("%v is no *Error", err)
		}
	})
}

func BenchmarkGeoJSON(b *testing.B) {
	const features = 100_000
	path := filepath.Join(b.TempDir(), "x.geojson")
	var out bytes.Buffer
	out.WriteString(`{"type":"FeatureCollection","features":[`)
	for i := range features {
		if i > 0 {
			out.WriteString(",\n")
		}
		fmt.Fprintf(&out, `{"type":"Feature","id":"node/%d","properties":{"@id":"node/%d","amenity":"cafe","name":"Café %d","opening_hours":"Mo-Fr 08:00-19:00"},"geometry":{"type":"Point","coordinates":[%f,47.8]}}`, i, i, i, 13+float64(i)/features)
	}
	out.WriteString("]}")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	size := int64(out.Len())
	out = bytes.Buffer{}
	b.SetBytes(size)
	for b.Loop() {
		if report, err := Read(b.Context(), path, func(Entry) error { return nil }); err != nil || report.Kept != features {
			b.Fatal(report, err)
		}
	}
}
