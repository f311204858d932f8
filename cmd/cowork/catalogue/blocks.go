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
// which nobody can recover. One block as it is in the file is in memory at a time,
// with its table and one object: a block of a few bytes can hold millions.
type blocks struct {
	ctx    context.Context
	in     *frames
	want   wanted
	table  table
	groups [][]byte
	group  []byte // what is left of the group that is being read
	dense  *dense // nodes of it that are written by columns
	object osm.Object
	err    error
}

// More than any real file has: the database of OpenStreetMap takes 2,000 nodes of a
// way and 32,000 members of a relation, and blocks are of 8,000 objects.
const (
	mostTexts   = 1_000_000
	mostRefs    = 10_000
	mostMembers = 100_000
	mostTags    = 10_000
)

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
	b.object = nil
	for b.object == nil && b.err == nil {
		switch {
		case b.dense != nil:
			b.object, b.err = b.dense.next()
			if b.object == nil {
				b.dense = nil
			}
		case len(b.group) > 0:
			b.err = b.read()
		case len(b.groups) > 0:
			b.group, b.groups = b.groups[0], b.groups[1:]
		default:
			if b.err = b.ctx.Err(); b.err == nil {
				b.err = b.block()
			}
		}
	}
	return b.object != nil && b.err == nil
}

// block takes in the next block.
func (b *blocks) block() error {
	kind, data, err := b.in.next()
	if err != nil {
		return err
	}
	switch kind {
	case kindHeader:
		return each(data, func(number protowire.Number, v field) error {
			if feature := string(v.bytes); number == 4 && feature != "OsmSchema-V0.6" && feature != "DenseNodes" {
				return errors.New("the file needs a reader that knows " + feature)
			}
			return nil
		})
	case kindData:
		b.table = table{granularity: 100}
		return each(data, func(number protowire.Number, v field) error {
			switch number {
			case 1:
				return b.table.read(v.bytes)
			case 2:
				b.groups = append(b.groups, v.bytes)
			case 17:
				b.table.granularity = int64(v.number)
			case 19:
				b.table.lat = int64(v.number)
			case 20:
				b.table.lon = int64(v.number)
			}
			return nil
		})
	}
	return nil
}

// read reads the next field of a group: an object, or the columns of many.
func (b *blocks) read() error {
	number, v, rest, err := one(b.group)
	if err != nil {
		return err
	}
	b.group = rest
	t := &b.table
	switch {
	case number == 1 && b.want&wantNodes != 0:
		b.object, err = t.node(v.bytes)
	case number == 2 && b.want&wantNodes != 0:
		b.dense, err = newDense(t, v.bytes)
	case number == 3 && b.want&wantWays != 0:
		b.object, err = t.way(v.bytes)
	case number == 4 && b.want&wantRelations != 0:
		b.object, err = t.relation(v.bytes)
	}
	return err
}

// dense are many nodes that are written by columns.
type dense struct {
	table                 *table
	ids, lats, lons, tags column
}

func newDense(t *table, message []byte) (*dense, error) {
	m, err := fields(message)
	if err != nil {
		return nil, err
	}
	return &dense{table: t, ids: column{rest: m[1].list}, lats: column{rest: m[8].list}, lons: column{rest: m[9].list}, tags: column{rest: m[10].list}}, nil
}

// next is the next node, or nil.
func (d *dense) next() (osm.Object, error) {
	if len(d.ids.rest) == 0 {
		return nil, nil
	}
	t, n := d.table, &osm.Node{ID: osm.NodeID(d.ids.delta())}
	n.Lat, n.Lon = t.degrees(t.lat, d.lats.delta()), t.degrees(t.lon, d.lons.delta())
	for len(d.tags.rest) > 0 {
		key := d.tags.plain()
		if key == 0 {
			break
		}
		if len(n.Tags) == mostTags {
			return nil, errDamaged
		}
		n.Tags = append(n.Tags, osm.Tag{Key: t.text(key), Value: t.text(d.tags.plain())})
	}
	if d.ids.bad || d.lats.bad || d.lons.bad || d.tags.bad || t.bad {
		return nil, errDamaged
	}
	return n, nil
}

// table is what the objects of a block are told by.
type table struct {
	texts                 []string
	granularity, lat, lon int64
	bad                   bool // a place outside it was asked for
}

func (t *table) read(message []byte) error {
	return each(message, func(_ protowire.Number, text field) error {
		if len(t.texts) == mostTexts {
			return errDamaged
		}
		t.texts = append(t.texts, string(text.bytes))
		return nil
	})
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
	keys, values := column{rest: m[2].list}, column{rest: m[3].list}
	var all osm.Tags
	for len(keys.rest) > 0 {
		if len(all) == mostTags {
			t.bad = true
			break
		}
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
	refs := column{rest: m[8].list}
	for len(refs.rest) > 0 {
		if len(w.Nodes) == mostRefs {
			return nil, errDamaged
		}
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
	roles, refs, types := column{rest: m[8].list}, column{rest: m[9].list}, column{rest: m[10].list}
	for len(refs.rest) > 0 {
		kind := types.plain()
		if len(r.Members) == mostMembers || kind >= uint64(len(memberTypes)) {
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
