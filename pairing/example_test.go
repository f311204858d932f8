package pairing_test

import (
	"context"
	"fmt"
	"time"

	"cowork/pairing"
)

// Of three members one rests, whose turn it is; the other two have worked
// together seven rounds ago, at Ana's home.
func ExamplePlanRound() {
	member := func(id pairing.MemberID, field string, lat float64) pairing.Member {
		m := pairing.Member{ID: id, Zone: time.UTC, Profile: pairing.Defaults(), Joined: 1}
		m.Field = field
		m.Area = pairing.Area{Label: "Salzburg", Located: true, Lat: lat, Lon: 13.05}
		m.Kinds |= pairing.Home
		m.Hosting = pairing.Sometimes
		return m
	}
	monday := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	in := pairing.Input{
		Round: 9, Seed: 42, Rules: pairing.DefaultRules(),
		From: monday, Until: monday.AddDate(0, 0, 7),
		Members: []pairing.Member{member("ana", "design", 47.80), member("ben", "design", 47.81), member("cem", "law", 47.9)},
		History: []pairing.Past{{
			Round: 2, Members: []pairing.MemberID{"ana", "ben"}, State: pairing.Met, Start: monday.AddDate(0, 0, -49),
			Place: pairing.Place{Kind: pairing.Home, Host: "ana"},
		}},
	}
	in.Members[2].LastRest, in.Members[2].Rests = 1, 1 // longest ago: it is their turn
	in.Members[0].LastRest, in.Members[0].Rests = 7, 1
	in.Members[1].LastRest, in.Members[1].Rests = 8, 1

	plan, err := pairing.PlanRound(context.Background(), in)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, duo := range plan.Duos {
		fmt.Println(duo.Members, duo.Session.Start.Format("Monday 15:04"), duo.Session.End.Format("15:04"))
		for _, t := range duo.Terms {
			fmt.Printf("  %s %+d %q\n", t.Name, t.Points, t.Shared)
		}
		for _, o := range duo.Options {
			fmt.Println("  place", o.Kind, o.Host, o.Reason)
		}
	}
	for _, r := range plan.Rests {
		fmt.Println(r.Member, "rests:", r.Reason)
	}
	// Output:
	// [ana ben] Monday 09:00 17:00
	//   ago +35 "7"
	//   times -100 "1"
	//   field +60 "design"
	//   near +80 "1"
	//   hours +49 "Mon Tue Wed Thu Fri"
	//   home +25 ""
	//   place 1 ben balance
	//   place 2  alternative
	//   place 1 ana alternative
	//   place 4  alternative
	// cem rests: odd
}

func ExampleDuo_Respond() {
	duo := pairing.Duo{State: pairing.Proposed, Seats: []pairing.Seat{{Member: "ana"}, {Member: "ben"}}}
	duo, what, err := duo.Respond("ana", pairing.Accepted)
	fmt.Println(duo.State, what, err)
	duo, what, err = duo.Respond("ben", pairing.Accepted)
	fmt.Println(duo.State, what, err)
	_, _, err = duo.Respond("ben", pairing.Declined)
	fmt.Println(err == pairing.AlreadyAnswered)
	// Output:
	// proposed noted <nil>
	// confirmed agreed <nil>
	// true
}
