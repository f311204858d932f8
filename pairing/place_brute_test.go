package pairing

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"cowork/pairing/opening"

	"pgregory.net/rapid"
)

// The dumb twin of Suggest for two members reads the rules from scratch and
// looks at every place there is. It only leaves to the ledger which of two homes
// it is.

type placeTwin struct {
	a, b *Member
	in   *Input
	s    Session
}

// apart is the distance in metres by the haversine, or -1 if unknown; areas of
// the same name are a kilometre apart.
func (w *placeTwin) apart(p, q Area) float64 {
	if p.Located && q.Located {
		rad := math.Pi / 180
		h := math.Pow(math.Sin((p.Lat-q.Lat)*rad/2), 2) +
			math.Cos(p.Lat*rad)*math.Cos(q.Lat*rad)*math.Pow(math.Sin((p.Lon-q.Lon)*rad/2), 2)
		return math.Round(2 * earth * math.Asin(math.Sqrt(h)))
	}
	if folded(p.Label) != "" && folded(p.Label) == folded(q.Label) {
		return 1000
	}
	return -1
}

func (w *placeTwin) both(k Kinds) bool { return w.a.Kinds.Has(k) && w.b.Kinds.Has(k) }

func (w *placeTwin) homes() []MemberID {
	var out []MemberID
	for _, p := range [][2]*Member{{w.a, w.b}, {w.b, w.a}} {
		host, guest := p[0], p[1]
		clash := host.Habits.Pets == 1 && guest.Habits.Pets == -1 ||
			host.Habits.Smoke == 1 && guest.Habits.Smoke == -1 || host.Habits.Smoke == -1 && guest.Habits.Smoke == 1
		clash = clash || guest.Needs&NoSteps != 0 && host.Offers&NoSteps == 0
		if host.Hosting != Never && guest.Kinds.Has(Home) && !clash && w.apart(w.a.Area, w.b.Area) <= float64(guest.TravelKM*1000) {
			out = append(out, host.ID)
		}
	}
	return out
}

// beats reports whether the venue v comes before u: by the first point in
// which they differ.
func (w *placeTwin) beats(v, u Venue) bool {
	points := func(v Venue) []int {
		step := func(m *Member) int { return int(math.Round(w.apart(m.Area, v.Area) / 250)) }
		used := 0
		for _, use := range v.Used {
			if use.Member == w.a.ID || use.Member == w.b.ID {
				used = max(used, int(use.At.Unix()))
			}
		}
		quiet := 0
		for _, m := range []*Member{w.a, w.b} {
			if m.Habits.Talk == -1 || m.Habits.Calls == -1 || m.Needs&Stillness != 0 {
				quiet = int(Yes - v.Quiet)
			}
		}
		calls := 0
		if w.a.Habits.Calls == 1 || w.b.Habits.Calls == 1 || (w.a.Needs|w.b.Needs)&CallRoom != 0 {
			calls = int(Yes - v.Calls)
		}
		needs := quiet + calls + int(Yes-v.WiFi) + int(Yes-v.Sockets)
		return []int{max(step(w.a), step(w.b)), step(w.a) + step(w.b), used, v.Price, needs, int(v.ID)}
	}
	return slices.Compare(points(v), points(u)) < 0
}

// zone is the one in which hours are meant where a venue has none of its own.
func (w *placeTwin) zone() *time.Location {
	if w.in.Zone != nil {
		return w.in.Zone
	}
	return w.a.Zone
}

// hours is what is known of a venue's hours during the session.
func (w *placeTwin) hours(v *Venue) opening.State {
	schedule, err := opening.Parse(v.Hours)
	if err != nil {
		return opening.Unknown
	}
	return schedule.During(w.s.Start, w.s.End, w.zone(), nil)
}

func (w *placeTwin) venue() VenueID {
	if best := w.bestVenue(); best != nil {
		return best.ID
	}
	return 0
}

