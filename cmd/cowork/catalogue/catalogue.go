// Package catalogue reads venues from the files that people have: a GeoJSON
// export of overpass-turbo, the JSON of the Overpass API, OpenStreetMap's own
// .osm and .osm.pbf, and CSV.
//
//	report, err := catalogue.Read(ctx, "salzburg.geojson", func(v catalogue.Entry) error {
//		return keep(v)
//	})
//
// Every reader streams: what is held in memory is one feature (or, for .osm
// and .osm.pbf, the outlines of the buildings that are wanted), and eight bytes
// for each venue that came before, never the file.
//
// A file either reads to its end or ends in an error that names the line; what
// to do with the entries that came before is the caller's choice, and the
// right one is a transaction that is rolled back. A feature that is fine but
// not for us (a fountain, a café without a name) is counted in the Report with
// its reason.
//
// OpenStreetMap data is © OpenStreetMap contributors under the Open Database
// License (ODbL); Report.Attribution carries the sentence that must stay with
// it.
package catalogue

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"os"
	"path/filepath"
	"strings"

	"cowork/pairing"
)

// OpenStreetMap is the attribution that its data must carry
// (https://www.openstreetmap.org/copyright).
const OpenStreetMap = "© OpenStreetMap contributors, ODbL 1.0"

// Entry is one venue of a file.
type Entry struct {
	pairing.Venue
	Source      string // unique and stable: "osm:node/266071059", "csv:Café Nord"
	Attribution string // who must be named beside it, "" for one's own list
}

// Report counts what a file held.
type Report struct {
	Read    int            // features looked at
	Kept    int            // entries handed over
	Skipped map[string]int // reason -> how many
	Vague   []string       // names of venues whose opening hours were not understood, at most MaxVague
}

// MaxVague is how many venues with unreadable hours a Report names.
const MaxVague = 20

func (r *Report) skip(reason string) {
	if r.Skipped == nil {
		r.Skipped = map[string]int{}
	}
	r.Skipped[reason]++
}

// Error says which line of which file cannot be read, and why.
type Error struct {
	File string
	Line int // from 1; 0 where a file has no lines, as .osm.pbf
	Err  error
}

// Error is one line.
func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	}
	return fmt.Sprintf("%s, line %d: %v", e.File, e.Line, e.Err)
}

// Unwrap reports what was wrong.
func (e *Error) Unwrap() error { return e.Err }

// Option changes how a file is read.
type Option func(*options)

type options struct {
	progress func(bytes int64)
}

// Progress has f told how many more bytes of the file were read. Formats that
// are read twice are told twice.
func Progress(f func(bytes int64)) Option { return func(o *options) { o.progress = f } }

// Formats names the endings that Read understands, for messages.
const Formats = ".geojson, .json (Overpass), .osm, .osm.pbf or .csv"

// Read hands every venue of the file to keep, in the order of the file. The
// format is told by the ending. It stops at the first error: of the file, as
// *Error, or of keep, as it is.
func Read(ctx context.Context, path string, keep func(Entry) error, opts ...Option) (Report, error) {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	s := &session{ctx: ctx, path: path, keep: keep, options: o}
	var read func() error
	switch name := strings.ToLower(filepath.Base(path)); {
	case strings.HasSuffix(name, ".geojson"):
		read = func() error { return s.readJSON("features", s.feature) }
	case strings.HasSuffix(name, ".json"):
		read = s.sniffJSON
	case strings.HasSuffix(name, ".osm.pbf"), strings.HasSuffix(name, ".pbf"):
		read = func() error { return s.readOSM(openPBF) }
	case strings.HasSuffix(name, ".osm"):
		read = func() error { return s.readOSM(openXML) }
	case strings.HasSuffix(name, ".csv"):
		read = s.readCSV
	default:
		return Report{}, &Error{File: path, Err: errors.New("the ending is not one of " + Formats)}
	}
	err := read()
	var kept *keepError
	if errors.As(err, &kept) {
		err = kept.err
	}
	return s.report, err
}

// session is one reading of one file.
type session struct {
	ctx     context.Context
	path    string
	keep    func(Entry) error
	options options
	report  Report
	sources map[uint64]struct{} // already handed over, by their hashes, which are a third of the names: a way can be in a file twice
	seed    maphash.Seed        // so that nobody can make two names with one hash
}

// keepError carries an error of the caller's keep out of the readers.
type keepError struct{ err error }

func (e *keepError) Error() string { return e.err.Error() }

// hand gives one entry to the caller, once for each source.
func (s *session) hand(e Entry) error {
	if s.sources == nil {
		s.sources, s.seed = map[uint64]struct{}{}, maphash.MakeSeed()
	}
	name := maphash.String(s.seed, e.Source)
	if _, twice := s.sources[name]; twice {
		s.report.skip("twice in the file")
		return nil
	}
	s.sources[name] = struct{}{}
	if err := s.keep(e); err != nil {
		return &keepError{err}
	}
	s.report.Kept++
	return nil
}

// open opens the file for one pass over it.
func (s *session) open() (io.ReadCloser, error) {
	f, err := os.Open(s.path)
	if err != nil {
		return nil, &Error{File: s.path, Err: errors.New(plain(err))}
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close()
		return nil, &Error{File: s.path, Err: errors.New("this is a folder, not a file")}
	}
	return &passReader{f, s}, nil
}

// plain drops the path, which the message has already, from an error of os.
func plain(err error) string {
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

// passReader reads a file while the context lives, and tells of the progress.
type passReader struct {
	*os.File
	session *session
}

func (r *passReader) Read(p []byte) (int, error) {
	if err := r.session.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.File.Read(p)
	if r.session.options.progress != nil {
		r.session.options.progress(int64(n))
	}
	return n, err
}
