package ordeal

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"cowork/bot/fakeslack"
	"cowork/bot/fakeslack/blockkit"
)

// opening are the buttons behind which there is a form.
var opening = []string{"duo_idea", "duo_day", "place_add", "place_correct", "card_profile"}

// typed are things that people type where they may type what they like.
var typed = []string{"Café Tomaselli", "the library, second floor", "<!channel>", "*Bold* & _more_", "  ", "Mo-Fr 08:00-18:00", "47.80, 13.04", "nowhere", "<https://evil.example|here>", "Ünï-🦀", "2026-12-24, 2026-12-31"}

// fillIn lets somebody deal with the form that came up in front of them: most
// fill it in and send it, some close it, some leave it there.
func (w *world) fillIn(who string) {
	v := w.slack.Modal(who)
	if v == nil {
		return
	}
	if w.chance(0.15) {
		_, err := w.slack.CloseModal(gone, who)
		w.did(who+" closes the form", err)
		return
	}
	fields := fakeslack.Fields{}
	for _, e := range v.Elements() {
		if e.InInput() && (!e.Optional || w.chance(0.3)) {
			if words := w.words(who, e); words != nil {
				fields[e.BlockID] = words
			}
		}
	}
	_, err := w.slack.Submit(gone, who, fields)
	w.did(fmt.Sprintf("%s submits %v", who, fields), err)
}

// words are what somebody puts into one element of a form; nil leaves it as it
// is.
func (w *world) words(who string, e blockkit.Element) []string {
	switch {
	case e.BlockID == "home_address":
		return []string{address(who)}
	case e.BlockID == "home_entry":
		return []string{"ring at " + secretWord}
	case e.BlockID == "area":
		return []string{pick(w.rand, []string{"Lehen", "Maxglan", "<!here>"})}
	}
	switch e.Type {
	case "plain_text_input":
		return []string{pick(w.rand, typed)}
	case "static_select", "radio_buttons":
		if len(e.Options) > 0 && w.chance(0.7) {
			return []string{pick(w.rand, e.Options).Value}
		}
	case "checkboxes":
		words := []string{}
		for _, o := range e.Options {
			if w.chance(0.7) {
				words = append(words, o.Value)
			}
		}
		return words
	case "datepicker":
		return []string{w.clock.Now().AddDate(0, 0, w.rand.IntN(40)-3).Format(time.DateOnly)}
	case "multi_users_select":
		if w.chance(0.2) {
			return []string{pick(w.rand, w.people)}
		}
		return []string{}
	}
	return nil
}

// addPlace adds a place to the catalogue, as people do: by the button below the
// list.
func (w *world) addPlace(who string) {
	w.types(who, "/cowork places")
	w.later(time.Second, func() {
		_, err := w.slack.Click(gone, who, "", "", "place_add")
		w.did(who+" clicks on place_add", err)
	})
	w.later(3*time.Second, func() { w.fillIn(who) })
}

// looksClosely lets somebody press something among the last messages that they
// see in their conversation with the bot, also those that only they see.
func (w *world) looksClosely(who string) {
	last, _ := w.slack.Latest(who, "", 3)
	slices.Reverse(last)
	for _, m := range last {
		if all := m.Elements(); len(all) > 0 {
			w.press(who, m.Channel, m.TS, pick(w.rand, all))
			return
		}
	}
}

// atHome lets somebody press something on their home tab.
func (w *world) atHome(who string) {
	v := w.slack.Home(who)
	if v == nil {
		return
	}
	all := v.Elements()
	if len(all) == 0 {
		return
	}
	e := pick(w.rand, all)
	_, err := w.slack.ClickHome(gone, who, e.ActionID, fakeslack.InBlock(e.BlockID))
	w.clicked(who, e)
	w.did(who+" clicks at home on "+e.ActionID, err)
}

// clicked keeps what somebody pressed, and what comes of it.
func (w *world) clicked(who string, e blockkit.Element) {
	duo := e.Value
	if e.ActionID == "checkin_place" {
		duo = e.BlockID[strings.LastIndex(e.BlockID, ":")+1:]
	}
	w.pressed[press{who, e.ActionID, duo}] = true
	if slices.Contains(opening, e.ActionID) {
		w.later(w.between(2*time.Second, 3*time.Minute), func() { w.fillIn(who) })
	}
}

// press is who pressed what about which duo.
type press struct{ who, action, duo string }
