package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

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
func placesMessage(near []Near, at time.Time, zone *time.Location) Message {
	add := button(actAddPlace, "Add a place", "")
	if len(near) == 0 {
		text := "I know no places yet. Add the first one, or ask an admin to bring in a list of cafés, libraries and museums."
		return say(text, section(text), buttons(add))
	}
	text := fmt.Sprintf("I know %s.", count(len(near), "place", "places"))
	if len(near) > mostVenues {
		text = fmt.Sprintf("I know %d places. These %d are the nearest.", len(near), mostVenues)
		if !near[0].Measured {
			text = fmt.Sprintf("I know %d places; here are %d. With coordinates in `/cowork profile` I can say which are near you.", len(near), mostVenues)
		}
		near = near[:mostVenues]
	}
	blocks := []slack.Block{section(text)}
	var named []string
	for _, n := range near {
		id := strconv.FormatInt(int64(n.ID), 10)
		blocks = append(blocks, section(nearText(n, at, zone)), buttons(
			button(actFixPlace, "Correct", id),
			asking(button(actShutPlace, "Closed for good", id), "Closed for good?", fmt.Sprintf("%s is not suggested to anybody any more.", inert(clip(n.Name, 100))), "It is closed", "Back"),
		))
		if n.Attribution != "" && !slices.Contains(named, n.Attribution) {
			named = append(named, n.Attribution)
		}
	}
	blocks = append(blocks, buttons(add))
	for _, a := range named {
		blocks = append(blocks, small("With data of "+escape(clip(a, 200))+"."))
	}
	return say(text, blocks...)
}

// venueTypes are the words for the types of venue.
var venueTypes = map[pairing.VenueType]string{
	pairing.Cafe: "café", pairing.Library: "library", pairing.Museum: "museum", pairing.Park: "park",
	pairing.Centre: "arts or community centre", pairing.Office: "shared office",
}

// venueOrder is the order in which they are asked for.
var venueOrder = []pairing.VenueType{pairing.Cafe, pairing.Library, pairing.Museum, pairing.Park, pairing.Centre, pairing.Office}

