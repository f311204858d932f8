package bot

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// What is not told by an event is found in the list of users: somebody was
// deactivated and Slack never got to say so.
func TestDeactivatedWithoutAWord(t *testing.T) {
	w := members(t, 2)
	w.until(firstDue)
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	w.slack.HoldEvents()
	if err := w.slack.Deactivate("U02"); err != nil {
		t.Fatal(err)
	}
	w.until(w.clock.Now().Add(acquaintEvery))
	if d := w.duosNow()[0]; d.State != pairing.Cancelled && d.Session.End.After(w.clock.Now()) {
		t.Errorf("the duo with somebody deactivated is %s", d.State)
	}
	if text := w.sees("U01", ""); !strings.Contains(text, "does not take place") {
		t.Errorf("the partner sees %s", text)
	}
}

// While Slack keeps the bot waiting for the list of users, what is due is done.
func TestTheListOfUsersHoldsUpNothing(t *testing.T) {
	w := members(t, 2)
	release := make(chan struct{})
	w.slack.Inject("users.list", -1, fakeslack.Held(release))
	defer close(release)
	before := len(w.slack.CallsOf("users.list"))
	w.stranger.Store(true)
	w.kick()
	w.await("the list of users is asked for", func() bool { return len(w.slack.CallsOf("users.list")) > before })
	w.clock.Set(firstDue)
	w.kick()
	w.await("the round opens", func() bool { n, _ := w.schedule(); return n == 1 })
	w.await("both are asked", func() bool {
		return strings.Contains(w.sees("U01", ""), "Accept") && strings.Contains(w.sees("U02", ""), "Accept")
	})
	w.acquaintance.mu.Lock()
	defer w.acquaintance.mu.Unlock()
	if !w.acquaintance.reading {
		t.Error("the list of users was not waited for")
	}
}

// Of a list of users on which nothing changed, nobody waits for the one writer
// of the store; it is read while nothing can be written, too.
func TestTheListOfUsersIsOnlyReadIfNothingChanged(t *testing.T) {
	w := members(t, 2)
	if _, err := w.Settle(soon(t)); err != nil {
		t.Fatal(err)
	}
	read := func() []slack.User {
		users, _, err := w.client.people(soon(t), "")
		if err != nil || len(users) < 2 {
			t.Fatalf("%d users, %v", len(users), err)
		}
		users, err = w.strangers(soon(t), users)
		if err != nil {
			t.Error(err)
		}
		return users
	}
	if err := w.store.Freeze(soon(t), true); err != nil {
		t.Fatal(err)
	}
	if changed := read(); len(changed) > 0 {
		t.Errorf("%d users changed, and none did", len(changed))
	}
	if next, again := w.readPage(soon(t), ""); next != "" || !again.Equal(w.now().Add(acquaintEvery)) {
		t.Errorf("the list is read again from %q on at %v", next, again)
	}
	if err := w.store.Freeze(soon(t), false); err != nil {
		t.Fatal(err)
	}
	if err := w.stop(); err != nil { // so that no event tells of it
		t.Fatal(err)
	}
	if err := w.slack.Rename("U01", "someone"); err != nil {
		t.Fatal(err)
	}
	if changed := read(); len(changed) != 1 || changed[0].ID != "U01" {
		t.Errorf("one was renamed, %d users changed", len(changed))
	}
	w.readPage(soon(t), "")
	if changed := read(); len(changed) > 0 {
		t.Errorf("%d users changed, and all of them were kept", len(changed))
	}
}

// Nor does it when the bot starts and a round is overdue, for more than a moment.
func TestTheListOfUsersHoldsUpNoStart(t *testing.T) {
	w := members(t, 2)
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	release := make(chan struct{})
	w.slack.Inject("users.list", -1, fakeslack.Held(release))
	defer close(release)
	w.clock.Set(firstDue)
	w.reborn(w.store)
	w.answers, w.ticks, w.timing.meet = w.handle, w.Tick, 20*time.Millisecond
	w.client = newClient(w.opt, time.Hour)
	w.start()
	w.await("the round opens", func() bool { n, _ := w.schedule(); return n == 1 })
}

