package pairing

import (
	"fmt"
	"slices"
)

// Duos that stay together. Two members may agree to stay together for some
// rounds. As long as they do, and both are in the round and pass the gate with
// each other, they are a duo of every plan, before everything else that a plan
// is judged by: they gave their word to each other, and everybody else is
// planned around them. A gate that is shut comes first all the same, so an avoid
// is absolute and a duo that fell through is not proposed again in the same
// round; then each of them is planned like anybody else.
//
// Meeting again is what they want, so the cooldown does not count against them.
// They take turns as hosts. A third joins them only where that saves somebody
// from having to rest, which is what a circle with trios is for.

// validateKept reports a member who would stay with two others at once.
func (in *Input) validateKept() error {
	with := map[MemberID]MemberID{}
	for _, pair := range in.Kept {
		for side, m := range pair {
			other := pair[1-side]
			if m == other {
				return fmt.Errorf("pairing: member %s stays together with themselves", m)
			}
			if was, ok := with[m]; ok && was != other {
				return fmt.Errorf("pairing: member %s stays together with both %s and %s", m, was, other)
			}
			with[m] = other
		}
	}
	return nil
}

// keep gives each other as mates to those who stay together, unless their gate
// is shut or one of them has a mate.
func (p *planner) keep() {
	for _, pair := range p.in.Kept {
		i, j := p.at(pair[0]), p.at(pair[1])
		if i < 0 || j < 0 || p.mate[i] != nobody || p.mate[j] != nobody || p.gate(i, j) != "" {
			continue
		}
		p.mate[i], p.mate[j] = j, i
	}
}

// kept reports whether two members have each other as mates because they stay
// together.
func (p *planner) kept(i, j int32) bool { return p.mate[i] == j && p.bond(i, j).kept }

// keptHost is whose home it is if two who stay together work at a home: of who
// did not host the other last, as far as it is known or planned. Unlike the
// hosting balance it does not wait for anybody to say that a session took place:
// otherwise it would be the same home again whenever the round opens before the
// check-in is answered. It is false where there is nothing to take turns in.
func (c *chooser) keptHost(ch *choice) (MemberID, bool) {
	if len(ch.ids) != 2 || len(ch.hosts) != 2 || !c.bond(ch.at[0], ch.at[1]).kept {
		return "", false
	}
	last := -1
	for i := range c.in.History {
		p := &c.in.History[i]
		took := p.State == Met || p.State == Confirmed || p.State == Unsaid
		if !took || p.Place.Kind != Home || !slices.Contains(ch.ids, p.Place.Host) ||
			!slices.Contains(p.Members, ch.ids[0]) || !slices.Contains(p.Members, ch.ids[1]) {
			continue
		}
		if last < 0 || c.in.History[last].before(p) {
			last = i
		}
	}
	if last < 0 {
		return "", false
	}
	if c.in.History[last].Place.Host == ch.ids[0] {
		return ch.ids[1], true
	}
	return ch.ids[0], true
}

// before reports whether a duo was earlier than another: by its session, then by
// its round.
func (p *Past) before(o *Past) bool {
	if !p.Start.Equal(o.Start) {
		return p.Start.Before(o.Start)
	}
	if p.Round != o.Round {
		return p.Round < o.Round
	}
	return p.Place.Host < o.Place.Host
}
