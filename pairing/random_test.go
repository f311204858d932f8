package pairing

import (
	"fmt"
	"time"

	"pgregory.net/rapid"
)

var zones = func() []*time.Location {
	var out []*time.Location
	for _, name := range []string{"Europe/Vienna", "America/New_York", "Asia/Kolkata", "UTC", "Australia/Lord_Howe"} {
		z, err := time.LoadLocation(name)
		if err != nil {
			panic(err)
		}
		out = append(out, z)
	}
	return out
}()

func pick[T any](t *rapid.T, label string, from ...T) T {
	return rapid.SampledFrom(from).Draw(t, label)
}

// anyMember draws a member who has something of everything.
func anyMember(t *rapid.T, id MemberID, others []MemberID) Member {
	m := Member{ID: id, Zone: pick(t, "zone", zones...), Joined: rapid.IntRange(1, 9).Draw(t, "joined")}
	m.Field = pick(t, "field", "", "design", " Design", "law", "bees")
	m.Situation = pick(t, "situation", append(Situations, "")...)
	m.TravelKM = rapid.IntRange(1, 40).Draw(t, "travel")
	m.Area = anyArea(t)
	for d := range m.Week {
		from := rapid.IntRange(0, 20).Draw(t, "from")
		length := pick(t, "length", 0, 4, 8, 8, 20)
		m.Week[d] = Hours{From: from * 60, Until: min(from+length, 24) * 60}
	}
	m.Kinds = Kinds(rapid.IntRange(1, 7).Draw(t, "kinds"))
	m.Hosting = Hosting(rapid.IntRange(0, 2).Draw(t, "hosting"))
	m.HomesSoon = rapid.Bool().Draw(t, "soon")
	habit := rapid.Int8Range(-1, 1)
	m.Habits = Habits{habit.Draw(t, "talk"), habit.Draw(t, "calls"), habit.Draw(t, "music"), habit.Draw(t, "breaks"), habit.Draw(t, "pets"), habit.Draw(t, "smoke")}
	m.Needs = Offers(rapid.IntRange(0, 63).Draw(t, "needs")) & Offers(rapid.IntRange(0, 63).Draw(t, "and"))
	m.Offers = Offers(rapid.IntRange(0, 63).Draw(t, "offers"))
	if rapid.IntRange(0, 3).Draw(t, "busy") == 0 {
		from := time.Date(2026, 10, 19+rapid.IntRange(0, 9).Draw(t, "on"), rapid.IntRange(0, 20).Draw(t, "since"), 0, 0, 0, time.UTC)
		m.Busy = []Session{{from, from.Add(time.Duration(rapid.IntRange(1, 9).Draw(t, "for")) * time.Hour)}}
	}
	some := rapid.SliceOfN(rapid.SampledFrom(others), 0, 2)
	m.Avoids = some.Draw(t, "avoids")
	m.Wishes = some.Draw(t, "wishes")
	m.Friends = some.Draw(t, "friends")
	for _, of := range some.Draw(t, "regards") {
		m.Regards = append(m.Regards, Regard{Of: of, Day: rapid.Int8Range(-1, 1).Draw(t, "day"), Again: rapid.Int8Range(-1, 1).Draw(t, "again")})
	}
	m.Reliability = rapid.IntRange(-100, 100).Draw(t, "reliability")
	m.Rests = rapid.IntRange(0, 2).Draw(t, "rests")
	m.LastRest = rapid.IntRange(0, 9).Draw(t, "last rest")
	return m
}

// anyArea draws a place near Salzburg, or none.
func anyArea(t *rapid.T) Area {
	a := Area{Label: pick(t, "label", "", "Salzburg", "salzburg ", "Hallein")}
	if rapid.Bool().Draw(t, "located") {
		a.Located = true
		a.Lat = 47.8 + float64(rapid.IntRange(-20, 20).Draw(t, "lat"))/100
		a.Lon = 13.0 + float64(rapid.IntRange(-20, 20).Draw(t, "lon"))/100
	}
	return a
}

