package pairing

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
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
		shuffle(rng, in.Away)
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
		one, err := json.Marshal(plan)
		if err != nil {
			rt.Fatal(err)
		}
		if other, err := json.Marshal(again); err != nil || !bytes.Equal(one, other) {
			rt.Fatalf("%s\n%s (%v)", one, other, err)
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
		"m000 is there twice": func(in *Input) { in.Away = in.Members[:1] },
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

// Names that keep their order change nothing but the names; other names may
// change who comes first among equals, but not how good the plan is.
func TestNamesDoNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 9)
		plan, err := PlanRound(context.Background(), in)
		if err != nil {
			rt.Fatal(err)
		}
		longer := renamed(in, func(id MemberID) MemberID { return "x" + id + "y" })
		same, err := PlanRound(context.Background(), longer)
		if err != nil {
			rt.Fatal(err)
		}
		for i, d := range plan.Duos {
			for k, id := range d.Members {
				if want := "x" + id + "y"; same.Duos[i].Members[k] != want || same.Duos[i].Score != d.Score {
					rt.Fatalf("%v became %v", d, same.Duos[i])
				}
			}
		}
		shuffled := renamed(in, func(id MemberID) MemberID { return MemberID(fmt.Sprintf("%x", id[len(id)-1]*37)) + id })
		other, err := PlanRound(context.Background(), shuffled)
		if err != nil {
			rt.Fatal(err)
		}
		if err := Check(shuffled, other); err != nil {
			rt.Fatal(err)
		}
		wishes := slices.ContainsFunc(in.Members, func(m Member) bool { return len(m.Wishes) > 0 })
		if !in.Rules.Trio && !wishes && (total(plan) != total(other) || len(plan.Rests) != len(other.Rests)) {
			rt.Fatalf("%v and %v", plan, other)
		}
	})
}

func total(p Plan) int {
	sum := 0
	for _, d := range p.Duos {
		sum += d.Score
	}
	return sum
}

func renamed(in Input, name func(MemberID) MemberID) Input {
	all := func(ids []MemberID) []MemberID {
		var out []MemberID
		for _, id := range ids {
			out = append(out, name(id))
		}
		return out
	}
	out := in
	out.Members, out.Away = slices.Clone(in.Members), slices.Clone(in.Away)
	for _, members := range [][]Member{out.Members, out.Away} {
		for i := range members {
			m := &members[i]
			m.ID, m.Avoids, m.Wishes, m.Friends = name(m.ID), all(m.Avoids), all(m.Wishes), all(m.Friends)
			m.Regards = slices.Clone(m.Regards)
			for k := range m.Regards {
				m.Regards[k].Of = name(m.Regards[k].Of)
			}
		}
	}
	out.Barred = nil
	for _, pair := range in.Barred {
		out.Barred = append(out.Barred, [2]MemberID{name(pair[0]), name(pair[1])})
	}
	out.Kept = nil
	for _, pair := range in.Kept {
		out.Kept = append(out.Kept, [2]MemberID{name(pair[0]), name(pair[1])})
	}
	out.History = slices.Clone(in.History)
	for i := range out.History {
		out.History[i].Members = all(in.History[i].Members)
	}
	return out
}

// A second circle that has nothing to do with the first changes nothing in it.
func TestStrangersDoNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 7)
		in.Rules.Trio = false
		plan, err := PlanRound(context.Background(), in)
		if err != nil {
			rt.Fatal(err)
		}
		double := in
		double.Members = slices.Clone(in.Members)
		for i := range in.Members { // their doubles are avoided by everybody
			twin := in.Members[i]
			twin.ID = "z" + twin.ID
			twin.Wishes, twin.Friends, twin.Regards = nil, nil, nil
			twin.Avoids = nil
			for _, m := range in.Members {
				twin.Avoids = append(twin.Avoids, m.ID)
			}
			double.Members = append(double.Members, twin)
		}
		both, err := PlanRound(context.Background(), double)
		if err != nil {
			rt.Fatal(err)
		}
		mine, rests := 0, 0
		for _, d := range both.Duos {
			if d.Members[0][0] != 'z' {
				mine += d.Score
			}
		}
		for _, r := range both.Rests {
			if r.Member[0] != 'z' {
				rests++
			}
		}
		if mine != total(plan) || rests != len(plan.Rests) {
			rt.Fatalf("alone %v, beside strangers %v", plan, both)
		}
	})
}

