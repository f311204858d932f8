package simulation

import (
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

func TestGladlyHostsTwice(t *testing.T) {
	o := Options{Seed: 1, Members: 20, Weeks: 52, HomesOnly: true}
	w := City(o)
	for i := range w.Members {
		switch i % 3 {
		case 0:
			w.Members[i].Hosting = pairing.Gladly
		case 1:
			w.Members[i].Hosting = pairing.Never
		}
	}
	year, err := Play(t.Context(), w, Ours, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range year.People {
		t.Logf("%s %d: hosted %d visited %d", p.ID, p.Hosting, p.Hosted, p.Visited)
		if p.Hosting == pairing.Never && p.Hosted > 0 {
			t.Errorf("%s never hosts and hosted %d times", p.ID, p.Hosted)
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
