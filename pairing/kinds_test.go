package pairing

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"cowork/pairing/matching"
)

// kinds invents a circle whose members are of so many kinds, who are alike in all
// that the score weighs, and who have met for so many rounds.
func kinds(n, kinds int, seed uint64, rounds int) Input {
	in := invented(n, seed, 0)
	of := invented(kinds, seed+100, 0).Members
	r := rand.New(rand.NewPCG(seed, 79))
	for i := range in.Members {
		m := &in.Members[i]
		m.Profile = of[min(r.IntN(kinds), r.IntN(kinds))].Profile
		m.Wishes, m.Avoids, m.Friends, m.Reliability = nil, nil, nil, 0
	}
	in.Round += rounds
	in.History = past(&in, r, rounds)
	return in
}

// company invents the circle of a company: three offices and two fields, and all
// else as it is where people only typed join.
func company(n int, seed uint64, rounds int) Input {
	in := invented(n, seed, 0)
	r := rand.New(rand.NewPCG(seed, 80))
	for i := range in.Members {
		m := &in.Members[i]
		*m = Member{ID: m.ID, Zone: m.Zone, Joined: 1, Profile: Defaults()}
		office := []float64{0, 0, 0, 0.07, 0.07, 2}[r.IntN(6)]
		m.Area = Area{Located: true, Lat: 52.5 + office, Lon: 13.4}
		m.Field = Fields[r.IntN(2)]
	}
	in.Round += rounds
	in.History = past(&in, r, rounds)
	return in
}

// A crowd of few kinds is planned as well as by looking at every pair, and proved
// over every pair.
func TestACrowdOfFewKinds(t *testing.T) {
	for _, n := range []int{60, 101, *scan} {
		for rounds := range 3 {
			for _, in := range []Input{kinds(n, 5, uint64(rounds), rounds), kinds(n, 20, uint64(rounds), rounds), company(n, uint64(rounds), rounds)} {
				direct, crowd := bothWays(t, &in)
				if a, b := direct.digits(), crowd.digits(); a.compare(b) != 0 {
					t.Errorf("%d members after %d rounds: direct %+v, as a crowd %+v", n, rounds, a, b)
				}
				c := everybody(newPlanner(&in))
				r, err := c.solve(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if err := matching.VerifyImplicit(c, r); err != nil {
					t.Error(err)
				}
			}
		}
	}
}

// BenchmarkKinds plans crowds with few profiles, each new and after four rounds: of
// twenty kinds, of two hundred, and a company.
func BenchmarkKinds(b *testing.B) {
	crowds := []struct {
		name   string
		invent func(n, rounds int) Input
	}{
		{"20", func(n, rounds int) Input { return kinds(n, 20, 1, rounds) }},
		{"200", func(n, rounds int) Input { return kinds(n, 200, 1, rounds) }},
		{"company", func(n, rounds int) Input { return company(n, 1, rounds) }},
	}
	for _, n := range []int{2_000, 10_000, 50_000} {
		for _, crowd := range crowds {
			for _, rounds := range []int{0, 4} {
				b.Run(fmt.Sprintf("%s/%d/%d", crowd.name, rounds, n), func(b *testing.B) {
					in := crowd.invent(n, rounds)
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
	}
}
