package catalogue

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"cowork/pairing"
	"cowork/pairing/opening"
)

// Columns are the columns of a CSV file, in the order in which WriteCSV puts
// them. A file may have them in any order and leave out all but name and type.
var Columns = []string{"name", "type", "area", "lat", "lon", "address", "hours", "wifi", "sockets", "quiet", "calls", "step_free", "price", "notes", "source", "tz"}

// types are the words of the column type.
var types = []pairing.VenueType{pairing.Cafe, pairing.Library, pairing.Museum, pairing.Park, pairing.Centre, pairing.Office}

// readCSV reads a table with a header line (RFC 4180; a semicolon or a tab may
// stand in for the comma). It is somebody's own list, so anything odd is an
// error and not skipped.
func (s *session) readCSV() error {
	file, err := s.open()
	if err != nil {
		return err
	}
	defer file.Close()
	in := csv.NewReader(&bomReader{in: file})
	in.TrimLeadingSpace = true
	in.FieldsPerRecord = -1
	in.ReuseRecord = true
	header, err := in.Read()
	if errors.Is(err, io.EOF) {
		return &Error{s.path, 1, errors.New("the file is empty; its first line names the columns, at least name,type")}
	}
	if err != nil {
		return s.csvError(err, 1)
	}
	if len(header) == 1 {
		if comma := separator(header[0]); comma != 0 {
			in.Comma = comma
			header = strings.Split(header[0], string(comma))
		}
	}
	columns, err := columnsOf(header)
	if err != nil {
		return &Error{s.path, 1, err}
	}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return s.csvError(err, 0)
		}
		line, _ := in.FieldPos(0)
		s.report.Read++
		entry, err := entryOf(columns, record)
		if err != nil {
			return &Error{s.path, line, err}
		}
		s.noteHours(entry)
		if err := s.hand(entry); err != nil {
			return err
		}
	}
}

func (s *session) csvError(err error, line int) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return &Error{s.path, parse.Line, parse.Err}
	}
	return &Error{s.path, line, err}
}

// separator reports the separator of a header that has no comma, or 0.
func separator(header string) rune {
	for _, c := range ";\t" {
		if strings.ContainsRune(header, c) {
			return c
		}
	}
	return 0
}

func columnsOf(header []string) (map[string]int, error) {
	columns := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.Trim(name, " \""))
		if !slices.Contains(Columns, name) {
			return nil, fmt.Errorf("there is no column %q; the columns are %s", clip(name, 30), strings.Join(Columns, ","))
		}
		if _, twice := columns[name]; twice {
			return nil, fmt.Errorf("the column %s is there twice", name)
		}
		columns[name] = i
	}
	for _, name := range []string{"name", "type"} {
		if _, ok := columns[name]; !ok {
			return nil, fmt.Errorf("the column %s is missing; the first line names the columns, at least name,type", name)
		}
	}
	return columns, nil
}

// row reads the cells of one record; the first error is kept.
type row struct {
	columns map[string]int
	record  []string
	err     error
}

func (r *row) text(column string, limit int) string {
	i, ok := r.columns[column]
	if !ok || i >= len(r.record) {
		return ""
	}
	value := strings.TrimSpace(r.record[i])
	if len(value) > 1 && value[0] == '\'' && formula(value[1:]) {
		value = value[1:]
	}
	if clip(value, limit) != value {
		r.fail("%s: at most %d characters of plain text", column, limit)
	}
	return value
}

func (r *row) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

func (r *row) tri(column string) pairing.Tri {
	switch value := strings.ToLower(r.text(column, 20)); value {
	case "":
		return pairing.Unknown
	case "yes":
		return pairing.Yes
	case "no":
		return pairing.No
	default:
		r.fail("%s: %q is not yes, no or empty", column, value)
		return pairing.Unknown
	}
}

func (r *row) degrees(column string, limit float64) (float64, bool) {
	value := r.text(column, 30)
	if value == "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || !(f >= -limit && f <= limit) {
		r.fail("%s: %q is not a number of degrees from -%g to %g, such as 47.8003", column, value, limit, limit)
	}
	return f, true
}

// maxPrice bounds the price for a day, in the smallest unit of the currency.
const maxPrice = 100_000_00

