package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"cowork/cmd/cowork/catalogue"
	"cowork/pairing"
	"cowork/storage"

	"github.com/schollz/progressbar/v3"
)

type placesCmd struct {
	Import   placesImportCmd   `cmd:"" help:"Add venues from a file, or bring them up to date: ${formats}. All or nothing."`
	Holidays placesHolidaysCmd `cmd:"" help:"Bring in public holidays from a calendar file (.ics): sessions avoid them. Replaces those there were."`
	List     placesListCmd     `cmd:"" help:"List the venues."`
	Export   placesExportCmd   `cmd:"" help:"Print the venues as CSV, which import takes back."`
}

// dbFlag chooses a database on the command line.
type dbFlag struct {
	DB string `name:"db" placeholder:"FILE" help:"Database instead of the one of COWORK_DB."`
}

// open opens the database that the flag or else the environment names: to
// read it only, or also to write and, if need be, to create it.
func (f dbFlag) open(ctx context.Context, w world, write bool) (*storage.Store, error) {
	path := f.DB
	if path == "" {
		c, problems := w.env()
		if err := first(problems, "COWORK_DB"); err != nil {
			return nil, err
		}
		path = c.DB
	}
	if write {
		return storage.Open(ctx, path)
	}
	return storage.OpenReadOnly(ctx, path)
}

type placesImportCmd struct {
	dbFlag
	File     string `arg:"" help:"File to read."`
	Timezone string `placeholder:"ZONE" help:"Time zone of the opening hours, such as Europe/Vienna, for venues of which the file says none; the circle's by default, or else that of COWORK_TIMEZONE."`
}

// Run imports in one transaction: a file with a bad line changes nothing.
// Venues that came from the same source before are brought up to date.
func (cmd placesImportCmd) Run(ctx context.Context, w world) error {
	store, err := cmd.open(ctx, w, true)
	if err != nil {
		return err
	}
	defer store.Close()
	zone, err := cmd.zone(ctx, w, store)
	if err != nil {
		return err
	}
	report, err := importPlaces(ctx, store, cmd.File, zone, time.Now(), readingOf(cmd.File, w.stderr)...)
	if err != nil {
		return fmt.Errorf("%w; nothing was imported", err)
	}
	fmt.Fprintf(w.stdout, "%s from %s\n", counted(report.Kept, "venue", "venues"), cmd.File)
	if zone != nil {
		fmt.Fprintf(w.stdout, "their opening hours are read in %s, unless the file says otherwise; --timezone reads them in another zone\n", zone)
	}
	if report.Corrected > 0 {
		fmt.Fprintf(w.stdout, "kept what people corrected by hand: %s\n", counted(report.Corrected, "venue", "venues"))
	}
	if report.Elsewhere > 0 {
		fmt.Fprintf(w.stdout, "too far from %s to keep its time: %s; if their hours are meant in another zone, import them with --timezone\n", zone, counted(report.Elsewhere, "venue", "venues"))
	}
	for _, reason := range slices.Sorted(maps.Keys(report.Skipped)) {
		fmt.Fprintf(w.stdout, "left out, %s: %d\n", reason, report.Skipped[reason])
	}
	if n := len(report.Vague); n > 0 {
		more := ""
		if n == catalogue.MaxVague {
			more = ", and perhaps more"
		}
		fmt.Fprintf(w.stdout, "opening hours not understood: %s%s\n", strings.Join(report.Vague, ", "), more)
	}
	return nil
}

