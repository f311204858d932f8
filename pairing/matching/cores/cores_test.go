package cores

import (
	"runtime"
	"slices"
	"testing"
)

// Every number is in one range, and the ranges do not depend on the processors.
func TestEach(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, processors := range []int{1, 4} {
		runtime.GOMAXPROCS(processors)
		for n := range 40 {
			for most := 1; most < 12; most++ {
				times, end := make([]int, n), make([]int, n)
				Each(n, most, func(from, to int) {
					for i := from; i < to; i++ {
						times[i]++
						end[i] = to
					}
				})
				for i := range n {
					if want := min(n, (i/most+1)*most); times[i] != 1 || end[i] != want {
						t.Fatalf("%d processors, %d of %d at most %d: %d times, up to %d, want %d", processors, i, n, most, times[i], end[i], want)
					}
				}
			}
		}
	}
}

// It returns when all is done, and not before.
func TestEachWaits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	runtime.GOMAXPROCS(8)
	done := make([]bool, 1000)
	Each(len(done), 1, func(from, _ int) {
		runtime.Gosched()
		done[from] = true
	})
	if slices.Contains(done, false) {
		t.Error("some are not done")
	}
}
