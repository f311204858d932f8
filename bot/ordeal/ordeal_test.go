package ordeal_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	"cowork/bot/ordeal"
)

var (
	years = flag.Int("years", 0, "how many workspace-years TestYears plays; 0: a few")
	seed  = flag.Uint64("seed", 1, "the seed of the first of them; each next one has the next seed")
	limit = flag.Duration("for", 0, "begin no year after so long; 0: play them all")
	hung  = flag.Duration("hung", 10*time.Minute, "give up, with what every goroutine does, when a year takes so long")
	diary = flag.Bool("diary", false, "write down everything that happens, to stderr")
)

// raced is set where the race detector is on.
var raced bool

func manifest(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile("../../manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestYears plays workspace-years with trouble of every kind, on all cores, and
// says how fast that went and what there was in them:
//
//	go test ./bot/ordeal -run Years -years 1000 -seed 1 -timeout 0 -v
//	go test ./bot/ordeal -run Years -years 1000000 -for 1h -timeout 0 -v
func TestYears(t *testing.T) {
	n, length := *years, 365*24*time.Hour
	if n == 0 {
		n = 3
		if raced { // the race detector takes ten times as long, and finds as much in a month
			length /= 12
		}
	}
	text := manifest(t)
	defer debug.SetGCPercent(debug.SetGCPercent(1000)) // a year is soon over, and holds little
	began := time.Now()
	var mu sync.Mutex
	var sum ordeal.Outcome
	next, played := *seed, 0
	tally := func() string {
		took := time.Since(began)
		return fmt.Sprintf("%d workspace-years, of seeds from %d, in %v: %.2f a second; %v", played, *seed, took.Round(time.Millisecond), float64(played)/took.Seconds(), sum)
	}
	var hands sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		hands.Go(func() {
			for {
				mu.Lock()
				mine := next
				next++
				mu.Unlock()
				if mine >= *seed+uint64(n) || *limit > 0 && time.Since(began) > *limit {
					return
				}
				y := ordeal.Year{Seed: mine, Manifest: text, Dir: scratch(t), Length: length}
				if *diary {
					y.Diary = os.Stderr
				}
				end := watch(*hung, mine, os.Stderr, func() { os.Exit(1) })
				got, err := ordeal.Play(t.Context(), y)
				end()
				if err != nil {
					t.Errorf("seed %d broke a promise; again: go test ./bot/ordeal -run Years -years 1 -seed %d -diary\n%v", mine, mine, err)
				}
				mu.Lock()
				played++
				sum.Add(got)
				if played%100 == 0 && *years > 0 {
					t.Log(tally())
				}
				mu.Unlock()
			}
		})
	}
	hands.Wait()
	t.Log(tally())
}

// watch gives up on a year that hangs: it says which one, and what every
// goroutine does. A year waits for nothing but itself.
func watch(most time.Duration, seed uint64, w io.Writer, giveUp func()) (end func()) {
	timer := time.AfterFunc(most, func() {
		fmt.Fprintf(w, "seed %d hangs, for %v; again: go test ./bot/ordeal -run Years -years 1 -seed %d -diary\n", seed, most, seed)
		_ = pprof.Lookup("goroutine").WriteTo(w, 2)
		giveUp()
	})
	return func() { timer.Stop() }
}

// A year that hangs is named, and where.
func TestAYearThatHangsIsNamed(t *testing.T) {
	var said strings.Builder
	found := make(chan struct{})
	defer watch(time.Millisecond, 42, &said, func() { close(found) })()
	<-found
	for _, want := range []string{"seed 42 hangs", "-seed 42 -diary", "TestAYearThatHangsIsNamed"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("it does not say %q: %s", want, said.String())
		}
	}
}

// scratch is a directory for databases: in memory where there is such a file
// system, because a simulated crash asks nothing of a disk.
func scratch(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "ordeal")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// A seed is a year: played again, everything happens again in the same order.
func TestTheSameSeedIsTheSameYear(t *testing.T) {
	play := func() ordeal.Outcome {
		got, err := ordeal.Play(context.Background(), ordeal.Year{Seed: 11, Manifest: manifest(t), Dir: scratch(t), Length: 60 * 24 * time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	first, second := play(), play()
	if !reflect.DeepEqual(first, second) {
		t.Errorf("first %+v\nthen  %+v", first, second)
	}
	if first.Kills == 0 || first.Faults == 0 || first.Rounds == 0 {
		t.Errorf("a year without trouble proves nothing: %+v", first)
	}
}
