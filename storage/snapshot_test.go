package storage

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
)

func TestSnapshotWhoIsIn(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		other := must[CircleID](t)(tx.SaveCircle(Circle{Name: "b", Channel: "C1", Schedule: "@daily", TZ: "UTC", Rules: pairing.DefaultRules(), Answer: time.Hour}))
		change := func(id pairing.MemberID, person func(*Person), member func(*Membership)) {
			t.Helper()
			join(t, tx, c, id)
			p, m := must[Person](t)(tx.Person(id)), must[Membership](t)(tx.Membership(c, id))
			if person != nil {
				person(&p)
			}
			if member != nil {
				member(&m)
			}
			ok(t, tx.SavePerson(p))
			ok(t, tx.SaveMembership(m))
		}
		change("in", nil, nil)
		change("in-once", nil, func(m *Membership) { m.Once = true })
		change("in-back", nil, func(m *Membership) { m.PausedUntil = monday })
		change("in-skipped-before", nil, func(m *Membership) { m.SkipRound = 1 })
		change("in-admin", func(p *Person) { p.Admin = true }, nil)
		change("left", nil, func(m *Membership) { m.State = Left })
		change("paused", nil, func(m *Membership) { m.PausedUntil = monday.Add(time.Second) })
		change("paused-until-next", nil, func(m *Membership) { m.PausedUntil = nextWeek })
		change("paused-too-long", nil, func(m *Membership) { m.PausedUntil = nextWeek.Add(time.Second) })
		change("paused-for-good", nil, func(m *Membership) { m.PausedUntil = UntilResume })
		change("skips", nil, func(m *Membership) { m.SkipRound = 2 })
		change("bot", func(p *Person) { p.Bot = true }, nil)
		change("deleted", func(p *Person) { p.Deleted = true }, nil)
		change("guest", func(p *Person) { p.Guest = true }, nil)
		join(t, tx, other, "elsewhere")
		ok(t, tx.SavePerson(Person{ID: "never-joined", SeenAt: monday}))

		who := func(only []pairing.MemberID) []pairing.MemberID {
			t.Helper()
			in := must[pairing.Input](t)(tx.Snapshot(c, 2, monday, monday.AddDate(0, 0, 7), monday, nextWeek, only))
			var ids []pairing.MemberID
			for _, m := range in.Members {
				ids = append(ids, m.ID)
			}
			return ids
		}
		want := []pairing.MemberID{"in", "in-admin", "in-back", "in-once", "in-skipped-before"}
		if diff := cmp.Diff(want, who(nil)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(want[:2], who([]pairing.MemberID{"in-admin", "left", "in", "bot", "nobody"})); diff != "" {
			t.Error("of some:", diff)
		}
		for _, of := range []struct {
			next time.Time
			away []pairing.MemberID
		}{
			{nextWeek, []pairing.MemberID{"paused", "paused-until-next", "skips"}},
			{monday.AddDate(0, 1, 0), []pairing.MemberID{"paused", "paused-too-long", "paused-until-next", "skips"}},
		} {
			// The sessions go on after the next round opens, or end long before.
			in := must[pairing.Input](t)(tx.Snapshot(c, 2, monday, monday.AddDate(0, 0, 9), monday, of.next, nil))
			var away []pairing.MemberID
			for _, m := range in.Away {
				away = append(away, m.ID)
				if m.Zone == nil || m.TravelKM != pairing.Defaults().TravelKM {
					t.Errorf("%s is away without a profile: %+v", m.ID, m)
				}
			}
			if diff := cmp.Diff(of.away, away); diff != "" {
				t.Errorf("away until %v: %s", of.next, diff)
			}
		}
		if in := must[pairing.Input](t)(tx.Snapshot(c, 2, monday, monday.AddDate(0, 0, 7), monday, nextWeek, []pairing.MemberID{"in", "skips"})); in.Away != nil {
			t.Errorf("of some are away: %v", in.Away)
		}
		if got := who([]pairing.MemberID{}); got != nil {
			t.Errorf("of none: %v", got)
		}
		guests := must[Circle](t)(tx.Circle(c))
		guests.Guests = true
		must[CircleID](t)(tx.SaveCircle(guests))
		if got := who(nil); !slices.Contains(got, "guest") || slices.Contains(got, "bot") {
			t.Errorf("where guests may join: %v", got)
		}
		_, err := tx.Snapshot(99, 1, monday, monday, monday, nextWeek, nil)
		refused(t, err, ErrNotFound)
	})
}

