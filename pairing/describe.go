package pairing

import "cowork/pairing/opening"

// Describe brings places that were suggested to members up to date for another
// session: how far it is, until when a venue is open. Venues that are known to
// be closed then are left out; a venue that is not in the catalogue of in, such
// as an idea of their own, stays as it is.
func Describe(members []*Member, in *Input, s Session, places []Suggestion) []Suggestion {
	r := newRoster(in, members)
	c := newChooser(r)
	ch := c.choice(r.everybody())
	ch.when = s
	var out []Suggestion
	for _, p := range places {
		known := nobody
		if p.Kind == Public {
			known = c.find(p.Venue)
		}
		switch {
		case known == nobody:
			out = append(out, p)
		case c.open(c.doorsAt(s, c.roster.zone(ch.at)), known) != opening.Closed:
			p = Suggestion{Place: p.Place, Reason: p.Reason}
			c.describeVenue(&p, &visit{spot: &c.spots[known], number: known}, &ch)
			out = append(out, p)
		}
	}
	return out
}

// find is the number of a venue, or nobody.
func (a *atlas) find(id VenueID) int32 {
	for k := range a.spots {
		if a.spots[k].ID == id && id != 0 {
			return int32(k)
		}
	}
	return nobody
}
