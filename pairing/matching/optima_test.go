package matching

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// bench has instances whose optima several independent programs agree on. It is
// no part of this repository.
const bench = "../../../shared/bench"

func TestKnownOptima(t *testing.T) {
	if testing.Short() {
		t.Skip("writes and solves files of some megabytes")
	}
	expected, err := os.ReadFile(filepath.Join(bench, "expected.txt"))
	if err != nil {
		t.Skipf("left out: %v", err)
	}
	dir := t.TempDir()
	gen := filepath.Join(dir, "gen")
	build := exec.Command("go", "build", "-o", gen, "./cmd/gen")
	build.Dir = bench
	if out, err := build.CombinedOutput(); err != nil {
		t.Skipf("left out: %v\n%s", err, out)
	}
	tried := 0
	for line := range strings.Lines(string(expected)) {
		f := strings.Fields(line)
		if len(f) < 5 {
			continue
		}
		name := strings.TrimSuffix(f[0], ".gr")
		var args []string
		switch {
		case name == "c1000" || name == "c1001" || name == "c500" || name == "c2000":
			args = []string{"complete", name[1:]}
		case name == "k16_10000" || name == "k32_10000":
			k, n, _ := strings.Cut(name[1:], "_")
			args = []string{"knn", n, k}
		default:
			continue
		}
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(dir, name)
			if out, err := exec.Command(gen, append(args, "1", file)...).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			n, edges, err := readGraph(file)
			if err != nil {
				t.Fatal(err)
			}
			pairs := 0
			r := solve(t, n, edges)
			for v, m := range r.Mate {
				if int(m) > v {
					pairs++
				}
			}
			if got := fmt.Sprint(n, len(edges), r.Weight, pairs); got != strings.Join(f[1:5], " ") {
				t.Errorf("n, m, weight, pairs: %s, want %s", got, f[1:5])
			}
		})
		tried++
	}
	if tried == 0 {
		t.Error("expected.txt names no instance that this test knows")
	}
}

// readGraph reads "n m" and m lines "u v w".
func readGraph(name string) (int, []Edge, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return 0, nil, err
	}
	next := func() int64 {
		data = bytes.TrimLeft(data, " \n")
		i := bytes.IndexAny(data, " \n")
		if i < 0 {
			i = len(data)
		}
		x, e := strconv.ParseInt(string(data[:i]), 10, 64)
		if e != nil {
			err = e
		}
		data = data[i:]
		return x
	}
	n := next()
	edges := make([]Edge, next())
	for i := range edges {
		edges[i] = Edge{int32(next()), int32(next()), next()}
	}
	return int(n), edges, err
}

// TestReadInstance is how bench.sh has a file solved.
func TestReadInstance(t *testing.T) {
	if *read == "" {
		t.Skip("only with -read")
	}
	n, edges, err := readGraph(*read)
	if err != nil {
		t.Fatal(err)
	}
	began, busy := time.Now(), processorTime(t)
	r, err := Max(context.Background(), n, edges)
	wall, cpu := time.Since(began), processorTime(t)-busy
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(n, edges, r); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("value=%d wall=%.4f cpu=%.4f\n", r.Weight, wall.Seconds(), cpu.Seconds())
}

func processorTime(t *testing.T) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