func TestSnapshotWhatIsKnown(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2", "U3", "U4")
		cafe := must[pairing.VenueID](t)(tx.SaveVenue(Venue{Venue: pairing.Venue{Name: "Café", Type: pairing.Cafe}}, monday))
		shut := must[pairing.VenueID](t)(tx.SaveVenue(Venue{Venue: pairing.Venue{Name: "Shut", Type: pairing.Park}}, monday))
		p := pairing.Defaults()
		p.Field, p.Area = "craft", pairing.Area{Label: "Lehen", Located: true, Lat: 47.8, Lon: 13}
		p.Week[time.Saturday] = pairing.Hours{From: 600, Until: 900}
		ok(t, tx.SaveProfile("U1", p, monday))

		// Three rounds. First: U1 and U2 meet at the café, U3 and U4 fall through
		// and rest, U3 is served later after all. Second: U1 and U3 miss, U2 is
		// the odd one out. Third: open, with a proposal.
		settle := func(d Duo, states ...pairing.State) {
			t.Helper()
			ok(t, tx.InsertDuo(d))
			for _, to := range states {
				from := d.State
				d.State = to
				ok(t, tx.SaveTransition(d.ID, from, d.Duo))
			}
		}
		first := week(t, tx, c, 1)
		met := propose(first, 1, "U1", "U2")
		met.Place = pairing.Place{Kind: pairing.Public, Venue: cafe}
		settle(met, pairing.Confirmed, pairing.Met)
		fell := propose(first, 1, "U3", "U4")
		fell.Place = pairing.Place{Kind: pairing.Home, Host: "U4"}
		settle(fell, pairing.Skipped)
		ok(t, tx.AddRest(first, pairing.Rest{Member: "U4", Reason: pairing.OddOneOut}))
		ok(t, tx.AddRest(first, pairing.Rest{Member: "U3", Reason: pairing.OddOneOut}))
		ok(t, tx.ServeRest(first, "U3"))
		ok(t, tx.SaveMembership(Membership{Circle: c, Person: "U2", State: Active, JoinedAt: monday})) // joined as the first opened: too late for it
		second := week(t, tx, c, 2)
		missed := propose(second, 2, "U1", "U3")
		missed.Place = pairing.Place{Kind: pairing.Public, Venue: cafe}
		settle(missed, pairing.Confirmed, pairing.Missed)
		ok(t, tx.AddRest(second, pairing.Rest{Member: "U4", Reason: pairing.OddOneOut}))
		third := week(t, tx, c, 3)
		settle(propose(third, 3, "U1", "U4"))
		ok(t, tx.AddRest(third, pairing.Rest{Member: "U2", Reason: pairing.OddOneOut}))
		ok(t, tx.SaveMembership(Membership{Circle: c, Person: "U3", State: Active, JoinedAt: monday.AddDate(0, 0, 20)}))
		ok(t, tx.RetireVenue(shut, monday))
		for _, say := range []struct {
			by   pairing.MemberID
			what Saying
			of   pairing.MemberID
		}{{"U1", Wish, "U3"}, {"U1", Wish, "U2"}, {"U1", Avoid, "U4"}, {"U2", Friend, "U1"}} {
			ok(t, tx.Say(say.by, say.what, say.of, monday))
		}
		ok(t, tx.SaveHome(Home{Person: "U2", Offers: pairing.Desk | pairing.NoSteps}, monday))
		must[int](t)(tx.exec("drop a profile", `DELETE FROM profile WHERE person = 'U4'`))

		vienna := must[Person](t)(tx.Person("U1")).Zone()
		member := func(id pairing.MemberID, change func(*pairing.Member)) pairing.Member {
			m := pairing.Member{ID: id, Zone: vienna, Profile: pairing.Defaults(), Joined: 1}
			change(&m)
			return m
		}
		want := pairing.Input{
			Round: 3, Rules: pairing.DefaultRules(), Zone: vienna, From: monday, Until: monday.AddDate(0, 0, 7),
			Members: []pairing.Member{
				member("U1", func(m *pairing.Member) {
					m.Profile, m.Wishes, m.Avoids = p, []pairing.MemberID{"U2", "U3"}, []pairing.MemberID{"U4"}
				}),
				member("U2", func(m *pairing.Member) {
					m.Friends, m.Joined, m.Reliability = []pairing.MemberID{"U1"}, 2, 33
					m.Offers = pairing.Desk | pairing.NoSteps
				}),
				member("U3", func(m *pairing.Member) { m.Joined, m.Reliability = 3, -33 }),
				member("U4", func(m *pairing.Member) { m.Rests, m.LastRest = 2, 2 }),
			},
			History: []pairing.Past{
				{Round: 1, Members: []pairing.MemberID{"U1", "U2"}, State: pairing.Met, Place: met.Place, Start: met.Session.Start},
				{Round: 1, Members: []pairing.MemberID{"U3", "U4"}, State: pairing.Skipped, Place: fell.Place, Start: fell.Session.Start},
				{Round: 2, Members: []pairing.MemberID{"U1", "U3"}, State: pairing.Missed, Place: missed.Place, Start: missed.Session.Start},
			},
			Venues: []pairing.Venue{{ID: cafe, Name: "Café", Type: pairing.Cafe,
				Used: []pairing.Use{{Member: "U1", At: met.Session.Start}, {Member: "U2", At: met.Session.Start}}}},
		}
		same := cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })
		got := must[pairing.Input](t)(tx.Snapshot(c, 3, monday, monday.AddDate(0, 0, 7), monday, nextWeek, nil))
		if diff := cmp.Diff(want, got, same); diff != "" {
			t.Error(diff)
		}

		// Of some: only what concerns them.
		got = must[pairing.Input](t)(tx.Snapshot(c, 3, monday, monday.AddDate(0, 0, 7), monday, nextWeek, []pairing.MemberID{"U2", "U9"}))
		want.Members, want.History, want.Venues[0].Used = want.Members[1:2], want.History[:1], want.Venues[0].Used[1:]
		if diff := cmp.Diff(want, got, same); diff != "" {
			t.Error("of some:", diff)
		}
	})
}

