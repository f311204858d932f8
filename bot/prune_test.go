package bot

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/bot/fakeslack/blockkit"
	"cowork/storage"
)

// element is what somebody can act on in a message of theirs, by the beginning
// of its label.
func (w *town) element(who string, in fakeslack.Message, label string) (fakeslack.Message, blockkit.Element) {
	w.t.Helper()
	for _, m := range w.slack.AllMessages(who) {
		if m.Channel != in.Channel || m.TS != in.TS {
			continue
		}
		for _, e := range m.Elements() {
			if strings.HasPrefix(e.Label, label) {
				return m, e
			}
		}
		w.t.Fatalf("%s sees no %q in %s", who, label, m.Text)
	}
	w.t.Fatalf("%s does not see that message any more", who)
	return in, blockkit.Element{}
}

// marks counts how often each message of the outbox is seen.
func (w *town) marks(people ...string) map[string]int {
	places := map[string]map[string]bool{}
	for _, who := range people {
		for _, m := range w.slack.AllMessages(who) {
			var meta struct {
				Payload struct {
					Key string `json:"key"`
				} `json:"event_payload"`
			}
			if json.Unmarshal(m.Metadata, &meta) != nil || meta.Payload.Key == "" {
				continue
			}
			if places[meta.Payload.Key] == nil {
				places[meta.Payload.Key] = map[string]bool{}
			}
			places[meta.Payload.Key][m.Channel+m.TS] = true
		}
	}
	counts := map[string]int{}
	for mark, at := range places {
		counts[mark] = len(at)
	}
	return counts
}

// Two work together week after week. Of a session long ago nothing is kept but
// what somebody may still come back to: its check-in, whose buttons work, and
// what was said of a home, which is taken back when its owner is forgotten. No
// message is told twice.
func TestWhatWasSentLongAgoIsPruned(t *testing.T) {
	const weeks = 12
	w := hosting(t, 2, "yes")
	w.until(firstDue)
	first := w.duo("U01")
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	opening, _ := w.button("U01", "Another place")
	home := w.row(homeKey(first.ID) + ":1")
	w.until(firstDue.AddDate(0, 0, 4))
	checkin, _ := w.button("U02", "Yes, we did")
	w.clicks("U02", "Yes, we did")
	full := 0 // rows when the sixth round opened: nothing is old enough
	for week := 1; week < weeks; week++ {
		w.until(firstDue.AddDate(0, 0, 7*week))
		w.clicks("U01", "Accept")
		w.clicks("U02", "Accept")
		if week == 5 {
			full = w.rows()
		}
	}
	for _, key := range []string{inviteKey(first.ID, "U01"), confirmKey(first.ID), calendarKey(first.ID) + ":1", "amend:" + checkinKey(first.ID, "U02") + ":1"} {
		if _, err := w.message(key); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("%s is kept: %v", key, err)
		}
	}
	if n := w.rows(); n > 2*full {
		t.Errorf("%d rows after %d rounds, and %d after 6", n, weeks, full)
	}
	for mark, n := range w.marks("U01", "U02") {
		if n > 1 {
			t.Errorf("a message was told %d times: %s", n, mark)
		}
	}

	m, e := w.element("U01", opening, "Another place")
	w.press("U01", m, e)
	if said := w.slack.Ephemeral("U01", opening.Channel); len(said) != 1 || !strings.Contains(said[0].Text, "is behind you") {
		t.Errorf("an old button answers %v", said)
	}
	m, e = w.element("U02", checkin, "Not really")
	w.press("U02", m, e)
	if m, _ := w.element("U02", checkin, ""); !strings.Contains(m.Text, "Noted: Not really.") {
		t.Errorf("what was told of a session long ago is not shown: %s", m.Text)
	}
	before := len(w.slack.CallsOf("chat.update"))
	w.says("U01", "/cowork forget me")
	w.clicks("U01", "Forget me")
	taken := false
	for _, c := range w.slack.CallsOf("chat.update")[before:] {
		taken = taken || c.Args["channel"] == home.Channel && c.Args["ts"] == home.TS
	}
	if !taken {
		t.Error("what was said of a home long ago is not taken back")
	}
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Error("something went wrong")
	}
}

// The bot's clock runs fourteen weeks ahead, in which a round ends that is not
// over. What was told a moment ago stays nevertheless, and so does what was
// handled, so that an envelope that comes again changes nothing.
func TestAClockFarAheadForgetsNothing(t *testing.T) {
	w := members(t, 2)
	w.until(firstDue)
	w.clicks("U01", "Accept")
	w.clicks("U02", "Skip")
	invitations, handled := w.told("invite:"), w.handled()
	if len(invitations) != 2 || len(handled) < 4 {
		t.Fatalf("%q are told and %q handled", invitations, handled)
	}
	w.ahead.Store(int64(14 * 7 * 24 * time.Hour))
	w.rest()
	if n, _ := w.schedule(); n < 2 {
		t.Fatalf("%d rounds: that clock did not end the first", n)
	}
	got := w.told("invite:")
	for _, key := range invitations {
		if !slices.Contains(got, key) {
			t.Errorf("%s, told a moment ago, is forgotten", key)
		}
	}
	if got := w.handled(); !slices.Equal(got, handled) {
		t.Errorf("of %q, handled a moment ago, %q are left", handled, got)
	}
}

// Nor does a machine whose clock was a day and two hours late, as one that takes
// the time of one end of the world for that of the other, and is set right.
func TestAClockFarBehindForgetsNothing(t *testing.T) {
	w := members(t, 2)
	w.ahead.Store(-int64(26 * time.Hour))
	w.says("U02", "/cowork pause 2 weeks", "")
	handled := w.handled()
	w.ahead.Store(0)
	w.until(firstDue.Add(pruneEvery + time.Hour)) // the round tells U01 something
	if got := w.handled(); len(handled) < 3 || len(got) < len(handled) || !slices.Equal(got[:len(handled)], handled) {
		t.Errorf("of %q, handled yesterday, %q are left", handled, got)
	}
	w.until(firstDue.Add(memoryOfSeen + 24*time.Hour))
	w.owe("news", "U01", "hello") // Slack's clock is read off what was posted
	w.rest()
	w.until(w.now().Add(pruneEvery))
	for _, id := range w.handled() {
		if slices.Contains(handled, id) {
			t.Errorf("%s is remembered for ever", id)
		}
	}
}

// told is the keys of all messages that were sent and begin with some word.
func (w *town) told(word string) (keys []string) {
	w.read(func(tx *storage.Tx) error {
		all, err := tx.LatestMessages(1000)
		for _, m := range all {
			if m.State == storage.Sent && strings.HasPrefix(m.Key, word) {
				keys = append(keys, m.Key)
			}
		}
		return err
	})
	return keys
}

// handled is the envelopes that the bot remembers.
func (w *town) handled() (ids []string) {
	w.read(func(tx *storage.Tx) error {
		for _, d := range w.slack.Deliveries() {
			_, seen, err := tx.Seen(d.EnvelopeID)
			if err != nil {
				return err
			}
			if seen {
				ids = append(ids, d.EnvelopeID)
			}
		}
		return nil
	})
	return ids
}

// message is what became of a message, if it is there.
func (w *town) message(key string) (m storage.Message, err error) {
	err = w.store.Read(w.t.Context(), func(tx *storage.Tx) (err error) { m, err = tx.Message(key); return err })
	return m, err
}

// rows is how many messages the outbox holds, in every state.
func (w *town) rows() int {
	d := w.depth()
	return d.Owed + d.Sent + d.Dead + d.Void
}
