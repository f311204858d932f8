package bot

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/pairing/opening"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// TestPeopleKeepTheCatalogue: added, corrected, closed, and undone by an
// admin; what cannot be read stays in the form.
func TestPeopleKeepTheCatalogue(t *testing.T) {
	w := newTown(t, fakeslack.Person{ID: "U01", Name: "ada", TZ: "UTC"}, fakeslack.Person{ID: "UBOSS", Name: "boss", TZ: "UTC"})
	w.says("U01", "/cowork places", "I know no places yet")
	w.clicks("U01", "Add a place")
	submits := func(fields fakeslack.Fields) fakeslack.Reply {
		t.Helper()
		reply, err := w.slack.Submit(soon(t), "U01", fields)
		if err != nil {
			t.Fatal(err)
		}
		w.rest()
		return reply
	}
	reply := submits(fakeslack.Fields{askName: {"Café <!channel>"}, askType: {"cafe"}, askHours: {"whenever I like"}, askPoint: {"far away"}, askPrice: {"a lot"}, askZone: {"Salzburg"}})
	for _, block := range []string{askHours, askPoint, askPrice, askZone} {
		if !strings.Contains(reply.Errors[block], "work") {
			t.Errorf("%s is answered with %q", block, reply.Errors[block])
		}
	}
	if w.slack.Modal("U01") == nil {
		t.Fatal("the form is closed, and what was typed is lost")
	}
	if reply = submits(fakeslack.Fields{askHours: {"Mo-Su 08:00-20:00"}, askPoint: {"47.8003, 13.0432"}, askPrice: {"2,50"}, askZone: {""}, askVenue + "wifi": {"1"}}); len(reply.Errors) > 0 {
		t.Fatal(reply.Errors)
	}
	if _, err := w.slack.CloseModal(soon(t), "U01"); err != nil {
		t.Fatal(err)
	}
	w.says("U01", "/cowork places", "I know 1 place.", "Café <!channel>, café", "open until 20:00 · Wi-Fi · 2.50 a day")
	w.clicks("U01", "Correct")
	if reply = submits(fakeslack.Fields{askHours: {"Su off; Mo-Sa 10:00-18:00"}}); len(reply.Errors) > 0 {
		t.Fatal(reply.Errors)
	}
	if _, err := w.slack.CloseModal(soon(t), "U01"); err != nil {
		t.Fatal(err)
	}
	w.says("U01", "/cowork places", "closed for today") // it is a Sunday
	w.clicks("U01", "Closed for good")
	if text := w.ephemeral("U01"); !strings.Contains(text, "closed for good") {
		t.Errorf("the answer is %s", text)
	}
	w.says("U01", "/cowork places", "I know no places yet")

	w.says("U01", "/cowork admin places", "admin")
	w.says("UBOSS", "/cowork admin places", "noted that it closed for good", "the hours (“Mo-Su 08:00-20:00”, now “Su off; Mo-Sa 10:00-18:00”)", "added it")
	w.clicks("UBOSS", "Undo")
	w.says("U01", "/cowork places", "I know 1 place.")
	if text := w.ephemeral("UBOSS"); !strings.Contains(text, "undid a change of whether it is open") || !strings.Contains(text, "(undone)") {
		t.Errorf("the list after the undo: %s", text)
	}
}

// TestOnlyAdminsUndo: the button carries no authority.
func TestOnlyAdminsUndo(t *testing.T) {
	h := newHouse(t)
	h.joins("U01")
	var change storage.VenueChange
	err := h.store.Write(t.Context(), func(tx *storage.Tx) (err error) {
		change, _, err = tx.ChangeVenue(storage.Venue{Venue: pairing.Venue{Name: "Kiosk", Type: pairing.Cafe}}, "U01", h.at)
		return err
	})
	if err != nil || change.ID != 1 {
		t.Fatal(change.ID, err)
	}
	h.wants(h.clicks("U01", actUndo, "1"), "admin")
	h.wants(h.types("U01", "places"), "I know 1 place.")
}

func TestToday(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 7, 0, 0, vienna) // a Monday
	for hours, want := range map[string]string{
		"":                             "hours unknown, call first",
		"by appointment":               "hours unknown, call first",
		"Mo-Fr 08:00-18:00":            "open until 18:00",
		"Mo 10:00-12:00":               "opens at 10:00",
		"Mo 06:00-08:00":               "closed for today",
		"Tu-Su 08:00-18:00":            "closed for today",
		"24/7":                         "open all day",
		"Mo 08:00-02:00":               "open until late",
		"Mo 10:00-12:00 \"perhaps\"":   "hours unknown, call first",
		"Mo 08:00-09:00,09:30-10:00":   "opens at 09:30",
		"Mo-Fr 08:00-18:00; Mar 2 off": "closed for today",
	} {
		if got := todayText(wording.Voice{}, hours, nil, at, vienna); got != want {
			t.Errorf("%q is said as %q, not %q", hours, got, want)
		}
	}
}