// What a member did in another circle counts for them as a person, and is not
// this circle's history.
func TestSnapshotOtherCircles(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		other := must[CircleID](t)(tx.SaveCircle(Circle{Name: "b", Channel: "C1", Schedule: "@daily", TZ: "UTC", Rules: pairing.DefaultRules(), Answer: time.Hour}))
		join(t, tx, c, "U1", "U2")
		join(t, tx, other, "U1", "U3", "U4", "U5")
		cafe := must[pairing.VenueID](t)(tx.SaveVenue(Venue{Venue: pairing.Venue{Name: "Café", Type: pairing.Cafe}}, monday))
		round := week(t, tx, other, 1)
		for _, pair := range [][2]pairing.MemberID{{"U1", "U3"}, {"U4", "U5"}} {
			d := propose(round, 1, pair[0], pair[1])
			d.State, d.Place = pairing.Met, pairing.Place{Kind: pairing.Public, Venue: cafe}
			ok(t, tx.InsertDuo(d))
		}
		ok(t, tx.AddRest(round, pairing.Rest{Member: "U1", Reason: pairing.OddOneOut}))
		for _, only := range [][]pairing.MemberID{nil, {"U1", "U2"}} {
			in := must[pairing.Input](t)(tx.Snapshot(c, 2, monday, monday.AddDate(0, 0, 7), monday, nextWeek, only))
			if m := in.Members; len(m) != 2 || m[0].Reliability != 33 || m[1].Reliability != 0 || m[0].Rests != 0 || m[0].Joined != 2 {
				t.Errorf("only %v: members %+v", only, m)
			}
			if len(in.History) != 0 {
				t.Errorf("only %v: history %+v", only, in.History)
			}
			if used := in.Venues[0].Used; len(used) != 1 || used[0].Member != "U1" {
				t.Errorf("only %v: used %+v", only, used)
			}
		}
	})
}

