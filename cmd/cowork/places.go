package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"cowork/cmd/cowork/catalogue"
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
	File string `arg:"" help:"File to read."`
}

// Run imports in one transaction: a file with a bad line changes nothing.
// Venues that came from the same source before are brought up to date.
func (cmd placesImportCmd) Run(ctx context.Context, w world) error {
	store, err := cmd.open(ctx, w, true)
	if err != nil {
		return err
	}
	defer store.Close()
	report, err := importPlaces(ctx, store, cmd.File, time.Now(), readingOf(cmd.File, w.stderr)...)
	if err != nil {
		return fmt.Errorf("%w; nothing was imported", err)
	}
	fmt.Fprintf(w.stdout, "%s from %s\n", counted(report.Kept, "venue", "venues"), cmd.File)
	if report.Corrected > 0 {
		fmt.Fprintf(w.stdout, "kept what people corrected by hand: %s\n", counted(report.Corrected, "venue", "venues"))
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

// imported is what came of an import.
type imported struct {
	catalogue.Report
	Corrected int // venues of which something stays as people corrected it
}

// importPlaces keeps all venues of a file, or none. What people corrected by
// hand stays as they said.
func importPlaces(ctx context.Context, store *storage.Store, file string, now time.Time, opts ...catalogue.Option) (report imported, err error) {
	err = store.Write(ctx, func(tx *storage.Tx) error {
		corrected, err := tx.CorrectedSources()
		if err != nil {
			return err
		}
		report.Report, err = catalogue.Read(ctx, file, func(e catalogue.Entry) error {
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
			err = fmt.Errorf("%s has no venue in it", file)
		}
		return err
	})
	return report, err
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
