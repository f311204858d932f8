package archive

import (
	"fmt"
	"slices"

	"cowork/pairing"
	"cowork/storage"
)

// Collect gathers the workspace, as it is in one transaction.
func Collect(tx *storage.Tx) (Workspace, error) {
	w := Workspace{Format: Format, Circles: []Circle{}, People: []Person{}, Venues: []Venue{}, Rounds: []Round{}}
	for _, step := range []func(*storage.Tx) error{w.venues, w.circles, w.people} {
		if err := step(tx); err != nil {
			return w, fmt.Errorf("export the workspace: %w", err)
		}
	}
	return w, nil
}

// people are the members, also those who left, and who is in the history, if
// only as a nameless token; nobody else of the workspace.
func (w *Workspace) people(tx *storage.Tx) error {
	all, err := tx.People()
	if err != nil {
		return err
	}
	seen := map[pairing.MemberID]bool{}
	for _, c := range w.Circles {
		for _, m := range c.Members {
			seen[m.Person] = true
		}
	}
	for _, r := range w.Rounds {
		for _, d := range r.Duos {
			for _, id := range d.Members {
				seen[id] = true
			}
		}
	}
	for _, p := range all {
		if !seen[p.ID] {
			continue
		}
		person := Person{ID: p.ID, Name: p.Name, TZ: p.TZ, Guest: p.Guest}
		profile, err := tx.Profile(p.ID)
		if err != nil && !absent(err) {
			return err
		}
		if err == nil {
			home, err := tx.Home(p.ID)
			if err != nil && !absent(err) {
				return err
			}
			person.Profile = profileOf(profile, home.Offers)
		}
		w.People = append(w.People, person)
	}
	return nil
}

func (w *Workspace) venues(tx *storage.Tx) error {
	all, err := tx.Venues()
	for _, v := range all {
		out := Venue{
			ID: v.ID, Name: v.Name, Type: v.Type, Area: v.Area.Label, Address: v.Address, Hours: v.Hours, WiFi: v.WiFi,
			Sockets: v.Sockets, Quiet: v.Quiet, Calls: v.Calls, StepFree: v.StepFree, Price: v.Price, Notes: v.Notes,
			Source: v.Source, Attribution: v.Attribution,
		}
		out.Lat, out.Lon = coordinates(v.Area)
		if v.Zone != nil {
			out.TZ = v.Zone.String()
		}
		w.Venues = append(w.Venues, out)
	}
	return err
}

func (w *Workspace) circles(tx *storage.Tx) error {
	all, err := tx.Circles()
	if err != nil {
		return err
	}
	for _, c := range all {
		out := Circle{
			Name: c.Name, Schedule: c.Schedule, TZ: c.TZ, Cooldown: c.Rules.Cooldown, Trio: c.Rules.Trio,
			MinOverlap: int(c.Rules.MinOverlap.Minutes()), HomeRun: c.Rules.HomeRun, Neutral: c.Rules.Neutral, Members: []Member{},
		}
		holidays, err := tx.Holidays(c.ID)
		if err != nil {
			return err
		}
		for _, h := range holidays {
			out.Holidays = append(out.Holidays, Holiday{fmt.Sprintf("%04d-%02d-%02d", h.Year, int(h.Month), h.Day), h.Name})
		}
		rested, err := w.rounds(tx, c)
		if err != nil {
			return err
		}
		members, err := tx.Memberships(c.ID)
		if err != nil {
			return err
		}
		for _, m := range members {
			out.Members = append(out.Members, memberOf(m, rested[m.Person]))
		}
		w.Circles = append(w.Circles, out)
	}
	return nil
}

func memberOf(m storage.Membership, rested []int) Member {
	out := Member{Person: m.Person, Active: m.State == storage.Active, Joined: m.JoinedAt.UTC(), Rests: rested}
	if !m.PausedUntil.IsZero() {
		until := m.PausedUntil.UTC()
		out.Paused = &until
	}
	return out
}

// rounds gathers the rounds of a circle, and says who rested in which.
func (w *Workspace) rounds(tx *storage.Tx, c storage.Circle) (map[pairing.MemberID][]int, error) {
	rested := map[pairing.MemberID][]int{}
	all, err := tx.Rounds(c.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		out := Round{Circle: c.Name, Number: r.Number, Opened: r.OpenedAt.UTC(), Duos: []Duo{}}
		duos, err := tx.DuosOfRound(r.ID)
		if err != nil {
			return nil, err
		}
		for _, d := range duos {
			out.Duos = append(out.Duos, duoOf(d))
		}
		rests, err := tx.Rests(r.ID)
		if err != nil {
			return nil, err
		}
		for _, rest := range rests {
			if !rest.Served {
				rested[rest.Member] = append(rested[rest.Member], r.Number)
			}
		}
		w.Rounds = append(w.Rounds, out)
	}
	return rested, nil
}

// FellThrough stands for everything by which a session does not take place: a
// state that said how would tell one of two who skipped, and the operator who did
// not come.
const FellThrough = "fell-through"

// duoOf is a duo without answers: who skipped is nobody's business.
func duoOf(d storage.Duo) Duo {
	state := string(d.State)
	switch d.State {
	case pairing.Skipped, pairing.Expired, pairing.Cancelled, pairing.Missed:
		state = FellThrough
	}
	out := Duo{State: state, Start: d.Session.Start.UTC(), End: d.Session.End.UTC(), Place: placeOf(d.Place)}
	for _, s := range d.Seats {
		out.Members = append(out.Members, s.Member)
	}
	slices.Sort(out.Members)
	return out
}
