package simulation

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cowork/pairing"
)

func play(t *testing.T, rule HostRule, o Options) *Year {
	t.Helper()
	year, err := Play(t.Context(), City(o), rule, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return year
}

// 20 members who all host, half a year, homes only: thirteen times each is
// ideal. In every one of a hundred cities nobody is more than one from it, and
// nobody hosts more than three times in a row.
func TestHostingIsFair(t *testing.T) {
	for seed := range uint64(100) {
		o := Options{Seed: seed, Members: 20, Weeks: 26, HomesOnly: true}
		year := play(t, Ours, o)
		least, most, run := year.Hosted()
		if least < 12 || most > 14 || run > 3 {
			t.Errorf("seed %d: hosted %d to %d with a run of %d; want 12 to 14 and at most 3", seed, least, most, run)
		}
		if year.Repeats != year.Unavoidable() || year.Soon > 0 {
			t.Errorf("seed %d: %d repeats of which %d soon, %d were unavoidable", seed, year.Repeats, year.Soon, year.Unavoidable())
		}
		if seed >= 10 {
			continue
		}
		for _, rule := range []HostRule{Alternate, Random} {
			l, m, r := play(t, rule, o).Hosted()
			t.Logf("seed %d: %s: hosted %d to %d, longest run %d", seed, rule, l, m, r)
			if m-l <= most-least {
				t.Errorf("seed %d: %s spreads from %d to %d, no more than ours", seed, rule, l, m)
			}
		}
	}
}

// Gladly hosts twice as often as sometimes, whoever else hosts how: everybody to
// within one session of their share, as a whole number of times, in every city.
func TestGladlyHostsTwice(t *testing.T) {
	for name, glad := range map[string]func(i int) bool{
		"every other":  func(i int) bool { return i%2 == 0 },
		"one":          func(i int) bool { return i == 0 },
		"all but one":  func(i int) bool { return i > 0 },
		"every fourth": func(i int) bool { return i%4 == 0 },
	} {
		further, all, worst := 0, 0, 0.0
		for seed := range uint64(25) {
			o := Options{Seed: seed, Members: 20, Weeks: 26, HomesOnly: true}
			w := City(o)
			weights := 0.0
			for i := range w.Members {
				if w.Members[i].Hosting = pairing.Sometimes; glad(i) {
					w.Members[i].Hosting = pairing.Gladly
				}
				weights += float64(w.Members[i].Hosting)
			}
			year, err := Play(t.Context(), w, Ours, o, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range year.People {
				share := float64(p.Hosting) * float64(year.Homes) / weights
				off := math.Abs(float64(p.Hosted) - share)
				worst = max(worst, off)
				all++
				if off > 1 {
					further++
				}
				if math.Abs(float64(p.Hosted)-math.Round(share)) > 1 {
					t.Errorf("%s hosts gladly, seed %d: %s, who hosts %d, hosted %d times; their share is %.1f", name, seed, p.ID, p.Hosting, p.Hosted, share)
				}
			}
		}
		t.Logf("%s hosts gladly: %d of %d further than one session from their share, nobody further than %.2f", name, further, all, worst)
		if further > all/100 {
			t.Errorf("%s hosts gladly: %d of %d are further than one session from their share", name, further, all)
		}
	}
}

// Who never hosts does not, under no rule.
func TestNeverHosts(t *testing.T) {
	o := Options{Seed: 3, Members: 12, Weeks: 26, HomesOnly: true}
	w := City(o)
	for i := range w.Members[:4] {
		w.Members[i].Hosting = pairing.Never
	}
	for _, rule := range HostRules {
		year, err := Play(t.Context(), w, rule, o, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range year.People[:4] {
			if p.Hosted > 0 {
				t.Errorf("%s: %s never hosts and hosted %d times", rule, p.ID, p.Hosted)
			}
		}
	}
}

// Half a year in which everybody is there, all rules on: nobody meets again where
// somebody new is left, nor within four weeks, and nobody is with one partner more
// often than the numbers ask for, however much better that one suits them.
func TestPartnersTakeTurns(t *testing.T) {
	for members, most := range map[int]int{8: 4, 20: 2, 50: 1} {
		for _, seed := range []uint64{1, 4, 7} {
			year := play(t, Ours, Options{Seed: seed, Members: members, Weeks: 26})
			if year.Repeats != year.Unavoidable() || year.Soon > 0 || year.MostMet != most {
				t.Errorf("%d members, seed %d: %d repeats (%d unavoidable), %d soon, up to %d times one pair, want %d",
					members, seed, year.Repeats, year.Unavoidable(), year.Soon, year.MostMet, most)
			}
		}
	}
}

func TestSameSeedSameYear(t *testing.T) {
	o := Options{Seed: 7, Members: 15, Weeks: 12, Absence: 0.1, Skip: 0.1, Vetoes: 5}
	a, b := play(t, Ours, o), play(t, Ours, o)
	if diff := cmp.Diff(a, b, cmpopts.IgnoreUnexported(Year{}, Person{})); diff != "" {
		t.Error(diff)
	}
	if a.Sessions() == 0 || a.Homes == 0 || a.Venues == 0 {
		t.Errorf("a dull year: %+v", a)
	}
	least, most := a.Rests()
	t.Logf("sessions %d homes %d venues %d outings %d remote %d repeats %d soon %d p50 %d p95 %d rests %d..%d", a.Sessions(), a.Homes, a.Venues, a.Outings, a.Remote, a.Repeats, a.Soon, a.Journey(.5), a.Journey(.95), least, most)
}
