package archive

import (
	"fmt"
	"strings"
	"time"

	"cowork/pairing"
)

// The codes of the domain as words, both ways.

var kindWords = []struct {
	kind pairing.Kinds
	word string
}{{pairing.Home, "home"}, {pairing.Public, "venue"}, {pairing.Remote, "remote"}}

var hostingWords = []string{pairing.Never: "never", pairing.Sometimes: "sometimes", pairing.Gladly: "gladly"}

func placeOf(p pairing.Place) Place {
	out := Place{Host: p.Host, Venue: p.Venue}
	for _, k := range kindWords {
		if p.Kind == k.kind {
			out.Kind = k.word
		}
	}
	return out
}

// Pairing is the place as the domain has it.
func (p Place) Pairing() pairing.Place {
	out := pairing.Place{Kind: pairing.Remote}
	for _, k := range kindWords {
		if p.Kind == k.word {
			out = pairing.Place{Kind: k.kind, Host: p.Host, Venue: p.Venue}
		}
	}
	return out
}

func coordinates(a pairing.Area) (lat, lon *float64) {
	if !a.Located {
		return nil, nil
	}
	return &a.Lat, &a.Lon
}

func areaOf(label string, lat, lon *float64) pairing.Area {
	a := pairing.Area{Label: label}
	if lat != nil && lon != nil {
		a.Located, a.Lat, a.Lon = true, *lat, *lon
	}
	return a
}

func profileOf(p pairing.Profile, has pairing.Offers) *Profile {
	out := &Profile{
		Field: p.Field, Situation: p.Situation, Area: p.Area.Label, TravelKM: p.TravelKM, Hours: map[string]string{},
		Kinds: []string{}, Hosting: hostingWords[p.Hosting], HomesSoon: p.HomesSoon, Habits: p.Habits, Needs: p.Needs, Offers: has,
	}
	out.Lat, out.Lon = coordinates(p.Area)
	for day, h := range p.Week {
		if !h.Off() {
			out.Hours[strings.ToLower(time.Weekday(day).String())] = fmt.Sprintf("%02d:%02d-%02d:%02d", h.From/60, h.From%60, h.Until/60, h.Until%60)
		}
	}
	for _, k := range kindWords {
		if p.Kinds.Has(k.kind) {
			out.Kinds = append(out.Kinds, k.word)
		}
	}
	return out
}

// Pairing is the profile as the domain has it. It fails on hours and words that
// no export has.
func (p Profile) Pairing() (pairing.Profile, error) {
	out := pairing.Profile{
		Field: p.Field, Situation: p.Situation, Area: areaOf(p.Area, p.Lat, p.Lon), TravelKM: p.TravelKM,
		HomesSoon: p.HomesSoon, Habits: p.Habits, Needs: p.Needs,
	}
	hosts := false
	for h, word := range hostingWords {
		if p.Hosting == word {
			out.Hosting, hosts = pairing.Hosting(h), true
		}
	}
	if !hosts {
		return out, fmt.Errorf("hosts %q: it is never, sometimes or gladly", p.Hosting)
	}
	for _, word := range p.Kinds {
		known := false
		for _, k := range kindWords {
			if word == k.word {
				out.Kinds, known = out.Kinds|k.kind, true
			}
		}
		if !known {
			return out, fmt.Errorf("works_at %q: it is home, venue or remote", word)
		}
	}
	for day := range out.Week {
		said, ok := p.Hours[strings.ToLower(time.Weekday(day).String())]
		if !ok {
			continue
		}
		var from, fromMin, until, untilMin int
		if n, err := fmt.Sscanf(said, "%d:%d-%d:%d", &from, &fromMin, &until, &untilMin); err != nil || n != 4 {
			return out, fmt.Errorf("hours %q: they read as 09:00-17:00", said)
		}
		h := pairing.Hours{From: from*60 + fromMin, Until: until*60 + untilMin}
		if h.From < 0 || h.Until > 24*60 || h.Off() {
			return out, fmt.Errorf("hours %q: they lie within a day, the beginning before the end", said)
		}
		out.Week[day] = h
	}
	if out.TravelKM < 1 || out.TravelKM > 200 {
		return out, fmt.Errorf("travel_km %d: from 1 to 200", out.TravelKM)
	}
	return out, nil
}

// Pairing is the venue as the domain has it; a time zone that is not known is
// none.
func (v Venue) Pairing() pairing.Venue {
	out := pairing.Venue{
		ID: v.ID, Name: v.Name, Type: v.Type, Area: areaOf(v.Area, v.Lat, v.Lon), Address: v.Address, Hours: v.Hours,
		WiFi: v.WiFi, Sockets: v.Sockets, Quiet: v.Quiet, Calls: v.Calls, StepFree: v.StepFree, Price: v.Price, Notes: v.Notes,
	}
	if zone, err := time.LoadLocation(v.TZ); err == nil && v.TZ != "" {
		out.Zone = zone
	}
	return out
}
