package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"
)

// TestHomeIsNeverStale changes the state from elsewhere, in every way that
// concerns somebody, and looks at their home tab.
func TestHomeIsNeverStale(t *testing.T) {
	w := members(t, 2)
	for _, who := range ids(2) {
		w.opensHome(who)
		w.homeHas(who, "You are taking part.", "Next round: Monday 23 November at 10:00")
	}
	w.until(firstDue) // a round opens
	w.homeHas("U01", "You have a match: @nu02", "Why: first time together", "[ Accept ]")
	w.clicks("U01", "Accept") // in the direct message
	w.homeHas("U01", "You accepted a day with @nu02")
	w.homeHas("U02", "It waits for your answer")
	w.atHome("U02", "Accept") // on the other's tab
	for _, who := range ids(2) {
		w.homeHas(who, "You work with @nu0", "[ Something came up ]")
	}
	w.until(w.duosNow()[0].Session.End.Add(-time.Hour))
	w.homeHas("U01", "You work with")
	w.until(w.duosNow()[0].Session.End) // by time alone
	w.homeHas("U01", "Did you and @nu02 work together", "[ Yes, we did ]")
	w.atHome("U01", "Yes, we did")
	w.clicks("U02", "Yes, we did") // the check-in of the other one settles it
	w.homeHas("U01", "One day side by side so far, with 1 person.", "@nu02, on ")
	if strings.Contains(w.home("U01"), "[ Yes, we did ]") {
		t.Errorf("asked again: %s", w.home("U01"))
	}
	w.tells("U01", "/cowork pause 1 week")
	w.homeHas("U01", "You are paused until")
	w.until(w.clock.Now().Add(8 * 24 * time.Hour)) // the pause ends by time alone
	if strings.Contains(w.home("U01"), "paused") {
		t.Errorf("after the pause: %s", w.home("U01"))
	}
	w.tells("U01", "/cowork leave")
	w.homeHas("U01", "Working at home alone gets lonely.", "[ Join ]", "[ Try one round ]", "One day side by side")
	w.atHome("U01", "Try one round")
	w.homeHas("U01", "You are trying it out for one round")
	if err := w.store.Write(t.Context(), func(tx *storage.Tx) error { // another process brings in places
		p, err := tx.Profile("U01")
		if err != nil {
			return err
		}
		p.Area = pairing.Area{Located: true, Lat: 47.8, Lon: 13.04}
		if err := tx.SaveProfile("U01", p, w.now()); err != nil {
			return err
		}
		_, err = tx.SaveVenue(storage.Venue{Venue: pairing.Venue{Name: "Café Linde", Type: pairing.Cafe, Area: pairing.Area{Located: true, Lat: 47.81, Lon: 13.05}}}, w.now())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	w.rest()
	w.homeHas("U01", "Café Linde, café", "about 1 km from you")
}

// TestHomeWhenAWishLapses: a wish to stay that was not answered in four weeks is
// gone from the home tab in that moment, though nothing else happens then.
func TestHomeWhenAWishLapses(t *testing.T) {
	w, _ := settledDuo(t)
	w.opensHome("U01")
	w.until(w.clock.Now().Add(3 * time.Hour)) // rounds open at another hour
	w.clicks("U01", "Stay together for some weeks")
	w.clicks("U01", "2 rounds")
	lapses := w.clock.Now().Add(stayWishLasts)
	w.homeHas("U01", "You would like to stay")
	w.tells("U01", "/cowork pause")
	w.until(lapses.Add(-time.Minute))
	w.homeHas("U01", "You would like to stay")
	before := w.published("U01")
	w.clock.Set(lapses.Add(time.Second))
	w.rest()
	if text := w.home("U01"); strings.Contains(text, "You would like to stay") || w.published("U01") == before {
		t.Errorf("after four weeks the home tab says %s", text)
	}
}

func TestHomeShowsThatAMatchFell(t *testing.T) {
	w := members(t, 3)
	for _, who := range ids(3) {
		w.opensHome(who)
	}
	w.until(firstDue)
	d := w.duosNow()[0]
	a, b := string(d.Seats[0].Member), string(d.Seats[1].Member)
	w.clicks(a, "Accept")
	w.clicks(b, "Accept")
	w.homeHas(a, "You work with @n"+strings.ToLower(b))
	w.atHome(b, "Something came up")
	if view := w.slack.Modal(b); view == nil || !strings.Contains(view.Text, "The session is off") {
		t.Errorf("%s reads %v", b, view)
	}
	if text := w.home(a); strings.Contains(text, "@n"+strings.ToLower(b)) {
		t.Errorf("the partner still sees\n%s", text)
	}
	rested := "U01"
	for _, who := range ids(3) {
		if who != a && who != b {
			rested = who
		}
	}
	w.homeHas(a, "You have a match: @n"+strings.ToLower(rested))
	w.homeHas(rested, "You have a match: @n"+strings.ToLower(a))
}

// TestHomeIsPublishedWhenItChanged counts the calls.
func TestHomeIsPublishedWhenItChanged(t *testing.T) {
	w := members(t, 3)
	w.until(firstDue.Add(time.Hour))
	if n := w.published(""); n > 0 {
		t.Errorf("%d home tabs were published before anybody opened theirs", n)
	}
	w.opensHome("U01")
	if n := w.published(""); n != 1 {
		t.Errorf("published %d times after one was opened", n)
	}
	for range 3 {
		w.opensHome("U01")
		w.tells("U01", "/cowork why")
		w.tells("U01", "/cowork avoid @nu03")
		w.tells("U01", "/cowork avoid nobody")
		w.tells("U01", "/cowork with @nu03")
	}
	before := w.published("U01")
	if before > 2 { // once again if avoiding called the match off
		t.Errorf("published %d times, and nothing changed", before)
	}
	w.tells("U01", "/cowork pause")
	if n := w.published("U01"); n != before+1 {
		t.Errorf("published %d times for one change", n-before)
	}
	w.tells("U01", "/cowork resume")
	w.tells("U01", "/cowork pause")
	w.tells("U01", "/cowork resume")
	if n := w.published("U02") + w.published("U03"); n > 0 {
		t.Errorf("%d were published for people who never opened theirs", n)
	}
}

// TestHomeSurvivesARestart ends the bot between a change and its publishing,
// and before and after it.
func TestHomeSurvivesARestart(t *testing.T) {
	r := newRig(t)
	again := func() *Bot {
		t.Helper()
		opt := r.opt
		opt.Driven, opt.Now = true, r.clock.Now
		b, err := New(opt)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	rest := func(b *Bot) {
		t.Helper()
		if _, err := b.Settle(soon(t)); err != nil {
			t.Fatal(err)
		}
		b.client.http.CloseIdleConnections()
	}
	calls := func() (n int) {
		for _, c := range r.slack.Calls() {
			if c.Method == publishMethod {
				n++
			}
		}
		return n
	}
	b := again()
	opened := Envelope{ID: "e1", Key: "e1", Kind: Happening, Person: "U1", Event: &Event{Type: HomeOpened, Tab: "home"}}
	if _, err := b.handle(t.Context(), opened); err != nil {
		t.Fatal(err)
	}
	b.client.http.CloseIdleConnections() // and here it dies

	rest(again())
	if view := r.slack.Home("U1"); view == nil || calls() != 1 {
		t.Fatalf("after a restart the tab is %v, published %d times", view, calls())
	}
	rest(again())
	if calls() != 1 {
		t.Errorf("published %d times, and nothing changed", calls())
	}
	b = again()
	if err := b.store.Write(t.Context(), func(tx *storage.Tx) error { return tx.LookAtTab("U1") }); err != nil { // it dies while it looks
		t.Fatal(err)
	}
	rest(again())
	if calls() != 1 {
		t.Errorf("published %d times: what is there is right", calls())
	}
	enrol(t, b, "U1")
	if err := b.store.Write(t.Context(), func(tx *storage.Tx) error { // it dies while it publishes
		if err := tx.LookAtTab("U1"); err != nil {
			return err
		}
		return tx.ChangeTab("U1")
	}); err != nil {
		t.Fatal(err)
	}
	b.client.http.CloseIdleConnections()
	rest(again())
	if view := r.slack.Home("U1"); calls() != 2 || !strings.Contains(view.Text, "You are taking part") {
		t.Errorf("published %d times; the tab is %s", calls(), view.Text)
	}
}

// enrol lets somebody join without a socket.
func enrol(t *testing.T, b *Bot, who pairing.MemberID) {
	t.Helper()
	err := b.atDesk(t.Context(), b.now(), func(d *desk) error {
		return d.tx.SaveMembership(storage.Membership{Circle: d.circle.ID, Person: who, State: storage.Active, JoinedAt: d.now})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestHomeWithTrouble has Slack lose, delay and refuse views.
func TestHomeWithTrouble(t *testing.T) {
	for name, fault := range map[string]fakeslack.Fault{
		"stored, then timed out": fakeslack.StoredThenTimedOut(),
		"reset before":           fakeslack.ResetBefore(),
		"status 500":             fakeslack.HTML(500),
		"rate limited":           fakeslack.RateLimited(20),
	} {
		t.Run(name, func(t *testing.T) {
			w := members(t, 2)
			w.client = newClient(w.opt, 200*time.Millisecond)
			w.opensHome("U01")
			w.slack.Inject(publishMethod, 2, fault)
			w.tells("U01", "/cowork pause")
			w.homeHas("U01", "You are paused until you come back.")
			w.tells("U01", "/cowork resume")
			w.homeHas("U01", "You are taking part.")
		})
	}
}

// TestHomeOfAnOlderDatabase has another view in Slack than the one that was
// published last: a backup was put back, or an attempt arrived late.
func TestHomeOfAnOlderDatabase(t *testing.T) {
	w := members(t, 1)
	w.opensHome("U01")
	strange := func() {
		view := homeView(Tab{})
		if _, err := w.client.publishView(t.Context(), "U01", "", view); err != nil {
			t.Fatal(err)
		}
		w.homeHas("U01", "[ Join ]")
	}
	strange()
	w.tells("U01", "/cowork pause") // the hash is not the one that is there
	w.homeHas("U01", "You are paused until you come back.")
	strange()
	w.opensHome("U01") // Slack says which one is there
	w.homeHas("U01", "You are paused until you come back.")
}

func TestPauseUntilADayThatIsPicked(t *testing.T) {
	w := members(t, 1)
	w.opensHome("U01")
	w.atHome("U01", "Pause until …", fakeslack.Choose("2026-12-24"))
	w.homeHas("U01", "You are paused until Thursday 24 December 2026.", "[ Come back ]")
	w.atHome("U01", "Pause until …", fakeslack.Choose("2026-11-01"))
	if view := w.slack.Modal("U01"); view == nil || !strings.Contains(view.Text, "That day is not ahead of us") {
		t.Errorf("a day that has passed is answered with %v", view)
	}
	w.homeHas("U01", "You are paused until Thursday 24 December 2026.")
	w.atHome("U01", "Come back")
	w.homeHas("U01", "You are taking part.")
	w.atHome("U01", "Leave")
	w.homeHas("U01", "[ Join ]")
}

// TestHomeOfSomebodyForgotten has nothing about them left on it.
func TestHomeOfSomebodyForgotten(t *testing.T) {
	w := members(t, 2)
	w.opensHome("U01")
	w.opensHome("U02")
	w.until(firstDue)
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	w.until(firstDue.AddDate(0, 0, 3))
	w.clicks("U01", "Yes, we did")
	w.clicks("U02", "Yes, we did")
	w.homeHas("U02", "@nu01, on ")
	w.tells("U01", "/cowork forget me")
	for _, m := range w.slack.Ephemeral("U01", "") {
		for _, e := range m.Elements() {
			if e.Label == "Forget me" {
				if _, err := w.slack.Press(soon(t), "U01", m.Channel, m.TS, e); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	w.rest()
	w.homeHas("U01", "[ Join ]")
	if text := w.home("U01"); strings.Contains(text, "nu02") || strings.Contains(text, "side by side so far") {
		t.Errorf("the tab still says\n%s", text)
	}
	w.homeHas("U02", "somebody who has left, on ")
}

// TestHomesAreBroughtUpToDateAtTheirPace has more tabs than Slack takes at once.
func TestHomesAreBroughtUpToDateAtTheirPace(t *testing.T) {
	const people = 130
	r := newRig(t, func(g *rigging) { g.slack.NoRateLimits = false; g.answers, g.ticks = nil, nil })
	for i := range people {
		id := fmt.Sprintf("U9%03d", i)
		r.slack.AddPerson(fakeslack.Person{ID: id, Name: id})
		opened := Envelope{ID: id, Key: id, Kind: Happening, Person: id, Event: &Event{Type: HomeOpened, Tab: "home"}}
		if _, err := r.handle(t.Context(), opened); err != nil {
			t.Fatal(err)
		}
	}
	began := r.clock.Now()
	r.settle()
	refused, n := 0, 0
	for _, c := range r.slack.Calls() {
		if c.Method != publishMethod {
			continue
		}
		n++
		if !c.OK {
			refused++
		}
	}
	if n != people || refused > 0 {
		t.Errorf("%d calls for %d tabs, %d of them refused", n, people, refused)
	}
	if took := r.clock.Now().Sub(began); took < time.Minute || took > 2*time.Minute {
		t.Errorf("it took %v; Slack allows 100 in a minute", took)
	}
}
