package bot

import (
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/pairing/opening"
	"cowork/storage"
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
	reply := submits(fakeslack.Fields{askName: {"Café <!channel>"}, askType: {"cafe"}, askHours: {"whenever I like"}, askPoint: {"far away"}, askPrice: {"a lot"}})
	for _, block := range []string{askHours, askPoint, askPrice} {
		if !strings.Contains(reply.Errors[block], "work") {
			t.Errorf("%s is answered with %q", block, reply.Errors[block])
		}
	}
	if w.slack.Modal("U01") == nil {
		t.Fatal("the form is closed, and what was typed is lost")
	}
	if reply = submits(fakeslack.Fields{askHours: {"Mo-Su 08:00-20:00"}, askPoint: {"47.8003, 13.0432"}, askPrice: {"2,50"}, askVenue + "wifi": {"1"}}); len(reply.Errors) > 0 {
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
