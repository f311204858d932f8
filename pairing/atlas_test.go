package pairing

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"cowork/pairing/opening"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// allVisits is the dumb twin of visits: it looks at every venue and leaves none
// out.
func (c *chooser) allVisits(ch *choice) []visit {
	var out []visit
	for k := range c.spots {
		v := visit{spot: &c.spots[k], number: int32(k)}
		zone := v.Zone
		if zone == nil {
			zone = c.roster.zone(ch.at)
		}
		hours, err := opening.Parse(v.Hours)
		if !needsOf(ch.group).admit(v.Venue) || !v.reach(ch.group) || err == nil && hours.During(ch.when.Start, ch.when.End, zone, nil) == opening.Closed {
			continue
		}
		for _, u := range v.Used {
			if u.At.After(v.used) && slices.ContainsFunc(ch.group, func(m *candidate) bool { return m.ID == u.Member }) {
				v.used = u.At
			}
		}
		v.unmet = needsOf(ch.group).unmet(v.Venue)
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b visit) int { return a.compare(&b) })
	return out
}

func TestTheAtlasMissesNoVenue(t *testing.T) {
	named, trios := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 8)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "venues"), 1))
		for k := range rapid.IntRange(0, 120).Draw(rt, "count") {
			v := Venue{ID: VenueID(k + 10), Type: []VenueType{Cafe, Cafe, Cafe, Library, Park}[r.IntN(5)], Price: r.IntN(2), Quiet: Tri(r.IntN(3) - 1), StepFree: Tri(r.IntN(3) - 1)}
			v.Area = Area{Label: []string{"", "Salzburg", "Hallein"}[r.IntN(3)], Located: r.IntN(5) > 0, Lat: 47.8 + r.NormFloat64()/20, Lon: 13 + r.NormFloat64()/20}
			v.Hours = []string{"", "24/7", "Mo-Fr 08:00-18:00", "Sa 10:00-12:00", "Mo,We 07:00-23:00"}[r.IntN(5)]
			if r.IntN(4) == 0 {
				v.Zone = zones[r.IntN(len(zones))]
			}
			for range r.IntN(3) {
				v.Used = append(v.Used, Use{MemberID(fmt.Sprintf("m%02d", r.IntN(9))), monday.Add(time.Duration(r.IntN(3)) * time.Hour)})
			}
			in.Venues = append(in.Venues, v)
		}
		c := newChooser(newRoster(&in, pointers(in.Members)))
		n := len(c.all)
		for k := range 20 {
			group := r.Perm(n)[:min(n, 2+k%2)]
			if len(group) < 2 {
				return
			}
			var at []int32
			for _, i := range group {
				at = append(at, int32(i))
			}
			slices.Sort(at)
			if len(c.days(at)) == 0 {
				continue
			}
			s, got := c.arrange(at)
			ch := c.choice(at)
			ch.when = s
			if ch.visits = c.allVisits(&ch); len(ch.visits) == 0 || !ch.public {
				continue
			}
			if diff := cmp.Diff(c.options(&ch), got); diff != "" {
				rt.Fatalf("%v: -all +atlas\n%s", ch.ids, diff)
			}
			for _, o := range got {
				if o.Venue != 0 {
					named++
				}
			}
			trios += len(at) - 2
		}
	})
	t.Logf("%d venues with a name, %d trios", named, trios)
}

// BenchmarkPlaces chooses places for the 10,000 duos of a round, over 5,000 venues.
func BenchmarkPlaces(b *testing.B) {
	in := invented(20_000, 1, 2)
	in.Venues = inventedVenues(&in, 5_000)
	r := newRoster(&in, pointers(in.Members))
	b.ResetTimer()
	start := cpu()
	for b.Loop() {
		c := newChooser(r)
		for i := int32(0); i+1 < int32(len(r.all)); i += 2 {
			// Whoever is next to each other in the history lives near.
			p := in.History[i/2]
			group := []int32{r.at(p.Members[0]), r.at(p.Members[1])}
			c.arrange(group)
		}
	}
	b.ReportMetric(float64((cpu()-start).Nanoseconds())/float64(b.N)/1e6, "cpu-ms/op")
}

// inventedVenues stand where members live.
func inventedVenues(in *Input, n int) []Venue {
	r := rand.New(rand.NewPCG(5, 5))
	out := make([]Venue, n)
	for k := range out {
		area := in.Members[r.IntN(len(in.Members))].Area
		area.Lat, area.Lon = area.Lat+r.NormFloat64()/100, area.Lon+r.NormFloat64()/100
		out[k] = Venue{
			ID: VenueID(k + 1), Type: []VenueType{Cafe, Cafe, Cafe, Library, Park, Office}[r.IntN(6)], Area: area, Zone: zones[0],
			Hours: []string{"Mo-Fr 08:00-18:00; Sa 09:00-13:00", "Mo-Su 07:00-20:00", "24/7", "Tu-Sa 10:00-17:00", ""}[r.IntN(5)],
			Price: r.IntN(3) * 300, Quiet: Tri(r.IntN(3) - 1), Used: []Use{{in.Members[r.IntN(len(in.Members))].ID, monday}},
		}
	}
	return out
}
