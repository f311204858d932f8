package bot

import (
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// settledDuo is a town of two whose match is settled, and their conversation.
func settledDuo(t *testing.T) (*town, string) {
	t.Helper()
	w := members(t, 2)
	w.until(firstDue)
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	return w, w.between(ids(2)...)
}

// theDuo is the one duo of the town.
func (w *town) theDuo() (duo storage.Duo) {
	w.t.Helper()
	w.write(func(tx *storage.Tx) error {
		all, err := tx.HistoryOf("U01", 1)
		if len(all) == 1 {
			duo = all[0]
		}
		return err
	})
	return duo
}

func TestAnotherPlaceWaitsForThePartner(t *testing.T) {
	w, talk := settledDuo(t)
	before := w.theDuo()
	w.clicks("U01", "Another place")
	if got := w.theDuo(); got.Place != before.Place {
		t.Errorf("one of them alone changed the place to %v", got.Place)
	}
	w.clicks("U01", "That suits me") // their own
	if got := w.theDuo(); got.Place != before.Place {
		t.Errorf("a wish agreed to itself: %v", got.Place)
	}
	m, e := w.button("U02", "That suits me")
	w.clicks("U02", "That suits me")
	now := w.theDuo()
	if now.Place == before.Place {
		t.Error("both agree, and nothing changed")
	}
	for _, who := range ids(2) {
		if text := w.sees(who, talk); !strings.Contains(text, "It is settled: another place") || strings.Contains(text, "That suits me") {
			t.Errorf("%s sees %s", who, text)
		}
	}
	reply, err := w.slack.Press(soon(t), "U02", m.Channel, m.TS, e) // again, on an old page
	if err != nil {
		t.Fatal(err)
	}
	w.rest()
	text := reply.Text()
	for _, m := range w.slack.Ephemeral("U02", talk) {
		text += m.Text
	}
	if !strings.Contains(text, "settled or no longer counts") || w.theDuo().Place != now.Place {
		t.Errorf("a second click: %s", text)
	}
}

func TestANewerWishTakesThePlaceOfAnOlder(t *testing.T) {
	w, talk := settledDuo(t)
	w.clicks("U01", "Another place")
	m, e := w.button("U02", "That suits me")
	w.clicks("U02", "Our own idea")
	if _, err := w.slack.Submit(soon(t), "U02", fakeslack.Fields{askIdea: {"the <!channel> canteen"}}); err != nil {
		t.Fatal(err)
	}
	w.rest()
	if text := w.sees("U01", talk); !strings.Contains(text, "the <!channel> canteen: your own idea") || !strings.Contains(text, "no longer counts") {
		t.Errorf("the other sees %s", text)
	}
	before := w.theDuo().Place
	if _, err := w.slack.Press(soon(t), "U02", m.Channel, m.TS, e); err != nil { // the older one
		t.Fatal(err)
	}
	w.rest()
	if w.theDuo().Place != before {
		t.Error("a wish that no longer counts came true")
	}
	w.clicks("U01", "That suits me")
	if text := w.sees("U02", talk); !strings.Contains(text, "Where: the <!channel> canteen") {
		t.Errorf("the confirmation is %s", text)
	}
	w.says("U01", "/cowork places", "I know no places yet") // it is in no catalogue
	w.until(firstDue.AddDate(0, 0, 4))
	w.clicks("U01", "Yes, we did")
	if text := w.sees("U01", ""); !strings.Contains(text, "the <!channel> canteen") && !strings.Contains(text, "the ‹!channel› canteen") {
		t.Errorf("the check-in is %s", text)
	}
}

func TestAnotherDayMovesWhatIsOwed(t *testing.T) {
	w, talk := settledDuo(t)
	before := w.theDuo().Session
	w.clicks("U01", "Another day")
	reply, err := w.slack.Submit(soon(t), "U01", fakeslack.Fields{askDay: {before.Start.Format(time.DateOnly)}})
	if err != nil || !strings.Contains(reply.Errors[askDay], "already") {
		t.Errorf("the same day: %v, %v", reply.Errors, err)
	}
	if reply, err = w.slack.Submit(soon(t), "U01", fakeslack.Fields{askDay: {"2020-01-01"}}); err != nil || reply.Errors[askDay] == "" {
		t.Errorf("a day of the past: %v, %v", reply.Errors, err)
	}
	later := before.Start.AddDate(0, 0, 2)
	if reply, err = w.slack.Submit(soon(t), "U01", fakeslack.Fields{askDay: {later.Format(time.DateOnly)}}); err != nil || len(reply.Errors) > 0 {
		t.Fatal(reply.Errors, err)
	}
	w.rest()
	w.clicks("U02", "That suits me")
	now := w.theDuo()
	if !now.Session.Start.Equal(later) || now.Session.End.Sub(now.Session.Start) != before.End.Sub(before.Start) {
		t.Errorf("the session is from %v to %v", now.Session.Start, now.Session.End)
	}
	if text := w.sees("U02", ""); !strings.Contains(text, readsAda.day(later)) {
		t.Errorf("the invitation says %s", text)
	}
	w.until(before.End.Add(time.Hour))
	if text := w.sees("U02", "") + w.sees("U02", talk); strings.Contains(text, "Tomorrow with") || strings.Contains(text, "Did you and") {
		t.Errorf("on the old day: %s", text)
	}
	w.until(now.Session.End.Add(time.Hour))
	for _, who := range ids(2) {
		if text := w.sees(who, ""); strings.Count(text, "Tomorrow with") != 1 || strings.Count(text, ": "+readsAda.day(later)+", 09:00 to 17:00. Where") != 1 {
			t.Errorf("%s is reminded: %s", who, text)
		}
	}
	if text := w.sees("U02", ""); !strings.Contains(text, "work together on "+readsAda.day(later)) {
		t.Errorf("the check-in: %s", text)
	}
}

func TestAWishGoesWithItsSession(t *testing.T) {
	w, talk := settledDuo(t)
	w.clicks("U01", "Another place")
	m, e := w.button("U02", "That suits me")
	w.clicks("U01", "Something came up")
	if text := w.sees("U02", talk); strings.Contains(text, "That suits me") {
		t.Errorf("a session that is off can be moved: %s", text)
	}
	if _, err := w.slack.Press(soon(t), "U02", m.Channel, m.TS, e); err != nil {
		t.Fatal(err)
	}
	w.rest()
	if got := w.theDuo(); got.State != pairing.Cancelled {
		t.Errorf("it is %s", got.State)
	}
}

// TestOnlyTheDuoAgrees: the button carries no authority.
func TestOnlyTheDuoAgrees(t *testing.T) {
	w, _ := settledDuo(t)
	w.clicks("U01", "Another place")
	before := w.theDuo()
	var wish storage.Change
	w.write(func(tx *storage.Tx) (err error) { wish, err = tx.OpenWish(before.ID); return err })
	env := clickOf("U99", &slack.BlockAction{ActionID: string(actAgree), Value: string(wish.ID)})
	env.ID, env.Key = "E-stranger", "E-stranger"
	reply, err := w.handle(t.Context(), env)
	if err != nil || reply.Message == nil || !strings.Contains(reply.Message.Text, "for other people") || w.theDuo().Place != before.Place {
		t.Errorf("a stranger agrees: %v, %v", reply.Message, err)
	}
}
