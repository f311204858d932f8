package catalogue

import (
	"context"
	"errors"
	"io"

	"github.com/paulmach/osm"
	"google.golang.org/protobuf/encoding/protowire"
)

// blocks scans an .osm.pbf file. The format is small
// (https://wiki.openstreetmap.org/wiki/PBF_Format): blocks of a table of texts and
// groups of nodes, ways and relations, whose numbers are differences and whose texts
// are places in the table. It is read here, and not by a library, because those that
// there are trust the file: a place outside the table panics in a goroutine of theirs,
// which nobody can recover. One block is in memory at a time.
type blocks struct {
	ctx    context.Context
	in     *frames
	want   wanted
	found  []osm.Object
	object osm.Object
	err    error
}

var errDamaged = errors.New("a block is damaged")

func (b *blocks) Object() osm.Object { return b.object }

func (b *blocks) Err() error {
	if errors.Is(b.err, io.EOF) {
		return nil
	}
	return b.err
}

func (b *blocks) Close() error { return nil }

// Scan goes to the next object that is wanted.
func (b *blocks) Scan() bool {
	for len(b.found) == 0 && b.err == nil {
		if b.err = b.ctx.Err(); b.err == nil {
			b.err = b.read()
		}
	}
	if len(b.found) == 0 {
		return false
	}
	b.object, b.found = b.found[0], b.found[1:]
	return true
}

// read takes in the next block.
func (b *blocks) read() error {
	kind, data, err := b.in.next()
	if err != nil {
		return err
	}
	switch kind {
	case "OSMHeader":
		return each(data, func(number protowire.Number, v field) error {
			if feature := string(v.bytes); number == 4 && feature != "OsmSchema-V0.6" && feature != "DenseNodes" {
				return errors.New("the file needs a reader that knows " + feature)
			}
			return nil
		})
	case "OSMData":
		t := table{granularity: 100}
		var groups [][]byte
		if err := each(data, func(number protowire.Number, v field) error {
			switch number {
			case 1:
				return each(v.bytes, func(_ protowire.Number, text field) error {
					t.texts = append(t.texts, string(text.bytes))
					return nil
				})
			case 2:
				groups = append(groups, v.bytes)
			case 17:
				t.granularity = int64(v.number)
			case 19:
				t.lat = int64(v.number)
			case 20:
				t.lon = int64(v.number)
			}
			return nil
		}); err != nil {
			return err
		}
		for _, g := range groups {
			if err := b.group(&t, g); err != nil {
				return err
			}
		}
	}
	return nil
}

// group reads a group of a block.
func (b *blocks) group(t *table, group []byte) error {
	return each(group, func(number protowire.Number, v field) error {
		var one osm.Object
		var err error
		switch {
		case number == 1 && b.want&wantNodes != 0:
			one, err = t.node(v.bytes)
		case number == 2 && b.want&wantNodes != 0:
			return b.dense(t, v.bytes)
		case number == 3 && b.want&wantWays != 0:
			one, err = t.way(v.bytes)
		case number == 4 && b.want&wantRelations != 0:
			one, err = t.relation(v.bytes)
		default:
			return nil
		}
		b.found = append(b.found, one)
		return err
	})
}

// dense reads many nodes that are written by columns.
func (b *blocks) dense(t *table, message []byte) error {
	m, err := fields(message)
	if err != nil {
		return err
	}
	ids, lats, lons := column{rest: m[1].bytes}, column{rest: m[8].bytes}, column{rest: m[9].bytes}
	tags := column{rest: m[10].bytes}
	for len(ids.rest) > 0 {
		n := &osm.Node{ID: osm.NodeID(ids.delta())}
		n.Lat, n.Lon = t.degrees(t.lat, lats.delta()), t.degrees(t.lon, lons.delta())
		for len(tags.rest) > 0 {
			key := tags.plain()
			if key == 0 {
				break
			}
			n.Tags = append(n.Tags, osm.Tag{Key: t.text(key), Value: t.text(tags.plain())})
		}
		if ids.bad || lats.bad || lons.bad || tags.bad || t.bad {
			return errDamaged
		}
		b.found = append(b.found, n)
	}
	return nil
}

// table is what the objects of a block are told by.
type table struct {
	texts                 []string
	granularity, lat, lon int64
	bad                   bool // a place outside it was asked for
}

func (t *table) text(at uint64) string {
	if at >= uint64(len(t.texts)) {
		t.bad = true
		return ""
	}
	return t.texts[at]
}

func (t *table) degrees(offset, n int64) float64 { return 1e-9 * float64(offset+t.granularity*n) }

func (t *table) tags(m map[protowire.Number]field) osm.Tags {
	keys, values := column{rest: m[2].bytes}, column{rest: m[3].bytes}
	var all osm.Tags
	for len(keys.rest) > 0 {
		all = append(all, osm.Tag{Key: t.text(keys.plain()), Value: t.text(values.plain())})
	}
	t.bad = t.bad || keys.bad || values.bad
	return all
}

func (t *table) node(message []byte) (osm.Object, error) {
	m, err := fields(message)
	n := &osm.Node{ID: osm.NodeID(protowire.DecodeZigZag(m[1].number)), Tags: t.tags(m)}
	n.Lat = t.degrees(t.lat, protowire.DecodeZigZag(m[8].number))
	n.Lon = t.degrees(t.lon, protowire.DecodeZigZag(m[9].number))
	return n, t.sound(err)
}

func (t *table) way(message []byte) (osm.Object, error) {
	m, err := fields(message)
	w := &osm.Way{ID: osm.WayID(m[1].number), Tags: t.tags(m)}
	refs := column{rest: m[8].bytes}
	for len(refs.rest) > 0 {
		w.Nodes = append(w.Nodes, osm.WayNode{ID: osm.NodeID(refs.delta())})
	}
	t.bad = t.bad || refs.bad
	return w, t.sound(err)
}

// memberTypes are the types of a relation's members, by number.
var memberTypes = []osm.Type{osm.TypeNode, osm.TypeWay, osm.TypeRelation}

func (t *table) relation(message []byte) (osm.Object, error) {
	m, err := fields(message)
	r := &osm.Relation{ID: osm.RelationID(m[1].number), Tags: t.tags(m)}
	roles, refs, types := column{rest: m[8].bytes}, column{rest: m[9].bytes}, column{rest: m[10].bytes}
	for len(refs.rest) > 0 {
		kind := types.plain()
		if kind >= uint64(len(memberTypes)) {
			return nil, errDamaged
		}
		r.Members = append(r.Members, osm.Member{Type: memberTypes[kind], Ref: refs.delta(), Role: t.text(roles.plain())})
	}
	t.bad = t.bad || roles.bad || refs.bad || types.bad
	return r, t.sound(err)
}

// sound is err, or that something was not in the table.
func (t *table) sound(err error) error {
	if err == nil && t.bad {
		return errDamaged
	}
	return err
}

// column is a packed list of numbers.
type column struct {
	rest []byte
	last int64
	bad  bool // it ended too early, or a number did
}

func (c *column) plain() uint64 {
	v, n := protowire.ConsumeVarint(c.rest)
	if n < 0 {
		c.rest, c.bad = nil, true
		return 0
	}
	c.rest = c.rest[n:]
	return v
}

// delta is the next number of a list of differences.
func (c *column) delta() int64 {
	c.last += protowire.DecodeZigZag(c.plain())
	return c.last
}
