package bot

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"cowork/pairing"
)

func TestAPastInAPreview(t *testing.T) {
	got := weights([]pairing.Term{
		{Name: pairing.LongAgo, Points: 35, Shared: "7"}, {Name: pairing.OftenTogether, Points: -100, Shared: "1"},
		{Name: pairing.LongAgo, Points: 5, Shared: "1"}, {Name: pairing.OftenTogether, Points: -300, Shared: "3"},
		{Name: pairing.TooSoon, Points: -270},
	})
	want := []Weight{
		{35, "last together 7 rounds ago"}, {-100, "together once before"},
		{5, "together in the round before"}, {-300, "together 3 times before"},
		{-270, "together again so soon"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