// Each case: the members a, b, c, ... separated by ;, what was before from
// round 28 on, and the plan: its duos, and who rests and why.
const planCases = `
# The odd one rests, who rested longest ago; a newcomer is not the first to.
rested3; rested5; rested4            |  | b+c, a odd
joined1; joined6; rested5            |  | b+c, a odd
rested9; km1; rested7                |  | a+c, b odd
# Nobody is left alone for a better score.
field:law; field:law; field:law avoid:d; founder | | a+c b+d or a+d b+c
# Nobody fits one, and what would help.
km1; km1; r avoid:a avoid:b          |  | a+b, c nobody(avoided:2)
p; p; r                              |  | a+b, c nobody(kind:2)
p @0 km5; p @1 km5; pr @90 km5; p none |  | a+b, c nobody(distance:2,hours:1) d nobody(hours:3)
none                                 |  | , a nobody
# All fit a alone: two are left whose turn it is.
km1; avoid:c avoid:d; avoid:d; rested9 | | a+d, b taken c taken
# A mutual wish is granted, even if it costs others a partner,
wish:c; km1; wish:a; km1             |  | a+c b+d
wish:c; avoid:c avoid:d; wish:a; avoid:a | | a+c, b taken d taken
# but not within the cooldown, not one-sided, and never past the gate.
wish:c; field:law; wish:a; field:law | c+a:remote | a+b c+d or a+d b+c
wish:c field:law; field:law; km1; km1 | | a+b c+d
wish:c; km1; wish:a avoid:b; avoid:c | | a+c b+d
wish:b; wish:a avoid:a; km1; km1     |  | a+c b+d or a+d b+c
# Of wishes that exclude each other the better one.
wish:b wish:c field:law; wish:a; wish:a field:law; km1 | | a+c b+d
# Nobody meets again so soon if it can be helped.
field:law; field:law; km1; km1       | a+b:remote | a+c b+d or a+d b+c
field:law; field:law; km1; km1       | a+b:remote a+c:remote | a+d b+c
`

func TestPlans(t *testing.T) {
	for _, c := range lines(planCases) {
		in := *weekOf(2026, 6, 1)
		for k, text := range strings.Split(c[0], ";") {
			in.Members = append(in.Members, *memberOf(t, MemberID("abcdefgh"[k:k+1]), text))
		}
		in.History = pastOf(t, c[1])
		for i := range in.History {
			in.History[i].Round += 27
		}
		if got := planText(planned(t, in)); !slices.Contains(strings.Split(c[2], " or "), got) {
			t.Errorf("%v: %s", c, got)
		}
	}
}

// planText writes a plan as the cases do.
func planText(p Plan) string {
	var duos, rests []string
	for _, d := range p.Duos {
		var ids []string
		for _, id := range d.Members {
			ids = append(ids, string(id))
		}
		duos = append(duos, strings.Join(ids, "+"))
	}
	for _, r := range p.Rests {
		var lacks []string
		for o, n := range r.Lacks {
			lacks = append(lacks, fmt.Sprintf("%s:%d", o, n))
		}
		slices.Sort(lacks)
		text := fmt.Sprintf("%s %s", r.Member, r.Reason)
		if len(lacks) > 0 {
			text += "(" + strings.Join(lacks, ",") + ")"
		}
		rests = append(rests, text)
	}
	text := strings.Join(duos, " ")
	if len(rests) > 0 {
		text += ", " + strings.Join(rests, " ")
	}
	return text
}

func TestATrioTakesTheOddOne(t *testing.T) {
	c := steady(t, 5)
	c.rules.Trio = true
	for range 6 {
		p := c.play()
		if len(p.Rests) != 0 || len(p.Duos) != 2 || len(p.Duos[0].Members)+len(p.Duos[1].Members) != 5 {
			t.Fatalf("%v", p)
		}
	}
	// Each is near the next, but the outer ones have no hours in common with all.
	in := *weekOf(2026, 6, 1)
	in.Rules.Trio = true
	for k, hours := range []string{"6-9", "6-15", "12-15"} {
		in.Members = append(in.Members, *memberOf(t, MemberID("abc"[k:k+1]), hours))
	}
	if got := planText(planned(t, in)); got != "a+b, c odd" && got != "b+c, a odd" {
		t.Errorf("three without an hour in common: %s", got)
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
