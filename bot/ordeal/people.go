package ordeal

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cowork/bot/fakeslack"
	"cowork/bot/fakeslack/blockkit"
)

// agenda is what will happen, by time and then in the order in which it was
// written down.
type agenda struct {
	items []item
	count int
}

type item struct {
	at    time.Time
	order int
	do    func()
}

func (a *agenda) Len() int { return len(a.items) }
func (a *agenda) Less(i, j int) bool {
	if !a.items[i].at.Equal(a.items[j].at) {
		return a.items[i].at.Before(a.items[j].at)
	}
	return a.items[i].order < a.items[j].order
}
func (a *agenda) Swap(i, j int) { a.items[i], a.items[j] = a.items[j], a.items[i] }
func (a *agenda) Push(x any)    { a.items = append(a.items, x.(item)) }
func (a *agenda) Pop() any {
	last := a.items[len(a.items)-1]
	a.items = a.items[:len(a.items)-1]
	return last
}

// later writes something into the agenda.
func (w *world) later(wait time.Duration, do func()) {
	w.agenda.count++
	heap.Push(&w.agenda, item{w.clock.Now().Add(wait), w.agenda.count, do})
}

// between draws a time.
func (w *world) between(least, most time.Duration) time.Duration {
	return least + time.Duration(w.rand.Int64N(int64(most-least)))
}

// secretWord is in what people type that nobody else may ever read in a log or
// in the metadata of a message.
const secretWord = "Kastaniengasse"

// wicked are names that would do something if they were markup.
var wicked = []string{"<!channel>", "Ann <!here|x>", "*Bold* & _more_", "<@U2|you>", "<https://evil.example|Bob>", "&lt;!everyone&gt;", `Q"uote \ {}`, "Ünï-🦀", "a`b`"}

var homes = []string{"Europe/Vienna", "Europe/London", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Europe/Vienna", "Europe/Vienna"}

// populate puts the first people into the workspace, and what they will do
// into the agenda.
func (w *world) populate() {
	n := w.year.People
	if n == 0 {
		n = w.size()
	}
	w.most = n + 1 + n/3
	for range n {
		w.arrive()
	}
	for i := range w.rand.IntN(3) { // somebody adds a place or two to the catalogue
		w.later(time.Duration(9+i)*time.Hour, func() { w.addPlace(w.people[0]) })
	}
	w.slack.AddPerson(fakeslack.Person{ID: "UROBOT", Name: "robot", IsBot: true})
	w.slack.AddPerson(fakeslack.Person{ID: "UGUEST", Name: "guest", IsGuest: true})
	w.people = append(w.people, "UGUEST")
	w.later(time.Hour, func() { w.types("UGUEST", "/cowork join") })
	w.later(w.between(time.Hour, 48*time.Hour), w.daily)
}

// size draws how many people there are. Most workspaces are small: what can go
// wrong between people goes wrong between few, and a year of few is soon played.
func (w *world) size() int {
	switch r := w.rand.Float64(); {
	case r < 0.70:
		return 2 + w.rand.IntN(4)
	case r < 0.94:
		return 6 + w.rand.IntN(5)
	case r < 0.99:
		return 11 + w.rand.IntN(6)
	}
	return 30
}

// arrive brings somebody new, who joins soon, or not.
func (w *world) arrive() {
	id := fmt.Sprintf("U%02d", len(w.people)+1)
	name := fmt.Sprintf("p%02d", len(w.people)+1)
	if !w.calm && w.chance(0.2) {
		name = pick(w.rand, wicked)
	}
	w.slack.AddPerson(fakeslack.Person{ID: id, Name: name, TZ: pick(w.rand, homes), Admin: len(w.people) == 0, Locale: pick(w.rand, []string{"en-US", "de-AT"})})
	w.people = append(w.people, id)
	w.note("%s is there, called %s", id, name)
	if w.chance(0.8) {
		w.later(w.between(7*time.Hour, 9*time.Hour), func() { w.describe(id) })
	}
	if w.chance(0.9) {
		w.later(w.between(time.Minute, 6*time.Hour), func() {
			w.types(id, pick(w.rand, []string{"/cowork join", "/cowork join", "/cowork join", "/cowork try"}))
		})
	}
}

// address is where somebody lives. Only a partner may read it, in the
// conversation of the two, until the session is over.
func address(who string) string { return secretWord + " 7, flat of " + who }

// describe fills in the profile of somebody who lets partners visit.
func (w *world) describe(who string) {
	w.types(who, "/cowork profile")
	w.later(time.Second, func() {
		_, err := w.slack.Submit(gone, who, fakeslack.Fields{
			"area": {"Lehen"}, "kinds": {"1", "2"}, "homes_soon": {"yes"}, "hosting": {"2"}, "home_offers": {"1"},
			"home_address": {address(who)}, "home_entry": {"ring at " + secretWord}, "home_share": {"yes"},
		})
		w.did(who+" describes their home", err)
	})
}

// daily is what happens on one day.
func (w *world) daily() {
	for range w.rand.IntN(2) {
		w.later(w.between(0, 24*time.Hour), w.somebodyActs)
	}
	if !w.calm {
		w.trouble()
	}
	w.later(w.between(18*time.Hour, 30*time.Hour), w.daily)
}

// gone is the context of somebody who does not wait for the answer.
var gone = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

// did notes what somebody did. The error is for what they could not do.
func (w *world) did(what string, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		what += ", which did not work: " + err.Error()
	}
	w.note("%s", what)
}

