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

// In a trio a term may hold for some of the three, or not in the same way for all.
func TestAPastOfThreeInAPreview(t *testing.T) {
	got := weights([]pairing.Term{
		{Name: pairing.NeverTogether, Points: 1000, Some: true}, {Name: pairing.LongAgo, Points: 40, Some: true},
		{Name: pairing.OftenTogether, Points: -300, Some: true}, {Name: pairing.OftenTogether, Points: -300, Shared: "1"},
		{Name: pairing.TooSoon, Points: -60, Shared: "4", Some: true}, {Name: pairing.LongAgo, Points: 90},
	})
	want := []Weight{
		{1000, "first time together (not all three)"}, {40, "together some rounds ago (not all three)"},
		{-300, "together before, not equally often (not all three)"}, {-300, "together once before"},
		{-60, "together again so soon (not all three)"}, {90, "together some rounds ago"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
