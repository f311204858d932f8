package pairing

import (
	"math"
	"slices"
	"testing"
	"time"

	"cowork/pairing/opening"

	"pgregory.net/rapid"
)

// metresBetween is the distance over ground by the haversine, unlike the chord
// that is used otherwise.
func metresBetween(p, q Area) float64 {
	rad := math.Pi / 180
	h := math.Pow(math.Sin((p.Lat-q.Lat)*rad/2), 2) + math.Cos(p.Lat*rad)*math.Cos(q.Lat*rad)*math.Pow(math.Sin((p.Lon-q.Lon)*rad/2), 2)
	return 2 * earth * math.Asin(math.Sqrt(h))
}

// TestTheLongerJourneyIsShort draws maps with members and venues anywhere on
// them, and compares the venue that is suggested first with every venue on every
// day that is equally good: nobody travels Detour more than the smallest longer
// journey that there is.
func TestTheLongerJourneyIsShort(t *testing.T) {
	chosen, detours := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		wide := pick(rt, "wide", 0.01, 0.05, 0.3) // degrees
		somewhere := func(label string) Area {
			return Area{
				Located: true,
				Lat:     47.8 + wide*rapid.Float64Range(-1, 1).Draw(rt, label+" lat"),
				Lon:     13.0 + wide*rapid.Float64Range(-1, 1).Draw(rt, label+" lon"),
			}
		}
		in := Input{Round: 3, Rules: DefaultRules(), From: monday, Until: monday.AddDate(0, 0, 7), Zone: zones[0]}
		for k := range rapid.IntRange(2, 3).Draw(rt, "members") {
			m := Member{ID: MemberID(rune('a' + k)), Zone: zones[0], Profile: Defaults(), Joined: 1}
			m.Area, m.TravelKM, m.Kinds = somewhere("home"), rapid.IntRange(1, 40).Draw(rt, "travel"), Public|Remote
			m.Needs = pick(rt, "needs", 0, 0, 0, NoSteps)
			in.Members = append(in.Members, m)
		}
		for k := range rapid.IntRange(0, 40).Draw(rt, "venues") {
			v := Venue{ID: VenueID(k + 1), Type: pick(rt, "type", Cafe, Library, Park), Area: somewhere("venue"), Price: rapid.IntRange(0, 1).Draw(rt, "price")}
			v.Hours = pick(rt, "hours", "", "24/7", "Mo-Fr 08:00-20:00", "Tu-Sa 10:00-17:00", "We,Th 07:00-19:00", "Sa,Su 09:00-22:00")
			v.StepFree = pick(rt, "steps", Yes, Unknown, No)
			in.Venues = append(in.Venues, v)
		}
		group := pointers(in.Members)
		c := newChooser(newRoster(&in, group))
		smallest, possible := math.Inf(1), false
		for _, day := range c.days(c.everybody()) {
			for _, v := range in.Venues {
				hours, err := opening.Parse(v.Hours)
				fits := err != nil || hours.During(day.Start, day.End, in.Zone, nil) != opening.Closed
				longer := 0.0
				for _, m := range group {
					d := metresBetween(m.Area, v.Area)
					longer = max(longer, d)
					fits = fits && math.Round(d) <= float64(m.TravelKM*1000) && (m.Needs == 0 || v.StepFree == Yes)
				}
				if fits {
					smallest, possible = min(smallest, longer), true
				}
			}
		}
		_, options := c.arrange(c.everybody())
		if len(options) == 0 || options[0].Kind != Public {
			return
		}
		k := slices.IndexFunc(in.Venues, func(v Venue) bool { return v.ID == options[0].Venue })
		if k < 0 {
			if possible {
				rt.Fatalf("no venue is suggested, and there is one within %.0f m", smallest)
			}
			return
		}
		longer := 0.0
		for _, m := range group {
			longer = max(longer, metresBetween(m.Area, in.Venues[k].Area))
		}
		chosen++
		if longer > smallest+1 {
			detours++
		}
		if longer > smallest+Detour+1 { // a metre for rounding
			rt.Fatalf("the longer journey is %.0f m, and %.0f m are possible", longer, smallest)
		}
	})
	t.Logf("%d venues chosen, %d of them not the nearest", chosen, detours)
	if chosen == 0 {
		t.Error("no venue was chosen: nothing was tested")
	}
}

// TestAHomeIsAsFarForBoth: whose home it is makes no difference to the longer
// journey of two, so that the hosting balance costs nobody a metre.
func TestAHomeIsAsFarForBoth(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 4)
		for i := range in.Members {
			for j := range i {
				longest := map[int]bool{}
				for _, o := range Suggest([]*Member{&in.Members[i], &in.Members[j]}, &in, Session{monday, monday.Add(time.Hour)}) {
					if o.Kind == Home && len(o.Meters) == 2 {
						longest[max(o.Meters[in.Members[i].ID], o.Meters[in.Members[j].ID])] = true
					}
				}
				if len(longest) > 1 {
					rt.Fatalf("the longer journeys to their homes are %v", longest)
				}
			}
		}
	})
}
