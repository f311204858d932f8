package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"cowork/pairing"
	"cowork/storage"
)

// bigGeoJSON writes a file of so many cafés, each an outline with its tags.
func bigGeoJSON(t testing.TB, features int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "big.geojson")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprint(w, `{"type":"FeatureCollection","features":[`)
	for i := range features {
		lat, lon := 45+float64(i%1000)/500, 10+float64(i/1000)/50
		comma := ","
		if i == 0 {
			comma = ""
		}
		fmt.Fprintf(w, `%s
{"type":"Feature","id":"way/%d","properties":{"@id":"way/%d","amenity":"cafe","name":"Café %d","opening_hours":"Mo-Fr 08:00-18:00; Sa 09:00-13:00","internet_access":"wlan","wheelchair":"yes","addr:street":"Lindengasse","addr:housenumber":"%d","addr:city":"Salzburg"},"geometry":{"type":"Polygon","coordinates":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}}`,
			comma, i, i, i, i, lon, lat, lon+0.001, lat, lon+0.001, lat+0.001, lon, lat)
	}
	fmt.Fprint(w, "\n]}")
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestImportStaysSmall imports 100,000 features in a process of its own, which
// may take 64 MB in all, the program and SQLite included.
func TestImportStaysSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("left out with -short: it imports 100,000 features")
	}
	if raced {
		t.Skip("left out with the race detector, whose memory it would measure")
	}
	if runtime.GOOS != "linux" {
		t.Skip("left out: the memory of a process is measured the way Linux tells it")
	}
	file, db := bigGeoJSON(t, 100_000), filepath.Join(t.TempDir(), "c.db")
	program := filepath.Join(t.TempDir(), "cowork") // as people have it: the test's own program holds a browser's driver and more
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, out)
	}
	cmd := exec.CommandContext(t.Context(), program, "places", "import", "--db", db, "--timezone", "Europe/Vienna", file)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	megabytes := 0
	for look, running := time.NewTicker(20*time.Millisecond), true; running; {
		select {
		case err := <-ended:
			if err != nil || !strings.HasPrefix(out.String(), "100000 venues from ") {
				t.Fatalf("%v: %s", err, out.String())
			}
			running = false
		case <-look.C:
			megabytes = max(megabytes, peakMemory(cmd.Process.Pid))
		}
	}
	t.Logf("%d MB", megabytes)
	if megabytes == 0 || megabytes > 64 {
		t.Errorf("the import took %d MB", megabytes)
	}
}

// peakMemory is the most memory that a process had in RAM so far, in MB; 0 if
// it is gone. What wait reports of a child is no use: it begins with the memory
// of the parent that started it.
func peakMemory(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	var kilobytes int
	fmt.Sscan(after, &kilobytes)
	return kilobytes >> 10
}

func BenchmarkImport(b *testing.B) {
	file := bigGeoJSON(b, 10_000)
	info, err := os.Stat(file)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	b.ReportAllocs()
	for b.Loop() {
		store, err := storage.Open(b.Context(), filepath.Join(b.TempDir(), "c.db"))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := importPlaces(b.Context(), store, file, time.UTC, time.Unix(0, 0)); err != nil {
			b.Fatal(err)
		}
		if err := store.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// TestImportAllOrNothing cuts a file off in its middle: the catalogue is as it
// was, and the line is named.
func TestImportAllOrNothing(t *testing.T) {
	whole, err := os.ReadFile(bigGeoJSON(t, 50))
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.Open(t.Context(), filepath.Join(t.TempDir(), "c.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	names := func() (all []string) {
		t.Helper()
		err := store.Read(context.Background(), func(tx *storage.Tx) error {
			venues, err := tx.Venues()
			for _, v := range venues {
				all = append(all, v.Name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	file := filepath.Join(t.TempDir(), "x.geojson")
	for name, content := range map[string][]byte{
		"cut off":          whole[:len(whole)/2],
		"no JSON":          bytes.Replace(whole, []byte(`"Café 40"`), []byte(`Café 40`), 1),
		"wrong coordinate": bytes.Replace(whole, []byte(`[[[10,45.06]`), []byte(`[[["x",45.06]`), 1),
	} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := importPlaces(t.Context(), store, file, time.UTC, time.Unix(0, 0))
		if err == nil || !strings.Contains(err.Error(), "line ") {
			t.Errorf("%s: %v", name, err)
		}
		if got := names(); len(got) > 0 {
			t.Errorf("%s: %d venues of half a file", name, len(got))
		}
	}
}

// TestImportAgain keeps what people corrected, and says of how many.
func TestImportAgain(t *testing.T) {
	file, db := bigGeoJSON(t, 3), filepath.Join(t.TempDir(), "c.db")
	imports := func() string {
		t.Helper()
		var out, errs strings.Builder
		if err := run(t.Context(), []string{"places", "import", "--db", db, "--timezone", "Europe/Vienna", file}, fromEnvironment, &out, &errs); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if out := imports(); !strings.HasPrefix(out, "3 venues") || strings.Contains(out, "corrected") {
		t.Errorf("at first: %s", out)
	}
	store, err := storage.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	err = store.Write(t.Context(), func(tx *storage.Tx) error {
		if err := tx.SavePerson(storage.Person{ID: "U1", TZ: "UTC", SeenAt: time.Unix(1, 0)}); err != nil {
			return err
		}
		all, err := tx.Venues()
		if err != nil {
			return err
		}
		all[1].WiFi = pairing.No
		_, _, err = tx.ChangeVenue(all[1], "U1", time.Unix(2, 0))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if out := imports(); !strings.Contains(out, "kept what people corrected by hand: 1 venue\n") {
		t.Errorf("again: %s", out)
	}
	var out, errs strings.Builder
	if err := run(t.Context(), []string{"places", "list", "--db", db}, fromEnvironment, &out, &errs); err != nil || strings.Count(out.String(), "OpenStreetMap") != 1 {
		t.Errorf("the list: %v, %s", err, out.String())
	}
	out.Reset()
	if err := run(t.Context(), []string{"places", "export", "--db", db}, fromEnvironment, &out, &errs); err != nil || strings.Count(out.String(), ",no,") == 0 || !strings.Contains(errs.String(), "ODbL") {
		t.Errorf("the export: %v, %s, %s", err, out.String(), errs.String())
	}
}
