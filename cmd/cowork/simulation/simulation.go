// Package simulation plays a year of rounds and counts what the rules do to
// people: who hosts how often and how long in a row, how far they travel, who
// meets again, who rests.
//
//	world := simulation.City(simulation.Options{Seed: 1, Members: 20})
//	year, err := simulation.Play(ctx, world, simulation.Ours, options, nil)
//
// The rounds are planned by pairing.PlanRound, the same code that the bot
// runs; only what people then do is invented: some are away, some skip, the
// others meet where the first suggestion says. Everything follows from the
// seed.
package simulation

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"cowork/pairing"
)

// Options say what is played.
type Options struct {
	Seed      uint64
	Members   int     // people in the city, 2 or more
	Weeks     int     // rounds, 1 or more
	Absence   float64 // chance that a member is away in a week, 0..1
	Skip      float64 // chance that a member skips a proposal, 0..1
	HomesOnly bool    // everybody hosts sometimes, nobody goes anywhere else, nobody is away, skips or avoids
	Vetoes    int     // pairs of which one avoids the other
}

// World is who is there and where they can go.
type World struct {
	Members  []pairing.Member
	Venues   []pairing.Venue
	Rules    pairing.Rules
	Zone     *time.Location // of the circle; nil: UTC
	Holidays []pairing.Date

	History []pairing.Past // what was before the year
	Rounds  int            // how many rounds that were
	Ended   time.Time      // when the last session of it ended
}

// HostRule decides whose home a session at a home takes place in.
type HostRule string

// The host rules that can be compared.
const (
	Ours      HostRule = "balance"   // the hosting balance over all partners, then alternation in the pair
	Alternate HostRule = "alternate" // alternation inside the pair only, the first time by lot
	Random    HostRule = "random"    // by lot
)

// HostRules lists them, ours first.
var HostRules = []HostRule{Ours, Alternate, Random}

// start is the Monday of the first round.
var start = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)

// Play plays the weeks and calls progress, if it is not nil, after each. The
// world is not changed. It fails when a round cannot be planned or ctx is done.
func Play(ctx context.Context, w World, rule HostRule, o Options, progress func()) (*Year, error) {
	p := &player{world: w, rule: rule, options: o, turn: map[[2]pairing.MemberID]pairing.MemberID{}}
	p.members, p.history = slices.Clone(w.Members), slices.Clip(w.History)
	p.start = firstMonday(w.Ended)
	p.year = newYear(p.members, w.History)
	for week := 1; week <= o.Weeks; week++ {
		if err := p.week(ctx, week); err != nil {
			return nil, fmt.Errorf("week %d: %w", week, err)
		}
		if progress != nil {
			progress()
		}
	}
	p.year.finish()
	return p.year, nil
}

// firstMonday is when the first round opens: on a fixed Monday, or on the first
// one after everything that was.
func firstMonday(after time.Time) time.Time {
	weeks := after.Sub(start)/(7*24*time.Hour) + 1
	if !after.After(start) {
		weeks = 0
	}
	return start.AddDate(0, 0, 7*int(weeks))
}

// player is a year being played.
type player struct {
	start   time.Time
	world   World
	rule    HostRule
	options Options
	members []pairing.Member
	history []pairing.Past
	visits  map[pairing.VenueID][]pairing.Use
	turn    map[[2]pairing.MemberID]pairing.MemberID // who hosted last in a pair
	year    *Year
}

// chance reports a number in [0, 1) that depends only on the seed, the week
// and what it is for. So the same people are away under every rule, which
// makes rules comparable.
func (p *player) chance(week int, what string) float64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d/%d/%s", p.options.Seed, week, what)
	return rand.New(rand.NewPCG(h.Sum64(), 1)).Float64()
}