func (w *placeTwin) bestVenue() *Venue {
	var best *Venue
	for i := range w.in.Venues {
		v := &w.in.Venues[i]
		fits := (w.a.Needs|w.b.Needs)&NoSteps == 0 || v.StepFree == Yes
		for _, m := range []*Member{w.a, w.b} {
			d := w.apart(m.Area, v.Area)
			fits = fits && d >= 0 && d <= float64(m.TravelKM*1000)
		}
		if fits && w.hours(v) != opening.Closed && (best == nil || w.beats(*v, *best)) {
			best = v
		}
	}
	return best
}

// homesInARow is how many sessions up to the latest a member spent at homes.
func (w *placeTwin) homesInARow(id MemberID) int {
	var mine []Past
	for _, p := range w.in.History {
		if p.State == Met && slices.Contains(p.Members, id) {
			mine = append(mine, p)
		}
	}
	slices.SortFunc(mine, func(p, q Past) int { return q.Start.Compare(p.Start) })
	n := 0
	for n < len(mine) && mine[n].Place.Kind == Home {
		n++
	}
	return n
}

// turn is who hosts of two who stay together: not who hosted the other last, if
// that took place as far as anybody knows.
func (w *placeTwin) turn() MemberID {
	if !slices.Contains(w.in.Kept, [2]MemberID{w.a.ID, w.b.ID}) && !slices.Contains(w.in.Kept, [2]MemberID{w.b.ID, w.a.ID}) {
		return ""
	}
	var latest time.Time
	var next MemberID
	for _, p := range w.in.History {
		off := p.State == Skipped || p.State == Expired || p.State == Cancelled || p.State == Missed || p.State == Proposed
		if off || p.Place.Kind != Home || !p.Start.After(latest) {
			continue
		}
		if slices.Contains(p.Members, w.a.ID) && slices.Contains(p.Members, w.b.ID) {
			if latest = p.Start; p.Place.Host == w.a.ID {
				next = w.b.ID
			} else {
				next = w.a.ID
			}
		}
	}
	return next
}

func (w *placeTwin) first(hostOf func([]MemberID) (MemberID, Reason)) (Place, Reason) {
	d := w.apart(w.a.Area, w.b.Area)
	public := w.both(Public) && d <= float64((w.a.TravelKM+w.b.TravelKM)*1000)
	homes := w.homes()
	met := slices.ContainsFunc(w.in.History, func(p Past) bool {
		return p.State == Met && slices.Contains(p.Members, w.a.ID) && slices.Contains(p.Members, w.b.ID)
	})
	neutral := w.in.Rules.Neutral && !met && !(w.a.HomesSoon && w.b.HomesSoon)
	outing := w.in.Rules.HomeRun > 0 && max(w.homesInARow(w.a.ID), w.homesInARow(w.b.ID)) >= w.in.Rules.HomeRun
	remote, venue := Place{Kind: Remote}, Place{Kind: Public, Venue: w.venue()}
	switch {
	case w.both(Remote) && d < 0 && (public || len(homes) > 0):
		return remote, AreaUnknown
	case !public && len(homes) == 0 && d >= 0 && (w.both(Public) || w.clashFree()):
		return remote, TooFar
	case !public && len(homes) == 0:
		return remote, NoPlaceInReach
	case neutral && public:
		return venue, FirstTimeNeutral
	case neutral && w.both(Remote):
		return remote, FirstTimeNeutral
	case outing && public:
		return venue, OutingDue
	case len(homes) > 0:
		host, why := hostOf(homes)
		return Place{Kind: Home, Host: host}, why
	}
	return venue, NearBoth
}

// clashFree reports whether one could receive the other if they lived nearer.
func (w *placeTwin) clashFree() bool {
	near := *w
	a, b := *w.a, *w.b
	a.Area, b.Area = Area{Label: "here"}, Area{Label: "here"}
	near.a, near.b = &a, &b
	a.TravelKM, b.TravelKM = 1, 1
	return len(near.homes()) > 0
}

