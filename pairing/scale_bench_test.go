package pairing

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"
)

// cpu is the time that the process has computed, on all processors.
func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkScale plans circles of growing size whose members have met for four
// rounds. Ask for the size that you have the time for: -bench 'Scale/^1000$'.
func BenchmarkScale(b *testing.B) {
	for _, n := range []int{100, 500, 1000, 2000, 10_000, 50_000, 200_000, 1_000_000} {
		var in Input
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if len(in.Members) == 0 {
				in = invented(n, 1, 4)
			}
			b.ResetTimer()
			start := cpu()
			for b.Loop() {
				p := newPlanner(&in)
				if err := p.pairAll(context.Background(), n > mostDirect); err != nil {
					b.Fatal(err)
				}
				groups, err := p.groups(context.Background())
				if err != nil {
					b.Fatal(err)
				}
				p.plan(groups)
			}
			b.ReportMetric(float64((cpu()-start).Nanoseconds())/float64(b.N)/1e6, "cpu-ms/op")
		})
	}
}
