package bot

import (
	"cmp"
	"context"
	"errors"
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

// The catalogue of venues as people keep it: anybody may add a place, correct
// one, or say that it closed for good; an admin can undo each change.

// places lists what is near the caller.
func places(c *call) (Reply, error) {
	all, err := c.tx.Venues()
	if err != nil {
		return Reply{}, err
	}
	profile, err := c.tx.Profile(c.me.ID)
	if err != nil && !none(err) {
		return Reply{}, err
	}
	near := make([]Near, len(all))
	for i, v := range all {
		near[i] = Near{Venue: v.Venue, Attribution: v.Attribution}
		near[i].Meters, near[i].Measured = profile.Area.MetersTo(v.Area)
	}
	slices.SortStableFunc(near, func(a, b Near) int {
		switch {
		case a.Measured != b.Measured && a.Measured:
			return -1
		case a.Measured != b.Measured:
			return 1
		}
		return cmp.Or(cmp.Compare(a.Meters, b.Meters), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	holidays, err := c.feasts()
	return tell(placesMessage(c.voice(), near, holidays, c.now, c.circle.Zone())), err
}

// feasts are the public holidays of the circles that the caller is in, earliest
// first; of the first circle for who is in none.
func (c *call) feasts() ([]storage.Holiday, error) {
	in, err := c.tx.MembershipsOf(c.me.ID)
	if err != nil {
		return nil, err
	}
	in = slices.DeleteFunc(in, func(m storage.Membership) bool { return m.State != storage.Active })
	if len(in) == 0 {
		in = append(in, storage.Membership{Circle: c.circle.ID})
	}
	var all []storage.Holiday
	for _, m := range in {
		days, err := c.tx.Holidays(m.Circle)
		if err != nil {
			return nil, err
		}
		all = append(all, days...)
	}
	slices.SortStableFunc(all, func(a, b storage.Holiday) int {
		return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Day, b.Day))
	})
	// A day that two circles have is named once, as the older circle calls it.
	return slices.CompactFunc(all, func(a, b storage.Holiday) bool { return a.Date == b.Date }), nil
}

// clickedVenue is the venue that a button is about, retired or not; ErrNotFound
// if there is none.
func (c *call) clickedVenue() (storage.Venue, error) {
	id, err := strconv.ParseInt(c.clicked.Value, 10, 64)
	if err != nil {
		return storage.Venue{}, storage.ErrNotFound
	}
	return c.tx.Venue(pairing.VenueID(id))
}

func addPlace(c *call) (Reply, error) { return c.opens(placeView(c.voice(), pairing.Venue{})), nil }

func fixPlace(c *call) (Reply, error) {
	v, err := c.clickedVenue()
	if none(err) {
		return tell(staleMessage(c.voice())), nil
	}
	return c.opens(placeView(c.voice(), v.Venue)), err
}

// opens is a reply that opens a modal.
func (c *call) opens(view slack.ModalViewRequest) Reply {
	env, bot, v := c.env, c.bot, c.voice()
	return Reply{After: []func(context.Context) error{func(ctx context.Context) error {
		err := bot.client.openView(ctx, env.Interaction.TriggerID, view)
		if err != nil {
			_ = bot.say(ctx, env, slowPlaceMessage(v))
		}
		return err
	}}}
}

// shutPlace notes that a venue closed for good.
func shutPlace(c *call) (Reply, error) {
	v, err := c.clickedVenue()
	if none(err) {
		return tell(staleMessage(c.voice())), nil
	}
	if err != nil {
		return Reply{}, err
	}
	v.Retired = true
	_, _, err = c.tx.ChangeVenue(v, c.me.ID, c.now)
	return tell(shutMessage(c.voice(), v.Venue)), err
}

// submitPlace saves a place that somebody added or corrected. What is wrong
// comes back inside the modal, which stays open with everything that was
// typed.
func (b *Bot) submitPlace(d *desk, env Envelope) (Reply, error) {
	view := env.Interaction.View
	me, err := d.person(pairing.MemberID(env.Person), env.Interaction.User.Name)
	if err != nil {
		return Reply{}, err
	}
	id, err := strconv.ParseInt(cmp.Or(view.PrivateMetadata, "0"), 10, 64)
	if err != nil {
		return Reply{}, nil
	}
	was := storage.Venue{}
	if id != 0 {
		was, err = d.tx.Venue(pairing.VenueID(id))
		if none(err) {
			return Reply{}, nil
		}
		if err != nil {
			return Reply{}, err
		}
	}
	said, wrong := readPlace(reader(me).Voice, was.Venue, view.State.Values)
	if len(wrong) > 0 {
		return Reply{View: slack.NewErrorsViewSubmissionResponse(wrong)}, nil
	}
	if said.Zone == nil && (id == 0 || was.Zone != nil) {
		if said.Zone, err = d.zoneNear(said, me); err != nil {
			return Reply{}, err
		}
	}
	was.Venue = said
	_, changed, err := d.tx.ChangeVenue(was, me.ID, d.now)
	if err != nil {
		return Reply{}, err
	}
	saved := placeSavedView(reader(me).Voice, id == 0, changed)
	return Reply{View: slack.NewUpdateViewSubmissionResponse(&saved)}, nil
}

// zoneNear is the time zone of a venue of which nobody said one: that of the
// nearest venue that has one, else of who speaks of it, who is near it, else the
// circle's.
func (d *desk) zoneNear(v pairing.Venue, speaks storage.Person) (*time.Location, error) {
	if v.Area.Located {
		near, err := d.tx.VenuesNear(v.Area.Lat, v.Area.Lon, 5)
		if err != nil {
			return nil, err
		}
		for _, n := range near {
			if n.ID != v.ID && n.Zone != nil {
				return n.Zone, nil
			}
		}
	}
	if zone := reader(speaks).Zone; zone != nil {
		return zone, nil
	}
	return d.circle.Zone(), nil
}

// readPlace reads the modal over what is known of a venue.
func readPlace(say wording.Voice, v pairing.Venue, state map[string]map[string]slack.BlockAction) (pairing.Venue, map[string]string) {
	f := form{voice: say, state: state, errors: map[string]string{}}
	v.Name, v.Address, v.Notes = f.line(askName, 120), f.line(askStreet, 200), f.line(askNotes, 500)
	if v.Name == "" && f.errors[askName] == "" {
		f.errors[askName] = say.Say("places.wrong.name")
	}
	for _, t := range venueOrder {
		if f.at(askType).SelectedOption.Value == string(t) {
			v.Type = t
		}
	}
	if v.Type == "" {
		f.errors[askType] = say.Say("places.wrong.type")
	}
	v.Area.Label = f.line(askQuarter, 80)
	v.Area.Located, v.Area.Lat, v.Area.Lon = false, 0, 0
	if typed := f.line(askPoint, 60); typed != "" {
		lat, lon, ok := parsePoint(typed)
		if !ok {
			f.errors[askPoint] = say.Say("places.wrong.point")
		}
		v.Area.Located, v.Area.Lat, v.Area.Lon = ok, lat, lon
	}
	v.Hours = f.line(askHours, 500)
	if v.Hours != "" {
		if _, err := opening.Parse(v.Hours); err != nil {
			f.errors[askHours] = say.Say("places.wrong.hours", "Trouble", hoursTrouble(say, err))
		}
	}
	v.Zone = f.zone()
	for _, q := range venueQuestions {
		*q.of(&v) = pairing.Unknown
		switch f.at(askVenue + q.name).SelectedOption.Value {
		case "1":
			*q.of(&v) = pairing.Yes
		case "-1":
			*q.of(&v) = pairing.No
		}
	}
	v.Price = f.price()
	return v, f.errors
}

// hoursTrouble is where hours cannot be read.
func hoursTrouble(v wording.Voice, err error) string {
	var syntax *opening.SyntaxError
	if !errors.As(err, &syntax) {
		return ""
	}
	want := coded(v, wantTexts[syntax.Want])
	if syntax.Rest() == "" {
		return v.Say("places.hours.trouble.end", "Want", want)
	}
	return v.Say("places.hours.trouble", "Want", want, "Rest", plainText(inert(syntax.Rest()), 40).Text)
}

// zone is the time zone of a place's hours; nil if nobody said one.
func (f form) zone() *time.Location {
	typed := f.line(askZone, 60)
	if typed == "" {
		return nil
	}
	zone, is := storage.Zone(strings.Join(strings.Fields(typed), "_"))
	if !is {
		f.errors[askZone] = f.voice.Say("places.wrong.zone")
	}
	return zone
}

// price is the price for a day in cents; "" is nothing.
func (f form) price() int {
	typed := strings.Replace(f.line(askPrice, 12), ",", ".", 1)
	if typed == "" {
		return 0
	}
	p, err := strconv.ParseFloat(typed, 64)
	if err != nil || !(p >= 0 && p <= 10_000) {
		f.errors[askPrice] = f.voice.Say("places.wrong.price")
		return 0
	}
	return int(p*100 + 0.5)
}

// adminPlaces lists the latest changes of the catalogue.
func (c *call) adminPlaces() (Reply, error) {
	changes, err := c.tx.VenueChanges(mostChanges)
	return tell(changesMessage(reader(c.me), changes)), err
}

// undoPlace takes a change of the catalogue back.
func undoPlace(c *call) (Reply, error) {
	if !c.isAdmin() {
		return tell(notAdminMessage(c.voice())), nil
	}
	id, err := strconv.ParseInt(c.clicked.Value, 10, 64)
	if err != nil {
		return tell(staleMessage(c.voice())), nil
	}
	_, err = c.tx.UndoChange(storage.ChangeID(id), c.me.ID, c.now)
	if none(err) {
		return tell(staleMessage(c.voice())), nil
	}
	if err != nil && !errors.Is(err, storage.ErrConflict) { // undone already: the list says so
		return Reply{}, err
	}
	r, err := c.adminPlaces()
	if err == nil {
		r.Message.Replace = true
	}
	return r, err
}

// wantTexts are the texts for what opening hours lack.
var wantTexts = map[opening.Want]string{
	opening.WantRule:             "places.want.rule",
	opening.WantEnd:              "places.want.end",
	opening.WantAnything:         "places.want.anything",
	opening.WantWeekday:          "places.want.weekday",
	opening.WantWeekdayOrHoliday: "places.want.weekday_or_holiday",
	opening.WantLaterDay:         "places.want.later_day",
	opening.WantWholeMonth:       "places.want.whole_month",
	opening.WantMonth:            "places.want.month",
	opening.WantDay:              "places.want.day",
	opening.WantRange:            "places.want.range",
	opening.WantTime:             "places.want.time",
	opening.WantEarlierTime:      "places.want.earlier_time",
	opening.WantShorter:          "places.want.shorter",
}
