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