func (p *player) week(ctx context.Context, week int) error {
	opened := p.start.AddDate(0, 0, 7*(week-1))
	round := p.world.Rounds + week
	in := pairing.Input{
		Round: round, Seed: p.options.Seed + uint64(week), Rules: p.world.Rules,
		From: opened.AddDate(0, 0, 1), Until: opened.AddDate(0, 0, 8),
		History: p.history, Venues: p.venues(), Zone: p.world.Zone, Holidays: p.world.Holidays,
	}
	for _, m := range p.members {
		if p.chance(week, "away "+string(m.ID)) >= p.options.Absence {
			in.Members = append(in.Members, m)
		} else {
			in.Away = append(in.Away, m)
		}
	}
	plan, err := pairing.PlanRound(ctx, in)
	if err != nil {
		return err
	}
	p.year.round(len(in.Members))
	for _, rest := range plan.Rests {
		m := p.member(rest.Member)
		m.Rests++
		m.LastRest = round
		p.year.rest(m.ID)
	}
	for _, duo := range plan.Duos {
		p.meet(week, duo)
	}
	return nil
}

// meet lets a duo answer and, if nobody skips, work together.
func (p *player) meet(week int, duo pairing.Proposal) {
	past := pairing.Past{Round: p.world.Rounds + week, Members: duo.Members, State: pairing.Met, Start: duo.Session.Start}
	for _, m := range duo.Members {
		if p.chance(week, "skip "+string(m)) < p.options.Skip {
			past.State = pairing.Skipped
		}
	}
	if len(duo.Options) == 0 {
		past.State = pairing.Skipped
	}
	if past.State == pairing.Met {
		option := p.choose(week, duo)
		past.Place = option.Place
		p.note(past, option)
	}
	p.history = append(p.history, past)
}

// choose takes the first suggestion; if it is a home, the rule says whose.
func (p *player) choose(week int, duo pairing.Proposal) pairing.Suggestion {
	option := duo.Options[0]
	if option.Kind != pairing.Home || p.rule == Ours {
		return option
	}
	homes := slices.DeleteFunc(slices.Clone(duo.Options), func(s pairing.Suggestion) bool { return s.Kind != pairing.Home })
	slices.SortFunc(homes, func(a, b pairing.Suggestion) int { return cmp.Compare(a.Host, b.Host) })
	pair := [2]pairing.MemberID{duo.Members[0], duo.Members[1]}
	lot := int(p.chance(week, fmt.Sprint("host ", pair)) * float64(len(homes)))
	if last, ok := p.turn[pair]; ok && p.rule == Alternate && len(homes) > 1 {
		lot = slices.IndexFunc(homes, func(s pairing.Suggestion) bool { return s.Host != last })
	}
	p.turn[pair] = homes[lot].Host
	return homes[lot]
}

// note enters a session into the books.
func (p *player) note(past pairing.Past, option pairing.Suggestion) {
	if option.Kind == pairing.Public && option.Venue != 0 {
		if p.visits == nil {
			p.visits = map[pairing.VenueID][]pairing.Use{}
		}
		for _, m := range past.Members {
			p.visits[option.Venue] = append(p.visits[option.Venue], pairing.Use{Member: m, At: past.Start})
		}
	}
	p.year.session(past, option)
}

// venues is the catalogue with who was where, as the bot's storage gives it.
func (p *player) venues() []pairing.Venue {
	out := slices.Clone(p.world.Venues)
	for i := range out {
		out[i].Used = p.visits[out[i].ID]
	}
	return out
}

func (p *player) member(id pairing.MemberID) *pairing.Member {
	i := slices.IndexFunc(p.members, func(m pairing.Member) bool { return m.ID == id })
	return &p.members[i]
}

// longest reports the greatest journey of a suggestion in metres, or -1 if one
// is not known.
func longest(s pairing.Suggestion, members []pairing.MemberID) int {
	most := -1
	for _, m := range members {
		d, ok := s.Meters[m]
		if !ok {
			return -1
		}
		most = max(most, d)
	}
	return most
}

// percentile reports the value below which the share q of the sorted values
// lies, by the nearest rank; 0 of none.
func percentile(sorted []int, q float64) int {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(0, int(math.Ceil(q*float64(len(sorted))))-1)]
}
