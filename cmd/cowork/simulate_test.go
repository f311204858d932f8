package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func simulate(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(t.Context(), append([]string{"simulate"}, args...), fromEnvironment, &out, &errs)
	if errs.Len() > 0 {
		t.Errorf("%v wrote to standard error: %s", args, errs.String())
	}
	return out.String(), err
}

func TestSimulate(t *testing.T) {
	dir := t.TempDir()
	venues := filepath.Join(dir, "venues.csv")
	if err := os.WriteFile(venues, []byte("name,type,lat,lon\nCafé Nord,cafe,47.80,13.04\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"--members=8", "--weeks=4", "--compare", "--venues=" + venues, "--charts=" + filepath.Join(dir, "charts")}
	out, err := simulate(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"8 members, 4 weeks, seed 1", "balance", "alternate", "random", "longest run of hosting", "M008", "hosting.svg"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if again, _ := simulate(t, args...); again != out {
		t.Error("the same seed plays another year")
	}
}

func TestSimulateRefuses(t *testing.T) {
	for _, args := range [][]string{
		{"--members=1"}, {"--members=999999"}, {"--weeks=0"}, {"--absence=2"}, {"--absence=NaN"}, {"--skip=-1"}, {"--vetoes=-1"}, {"--members=many"}, {"extra"},
	} {
		out, err := simulate(t, args...)
		var usage *usageError
		if !errors.As(err, &usage) || out != "" {
			t.Errorf("%v: %v, printed %q", args, err, out)
		}
	}
	if _, err := simulate(t, "--venues=none.csv"); err == nil || !strings.Contains(err.Error(), "none.csv") {
		t.Errorf("a missing file: %v", err)
	}
}