// zone is the time zone of venues of which a file says none: the one that was
// asked for, else that of the circle, else of the environment; nil where none of
// them says any, because the default of COWORK_TIMEZONE is nobody's town. A file
// holds the places of one town as a rule, and its people are in the circle. It is not
// looked up by coordinates: what a library needs for that is three times the
// memory of the whole import, or does not know the towns near a border.
func (cmd placesImportCmd) zone(ctx context.Context, w world, store *storage.Store) (*time.Location, error) {
	name := cmd.Timezone
	if name == "" {
		err := store.Read(ctx, func(tx *storage.Tx) error {
			circles, err := tx.Circles()
			if len(circles) > 0 {
				name = circles[0].TZ
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if name == "" {
		c, problems := w.env()
		if err := first(problems, "COWORK_TIMEZONE"); err != nil {
			return nil, err
		}
		if !chosen("COWORK_TIMEZONE") {
			return nil, nil
		}
		name = c.Timezone
	}
	zone, is := storage.Zone(name)
	if !is || name == "Local" {
		return nil, usagef("--timezone %s is no time zone: write it as Europe/Vienna", shown(name))
	}
	return zone, nil
}

// farOff reports whether a place is so far east or west that its clocks cannot
// show the time of a zone: no country's are more than some three hours from the
// sun.
func farOff(v pairing.Venue, zone *time.Location, at time.Time) bool {
	const most = 4.0
	_, offset := at.In(zone).Zone()
	apart := math.Abs(v.Area.Lon/15 - float64(offset)/3600)
	return v.Area.Located && min(apart, 24-apart) > most
}

// imported is what came of an import.
type imported struct {
	catalogue.Report
	Corrected int // venues of which something stays as people corrected it
	Elsewhere int // venues whose clocks cannot show the time of their zone
}

// importPlaces keeps all venues of a file, or none; the zone is that of venues of
// which the file says none; if it is nil they may not have opening hours, and will
// keep the circle's. What people corrected by hand stays as they said.
func importPlaces(ctx context.Context, store *storage.Store, file string, zone *time.Location, now time.Time, opts ...catalogue.Option) (report imported, err error) {
	err = store.Write(ctx, func(tx *storage.Tx) error {
		corrected, err := tx.CorrectedSources()
		if err != nil {
			return err
		}
		report.Report, err = catalogue.Read(ctx, file, func(e catalogue.Entry) error {
			if e.Zone == nil {
				e.Zone = zone
			}
			if e.Zone == nil && e.Hours != "" {
				return usagef("%s says when it is open, but not in which time zone: give it with --timezone, as in --timezone Europe/Vienna, or set COWORK_TIMEZONE", shown(e.Name))
			}
			if e.Zone != nil && farOff(e.Venue, e.Zone, now) {
				report.Elsewhere++
			}
			v := storage.Venue{Venue: e.Venue, Source: e.Source, Attribution: e.Attribution}
			if corrected[e.Source] {
				report.Corrected++
				_, err := tx.ImportVenue(v, now)
				return err
			}
			_, err := tx.SaveVenue(v, now)
			return err
		}, opts...)
		if err == nil && report.Kept == 0 {
			err = fmt.Errorf("%s has no venue in it%s", file, leftOut(report.Skipped))
		}
		return err
	})
	return report, err
}

// leftOut says, in brackets, why there is nothing in a file.
func leftOut(skipped map[string]int) string {
	var reasons []string
	for _, reason := range slices.Sorted(maps.Keys(skipped)) {
		reasons = append(reasons, fmt.Sprintf("%s: %d", reason, skipped[reason]))
	}
	if len(reasons) == 0 {
		return ""
	}
	return " (" + strings.Join(reasons, ", ") + ")"
}

// readingOf shows on a terminal how much of a file was read.
func readingOf(file string, out io.Writer) []catalogue.Option {
	info, err := os.Stat(file)
	if err != nil || !terminal(out) {
		return nil
	}
	bar := progressbar.NewOptions64(info.Size(), progressbar.OptionSetWriter(out), progressbar.OptionClearOnFinish(),
		progressbar.OptionShowBytes(true), progressbar.OptionSetDescription("reading"))
	read := int64(0)
	return []catalogue.Option{catalogue.Progress(func(n int64) {
		if read += n; read > info.Size() { // the second time
			bar.Reset()
			read = n
		}
		_ = bar.Add64(n)
	})}
}

// attributions are whose data the venues are, each once.
func attributions(all []storage.Venue) []string {
	var named []string
	for _, v := range all {
		if v.Attribution != "" && !slices.Contains(named, v.Attribution) {
			named = append(named, v.Attribution)
		}
	}
	slices.Sort(named)
	return named
}

// venues loads the catalogue; no database yet is an empty one.
func (f dbFlag) venues(ctx context.Context, w world) (all []storage.Venue, err error) {
	store, err := f.open(ctx, w, false)
	if errors.Is(err, storage.ErrNotFound) && f.DB == "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer store.Close()
	err = store.Read(ctx, func(tx *storage.Tx) error {
		all, err = tx.Venues()
		return err
	})
	return all, err
}

type placesListCmd struct{ dbFlag }

// Run prints a table of the venues.
func (cmd placesListCmd) Run(ctx context.Context, w world) error {
	all, err := cmd.venues(ctx, w)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		fmt.Fprintln(w.stdout, "no venues yet; add some with: cowork places import FILE")
		return nil
	}
	table := tabwriter.NewWriter(w.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tTYPE\tWHERE\tHOURS")
	for _, v := range all {
		where := v.Address
		if where == "" {
			where = v.Area.Label
		}
		if where == "" && v.Area.Located {
			where = fmt.Sprintf("%.4f, %.4f", v.Area.Lat, v.Area.Lon)
		}
		cells := []string{v.Name, string(v.Type), where, v.Hours}
		for i, cell := range cells {
			cells[i] = oneLine(cell)
		}
		fmt.Fprintln(table, strings.Join(cells, "\t"))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, a := range attributions(all) {
		fmt.Fprintln(w.stdout, "\nwith data of "+oneLine(a))
	}
	return nil
}

type placesExportCmd struct{ dbFlag }

// Run prints the venues as CSV. Whose data it is, and must be named where it is
// shown, goes beside it, because the table is to be read in again.
func (cmd placesExportCmd) Run(ctx context.Context, w world) error {
	all, err := cmd.venues(ctx, w)
	if err != nil {
		return err
	}
	var entries []catalogue.Entry
	for _, v := range all {
		entries = append(entries, catalogue.Entry{Venue: v.Venue, Source: v.Source, Attribution: v.Attribution})
	}
	for _, a := range attributions(all) {
		fmt.Fprintln(w.stderr, "with data of "+oneLine(a))
	}
	return catalogue.WriteCSV(w.stdout, entries)
}
