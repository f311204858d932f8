package pairing

import (
	"cmp"
	"encoding/binary"
	"slices"
	"time"
)

// ledger is what the sessions that really took place say about who hosted
// whom. It counts all members of the history, with whomever they were.
//
// Everybody who hosts has a share of all the hosting there was: in proportion
// to the sessions at homes they were in, as a host or a visitor, and to how
// gladly they host, where gladly counts twice. The hosting balance is how often
// a member hosted less that share. In every session at a home the host with the
// lower balance hosts, but for runs (see due). So the balances stay level,
// whoever meets whom; who hosts gladly comes to host twice as often as who hosts
// sometimes; and who never hosts has no share and owes nothing. Where all host
// alike the balance is half of the times hosted less the times visited.
//
// Alternating inside the pair instead is not fair once partners rotate: over
// half a year with 20 members it lets one host 8 times and another 18. The
// balance keeps them within 12 and 14, which cmd/cowork/simulation shows.
type ledger struct {
	hosted   map[MemberID]int
	sessions map[MemberID]int         // at homes, as a host or a visitor
	run      map[MemberID]int         // sessions in a row that they hosted, up to the latest
	homes    map[MemberID]int         // sessions at homes in a row, up to the latest
	last     map[MemberID]time.Time   // when they last hosted
	turn     map[[2]MemberID]MemberID // of two members, who hosted the other last

	glad          func(MemberID) Hosting
	total, shares int // hosted by all together; sessions of all, each times its member's weight
}

// weight is a member's share in the hosting.
func weight(h Hosting) int {
	switch h {
	case Gladly:
		return 2
	case Sometimes:
		return 1
	}
	return 0
}

// balance is how often a member hosted less their share, times l.shares, which
// keeps it an integer: at most the square of the number of seats at homes in
// the history, or 10^13 for thirty years of 1,000 sessions a week.
func (l *ledger) balance(m MemberID) int {
	return l.hosted[m]*l.shares - weight(l.glad(m))*l.sessions[m]*l.total
}

// ahead is the balance that a member would have after a session at a home in
// which they did not host: less their share of the session to come. By that
// hosts are compared, so that who hosts gladly is a step ahead.
func (l *ledger) ahead(m MemberID) int { return l.balance(m) - weight(l.glad(m))*l.total }

// due orders hosts: who has less of it hosts. It is the balance ahead and, so
// that nobody hosts many times in a row while others visit, a little more for every
// session in a row after the first that a member has just hosted: the square of
// how many of these were not theirs to host by their share, as one session. For
// who shares the hosting with others alike that is ¼ after two in a row and 1
// after three; for the only one who hosts gladly it is next to nothing.
//
// No rule can hold runs and balances within strict bounds whoever meets whom:
// two who both hosted three times in a row may meet, and one of them hosts a
// fourth time. So a plan lets such two meet only where it would be worse
// otherwise; see apart.go. What comes of both is measured in
// cmd/cowork/simulation.
func (l *ledger) due(m MemberID) int {
	if l.shares == 0 {
		return 0
	}
	more, others := max(0, min(l.run[m], longestRun)-1), max(0, l.shares-weight(l.glad(m))*l.total)
	return l.ahead(m) + more*more*others*others/l.shares
}

// longestRun bounds the runs that are told apart, so that numbers stay small.
const longestRun = 10

// newLedger reads the history.
func newLedger(history []Past, glad func(MemberID) Hosting) *ledger {
	l := &ledger{
		hosted:   map[MemberID]int{},
		sessions: map[MemberID]int{},
		run:      map[MemberID]int{},
		homes:    map[MemberID]int{},
		last:     map[MemberID]time.Time{},
		turn:     map[[2]MemberID]MemberID{},
		glad:     glad,
	}
	for _, d := range inOrder(history) {
		l.enter(d.Past)
	}
	return l
}

// dated is a session that took place, with what mostly tells it from others: when
// it was, and how the name of the first member begins.
type dated struct {
	start int64
	round int
	name  uint64
	*Past
}

// inOrder lists the sessions that took place, the earliest first.
func inOrder(history []Past) []dated {
	var took []dated
	for i := range history {
		p := &history[i]
		if p.State != Met {
			continue
		}
		d := dated{start: p.Start.Unix(), round: p.Round, Past: p}
		if len(p.Members) > 0 {
			var begins [8]byte
			copy(begins[:], p.Members[0])
			d.name = binary.BigEndian.Uint64(begins[:])
		}
		took = append(took, d)
	}
	slices.SortFunc(took, func(a, b dated) int {
		if a.start != b.start || a.round != b.round || a.name != b.name {
			return cmp.Or(cmp.Compare(a.start, b.start), a.Start.Compare(b.Start), cmp.Compare(a.round, b.round), cmp.Compare(a.name, b.name))
		}
		return cmp.Or(
			a.Start.Compare(b.Start), slices.Compare(a.Members, b.Members),
			cmp.Compare(a.Place.Kind, b.Place.Kind), cmp.Compare(a.Place.Host, b.Place.Host), cmp.Compare(a.Place.Venue, b.Place.Venue),
		)
	})
	return took
}

func (l *ledger) enter(p *Past) {
	host := p.Place.Host
	for _, m := range p.Members {
		if p.Place.Kind != Home {
			delete(l.homes, m)
			delete(l.run, m)
			continue
		}
		l.homes[m]++
		l.sessions[m]++
		l.shares += weight(l.glad(m))
		if m != host {
			delete(l.run, m)
			l.turn[twoOf(m, host)] = host
			continue
		}
		l.total++
		l.hosted[m]++
		l.run[m]++
		l.last[m] = p.Start
	}
}

func twoOf(a, b MemberID) [2]MemberID { return [2]MemberID{min(a, b), max(a, b)} }

// host picks whose home it is among the members who can receive the others,
// and says why: who is more due to host; on a tie who did not host the other
// last; then where the others miss less; then who last hosted longest ago; then
// the first in order.
func (c *chooser) host(ch *choice) (MemberID, Reason) {
	if len(ch.hosts) == 1 {
		return ch.hosts[0], OnlyHost
	}
	ranked := c.ranked(ch)
	a, b := ranked[0], ranked[1]
	took := c.took(a, ch.ids) != c.took(b, ch.ids)
	switch {
	case c.ahead(a) < c.ahead(b):
		return a, HostBalance
	case !took && c.due(a) == c.due(b) && ch.unmetAt(a) < ch.unmetAt(b):
		return a, HostFits
	}
	return a, HostTurn
}

// ranked lists the hosts of a choice, best first.
func (c *chooser) ranked(ch *choice) []MemberID {
	ranked := slices.Clone(ch.hosts)
	slices.SortFunc(ranked, func(a, b MemberID) int {
		return cmp.Or(
			cmp.Compare(c.due(a), c.due(b)),
			cmp.Compare(c.took(a, ch.ids), c.took(b, ch.ids)),
			cmp.Compare(ch.unmetAt(a), ch.unmetAt(b)),
			c.last[a].Compare(c.last[b]),
			cmp.Compare(a, b),
		)
	})
	return ranked
}

// took counts the others of a group whom a member hosted when they last met at
// one of their homes.
func (l *ledger) took(m MemberID, group []MemberID) int {
	n := 0
	for _, other := range group {
		if other != m && l.turn[twoOf(m, other)] == m {
			n++
		}
	}
	return n
}
