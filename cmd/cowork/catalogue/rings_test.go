package catalogue

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/osm"
)

// An outline that is cut into any number of ways, in any order and direction, has
// the point inside that it has in one piece, with its yard cut up likewise.
func TestOutlinesAreJoined(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 8))
	for round := range 500 {
		whole := outlines{ways: map[osm.WayID][]osm.NodeID{}, nodes: map[osm.NodeID]*point{}}
		var pieces []osm.WayID
		for r, size := range []float64{2, .5} {
			n := 6 + rng.IntN(10)
			var ids []osm.NodeID
			for k := range n {
				turn, far := 2*math.Pi*float64(k)/float64(n), size*(.6+.4*rng.Float64())
				id := osm.NodeID(100*(r+1) + k)
				whole.nodes[id] = &point{47 + far*math.Sin(turn), 13 + far*math.Cos(turn)}
				ids = append(ids, id)
			}
			ids = append(ids, ids[0])
			whole.ways[osm.WayID(-1-r)] = ids
			for from := 0; from < n; {
				to := min(n, from+1+rng.IntN(n))
				piece := slices.Clone(ids[from : to+1])
				if rng.IntN(2) == 0 {
					slices.Reverse(piece)
				}
				id := osm.WayID(len(pieces) + 1)
				whole.ways[id], pieces = piece, append(pieces, id)
				from = to
			}
		}
		rng.Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
		want, _ := inside(whole.rings([]osm.WayID{-1, -2})...)
		got, _ := inside(whole.rings(pieces)...)
		if math.Abs(got.lat-want.lat) > 1e-9 || math.Abs(got.lon-want.lon) > 1e-9 {
			t.Fatalf("round %d: %v, want %v, of %d pieces", round, got, want, len(pieces))
		}
	}
}

// A library shaped like an L, of three ways, and one of which a way is missing.
func TestALibraryOfThreeWays(t *testing.T) {
	file := func(members ...int) string {
		var b strings.Builder
		b.WriteString("<osm>")
		for i, p := range []point{{0, 0}, {0, 10}, {10, 10}, {10, 9}, {1, 9}, {1, 0}} {
			fmt.Fprintf(&b, `<node id="%d" lat="%g" lon="%g"/>`, i+1, p.lat, p.lon)
		}
		b.WriteString(`<way id="1"><nd ref="3"/><nd ref="2"/><nd ref="1"/></way><way id="2"><nd ref="3"/><nd ref="4"/><nd ref="5"/></way>`)
		b.WriteString(`<way id="3"><nd ref="1"/><nd ref="6"/><nd ref="5"/></way><relation id="9">`)
		for _, m := range members {
			fmt.Fprintf(&b, `<member type="way" ref="%d" role="outer"/>`, m)
		}
		b.WriteString(`<tag k="type" v="multipolygon"/><tag k="amenity" v="library"/><tag k="name" v="L"/></relation></osm>`)
		return b.String()
	}
	for _, members := range [][]int{{1, 2, 3}, {3, 1, 2}, {2, 3, 1}} {
		found, _, err := read(t, "map.osm", file(members...))
		if err != nil || len(found) != 1 || found[0].Area.Lat != 5 || found[0].Area.Lon != 9.5 {
			t.Errorf("%v: %+v, %v", members, found, err)
		}
	}
	if found, _, err := read(t, "map.osm", file(1, 2, 77)); err != nil || len(found) != 1 || !found[0].Area.Located {
		t.Errorf("without a way: %+v, %v", found, err)
	}
}
