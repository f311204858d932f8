package pairing

// The gate: whether two members can be a duo in this round at all.
//
//   - Neither avoids the other and they are not barred in this round.
//   - They share enough working hours on some day of the round: the week of
//     each, in their own time zone, laid over the local dates of the round. The
//     instants are compared, so daylight saving and far time zones come out right.
//   - There is a kind of place that both accept. Remote and Public need both to
//     say so. A home needs a host, a visitor who goes to homes, and habits that
//     do not clash hard: no pets at the host's for a visitor who cannot be near
//     them, and no smoker with somebody who cannot be near smoke. Nor does
//     somebody who cannot climb steps visit a home that is not said to have none.
//   - At least one of those kinds is in reach. To a home the visitor travels all
//     the way; to a venue both travel, so they reach one if together they travel
//     far enough. A distance that is not known is no bar, and areas of the same
//     name are near. Remote is always in reach.

// Gate reports the first hard condition that a and b do not pass as a duo of
// the round described by in, or "" if the gate is open. It looks at the hours,
// rules, barred pairs and no members of in, so both may be anybody. It takes
// time in proportion to in.Barred and the history; PlanRound prepares those once.
func Gate(a, b *Member, in *Input) Obstacle {
	if a.ID == b.ID {
		return Itself
	}
	r := newRoster(in, []*Member{a, b})
	return r.gate(0, 1)
}

// gate is Gate for two positions of the roster.
func (r *roster) gate(i, j int32) Obstacle {
	return r.meet(i, j).obstacle()
}

// facts are what a gate and a score know about two members.
type facts struct {
	a, b *candidate
	in   *Input
	bond
	far     far
	days    int   // days with enough common hours
	longest int64 // seconds on the best of them
}

// meet gathers the facts about two members.
func (r *roster) meet(i, j int32) *facts {
	f := new(facts)
	f.gather(r, i, j)
	return f
}

// gather fills in the facts about two members of a roster.
func (f *facts) gather(r *roster, i, j int32) {
	*f = facts{a: &r.all[i], b: &r.all[j], in: r.in, bond: r.bond(i, j)}
	f.far = distance(f.a, f.b)
	f.days, f.longest = overlap(f.a.free, f.b.free, r.in.Rules.least())
}

// obstacle is the first condition that fails.
func (f *facts) obstacle() Obstacle {
	switch {
	case f.a.ID == f.b.ID:
		return Itself
	case f.avoided:
		return Avoided
	case f.barred:
		return NotAgain
	case f.days == 0:
		return NoHours
	case f.accepted() == 0:
		return NoKind
	case f.reachable() == 0:
		return TooDistant
	}
	return ""
}

// accepted lists the kinds of place that both accept, near or far.
func (f *facts) accepted() Kinds {
	kinds := f.a.Kinds & f.b.Kinds & (Public | Remote)
	if f.a.receives(f.b.Member) || f.b.receives(f.a.Member) {
		kinds |= Home
	}
	return kinds
}

// reachable lists the accepted kinds that are not known to be out of reach.
func (f *facts) reachable() Kinds {
	kinds := f.a.Kinds & f.b.Kinds & (Public | Remote)
	if f.far.beyond(f.a.TravelKM + f.b.TravelKM) {
		kinds &^= Public
	}
	if f.opens(f.a, f.b) || f.opens(f.b, f.a) {
		kinds |= Home
	}
	return kinds
}

// opens reports whether the host's home is a place for the two.
func (f *facts) opens(host, visitor *candidate) bool {
	return host.receives(visitor.Member) && !f.far.beyond(visitor.TravelKM)
}

// receives reports whether m opens their home, the visitor goes to homes and
// gets into this one, and neither is something there that the other cannot be
// near.
func (m *Member) receives(visitor *Member) bool {
	return m.Hosting > Never && visitor.Kinds.Has(Home) && m.Offers.Has(visitor.Needs&NoSteps) &&
		!(m.Habits.Pets > 0 && visitor.Habits.Pets < 0) &&
		int(m.Habits.Smoke)*int(visitor.Habits.Smoke) >= 0
}
