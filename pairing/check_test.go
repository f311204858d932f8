package pairing

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// Check has to find what is wrong with a plan: each spoils a good one.
func TestCheckFinds(t *testing.T) {
	good := func() (Input, Plan) {
		in := *weekOf(2026, 6, 1)
		for k, text := range []string{
			"@0 hpr gladly", "@1 hpr", "@2 hpr", "@3 hpr", "rested29", "none", "none",
		} {
			in.Members = append(in.Members, *memberOf(t, MemberID("abcdefg"[k:k+1]), text))
		}
		in.Venues = []Venue{venueOf(t, 1, "cafe @1"), venueOf(t, 2, "cafe @500")}
		return in, planned(t, in)
	}
	in, plan := good()
	if len(plan.Duos) != 2 || len(plan.Rests) != 3 {
		t.Fatalf("%v", plan)
	}
	first := func(p *Plan) *Proposal { return &p.Duos[0] }
	for _, c := range []struct {
		want  string
		spoil func(*Input, *Plan)
	}{
		{"for round", func(_ *Input, p *Plan) { p.Round++ }},
		{"for round", func(_ *Input, p *Plan) { p.Seed++ }},
		{"0 times", func(_ *Input, p *Plan) { p.Duos = p.Duos[1:] }},
		{"2 times", func(_ *Input, p *Plan) { p.Duos = append(p.Duos, p.Duos[0]) }},
		{"not in order", func(_ *Input, p *Plan) { slices.Reverse(p.Duos) }},
		{"not in order", func(_ *Input, p *Plan) { slices.Reverse(first(p).Members) }},
		{"are 3 members", func(_ *Input, p *Plan) { first(p).Members = []MemberID{"a", "b", "e"} }},
		{"no member", func(_ *Input, p *Plan) { first(p).Members[1] = "x" }},
		{"gate: avoided", func(in *Input, p *Plan) { in.Members[0].Avoids = []MemberID{first(p).Members[1]} }},
		{"gate: barred", func(in *Input, p *Plan) {
			in.Barred = [][2]MemberID{{first(p).Members[1], first(p).Members[0]}}
		}},
		{"the score", func(_ *Input, p *Plan) { first(p).Score++ }},
		{"their terms", func(_ *Input, p *Plan) { first(p).Terms = first(p).Terms[1:] }},
		{"empty term", func(_ *Input, p *Plan) { first(p).Terms = append(first(p).Terms, Term{Name: OneWish}) }},
		{"work together for", func(_ *Input, p *Plan) { first(p).Session.End = first(p).Session.Start }},
		{"work together for", func(_ *Input, p *Plan) { first(p).Session.End = first(p).Session.End.Add(time.Second) }},
		{"outside the round", func(_ *Input, p *Plan) { first(p).Session.Start = in.From.AddDate(0, 0, -7) }},
		{"does not work", func(_ *Input, p *Plan) {
			first(p).Session.Start = first(p).Session.Start.Add(-time.Hour)
			first(p).Session.End = first(p).Session.End.Add(-time.Hour)
		}},
		{"0 places", func(_ *Input, p *Plan) { first(p).Options = nil }},
		{"twice", func(_ *Input, p *Plan) { first(p).Options[1] = first(p).Options[0] }},
		{"cannot work at", func(_ *Input, p *Plan) { first(p).Options[0].Place = Place{Kind: Home, Host: "b"} }},
		{"cannot work at", func(_ *Input, p *Plan) { first(p).Options[0].Place = Place{Kind: Public, Venue: 2} }},
		{"cannot work at", func(_ *Input, p *Plan) { first(p).Options[0].Place = Place{Kind: Public, Venue: 3} }},
		{"cannot work at", func(_ *Input, p *Plan) { first(p).Options[0].Place = Place{} }},
		{"cannot work at", func(_ *Input, p *Plan) { first(p).Options[0].Place = Place{Kind: Remote, Host: "a"} }},
		{"could be a duo", func(_ *Input, p *Plan) {
			p.Rests = append(p.Rests, Rest{Member: p.Duos[1].Members[0]}, Rest{Member: p.Duos[1].Members[1]})
			p.Duos = p.Duos[:1]
		}},
		{"and 4 fit", func(_ *Input, p *Plan) { p.Rests[0].Reason = NobodyFits }},
		{"and 0 fit", func(_ *Input, p *Plan) { p.Rests[1].Reason = OddOneOut }},
		{"no member", func(_ *Input, p *Plan) { p.Rests[0].Member = "x" }},
		{"rests are not in order", func(_ *Input, p *Plan) { slices.Reverse(p.Rests) }},
		{"no time zone", func(in *Input, p *Plan) { in.Members[0].Zone = nil }},
	} {
		in, plan := good()
		c.spoil(&in, &plan)
		if err := Check(in, plan); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %q: %v", c.want, err)
		}
	}
}