// nearText is one venue: what it is, how far, open when, and what it has.
func nearText(n Near, at time.Time, zone *time.Location) string {
	what := []string{"*" + escape(clip(n.Name, 80)) + "*"}
	if t := venueTypes[n.Type]; t != "" {
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
		know = append(know, distanceText(n.Meters)+" from you")
	}
	know = append(know, todayText(n.Hours, at, zone))
	for _, q := range venueQuestions {
		v := n.Venue
		switch *q.of(&v) {
		case pairing.Yes:
			know = append(know, q.yes)
		case pairing.No:
			know = append(know, q.no)
		}
	}
	if n.Price > 0 {
		know = append(know, fmt.Sprintf("%s a day", priceText(n.Price)))
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
func todayText(hours string, at time.Time, zone *time.Location) string {
	const unknown = "hours unknown, call first"
	s, err := opening.Parse(hours)
	if hours == "" || err != nil {
		return unknown
	}
	if until, ok := s.ClosesAt(at, zone, nil); ok {
		if dayOf(until.In(zone)) != dayOf(at.In(zone)) {
			return "open until late"
		}
		return "open until " + clockText(until, zone)
	}
	midnight := dayOf(at.In(zone)).Plus(1).Start(zone)
	sure := true
	for t := at.Truncate(glance); t.Before(midnight); t = t.Add(glance) {
		switch s.During(t, t.Add(time.Minute), zone, nil) {
		case opening.Open:
			if !t.After(at) {
				return "open all day"
			}
			return "opens at " + clockText(t, zone)
		case opening.Unknown:
			sure = false
		}
	}
	if !sure {
		return unknown
	}
	return "closed for today"
}

// venueQuestion is something that a venue has or has not.
type venueQuestion struct {
	name, asked, yes, no string
	of                   func(*pairing.Venue) *pairing.Tri
}

var venueQuestions = []venueQuestion{
	{"wifi", "Wi-Fi", "Wi-Fi", "no Wi-Fi", func(v *pairing.Venue) *pairing.Tri { return &v.WiFi }},
	{"sockets", "Sockets", "sockets", "no sockets", func(v *pairing.Venue) *pairing.Tri { return &v.Sockets }},
	{"quiet", "Quiet", "quiet", "not quiet", func(v *pairing.Venue) *pairing.Tri { return &v.Quiet }},
	{"calls", "Calls are fine", "calls are fine", "no calls", func(v *pairing.Venue) *pairing.Tri { return &v.Calls }},
	{"step_free", "Without steps", "step-free", "has steps", func(v *pairing.Venue) *pairing.Tri { return &v.StepFree }},
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
	askPrice   = "price"
	askNotes   = "notes"
	askVenue   = "venue_" // the name of the question follows
)

// placeView asks about a place, filled with what is known; an ID of 0 adds one.
func placeView(v pairing.Venue) slack.ModalViewRequest {
	title, point, price, id := "Correct a place", "", "", strconv.FormatInt(int64(v.ID), 10)
	if v.ID == 0 {
		title = "Add a place"
	}
	if v.Area.Located {
		point = pointText(v.Area)
	}
	if v.Price > 0 {
		price = priceText(v.Price)
	}
	var types []*slack.OptionBlockObject
	for _, t := range venueOrder {
		types = append(types, option(string(t), capital(venueTypes[t])))
	}
	blocks := []slack.Block{
		ask(askName, "Name", "", false, textOf("for example Café Linde", v.Name, 120, false)),
		ask(askType, "What it is", "", false, selectOf("Choose", types, string(v.Type))),
		ask(askStreet, "Address", "", true, textOf("for example Lindengasse 4", v.Address, 200, false)),
		ask(askQuarter, "Town and quarter", "", true, textOf("for example Salzburg, Lehen", v.Area.Label, 80, false)),
		ask(askPoint, "Coordinates", "Latitude and longitude, so that I know for whom it is near.", true, textOf("for example 47.8003, 13.0432", point, 60, false)),
		ask(askHours, "Opening hours", "As OpenStreetMap writes them. Leave it empty if you are not sure.", true, textOf("Mo-Fr 08:00-18:00; Sa 09:00-13:00", v.Hours, 500, false)),
	}
	for _, q := range venueQuestions {
		answers := []*slack.OptionBlockObject{option("1", "Yes"), option("-1", "No"), option("0", "I do not know")}
		blocks = append(blocks, ask(askVenue+q.name, q.asked, "", false, selectOf("Choose", answers, strconv.Itoa(int(*q.of(&v))))))
	}
	blocks = append(blocks,
		ask(askPrice, "Price for a day", "Only of a shared office. Leave it empty where you pay for what you drink.", true, textOf("for example 25", price, 12, false)),
		ask(askNotes, "Good to know", "", true, textOf("the table at the back; meeting room; canteen", v.Notes, 500, true)),
		small("Everybody here sees this. I keep who changed what, and an admin can undo it."),
	)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: placeCallback, PrivateMetadata: id,
		Title: plainText(title, 24), Submit: plainText("Save", 24), Close: plainText("Back", 24),
		Blocks: slack.Blocks{BlockSet: blocks},
	}
}

// placeSavedView takes the place of the modal once it is saved.
func placeSavedView(added, changed bool) slack.ModalViewRequest {
	text := "Thank you. It is corrected for everybody, and stays so when the list is imported again."
	switch {
	case added:
		text = "Thank you. It is on the list, and I suggest it from the next round on."
	case !changed:
		text = "Nothing is different from before, so nothing was saved."
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText("Places", 24), Close: plainText("Close", 24),
		Blocks: slack.Blocks{BlockSet: []slack.Block{section(text)}},
	}
}

// shutMessage tells that a venue is noted as closed for good.
func shutMessage(v pairing.Venue) Message {
	return plainly(fmt.Sprintf("Noted: *%s* closed for good, and I suggest it no more. If that was a mistake, an admin can undo it.", escape(clip(v.Name, 80))))
}

// slowPlaceMessage answers when Slack did not open the modal in time.
func slowPlaceMessage() Message {
	return plainly("Slack did not open the form in time. Please click once more.")
}

// mostChanges bounds how many changes an admin sees at once.
const mostChanges = 12

// deedWords say what somebody did to the catalogue.
var deedWords = map[storage.Deed]string{
	storage.Added: "added it", storage.Corrected: "corrected", storage.ClosedFor: "noted that it closed for good", storage.Undid: "undid a change of",
}

// fieldWords are the names of what can be changed of a venue.
var fieldWords = map[string]string{
	"name": "the name", "type": "what it is", "area": "where it is", "address": "the address", "hours": "the hours", "wifi": "Wi-Fi",
	"sockets": "sockets", "quiet": "quiet", "calls": "calls", "step_free": "steps", "price": "the price", "notes": "the notes", "retired": "whether it is open",
}

// changesMessage lists the latest changes of the catalogue to an admin, each
// with a button that undoes it.
func changesMessage(r Reader, changes []storage.VenueChange) Message {
	if len(changes) == 0 {
		return plainly("Nobody has changed a place yet. `/cowork places` lists them, with buttons to add, correct and close.")
	}
	text := "The latest changes of the places, newest first."
	blocks := []slack.Block{section(text)}
	for _, c := range changes {
		b := section(changeText(r, c)).(*slack.SectionBlock)
		if !c.Undone && c.What != storage.Undid {
			b.Accessory = slack.NewAccessory(button(actUndo, "Undo", strconv.FormatInt(int64(c.ID), 10)))
		}
		blocks = append(blocks, b)
	}
	return say(text, blocks...)
}

// changeText is one change: who, when, and what was before and after.
func changeText(r Reader, c storage.VenueChange) string {
	line := fmt.Sprintf("*%s*: %s %s", escape(clip(c.After.Name, 60)), who(c.Person), deedWords[c.What])
	if c.What == storage.Corrected || c.What == storage.Undid {
		var fields []string
		for _, f := range c.Fields() {
			words := fieldWords[f]
			if before, after, ok := c.Texts(f); ok {
				words += fmt.Sprintf(" (“%s”, now “%s”)", escape(clip(before, 60)), escape(clip(after, 60)))
			}
			fields = append(fields, words)
		}
		line += " " + list(fields)
	}
	line += ", " + momentText(c.At, r.Zone)
	if c.Undone {
		line += " (undone)"
	}
	return line
}
