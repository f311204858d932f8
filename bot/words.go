package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cowork/bot/wording"
	"cowork/pairing"
)

// Reader is for whom a text is written: one person, or, without an ID and a
// zone, all who read a conversation.
type Reader struct {
	ID    pairing.MemberID
	Zone  *time.Location // nil where it is not known
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

// together is all people of the duos as readers of one text.
func (c Cast) together() Reader { return Reader{Voice: c.Voice} }

// gone marks the nameless token that stays of somebody who was forgotten.
const gone = "gone-"

// whom mentions a person. Slack shows the name; nothing typed is in it.
func whom(v wording.Voice, id pairing.MemberID) string {
	if strings.HasPrefix(string(id), gone) {
		return v.Say("core.somebody_gone")
	}
	if !isSlackID(string(id)) {
		return escape(string(id))
	}
	return "<@" + string(id) + ">"
}

// mentions mentions people as a sentence does.
func mentions(v wording.Voice, ids []pairing.MemberID) string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = whom(v, id)
	}
	return v.List(all)
}

// partners mentions everybody of a duo but the reader.
func (r Reader) partners(d *pairing.Duo) string {
	var all []pairing.MemberID
	for _, s := range d.Seats {
		if s.Member != r.ID {
			all = append(all, s.Member)
		}
	}
	return mentions(r.Voice, all)
}

// Where a reader's zone is not known, Slack is asked to show times in theirs;
// what stands behind the bar is for clients that cannot.

// day is a date as people say it: "Tuesday 24 November".
func (r Reader) day(t time.Time) string {
	if r.Zone == nil {
		return fmt.Sprintf("<!date^%d^{date_long}|%s>", t.Unix(), r.Voice.Day(t, time.UTC))
	}
	return r.Voice.Day(t, r.Zone)
}

// clock is a time of day: "09:00".
func (r Reader) clock(t time.Time) string {
	if r.Zone == nil {
		return fmt.Sprintf("<!date^%d^{time}|%s UTC>", t.Unix(), r.Voice.Clock(t, time.UTC))
	}
	return r.Voice.Clock(t, r.Zone)
}

// date is a date with its year: "Thursday 24 December 2026".
func (r Reader) date(t time.Time) string { return r.Voice.Date(t, orUTC(r.Zone)) }

// moment is a date and time: "Monday 23 November at 09:00".
func (r Reader) moment(t time.Time) string {
	return r.Voice.Say("core.date.moment", "Day", r.day(t), "Clock", r.clock(t))
}

// orUTC is the zone, or UTC where it is not known.
func orUTC(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}

// hours is a span of one local day: "Tuesday 24 November, 09:00 to 17:00"; one
// that ends on another local day names that day too.
func (r Reader) hours(s pairing.Session) string {
	if !sameDay(s, r.Zone) {
		return r.Voice.Say("core.hours.days", "From", r.moment(s.Start), "Until", r.moment(s.End))
	}
	return r.Voice.Say("core.hours.day", "Day", r.day(s.Start), "From", r.clock(s.Start), "Until", r.end(s))
}

// end is when a session ends, with midnight as 24:00.
func (r Reader) end(s pairing.Session) string {
	if r.Zone != nil && s.End.In(r.Zone).Format("15:04") == "00:00" {
		return r.Voice.Midnight()
	}
	return r.clock(s.End)
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
	v := cast.Voice
	at := func(id pairing.MemberID) Reader { return Reader{Zone: cast.zone(id), Voice: v} }
	first := at(d.Seats[0].Member)
	days := true // everybody is on the same local day from beginning to end
	for _, seat := range d.Seats {
		zone := cast.zone(seat.Member)
		days = days && sameDay(d.Session, zone) && dayOf(d.Session.Start.In(zone)) == dayOf(d.Session.Start.In(first.Zone))
	}
	var spans []string
	by := map[string][]pairing.MemberID{}
	for _, seat := range d.Seats {
		r := at(seat.Member)
		span := r.hours(d.Session)
		if days {
			span = v.Say("core.hours.clock", "From", r.clock(d.Session.Start), "Until", r.end(d.Session))
		}
		if by[span] == nil {
			spans = append(spans, span)
		}
		by[span] = append(by[span], seat.Member)
	}
	if len(spans) == 1 {
		return first.hours(d.Session)
	}
	for i, span := range spans {
		spans[i] = v.Say("core.hours.of", "Hours", span, "Who", mentions(v, by[span]))
	}
	if days {
		return v.Say("core.hours.each", "Day", first.day(d.Session.Start), "Hours", v.List(spans))
	}
	return v.Series(spans)
}

