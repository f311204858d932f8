package pairing

import (
	"cmp"
	"slices"
	"time"

	"cowork/pairing/opening"
)

// spot is a venue with what is needed to measure and to ask it.
type spot struct {
	*Venue
	at    point
	label string
	hours opening.Schedule
}

func spots(venues []Venue) []spot {
	out := make([]spot, len(venues))
	for i := range venues {
		v := &venues[i]
		hours, err := opening.Parse(v.Hours)
		if err != nil {
			hours = opening.Schedule{} // what nobody understands is unknown
		}
		out[i] = spot{Venue: v, at: v.Area.point(), label: folded(v.Area.Label), hours: hours}
	}
	return out
}

// journeyStep is how exactly journeys are compared, in metres. Where members
// live is known to about a kilometre; finer steps would let the same venue win
// for ever.
const journeyStep = 250

// visit is a venue as one group would see it.
type visit struct {
	*spot
	Suggestion
	longer, sum int       // journeys, in steps
	used        time.Time // when one of them was last there
	unmet       int       // needs that are not met, or perhaps not
}

// visits lists the venues that every member of the group can reach and that are
// not known to be closed during the session: by the longer journey, the sum of
// journeys, how long ago one of them was there, the price, and what they need.
func (c *chooser) visits(group []*candidate, s Session) []visit {
	var out []visit
	for k := range c.spots {
		v := visit{spot: &c.spots[k]}
		if c.reach(&v, group) && c.openFor(&v, group, s) {
			v.Place = Place{Kind: Public, Venue: v.ID}
			for _, u := range v.Used {
				if u.At.After(v.used) && slices.ContainsFunc(group, func(m *candidate) bool { return m.ID == u.Member }) {
					v.used = u.At
				}
			}
			v.unmet = unmet(v.Venue, group)
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b visit) int {
		return cmp.Or(
			cmp.Compare(a.longer, b.longer),
			cmp.Compare(a.sum, b.sum),
			a.used.Compare(b.used),
			cmp.Compare(a.Price, b.Price),
			cmp.Compare(a.unmet, b.unmet),
			cmp.Compare(a.ID, b.ID),
		)
	})
	return out
}

// reach measures the journeys to a venue; it reports whether all are known and
// nobody travels further than they like.
func (c *chooser) reach(v *visit, group []*candidate) bool {
	v.Meters = map[MemberID]int{}
	for _, m := range group {
		d := apart(m.Area, v.Area, m.at, v.at, m.label != "" && m.label == v.label)
		if !d.within(m.TravelKM) {
			return false
		}
		steps := 4 // of an unmeasured journey within one area: about a kilometre
		if d.known() {
			v.Meters[m.ID] = int(d)
			steps = (int(d) + journeyStep/2) / journeyStep
		}
		v.longer = max(v.longer, steps)
		v.sum += steps
	}
	return true
}

// openFor asks the venue's hours about the session; it reports false if the
// venue is known to be closed at any time of it.
func (c *chooser) openFor(v *visit, group []*candidate, s Session) bool {
	zone := v.Zone
	if zone == nil {
		zone = group[0].Zone
	}
	switch v.hours.During(s.Start, s.End, zone, nil) {
	case opening.Closed:
		return false
	case opening.Open:
		v.OpenKnown = true
		if until, ok := v.hours.ClosesAt(s.Start, zone, nil); ok {
			v.OpenUntil = until
		}
	}
	return true
}

// unmet counts what the members would miss at a venue: 2 for each need that it
// is known not to meet, 1 where it is not known.
func unmet(v *Venue, group []*candidate) int {
	n := int(Yes-v.WiFi) + int(Yes-v.Sockets)
	calls, quiet := false, false
	for _, m := range group {
		calls = calls || m.Habits.Calls > 0
		quiet = quiet || m.Habits.Talk < 0 || m.Habits.Calls < 0
	}
	if calls {
		n += int(Yes - v.Calls)
	}
	if quiet {
		n += int(Yes - v.Quiet)
	}
	return n
}