func TestReliability(t *testing.T) {
	for _, c := range []struct{ met, missed, want int }{{0, 0, 0}, {1, 0, 33}, {0, 1, -33}, {3, 3, 0}, {98, 0, 98}, {0, 198, -99}} {
		if got := reliability(c.met, c.missed); got != c.want {
			t.Errorf("met %d, missed %d: %d, want %d", c.met, c.missed, got, c.want)
		}
	}
}

// town fills a circle of n members with ten rounds behind them, each with
// duos for all, and 300 venues.
func town(tb testing.TB, s *Store, n int) CircleID {
	const rounds, venues = 10, 300
	id := func(i int) pairing.MemberID { return pairing.MemberID(fmt.Sprintf("U%08d", i)) }
	var c CircleID
	write(tb, s, func(tx *Tx) {
		c = circle(tb, tx)
		for v := range venues {
			must[pairing.VenueID](tb)(tx.SaveVenue(Venue{Venue: pairing.Venue{Name: fmt.Sprint("Venue ", v), Type: pairing.Cafe}}, monday))
		}
		for i := range n {
			join(tb, tx, c, id(i))
			if i > 0 {
				ok(tb, tx.Say(id(i), Wish, id(i-1), monday))
			}
		}
		for r := 1; r <= rounds; r++ {
			round := week(tb, tx, c, r)
			for i := 0; i+1 < n; i += 2 {
				d := propose(round, r, id(i), id((i+2*r-1)%n)) // n is even: each odd one has a turn
				d.ID, d.State = pairing.DuoID(fmt.Sprintf("D%d-%d", r, i)), pairing.Met
				if i%4 == 0 {
					d.Place = pairing.Place{Kind: pairing.Public, Venue: pairing.VenueID(i%venues + 1)}
				}
				ok(tb, tx.InsertDuo(d))
			}
		}
	})
	return c
}

func BenchmarkSnapshot(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := open(b)
			c := town(b, s, n)
			b.ReportAllocs()
			for b.Loop() {
				ok(b, s.Read(context.Background(), func(tx *Tx) error {
					in, err := tx.Snapshot(c, 11, monday, monday.AddDate(0, 0, 7), monday, nextWeek, nil)
					if len(in.Members) != n || len(in.History) != n/2*10 {
						b.Fatalf("%d members, %d past duos", len(in.Members), len(in.History))
					}
					return err
				}))
			}
		})
	}
	b.Run("3 of 10000", func(b *testing.B) {
		s := open(b)
		c := town(b, s, 10000)
		for b.Loop() {
			ok(b, s.Read(context.Background(), func(tx *Tx) error {
				_, err := tx.Snapshot(c, 11, monday, monday.AddDate(0, 0, 7), monday, nextWeek, []pairing.MemberID{"U00000000", "U00005000", "U00009999"})
				return err
			}))
		}
	})
}

// BenchmarkOpenRound saves what a round of 10,000 members needs: 5,000 duos
// and a message to each member, in one Write.
func BenchmarkOpenRound(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		s := open(b)
		const n = 10000
		id := func(i int) pairing.MemberID { return pairing.MemberID(fmt.Sprintf("U%08d", i)) }
		var round RoundID
		write(b, s, func(tx *Tx) {
			c := circle(b, tx)
			for i := range n {
				join(b, tx, c, id(i))
			}
			round = week(b, tx, c, 1)
		})
		b.StartTimer()
		write(b, s, func(tx *Tx) {
			for i := 0; i < n; i += 2 {
				d := propose(round, 1, id(i), id(i+1))
				d.ID = pairing.DuoID(fmt.Sprint("D", i))
				ok(b, tx.InsertDuo(d))
				for _, seat := range d.Seats {
					m := message("invite:"+string(d.ID)+":"+string(seat.Member), string(seat.Member), monday)
					must[bool](b)(tx.Owe(m))
				}
			}
		})
	}
}
