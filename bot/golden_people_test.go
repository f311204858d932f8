package bot

import (
	"time"

	"cowork/pairing"
	"cowork/storage"
)

// The duos, profiles, venues and plans that the goldens show.

func onePlace(d *pairing.Duo) *pairing.Duo {
	c := *d
	c.Options, c.Place = c.Options[2:], c.Options[2].Place
	return &c
}

func skippedBy(who pairing.MemberID) *pairing.Duo {
	d := duoOfTests(pairing.Skipped, ada, ben)
	for i := range d.Seats {
		if d.Seats[i].Member == who {
			d.Seats[i].Answer = pairing.Declined
		}
	}
	return d
}

func fullProfile() pairing.Profile {
	p := pairing.Defaults()
	p.Field, p.Situation = hostile, "freelancer"
	p.Area = pairing.Area{Label: hostile, Located: true, Lat: 47.81, Lon: 13.05}
	p.Week[time.Friday] = pairing.Hours{From: 9 * 60, Until: 13 * 60}
	p.Week[time.Saturday] = pairing.Hours{From: 0, Until: 1440}
	p.Kinds, p.Hosting, p.HomesSoon = pairing.Home|pairing.Public, pairing.Gladly, true
	p.Habits = pairing.Habits{Talk: -1, Calls: 1, Pets: 1}
	return p
}

func turnsOfTests() []Turn {
	var turns []Turn
	for i, s := range pairing.States {
		d := duoOfTests(s, ada, ben)
		if i%2 == 0 {
			d = duoOfTests(s, ada, "gone-3")
		}
		d.Session.Start = d.Session.Start.AddDate(0, 0, -7*i)
		turns = append(turns, Turn{Round: 20 - i, Duo: *d})
	}
	return append(turns, Turn{Round: 1, Duo: *evilDuo(pairing.Met)})
}

// fullVenue has something everywhere, and wants to be markup.
func fullVenue() pairing.Venue {
	v := castOfTests.Venues[2]
	v.Area = pairing.Area{Label: hostile, Located: true, Lat: 47.81, Lon: 13.05}
	v.WiFi, v.Sockets, v.Quiet, v.Calls, v.StepFree = pairing.Yes, pairing.No, pairing.Yes, pairing.No, pairing.Yes
	v.Price, v.Notes = 1250, hostile
	return v
}

func nearOfTests(n int) []Near {
	all := []Near{{Venue: castOfTests.Venues[1], Meters: 800, Measured: true, Attribution: "© OpenStreetMap contributors, ODbL 1.0"}}
	for len(all) < n {
		all = append(all, Near{Venue: fullVenue(), Meters: 4200, Measured: true, Attribution: hostile})
	}
	return all
}

func changesOfTests() []storage.VenueChange {
	before := storage.Venue{Venue: castOfTests.Venues[1]}
	after := storage.Venue{Venue: fullVenue()}
	shut := before
	shut.Retired = true
	return []storage.VenueChange{
		{ID: 4, Venue: 1, Person: ada, At: tuesday, What: storage.Undid, Before: &shut, After: before},
		{ID: 3, Venue: 1, Person: evil, At: tuesday, What: storage.ClosedFor, Before: &before, After: shut, Undone: true},
		{ID: 2, Venue: 1, Person: ben, At: tuesday, What: storage.Corrected, Before: &before, After: after},
		{ID: 1, Venue: 2, Person: "gone-2", At: tuesday, What: storage.Added, After: after},
	}
}

// wishOfTests is Ben's: the place with the hostile name, or the day after.
func wishOfTests(day bool) storage.Change {
	w := storage.Change{ID: "wish0test", Duo: "duo0test", Person: ben, Open: true, Session: duoOfTests(pairing.Confirmed, ada, ben).Session}
	w.Place = pairing.Suggestion{Place: pairing.Place{Kind: pairing.Public, Venue: 2}, Reason: pairing.OwnChoice}
	if day {
		w.Place = chosen(duoOfTests(pairing.Confirmed, ada, ben))
		w.Session.Start, w.Session.End = w.Session.Start.AddDate(0, 0, 1), w.Session.End.AddDate(0, 0, 1)
	}
	return w
}

// trioOfTests are three of whom two, or all, wished for each other, with terms as a
// plan sums them up.
func trioOfTests(all bool) *pairing.Duo {
	d := duoOfTests(pairing.Proposed, ada, ben, cleo)
	d.Terms = []pairing.Term{
		{Name: pairing.NeverTogether, Points: 2000, Some: true},
		{Name: pairing.LongAgo, Points: 15, Shared: "8", Some: true},
		{Name: pairing.MutualWish, Points: 500, Some: true},
		{Name: pairing.SameField, Points: 60, Shared: "software", Some: true},
		{Name: pairing.LikeSituation, Points: 45},
		{Name: pairing.Nearness, Points: 180, Shared: "7"},
		{Name: pairing.CommonHours, Points: 102},
	}
	if all {
		d.Terms[2] = pairing.Term{Name: pairing.MutualWish, Points: 1500}
	}
	return d
}

// moveOfTests is a wish for another day and, because of it, another place.
func moveOfTests() storage.Change {
	w := wishOfTests(true)
	w.Place = pairing.Suggestion{Place: pairing.Place{Kind: pairing.Public, Venue: 2}, Reason: pairing.NearBoth}
	return w
}

func twoHomes(d *pairing.Duo) *pairing.Duo {
	c := *d
	c.Options = []pairing.Suggestion{
		{Place: pairing.Place{Kind: pairing.Home, Host: ada}, Reason: pairing.HostTurn}, {Place: pairing.Place{Kind: pairing.Home, Host: ben}, Reason: pairing.Alternative},
	}
	c.Place = c.Options[0].Place
	return &c
}

func planOfTests(duos int) pairing.Plan {
	var p pairing.Plan
	for range duos {
		d := duoOfTests(pairing.Proposed, ada, ben)
		p.Duos = append(p.Duos, pairing.Proposal{Members: []pairing.MemberID{ada, ben}, Session: d.Session, Options: d.Options,
			Terms: append(d.Terms, pairing.Term{Name: pairing.MutualWish, Points: 500})})
		p.Rests = append(p.Rests, pairing.Rest{Member: cleo, Reason: pairing.OddOneOut}, pairing.Rest{Member: evil, Reason: pairing.NobodyFits})
	}
	return p
}

// lostOfTests are n messages that could not be delivered, for every reason.
func lostOfTests(n int) (lost []Undelivered) {
	for i := range n {
		m := storage.Message{
			Key: []string{"invite:d:U1", "confirm:d", "checkin:d:U1", "silence:U1:1"}[i%4], Lane: []string{"U1", "U1,U2"}[i%2],
			Due: nextDue.Add(-time.Duration(i) * time.Hour), Error: []string{"messages_tab_disabled", "is_archived", "restricted_action", "msg_<!here>"}[i%4],
		}
		lost = append(lost, Undelivered{m, i%4 == 2})
	}
	return lost
}

// holidaysOfTests are before, soon after and long after the day of the goldens.
var holidaysOfTests = []storage.Holiday{
	{Date: pairing.Date{Year: 2026, Month: 1, Day: 6}, Name: "Epiphany"},
	{Date: pairing.Date{Year: 2026, Month: 12, Day: 8}, Name: "Mariä Empfängnis <!here>"},
	{Date: pairing.Date{Year: 2026, Month: 12, Day: 25}},
	{Date: pairing.Date{Year: 2027, Month: 5, Day: 1}, Name: "May Day"},
}
