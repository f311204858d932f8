package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// boss is an admin of the town.
func (w *town) boss() *town {
	w.slack.AddPerson(fakeslack.Person{ID: "UBOSS", Name: "boss", TZ: "Europe/Vienna"})
	w.rest()
	return w
}

// Somebody switched off the tab that people read the bot in. Nobody gets an
// invitation; an admin sees that and why, mends it, and has them sent.
func TestAnAdminHasLostMessagesTriedAgain(t *testing.T) {
	w := members(t, 2).boss()
	w.says("UBOSS", "/cowork admin undelivered", "Everything could be delivered")
	w.says("U01", "/cowork admin undelivered", "Only admins")
	w.slack.SetMessagesTab(false)
	w.until(firstDue)
	w.says("UBOSS", "/cowork admin status", "Round 1 opened", "1 waits for answers", "2 messages could not be delivered")
	w.says("UBOSS", "/cowork admin undelivered", "2 messages", "an invitation for @nu01", "an invitation for @nu02", "Messages tab", "Try again")

	w.slack.SetMessagesTab(true)
	var list fakeslack.Message
	for _, m := range w.slack.Ephemeral("UBOSS", "") {
		if strings.Contains(m.Text, "could not be delivered") {
			list = m
		}
	}
	click := clickOf("U01", &slack.BlockAction{ActionID: string(actRetry)})
	click.ID, click.Key = "stranger", "stranger"
	if r, err := w.handle(t.Context(), click); err != nil || !strings.Contains(r.Message.Text, "Only admins") {
		t.Errorf("somebody else clicks: %+v, %v", r, err)
	}
	if _, err := w.slack.Click(soon(t), "UBOSS", list.Channel, list.TS, "Try again"); err != nil {
		t.Fatal(err)
	}
	w.rest()
	if got := w.invited(ids(2)); len(got) != 2 {
		t.Errorf("%v are invited", got)
	}
	w.says("UBOSS", "/cowork admin undelivered", "Everything could be delivered")
}

// What a lost message was about may be over when the cause is mended: then it
// is not sent any more.
func TestWhatIsOverIsNotTriedAgain(t *testing.T) {
	w := members(t, 2).boss()
	w.slack.Inject("chat.postMessage", 1, fakeslack.ErrorCode("restricted_action"))
	w.until(firstDue)
	if n := len(w.invited(ids(2))); n != 1 {
		t.Fatalf("%d are invited, want 1", n)
	}
	if n := strings.Count(w.sees("UBOSS", ""), "For you as an admin"); n != 1 {
		t.Errorf("the admin is told %d times:\n%s", n, w.sees("UBOSS", ""))
	}
	w.until(firstDue.Add(3 * 24 * time.Hour))
	w.says("UBOSS", "/cowork admin undelivered", "1 message", "What it was about is over")
	err := w.atDesk(t.Context(), w.now(), func(d *desk) error {
		again, over, err := d.retry()
		if again != 0 || over != 1 {
			t.Errorf("%d are tried again, %d are over", again, over)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Many may die of one cause: the admins read one line about it a day, and
// none when it was for somebody who has left.
func TestAdminsReadOneLineADay(t *testing.T) {
	w := members(t, 8).boss()
	w.slack.Inject("chat.postMessage", 4, fakeslack.ErrorCode("restricted_action"))
	w.slack.Inject("chat.postMessage", 2, fakeslack.ErrorCode("user_disabled"))
	w.until(firstDue)
	if n := strings.Count(w.sees("UBOSS", ""), "For you as an admin"); n != 1 {
		t.Errorf("the admin is told %d times", n)
	}
	w.owe("one more", "U01", "hello")
	w.slack.Inject("chat.postMessage", 1, fakeslack.ErrorCode("msg_too_long"))
	w.clock.Advance(24 * time.Hour)
	w.rest()
	if n := strings.Count(w.sees("UBOSS", ""), "For you as an admin"); n != 2 {
		t.Errorf("a day later the admin was told %d times", n)
	}
}

// Who is told where no admin was named: those of the workspace who take part.
func TestAdminsWhoTakePartAreTold(t *testing.T) {
	h := newHouse(t)
	h.joins("U01", "U02")
	err := h.store.Write(t.Context(), func(tx *storage.Tx) error {
		for id, admin := range map[pairing.MemberID]bool{"U01": true, "U02": false, "U03": true} {
			if err := tx.SavePerson(storage.Person{ID: id, Name: string(id), TZ: "UTC", Admin: admin, SeenAt: h.at}); err != nil {
				return err
			}
		}
		if _, err := tx.Owe(storage.Message{Key: "k", Lane: "U02", Method: storage.Post, Body: []byte("{}"), Due: h.at}); err != nil {
			return err
		}
		d, err := h.bot.desk(t.Context(), tx, h.at)
		if err != nil {
			return err
		}
		m, err := tx.Message("k")
		if err != nil {
			return err
		}
		return h.bot.bury(d, letter{Message: m}, "msg_too_long")
	})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for key, m := range h.owed() {
		if strings.HasPrefix(key, noticeWord) {
			told = append(told, m.Lane)
		}
	}
	if !slices.Equal(told, []string{"U01"}) {
		t.Errorf("%v are told", told)
	}
}

// While a round is being delivered an admin reads how far it is, and the
// operator once a minute.
func TestProgressOfADelivery(t *testing.T) {
	const n = 90
	w := members(t, n).boss()
	w.beating.Lock() // the joins may have kicked the heart, and it delivers
	w.clock.Set(firstDue)
	err := w.Tick(t.Context(), firstDue)
	w.says("UBOSS", "/cowork admin status", "45 wait for answers", "0 messages were sent", "90 messages are on their way", "Monday 23 November at 10:00")
	w.beating.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	if w.beat(t.Context()); !strings.Contains(w.log.String(), "delivering") {
		t.Error("the log does not say that a delivery is under way")
	}
	w.rest()
	w.clock.Advance(progressEvery)
	if w.beat(t.Context()); !strings.Contains(w.log.String(), `msg="everything is delivered" sent=90`) {
		t.Error("the log does not say that everything is delivered")
	}
	if !strings.Contains(w.log.String(), `msg="a round opened"`) {
		t.Error("the log does not say that a round opened")
	}
	w.says("UBOSS", "/cowork admin status", "90 messages were sent", "Nothing waits")
}

// The end of a backlog is when the busiest method has had its last call.
func TestTheEndOfABacklog(t *testing.T) {
	for _, c := range []struct {
		is   storage.Backlog
		want time.Duration
	}{
		{storage.Backlog{}, 0},
		{storage.Backlog{Posts: 1}, 0},
		{storage.Backlog{Posts: 10_000}, 9_999 * time.Minute / 240},
		{storage.Backlog{Posts: 5_000, Openings: 5_000}, 4_999 * time.Minute / 50},
		{storage.Backlog{Posts: 300, Changes: 101, Doubts: 2}, 2 * time.Minute},
		{storage.Backlog{Posts: 241, Files: 301}, 3 * time.Minute},
	} {
		if got := newPace().end(c.is, monday).Sub(monday); got.Round(time.Second) != c.want.Round(time.Second) {
			t.Errorf("%+v takes %v, want %v", c.is, got, c.want)
		}
	}
}