// zone is a person's time zone, UTC where it is not known.
func (c Cast) zone(id pairing.MemberID) *time.Location {
	if z := c.Zones[id]; z != nil {
		return z
	}
	return time.UTC
}

// name is a person's name for plain text, where mentions do not work, in the
// words of a reader.
func (c Cast) name(v wording.Voice, id pairing.MemberID) string {
	if n := strings.TrimSpace(inert(c.Names[id])); n != "" && !strings.HasPrefix(string(id), gone) {
		return n
	}
	return v.Say("core.somebody")
}

// place says where, in mrkdwn.
func (r Reader) place(p pairing.Place, cast Cast) string {
	switch p.Kind {
	case pairing.Home:
		if p.Host == r.ID {
			return r.Voice.Say("core.place.your_home")
		}
		return r.Voice.Say("core.place.home", "Host", whom(r.Voice, p.Host))
	case pairing.Public:
		v, ok := cast.Venues[p.Venue]
		if !ok {
			return r.Voice.Say("core.place.any")
		}
		if v.Address != "" {
			return fmt.Sprintf("%s, %s", escape(v.Name), escape(v.Address))
		}
		return escape(v.Name)
	}
	return r.Voice.Say("core.place.remote")
}

// placeLabel is place for plain text: options of a select.
func (r Reader) placeLabel(p pairing.Place, cast Cast) string {
	switch p.Kind {
	case pairing.Home:
		if p.Host == r.ID {
			return r.Voice.Say("core.place.label.your_home")
		}
		return r.Voice.Say("core.place.label.home", "Host", cast.name(r.Voice, p.Host))
	case pairing.Public:
		if v, ok := cast.Venues[p.Venue]; ok {
			return inert(v.Name)
		}
		return r.Voice.Say("core.place.label.any")
	}
	return r.Voice.Say("core.place.label.remote")
}

// placeReason says in a sentence why a place is suggested, "" for a reason
// that has no words.
func placeReason(v wording.Voice, why pairing.Reason) string {
	return coded(v, "core.place.because."+string(why))
}

// coded is the text of an ID that ends in a code, "" for a code that has no
// words.
func coded(v wording.Voice, id string) string {
	if !v.Knows(id) {
		return ""
	}
	return v.Say(id)
}

// suggestion is a place with its reason and what one wants to know.
func (r Reader) suggestion(s pairing.Suggestion, cast Cast) string {
	v, text := r.Voice, r.place(s.Place, cast)
	know := r.ways(s)
	if doors := r.doors(s, cast); doors != "" {
		know = append(know, doors)
	}
	if offers := offersText(v, cast.Homes[s.Host]); s.Kind == pairing.Home && s.Host != r.ID && offers != "" {
		know = append(know, v.Say("core.place.with", "Offers", offers))
	}
	if len(know) > 0 {
		text += fmt.Sprintf(" (%s)", strings.Join(know, ", "))
	}
	if why := r.because(s); why != "" {
		text = v.Say("core.place.why", "Place", text, "Why", why)
	}
	return text
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

// capital begins a text with a capital letter.
func capital(s string) string {
	if s == "" {
		return s
	}
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}
