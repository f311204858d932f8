package pairing

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// What it costs to put two together is what the twin finds by looking at every
// plan that has them together.
func TestWhyIsExact(t *testing.T) {
	together, shut, dear := 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 7)
		in.Rules.Trio = false
		in.Kept = nil
		for i := range in.Members {
			in.Members[i].Wishes = nil // wishes come before the rest, by a plan of their own
		}
		plan, err := PlanRound(context.Background(), in)
		if err != nil {
			rt.Fatal(err)
		}
		w := newTwin(&in)
		var ids []MemberID
		for _, m := range in.Members {
			ids = append(ids, m.ID)
		}
		var duos [][2]MemberID
		for _, d := range plan.Duos {
			duos = append(duos, [2]MemberID{d.Members[0], d.Members[1]})
		}
		best := w.worth(duos)
		everybody := func([2]MemberID) bool { return true }
		for k, a := range ids {
			for _, b := range ids[:k] {
				r, err := Why(context.Background(), in, a, b)
				if err != nil {
					rt.Fatal(err)
				}
				if want := Gate(w.member(a), w.member(b), &in); r.Obstacle != want {
					rt.Fatalf("%s and %s: %q, want %q", a, b, r.Obstacle, want)
				}
				made := slices.Contains(duos, twoOf(a, b))
				if r.Together != made {
					rt.Fatalf("%s and %s together: %v", a, b, r.Together)
				}
				switch {
				case made:
					together++
					continue
				case r.Obstacle != "":
					shut++
					continue
				}
				rest := slices.DeleteFunc(slices.Clone(ids), func(m MemberID) bool { return m == a || m == b })
				forced := w.worth([][2]MemberID{twoOf(a, b)})
				others := w.best(rest, everybody)
				forced.paired += others.paired
				forced.repeats += others.repeats
				forced.score += others.score
				forced.turns = addUp(forced.turns, others.turns)
				if best.paired-forced.paired != r.Alone || forced.repeats-best.repeats != r.Repeats || best.score-forced.score != r.Points {
					rt.Fatalf("%s and %s: %+v; the best is %+v, with them %+v", a, b, r, best, forced)
				}
				if r.Free() != (forced.compare(best) == 0) {
					rt.Fatalf("%s and %s: free is %v", a, b, r.Free())
				}
				for _, term := range r.Less {
					r.Points -= term.Points
				}
				if r.Points != 0 {
					rt.Fatalf("%s and %s: %d points are not told term by term: %v", a, b, r.Points, r.Less)
				}
				dear++
			}
		}
	})
	t.Logf("%d together, %d behind a gate, %d at a cost", together, shut, dear)
}

func addUp(a, b []int) []int {
	out := slices.Clone(a)
	for k := range b {
		out[k] += b[k]
	}
	return out
}
