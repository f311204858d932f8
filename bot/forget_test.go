package bot

import (
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/storage"
)

// orphans are the messages that are left of conversations with people who were
// forgotten.
func (w *town) orphans() (all []storage.Message) {
	w.t.Helper()
	w.read(func(tx *storage.Tx) error {
		latest, err := tx.LatestMessages(1000)
		for _, m := range latest {
			if strings.HasPrefix(m.Lane, storage.Orphaned) {
				all = append(all, m)
			}
		}
		return err
	})
	return all
}

// Somebody is forgotten while Slack is out of order: as soon as it works again,
// what their partner reads of their home is taken back, the session that was
// settled is called off where it stands, and is taken out of calendars. Then
// nothing is left of it.
func TestForgettingTakesBackWhatThePartnerSees(t *testing.T) {
	w := hosting(t, 2, "yes")
	w.until(firstDue)
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	talk := w.between(ids(2)...)
	w.reads("confirmed", "U02", marker, 1)
	w.says("U01", "/cowork forget me")
	mend := w.slack.Inject("chat.update", -1, fakeslack.HTML(503))
	w.slack.Inject("files.completeUploadExternal", 1, fakeslack.ResetAfter())
	m, e := w.button("U01", "Forget me")
	if _, err := w.slack.Press(soon(t), "U01", m.Channel, m.TS, e); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		next, err := w.Settle(soon(t))
		if err != nil {
			t.Fatal(err)
		}
		w.clock.Set(next)
	}
	if len(w.slack.CallsOf("chat.update")) == 0 {
		t.Fatal("Slack was not out of order")
	}
	mend()
	w.rest()
	w.reads("after it", "U02", marker, 0)
	seen := w.sees("U02", talk)
	if !strings.Contains(seen, "does not take place") || strings.Contains(seen, "nu01") {
		t.Errorf("the partner sees\n%s", seen)
	}
	for _, m := range w.slack.Messages("U02", talk) {
		for _, e := range m.Elements() {
			t.Errorf("there still is %q in\n%s", e.Label, m.Text)
		}
	}
	files := w.files("U02", talk)
	if len(files) != 2 || files[1].method != "CANCEL" || strings.Contains(files[1].summary+files[1].location, "nu01") {
		t.Errorf("the calendar files are %+v", files)
	}
	w.until(w.clock.Now().Add(2 * pruneEvery))
	if left := w.orphans(); len(left) > 0 {
		t.Errorf("%d messages are left, such as %+v", len(left), left[0])
	}
}

// Nobody knows yet whether the message with the address of somebody who is
// forgotten arrived: it did, and it is taken back.
func TestForgettingTakesBackWhatMayHaveArrived(t *testing.T) {
	w := hosting(t, 2, "yes")
	w.client = newClient(w.opt, 250*time.Millisecond)
	w.until(firstDue)
	w.clicks("U01", "Accept")
	w.slack.InjectWhen("chat.postMessage", 1, func(c fakeslack.Call) bool { return strings.Contains(c.Args["blocks"], marker) }, fakeslack.StoredThenTimedOut())
	mend := w.slack.Inject("conversations.history", -1, fakeslack.HTML(503))
	press := func(who, label string) {
		m, e := w.button(who, label)
		if _, err := w.slack.Press(soon(t), who, m.Channel, m.TS, e); err != nil {
			t.Fatal(err)
		}
	}
	press("U02", "Accept")
	w.await("the address is there, and the bot does not know", func() bool {
		next, err := w.Settle(soon(t))
		if err != nil {
			t.Fatal(err)
		}
		w.clock.Set(next)
		return len(w.slack.CallsOf("conversations.history")) > 0
	})
	w.reads("in doubt", "U02", marker, 1)
	if _, err := w.slack.Type(soon(t), "U01", "", "/cowork forget me"); err != nil {
		t.Fatal(err)
	}
	press("U01", "Forget me")
	mend()
	w.rest()
	w.reads("after it", "U02", marker, 0)
}

// A partner who is still asked how it was reads that nobody waits for it any
// more.
func TestForgettingClosesTheCheckIn(t *testing.T) {
	w := members(t, 2)
	w.until(firstDue)
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	w.until(w.theDuo().Session.End.Add(time.Minute))
	w.button("U02", "Yes, we did")
	w.says("U01", "/cowork forget me")
	w.clicks("U01", "Forget me")
	for _, m := range w.slack.AllMessages("U02") {
		for _, e := range m.Elements() {
			if strings.HasPrefix(e.Label, "Yes, we did") {
				t.Errorf("U02 is still asked: %s", m.Text)
			}
		}
	}
}
