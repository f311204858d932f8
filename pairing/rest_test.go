package pairing

import (
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What somebody lacks is counted on cards; the facts come to the same.
func TestLacksSayWhatTheGateSays(t *testing.T) {
	counted := map[Obstacle]int{}
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 12)
		p := newPlanner(&in)
		for i := range int32(len(p.all)) {
			want := map[Obstacle]int{}
			for j := range int32(len(p.all)) {
				if i == j {
					continue
				}
				f := p.meet(i, j)
				count := func(o Obstacle, holds bool) {
					if holds {
						want[o]++
						counted[o]++
					}
				}
				count(Avoided, f.avoided)
				count(NotAgain, f.barred)
				count(NoHours, f.days == 0)
				count(NoKind, f.accepted() == 0)
				count(TooDistant, f.accepted() != 0 && f.reachable() == 0)
			}
			if got := p.lacks(i); !maps.Equal(got, want) {
				rt.Fatalf("%s lacks %v, want %v", p.all[i].ID, got, want)
			}
		}
	})
	for _, o := range []Obstacle{Avoided, NotAgain, NoHours, NoKind, TooDistant} {
		if counted[o] == 0 {
			t.Errorf("nobody ever lacked %s", o)
		}
	}
}

// lonesome is an odd crowd that allows trios, with so many members whom nobody fits.
func lonesome(n, lonely int) Input {
	in := invented(n, 4, 2)
	in.Rules.Trio = true
	for i := range lonely {
		m := &in.Members[i*(n/lonely)]
		m.Week, m.Wishes = Week{}, nil
		m.Week[time.Sunday] = Hours{5 * 60, 5*60 + 30}
	}
	return in
}

// In an odd crowd that allows trios only those rest whom nobody fits, and each
// trio passes all of its gates.
func TestAnOddCrowdMakesATrio(t *testing.T) {
	const n, lonely = 1001, 10 // of the 991 others, one is odd
	in := lonesome(n, lonely)
	plan, err := PlanRound(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	r := newRoster(&in, pointers(in.Members))
	trios, seats := 0, 0
	for _, d := range plan.Duos {
		seats += len(d.Members)
		if len(d.Members) != 3 {
			continue
		}
		trios++
		for i, a := range d.Members {
			for _, b := range d.Members[i+1:] {
				if o := r.gate(r.at(a), r.at(b)); o != "" {
					t.Errorf("%s and %s are in a trio: %s", a, b, o)
				}
			}
		}
		if !d.Session.Start.Before(d.Session.End) || len(d.Options) == 0 {
			t.Errorf("the trio %v has the session %v and the places %v", d.Members, d.Session, d.Options)
		}
	}
	if trios != 1 || seats != n-lonely || len(plan.Rests) != lonely {
		t.Errorf("%d trios, %d seats, %d rest", trios, seats, len(plan.Rests))
	}
	if i := slices.IndexFunc(plan.Rests, func(r Rest) bool {
		return r.Reason != NobodyFits || r.Lacks[NoHours] != n-1-(lonely-1) && r.Lacks[NoHours] != n-1
	}); i >= 0 {
		t.Errorf("%+v", plan.Rests[i])
	}
}

// Of five who all fit with one of them only, three rest, and not because five is odd.
func TestWhoRestsBesideOthersIsNotTheOddOne(t *testing.T) {
	c := &circle{t: t, rules: DefaultRules(), members: equals(5)}
	for i := 1; i < 5; i++ {
		for j := 1; j < i; j++ {
			c.members[i].Avoids = append(c.members[i].Avoids, c.members[j].ID)
		}
	}
	rests := c.play().Rests
	if len(rests) != 3 {
		t.Errorf("%d rest", len(rests))
	}
	for _, r := range rests {
		if r.Reason != OthersTaken {
			t.Errorf("%s rests because of %q", r.Member, r.Reason)
		}
	}
}
