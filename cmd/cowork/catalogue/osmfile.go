package catalogue

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmxml"
)

// The parts of a file that a pass wants.
type wanted uint8

const (
	wantNodes wanted = 1 << iota
	wantWays
	wantRelations
)

// scanner opens a pass over a file of OpenStreetMap's own formats.
type scanner func(ctx context.Context, in io.Reader, want wanted) osm.Scanner

func openPBF(ctx context.Context, in io.Reader, want wanted) osm.Scanner {
	return &blocks{ctx: ctx, in: &frames{in: in}, want: want}
}

func openXML(ctx context.Context, in io.Reader, _ wanted) osm.Scanner { return osmxml.New(ctx, in) }

// readOSM reads .osm or .osm.pbf in three passes, because objects come before
// what they are made of: relations name their ways, ways their nodes, and only
// nodes know where they are. Only what the wanted venues need is remembered.
func (s *session) readOSM(open scanner) error {
	o := outlines{ways: map[osm.WayID][]osm.NodeID{}, nodes: map[osm.NodeID]*point{}}
	var areas []area
	if err := s.pass(open, wantRelations, func(obj osm.Object) error {
		r, ok := obj.(*osm.Relation)
		if !ok {
			return nil
		}
		if a, ok := s.area(fmt.Sprintf("relation/%d", r.ID), r.Tags); ok {
			for _, m := range r.Members {
				if m.Type == osm.TypeWay {
					id := osm.WayID(m.Ref)
					a.ways = append(a.ways, id)
					o.ways[id] = nil
				}
			}
			areas = append(areas, a)
		}
		return nil
	}); err != nil {
		return err
	}
	corners := 0
	if err := s.pass(open, wantWays, func(obj osm.Object) error {
		w, ok := obj.(*osm.Way)
		if !ok {
			return nil
		}
		_, needed := o.ways[w.ID]
		if a, ok := s.area(fmt.Sprintf("way/%d", w.ID), w.Tags); ok {
			a.ways = []osm.WayID{w.ID}
			areas = append(areas, a)
			needed = true
		}
		if needed {
			corners += len(w.Nodes)
			o.remember(w)
		}
		if corners > mostCorners {
			return fmt.Errorf("the outlines of its venues have more than %d corners; cut the file to one town or region", mostCorners)
		}
		return nil
	}); err != nil {
		return err
	}
	if err := s.pass(open, wantNodes, func(obj osm.Object) error {
		n, ok := obj.(*osm.Node)
		if !ok {
			return nil
		}
		at := point{n.Lat, n.Lon}
		if p, ok := o.nodes[n.ID]; ok {
			*p = at
		}
		if len(n.Tags) == 0 {
			return nil
		}
		return s.take(fmt.Sprintf("node/%d", n.ID), n.Tags.Map(), func() (point, error) {
			if !at.valid() {
				return at, fmt.Errorf("node %d: longitude %g, latitude %g is not on Earth", n.ID, at.lon, at.lat)
			}
			return at, nil
		})
	}); err != nil {
		return err
	}
	for _, a := range areas {
		at, ok := inside(o.rings(a.ways)...)
		if !ok {
			s.report.Read++
			s.report.skip(errNowhere.Error())
			continue
		}
		if err := s.take(a.source, a.tags, func() (point, error) { return at, nil }); err != nil {
			return err
		}
	}
	return nil
}

// area is a venue that is a building or a park: ways, whose nodes come later.
type area struct {
	source string
	tags   tags
	ways   []osm.WayID
}

// area reports a tagged object that is a venue, and counts why another is not.
func (s *session) area(source string, t osm.Tags) (area, bool) {
	if len(t) == 0 {
		return area{}, false
	}
	m := tags(t.Map())
	if kind, reason := kindOf(m); kind == "" {
		s.report.Read++
		s.report.skip(reason)
		return area{}, false
	}
	return area{source: source, tags: m}, true
}

// mostCorners is what all outlines of a file may have together, which are held
// in memory: some ten times those of the venues of a large country.
const mostCorners = 1_000_000

// outlines are the ways that venues are made of, and where their nodes are.
type outlines struct {
	ways  map[osm.WayID][]osm.NodeID
	nodes map[osm.NodeID]*point
}

// nowhere marks a node that no pass has met.
var nowhere = point{lat: 1000}

func (o outlines) remember(w *osm.Way) {
	ids := make([]osm.NodeID, 0, len(w.Nodes))
	for _, n := range w.Nodes {
		ids = append(ids, n.ID)
		if o.nodes[n.ID] == nil {
			p := nowhere
			o.nodes[n.ID] = &p
		}
	}
	o.ways[w.ID] = ids
}

// rings are the outlines that some ways make together, in whatever order and
// direction they are. What does not close is closed by a straight line.
func (o outlines) rings(ways []osm.WayID) [][]point {
	var out [][]point
	for _, ids := range joined(o.chains(ways)) {
		var ring []point
		for _, n := range ids {
			if p := *o.nodes[n]; p.valid() {
				ring = append(ring, p)
			}
		}
		if len(ring) > 0 {
			out = append(out, ring)
		}
	}
	return out
}

func (o outlines) chains(ways []osm.WayID) (chains [][]osm.NodeID) {
	for _, id := range ways {
		if ids := o.ways[id]; len(ids) > 0 {
			chains = append(chains, ids)
		}
	}
	return chains
}

// pass reads the file once and hands each object to take.
func (s *session) pass(open scanner, want wanted, take func(osm.Object) error) (err error) {
	file, err := s.open()
	if err != nil {
		return err
	}
	defer file.Close()
	scan := open(s.ctx, file, want)
	defer scan.Close()
	for scan.Scan() {
		if err := take(scan.Object()); err != nil {
			return s.osmError(err)
		}
	}
	if err := scan.Err(); err != nil && !errors.Is(err, io.EOF) {
		return s.osmError(err)
	}
	return nil
}

// osmError names the file, and the line where there is one.
func (s *session) osmError(err error) error {
	var kept *keepError
	if errors.As(err, &kept) || s.ctx.Err() != nil {
		return err
	}
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return &Error{File: s.path, Line: syntax.Line, Err: errors.New(syntax.Msg)}
	}
	return &Error{File: s.path, Err: err}
}
