package pairing

import (
	"cmp"
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
// lower balance hosts. So the balances stay level, whoever meets whom; who
// hosts gladly comes to host twice as often as who hosts sometimes; and who
// never hosts has no share and owes nothing. Where all host alike the balance
// is half of the times hosted less the times visited.
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

// mostRun is how many sessions in a row somebody hosts who hosts sometimes, and
// half of how many who hosts gladly. From then on it is the other's turn,
// whatever the balance, unless the other has hosted as many.
const mostRun = 2

// overrun is how many sessions in a row a member hosted beyond that.
func (l *ledger) overrun(m MemberID) int {
	return max(0, l.run[m]-mostRun*weight(l.glad(m))+1)
}

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
	var took []*Past
	for i := range history {
		if history[i].State == Met {
			took = append(took, &history[i])
		}
	}
	slices.SortStableFunc(took, func(a, b *Past) int {
		if by := a.Start.Compare(b.Start); by != 0 {
			return by
		}
		return cmp.Or(
			cmp.Compare(a.Round, b.Round), slices.Compare(a.Members, b.Members),
			cmp.Compare(a.Place.Kind, b.Place.Kind), cmp.Compare(a.Place.Host, b.Place.Host), cmp.Compare(a.Place.Venue, b.Place.Venue),
		)
	})
	for _, p := range took {
		l.enter(p)
	}
	return l
}

func (l *ledger) enter(p *Past) {
	host := p.Place.Host
	for _, m := range p.Members {
		if p.Place.Kind != Home {
			l.homes[m], l.run[m] = 0, 0
			continue
		}
		l.homes[m]++
		l.sessions[m]++
		l.shares += weight(l.glad(m))
		if m != host {
			l.run[m] = 0
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
// and says why: who did not host too often in a row; the lower balance; on a
// tie who did not host the other last; then who last hosted longest ago; then
// the first in order.
func (l *ledger) host(hosts, group []MemberID) (MemberID, Reason) {
	if len(hosts) == 1 {
		return hosts[0], OnlyHost
	}
	ranked := l.ranked(hosts, group)
	if l.balance(ranked[0]) < l.balance(ranked[1]) {
		return ranked[0], HostBalance
	}
	return ranked[0], HostTurn
}

func (l *ledger) ranked(hosts, group []MemberID) []MemberID {
	// hosting turns taken towards the others of the group
	took := func(m MemberID) int {
		n := 0
		for _, other := range group {
			if other != m && l.turn[twoOf(m, other)] == m {
				n++
			}
		}
		return n
	}
	ranked := slices.Clone(hosts)
	slices.SortFunc(ranked, func(a, b MemberID) int {
		return cmp.Or(
			cmp.Compare(l.overrun(a), l.overrun(b)),
			cmp.Compare(l.balance(a), l.balance(b)),
			cmp.Compare(took(a), took(b)),
			l.last[a].Compare(l.last[b]),
			cmp.Compare(a, b),
		)
	})
	return ranked
}
