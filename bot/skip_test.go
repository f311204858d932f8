package bot

import (
	"testing"
	"time"

	"cowork/pairing"
)

// Eight people have seven rounds in which everybody meets everybody. Three of them
// sit out one each, and it takes no more rounds than they then have others to meet.
func TestACircleMeetsCompletelyThoughSomeSkip(t *testing.T) {
	const n = 8
	h := newHouse(t)
	h.joins(ids(n)...)
	met := map[[2]pairing.MemberID]int{}
	others := map[pairing.MemberID]int{} // how many each has met
	round := 0
	play := func() {
		h.until(week(round))
		h.everybodyAccepts()
		for _, d := range h.duos(pairing.Confirmed) {
			pair := [2]pairing.MemberID{d.Seats[0].Member, d.Seats[1].Member}
			if met[pair]++; met[pair] == 1 {
				others[pair[0]]++
				others[pair[1]]++
			}
		}
		round++
	}
	for _, who := range []string{"U05", "U07", "U02"} {
		h.until(week(round).Add(-time.Hour))
		h.wants(h.types(who, "skip"), "You sit out the coming round")
		play()
		for _, d := range h.duos() {
			if d.Has(pairing.MemberID(who)) {
				t.Errorf("%s sits out and is in %s", who, pair(d))
			}
		}
	}
	need := 0
	for _, id := range ids(n) {
		need = max(need, n-1-others[pairing.MemberID(id)])
	}
	for range need {
		play()
	}
	if len(met) != n*(n-1)/2 {
		t.Errorf("%d of %d pairs met in three rounds and %d more", len(met), n*(n-1)/2, need)
	}
}
