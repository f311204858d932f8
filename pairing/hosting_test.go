package pairing

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// books plays a list of sessions, "host guest" each, at homes or, with a host
// of "", elsewhere.
func books(glad map[MemberID]Hosting, sessions ...[2]MemberID) *ledger {
	var history []Past
	for k, s := range sessions {
		p := Past{Round: k + 1, State: Met, Members: []MemberID{s[0], s[1]}, Place: Place{Kind: Home, Host: s[0]}, Start: time.Unix(int64(k), 0)}
		history = append(history, p)
	}
	return newLedger(history, func(id MemberID) Hosting { return glad[id] })
}

// picks is host for members who all host each other.
func (l *ledger) picks(group ...MemberID) (MemberID, Reason) {
	c := &chooser{ledger: l, roster: &roster{in: &Input{}}}
	return c.host(&choice{hosts: group, ids: group})
}

func TestHost(t *testing.T) {
	glad := map[MemberID]Hosting{"ana": Sometimes, "ben": Sometimes, "cem": Sometimes, "gil": Gladly, "hal": Gladly}
	for _, c := range []struct {
		why      string
		sessions [][2]MemberID
		hosts    []MemberID
		want     MemberID
		reason   Reason
	}{
		{"nobody hosted yet: the first in order", nil, []MemberID{"ben", "ana"}, "ana", HostTurn},
		{"one host is the host", nil, []MemberID{"ben"}, "ben", OnlyHost},
		{"it alternates in the pair", [][2]MemberID{{"ana", "ben"}}, []MemberID{"ana", "ben"}, "ben", HostBalance},
		{"and back", [][2]MemberID{{"ana", "ben"}, {"ben", "ana"}}, []MemberID{"ana", "ben"}, "ana", HostTurn},
		{"hosting others counts too", [][2]MemberID{{"ana", "cem"}}, []MemberID{"ana", "ben"}, "ben", HostBalance},
		{"and so does visiting others", [][2]MemberID{{"cem", "ben"}}, []MemberID{"ana", "ben"}, "ben", HostBalance},
		{"level, so who was visited last visits", [][2]MemberID{{"ana", "ben"}, {"cem", "ana"}, {"ben", "cem"}}, []MemberID{"ana", "ben"}, "ben", HostTurn},
		{"gladly hosts the third time too", [][2]MemberID{{"gil", "ana"}, {"ana", "gil"}}, []MemberID{"ana", "gil"}, "gil", HostBalance},
		{"and a fourth", [][2]MemberID{{"gil", "ana"}, {"ana", "gil"}, {"gil", "ana"}, {"gil", "ana"}, {"ana", "gil"}}, []MemberID{"ana", "gil"}, "gil", HostBalance},
		{"level, so who hosted twice in a row visits", [][2]MemberID{{"cem", "ana"}, {"cem", "ana"}, {"ben", "cem"}, {"cem", "ben"}, {"ana", "cem"}, {"ana", "cem"}}, []MemberID{"ana", "ben"}, "ben", HostTurn},
		{"who owes more hosts a third time", [][2]MemberID{{"cem", "ana"}, {"cem", "ana"}, {"cem", "ana"}, {"ben", "hal"}, {"ana", "hal"}, {"ana", "hal"}}, []MemberID{"ana", "ben"}, "ana", HostBalance},
	} {
		l := books(glad, c.sessions...)
		if got, reason := l.picks(c.hosts...); got != c.want || reason != c.reason {
			t.Errorf("%s: %s (%s), want %s (%s)", c.why, got, reason, c.want, c.reason)
		}
	}
}

// A duo that stays together alternates strictly, and after the two others met
// elsewhere it goes on where it was.
func TestHostAlternates(t *testing.T) {
	glad := map[MemberID]Hosting{"ana": Sometimes, "ben": Sometimes}
	var sessions [][2]MemberID
	last := MemberID("ben")
	for range 26 {
		host, _ := books(glad, sessions...).picks("ana", "ben")
		if host == last {
			t.Fatalf("%s hosts twice in a row after %v", host, sessions)
		}
		sessions = append(sessions, [2]MemberID{host, last})
		last = host
	}
}

// The balances of all who host add up to nothing: what one gave another owes.
func TestBalancesAddUp(t *testing.T) {
	glad := map[MemberID]Hosting{"ana": Sometimes, "ben": Sometimes, "gil": Gladly}
	l := books(glad, [2]MemberID{"ana", "ben"}, [2]MemberID{"gil", "ben"}, [2]MemberID{"gil", "never"}, [2]MemberID{"ana", "gil"})
	sum := 0
	for _, m := range []MemberID{"ana", "ben", "gil", "never"} {
		sum += l.balance(m)
	}
	if sum != 0 || l.balance("never") != 0 {
		t.Errorf("the balances add up to %d; who never hosts is at %d", sum, l.balance("never"))
	}
}

// Two who stay together alternate strictly, whatever their balances say: with
// different weights, and after years of hosting others.
func TestStayingAlternates(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := Input{Round: 1, Rules: Rules{HomeRun: rapid.IntRange(0, 4).Draw(rt, "outings")}, From: monday, Until: monday.AddDate(0, 0, 7), Kept: [][2]MemberID{{"b", "a"}}}
		for _, id := range []MemberID{"a", "b"} {
			m := Member{ID: id, Zone: time.UTC, Profile: Defaults(), Joined: 1}
			m.Kinds, m.Hosting = Home|Public, pick(rt, "hosting", Sometimes, Gladly)
			m.Area = Area{Label: "Lehen"}
			in.Members = append(in.Members, m)
		}
		for range rapid.IntRange(0, 12).Draw(rt, "before") {
			p := Past{Round: in.Round, State: Met, Members: []MemberID{pick(rt, "one", MemberID("a"), "b"), "c"}, Start: in.From}
			p.Place = pick(rt, "where", Place{Kind: Home, Host: p.Members[0]}, Place{Kind: Home, Host: "c"}, Place{Kind: Remote})
			in.History = append(in.History, p)
			in.Round, in.From, in.Until = in.Round+1, in.From.AddDate(0, 0, 7), in.Until.AddDate(0, 0, 7)
		}
		last, homes := MemberID(""), 0
		for range 20 {
			plan := planned(t, in)
			place := plan.Duos[0].Options[0].Place
			if place.Kind == Home {
				if place.Host == last {
					rt.Fatalf("%s hosts twice in a row after %v", last, in.History)
				}
				last = place.Host
				homes++
			}
			in.History = append(in.History, Past{Round: in.Round, State: Met, Members: plan.Duos[0].Members, Place: place, Start: plan.Duos[0].Session.Start})
			in.Round, in.From, in.Until = in.Round+1, in.From.AddDate(0, 0, 7), in.Until.AddDate(0, 0, 7)
		}
		if homes < 8 {
			rt.Errorf("only %d of 20 sessions were at homes", homes)
		}
	})
}
