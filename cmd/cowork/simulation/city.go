package simulation

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"cowork/pairing"
)

// centre of the invented city.
const (
	centreLat = 47.80
	centreLon = 13.04
	kmPerLat  = 111.2
)

// districts of the city: how far from the centre in km, in which direction in
// degrees, how wide, and how many of a hundred people live there.
var districts = []struct {
	name             string
	far, angle, wide float64
	share            int
}{
	{"Old Town", 0.3, 0, 0.6, 25},
	{"Riverside", 2, 40, 0.8, 20},
	{"Northfield", 3.5, 350, 1.0, 20},
	{"Hillside", 4, 200, 1.2, 15},
	{"Eastgate", 5, 95, 1.0, 12},
	{"Lakeville", 16, 60, 1.5, 8}, // a town of its own, beyond a short journey
}

// City invents a city and its members, the same for the same options.
func City(o Options) World {
	rng := rand.New(rand.NewPCG(o.Seed, 0xc17))
	w := World{Rules: pairing.DefaultRules()}
	for i := range o.Members {
		w.Members = append(w.Members, person(rng, i))
	}
	if o.HomesOnly {
		return homesOnly(w)
	}
	for range o.Vetoes {
		a, b := rng.IntN(o.Members), rng.IntN(o.Members)
		if a != b {
			w.Members[a].Avoids = append(w.Members[a].Avoids, w.Members[b].ID)
		}
	}
	for i := range max(6, o.Members/3) {
		w.Venues = append(w.Venues, venue(rng, i))
	}
	return w
}

// homesOnly makes the world in which hosting can be counted by itself.
func homesOnly(w World) World {
	w.Rules.Neutral, w.Rules.HomeRun = false, 0
	for i := range w.Members {
		m := &w.Members[i]
		m.Profile = pairing.Defaults()
		m.Kinds, m.Hosting, m.HomesSoon = pairing.Home, pairing.Sometimes, true
		m.Area = pairing.Area{Label: "Old Town", Located: true, Lat: centreLat, Lon: centreLon}
	}
	return w
}

func person(rng *rand.Rand, i int) pairing.Member {
	m := pairing.Member{ID: pairing.MemberID(fmt.Sprintf("M%03d", i+1)), Zone: time.UTC, Profile: pairing.Defaults(), Joined: 1}
	m.Area = somewhere(rng)
	m.TravelKM = 5 + rng.IntN(15)
	m.Field = pairing.Fields[min(rng.IntN(len(pairing.Fields)), rng.IntN(len(pairing.Fields)))]
	m.Situation = pairing.Situations[rng.IntN(len(pairing.Situations))]
	m.Kinds = pairing.Public | pairing.Remote
	if rng.IntN(10) > 0 {
		m.Kinds |= pairing.Home
	}
	m.Hosting = []pairing.Hosting{pairing.Never, pairing.Sometimes, pairing.Sometimes, pairing.Sometimes, pairing.Gladly}[rng.IntN(5)]
	m.HomesSoon = rng.IntN(4) == 0
	for d := range m.Week {
		switch {
		case m.Week[d].Off():
		case rng.IntN(4) == 0:
			m.Week[d] = pairing.Hours{}
		default:
			from := 8*60 + 30*rng.IntN(4)
			m.Week[d] = pairing.Hours{From: from, Until: from + 7*60 + 30*rng.IntN(4)}
		}
	}
	for _, h := range []*int8{&m.Habits.Talk, &m.Habits.Calls, &m.Habits.Music, &m.Habits.Breaks} {
		*h = int8(rng.IntN(3) - 1)
	}
	return m
}

func venue(rng *rand.Rand, i int) pairing.Venue {
	kinds := []pairing.VenueType{pairing.Cafe, pairing.Cafe, pairing.Cafe, pairing.Library, pairing.Museum, pairing.Office}
	hours := []string{"Mo-Sa 08:00-19:00", "Mo-Fr 07:30-20:00; Sa,Su 09:00-18:00", "Tu-Su 09:00-18:00", "", "Mo-Su 08:00-22:00"}
	kind := kinds[rng.IntN(len(kinds))]
	v := pairing.Venue{
		ID: pairing.VenueID(i + 1), Name: fmt.Sprintf("%s %d", kind, i+1), Type: kind, Area: somewhere(rng), Zone: time.UTC,
		Hours: hours[rng.IntN(len(hours))], WiFi: pairing.Yes,
	}
	if kind == pairing.Office {
		v.Price = 2500
	}
	return v
}

// somewhere picks a point in a district, more of them near its middle.
func somewhere(rng *rand.Rand) pairing.Area {
	share := rng.IntN(100)
	for _, d := range districts {
		if share -= d.share; share >= 0 {
			continue
		}
		north := d.far*math.Cos(d.angle*math.Pi/180) + d.wide*rng.NormFloat64()
		east := d.far*math.Sin(d.angle*math.Pi/180) + d.wide*rng.NormFloat64()
		return pairing.Area{
			Label: d.name, Located: true,
			Lat: math.Round((centreLat+north/kmPerLat)*100) / 100,
			Lon: math.Round((centreLon+east/(kmPerLat*math.Cos(centreLat*math.Pi/180)))*100) / 100,
		}
	}
	return pairing.Area{}
}