// Thousands of people are read a page at a time, as often as Slack lets it be
// asked for.
func TestTheListOfUsersIsReadToItsEnd(t *testing.T) {
	r := newRig(t, func(g *rigging) { g.slack.NoRateLimits, g.ticks = false, nil })
	for i := range 3000 {
		r.slack.AddPerson(fakeslack.Person{ID: fmt.Sprintf("U1%04d", i), Name: fmt.Sprint("p", i)})
	}
	for range 60 {
		r.settle()
		r.clock.Advance(time.Second)
	}
	if n := len(r.slack.CallsOf("users.list")); n != 16 {
		t.Errorf("%d calls for 16 pages of 3,000 people", n)
	}
	if strings.Contains(r.log.String(), "cannot be read") {
		t.Error("Slack was asked too often")
	}
	var everybody []storage.Person
	if err := r.store.Read(t.Context(), func(tx *storage.Tx) (err error) { everybody, err = tx.People(); return err }); err != nil || len(everybody) < 3000 {
		t.Errorf("%d people are known (%v)", len(everybody), err)
	}
}

// A join works at once, whatever Slack says of the person later.
func TestJoinOfAStranger(t *testing.T) {
	w := newTown(t)
	w.slack.HoldEvents() // no team_join gets through
	w.slack.AddPerson(fakeslack.Person{ID: "U01", Name: "ann", TZ: "Asia/Tokyo"})
	w.slack.AddPerson(fakeslack.Person{ID: "U02", Name: "guest", TZ: "Asia/Tokyo", IsGuest: true})
	w.slack.Inject("users.info", 1, fakeslack.HTML(503))
	listed := make(chan struct{})
	w.slack.Inject("users.list", 1, fakeslack.Held(listed))
	w.says("U01", "/cowork join", "You are in")
	w.says("U02", "/cowork join", "You are in") // nobody knows yet that this is a guest
	close(listed)
	w.rest()
	var p storage.Person
	w.read(func(tx *storage.Tx) (err error) { p, err = tx.Person("U01"); return err })
	if p.TZ != "Asia/Tokyo" || !known(p) {
		t.Errorf("known is %+v", p)
	}
	var m storage.Membership
	w.read(func(tx *storage.Tx) (err error) { m, err = tx.Membership(1, "U02"); return err })
	if m.State != storage.Left {
		t.Errorf("a guest is %s", m.State)
	}
	w.says("U02", "/cowork join", "Guests are not paired")
}

// Whether somebody is an admin has to be asked of Slack, which does not answer:
// they are told so, whether the question failed or may not be put yet.
func TestAnAdminWhomNobodyDescribes(t *testing.T) {
	w := foundTown(t, func(s *rigging) { s.bot.Admins = nil })
	w.slack.HoldEvents()
	w.slack.AddPerson(fakeslack.Person{ID: "UADM", Name: "boss", TZ: "Europe/Vienna", Admin: true})
	w.slack.Inject("users.list", 1, fakeslack.RateLimited(60))
	w.slack.Inject("users.info", 1, fakeslack.RateLimited(60))
	w.typed("UADM", "/cowork admin plan")
	w.typed("UADM", "/cowork admin plan")
	w.rest()
	if text := w.ephemeral("UADM"); strings.Count(text, inEnglish(textSorry)) != 2 {
		t.Errorf("they read %q", text)
	}
	w.until(w.now().Add(5 * time.Minute))
	w.says("UADM", "/cowork admin plan", "Nobody has been written to")
}

func (w *town) read(f func(*storage.Tx) error) {
	w.t.Helper()
	if err := w.store.Read(context.Background(), f); err != nil {
		w.t.Fatal(err)
	}
}

