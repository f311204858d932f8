package catalogue

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// frame is one block that says what it likes about its size.
func frame(kind string, says uint64, data []byte) []byte {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	if _, err := w.Write(data); err != nil {
		panic(err)
	}
	w.Close()
	blob := protowire.AppendVarint(protowire.AppendTag(nil, 2, protowire.VarintType), says)
	blob = bytesField(blob, 3, packed.Bytes())
	head := bytesField(nil, 1, []byte(kind))
	head = protowire.AppendVarint(protowire.AppendTag(head, 3, protowire.VarintType), uint64(len(blob)))
	out := binary.BigEndian.AppendUint32(nil, uint32(len(head)))
	return append(append(out, head...), blob...)
}

// Hostile .osm.pbf files end in a clear line, and take no memory for what they claim.
func TestHostilePBF(t *testing.T) {
	head := bytesField(nil, 4, []byte("OsmSchema-V0.6"))
	good := frame("OSMHeader", uint64(len(head)), head)
	bomb := frame("OSMData", 100, make([]byte, 100<<20))
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"a head that claims gigabytes": {frame("OSMHeader", 2_000_000_000, head), "unpacks to 2000000000 bytes, and 32 MB are the most"},
		"a negative size":              {frame("OSMHeader", 1<<32-1, head), "unpacks to -1 bytes"},
		"a bomb":                       {append(bytes.Clone(good), bomb...), "unpacks to more than the 100 bytes that it says"},
		"a promise not kept":           {append(bytes.Clone(good), frame("OSMData", 100, []byte("x"))...), "unpacks to 1 bytes, not to the 100"},
		"cut off in a block":           {good[:len(good)-3], "was it cut off?"},
		"cut off in a size":            {append(bytes.Clone(good), 0, 0), "was it cut off?"},
		"no such format":               {[]byte("<?xml version='1.0'?>"), "is this an .osm.pbf file?"},
		"damaged":                      {append([]byte{0, 0, 0, 2}, 0xff, 0xff), "damaged"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := read(t, "map.osm.pbf", string(c.file))
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 64 {
			t.Errorf("%s: %d MB were taken", name, took)
		}
	}
}

// Blocks that are small in the file and name millions of things are refused, or
// read one thing at a time.
func TestCrowdedPBF(t *testing.T) {
	table := func(texts ...string) (packed []byte) {
		for _, s := range texts {
			packed = bytesField(packed, 1, []byte(s))
		}
		return bytesField(nil, 1, packed)
	}
	cafe := []string{"", "amenity", "cafe", "name", "Nord"}
	way := func(id uint64, refs int) []byte {
		w := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), id)
		w = bytesField(bytesField(w, 2, []byte{1, 3}), 3, []byte{2, 4})
		return bytesField(nil, 3, bytesField(w, 8, make([]byte, refs)))
	}
	var many []byte
	for id := range mostCorners/mostRefs + 1 {
		many = append(many, way(uint64(id+1), mostRefs)...)
	}
	nodes := make([]byte, 2_000_000)
	crowd := bytesField(bytesField(bytesField(nil, 1, nodes), 8, nodes), 9, nodes)
	relation := bytesField(bytesField(bytesField(nil, 8, make([]byte, mostMembers+1)), 9, make([]byte, mostMembers+1)), 10, make([]byte, mostMembers+1))
	for name, c := range map[string]struct {
		block []byte
		want  string
	}{
		"texts":          {bytesField(nil, 1, bytes.Repeat([]byte{1<<3 | 2, 0}, mostTexts+1)), "damaged"},
		"refs":           {bytesField(table(cafe...), 2, way(1, mostRefs+1)), "damaged"},
		"members":        {bytesField(table(cafe...), 2, bytesField(nil, 4, relation)), "damaged"},
		"outlines":       {bytesField(table(cafe...), 2, many), "more than 1000000 corners"},
		"dense nodes":    {bytesField(table(cafe...), 2, bytesField(nil, 2, crowd)), ""},
		"nothing at all": {bytesField(table(cafe...), 2, bytes.Repeat([]byte{1<<3 | 2, 0}, 1_000_000)), ""},
	} {
		if _, _, err := read(t, "map.osm.pbf", mapFile(c.block)); c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		} else if c.want == "" && err != nil && !strings.Contains(err.Error(), "no venue") {
			t.Errorf("%s: %v", name, err)
		}
		var before runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		most := before.HeapInuse
		b := &blocks{ctx: t.Context(), in: &frames{in: strings.NewReader(mapFile(c.block))}, want: wantNodes | wantWays | wantRelations}
		for n := 0; b.Scan(); n++ {
			if n%100_000 == 0 {
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapInuse)
			}
		}
		if took := (most - before.HeapInuse) >> 20; took > 64 {
			t.Errorf("%s: %d MB were taken", name, took)
		}
	}
}

// Blocks of which some bytes are something else are read, or refused in a line; a
// text that is not in the table, a list that is too short and a member of no type
// among them.
func TestDamagedPBF(t *testing.T) {
	block := cafeAndLibrary()
	rng := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for range 500 {
		damaged := bytes.Clone(block)
		for range 1 + rng.IntN(3) {
			damaged[rng.IntN(len(damaged))] = byte(rng.IntN(256))
		}
		if _, _, err := read(t, "map.osm.pbf", mapFile(damaged)); err != nil {
			refused++
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than a line: %v", err)
			}
		}
	}
	if refused < 50 {
		t.Errorf("only %d of 500 were refused", refused)
	}
}
