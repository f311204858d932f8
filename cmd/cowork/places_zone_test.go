package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cowork/pairing"
	"cowork/storage"
)

// TestImportKnowsTheZone: hours are meant in the zone that the file names, else
// the one asked for, else the circle's; and they are read in it.
func TestImportKnowsTheZone(t *testing.T) {
	dir, db := t.TempDir(), townDB(t)
	imports := func(text string, more ...string) (string, error) {
		t.Helper()
		file := filepath.Join(dir, "places.csv")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		err := run(t.Context(), append([]string{"places", "import", "--db", db, file}, more...), fromEnvironment, &out, &errs)
		return out.String(), err
	}
	venues := func() map[string]storage.Venue {
		t.Helper()
		store, err := storage.OpenReadOnly(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		all := map[string]storage.Venue{}
		err = store.Read(t.Context(), func(tx *storage.Tx) error {
			list, err := tx.Venues()
			for _, v := range list {
				all[v.Name] = v
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	const header = "name,type,lat,lon,hours,tz\n"
	out, err := imports(header + "Vienna,cafe,48.2,16.4,Mo-Fr 08:00-18:00,\nLondon,cafe,51.5,-0.1,Mo-Fr 08:00-18:00,Europe/London\nBrooklyn,cafe,40.7,-74.0,Mo-Fr 08:00-18:00,\n")
	if err != nil || !strings.Contains(out, "too far from Europe/Vienna to keep its time: 1 venue; ") {
		t.Errorf("the first import: %v, %s", err, out)
	}
	for name, want := range map[string]string{"Vienna": "Europe/Vienna", "London": "Europe/London", "Brooklyn": "Europe/Vienna"} {
		if got := venues()[name].Zone; got == nil || got.String() != want {
			t.Errorf("%s keeps the time of %v, want %s", name, got, want)
		}
	}
	if out, err = imports(header+"Brooklyn,cafe,40.7,-74.0,Mo-Fr 08:00-12:00,\n", "--timezone=America/New_York"); err != nil || strings.Contains(out, "too far") {
		t.Errorf("with a zone: %v, %s", err, out)
	}
	for _, c := range []struct{ text, zone, want string }{
		{header + "X,cafe,,,,Mars/Phobos\n", "", `line 2: tz: "Mars/Phobos" is no time zone`},
		{header + "X,cafe,,,,\n", "--timezone=Vienna", "is no time zone: write it as Europe/Vienna"},
	} {
		args := []string{}
		if c.zone != "" {
			args = append(args, c.zone)
		}
		if _, err := imports(c.text, args...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q %s: %v", c.text, c.zone, err)
		}
	}

	// In Vienna from 14:00 to 17:00, it is 8:00 to 11:00 in Brooklyn: open.
	all := venues()
	zone := all["Vienna"].Zone
	start := time.Date(2026, 6, 1, 14, 0, 0, 0, zone)
	in := pairing.Input{Round: 1, Rules: pairing.DefaultRules(), Zone: zone, From: start.AddDate(0, 0, -1), Until: start.AddDate(0, 0, 6)}
	for _, v := range all {
		in.Venues = append(in.Venues, v.Venue)
	}
	a := pairing.Member{ID: "a", Zone: zone, Profile: pairing.Defaults()}
	b := pairing.Member{ID: "b", Zone: zone, Profile: pairing.Defaults()}
	a.Area, b.Area = all["Brooklyn"].Area, all["Brooklyn"].Area
	options := pairing.Suggest([]*pairing.Member{&a, &b}, &in, pairing.Session{Start: start, End: start.Add(3 * time.Hour)})
	if options[0].Venue != all["Brooklyn"].ID || !options[0].OpenKnown || options[0].OpenUntil.In(all["Brooklyn"].Zone).Format("15:04") != "12:00" {
		t.Errorf("the places in Brooklyn are %+v", options)
	}

	var exported, errs bytes.Buffer
	if err := run(t.Context(), []string{"places", "export", "--db", db}, fromEnvironment, &exported, &errs); err != nil || !strings.Contains(exported.String(), ",America/New_York\n") {
		t.Errorf("the export: %v, %s", err, exported.String())
	}
}

// TestHolidaysOfACircle: each circle has its own.
func TestHolidaysOfACircle(t *testing.T) {
	db := townDB(t)
	store, err := storage.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	var night storage.CircleID
	err = store.Write(t.Context(), func(tx *storage.Tx) (err error) {
		night, err = tx.SaveCircle(storage.Circle{Name: "night owls", Channel: "C1", Schedule: "@weekly", TZ: "UTC", Rules: pairing.DefaultRules(), Answer: time.Hour})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "feasts.ics")
	feast := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20261208\r\nSUMMARY:Feast\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	if err := os.WriteFile(file, []byte(feast), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(t.Context(), []string{"places", "holidays", "--db", db, "--circle", "Night Owls", file}, fromEnvironment, &out, &out); err != nil {
		t.Fatal(err, out.String())
	}
	var usage *usageError
	if err := run(t.Context(), []string{"places", "holidays", "--db", db, "--circle", "day", file}, fromEnvironment, &out, &out); !errors.As(err, &usage) || !strings.Contains(err.Error(), "there are: everyone, night owls") {
		t.Errorf("a circle that is not there: %v", err)
	}
	look, err := storage.OpenReadOnly(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer look.Close()
	err = look.Read(t.Context(), func(tx *storage.Tx) error {
		for id, want := range map[storage.CircleID]int{night: 1, 1: 0} {
			in, err := tx.Snapshot(id, 1, time.Unix(0, 0), time.Unix(1, 0), time.Unix(0, 0), time.Unix(1, 0), nil)
			if err != nil {
				return err
			}
			if len(in.Holidays) != want {
				t.Errorf("circle %d plans around %v", id, in.Holidays)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
