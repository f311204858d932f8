package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/pairing/opening"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// Near is a venue as somebody sees it.
type Near struct {
	pairing.Venue
	Meters      int
	Measured    bool   // Meters is known
	Attribution string // whose data it is
}

// mostVenues bounds how many places a list names, so that the answer stays
// below 20 kB.
const mostVenues = 8

// placesMessage lists the venues that are near, with what one can do about
// them.
func placesMessage(v wording.Voice, near []Near, holidays []storage.Holiday, at time.Time, zone *time.Location) Message {
	add := button(actAddPlace, v.Say("places.add"), "")
	if len(near) == 0 {
		text := v.Say("places.none")
		return say(text, section(text), buttons(add))
	}
	text := v.Count("places.known", len(near))
	if len(near) > mostVenues {
		text = v.Say("places.nearest", "All", len(near), "Shown", mostVenues)
		if !near[0].Measured {
			text = v.Say("places.some", "All", len(near), "Shown", mostVenues)
		}
		near = near[:mostVenues]
	}
	blocks := []slack.Block{section(text)}
	var named []string
	for _, n := range near {
		id := strconv.FormatInt(int64(n.ID), 10)
		blocks = append(blocks, section(nearText(v, n, calendarOf(holidays), at, zone)), buttons(
			button(actFixPlace, v.Say("places.correct"), id),
			asking(button(actShutPlace, v.Say("places.close"), id), v.Say("places.close.title"),
				v.Say("places.close.text", "Name", inert(clip(n.Name, 100))), v.Say("places.close.yes"), v.Say("places.close.no")),
		))
		if n.Attribution != "" && !slices.Contains(named, n.Attribution) {
			named = append(named, n.Attribution)
		}
	}
	blocks = append(blocks, buttons(add))
	if ahead := holidaysAhead(v, holidays, at, zone); ahead != "" {
		blocks = append(blocks, small(ahead))
	}
	for _, a := range named {
		blocks = append(blocks, small(v.Say("places.data", "Source", escape(clip(a, 200)))))
	}
	return say(text, blocks...)
}

// typeText is the word for a type of venue, "" for one that has none.
func typeText(v wording.Voice, t pairing.VenueType) string {
	if !slices.Contains(venueOrder, t) {
		return ""
	}
	return v.Say("places.type." + string(t))
}

// venueOrder is the order in which the types of venue are asked for.
var venueOrder = []pairing.VenueType{pairing.Cafe, pairing.Library, pairing.Museum, pairing.Park, pairing.Centre, pairing.Office}

// nearText is one venue: what it is, how far, open when, and what it has.
func nearText(v wording.Voice, n Near, holidays opening.Calendar, at time.Time, zone *time.Location) string {
	what := []string{"*" + escape(clip(n.Name, 80)) + "*"}
	if t := typeText(v, n.Type); t != "" {
		what = append(what, t)
	}
	if n.Address != "" {
		what = append(what, escape(clip(n.Address, 80)))
	}
	if n.Zone != nil {
		zone = n.Zone
	}
	var know []string
	if n.Measured {
		know = append(know, v.Say("places.far", "Distance", v.Distance(n.Meters)))
	}
	know = append(know, todayText(v, n.Hours, holidays, at, zone))
	for _, q := range venueQuestions {
		switch *q.of(&n.Venue) {
		case pairing.Yes:
			know = append(know, v.Say("places.yes."+q.name))
		case pairing.No:
			know = append(know, v.Say("places.no."+q.name))
		}
	}
	if n.Price > 0 {
		know = append(know, v.Say("places.day_price", "Price", priceText(n.Price)))
	}
	text := strings.Join(what, ", ") + "\n" + strings.Join(know, " · ")
	if n.Notes != "" {
		text += "\n" + escape(clip(n.Notes, 160))
	}
	return text
}

func priceText(cents int) string {
	if cents%100 == 0 {
		return strconv.Itoa(cents / 100)
	}
	return fmt.Sprintf("%d.%02d", cents/100, cents%100)
}

// glance is how exactly the rest of a day is looked through for a time at
// which a venue opens.
const glance = 15 * time.Minute