func (r *row) price() int {
	value := r.text("price", 12)
	if value == "" {
		return 0
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > maxPrice {
		r.fail("price: %q is not a whole number of cents for a day", value)
	}
	return n
}

func entryOf(columns map[string]int, record []string) (Entry, error) {
	if len(record) > len(columns) {
		return Entry{}, fmt.Errorf("%d cells, but the first line names %d columns; put \"quotes\" around a cell with a comma", len(record), len(columns))
	}
	r := &row{columns: columns, record: record}
	v := pairing.Venue{
		Name: r.text("name", 120), Type: pairing.VenueType(strings.ToLower(r.text("type", 20))),
		Area: pairing.Area{Label: r.text("area", 80)}, Address: r.text("address", 200), Hours: r.text("hours", 500),
		WiFi: r.tri("wifi"), Sockets: r.tri("sockets"), Quiet: r.tri("quiet"), Calls: r.tri("calls"), StepFree: r.tri("step_free"),
		Price: r.price(), Notes: r.text("notes", 500),
	}
	if name := r.text("tz", 60); name != "" {
		zone, err := time.LoadLocation(name)
		if err != nil || name == "Local" {
			r.fail("tz: %q is no time zone, such as Europe/Vienna; leave it empty for that of the import", name)
		}
		v.Zone = zone
	}
	lat, hasLat := r.degrees("lat", 90)
	lon, hasLon := r.degrees("lon", 180)
	v.Area.Located, v.Area.Lat, v.Area.Lon = hasLat && hasLon, lat, lon
	if v.Name == "" {
		r.fail("the name is empty")
	}
	if hasLat != hasLon {
		r.fail("lat and lon belong together; one of them is empty")
	}
	if !slices.Contains(types, v.Type) {
		r.fail("type: %q is not one of cafe, library, museum, park, centre, office", v.Type)
	}
	if v.Hours != "" {
		if _, err := opening.Parse(v.Hours); err != nil {
			r.fail("hours: %w", err)
		}
	}
	source := r.text("source", 200)
	if source == "" {
		source = "csv:" + strings.ToLower(v.Name+"|"+v.Area.Label)
	}
	e := Entry{Venue: v, Source: source}
	if strings.HasPrefix(source, "osm:") {
		e.Attribution = OpenStreetMap
	}
	return e, r.err
}

// WriteCSV writes entries as a table that Read takes back. A cell that a
// spreadsheet would take for a formula is led in by an apostrophe.
func WriteCSV(out io.Writer, entries []Entry) error {
	w := csv.NewWriter(out)
	if err := w.Write(Columns); err != nil {
		return err
	}
	for _, e := range entries {
		lat, lon := "", ""
		if e.Area.Located {
			lat, lon = degrees(e.Area.Lat), degrees(e.Area.Lon)
		}
		cells := []string{
			e.Name, string(e.Type), e.Area.Label, lat, lon, e.Address, e.Hours,
			tri(e.WiFi), tri(e.Sockets), tri(e.Quiet), tri(e.Calls), tri(e.StepFree), strconv.Itoa(e.Price), e.Notes, e.Source, "",
		}
		if e.Zone != nil {
			cells[len(cells)-1] = e.Zone.String()
		}
		for i, c := range cells {
			if i != 3 && i != 4 && formula(c) {
				cells[i] = "'" + c
			}
		}
		if err := w.Write(cells); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// formula reports whether a spreadsheet would take the cell for a formula.
func formula(cell string) bool { return cell != "" && strings.IndexByte("=+-@", cell[0]) >= 0 }

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', 6, 64) }

func tri(t pairing.Tri) string {
	switch t {
	case pairing.Yes:
		return "yes"
	case pairing.No:
		return "no"
	}
	return ""
}

// bomReader drops the byte order mark that spreadsheets put before UTF-8.
type bomReader struct {
	in    io.Reader
	begun bool
}

func (b *bomReader) Read(p []byte) (int, error) {
	if b.begun || len(p) < 3 {
		return b.in.Read(p)
	}
	b.begun = true
	n, err := io.ReadAtLeast(b.in, p, 3)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	if n >= 3 && string(p[:3]) == "\xef\xbb\xbf" {
		n = copy(p, p[3:n])
	}
	return n, err
}
