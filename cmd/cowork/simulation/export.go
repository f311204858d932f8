package simulation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"cowork/cmd/cowork/archive"
	"cowork/pairing"
)

// FromExport is the world of an exported workspace: the active members of a
// circle ("" is the first) with their history, the circle's rules and holidays,
// and the venues. Whom members avoid is in no export, so nobody avoids anybody
// there. It fails if there is no such circle, or nobody to pair in it.
func FromExport(a archive.Workspace, circle string) (World, error) {
	i := slices.IndexFunc(a.Circles, func(c archive.Circle) bool { return circle == "" || strings.EqualFold(c.Name, circle) })
	if i < 0 {
		var names []string
		for _, c := range a.Circles {
			names = append(names, c.Name)
		}
		return World{}, fmt.Errorf("there is no circle %q in the export; it has: %s", circle, strings.Join(names, ", "))
	}
	c := a.Circles[i]
	w := World{Rules: pairing.Rules{
		Cooldown: c.Cooldown, Trio: c.Trio, MinOverlap: time.Duration(c.MinOverlap) * time.Minute, HomeRun: c.HomeRun, Neutral: c.Neutral,
	}}
	w.Zone = zoneOf(c.TZ)
	for _, h := range c.Holidays {
		day, err := time.Parse(time.DateOnly, h.Day)
		if err != nil {
			return World{}, fmt.Errorf("the holiday %q is no date", h.Day)
		}
		w.Holidays = append(w.Holidays, pairing.Date{Year: day.Year(), Month: day.Month(), Day: day.Day()})
	}
	for _, v := range a.Venues {
		w.Venues = append(w.Venues, v.Pairing())
	}
	people := map[pairing.MemberID]archive.Person{}
	for _, p := range a.People {
		people[p.ID] = p
	}
	for _, m := range c.Members {
		if !m.Active {
			continue
		}
		p, ok := people[m.Person]
		if !ok {
			return World{}, fmt.Errorf("%s is a member and not among the people", m.Person)
		}
		member, err := memberOf(p, m)
		if err != nil {
			return World{}, err
		}
		w.Members = append(w.Members, member)
	}
	slices.SortFunc(w.Members, func(a, b pairing.Member) int { return cmp.Compare(a.ID, b.ID) })
	w.Members = slices.CompactFunc(w.Members, func(a, b pairing.Member) bool { return a.ID == b.ID })
	if len(w.Members) < 2 {
		return World{}, fmt.Errorf("the circle %s has %d active members in the export, and it takes two", c.Name, len(w.Members))
	}
	w.past(a.Rounds, c.Name)
	return w, nil
}

func memberOf(p archive.Person, m archive.Member) (pairing.Member, error) {
	out := pairing.Member{ID: p.ID, Zone: zoneOf(p.TZ), Profile: pairing.Defaults(), Joined: 1, Rests: len(m.Rests)}
	if p.Profile != nil {
		profile, err := p.Profile.Pairing()
		if err != nil {
			return out, fmt.Errorf("the profile of %s: %w", p.ID, err)
		}
		out.Profile, out.Offers = profile, p.Profile.Offers
	}
	for _, round := range m.Rests {
		out.LastRest = max(out.LastRest, round)
	}
	return out, nil
}

// past reads the rounds of a circle. What is still open in them fell through as
// far as the year is concerned.
func (w *World) past(rounds []archive.Round, circle string) {
	for _, r := range rounds {
		if r.Circle != circle {
			continue
		}
		w.Rounds = max(w.Rounds, r.Number)
		for _, d := range r.Duos {
			p := pairing.Past{Round: r.Number, Members: d.Members, State: pairing.State(d.State), Place: d.Place.Pairing(), Start: d.Start}
			if !slices.Contains([]pairing.State{pairing.Met, pairing.Unsaid}, p.State) {
				p.State = pairing.Skipped
			}
			w.History = append(w.History, p)
			if d.End.After(w.Ended) {
				w.Ended = d.End
			}
		}
	}
}

func zoneOf(name string) *time.Location {
	if zone, err := time.LoadLocation(name); err == nil {
		return zone
	}
	return time.UTC
}
