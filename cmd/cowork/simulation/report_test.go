package simulation

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The summary of a small year is compared with a golden; run with UPDATE=1 to
// write it anew, and read the difference.
func TestSummary(t *testing.T) {
	o := Options{Seed: 5, Members: 9, Weeks: 10, Absence: 0.1, Skip: 0.1, Vetoes: 2}
	var outcomes []Outcome
	for _, rule := range HostRules {
		outcomes = append(outcomes, Outcome{rule, play(t, rule, o)})
	}
	var out bytes.Buffer
	WriteSummary(&out, outcomes)
	WritePeople(&out, outcomes[0].Year)
	golden := filepath.Join("testdata", "summary.golden")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), want) {
		t.Errorf("the summary reads\n%s\nwant\n%s", out.Bytes(), want)
	}
}

func TestCharts(t *testing.T) {
	o := Options{Seed: 5, Members: 8, Weeks: 6}
	dir := filepath.Join(t.TempDir(), "charts")
	files, err := WriteCharts(dir, []Outcome{{Ours, play(t, Ours, o)}, {Random, play(t, Random, o)}})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 14 {
		t.Errorf("files: %v", files)
	}
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(content, []byte("\x89PNG")) && !bytes.Contains(content, []byte("<svg")) {
			t.Errorf("%s is no picture", f)
		}
	}
	if _, err := WriteCharts(files[0], nil); err == nil {
		t.Error("a file is taken for a folder")
	}
}

// Counts are labelled with whole numbers, few enough to be read.
func TestWholeNumbers(t *testing.T) {
	for _, c := range []struct {
		least, most float64
		want        string
	}{
		{0, 0, "0"}, {-0.7, 3.7, "0 1 2 3"}, {0, 10.4, "0 2 4 6 8 10"}, {-9, 28, "-5 0 5 10 15 20 25"},
		{0, 52, "0 10 20 30 40 50"}, {0, 100, "0 20 40 60 80 100"}, {0, 230, "0 50 100 150 200"},
	} {
		var labels []string
		for _, tick := range (wholeNumbers{}).Ticks(c.least, c.most) {
			labels = append(labels, tick.Label)
		}
		if got := strings.Join(labels, " "); got != c.want {
			t.Errorf("from %g to %g: %s, want %s", c.least, c.most, got, c.want)
		}
	}
}

// Nobody travels and nobody rests: the charts are drawn all the same.
func TestChartsOfHomesOnly(t *testing.T) {
	o := Options{Seed: 1, Members: 4, Weeks: 2, HomesOnly: true}
	if _, err := WriteCharts(t.TempDir(), []Outcome{{Ours, play(t, Ours, o)}}); err != nil {
		t.Fatal(err)
	}
	if _, err := WriteCharts(t.TempDir(), nil); err != nil {
		t.Fatal(err)
	}
}
