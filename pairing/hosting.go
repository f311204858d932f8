package pairing

import (
	"cmp"
	"slices"
	"time"
)

// ledger is what the sessions that really took place say about who hosted
// whom. It counts all members of the history, with whomever they were.
//
// Opening a home is an effort, and it counts double for those who host only
// sometimes. The hosting balance of a member is the effort they gave as a host
// less the effort they were given as a visitor. In every session at a home the
// host with the lower balance hosts, so the balances stay level, and of two
// members one of whom hosts gladly, that one comes to host twice as often.
type ledger struct {
	hosted  map[MemberID]int
	balance map[MemberID]int
	homes   map[MemberID]int         // sessions at homes in a row, up to the latest
	last    map[MemberID]time.Time   // when they last hosted
	turn    map[[2]MemberID]MemberID // of two members, who hosted the other last
	met     map[[2]MemberID]bool     // two members who worked together for certain
}

// effort is what a session costs its host.
func effort(h Hosting) int {
	if h == Gladly {
		return 1
	}
	return 2
}

// newLedger reads the history. Hosts that glad does not know count as hosting
// sometimes.
func newLedger(history []Past, glad func(MemberID) Hosting) *ledger {
	l := &ledger{
		hosted:  map[MemberID]int{},
		balance: map[MemberID]int{},
		homes:   map[MemberID]int{},
		last:    map[MemberID]time.Time{},
		turn:    map[[2]MemberID]MemberID{},
		met:     map[[2]MemberID]bool{},
	}
	var took []*Past
	for i := range history {
		if history[i].State == Met {
			took = append(took, &history[i])
		}
	}
	slices.SortStableFunc(took, func(a, b *Past) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Round, b.Round), slices.Compare(a.Members, b.Members))
	})
	for _, p := range took {
		l.enter(p, effort(glad(p.Place.Host)))
	}
	return l
}

func (l *ledger) enter(p *Past, effort int) {
	home, host := p.Place.Kind == Home, p.Place.Host
	for i, m := range p.Members {
		for _, other := range p.Members[i+1:] {
			l.met[twoOf(m, other)] = true
		}
		switch {
		case !home:
			l.homes[m] = 0
			continue
		case m == host:
			l.hosted[m]++
			l.balance[m] += effort
			l.last[m] = p.Start
		default:
			l.balance[m] -= effort
			l.turn[twoOf(m, host)] = host
		}
		l.homes[m]++
	}
}

func twoOf(a, b MemberID) [2]MemberID { return [2]MemberID{min(a, b), max(a, b)} }

// HostingBalances reports each member's hosting balance over the sessions that
// took place: effort given as a host less effort received as a visitor.
func HostingBalances(in *Input) map[MemberID]int {
	glad := map[MemberID]Hosting{}
	for i := range in.Members {
		glad[in.Members[i].ID] = in.Members[i].Hosting
	}
	return newLedger(in.History, func(id MemberID) Hosting { return glad[id] }).balance
}

// host picks whose home it is among the members who can receive the others,
// and says why: the lower balance; on a tie who did not host the other last;
// then who last hosted longest ago; then the first in order.
func (l *ledger) host(hosts, group []MemberID) (MemberID, Reason) {
	if len(hosts) == 1 {
		return hosts[0], OnlyHost
	}
	ranked := l.ranked(hosts, group)
	if l.balance[ranked[0]] < l.balance[ranked[1]] {
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
			cmp.Compare(l.balance[a], l.balance[b]),
			cmp.Compare(took(a), took(b)),
			l.last[a].Compare(l.last[b]),
			cmp.Compare(a, b),
		)
	})
	return ranked
}
