// Package cores spreads work over all processors where the parts of it have
// nothing to do with each other:
//
//	cores.Each(len(sums), 512, func(from, to int) {
//		for i := from; i < to; i++ {
//			sums[i] = sum(rows[i])
//		}
//	})
//
// What each part writes must be its own. Then the outcome depends neither on how
// many processors there are nor on which of them does what.
package cores

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Each divides the numbers from 0 to n-1 into ranges of at most so many, calls do
// for each, and returns when all are done. The ranges are the same whatever
// the number of processors. With one range, or one processor, it needs no goroutine.
func Each(n, most int, do func(from, to int)) {
	ranges := (n + most - 1) / most
	workers := min(runtime.GOMAXPROCS(0), ranges)
	if workers <= 1 {
		for from := 0; from < n; from += most {
			do(from, min(n, from+most))
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for {
				from := (int(next.Add(1)) - 1) * most
				if from >= n {
					return
				}
				do(from, min(n, from+most))
			}
		})
	}
	wait.Wait()
}
