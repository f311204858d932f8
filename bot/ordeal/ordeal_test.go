package ordeal_test

import (
	"context"
	"flag"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"cowork/bot/ordeal"
)

var (
	years = flag.Int("years", 0, "how many workspace-years TestYears plays; 0: a few")
	seed  = flag.Uint64("seed", 1, "the seed of the first of them; each next one has the next seed")
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

// TestYears plays workspace-years with trouble of every kind:
//
//	go test ./bot/ordeal -run Years -years 1000 -seed 1 -timeout 0
func TestYears(t *testing.T) {
	n, length := *years, 365*24*time.Hour
	if n == 0 {
		n = 3
		if raced { // the race detector takes ten times as long, and finds as much in a month
			length /= 12
		}
	}
	text := manifest(t)
	began := time.Now()
	var mu sync.Mutex
	var sum ordeal.Outcome
	next, played := *seed, 0
	var hands sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		hands.Go(func() {
			for {
				mu.Lock()
				mine := next
				next++
				mu.Unlock()
				if mine >= *seed+uint64(n) {
					return
				}
				y := ordeal.Year{Seed: mine, Manifest: text, Dir: t.TempDir(), Length: length}
				if *diary {
					y.Diary = os.Stderr
				}
				got, err := ordeal.Play(t.Context(), y)
				if err != nil {
					t.Errorf("seed %d broke a promise; again: go test ./bot/ordeal -run Years -years 1 -seed %d -diary\n%v", mine, mine, err)
				}
				mu.Lock()
				played++
				sum.Add(got)
				mu.Unlock()
			}
		})
	}
	hands.Wait()
	took := time.Since(began)
	t.Logf("%d workspace-years in %v, %.2f a second: %d rounds, %d duos, %d messages, %d changes of messages, %d envelopes, %d faults, %d kills, %d addresses told",
		played, took.Round(time.Millisecond), float64(played)/took.Seconds(), sum.Rounds, sum.Duos, sum.Posts, sum.Updates, sum.Envelopes, sum.Faults, sum.Kills, sum.Addresses)
}

// A seed is a year: played again, everything happens again in the same order.
func TestTheSameSeedIsTheSameYear(t *testing.T) {
	play := func() ordeal.Outcome {
		got, err := ordeal.Play(context.Background(), ordeal.Year{Seed: 11, Manifest: manifest(t), Dir: t.TempDir(), Length: 60 * 24 * time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	first, second := play(), play()
	if first != second {
		t.Errorf("first %+v\nthen  %+v", first, second)
	}
	if first.Kills == 0 || first.Faults == 0 || first.Rounds == 0 {
		t.Errorf("a year without trouble proves nothing: %+v", first)
	}
}
