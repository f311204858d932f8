package pairing

import (
	"context"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// shutFor reports whether the gate of two members of the round is shut, or one of
// them is not in it.
func shutFor(in *Input, pair [2]MemberID) bool {
	var two []*Member
	for i := range in.Members {
		if slices.Contains(pair[:], in.Members[i].ID) {
			two = append(two, &in.Members[i])
		}
	}
	return len(two) < 2 || Gate(two[0], two[1], in) != ""
}

func inOneDuo(plan Plan, pair [2]MemberID) bool {
	return slices.ContainsFunc(plan.Duos, func(d Proposal) bool {
		return slices.Contains(d.Members, pair[0]) && slices.Contains(d.Members, pair[1])
	})
}

// Who stays together is in every plan as long as the gate is open, and in none
// once it is shut: avoids, bars and everything else come first.
func TestWhoStaysTogetherIsTogether(t *testing.T) {
	kept, shut, joined := 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 12)
		plan, err := PlanRound(context.Background(), in)
		if err != nil {
			rt.Fatal(err)
		}
		if err := Check(in, plan); err != nil {
			rt.Fatal(err)
		}
		for _, pair := range in.Kept {
			if shutFor(&in, pair) {
				shut++
				if inOneDuo(plan, pair) {
					rt.Fatalf("%v are together behind a shut gate", pair)
				}
				continue
			}
			kept++
			for _, d := range plan.Duos {
				if !slices.Contains(d.Members, pair[0]) {
					continue
				}
				if !slices.Contains(d.Members, pair[1]) {
					rt.Fatalf("%v are apart: %v", pair, d.Members)
				}
				if len(d.Members) > 2 {
					joined++
				}
				if !slices.ContainsFunc(d.Terms, func(t Term) bool { return t.Name == StayTogether }) ||
					slices.ContainsFunc(d.Terms, func(t Term) bool { return t.Name == TooSoon && len(d.Members) == 2 }) {
					rt.Fatalf("%v: the reasons are %v", pair, d.Terms)
				}
			}
			// An avoid parts them, whatever they agreed.
			avoided := in
			avoided.Members = slices.Clone(in.Members)
			for i := range avoided.Members {
				if m := &avoided.Members[i]; m.ID == pair[0] {
					m.Avoids = append(slices.Clone(m.Avoids), pair[1])
				}
			}
			if plan, err := PlanRound(context.Background(), avoided); err != nil || inOneDuo(plan, pair) {
				rt.Fatalf("%v avoid each other and are together: %v", pair, err)
			}
		}
	})
	t.Logf("%d stayed together, %d of them with a third, %d could not", kept, joined, shut)
}

// With an odd number somebody else rests, by turns, and never one of them; the
// reason says whether it was anybody's turn.
func TestWhoStaysTogetherDoesNotRest(t *testing.T) {
	c := steady(t, 5)
	first := c.play()
	pair := [2]MemberID{first.Duos[0].Members[0], first.Duos[0].Members[1]}
	rested := map[MemberID]int{}
	for range 3 {
		c.kept = [][2]MemberID{pair}
		plan := c.play()
		if !inOneDuo(plan, pair) {
			t.Fatalf("%v are apart: %v", pair, plan)
		}
		if len(plan.Rests) != 1 || plan.Rests[0].Reason != OddOneOut {
			t.Fatalf("%v", plan.Rests)
		}
		rested[plan.Rests[0].Member]++
	}
	for m, n := range rested {
		if n > 1 || slices.Contains(pair[:], m) {
			t.Errorf("%s rested %d times", m, n)
		}
	}

	// Of three, the one who is left is told that those who fit are spoken for.
	three := steady(t, 3)
	in := three.input()
	in.Kept = [][2]MemberID{{in.Members[0].ID, in.Members[1].ID}}
	if rests := planned(t, in).Rests; len(rests) != 1 || rests[0].Reason != SpokenFor {
		t.Errorf("%v", rests)
	}
	// Where the circle has trios, nobody is left.
	in.Rules.Trio = true
	if plan := planned(t, in); len(plan.Rests) != 0 || len(plan.Duos[0].Members) != 3 {
		t.Errorf("%v", plan)
	}
	// A third joins another duo rather.
	five := steady(t, 5)
	in = five.input()
	in.Rules.Trio = true
	for i := range in.Members {
		in.Kept = [][2]MemberID{{in.Members[i].ID, in.Members[(i+1)%5].ID}}
		for _, d := range planned(t, in).Duos {
			if slices.Contains(d.Members, in.Kept[0][0]) && len(d.Members) != 2 {
				t.Errorf("%v are given a third: %v", in.Kept[0], d.Members)
			}
		}
	}
}