// TestTrio lets the odd one make a trio, and goes on as two when one of three
// skips.
func TestTrio(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(3)...)
	err := h.store.Write(t.Context(), func(tx *storage.Tx) error {
		c, err := tx.Circle(1)
		if err != nil {
			return err
		}
		c.Rules.Trio = true
		_, err = tx.SaveCircle(c)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.until(firstDue)
	d := h.duoOf("U01")
	if len(d.Seats) != 3 {
		t.Fatalf("%s", pair(d))
	}
	h.clicks("U01", actAccept, string(d.ID))
	h.clicks("U02", actAccept, string(d.ID))
	if got := h.duoOf("U01"); got.State != pairing.Proposed {
		t.Errorf("two of three accepted: %s", got.State)
	}
	h.clicks("U03", actSkip, string(d.ID))
	two := h.duoOf("U01", pairing.Proposed)
	if len(two.Seats) != 2 || !two.Has("U02") {
		t.Errorf("those left of a trio: %s", pair(two))
	}
	h.until(firstDue.AddDate(0, 0, 7))
	h.everybodyAccepts()
	if got := h.duoOf("U01"); got.State != pairing.Confirmed || len(got.Seats) != 3 {
		t.Errorf("%s is %s", pair(got), got.State)
	}
	h.wants(fmt.Sprint(h.delivers()["U01,U02,U03"]), "N U01, N U02 and N U03, you work side by side")
}

// TestHomesAreShared checks what a duo reads about places after homes
// were used, through the whole of storage and pairing.
func TestHomesAreShared(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(2)...)
	err := h.store.Write(t.Context(), func(tx *storage.Tx) error {
		for _, who := range ids(2) {
			p := pairing.Defaults()
			p.Kinds, p.Hosting, p.HomesSoon = pairing.Home|pairing.Public|pairing.Remote, pairing.Gladly, true
			p.Area = pairing.Area{Label: "Town", Located: true, Lat: 47.8, Lon: 13.05}
			if err := tx.SaveProfile(pairing.MemberID(who), p, h.at); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	hosts := map[pairing.MemberID]int{}
	outings := 0
	for week := range 8 {
		h.until(firstDue.AddDate(0, 0, 7*week))
		h.everybodyAccepts()
		d := h.duoOf("U01")
		h.at = d.Session.End
		h.tick()
		for _, who := range ids(2) {
			h.clicks(who, actMet, string(d.ID))
		}
		switch d.Place.Kind {
		case pairing.Home:
			hosts[d.Place.Host]++
		default:
			outings++
		}
	}
	if hosts["U01"] != hosts["U02"] || outings != 2 {
		t.Errorf("in 8 weeks they hosted %v and went out %d times, want an outing after each 3 at home and as many times each", hosts, outings)
	}
}

// Many new people come at once, and each is asked about in vain no more often
// than Slack allows: the list of users tells of the rest.
func TestACrowdOfNewPeople(t *testing.T) {
	r := newRig(t, onMondays)
	r.settle() // who is there is known
	r.start()
	r.connected(r.opt.Connections)
	var crowd []string
	for i := range 120 {
		id := fmt.Sprintf("U1%03d", i)
		r.slack.AddPerson(fakeslack.Person{ID: id, Name: "p" + id, TZ: "Europe/Paris", Locale: "fr-FR"})
		crowd = append(crowd, id)
	}
	for _, id := range crowd {
		r.typed(id, "/cowork")
	}
	r.settle()
	for _, method := range []string{"users.info", "users.list"} {
		for _, c := range r.slack.CallsOf(method) {
			if c.Status == http.StatusTooManyRequests {
				t.Fatalf("%s is called more often than Slack allows", method)
			}
		}
	}
	r.clock.Advance(time.Minute) // the list is read again
	r.settle()
	for _, id := range crowd {
		var p storage.Person
		if err := r.store.Read(t.Context(), func(tx *storage.Tx) (err error) { p, err = tx.Person(pairing.MemberID(id)); return err }); err != nil {
			t.Fatal(err)
		}
		if !known(p) || p.Locale != "fr-FR" {
			t.Fatalf("of %s the bot knows %+v", id, p)
		}
	}
}
