package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

func TestLanesKeepTheOrderOfEachKey(t *testing.T) {
	l := newLanes(4, 10_000, func(err error) { t.Error(err) })
	var mu sync.Mutex
	got := map[string][]int{}
	for i := range 500 {
		for k := range 5 {
			key := fmt.Sprint("U", k)
			if !l.do(key, func() { mu.Lock(); got[key] = append(got[key], i); mu.Unlock() }) {
				t.Fatal("refused below the limit")
			}
		}
	}
	if err := l.wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	for key, seen := range got {
		if len(seen) != 500 {
			t.Fatalf("%s: %d of 500 jobs ran", key, len(seen))
		}
		for i, n := range seen {
			if i != n {
				t.Fatalf("%s: job %d ran as number %d", key, n, i)
			}
		}
	}
}

func TestLanesBoundWhatRunsAndWhatWaits(t *testing.T) {
	l := newLanes(3, 10, func(err error) { t.Error(err) })
	var running, most atomic.Int32
	started, release := make(chan struct{}, 10), make(chan struct{})
	for i := range 10 {
		ok := l.do(fmt.Sprint(i), func() {
			most.Store(max(most.Load(), running.Add(1)))
			started <- struct{}{}
			<-release
			running.Add(-1)
		})
		if !ok {
			t.Fatalf("job %d refused", i)
		}
	}
	if l.do("one too many", func() {}) {
		t.Error("the eleventh of ten was taken")
	}
	for range 3 {
		<-started
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.wait(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("wait with work in hand: %v", err)
	}
	close(release)
	if err := l.wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if most.Load() > 3 {
		t.Errorf("%d jobs ran at once, 3 allowed", most.Load())
	}
	if !l.do("again", func() {}) {
		t.Error("refused although nothing is in hand")
	}
	if err := l.wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestLanesSurviveAPanic(t *testing.T) {
	var told []error
	l := newLanes(1, 10, func(err error) { told = append(told, err) })
	ran := false
	l.do("U1", func() { panic("what somebody typed") })
	l.do("U1", func() { ran = true })
	if err := l.wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !ran {
		t.Error("the job after the panic did not run")
	}
	if len(told) != 1 || told[0].Error() != "panic: string" {
		t.Errorf("told %v", told)
	}
}
