package pairing

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A term is written as its name, its points and, in brackets, what is shared.
func termsText(terms []Term) string {
	var out []string
	for _, t := range terms {
		s := fmt.Sprintf("%s%+d", t.Name, t.Points)
		if t.Shared != "" {
			s += "(" + strings.ReplaceAll(t.Shared, " ", ",") + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// Each case: a, b, what was before round 30 (in rounds 1, 2, ...; written r7 to
// say that the next one is round 7), and the terms, or some of them after "...".
const scoreCases = `
                     |                     |                      | new+1000 hours+49(Mon,Tue,Wed,Thu,Fri)
9-12                 | none sat9-12 9-12   |                      | new+1000 hours+34(Mon,Tue,Wed,Thu,Fri)
none sat0-24         | none sat0-24        |                      | new+1000 hours+29(Sat)     # more than a working day is not better
field:design         | field:Design        |                      | ... field+60(design)
field:               | field:              |                      | new+1000 hours+49(Mon,Tue,Wed,Thu,Fri)
founder              | founder             |                      | ... situation+30(founder)
founder              | freelancer          |                      | ... situation+15
founder              | student             |                      | new+1000 hours+49(Mon,Tue,Wed,Thu,Fri)
@0                   | @0.4                |                      | ... near+90(0)
@0                   | @2.4                |                      | ... near+80(2)
@0                   | @9.6                |                      | ... near+45(10)
@0                   | @39                 |                      | ... near+10(39)
@0                   | @41                 |                      | new+1000 hours+49(Mon,Tue,Wed,Thu,Fri)
@Linz                | @linz               |                      | ... near+65
@Linz                | @Wels               |                      | new+1000 hours+49(Mon,Tue,Wed,Thu,Fri)
talk !smoke          | talk !smoke         |                      | ... habits+12(chat,no-smoke)
talk calls           | !talk calls         |                      | ... habits-6(calls)
hr gladly            | hr                  |                      | ... home+25
pr gladly            | pr gladly           |                      | new+1000 hours+49(Mon,Tue,Wed,Thu,Fri)
wish:b               |                     |                      | ... wish+40
wish:b wish:c        | wish:a              |                      | ... mutual+500
wish:b wish:b        |                     |                      | ... wish+40   # saying it twice does not make it mutual
reliable100          | reliable-50         |                      | ... reliability+5
reliable-500         |                     |                      | ... reliability-10
friend:b             |                     |                      | ... friend-150
friend:b             | friend:a            |                      | ... friend-150
gladly:b             |                     | r2 a+b:remote        | ... again+15
gladly:b             | gladly:a            | r2 a+b:remote        | ... again+30
gladly:b             | rather:a            | r2 a+b:remote        | ... again-60
rather:b rather:b    |                     | r2 a+b:remote        | ... again-75   # the first of two counts
goodday:b            | gladly:c            | r2 a+b:remote        | ... again+5

                     |                     | r1 a+b:remote        | ... ago+65(29) times-100(1) # 29 rounds ago, once: as good as any longer
                     |                     | r27 a+b:remote       | ... ago+15(3) times-100(1) soon-120(3)
                     |                     | r26 a+b:remote       | ... ago+20(4) times-100(1) soon-60(4)
                     |                     | r25 a+b:remote       | ago+25(5) times-100(1) hours+49(Mon,Tue,Wed,Thu,Fri) # five rounds are no cooldown
                     |                     | r2 a+b:remote a+b:remote a+b:remote | ... ago+65(26) times-300(3)
                     |                     | r2 a+b:remote:unknown | ... ago+65(28) times-100(1) # nobody told: they may have met
                     |                     | r2 a+b:remote:confirmed | ... ago+65(28) times-100(1)
                     |                     | r2 a+b:remote:missed | new+1000 hours+49(Mon,Tue,Wed,Thu,Fri)
                     |                     | r29 a+b:remote:skipped | new+1000 hours+49(Mon,Tue,Wed,Thu,Fri) fell-30
                     |                     | r2 a+c:remote a+b+c:remote | ... ago+65(27) times-100(1) # a trio counts for each two of it
`

func TestScore(t *testing.T) {
	for _, c := range lines(scoreCases) {
		a, b := memberOf(t, "a", c[0]), memberOf(t, "b", c[1])
		in := weekOf(2026, 6, 1)
		if from, past, ok := strings.Cut(c[2], " "); ok {
			in.History = pastOf(t, past)
			first := 0
			if !scans(from, "r%d", &first) {
				t.Fatal(c)
			}
			for i := range in.History {
				in.History[i].Round = first + i
			}
		}
		e, back := Explain(a, b, in), Explain(b, a, in)
		if e.Obstacle != "" {
			t.Errorf("%v: %s", c, e.Obstacle)
		}
		got := termsText(e.Terms)
		if some, ok := strings.CutPrefix(c[3], "... "); ok {
			for _, word := range strings.Fields(some) {
				if !slices.Contains(strings.Fields(got), word) {
					t.Errorf("%v: %s", c, got)
				}
			}
		} else if got != c[3] {
			t.Errorf("%v: %s", c, got)
		}
		if termsText(back.Terms) != got && !strings.Contains(got, "field") {
			t.Errorf("%v: the other way round %s", c, termsText(back.Terms))
		}
	}
}

// Points are within the ranges of the table, scores are their sum and within
// MinScore and MaxScore, and a past makes no score higher.
func TestScoresAreWithinTheirBounds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 6)
		fresh := in
		fresh.History = nil
		for i := range in.Members {
			for j := range i {
				e := Explain(&in.Members[i], &in.Members[j], &in)
				sum := 0
				for _, term := range e.Terms {
					row := Table[slices.IndexFunc(Table, func(r TermRow) bool { return r.Name == term.Name })]
					if term.Points < row.Min || term.Points > row.Max {
						rt.Fatalf("%v is not within %d and %d", term, row.Min, row.Max)
					}
					sum += term.Points
				}
				if sum != e.Score || sum < MinScore || sum > MaxScore {
					rt.Fatalf("score %d, terms %d, bounds %d and %d", e.Score, sum, MinScore, MaxScore)
				}
				if bound := Explain(&in.Members[i], &in.Members[j], &fresh); e.Score > bound.Score || e.Obstacle != bound.Obstacle {
					rt.Fatalf("%+v with a past, %+v without", e, bound)
				}
				if back := Explain(&in.Members[j], &in.Members[i], &in); back.Score != e.Score || back.Obstacle != e.Obstacle {
					rt.Fatalf("%+v one way, %+v the other", e, back)
				}
			}
		}
	})
}

