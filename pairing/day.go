package pairing

import (
	"slices"

	"cowork/pairing/opening"
)

// arrange chooses the day and the places of a group: of the days that are
// equally good for its members the one with the better place, by the order in
// which venues are ranked; then one on which that place is known to be open;
// then the earliest. Only a venue can be better on one day than on another: a
// home is a home on all of them.
func (c *chooser) arrange(group []int32) (Session, []Suggestion) {
	days := c.days(group)
	if len(days) == 0 {
		return Session{}, nil
	}
	ch := c.choice(group)
	c.on(&ch, days[0])
	first, ok := c.first(&ch)
	if ok && first.Kind == Public && len(days) > 1 {
		if better := c.betterDay(&ch, days); better != days[0] {
			c.on(&ch, better)
		}
	}
	return ch.when, c.options(&ch)
}

// betterDay is the best of some equal days for a group that goes to a venue,
// whose visits are those of the first day. It looks only for venues that are
// better than the best of that day, which are few: those nearer by that are
// closed then.
func (c *chooser) betterDay(ch *choice, days []Session) Session {
	best := ch.visits[0]
	t := c.tour(ch, 1, days[1:]...)
	if best.number != nobody {
		t.limit = &best
	}
	t.look()
	for _, found := range t.best {
		for k := range found {
			if best.number == nobody || found[k].compare(&best) < 0 {
				best = found[k]
			}
		}
	}
	if best.number == nobody {
		return days[0]
	}
	states := make([]opening.State, len(days))
	for k, s := range days {
		states[k] = c.open(c.doorsAt(s, c.roster.zone(ch.at)), best.number)
	}
	k := slices.Index(states, opening.Open)
	if k < 0 {
		k = slices.Index(states, opening.Unknown)
	}
	return days[k]
}