func TestTheFirstPlaceIsByTheRules(t *testing.T) {
	seen := map[Reason]int{}
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 5)
		for i := range in.History { // so that no two sessions begin at once
			in.History[i].Start = in.History[i].Start.Add(time.Duration(i) * time.Minute)
		}
		for i := range in.Members {
			for j := range i {
				a, b := &in.Members[j], &in.Members[i]
				if Gate(a, b, &in) != "" {
					continue
				}
				s, ok := ChooseSession([]*Member{a, b}, &in)
				if !ok {
					rt.Fatalf("%s and %s pass the gate and have no session", a.ID, b.ID)
				}
				options := Suggest([]*Member{a, b}, &in, s)
				c := newChooser(newRoster(&in, []*Member{a, b}))
				w := &placeTwin{a: a, b: b, in: &in, s: s}
				place, why := w.first(func(homes []MemberID) (MemberID, Reason) {
					if host := w.turn(); len(homes) == 2 && host != "" {
						return host, HostTurn
					}
					ch := c.choice(c.everybody())
					return c.host(&ch)
				})
				if options[0].Place != place || options[0].Reason != why {
					rt.Fatalf("%s and %s: %s, want %v %s", a.ID, b.ID, optionsText(options), place, why)
				}
				seen[why]++
			}
		}
	})
	t.Log(seen)
}

// TestTheBetterDayWins tries all days that are equally good for two members, and
// looks at every venue on each.
func TestTheBetterDayWins(t *testing.T) {
	moved := 0
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 3)
		in.Barred = nil
		for n := len(in.Members); n < 2; n++ {
			in.Members, in.Away = append(in.Members, anyMember(rt, MemberID(fmt.Sprintf("more%d", n)), []MemberID{"gone"})), nil
		}
		for i := range in.Members { // more days that are equally good, and neighbours who meet in town
			m := &in.Members[i]
			m.Avoids, m.Week, m.Zone, m.TravelKM, m.Kinds = nil, Defaults().Week, zones[0], 40, Public
			m.Area = Area{Located: true, Lat: 47.8, Lon: 13 + float64(i)/50}
		}
		in.Until = in.From.AddDate(0, 0, 7)
		for k := range rapid.IntRange(1, 8).Draw(rt, "cafés") {
			v := Venue{ID: VenueID(10 + k), Type: Cafe, Area: Area{Located: true, Lat: 47.8, Lon: 13 + float64(rapid.IntRange(-9, 9).Draw(rt, "at"))/500}}
			v.StepFree = Yes
			v.Hours = pick(rt, "hours", "", "24/7", "Tu,Th 08:00-20:00", "We 08:00-20:00; Fr 08:00-12:00", "Mo-Fr 08:00-20:00; We off", "Su off", "Fr 08:00-20:00; Mo 08:00+")
			in.Venues = append(in.Venues, v)
		}
		for i := range in.Members {
			for j := range i {
				a, b := &in.Members[j], &in.Members[i]
				if Gate(a, b, &in) != "" {
					continue
				}
				c := newChooser(newRoster(&in, []*Member{a, b}))
				days := c.days(c.everybody())
				want, best, known := days[0], (*Venue)(nil), false
				for _, s := range days {
					w := &placeTwin{a: a, b: b, in: &in, s: s}
					place, _ := w.first(func(homes []MemberID) (MemberID, Reason) { return homes[0], OnlyHost })
					v := w.bestVenue()
					if place.Kind != Public || v == nil {
						continue
					}
					open := w.hours(v) == opening.Open
					if best == nil || w.beats(*v, *best) || v.ID == best.ID && open && !known {
						want, best, known = s, v, open
					}
				}
				if got, _ := ChooseSession([]*Member{a, b}, &in); got != want {
					rt.Fatalf("%s and %s: on %v, want %v of %v", a.ID, b.ID, got.Start, want.Start, days)
				}
				if want != days[0] {
					moved++
				}
			}
		}
	})
	if moved == 0 && !testing.Short() {
		t.Error("no session was moved to another day than the first: nothing was tested")
	}
	t.Logf("%d sessions on another day than the first", moved)
}