// anyInput draws a round of up to so many members, with those who are away.
func anyInput(t *rapid.T, most int) Input {
	n := most - rapid.IntRange(0, most).Draw(t, "fewer")
	ids := []MemberID{"gone"}
	for i := range n {
		ids = append(ids, MemberID(fmt.Sprintf("m%02d", i)))
	}
	in := Input{
		Round: 10,
		Seed:  rapid.Uint64().Draw(t, "seed"),
		Rules: Rules{
			Cooldown:   rapid.IntRange(0, 6).Draw(t, "cooldown"),
			Trio:       rapid.Bool().Draw(t, "trio"),
			MinOverlap: time.Duration(rapid.IntRange(1, 5).Draw(t, "overlap")) * time.Hour,
			HomeRun:    rapid.IntRange(0, 3).Draw(t, "run"),
			Neutral:    rapid.Bool().Draw(t, "neutral"),
		},
		// The clocks go back in Vienna on 2026-10-25, in New York a week later.
		From: time.Date(2026, 10, 20, rapid.IntRange(0, 23).Draw(t, "hour"), 30, 0, 0, time.UTC),
	}
	if rapid.Bool().Draw(t, "zoned") {
		in.Zone = pick(t, "circle's zone", zones...)
	}
	in.Until = in.From.AddDate(0, 0, 10-rapid.IntRange(1, 9).Draw(t, "days"))
	// In an easy round nearly everybody fits with everybody.
	easy := rapid.Bool().Draw(t, "easy")
	for _, id := range ids[1:] {
		m := anyMember(t, id, ids)
		if easy {
			m.Zone, m.Week, m.TravelKM = zones[0], Defaults().Week, 40
			m.Kinds |= Public
			m.Avoids = m.Avoids[:min(len(m.Avoids), 1)]
		}
		in.Members = append(in.Members, m)
	}
	n -= pick(t, "away", 0, 0, min(1, n), min(2, n))
	in.Members, in.Away = in.Members[:n:n], in.Members[n:]
	for range rapid.IntRange(0, 3).Draw(t, "barred") {
		in.Barred = append(in.Barred, [2]MemberID{pick(t, "barred", ids...), pick(t, "barred", ids...)})
	}
	if n > 1 {
		lot := rapid.Permutation(ids[1:n+1]).Draw(t, "lot")
		for k := range rapid.IntRange(0, n/2).Draw(t, "kept") {
			in.Kept = append(in.Kept, [2]MemberID{lot[2*k], lot[2*k+1]})
		}
	}
	for range rapid.IntRange(0, 12).Draw(t, "past") {
		p := Past{
			Round:   rapid.IntRange(1, 9).Draw(t, "round"),
			Members: rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, 2, rapid.ID).Draw(t, "were"),
			State:   pick(t, "state", States...),
		}
		p.Start = monday.AddDate(0, 0, 7*p.Round)
		p.Place = pick(t, "place", Place{Kind: Home, Host: p.Members[0]}, Place{Kind: Public, Venue: 1}, Place{Kind: Remote})
		in.History = append(in.History, p)
	}
	for k := range rapid.IntRange(0, 3).Draw(t, "venues") {
		v := Venue{ID: VenueID(k + 1), Area: anyArea(t), Type: pick(t, "type", Cafe, Library), Price: rapid.IntRange(0, 2).Draw(t, "price")}
		v.Hours = pick(t, "hours", "", "24/7", "Mo-Fr 08:00-18:00", "Sa 10:00-12:00", "when I feel like it")
		v.Quiet = pick(t, "quiet", Yes, Unknown, No)
		v.StepFree = pick(t, "steps", Yes, Unknown, No)
		if rapid.Bool().Draw(t, "used") {
			v.Used = []Use{{Member: pick(t, "user", ids...), At: monday}}
		}
		in.Venues = append(in.Venues, v)
	}
	return in
}
