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
// ideal.
func TestHostingIsFair(t *testing.T) {
	for seed := range uint64(10) {
		o := Options{Seed: seed, Members: 20, Weeks: 26, HomesOnly: true}
		least, most, run := play(t, Ours, o).Hosted()
		t.Logf("seed %d: hosted %d to %d, longest run %d", seed, least, most, run)
		if least < 12 || most > 14 || run > 3 {
			t.Errorf("seed %d: hosted %d to %d with a run of %d; want 12 to 14 and at most 3", seed, least, most, run)
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

// Half the members host gladly: of 26 sessions each, 17⅓ times and 8⅔ times
// are ideal.
func TestGladlyHostsTwice(t *testing.T) {
	for seed := range uint64(10) {
		o := Options{Seed: seed, Members: 20, Weeks: 26, HomesOnly: true}
		w := City(o)
		for i := range w.Members {
			w.Members[i].Hosting = []pairing.Hosting{pairing.Gladly, pairing.Sometimes}[i%2]
		}
		year, err := Play(t.Context(), w, Ours, o, nil)
		if err != nil {
			t.Fatal(err)
		}
		within := 0
		for _, p := range year.People {
			ideal := map[pairing.Hosting]float64{pairing.Gladly: 52. / 3, pairing.Sometimes: 26. / 3}[p.Hosting]
			if off := math.Abs(float64(p.Hosted) - ideal); off > 2.4 {
				t.Errorf("seed %d: %s hosted %d times, %.1f is ideal", seed, p.ID, p.Hosted, ideal)
			} else if off <= 1.4 {
				within++
			}
		}
		if within < 19 {
			t.Errorf("seed %d: only %d of 20 are within a session and a half of the ideal", seed, within)
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
