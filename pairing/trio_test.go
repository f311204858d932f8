package pairing

import (
	"math/bits"
	"testing"

	"cowork/pairing/matching"

	"github.com/google/go-cmp/cmp"
)

// Whatever there is of thirds and classes, each place is worth more than all that
// comes after it, and nothing overflows; or the round is refused.
func TestPlacesOfThirdsFit(t *testing.T) {
	scores := 2 * int64(MaxScore-MinScore)
	for _, stay := range []bool{false, true} {
		for _, most := range []int{1, 2, 3, 100, 5_000, 14_000, 50_000, 75_000, 85_000, 300_000, 1_000_000, 20_000_000, 25_000_000, 1 << 30} {
			for _, classes := range []int{1, 2, 500, 20_000, 1_000_000} {
				v, err := thirdPlaces(most, classes, stay)
				if refused := stay && most >= 85_000 || most >= 25_000_000; refused != (err != nil) {
					t.Errorf("%d thirds, stay %v: %v", most, stay, err)
				}
				if err != nil {
					continue
				}
				n := int64(most)
				if v.told < 1 || v.told > int64(classes) || most <= 14_000 && classes <= 500 && v.told < int64(classes) && !stay {
					t.Errorf("%d thirds of %d classes: %d are told apart", most, classes, v.told)
				}
				if stay && v.apart <= n*scores || v.turn <= n*(v.apart+scores) {
					t.Errorf("%d thirds: %+v", most, v)
				}
				high, heaviest := bits.Mul64(uint64(v.told), uint64(v.turn))
				heaviest += uint64(v.apart + scores)
				over, total := bits.Mul64(heaviest, uint64(n))
				if high > 0 || heaviest > matching.MaxWeight || over > 0 || total > mostTotal {
					t.Errorf("%d thirds of %d classes: up to %d each", most, classes, heaviest)
				}
			}
		}
	}
}

// Thirds of whom each is of a class of their own, and duos that stay together.
func TestManyThirdsOfManyClasses(t *testing.T) {
	const left, duos = 120, 30
	in := Input{Round: 200, Seed: 1, Rules: DefaultRules(), From: monday, Until: monday.AddDate(0, 0, 7), Members: equals(left + 2*duos)}
	in.Rules.Trio = true
	for i := range in.Members {
		m := &in.Members[i]
		m.Rests, m.LastRest = 1, 1+i
		for k := range in.Members[:left] {
			if i != k && i < left { // those who will be left avoid each other
				m.Avoids = append(m.Avoids, in.Members[k].ID)
			}
		}
	}
	for k := range duos {
		in.Kept = append(in.Kept, [2]MemberID{in.Members[left+2*k].ID, in.Members[left+2*k+1].ID})
	}
	plan := planned(t, in)
	joined := map[MemberID]bool{}
	for _, d := range plan.Duos {
		if len(d.Members) == 3 {
			joined[d.Members[0]] = true
		}
	}
	if len(joined) != duos {
		t.Errorf("%d of %d duos have a third", len(joined), duos)
	}
	for i, m := range in.Members[:left] {
		if joined[m.ID] != (i >= left-duos) {
			t.Errorf("%s, who rested in round %d: joined a duo %v", m.ID, m.LastRest, joined[m.ID])
		}
	}
}

// What two of a trio share is not said to be shared by all three.
func TestTermsOfATrio(t *testing.T) {
	ab := []Term{{Name: LongAgo, Points: 15, Shared: "8"}, {Name: MutualWish, Points: 500}, {Name: SameField, Points: 60, Shared: "Design"}, {Name: LikeSituation, Points: 30, Shared: "founder"}, {Name: Nearness, Points: 90, Shared: "1"}}
	ac := []Term{{Name: NeverTogether, Points: 1000}, {Name: SameField, Points: 60, Shared: "design"}, {Name: LikeSituation, Points: 15}, {Name: Nearness, Points: 45, Shared: "7"}}
	bc := []Term{{Name: NeverTogether, Points: 1000}, {Name: SameField, Points: 60, Shared: "Design"}, {Name: LikeSituation, Points: 15}, {Name: Nearness, Points: 45, Shared: "6"}}
	var all []Term
	for _, pair := range [][]Term{ab, ac, bc} {
		all = append(all, pair...)
	}
	want := []Term{
		{Name: NeverTogether, Points: 2000, Some: true}, {Name: LongAgo, Points: 15, Shared: "8", Some: true},
		{Name: MutualWish, Points: 500, Some: true}, {Name: SameField, Points: 180, Shared: "Design"},
		{Name: LikeSituation, Points: 60}, {Name: Nearness, Points: 180, Shared: "7"},
	}
	if diff := cmp.Diff(want, summed(all, 3)); diff != "" {
		t.Error(diff)
	}
	if got := farther("", "3"); got != "" {
		t.Errorf("an unknown distance and 3 km are %q", got)
	}
}