// todayText says in words what is known of a venue's hours for the rest of the
// day.
func todayText(v wording.Voice, hours string, holidays opening.Calendar, at time.Time, zone *time.Location) string {
	s, err := opening.Parse(hours)
	if hours == "" || err != nil {
		return v.Say("places.hours.unknown")
	}
	if until, ok := s.ClosesAt(at, zone, holidays); ok {
		if dayOf(until.In(zone)) != dayOf(at.In(zone)) {
			return v.Say("places.hours.late")
		}
		return v.Say("places.hours.until", "Clock", v.Clock(until, zone))
	}
	midnight := dayOf(at.In(zone)).Plus(1).Start(zone)
	sure := true
	for t := at.Truncate(glance); t.Before(midnight); t = t.Add(glance) {
		switch s.During(t, t.Add(time.Minute), zone, holidays) {
		case opening.Open:
			if !t.After(at) {
				return v.Say("places.hours.all_day")
			}
			return v.Say("places.hours.opens", "Clock", v.Clock(t, zone))
		case opening.Unknown:
			sure = false
		}
	}
	if !sure {
		return v.Say("places.hours.unknown")
	}
	return v.Say("places.hours.closed")
}

// venueQuestion is something that a venue has or has not; its words are in the
// catalogue under its name.
type venueQuestion struct {
	name string
	of   func(*pairing.Venue) *pairing.Tri
}

var venueQuestions = []venueQuestion{
	{"wifi", func(v *pairing.Venue) *pairing.Tri { return &v.WiFi }},
	{"sockets", func(v *pairing.Venue) *pairing.Tri { return &v.Sockets }},
	{"quiet", func(v *pairing.Venue) *pairing.Tri { return &v.Quiet }},
	{"calls", func(v *pairing.Venue) *pairing.Tri { return &v.Calls }},
	{"step_free", func(v *pairing.Venue) *pairing.Tri { return &v.StepFree }},
}

// placeCallback names the modal of a place in what Slack sends when it is
// submitted.
const placeCallback = "place"

// The blocks of the modal.
const (
	askName    = "name"
	askType    = "type"
	askStreet  = "street"
	askQuarter = "quarter"
	askHours   = "hours"
	askZone    = "zone"
	askPrice   = "price"
	askNotes   = "notes"
	askVenue   = "venue_" // the name of the question follows
)

// placeView asks about a place, filled with what is known; an ID of 0 adds one.
func placeView(v wording.Voice, p pairing.Venue) slack.ModalViewRequest {
	title, point, price, zone, id := v.Say("places.form.correct"), "", "", "", strconv.FormatInt(int64(p.ID), 10)
	if p.ID == 0 {
		title = v.Say("places.form.add")
	}
	if p.Area.Located {
		point = pointText(p.Area)
	}
	if p.Price > 0 {
		price = priceText(p.Price)
	}
	if p.Zone != nil {
		zone = p.Zone.String()
	}
	var types []*slack.OptionBlockObject
	for _, t := range venueOrder {
		types = append(types, option(string(t), capital(typeText(v, t))))
	}
	blocks := []slack.Block{
		ask(askName, v.Say("places.form.name"), "", false, textOf(v.Say("places.form.name.like"), p.Name, 120, false)),
		ask(askType, v.Say("places.form.type"), "", false, selectOf(v.Say("places.form.choose"), types, string(p.Type))),
		ask(askStreet, v.Say("places.form.street"), "", true, textOf(v.Say("places.form.street.like"), p.Address, 200, false)),
		ask(askQuarter, v.Say("places.form.quarter"), "", true, textOf(v.Say("places.form.quarter.like"), p.Area.Label, 80, false)),
		ask(askPoint, v.Say("places.form.point"), v.Say("places.form.point.hint"), true, textOf(v.Say("places.form.point.like"), point, 60, false)),
		ask(askHours, v.Say("places.form.hours"), v.Say("places.form.hours.hint"), true, textOf(v.Say("places.form.hours.like"), p.Hours, 500, false)),
		ask(askZone, v.Say("places.form.zone"), v.Say("places.form.zone.hint"), true, textOf(v.Say("places.form.zone.like"), zone, 60, false)),
	}
	for _, q := range venueQuestions {
		answers := []*slack.OptionBlockObject{option("1", v.Say("places.form.yes")), option("-1", v.Say("places.form.no")), option("0", v.Say("places.form.unknown"))}
		blocks = append(blocks, ask(askVenue+q.name, v.Say("places.ask."+q.name), "", false, selectOf(v.Say("places.form.choose"), answers, strconv.Itoa(int(*q.of(&p))))))
	}
	blocks = append(blocks,
		ask(askPrice, v.Say("places.form.price"), v.Say("places.form.price.hint"), true, textOf(v.Say("places.form.price.like"), price, 12, false)),
		ask(askNotes, v.Say("places.form.notes"), "", true, textOf(v.Say("places.form.notes.like"), p.Notes, 500, true)),
		small(v.Say("places.form.note")),
	)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: placeCallback, PrivateMetadata: id,
		Title: plainText(title, 24), Submit: plainText(v.Say("places.form.save"), 24), Close: plainText(v.Say("places.form.back"), 24),
		Blocks: slack.Blocks{BlockSet: blocks},
	}
}

