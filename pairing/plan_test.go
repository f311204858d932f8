package pairing

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPlansKeepTheRules(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 14)
		plan, err := PlanRound(context.Background(), in)
		if err != nil {
			rt.Fatal(err)
		}
		if err := Check(in, plan); err != nil {
			rt.Fatal(err)
		}
	})
}

func TestTheOrderOfTheInputDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 12)
		plan, err := PlanRound(context.Background(), in)
		if err != nil {
			rt.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(in.Seed, 1))
		shuffle(rng, in.Members)
		shuffle(rng, in.History)
		shuffle(rng, in.Barred)
		shuffle(rng, in.Venues)
		again, err := PlanRound(context.Background(), in)
		if err != nil {
			rt.Fatal(err)
		}
		if !reflect.DeepEqual(plan, again) {
			rt.Fatalf("%v\n%v", plan, again)
		}
	})
}

func shuffle[T any](rng *rand.Rand, s []T) {
	rng.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
}

func TestInputThatContradictsItselfIsRefused(t *testing.T) {
	good := func() Input { return (&circle{t: t, rules: DefaultRules(), members: equals(2)}).input() }
	for want, spoil := range map[string]func(*Input){
		"rounds count from 1": func(in *Input) { in.Round = 0 },
		"leaves no time":      func(in *Input) { in.Until = in.From },
		"longer than":         func(in *Input) { in.Until = in.From.AddDate(2, 0, 0) },
		"has no ID":           func(in *Input) { in.Members[0].ID = "" },
		"is there twice":      func(in *Input) { in.Members[0].ID = in.Members[1].ID },
		"has no time zone":    func(in *Input) { in.Members[1].Zone = nil },
	} {
		in := good()
		spoil(&in)
		if _, err := PlanRound(context.Background(), in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := PlanRound(done, good()); !errors.Is(err, context.Canceled) {
		t.Errorf("after its context was done: %v", err)
	}
}

// town is a circle of n members with a life: they live around one another,
// differ in everything, and have a year of rounds behind them.
func town(n int) Input {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	in := Input{Round: 53, Seed: 1, Rules: DefaultRules(), From: monday, Until: monday.AddDate(0, 0, 7)}
	id := func(i int) MemberID { return MemberID(fmt.Sprintf("U%07d", i)) }
	for i := range n {
		m := Member{ID: id(i), Zone: zones[0], Profile: Defaults(), Joined: 1, LastRest: rng.IntN(50)}
		m.Field = Fields[rng.IntN(len(Fields))]
		m.Situation = Situations[rng.IntN(len(Situations))]
		m.Area = Area{Located: true, Lat: 48.2 + rng.NormFloat64()/10, Lon: 16.4 + rng.NormFloat64()/10}
		m.TravelKM = 5 + rng.IntN(20)
		m.Kinds = Kinds(1 + rng.IntN(7))
		m.Hosting = Hosting(rng.IntN(3))
		m.Week[1+rng.IntN(5)] = Hours{}
		m.Habits.Talk = int8(rng.IntN(3) - 1)
		m.Avoids = []MemberID{id(rng.IntN(n))}
		m.Wishes = []MemberID{id(rng.IntN(n))}
		in.Members = append(in.Members, m)
	}
	for round := range 52 {
		who := rng.Perm(n)
		for k := 0; k+1 < n; k += 2 {
			in.History = append(in.History, Past{
				Round: round + 1, Members: []MemberID{id(who[k]), id(who[k+1])}, State: Met,
				Place: Place{Kind: Remote}, Start: monday.AddDate(0, 0, 7*(round-53)),
			})
		}
	}
	for k := range 40 {
		in.Venues = append(in.Venues, Venue{
			ID: VenueID(k + 1), Type: Cafe, Hours: "Mo-Fr 08:00-19:00; Sa 09:00-13:00",
			Area: Area{Located: true, Lat: 48.2 + rng.NormFloat64()/10, Lon: 16.4 + rng.NormFloat64()/10},
		})
	}
	return in
}

func BenchmarkPlanRound(b *testing.B) {
	for _, n := range []int{100, 500, 1000} {
		in := town(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				plan, err := PlanRound(context.Background(), in)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(plan.Duos)), "duos")
			}
		})
	}
}

func BenchmarkPair(b *testing.B) {
	in := town(1000)
	var members []*Member
	for i := range in.Members {
		members = append(members, &in.Members[i])
	}
	r := newRoster(&in, members)
	b.ResetTimer()
	pairs, sum := 0, 0
	var f facts
	for b.Loop() {
		i, j := int32(pairs%997), int32(pairs%1000)
		f.gather(r, i, j)
		if f.obstacle() == "" {
			sum += f.score()
		}
		pairs++
	}
	b.ReportMetric(float64(sum)/float64(pairs), "score")
}
