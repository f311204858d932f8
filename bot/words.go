package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
)

// Reader is the person for whom a text is written.
type Reader struct {
	ID    pairing.MemberID
	Zone  *time.Location
	Voice wording.Voice
}

// Cast is who and what a message may name: everybody's name and time zone,
// and the venues.
type Cast struct {
	Names  map[pairing.MemberID]string
	Zones  map[pairing.MemberID]*time.Location
	Venues map[pairing.VenueID]pairing.Venue
	Homes  map[pairing.MemberID]pairing.Offers // what the homes that are suggested have
	Home   *time.Location                      // of the circle: that of venues which name none
	Voice  wording.Voice                       // what the people of the duos have in common, for what they read together
}

// gone marks the nameless token that stays of somebody who was forgotten.
const gone = "gone-"

// who mentions a person. Slack shows the name; nothing typed is in it.
func who(id pairing.MemberID) string {
	if strings.HasPrefix(string(id), gone) {
		return "somebody who has left"
	}
	if !isSlackID(string(id)) {
		return escape(string(id))
	}
	return "<@" + string(id) + ">"
}

// whoElse mentions everybody of a duo but the reader.
func whoElse(d *pairing.Duo, reader pairing.MemberID) string {
	var all []string
	for _, s := range d.Seats {
		if s.Member != reader {
			all = append(all, who(s.Member))
		}
	}
	return list(all)
}

// everybody mentions all of a duo.
func everybody(d *pairing.Duo) string { return whoElse(d, "") }

// list joins items as a sentence does: "a", "a and b", "a, b and c".
func list(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " and " + items[len(items)-1]
}

// count says a number of things in the right form.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Where a reader's zone is not known (nil), Slack is asked to show times in
// theirs; what stands behind the bar is for clients that cannot.

// dayText is a date as people say it, in a zone: "Tuesday 24 November".
func dayText(t time.Time, zone *time.Location) string {
	if zone == nil {
		return fmt.Sprintf("<!date^%d^{date_long}|%s>", t.Unix(), dayText(t, time.UTC))
	}
	return t.In(zone).Format("Monday 2 January")
}

// dateText is a date with its year: "Thursday 24 December 2026".
func dateText(t time.Time, zone *time.Location) string {
	return t.In(orUTC(zone)).Format("Monday 2 January 2006")
}

// clockText is a time of day: "9:00".
func clockText(t time.Time, zone *time.Location) string {
	if zone == nil {
		return fmt.Sprintf("<!date^%d^{time}|%s UTC>", t.Unix(), clockText(t, time.UTC))
	}
	return t.In(zone).Format("15:04")
}

// momentText is a date and time: "Monday 23 November at 09:00".
func momentText(t time.Time, zone *time.Location) string {
	return fmt.Sprintf("%s at %s", dayText(t, zone), clockText(t, zone))
}

// orUTC is the zone, or UTC where it is not known.
func orUTC(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}

// hoursText is a span of one local day: "Tuesday 24 November, 09:00 to 17:00";
// one that ends on another local day names that day too.
func hoursText(s pairing.Session, zone *time.Location) string {
	if !sameDay(s, zone) {
		return fmt.Sprintf("%s to %s", momentText(s.Start, zone), momentText(s.End, zone))
	}
	return fmt.Sprintf("%s, %s to %s", dayText(s.Start, zone), clockText(s.Start, zone), endText(s, zone))
}

// endText is when a session ends, with midnight as 24:00.
func endText(s pairing.Session, zone *time.Location) string {
	if clockText(s.End, orUTC(zone)) == "00:00" && zone != nil {
		return "24:00"
	}
	return clockText(s.End, zone)
}

// sameDay reports whether a session lies on one local day, midnight at its
// end included.
func sameDay(s pairing.Session, zone *time.Location) bool {
	zone = orUTC(zone)
	return dayOf(s.Start.In(zone)) == dayOf(s.End.Add(-time.Second).In(zone))
}

// hoursForAll is a session for several readers at once: one span where they
// share a clock, each one's own where they do not.
func hoursForAll(d *pairing.Duo, cast Cast) string {
	first := cast.zone(d.Seats[0].Member)
	days := true // everybody is on the same local day from beginning to end
	for _, seat := range d.Seats {
		zone := cast.zone(seat.Member)
		days = days && sameDay(d.Session, zone) && dayOf(d.Session.Start.In(zone)) == dayOf(d.Session.Start.In(first))
	}
	var spans []string
	by := map[string][]string{}
	for _, seat := range d.Seats {
		zone := cast.zone(seat.Member)
		span := hoursText(d.Session, zone)
		if days {
			span = fmt.Sprintf("%s to %s", clockText(d.Session.Start, zone), endText(d.Session, zone))
		}
		if by[span] == nil {
			spans = append(spans, span)
		}
		by[span] = append(by[span], who(seat.Member))
	}
	if len(spans) == 1 {
		return hoursText(d.Session, first)
	}
	for i, span := range spans {
		spans[i] = fmt.Sprintf("%s for %s", span, list(by[span]))
	}
	if days {
		return fmt.Sprintf("%s, %s", dayText(d.Session.Start, first), list(spans))
	}
	return strings.Join(spans, "; ")
}

