package matching

import (
	"context"
	"testing"
)

func TestImplicitAgreesWithEdges(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 10, 50, 101, 300, 700} {
		for seed := range uint64(3) {
			c := newCircle(n, seed)
			for week := range 3 {
				r, err := MaxImplicit(context.Background(), c)
				if err != nil {
					t.Fatal(err)
				}
				if err := VerifyImplicit(c, r); err != nil {
					t.Fatal(err)
				}
				edges := c.edges()
				if err := Verify(n, edges, r); err != nil {
					t.Fatal(err)
				}
				if want := solve(t, n, edges).Weight; r.Weight != want || r.Gap != 0 {
					t.Fatalf("n = %d, week %d: weight %d, gap %d, want %d", n, week, r.Weight, r.Gap, want)
				}
				c.meet(r.Mate)
			}
		}
	}
}
