package pairing

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