// zone is a person's time zone, UTC where it is not known.
func (c Cast) zone(id pairing.MemberID) *time.Location {
	if z := c.Zones[id]; z != nil {
		return z
	}
	return time.UTC
}

// name is a person's name for plain text, where mentions do not work.
func (c Cast) name(id pairing.MemberID) string {
	if n := strings.TrimSpace(inert(c.Names[id])); n != "" && !strings.HasPrefix(string(id), gone) {
		return n
	}
	return "somebody"
}

// placeText says where, in mrkdwn, to a reader ("" where several read it).
func placeText(p pairing.Place, cast Cast, reader pairing.MemberID) string {
	switch p.Kind {
	case pairing.Home:
		if p.Host == reader {
			return "your home"
		}
		return who(p.Host) + "’s home"
	case pairing.Public:
		v, ok := cast.Venues[p.Venue]
		if !ok {
			return "a place in town that you agree on"
		}
		if v.Address != "" {
			return fmt.Sprintf("%s, %s", escape(v.Name), escape(v.Address))
		}
		return escape(v.Name)
	}
	return "remotely, over a call"
}

// placeLabel is placeText for plain text: options of a select.
func placeLabel(p pairing.Place, cast Cast, reader pairing.MemberID) string {
	switch p.Kind {
	case pairing.Home:
		if p.Host == reader {
			return "Your home"
		}
		return cast.name(p.Host) + "’s home"
	case pairing.Public:
		if v, ok := cast.Venues[p.Venue]; ok {
			return inert(v.Name)
		}
		return "A place in town"
	}
	return "Remotely"
}

// placeReasons says in a sentence why a place is suggested.
var placeReasons = map[pairing.Reason]string{
	pairing.FirstTimeNeutral: "a first time together is easiest on neutral ground",
	pairing.OutingDue:        "after some sessions at home, an outing is due",
	pairing.HostBalance:      "it evens out who has hosted",
	pairing.HostTurn:         "hosting alternates between you",
	pairing.OnlyHost:         "this is the home that is open to visitors",
	pairing.NearBoth:         "it is near for everybody",
	pairing.TooFar:           "you live too far apart to meet",
	pairing.NoPlaceInReach:   "there is no place that everybody can reach",
	pairing.AreaUnknown:      "I do not know yet where each of you lives; `/cowork profile` tells me",
	pairing.Alternative:      "something different, for a change",
	pairing.OwnChoice:        "your own idea",
}

// suggestionText is a place with its reason and what one wants to know.
func suggestionText(s pairing.Suggestion, cast Cast, reader pairing.MemberID) string {
	text := placeText(s.Place, cast, reader)
	var know []string
	if m, ok := s.Meters[reader]; ok && reader != "" && m > 0 {
		know = append(know, distanceText(m)+" from you")
	}
	if s.OpenKnown && !s.OpenUntil.IsZero() {
		zone := cast.Home
		if v := cast.Venues[s.Venue]; v.Zone != nil {
			zone = v.Zone
		}
		know = append(know, "open until "+clockText(s.OpenUntil, zone))
	}
	if offers := offersText(cast.Voice, cast.Homes[s.Host]); s.Kind == pairing.Home && s.Host != reader && offers != "" {
		know = append(know, "with "+offers)
	}
	if len(know) > 0 {
		text += fmt.Sprintf(" (%s)", strings.Join(know, ", "))
	}
	if why := placeReasons[s.Reason]; why != "" {
		text += ": " + why
	}
	return text
}

// distanceText is a distance to the precision that one knows it by.
func distanceText(meters int) string {
	if meters < 1000 {
		return "less than 1 km"
	}
	return fmt.Sprintf("about %d km", (meters+500)/1000)
}

// chosen is the suggestion behind the place that a duo has chosen so far.
func chosen(d *pairing.Duo) pairing.Suggestion {
	for _, s := range d.Options {
		if s.Place == d.Place {
			return s
		}
	}
	return pairing.Suggestion{Place: d.Place}
}

// others are the suggestions that were not chosen.
func others(d *pairing.Duo) []pairing.Suggestion {
	return slices.DeleteFunc(slices.Clone(d.Options), func(s pairing.Suggestion) bool { return s.Place == d.Place })
}
