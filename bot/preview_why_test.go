package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cowork/pairing"
	"cowork/storage"
)

// That one avoids the other is not to be told from what an operator reads, nor from
// what is missing there: two who would be together but for that read like two
// whom something else kept private has apart.
func TestThePlanTellsNobodyOfAnAvoid(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(4)...)
	ask := func() string {
		t.Helper()
		p, err := PreviewRound(t.Context(), h.store, time.Time{}, 1)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := p.Instead(t.Context(), "U01", "U02")
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(lines, "\n")
	}
	says := func(who, to string, what storage.Saying) {
		t.Helper()
		if err := h.store.Write(t.Context(), func(tx *storage.Tx) error {
			return tx.Say(pairing.MemberID(who), what, pairing.MemberID(to), h.at)
		}); err != nil {
			t.Fatal(err)
		}
	}
	says("U01", "U02", storage.Wish) // so that they are the best there is
	if got := ask(); got != "the plan has them together" {
		t.Fatalf("before: %q", got)
	}
	says("U02", "U01", storage.Avoid)
	avoided := ask()
	h.wants(avoided, "the plan has N U01 with N U0", " and N U02 with N U0", "\ntogether, they would do as well, but for what members say in private")
	says("U01", "U02", storage.Friend)
	if got := ask(); !strings.HasPrefix(got, "the plan has N U01 with") || strings.Count(got, "\n") != 1 {
		t.Errorf("where more speaks against it: %q", got)
	}
}

// In a circle with trios nobody is said to rest who is the third.
func TestThePlanShowsWhoIsTheThird(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(5)...)
	if err := h.store.Write(t.Context(), func(tx *storage.Tx) error {
		c, err := tx.Circle(1)
		if err != nil {
			return err
		}
		c.Rules.Trio = true
		_, err = tx.SaveCircle(c)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	p, err := PreviewRound(t.Context(), h.store, time.Time{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	three := slices.IndexFunc(p.plan.Duos, func(d pairing.Proposal) bool { return len(d.Members) == 3 })
	if three < 0 {
		t.Fatalf("no trio: %+v", p.Duos)
	}
	two := p.plan.Duos[1-three].Members
	for _, third := range p.plan.Duos[three].Members {
		lines, err := p.Instead(t.Context(), string(third), string(two[0]))
		if err != nil {
			t.Fatal(err)
		}
		h.wants(lines[0], "N "+string(third)+" with N U0", " and N U0", "N "+string(two[0])+" with N "+string(two[1]))
		if contains(lines[0], "rest") {
			t.Errorf("%s is in a trio, and the operator reads %q", third, lines[0])
		}
	}
}