// placeSavedView takes the place of the modal once it is saved.
func placeSavedView(v wording.Voice, added, changed bool) slack.ModalViewRequest {
	text := v.Say("places.saved.corrected")
	switch {
	case added:
		text = v.Say("places.saved.added")
	case !changed:
		text = v.Say("places.saved.same")
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText(v.Say("places.saved.title"), 24), Close: plainText(v.Say("places.saved.close"), 24),
		Blocks: slack.Blocks{BlockSet: []slack.Block{section(text)}},
	}
}

// shutMessage tells that a venue is noted as closed for good.
func shutMessage(v wording.Voice, p pairing.Venue) Message {
	return plainly(v.Say("places.shut", "Name", escape(clip(p.Name, 80))))
}

// slowPlaceMessage answers when Slack did not open the modal in time.
func slowPlaceMessage(v wording.Voice) Message { return plainly(v.Say("places.slow")) }

// mostChanges bounds how many changes an admin sees at once.
const mostChanges = 12

// changesMessage lists the latest changes of the catalogue to an admin, each
// with a button that undoes it.
func changesMessage(r Reader, changes []storage.VenueChange) Message {
	if len(changes) == 0 {
		return plainly(r.Voice.Say("places.changes.none"))
	}
	text := r.Voice.Say("places.changes.lead")
	blocks := []slack.Block{section(text)}
	for _, c := range changes {
		b := section(changeText(r, c)).(*slack.SectionBlock)
		if !c.Undone && c.What != storage.Undid {
			b.Accessory = slack.NewAccessory(button(actUndo, r.Voice.Say("places.changes.undo"), strconv.FormatInt(int64(c.ID), 10)))
		}
		blocks = append(blocks, b)
	}
	return say(text, blocks...)
}

// changeText is one change: who, when, and what was before and after.
func changeText(r Reader, c storage.VenueChange) string {
	v := r.Voice
	args := []any{"Place", escape(clip(c.After.Name, 60)), "Who", whom(v, c.Person), "Moment", r.moment(c.At)}
	var line string
	switch c.What {
	case storage.Added:
		line = v.Say("places.changes.add", args...)
	case storage.ClosedFor:
		line = v.Say("places.changes.close", args...)
	case storage.Undid:
		line = v.Say("places.changes.undid", append(args, "Fields", changedText(v, c))...)
	default:
		line = v.Say("places.changes.correct", append(args, "Fields", changedText(v, c))...)
	}
	if c.Undone {
		line = v.Say("places.changes.undone", "Line", line)
	}
	return line
}

// changedText lists what a change is about, with what was and what is now.
func changedText(v wording.Voice, c storage.VenueChange) string {
	var fields []string
	for _, f := range c.Fields() {
		words := v.Say("places.field." + f)
		if before, after, ok := c.Texts(f); ok {
			words = v.Say("places.changes.was", "Field", words, "Before", escape(clip(before, 60)), "After", escape(clip(after, 60)))
		}
		fields = append(fields, words)
	}
	return v.List(fields)
}
