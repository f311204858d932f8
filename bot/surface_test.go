package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"
)

func TestProfileModal(t *testing.T) {
	w := members(t, 2)
	w.says("U01", "/cowork profile")
	w.rest()
	if w.slack.Modal("U01") == nil {
		t.Fatal("no modal opens")
	}
	reply, err := w.slack.Submit(soon(t), "U01", fakeslack.Fields{askPoint: {"here and there"}, askExcept: {"sometimes"}, askOwnField: {hostile}})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(reply.Errors[askPoint], "latitude") || !strings.Contains(reply.Errors[askExcept], "sometimes") || w.slack.Modal("U01") == nil {
		t.Fatalf("errors %v", reply.Errors)
	}
	if reply, err = w.slack.Submit(soon(t), "U01", fakeslack.Fields{
		askPoint: {"47.8095, 13.0550"}, askExcept: {"Fri 9-13, Wed off"}, askArea: {hostile}, askAvoid: {"U02"},
	}); err != nil || len(reply.Errors) > 0 {
		t.Fatalf("%v %v", reply.Errors, err)
	}
	w.rest()
	if w.slack.Modal("U01") != nil {
		t.Error("the modal is still open")
	}
	var p pairing.Profile
	var avoids []pairing.MemberID
	if err := w.store.Read(t.Context(), func(tx *storage.Tx) (err error) {
		if p, err = tx.Profile("U01"); err != nil {
			return err
		}
		avoids, err = tx.Says("U01", storage.Avoid)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if p.Area.Lat != 47.81 || p.Area.Lon != 13.06 && p.Area.Lon != 13.05 || p.Area.Label != hostile || p.Field != hostile {
		t.Errorf("saved %+v", p)
	}
	if p.Week[time.Friday] != (pairing.Hours{From: 540, Until: 780}) || !p.Week[time.Wednesday].Off() {
		t.Errorf("saved week %v", p.Week)
	}
	if !slices.Equal(avoids, []pairing.MemberID{"U02"}) {
		t.Errorf("avoids %v", avoids)
	}
	w.says("U01", "/cowork avoid", "You avoid @nu02")
}

func TestAdminsAlone(t *testing.T) {
	w := members(t, 4)
	w.slack.AddPerson(fakeslack.Person{ID: "UBOSS", Name: "boss", TZ: "Europe/Vienna"})
	w.rest()
	w.says("U01", "/cowork admin run", "Only admins")
	w.says("U01", "/cowork admin plan", "Only admins")
	w.says("UBOSS", "/cowork admin plan", "2 duos", "nobody rests", "Nobody has been written to", "Why:")
	if len(w.invited(ids(4))) > 0 {
		t.Error("a preview writes to people")
	}
	w.says("UBOSS", "/cowork admin run", "writes to 4 people")
	w.clicks("UBOSS", "Open a round now")
	if got := w.invited(ids(4)); len(got) != 4 {
		t.Errorf("%v are invited", got)
	}
	if n := w.rounds(); n != 1 {
		t.Errorf("%d rounds", n)
	}
	w.until(firstDue)
	if n := w.rounds(); n != 1 {
		t.Errorf("%d rounds: the scheduled one, hours later, doubles the one that an admin opened", n)
	}
	w.until(firstDue.AddDate(0, 0, 7))
	if n := w.rounds(); n != 2 {
		t.Errorf("%d rounds", n)
	}
}

func (w *town) rounds() (n int) {
	w.t.Helper()
	if err := w.store.Read(w.t.Context(), func(tx *storage.Tx) (err error) { n, err = tx.LastNumber(1); return err }); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestWhoIsNotPaired(t *testing.T) {
	w := newTown(t,
		fakeslack.Person{ID: "UGUEST", Name: "guest", IsGuest: true},
		fakeslack.Person{ID: "UGONE", Name: "gone", Deleted: true},
		fakeslack.Person{ID: "U01", Name: "ann", TZ: "Asia/Tokyo"},
	)
	w.says("UGUEST", "/cowork join", "Guests are not paired")
	w.says("U01", "/cowork join", "You are in", "Monday 23 November at 18:00")
	w.slack.AddPerson(fakeslack.Person{ID: "UNEW", Name: "new", TZ: "Europe/Vienna"})
	w.rest()
	w.says("UNEW", "/cowork join", "Monday 23 November at 10:00")
	if err := w.slack.Deactivate("UNEW"); err != nil {
		t.Fatal(err)
	}
	w.rest()
	w.until(firstDue)
	if text := w.sees("U01", ""); !strings.Contains(text, "Nobody fits you") {
		t.Errorf("sees %s", text)
	}
	if got := w.invited([]string{"UNEW", "UGUEST"}); len(got) > 0 {
		t.Errorf("%v are invited", got)
	}
}

func TestHomeTab(t *testing.T) {
	w := members(t, 2)
	if _, err := w.slack.OpenHome(soon(t), "U01"); err != nil {
		t.Fatal(err)
	}
	w.rest()
	w.until(firstDue)
	if _, err := w.slack.OpenHome(soon(t), "U01"); err != nil {
		t.Fatal(err)
	}
	w.rest()
	if _, err := w.slack.ClickHome(soon(t), "U01", "Accept"); err != nil {
		t.Fatal(err)
	}
	w.rest()
	if home := w.slack.Home("U01"); home == nil || !strings.Contains(home.Text, "You accepted a day with") {
		t.Errorf("the home tab is %v", home)
	}
	if text := w.sees("U01", ""); !strings.Contains(text, "I tell you as soon as") {
		t.Errorf("the invitation is %s", text)
	}
}
