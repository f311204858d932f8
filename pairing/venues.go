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

// journeyStep is how exactly journeys are compared, in metres. Where members
// live is known to about a kilometre; finer steps would let the same venue win
// for ever.
const journeyStep = 250

// labelSteps is the length of an unmeasured journey within one area: about a
// kilometre.
const labelSteps = 4

func steps(metres int) int { return (metres + journeyStep/2) / journeyStep }

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

// suggestion says what a person would want to know about the visit.
func (c *chooser) suggestion(v *visit, group []*candidate, s Session) Suggestion {
	out := Suggestion{Place: Place{Kind: Public, Venue: v.ID}}
	if v.number == nobody {
		return out
	}
	out.Meters = make(map[MemberID]int, len(group))
	for _, m := range group {
		if d := apart(m.Area, v.Area, m.at, v.at, false); d.known() {
			out.Meters[m.ID] = int(d)
		}
	}
	doors := c.doorsAt(s, group[0].Zone)
	if c.open(doors, v.number) == opening.Open {
		out.OpenKnown = true
		out.OpenUntil = c.closes(doors, v.number)
	}
	return out
}

// needs are what a group would miss at a venue.
type needs struct{ calls, quiet bool }

func needsOf(group []*candidate) (n needs) {
	for _, m := range group {
		n.calls = n.calls || m.Habits.Calls > 0
		n.quiet = n.quiet || m.Habits.Talk < 0 || m.Habits.Calls < 0
	}
	return n
}

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