// TestHoursTroubleIsSaid knows words for everything that opening hours can
// lack, and says what was typed as plain text.
func TestHoursTroubleIsSaid(t *testing.T) {
	for _, want := range opening.Wants() {
		for _, v := range wording.Voices() {
			if coded(v, wantTexts[want]) == "" {
				t.Errorf("%q has no text in %s", want, v.Language())
			}
		}
	}
	_, err := opening.Parse("Mo-Fr 08:00-<!channel>")
	if got, want := hoursTrouble(wording.For("de-DE", ""), err), "Bei „‹!channel›“ hatte ich eine Uhrzeit wie 09:30 erwartet."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	_, err = opening.Parse("Mo-")
	if got, want := hoursTrouble(wording.Voice{}, err), "I expected a weekday such as Mo at the end."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestPlacesKeepTheirZone: hours are meant in the zone that somebody said, else in
// that of the nearest place, else in that of who adds it; correcting, undoing and
// another correction leave it as it is.
func TestPlacesKeepTheirZone(t *testing.T) {
	w := newTown(t, fakeslack.Person{ID: "U01", Name: "ada", TZ: "Europe/London"}, fakeslack.Person{ID: "UBOSS", Name: "boss", TZ: "UTC"})
	submits := func(fields fakeslack.Fields) {
		t.Helper()
		reply, err := w.slack.Submit(soon(t), "U01", fields)
		if err != nil || len(reply.Errors) > 0 {
			t.Fatal(reply.Errors, err)
		}
		w.rest()
		if _, err := w.slack.CloseModal(soon(t), "U01"); err != nil {
			t.Fatal(err)
		}
	}
	zones := func() string {
		t.Helper()
		all := []string{}
		err := w.store.Read(t.Context(), func(tx *storage.Tx) error {
			venues, err := tx.Venues()
			for _, v := range venues {
				all = append(all, v.Zone.String())
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(all, " ")
	}
	adds := func(name, point, zone string) {
		t.Helper()
		w.says("U01", "/cowork places", "place")
		w.clicks("U01", "Add a place")
		submits(fakeslack.Fields{askName: {name}, askType: {"cafe"}, askHours: {"Mo-Su 08:00-20:00"}, askPoint: {point}, askZone: {zone}})
	}
	adds("Here", "", "")
	adds("Café Linde", "47.8003, 13.0432", "America/New York")
	adds("Next door", "47.8010, 13.0440", "")
	adds("Far away", "-33.86, 151.2", "")
	if got, want := zones(), "Europe/London America/New_York America/New_York Europe/London"; got != want {
		t.Errorf("the zones are %s, want %s", got, want)
	}
	w.says("U01", "/cowork places", "Café Linde")
	w.clicks("U01", "Correct") // the first of the list, by its name
	submits(fakeslack.Fields{askZone: {"Europe/Vienna"}})
	if got, want := zones(), "Europe/London Europe/Vienna America/New_York Europe/London"; got != want {
		t.Errorf("after the correction the zones are %s, want %s", got, want)
	}
	w.says("UBOSS", "/cowork admin places", "the time zone", "now “Europe/Vienna”")
	w.clicks("UBOSS", "Undo")
	if got, want := zones(), "Europe/London America/New_York America/New_York Europe/London"; got != want {
		t.Errorf("after the undo the zones are %s, want %s", got, want)
	}
}

// TestHolidaysOfOnesOwnCircles: the list of places speaks of the public holidays
// of the circles that one is in, not of the first one only.
func TestHolidaysOfOnesOwnCircles(t *testing.T) {
	h := newHouse(t)
	h.joins("U01", "U02")
	soon := pairing.Date{Year: h.at.Year(), Month: h.at.Month(), Day: h.at.Day()}
	err := h.store.Write(t.Context(), func(tx *storage.Tx) error {
		first, err := tx.Circles()
		if err != nil {
			return err
		}
		other := first[0]
		other.ID, other.Name, other.Channel = 0, "others", "C0OTHER"
		id, err := tx.SaveCircle(other)
		if err != nil {
			return err
		}
		m, err := tx.Membership(first[0].ID, "U02")
		if err != nil {
			return err
		}
		m.Circle = id
		if err := tx.SaveMembership(m); err != nil {
			return err
		}
		if _, _, err := tx.ChangeVenue(storage.Venue{Venue: pairing.Venue{Name: "Kiosk", Type: pairing.Cafe}}, "U01", h.at); err != nil {
			return err
		}
		if err := tx.SaveHolidays(first[0].ID, []storage.Holiday{{Date: soon, Name: "First Feast"}}); err != nil {
			return err
		}
		return tx.SaveHolidays(id, []storage.Holiday{{Date: soon, Name: "The same day elsewhere"}, {Date: pairing.Date{Year: soon.Year, Month: soon.Month, Day: soon.Day + 1}, Name: "Second Feast"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	shows := func(who string) string {
		r := h.handle(Envelope{Kind: Command, Person: who, Command: &slack.SlashCommand{UserID: who, Command: "/cowork", Text: "places", TriggerID: "t"}})
		blocks, err := json.Marshal(r.Message.Blocks)
		if err != nil {
			t.Fatal(err)
		}
		return string(blocks)
	}
	text := shows("U01")
	h.wants(text, "First Feast")
	if strings.Contains(text, "Second Feast") {
		t.Errorf("a holiday of another circle is named: %s", text)
	}
	text = shows("U02")
	h.wants(text, "First Feast", "Second Feast")
	if strings.Contains(text, "elsewhere") {
		t.Errorf("one day is named twice: %s", text)
	}
}
