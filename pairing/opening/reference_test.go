package opening

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestReferenceSample holds every opening_hours value of the sample data
// against the reference, on every day of a year.
func TestReferenceSample(t *testing.T) {
	ref := startReference(t)
	var days []string
	for d := 0; d < 365; d++ {
		days = append(days, time.Date(2026, 1, 1+d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	}
	understood := 0
	hours := sampleHours(t)
	for _, h := range hours {
		if compareWithReference(t, ref, h, days) {
			understood++
		}
	}
	t.Logf("%d of %d values of the sample are understood", understood, len(hours))
	if understood < len(hours)*95/100 {
		t.Errorf("only %d of %d values of the sample are understood", understood, len(hours))
	}
}

// TestReferenceGenerated does the same with generated values, on days around
// the ends of months and years, holidays included.
func TestReferenceGenerated(t *testing.T) {
	ref := startReference(t)
	var days []string
	for _, start := range []string{"2026-02-23", "2026-06-08", "2026-12-20"} {
		day, _ := time.Parse(time.DateOnly, start)
		for d := range 21 {
			days = append(days, day.AddDate(0, 0, d).Format(time.DateOnly))
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		compareWithReference(t, ref, generate(rng), days)
		if t.Failed() {
			return
		}
	}
}

// compareWithReference checks hours on days and reports whether we understand
// them. Ours must equal the reference's; only where hours reach past midnight
// may they be more careful.
func compareWithReference(t *testing.T, ref *reference, hours string, days []string) bool {
	t.Helper()
	s, err := Parse(hours)
	if err != nil {
		return false
	}
	var calendar Calendar
	if s.holidays {
		calendar = austrianHolidays
	}
	answer, refErr := ref.ask(hours, days)
	if refErr != "" {
		t.Errorf("%q: we understand it, the reference does not: %s", hours, refErr)
		return true
	}
	late := false
	for _, r := range s.rules {
		for _, span := range r.spans() {
			late = late || span.until > dayMinutes
		}
	}
	for i, day := range days {
		date, _ := time.Parse(time.DateOnly, day)
		var theirs paper
		theirs.paint(0, dayMinutes, Closed)
		for _, span := range answer[i] {
			theirs.paint(span[0], span[1], State(span[2]))
		}
		for _, seg := range s.segments(dateOf(date.Date()), calendar) {
			for m := seg.from; m < seg.until; m++ {
				if ours, want := seg.state, theirs[m]; ours != want && !(late && ours < want) {
					t.Errorf("%q on %s %s at %02d:%02d: %v, the reference says %v", hours, date.Weekday(), day, m/60, m%60, ours, want)
					return true
				}
			}
		}
	}
	return true
}

func austrianHolidays(year int, month time.Month, day int) bool {
	switch fmt.Sprintf("%02d-%02d", month, day) {
	case "01-01", "01-06", "05-01", "08-15", "10-26", "11-01", "12-08", "12-25", "12-26":
		return true
	case "04-06", "05-14", "05-25", "06-04": // Easter Monday, Ascension, Whit Monday, Corpus Christi
		return year == 2026
	}
	return false
}

// generate writes a random value of the subset.
func generate(rng *rand.Rand) string {
	days := []string{"Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"}
	months := []string{"Jan", "Feb", "Mar", "Jun", "Jul", "Dec"}
	pick := func(from []string) string { return from[rng.IntN(len(from))] }
	weekdays := func() string {
		var out []string
		for range 1 + rng.IntN(2) {
			switch rng.IntN(4) {
			case 0:
				out = append(out, pick(days))
			case 1:
				out = append(out, "PH")
			default:
				out = append(out, pick(days)+"-"+pick(days))
			}
		}
		return strings.Join(out, ",")
	}
	dates := func() string {
		switch rng.IntN(4) {
		case 0:
			return pick(months)
		case 1:
			return pick(months) + "-" + pick(months)
		case 2:
			return fmt.Sprintf("%s %02d", pick(months), 1+rng.IntN(28))
		}
		return fmt.Sprintf("%s %02d-%s %02d", pick(months), 1+rng.IntN(28), pick(months), 1+rng.IntN(28))
	}
	times := func() string {
		var out []string
		at := 6 + rng.IntN(6)
		for range 1 + rng.IntN(2) {
			until := at + 1 + rng.IntN(6)
			out = append(out, fmt.Sprintf("%02d:%02d-%02d:%02d", at, 15*rng.IntN(4), until, 15*rng.IntN(4)))
			at = until + 1
		}
		if rng.IntN(6) == 0 {
			out[len(out)-1] = fmt.Sprintf("%02d:00-%02d:00", 18+rng.IntN(4), rng.IntN(5))
		}
		return strings.Join(out, ",")
	}
	rule := func() string {
		var parts []string
		if rng.IntN(4) == 0 {
			parts = append(parts, dates())
		}
		if rng.IntN(5) > 0 || len(parts) == 0 {
			parts = append(parts, weekdays())
		}
		switch rng.IntN(8) {
		case 0:
			parts = append(parts, "off")
		case 1:
			parts = append(parts, times(), "off")
		case 2:
			parts = append(parts, "unknown")
		default:
			parts = append(parts, times())
		}
		return strings.Join(parts, " ")
	}
	out := rule()
	for range rng.IntN(4) {
		out += pick([]string{"; ", "; ", ", "}) + rule()
	}
	return out
}

// reference is a running npm opening_hours.
type reference struct {
	t   *testing.T
	in  *json.Encoder
	out *bufio.Reader
}

func (r *reference) ask(hours string, days []string) ([][][3]int, string) {
	r.t.Helper()
	if err := r.in.Encode(map[string]any{"hours": hours, "days": days}); err != nil {
		r.t.Fatal(err)
	}
	line, err := r.out.ReadBytes('\n')
	if err != nil {
		r.t.Fatal(err)
	}
	var refused struct{ Error string }
	if json.Unmarshal(line, &refused) == nil && refused.Error != "" {
		return nil, refused.Error
	}
	var answer [][][3]int
	if err := json.Unmarshal(line, &answer); err != nil {
		r.t.Fatalf("%s: %v", line, err)
	}
	return answer, ""
}

// startReference installs npm opening_hours outside the project and starts it;
// where there is no Node or no registry the test is left out, and says so.
func startReference(t *testing.T) *reference {
	t.Helper()
	if testing.Short() {
		t.Skip("left out under -short: it installs npm opening_hours")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("left out: there is no Node here to run npm opening_hours with")
	}
	dir := t.TempDir()
	install := exec.Command("npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", dir, "opening_hours@3.9.0")
	if out, err := install.CombinedOutput(); err != nil {
		t.Skipf("left out: npm opening_hours cannot be installed here: %v\n%s", err, out)
	}
	script, err := filepath.Abs("testdata/reference.js")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TZ=UTC", "NODE_PATH="+filepath.Join(dir, "node_modules"))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("npm opening_hours: %v", err)
		}
	})
	return &reference{t, json.NewEncoder(in), bufio.NewReader(out)}
}

// sampleHours reads the distinct opening hours of the sample data.
func sampleHours(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile("../../../shared/data/salzburg.geojson")
	if err != nil {
		t.Skip("left out: the sample data of ../shared is not here")
	}
	var file struct {
		Features []struct {
			Properties struct {
				Hours string `json:"opening_hours"`
			}
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var hours []string
	for _, f := range file.Features {
		if h := f.Properties.Hours; h != "" && !seen[h] {
			seen[h] = true
			hours = append(hours, h)
		}
	}
	return hours
}