func TestTable(t *testing.T) {
	seen := map[TermName]bool{}
	others := 0
	for _, row := range Table {
		if seen[row.Name] || row.Says == "" || row.Min > 0 || row.Max < 0 || row.Min == row.Max {
			t.Errorf("%+v", row)
		}
		seen[row.Name] = true
		switch row.Name {
		case NeverTogether, LongAgo, OftenTogether, MutualWish, TooSoon:
		case LastTime:
			others += row.Max // of somebody new there is nothing to tell
		default:
			others += row.Max - row.Min
		}
		if row.Name.Private() != row.Private {
			t.Errorf("%s: Private says %v", row.Name, row.Name.Private())
		}
	}
	if !TermName("no such term").Private() {
		t.Error("a term that nobody knows is not to be shown")
	}
	for _, name := range []TermName{OneWish, BothReliable, CloseFriends, FellThrough, LastTime} {
		if !name.Private() {
			t.Errorf("%s can be shown", name)
		}
	}
	// Somebody new beats somebody known, whatever else they share.
	if most := weightRoundAgo*mostRoundsAgo - weightTimes; weightNew-most <= others {
		t.Errorf("new is worth %d more than the best past, all else can be %d", weightNew-most, others)
	}
	if len(HabitCodes()) != 2*countHabits {
		t.Errorf("habits: %v", HabitCodes())
	}
}

func TestDistance(t *testing.T) {
	at := func(lat, lon float64) Area { return Area{Located: true, Lat: lat, Lon: lon} }
	for _, c := range []struct {
		a, b Area
		km   float64
	}{
		{at(47.8, 13.04), at(47.8, 13.04), 0},
		{at(48.2082, 16.3738), at(47.8095, 13.0550), 250.8}, // Vienna, Salzburg
		{at(52.52, 13.405), at(40.7128, -74.006), 6385},     // Berlin, New York
		{at(0, 179.5), at(0, -179.5), 111.19},               // over the date line
		{at(90, 0), at(-90, 77), 20015.1},
		{at(89.99, 0), at(89.99, 180), 2.22}, // over the pole
	} {
		got := float64(c.a.point().metres(c.b.point())) / 1000
		if math.Abs(got-c.km) > 0.002*c.km+0.001 {
			t.Errorf("%v to %v: %v km, want %v", c.a, c.b, got, c.km)
		}
	}
}