func (w *world) types(who, text string) {
	_, err := w.slack.Type(gone, who, "", text)
	w.did(who+" types "+text, err)
	switch {
	case text == "/cowork profile" && w.chance(0.7):
		w.later(w.between(2*time.Second, 3*time.Minute), func() { w.fillIn(who) })
	case w.chance(0.2) || strings.HasPrefix(text, "/cowork places") || text == "/cowork forget me":
		w.later(w.between(2*time.Second, 3*time.Minute), func() { w.looksClosely(who) })
	}
}

var commands = []string{
	"/cowork", "/cowork status", "/cowork why", "/cowork history", "/cowork help", "/cowork places", "/cowork profile", "/cowork skip",
	"/cowork skip", "/cowork pause 2 weeks", "/cowork pause", "/cowork resume", "/cowork resume", "/cowork join", "/cowork join", "/cowork join",
	"/cowork leave", "/cowork try", "/cowork jion", "/cowork <!channel> *hi*", "/cowork pause until the cows come home", "/cowork admin run", "/cowork admin plan",
	"/cowork avoid", "/cowork with", "/cowork avoid off", "/cowork places", "/cowork admin places", "/cowork forget me",
}

// somebodyActs lets one person do one thing.
func (w *world) somebodyActs() {
	who := pick(w.rand, w.people)
	switch n := w.rand.IntN(20); {
	case n < 9:
		text := pick(w.rand, commands)
		if w.chance(0.15) {
			text = pick(w.rand, []string{"/cowork avoid ", "/cowork with ", "/cowork avoid ", "/cowork avoid nobody "}) + "<@" + pick(w.rand, w.people) + ">"
		}
		w.types(who, text)
	case n < 10:
		_, err := w.slack.OpenHome(gone, who)
		w.did(who+" opens the home tab", err)
		w.later(time.Minute, func() { w.atHome(who) })
	case n < 11:
		w.fillIn(who)
	case n < 14:
		w.looksClosely(who)
	case len(w.letters) > 0: // somebody clicks on something old, perhaps not theirs
		l := pick(w.rand, w.letters)
		e := pick(w.rand, l.elements)
		if in := w.members[l.channel]; len(in) > 0 && w.chance(0.7) {
			w.press(pick(w.rand, in), l.channel, l.ts, e)
		} else {
			w.press(who, "", l.ts, e)
		}
	}
}

// press sends a click, whether or not the element is still there.
func (w *world) press(who, channel, ts string, e blockkit.Element) {
	var how []fakeslack.How
	if len(e.Options) > 0 {
		how = append(how, fakeslack.Choose(pick(w.rand, e.Options).Value))
	}
	_, err := w.slack.Press(gone, who, channel, ts, e, how...)
	w.did(fmt.Sprintf("%s clicks on %s", who, e.ActionID), err)
	w.clicked(who, e)
}

// expectAnswers lets the readers of a new message do something about it.
func (w *world) expectAnswers(l letter) {
	for _, who := range w.members[l.channel] {
		has := func(id string) (blockkit.Element, bool) {
			i := slices.IndexFunc(l.elements, func(e blockkit.Element) bool { return e.ActionID == id })
			if i < 0 {
				return blockkit.Element{}, false
			}
			return l.elements[i], true
		}
		var e blockkit.Element
		var is bool
		wait := w.between(time.Minute, 30*time.Hour)
		for _, would := range w.inclined() {
			if e, is = has(would); is {
				break
			}
		}
		if !is {
			continue
		}
		w.later(wait, func() { w.press(who, l.channel, l.ts, e) })
		if !w.calm && w.chance(0.1) { // impatient: twice in the same moment, or another one
			again := pick(w.rand, l.elements)
			if w.chance(0.7) {
				again = e
			}
			w.later(wait, func() { w.fell("a double click"); w.press(who, l.channel, l.ts, again) })
		}
	}
}

// inclined is what somebody is ready to press, whichever of it is there.
func (w *world) inclined() []string {
	switch r := w.rand.Float64(); {
	case r < 0.68:
		return []string{"duo_accept", "checkin_met", "wish_agree"}
	case r < 0.80:
		return []string{"duo_skip", "checkin_missed", "duo_place"}
	case r < 0.84:
		return []string{"duo_cancel", "checkin_place"}
	case r < 0.88:
		return []string{"duo_place", "checkin_place"}
	case r < 0.91:
		return []string{"duo_day", "checkin_place"}
	case r < 0.94:
		return []string{"duo_idea", "checkin_place"}
	case r < 0.96:
		return []string{"duo_home", "duo_accept", "checkin_met"}
	}
	return nil // silent
}
