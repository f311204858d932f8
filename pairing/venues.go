package pairing

import (
	"cmp"
	"time"

	"cowork/pairing/opening"
)

// spot is a venue with what is needed to measure it.
type spot struct {
	*Venue
	at    point
	label string
	sort  int32 // the number of its type
}

// Detour is the trade-off between the shortest way and everything else: by less
// than so many metres the longer of the journeys to a venue may exceed the
// smallest possible. Journeys are compared in steps of that length, and among
// those of equal steps the sum, the last visit, the price and the needs decide.
// Where members live is known to about a kilometre; finer steps would let the
// same venue win for ever, coarser ones would send people past good cafés.
const Detour = 250

// labelSteps is the length of an unmeasured journey within one area: about a
// kilometre.
const labelSteps = 4

func steps(metres int) int { return (metres + Detour/2) / Detour }

// visit is a venue as one group would see it.
type visit struct {
	*spot
	number      int32     // of the spot; nobody: a venue without a name
	longer, sum int       // journeys, in steps
	used        time.Time // when one of them was last there
	unmet       int       // needs that are not met, or perhaps not
}

// compare ranks venues: by the longer journey, the sum of journeys, how long
// ago one of them was there, the price, and what they need.
func (v *visit) compare(w *visit) int {
	if by := cmp.Or(cmp.Compare(v.longer, w.longer), cmp.Compare(v.sum, w.sum)); by != 0 {
		return by
	}
	return cmp.Or(
		v.used.Compare(w.used),
		cmp.Compare(v.Price, w.Price),
		cmp.Compare(v.unmet, w.unmet),
		cmp.Compare(v.ID, w.ID),
	)
}

// reach measures the journeys to a venue; it reports whether all are known and
// nobody travels further than they like.
func (v *visit) reach(group []*candidate) bool {
	for _, m := range group {
		d := apart(m.Area, v.Area, m.at, v.at, m.label != "" && m.label == v.label)
		if !d.within(m.TravelKM) {
			return false
		}
		n := labelSteps
		if d.known() {
			n = steps(int(d))
		}
		v.longer = max(v.longer, n)
		v.sum += n
	}
	return true
}

// describeVenue says of a venue how far it is for each and when it closes.
func (c *chooser) describeVenue(s *Suggestion, v *visit, ch *choice) {
	s.Meters = make(map[MemberID]int, len(ch.group))
	for _, m := range ch.group {
		if d := apart(m.Area, v.Area, m.at, v.at, false); d.known() {
			s.Meters[m.ID] = int(d)
		}
	}
	doors := c.doorsAt(ch.when, c.roster.zone(ch.at))
	if c.open(doors, v.number) == opening.Open {
		s.OpenKnown = true
		s.OpenUntil = c.closes(doors, v.number)
	}
}

// needs are what a group would miss at a venue.
type needs struct{ calls, quiet, noSteps bool }

func needsOf(group []*candidate) (n needs) {
	for _, m := range group {
		n.calls = n.calls || m.Habits.Calls > 0 || m.Needs.Has(CallRoom)
		n.quiet = n.quiet || m.Habits.Talk < 0 || m.Habits.Calls < 0 || m.Needs.Has(Stillness)
		n.noSteps = n.noSteps || m.Needs.Has(NoSteps)
	}
	return n
}

// admit reports whether everybody gets in: who needs a place without steps is
// not sent to one of which that is not known.
func (n needs) admit(v *Venue) bool { return !n.noSteps || v.StepFree == Yes }

// unmet counts what the members would miss: 2 for each need that the venue is
// known not to meet, 1 where it is not known.
func (n needs) unmet(v *Venue) int {
	count := int(Yes-v.WiFi) + int(Yes-v.Sockets)
	if n.calls {
		count += int(Yes - v.Calls)
	}
	if n.quiet {
		count += int(Yes - v.Quiet)
	}
	return count
}

// wanted is what a guest would like to find at a home: what they need, what
// their habits ask for, and what nobody works without.
func (m *Member) wanted() Offers {
	w := m.Needs | Desk | Internet
	if m.Habits.Calls > 0 {
		w |= CallRoom
	}
	if m.Habits.Talk < 0 || m.Habits.Calls < 0 {
		w |= Stillness
	}
	return w
}

// unmetAt counts what the others of a group would miss at a host's home.
func (ch *choice) unmetAt(host MemberID) int {
	var wanted, has Offers
	for _, m := range ch.group {
		if m.ID == host {
			has = m.Offers
		} else {
			wanted |= m.wanted()
		}
	}
	return wanted.missing(has)
}
