package pairing

// Hosts and visitors apart
//
// The rule of the hosting balance evens hosting out as far as those who meet let
// it: of two who have both hosted too often, one must host again. So among plans
// that are equally good PlanRound prefers one in which who is due to host meets
// who is due to visit.
//
// Let x be how much a member is due to visit (see ledger.due; below zero they are
// due to host). Of a duo the one with the lower x hosts, whose x grows. The sum of
// the squares of all x, which says how uneven hosting is, then grows least if
// the sum of |x-y| over the duos is the greatest; and as |x-y| is |x|+|y| less
// twice the smaller of the two where both are on the same side of zero, that is
// where the sum of these smaller ones is the least. A couple who will not meet at
// one of two homes has none.
//
// This is the last digit of weigh, below everything that members notice of a
// plan, so it costs nobody anything: members who are told apart by field, nearness
// or hours are paired by these. It works where many are alike, which is
// where the balances would otherwise be left to chance. Circles of more than
// mostCircle members do without: most of their duos are first meetings.

// finely is in how many steps a session that is due is counted.
const finely = 20

// mostAlike bounds the steps, to ten sessions.
const mostAlike = 10 * finely

// tellApart notes of the pool's couples how far both are due to do the same. It
// reads the history once, and looks at the homes of a couple in about a
// microsecond.
func (p *planner) tellApart(pool []couple) {
	if len(p.all) > mostCircle {
		return
	}
	c := &chooser{roster: p.roster, ledger: newLedger(p.in.History, hostingOf(p.roster))}
	if c.shares == 0 {
		return
	}
	due := make([]int, len(p.all))
	for i := range p.all {
		due[i] = c.due(p.all[i].ID) * finely / c.shares
	}
	for k := range pool {
		o := &pool[k]
		alike := min(due[o.i], due[o.j])
		if due[o.i] < 0 && due[o.j] < 0 {
			alike = -max(due[o.i], due[o.j])
		}
		if alike > 0 && c.chooseHomes(o.i, o.j) {
			o.alike = int32(min(alike, mostAlike))
		}
	}
}

// chooseHomes reports whether two would work at one of their homes, and either
// could host.
func (c *chooser) chooseHomes(i, j int32) bool {
	ch := c.choice([]int32{i, j})
	if len(ch.hosts) < 2 {
		return false
	}
	elsewhere := ch.public && (c.neutral(&ch) || c.outing(&ch)) || ch.remote && (c.neutral(&ch) || !ch.known && ch.kinds != Remote)
	return !elsewhere
}
