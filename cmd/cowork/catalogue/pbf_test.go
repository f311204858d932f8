package catalogue

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protowire"
)

// TestPBF reads a file made by hand from the format's description
// (https://wiki.openstreetmap.org/wiki/PBF_Format): a café, and a library
// whose outline comes as a way with four nodes.
func TestPBF(t *testing.T) {
	entries, report, err := read(t, "map.osm.pbf", mapFile(cafeAndLibrary()))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Source+" "+e.Name+" "+degrees(e.Area.Lat)+" "+degrees(e.Area.Lon))
	}
	want := []string{"osm:node/1 Café Nord 47.800000 13.050000", "osm:way/2 Library 47.500000 13.500000"}
	if diff := cmp.Diff(want, got); diff != "" || report.Kept != 2 {
		t.Errorf("%s%+v", diff, report)
	}
}

// cafeAndLibrary is the block of TestPBF.
func cafeAndLibrary() []byte {
	words := []string{"", "amenity", "cafe", "name", "Café Nord", "library", "Library"}
	var strings, dense, way, group, block []byte
	for _, w := range words {
		strings = bytesField(strings, 1, []byte(w))
	}
	ids, lats, lons := []int64{1, 11, 12, 13, 14}, []float64{47.8, 47, 47, 48, 48}, []float64{13.05, 13, 14, 14, 13}
	dense = bytesField(dense, 1, deltas(ids))
	dense = bytesField(dense, 8, deltas(nanos(lats)))
	dense = bytesField(dense, 9, deltas(nanos(lons)))
	dense = bytesField(dense, 10, []byte{1, 2, 3, 4, 0, 0, 0, 0, 0})
	way = protowire.AppendVarint(protowire.AppendTag(way, 1, protowire.VarintType), 2)
	way = bytesField(way, 2, []byte{1, 3})
	way = bytesField(way, 3, []byte{5, 6})
	way = bytesField(way, 8, deltas([]int64{11, 12, 13, 14, 11}))
	block = bytesField(block, 1, strings)
	block = bytesField(block, 2, bytesField(group, 2, dense))
	block = bytesField(block, 2, bytesField(nil, 3, way))
	return block
}

// mapFile is a file with one block of data.
func mapFile(block []byte) string {
	var file bytes.Buffer
	writeBlob(&file, "OSMHeader", bytesField(bytesField(nil, 4, []byte("OsmSchema-V0.6")), 4, []byte("DenseNodes")))
	writeBlob(&file, "OSMData", block)
	return file.String()
}

func bytesField(to []byte, field protowire.Number, value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(to, field, protowire.BytesType), value)
}

// deltas packs numbers as zigzag differences.
func deltas(numbers []int64) []byte {
	var out []byte
	var last int64
	for _, n := range numbers {
		out = protowire.AppendVarint(out, protowire.EncodeZigZag(n-last))
		last = n
	}
	return out
}

// nanos turns degrees into units of 100 nanodegrees.
func nanos(degrees []float64) []int64 {
	var out []int64
	for _, d := range degrees {
		out = append(out, int64(d*1e7))
	}
	return out
}

func writeBlob(to *bytes.Buffer, kind string, data []byte) {
	blob := bytesField(nil, 1, data)
	header := bytesField(nil, 1, []byte(kind))
	header = protowire.AppendVarint(protowire.AppendTag(header, 3, protowire.VarintType), uint64(len(blob)))
	binary.Write(to, binary.BigEndian, uint32(len(header)))
	to.Write(header)
	to.Write(blob)
}

// TestPBFAsOthersWriteIt reads the same places from files that other programs may
// write: lists of numbers in parts or one by one, fields that are unknown or of
// another kind, and blocks of kinds that are unknown, in whatever packing.
func TestPBFAsOthersWriteIt(t *testing.T) {
	want, _, err := read(t, "map.osm.pbf", mapFile(cafeAndLibrary()))
	if err != nil {
		t.Fatal(err)
	}
	oneByOne := func(to []byte, number protowire.Number, list []byte) []byte {
		for len(list) > 0 {
			v, n := protowire.ConsumeVarint(list)
			to, list = protowire.AppendVarint(protowire.AppendTag(to, number, protowire.VarintType), v), list[n:]
		}
		return to
	}
	inParts := func(to []byte, number protowire.Number, list []byte) []byte {
		_, n := protowire.ConsumeVarint(list)
		return oneByOne(bytesField(bytesField(to, number, list[:n]), number, nil), number, list[n:])
	}
	strange := func(to []byte, number protowire.Number, list []byte) []byte {
		to = protowire.AppendFixed32(protowire.AppendTag(to, number, protowire.Fixed32Type), 7)
		return bytesField(bytesField(to, number, list), 99, []byte("new"))
	}
	for name, write := range map[string]func([]byte, protowire.Number, []byte) []byte{"one by one": oneByOne, "in parts": inParts, "with strange fields": strange} {
		got, _, err := read(t, "map.osm.pbf", mapFile(written(cafeAndLibrary(), write)))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v, %s", name, err, diff)
		}
	}

	lz4 := bytesField(nil, 6, []byte("not zlib"))
	head := protowire.AppendVarint(protowire.AppendTag(bytesField(nil, 1, []byte("_index")), 3, protowire.VarintType), uint64(len(lz4)))
	unknown := string(append(append(binary.BigEndian.AppendUint32(nil, uint32(len(head))), head...), lz4...))
	got, _, err := read(t, "map.osm.pbf", unknown+mapFile(cafeAndLibrary())+unknown)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("with blocks of another kind: %v, %s", err, diff)
	}
	if _, _, err := read(t, "map.osm.pbf", mapFile(cafeAndLibrary())+unknown[:len(unknown)-2]); err == nil || !strings.Contains(err.Error(), "was it cut off?") {
		t.Errorf("cut off in a block of another kind: %v", err)
	}
}

// written is the block of cafeAndLibrary with each of its lists written anew.
func written(block []byte, list func(to []byte, number protowire.Number, packed []byte) []byte) []byte {
	lists := map[protowire.Number]bool{2: true, 3: true, 8: true, 9: true, 10: true}
	var out []byte
	each(block, func(number protowire.Number, v field) error {
		if number == 1 {
			out = bytesField(out, 1, v.bytes)
			return nil
		}
		var group []byte
		each(v.bytes, func(kind protowire.Number, object field) error {
			var anew []byte
			each(object.bytes, func(number protowire.Number, v field) error {
				switch {
				case v.kind == protowire.VarintType:
					anew = protowire.AppendVarint(protowire.AppendTag(anew, number, protowire.VarintType), v.number)
				case lists[number] || kind == 2:
					anew = list(anew, number, v.bytes)
				}
				return nil
			})
			group = bytesField(group, kind, anew)
			return nil
		})
		out = bytesField(out, 2, group)
		return nil
	})
	return out
}
