// Package calendar writes the session of a duo as a calendar file (iCalendar,
// RFC 5545) and as links that add it to Google's and Microsoft's calendars.
//
//	file, err := calendar.File(calendar.Event{UID: …, Start: …, End: …, Zone: vienna, Summary: "Coworking with Ana"})
//
// One duo keeps one UID. Whenever day or place changes, the Sequence grows and
// calendars replace what they had; a Cancelled event takes it away.
package calendar

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Event is one session as a calendar shows it. All texts are plain.
type Event struct {
	UID         string // stable and unique in the world: "DUO@cowork"
	Sequence    int    // grows with every change, from 0
	Stamp       time.Time
	Start, End  time.Time
	Zone        *time.Location // the zone of the session; a named one, UTC or nil for instants
	Summary     string
	Description string
	Location    string
	Cancelled   bool
}

const localFormat = "20060102T150405"

// File reports the event as an .ics file with CRLF line ends and lines folded
// at 75 octets. It fails if the event has no UID or does not end after its
// start.
func File(e Event) ([]byte, error) {
	if e.UID == "" || !e.End.After(e.Start) {
		return nil, errors.New("calendar: an event needs a UID and an end after its start")
	}
	cal := ics.NewCalendar()
	cal.SetProductId("-//cowork//coworking duos//EN")
	cal.SetMethod(ics.MethodPublish)
	if e.Cancelled {
		cal.SetMethod(ics.MethodCancel)
	}
	zone := e.Zone
	if zone == nil || zone == time.Local || zone.String() == "" {
		zone = time.UTC
	}
	if zone != time.UTC && zone.String() != "UTC" {
		cal.AddVTimezone(timezone(zone, e.Start, e.End))
	}
	ev := cal.AddEvent(e.UID)
	ev.SetDtStampTime(e.Stamp)
	ev.SetSequence(e.Sequence)
	// RFC 5546 wants somebody who organises whatever is published or cancelled; there is nobody to write to.
	ev.SetOrganizer("mailto:cowork@cowork.invalid", ics.WithCN("cowork"))
	setInstant(ev, ics.ComponentPropertyDtStart, e.Start, zone)
	setInstant(ev, ics.ComponentPropertyDtEnd, e.End, zone)
	ev.SetSummary(plain(e.Summary))
	if e.Description != "" {
		ev.SetDescription(plain(e.Description))
	}
	if e.Location != "" {
		ev.SetLocation(plain(e.Location))
	}
	ev.SetStatus(ics.ObjectStatusConfirmed)
	if e.Cancelled {
		ev.SetStatus(ics.ObjectStatusCancelled)
	}
	var out bytes.Buffer
	if err := cal.SerializeTo(&out, ics.WithNewLineWindows); err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	return out.Bytes(), nil
}

func setInstant(ev *ics.VEvent, property ics.ComponentProperty, t time.Time, zone *time.Location) {
	if zone.String() == "UTC" {
		ev.SetProperty(property, t.UTC().Format(localFormat)+"Z")
		return
	}
	ev.SetProperty(property, t.In(zone).Format(localFormat), &ics.KeyValues{Key: string(ics.ParameterTzid), Value: []string{zone.String()}})
}

// timezone describes the zone around the event: the offset that holds at its
// start and every change from a year before to a year after. Each is written
// out as an observance of its own, so no rule has to be guessed.
func timezone(zone *time.Location, start, end time.Time) *ics.VTimezone {
	tz := ics.NewTimezone(zone.String())
	at := start.AddDate(-1, 0, 0).In(zone)
	for {
		begin, until := at.ZoneBounds()
		if begin.IsZero() {
			begin = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		_, before := begin.Add(-time.Second).In(zone).Zone()
		name, after := at.Zone()
		observance := ics.ComponentBase{}
		// An observance begins at the local time that was shown before it (RFC 5545, 3.6.5).
		observance.SetProperty(ics.ComponentPropertyDtStart, begin.In(time.FixedZone("", before)).Format(localFormat))
		observance.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), offset(before))
		observance.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), offset(after))
		observance.SetProperty(ics.ComponentProperty(ics.PropertyTzname), name)
		if at.IsDST() {
			tz.Components = append(tz.Components, &ics.Daylight{ComponentBase: observance})
		} else {
			tz.Components = append(tz.Components, &ics.Standard{ComponentBase: observance})
		}
		if until.IsZero() || until.After(end.AddDate(1, 0, 0)) {
			return tz
		}
		at = until.In(zone)
	}
}

// offset writes seconds east of Greenwich as +0100.
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	text := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf("%02d", seconds%60)
	}
	return text
}

// plain drops what may not stand in a calendar's text.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if (r < ' ' && r != '\n') || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// GoogleLink reports an address that opens Google Calendar with the event
// filled in.
func GoogleLink(e Event) string {
	const format = "20060102T150405Z"
	q := url.Values{
		"action":   {"TEMPLATE"},
		"text":     {plain(e.Summary)},
		"dates":    {e.Start.UTC().Format(format) + "/" + e.End.UTC().Format(format)},
		"details":  {plain(e.Description)},
		"location": {plain(e.Location)},
	}
	return "https://calendar.google.com/calendar/render?" + q.Encode()
}

// OutlookLink reports an address that opens Microsoft's calendar on the web
// with the event filled in.
func OutlookLink(e Event) string {
	q := url.Values{
		"path":     {"/calendar/action/compose"},
		"rru":      {"addevent"},
		"subject":  {plain(e.Summary)},
		"startdt":  {e.Start.UTC().Format(time.RFC3339)},
		"enddt":    {e.End.UTC().Format(time.RFC3339)},
		"body":     {plain(e.Description)},
		"location": {plain(e.Location)},
	}
	return "https://outlook.office.com/calendar/0/deeplink/compose?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}
