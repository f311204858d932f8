package bot

import (
	"strings"
	"time"

	"cowork/bot/calendar"
	"cowork/pairing"

	"github.com/slack-go/slack"
)

// How the session of a duo reads in a calendar. Nothing of it is more than the
// confirmation says in the open: of a home, whose it is, and never its address.

// calendarUID names the session of a duo in every calendar, for good.
func calendarUID(id pairing.DuoID) string { return string(id) + "@cowork" }

// calendarLimit is how long a text in a calendar may be. It keeps the links
// within what a button takes, where a character may take twelve.
const calendarLimit = 60

// calendarEvent is the session of a duo as a calendar shows it.
func calendarEvent(d *pairing.Duo, cast Cast) calendar.Event {
	var names []string
	for _, s := range d.Seats {
		names = append(names, clip(cast.name(cast.Voice, s.Member), calendarLimit/len(d.Seats)))
	}
	return calendar.Event{
		UID: calendarUID(d.ID), Start: d.Session.Start, End: d.Session.End, Zone: cast.zone(d.Seats[0].Member),
		Summary:     cast.Voice.Say("calendar.title", "Who", cast.Voice.List(names)),
		Description: cast.Voice.Say("calendar.about"),
		Location:    calendarPlace(d.Place, cast),
	}
}

// calendarPlace says where, without the address of anybody's home.
func calendarPlace(p pairing.Place, cast Cast) string {
	switch p.Kind {
	case pairing.Home:
		return cast.Voice.Say("calendar.home", "Who", clip(cast.name(cast.Voice, p.Host), calendarLimit))
	case pairing.Public:
		v, ok := cast.Venues[p.Venue]
		if !ok {
			return cast.Voice.Say("calendar.somewhere")
		}
		return strings.TrimSuffix(clip(inert(v.Name), calendarLimit)+", "+clip(inert(v.Address), calendarLimit), ", ")
	}
	return cast.Voice.Say("calendar.remote")
}

// calendarButtons open the two calendars that people have on the web, with
// the session filled in.
func calendarButtons(d *pairing.Duo, cast Cast) slack.Block {
	event := calendarEvent(d, cast)
	link := func(id ActionID, label, url string) *slack.ButtonBlockElement {
		b := button(id, cast.Voice.Say(label), "")
		b.URL = url
		return b
	}
	return buttons(
		link(actGoogle, "calendar.google", calendar.GoogleLink(event)),
		link(actOutlook, "calendar.outlook", calendar.OutlookLink(event)),
	)
}

// calendarName is the name of a calendar file: its day.
func calendarName(e calendar.Event) string {
	return "coworking-" + e.Start.In(orUTC(e.Zone)).Format(time.DateOnly) + ".ics"
}

// calendarNews is what a calendar file is there for.
type calendarNews string

const (
	calendarNew     calendarNews = "new"
	calendarChanged calendarNews = "changed"
	calendarOff     calendarNews = "off"
)

// calendarFileMessage goes with the file. Whoever reads it has nothing to do.
func calendarFileMessage(news calendarNews, cast Cast) Message {
	return plainly(cast.Voice.Say("calendar.file." + string(news)))
}
