package pairing

import (
	"context"
	"flag"
	"fmt"
	"syscall"
	"testing"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

var chart = flag.String("chart", "", "file to draw the growth into that BenchmarkScale measures")

// cpu is the time that the process has computed, on all processors.
func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peak is the most memory in MB that the process has had so far, everything included.
func peak() float64 {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Maxrss) * 1024 / 1e6
}

// BenchmarkScale plans circles of growing size whose members have met for four
// rounds. Ask for the size that you have the time for: -bench 'Scale/^1000$'.
func BenchmarkScale(b *testing.B) {
	var growth plotter.XYs
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
			ms := float64((cpu() - start).Nanoseconds()) / float64(b.N) / 1e6
			b.ReportMetric(ms, "cpu-ms/op")
			b.ReportMetric(peak(), "peak-MB")
			growth = append(growth, plotter.XY{X: float64(n), Y: ms / 1000})
		})
	}
	if *chart != "" && len(growth) > 1 {
		if err := draw(growth, *chart); err != nil {
			b.Fatal(err)
		}
	}
}

// draw plots the computing time over the size, both in powers of ten.
func draw(growth plotter.XYs, file string) error {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = "Planning a round over all pairs", "members", "seconds of computing"
	p.X.Scale, p.Y.Scale = plot.LogScale{}, plot.LogScale{}
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.LogTicks{Prec: -1}, plot.LogTicks{Prec: -1}
	line, points, err := plotter.NewLinePoints(growth)
	if err != nil {
		return err
	}
	p.Add(plotter.NewGrid(), line, points)
	return p.Save(18*vg.Centimeter, 11*vg.Centimeter, file)
}

// BenchmarkLonesome plans odd crowds that allow trios, and of whom one in a
// hundred fits nobody.
func BenchmarkLonesome(b *testing.B) {
	for _, n := range []int{10_001, 50_001, 200_001} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			in := lonesome(n, n/100)
			start := cpu()
			for b.Loop() {
				if _, err := PlanRound(context.Background(), in); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64((cpu()-start).Nanoseconds())/float64(b.N)/1e6, "cpu-ms/op")
		})
	}
}

// BenchmarkTurns plans odd crowds in which it is not the turn of the one who would
// rest otherwise, nor of every other member.
func BenchmarkTurns(b *testing.B) {
	for _, n := range []int{10_001, 50_001, 100_001} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			in := invented(n, 4, 2)
			for i := range in.Members {
				in.Members[i].LastRest, in.Members[i].Rests = 0, 0
			}
			p := newPlanner(&in)
			if err := p.pairAll(b.Context(), true); err != nil {
				b.Fatal(err)
			}
			for i, m := range p.mate {
				if m == nobody || i%2 == 0 {
					in.Members[i].LastRest, in.Members[i].Rests = 2, 1
				}
			}
			b.ResetTimer()
			start := cpu()
			for b.Loop() {
				if err := newPlanner(&in).pairAll(b.Context(), true); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64((cpu()-start).Nanoseconds())/float64(b.N)/1e6, "cpu-ms/op")
		})
	}
}

// BenchmarkAlike plans crowds of members who are all alike, as they are where
// everybody only typed join.
func BenchmarkAlike(b *testing.B) {
	for _, n := range []int{2_000, 10_000, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			in := Input{Round: 1, Seed: 1, Rules: DefaultRules(), From: monday, Until: monday.AddDate(0, 0, 7), Members: equals(n)}
			start := cpu()
			for b.Loop() {
				if err := newPlanner(&in).pairAll(b.Context(), true); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64((cpu()-start).Nanoseconds())/float64(b.N)/1e6, "cpu-ms/op")
		})
	}
}
