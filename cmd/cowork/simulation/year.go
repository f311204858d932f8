package simulation

import (
	"math"
	"slices"

	"cowork/pairing"
)

// Year is what happened.
type Year struct {
	People   []Person // in the order of their IDs
	Rounds   int
	Present  int   // members in all rounds together
	Homes    int   // sessions at a home ...
	Venues   int   // ... at a venue ...
	Remote   int   // ... over a call
	Outings  int   // of those at a venue, the ones that broke a run of homes
	Repeats  int   // duos of two who had been together before
	Soon     int   // ... within the last four rounds
	MostMet  int   // how often the pair that met most was together
	Journeys []int // the longer journey of each session whose journeys are known, in metres, sorted
	ByWeek   []Week

	strangers int // pairs who had not been together before the year

	at  map[pairing.MemberID]int
	met map[[2]pairing.MemberID][]int // rounds in which a pair was together
}

// Person is one member's year.
type Person struct {
	ID       pairing.MemberID
	Hosting  pairing.Hosting
	Sessions int
	Hosted   int
	Visited  int
	Run      int // longest run of sessions in a row that they hosted
	Rests    int
	Partners int // different ones

	run int
}

// Balance is how often they hosted less how often they visited.
func (p Person) Balance() int { return p.Hosted - p.Visited }

// Week is what one round added.
type Week struct{ Sessions, Repeats, Rests int }

// newYear begins a year of members after a history.
func newYear(members []pairing.Member, history []pairing.Past) *Year {
	y := &Year{at: map[pairing.MemberID]int{}, met: map[[2]pairing.MemberID][]int{}}
	for _, m := range members {
		y.People = append(y.People, Person{ID: m.ID, Hosting: m.Hosting})
	}
	slices.SortFunc(y.People, func(a, b Person) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	for i, p := range y.People {
		y.at[p.ID] = i
	}
	n := len(y.People)
	y.strangers = n * (n - 1) / 2
	for _, p := range history {
		for i, a := range p.Members {
			for _, b := range p.Members[i+1:] {
				y.before(p, a, b)
			}
		}
	}
	return y
}

// before notes that two of the members were together before the year.
func (y *Year) before(p pairing.Past, a, b pairing.MemberID) {
	_, one := y.at[a]
	_, other := y.at[b]
	if !one || !other || p.State != pairing.Met {
		return
	}
	pair := [2]pairing.MemberID{min(a, b), max(a, b)}
	if len(y.met[pair]) == 0 {
		y.strangers--
	}
	y.met[pair] = append(y.met[pair], p.Round)
}

func (y *Year) round(present int) {
	y.Rounds++
	y.Present += present
	y.ByWeek = append(y.ByWeek, Week{})
}

func (y *Year) rest(id pairing.MemberID) {
	y.People[y.at[id]].Rests++
	y.ByWeek[y.Rounds-1].Rests++
}

// session counts a session that took place.
func (y *Year) session(past pairing.Past, option pairing.Suggestion) {
	week := &y.ByWeek[y.Rounds-1]
	week.Sessions++
	switch option.Kind {
	case pairing.Home:
		y.Homes++
	case pairing.Public:
		y.Venues++
		if option.Reason == pairing.OutingDue {
			y.Outings++
		}
	default:
		y.Remote++
	}
	if d := longest(option, past.Members); d >= 0 && option.Kind != pairing.Remote {
		y.Journeys = append(y.Journeys, d)
	}
	for i, a := range past.Members {
		y.People[y.at[a]].sat(option)
		for _, b := range past.Members[i+1:] {
			pair := [2]pairing.MemberID{min(a, b), max(a, b)}
			before := y.met[pair]
			if len(before) > 0 {
				y.Repeats++
				week.Repeats++
				if past.Round-before[len(before)-1] <= 4 {
					y.Soon++
				}
			} else {
				y.People[y.at[a]].Partners++
				y.People[y.at[b]].Partners++
			}
			y.met[pair] = append(before, past.Round)
			y.MostMet = max(y.MostMet, len(y.met[pair]))
		}
	}
}

func (p *Person) sat(option pairing.Suggestion) {
	p.Sessions++
	switch {
	case option.Kind != pairing.Home:
		p.run = 0
	case option.Host == p.ID:
		p.Hosted++
		p.run++
		p.Run = max(p.Run, p.run)
	default:
		p.Visited++
		p.run = 0
	}
}

// finish sorts what is read in order.
func (y *Year) finish() { slices.Sort(y.Journeys) }

// Sessions is how many took place.
func (y *Year) Sessions() int { return y.Homes + y.Venues + y.Remote }

// Unavoidable is the least number of repeats that any plan could have had: the
// sessions beyond one for every pair of people who had not met before.
func (y *Year) Unavoidable() int { return max(0, y.Sessions()-y.strangers) }

// UnavoidableByWeek is Unavoidable after each week.
func (y *Year) UnavoidableByWeek() []int {
	var all []int
	sessions := 0
	for _, w := range y.ByWeek {
		sessions += w.Sessions
		all = append(all, max(0, sessions-y.strangers))
	}
	return all
}

// Hosted reports the least and the most that anybody who hosts did host, and
// the longest run of it.
func (y *Year) Hosted() (least, most, run int) {
	first := true
	for _, p := range y.People {
		if p.Hosting == pairing.Never {
			continue
		}
		if first || p.Hosted < least {
			least = p.Hosted
		}
		first = false
		most, run = max(most, p.Hosted), max(run, p.Run)
	}
	return least, most, run
}

// Unfair reports how many sessions the member who is furthest from their share
// of the hosting is from it. The share is in proportion to the sessions at homes
// they were in and to how gladly they host, where gladly counts twice.
func (y *Year) Unfair() float64 {
	hosted, shares := 0, 0
	for _, p := range y.People {
		hosted += p.Hosted
		shares += int(p.Hosting) * (p.Hosted + p.Visited)
	}
	most := 0.0
	for _, p := range y.People {
		if p.Hosting != pairing.Never && shares > 0 {
			share := float64(int(p.Hosting)*(p.Hosted+p.Visited)*hosted) / float64(shares)
			most = max(most, math.Abs(float64(p.Hosted)-share))
		}
	}
	return most
}

// Rests reports the least and the most rounds that anybody rested.
func (y *Year) Rests() (least, most int) {
	for i, p := range y.People {
		if i == 0 || p.Rests < least {
			least = p.Rests
		}
		most = max(most, p.Rests)
	}
	return least, most
}

// Journey reports the longer journey of a session in metres that the share q of
// all sessions stays within.
func (y *Year) Journey(q float64) int { return percentile(y.Journeys, q) }
