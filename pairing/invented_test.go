package pairing

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// invented makes up a circle for tests of size: people in towns of all sizes,
// who work in fields and at hours of their own, mostly around nine to five. Some
// have a past of so many rounds, drawn from their neighbourhood, and some said
// something about others.
func invented(n int, seed uint64, rounds int) Input {
	r := rand.New(rand.NewPCG(seed, 77))
	in := Input{Round: rounds + 1, Seed: seed, Rules: DefaultRules(), From: monday, Until: monday.AddDate(0, 0, 7)}
	type quarter struct{ lat, lon, spread float64 }
	var quarters []quarter
	for range 2 + n/3000 {
		lat, lon := 46+r.Float64()*6, 7+r.Float64()*10
		for range 1 + r.IntN(8) {
			quarters = append(quarters, quarter{lat + r.NormFloat64()*0.04, lon + r.NormFloat64()*0.06, 0.004 + r.Float64()*0.012})
		}
	}
	one := func() MemberID { return MemberID(fmt.Sprintf("U%06d", r.IntN(n))) }
	in.Members = make([]Member, n)
	for i := range in.Members {
		m := &in.Members[i]
		m.ID, m.Zone, m.Joined, m.Profile = MemberID(fmt.Sprintf("U%06d", i)), zones[0], 1, Defaults()
		m.Field = append(Fields, "", "bees")[min(r.IntN(len(Fields)+2), r.IntN(len(Fields)+2))]
		m.Situation = Situations[min(r.IntN(len(Situations)), r.IntN(len(Situations)))]
		q := quarters[min(r.IntN(len(quarters)), r.IntN(len(quarters)))]
		if m.Area.Label = "somewhere"; r.IntN(20) > 0 {
			m.Area = Area{Located: true, Lat: q.lat + r.NormFloat64()*q.spread, Lon: q.lon + r.NormFloat64()*q.spread*1.5}
			m.Area.Lat, m.Area.Lon = float64(int(m.Area.Lat*100))/100, float64(int(m.Area.Lon*70))/70
		}
		m.TravelKM = 5 + r.IntN(4)*5
		if r.IntN(5) == 0 {
			from, days := 7+r.IntN(5), 1+r.IntN(31)
			for d := time.Monday; d <= time.Friday; d++ {
				m.Week[d] = Hours{}
				if days>>(d-1)&1 == 1 {
					m.Week[d] = Hours{from * 60, (from + 6) * 60}
				}
			}
		}
		m.Kinds = []Kinds{Public | Remote, Public | Remote, Home | Public | Remote, Home | Public, Public}[r.IntN(5)]
		m.Hosting = []Hosting{Never, Never, Sometimes, Gladly}[r.IntN(4)]
		for _, h := range []*int8{&m.Habits.Talk, &m.Habits.Calls, &m.Habits.Music, &m.Habits.Breaks, &m.Habits.Pets, &m.Habits.Smoke} {
			*h = []int8{0, 0, 0, 0, -1, 1}[r.IntN(6)]
		}
		m.Reliability = []int{0, 0, 50, 100, 100, -30}[r.IntN(6)]
		if r.IntN(30) == 0 {
			m.Wishes = append(m.Wishes, one())
		}
		if r.IntN(50) == 0 {
			m.Avoids = append(m.Avoids, one())
		}
		if r.IntN(50) == 0 {
			m.Friends = append(m.Friends, one())
		}
		if r.IntN(8) == 0 && rounds > 0 {
			m.LastRest, m.Rests = 1+r.IntN(rounds), 1
		}
	}
	in.History = past(&in, r, rounds)
	told := rand.New(rand.NewPCG(seed, 78))
	at := map[MemberID]int{}
	for i := range in.Members {
		at[in.Members[i].ID] = i
	}
	for _, p := range in.History {
		if told.IntN(6) == 0 {
			m := &in.Members[at[p.Members[0]]]
			m.Regards = append(m.Regards, Regard{Of: p.Members[1], Day: int8(told.IntN(3) - 1), Again: int8(told.IntN(3) - 1)})
		}
	}
	return in
}

// past invents rounds: neighbours in an order of place and chance were a duo.
func past(in *Input, r *rand.Rand, rounds int) []Past {
	var out []Past
	type stood struct {
		at float64
		id MemberID
	}
	row := make([]stood, len(in.Members))
	for round := 1; round <= rounds; round++ {
		for i := range in.Members {
			m := &in.Members[i]
			row[i] = stood{m.Area.Lat*100 + m.Area.Lon*70 + r.NormFloat64(), m.ID}
		}
		sortBy(row, func(s stood) float64 { return s.at })
		for i := 0; i+1 < len(row); i += 2 {
			out = append(out, Past{
				Round: round, Members: []MemberID{row[i].id, row[i+1].id}, State: Met,
				Place: Place{Kind: Public, Venue: 1}, Start: monday.AddDate(0, 0, 7*(round-in.Round)),
			})
		}
	}
	return out
}
