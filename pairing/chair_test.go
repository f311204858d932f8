package pairing

import (
	"slices"
	"testing"

	"cowork/pairing/matching"
)

// everybody is a crowd of all members, with the first place values.
func everybody(p *planner) *crowd {
	who := make([]int32, len(p.all))
	for i := range who {
		who[i] = int32(i)
	}
	c := newCrowd(p.deck, who, who)
	v, _ := c.values(0, 1)
	c.value(p.turns, 1, v)
	return c
}

// With the chair a crowd is worth as much as the best of those that lack one of
// the members who are due to rest, and whoever is paired is proved to be by every
// pair, whether it was looked at or not.
func TestWhoHasTheChairRests(t *testing.T) {
	for _, n := range []int{3, 9, 31, 61} {
		for seed := range uint64(6) {
			in := invented(n, seed, 3)
			p := newPlanner(&in)
			c := everybody(p)
			usual := 2*(c.places.turn+c.places.repeat) + int64(weightNew-MinScore) // what two new to each other weigh, and a repeat besides
			due := func(u int32) bool { return int(c.who[u])%5 == int(seed)%3 }
			g := c.withChair(due, usual)
			mate, err := g.solve(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			r, err := matching.MaxImplicit(t.Context(), g)
			if err != nil {
				t.Fatal(err)
			}
			if err := matching.VerifyImplicit(g, r); err != nil {
				t.Error(err)
			}
			rest := r.Mate[n]
			if rest == nobody || !due(rest) || mate[rest] != nobody || len(mate) != n {
				t.Fatalf("%d members, seed %d: %d has the chair; %v", n, seed, rest, mate)
			}
			most := int64(0)
			for u := range int32(n) {
				if !due(u) {
					continue
				}
				others := slices.Clone(c.who)
				less := newCrowd(p.deck, slices.DeleteFunc(others, func(i int32) bool { return i == c.who[u] }), lots(n))
				less.value(p.turns, 1, c.places)
				r, err := less.solve(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				most = max(most, r.Weight)
			}
			if r.Weight-usual != most {
				t.Errorf("%d members, seed %d: with the chair %d, best without one who is due %d", n, seed, r.Weight-usual, most)
			}
		}
	}
}

func lots(n int) []int32 {
	lot := make([]int32, n)
	for i := range lot {
		lot[i] = int32(i)
	}
	return lot
}

// Where those whose turn it is are not the ones whom it would cost least, a crowd
// is planned as well as by looking at every pair.
func TestTheRightOneRestsInACrowd(t *testing.T) {
	for _, n := range []int{11, 41, 101} {
		for seed := range uint64(8) {
			in := invented(n, seed, 2)
			for i := range in.Members {
				in.Members[i].Rests, in.Members[i].LastRest = 1, 1+i%2
			}
			for k := range 1 + int(seed)%3*(n/4) {
				in.Members[(k*7+int(seed))%n].Rests, in.Members[(k*7+int(seed))%n].LastRest = 0, 0
			}
			direct, crowd := bothWays(t, &in)
			if a, b := direct.digits(), crowd.digits(); a.compare(b) != 0 {
				t.Errorf("%d members, seed %d: direct %+v, as a crowd %+v", n, seed, a, b)
			}
		}
	}
}