// They take turns as hosts, round by round, whatever the balance and whether
// anybody told that a session took place; an outing is no turn.
func TestWhoStaysTogetherTakesTurnsAsHosts(t *testing.T) {
	for _, state := range []State{Met, Confirmed, Unsaid} {
		var members []*Member
		for _, id := range []MemberID{"A", "B"} {
			m := &Member{ID: id, Zone: time.UTC, Profile: Defaults()}
			m.Kinds, m.Hosting, m.HomesSoon = Home|Public, Sometimes, true
			m.Area = Area{Label: "Salzburg"}
			members = append(members, m)
		}
		members[1].Hosting = Gladly // who would otherwise host twice as often
		in := Input{Round: 20, Rules: DefaultRules(), From: monday.AddDate(0, 0, 140), Kept: [][2]MemberID{{"A", "B"}}}
		in.Until = in.From.AddDate(0, 0, 7)
		in.Members = []Member{*members[0], *members[1]}
		for r := range 2 { // by the balance it is B's turn for long
			in.History = append(in.History, Past{Round: r + 1, Members: []MemberID{"B", "C"}, State: Met, Place: Place{Kind: Home, Host: "C"}, Start: monday.AddDate(0, 0, 7*r)})
		}
		var hosts []MemberID
		for r := range 9 {
			s, ok := ChooseSession(members, &in)
			if !ok {
				t.Fatal("no session")
			}
			first := Suggest(members, &in, s)[0]
			if first.Kind == Home {
				if len(hosts) > 0 && first.Reason != HostTurn {
					t.Errorf("%s: round %d is at %s's because %q", state, r, first.Host, first.Reason)
				}
				hosts = append(hosts, first.Host)
			} else if first.Reason != OutingDue {
				t.Errorf("%s: round %d is out because %q", state, r, first.Reason)
			}
			in.History = append(in.History, Past{Round: in.Round, Members: []MemberID{"A", "B"}, State: state, Place: first.Place, Start: s.Start})
			in.Round++
			in.From, in.Until = in.From.AddDate(0, 0, 7), in.Until.AddDate(0, 0, 7)
		}
		for i := 1; i < len(hosts); i++ {
			if hosts[i] == hosts[i-1] {
				t.Errorf("%s: the hosts are %v", state, hosts)
			}
		}
		if len(hosts) < 5 {
			t.Errorf("%s: only %v were hosts", state, hosts)
		}
	}
}

// It says so where that is the reason why two others are not together.
func TestWhyNamesWhoStaysTogether(t *testing.T) {
	c := steady(t, 4)
	in := c.input()
	a, b, d := in.Members[0].ID, in.Members[1].ID, in.Members[2].ID
	in.Kept = [][2]MemberID{{a, b}}
	r, err := Why(context.Background(), in, a, d)
	if err != nil || r.Kept != 1 || r.Free() {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err = Why(context.Background(), in, a, b); err != nil || !r.Together {
		t.Errorf("%+v, %v", r, err)
	}
}

// An input in which somebody stays with two others, or alone, contradicts
// itself.
func TestKeptThatCannotBe(t *testing.T) {
	in := steady(t, 4).input()
	a, b, c := in.Members[0].ID, in.Members[1].ID, in.Members[2].ID
	for _, kept := range [][][2]MemberID{{{a, b}, {b, c}}, {{a, a}}} {
		in.Kept = kept
		if _, err := PlanRound(context.Background(), in); err == nil {
			t.Errorf("%v is planned", kept)
		}
	}
	in.Kept = [][2]MemberID{{a, b}, {b, a}, {"nobody", c}} // said twice, or with somebody who is not there
	if plan := planned(t, in); !inOneDuo(plan, in.Kept[0]) {
		t.Errorf("%v", plan)
	}
}
