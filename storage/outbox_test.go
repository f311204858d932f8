package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// keys are those of messages.
func keys(t testing.TB) func([]Message, error) []string {
	return func(messages []Message, err error) []string {
		t.Helper()
		ok(t, err)
		var keys []string
		for _, m := range messages {
			keys = append(keys, m.Key)
		}
		return keys
	}
}

func TestOwe(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		m := message("invite:D1:U1", "U1", monday)
		m.About = "D1"
		if !must[bool](t)(tx.Owe(m)) {
			t.Error("not added")
		}
		again := m
		again.Body = []byte(`{"text":"other"}`)
		if must[bool](t)(tx.Owe(again)) {
			t.Error("added twice")
		}
		got := must[Message](t)(tx.Message(m.Key))
		m.ID, m.State, m.RetryAt = 1, Owed, time.Unix(0, 0).UTC()
		if diff := cmp.Diff(m, got); diff != "" {
			t.Error(diff)
		}
		_, err := tx.Message("?")
		refused(t, err, ErrNotFound)
		_, _, err = tx.SentMessage(m.Key)
		refused(t, err, ErrNotFound)

		ok(t, tx.MarkDoubt(1))
		ok(t, tx.Failed(1, "timeout", monday.Add(1500*time.Millisecond)))
		got = must[Message](t)(tx.Message(m.Key))
		if !got.Doubt || got.Attempts != 1 || got.Error != "timeout" || !got.RetryAt.Equal(monday.Add(2*time.Second)) {
			t.Errorf("after a failure: %+v; it must not be tried early", got)
		}
		ok(t, tx.ClearDoubt(1))
		ok(t, tx.Hold(1, monday))
		if got = must[Message](t)(tx.Message(m.Key)); got.Doubt || got.Attempts != 1 || !got.RetryAt.Equal(monday) {
			t.Errorf("held: %+v", got)
		}
		ok(t, tx.Sent(1, "D1", "1.1", monday.Add(time.Minute)))
		got = must[Message](t)(tx.Message(m.Key))
		if got.State != Sent || got.Doubt || string(got.Body) != "{}" || got.Error != "" || !got.SentAt.Equal(monday.Add(time.Minute)) {
			t.Errorf("sent: %+v", got)
		}
		if channel, ts, err := tx.SentMessage(m.Key); channel != "D1" || ts != "1.1" || err != nil {
			t.Errorf("sent as %q, %q, %v", channel, ts, err)
		}
		for _, late := range []error{tx.MarkDoubt(1), tx.ClearDoubt(1), tx.Sent(1, "D1", "1.2", monday), tx.Failed(1, "", monday), tx.Dead(1, ""), tx.Hold(1, monday)} {
			refused(t, late, ErrConflict)
		}
		if must[bool](t)(tx.Owe(m)) {
			t.Error("owed again after it was sent")
		}
		// An update is sent as the message that it changes.
		must[bool](t)(tx.Owe(Message{Key: "invite:D1:U1:over", Lane: "U1", Method: Update, Target: m.Key, Body: m.Body, Due: monday}))
		ok(t, tx.Sent(2, "D1", "1.1", monday))
	})
}

func TestOwedIsFairAndInOrder(t *testing.T) {
	s := open(t)
	minute := func(n int) time.Time { return monday.Add(time.Duration(n) * time.Minute) }
	write(t, s, func(tx *Tx) {
		for _, m := range []struct {
			key, lane string
			due       int
		}{
			{"a1", "A", 0}, {"a2", "A", 0}, {"a-later", "A", 60}, {"a3", "A", 1},
			{"b1", "B", 1}, {"c-early", "C", -1}, {"c2", "C", 0}, {"d-later", "D", 60},
		} {
			must[bool](t)(tx.Owe(message(m.key, m.lane, minute(m.due))))
		}
		next := func() string {
			t.Helper()
			at := must[time.Time](t)(tx.NextOwed())
			return fmt.Sprint(at.Sub(monday))
		}
		owed := func(now, limit int, want ...string) []Message {
			t.Helper()
			messages := must[[]Message](t)(tx.Owed(minute(now), limit))
			if diff := cmp.Diff(want, keys(t)(messages, nil)); diff != "" {
				t.Error(diff)
			}
			return messages
		}
		owed(-2, 10)
		if n := next(); n != "-1m0s" {
			t.Error("next is", n)
		}
		owed(1, 10, "c-early", "a1", "b1")
		owed(1, 2, "c-early", "a1")

		// A message that waits holds its lane, and no other.
		first := owed(1, 1, "c-early")
		ok(t, tx.Failed(first[0].ID, "ratelimited", minute(5)))
		owed(1, 10, "a1", "b1")
		owed(5, 10, "c-early", "a1", "b1")
		ok(t, tx.Dead(first[0].ID, "channel_not_found"))
		owed(1, 10, "a1", "c2", "b1")
		if dead := keys(t)(tx.DeadMessages(10)); !slices.Equal(dead, []string{"c-early"}) {
			t.Errorf("dead: %v", dead)
		}
		for _, m := range must[[]Message](t)(tx.Owed(minute(1), 10)) {
			ok(t, tx.Sent(m.ID, m.Lane, m.Key, minute(1)))
		}
		owed(1, 10, "a2")
		want := Depth{Owed: 4, Due: 2, Sent: 3, Dead: 1, Oldest: minute(0)}
		if diff := cmp.Diff(want, must[Depth](t)(tx.Depth(minute(1)))); diff != "" {
			t.Error(diff)
		}
		for _, key := range []string{"a2", "a3"} {
			m := owed(1, 10, key)[0]
			ok(t, tx.Sent(m.ID, m.Lane, m.Key, minute(1)))
		}
		if n := next(); n != "1h0m0s" {
			t.Error("next is", n)
		}
		for _, m := range owed(60, 10, "a-later", "d-later") {
			ok(t, tx.Sent(m.ID, m.Lane, m.Key, minute(60)))
		}
		if at := must[time.Time](t)(tx.NextOwed()); !at.IsZero() {
			t.Error("next is", at)
		}
	})
}

func TestWithdraw(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		for _, key := range []string{"invite:D1:U1", "remind:D1", "checkin:D1:U1", "checkin:D1:U2", "remind:D2", "note"} {
			m := message(key, "U1", monday)
			switch key {
			case "note":
			case "remind:D2":
				m.About = "D2"
			default:
				m.About = "D1"
			}
			must[bool](t)(tx.Owe(m))
		}
		ok(t, tx.Sent(1, "D1", "1.1", monday))
		ok(t, tx.MarkDoubt(4)) // checkin:D1:U2 may be there already
		if n := must[int](t)(tx.Withdraw("D1", "checkin:", "%", "")); n != 2 {
			t.Errorf("withdrew %d; an empty beginning is every key", n)
		}
		if n := must[int](t)(tx.Withdraw("D1")); n != 0 {
			t.Errorf("withdrew %d more", n)
		}
		if n := must[int](t)(tx.Withdraw("")); n != 0 {
			t.Errorf("withdrew %d that are about nothing", n)
		}
		if n := must[int](t)(tx.Withdraw("D2", "checkin:")); n != 0 {
			t.Errorf("withdrew %d of another kind", n)
		}
		states := map[Delivery][]string{}
		for _, key := range []string{"invite:D1:U1", "remind:D1", "checkin:D1:U1", "checkin:D1:U2", "remind:D2", "note"} {
			m := must[Message](t)(tx.Message(key))
			states[m.State] = append(states[m.State], key)
			if m.State == Voided && string(m.Body) != "{}" {
				t.Errorf("%s keeps its body %s", key, m.Body)
			}
		}
		want := map[Delivery][]string{Sent: {"invite:D1:U1"}, Voided: {"remind:D1", "checkin:D1:U1"}, Owed: {"checkin:D1:U2", "remind:D2", "note"}}
		if diff := cmp.Diff(want, states); diff != "" {
			t.Error(diff)
		}
	})
}

// Whatever fails and whenever somebody looks, each message is sent once, and
// each lane in the order of due time and then of Owe.
func TestOutboxProperty(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(t *rapid.T) {
		undo := errors.New("undo")
		err := s.Write(context.Background(), func(tx *Tx) error {
			type row struct{ due, n int }
			lanes := map[string][]row{}
			for n := range rapid.IntRange(1, 12).Draw(t, "messages") {
				lane := rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "lane")
				due := rapid.IntRange(0, 5).Draw(t, "due")
				lanes[lane] = append(lanes[lane], row{due, n})
				if _, err := tx.Owe(message(fmt.Sprint(n), lane, monday.Add(time.Duration(due)*time.Second))); err != nil {
					return err
				}
			}
			want := map[string][]string{}
			for lane, rows := range lanes {
				slices.SortStableFunc(rows, func(a, b row) int { return a.due - b.due })
				for _, r := range rows {
					want[lane] = append(want[lane], fmt.Sprint(r.n))
				}
			}
			got := map[string][]string{}
			// By the last due time all is due: from then on the order is the promised one.
			for now := monday.Add(5 * time.Second); ; now = now.Add(time.Second) {
				limit := rapid.IntRange(1, 4).Draw(t, "limit")
				heads, err := tx.Owed(now, limit)
				if err != nil {
					return err
				}
				for _, m := range heads {
					if rapid.Bool().Draw(t, "fails") {
						err = tx.Failed(m.ID, "no", now.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "wait"))*time.Second))
					} else {
						err = tx.Sent(m.ID, m.Lane, m.Key, now)
						got[m.Lane] = append(got[m.Lane], m.Key)
					}
					if err != nil {
						return err
					}
				}
				next, err := tx.NextOwed()
				if err != nil {
					return err
				}
				if next.IsZero() {
					break
				}
				if left, err := tx.Owed(next.Add(5*time.Second), 1); err != nil || len(left) == 0 {
					t.Fatalf("something is owed at %v, and nothing is there: %v", next, err)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatal("sent differs from owed:", diff)
			}
			return undo
		})
		if !errors.Is(err, undo) {
			t.Fatal(err)
		}
	})
}

func TestManyWritersLoseNothing(t *testing.T) {
	s := open(t)
	other := openAt(t, s.Path()) // as another process would
	const writers, each = 50, 6
	var wg sync.WaitGroup
	for w := range writers {
		store := []*Store{s, other}[w%2]
		wg.Go(func() {
			for n := range each {
				err := store.Write(context.Background(), func(tx *Tx) error {
					// Read first and write then: what is lost without the lock at BEGIN.
					d, err := tx.Depth(monday)
					if err != nil {
						return err
					}
					m := message(fmt.Sprint(w, ":", n), fmt.Sprint("U", w), monday)
					m.About = pairing.DuoID(fmt.Sprint(d.Owed))
					_, err = tx.Owe(m)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	write(t, s, func(tx *Tx) {
		if d := must[Depth](t)(tx.Depth(monday)); d.Owed != writers*each {
			t.Errorf("%d of %d messages are there", d.Owed, writers*each)
		}
		if n := must[int](t)(one(tx, "count", value[int], `SELECT count(DISTINCT about) FROM outbox`)); n != writers*each {
			t.Errorf("only %d of %d saw a depth of their own", n, writers*each)
		}
	})
}

// TestLapse: what is of no use any more is voided, unless it may be there.
func TestLapse(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		for _, key := range []string{"always", "brief", "doubtful"} {
			m := message(key, "U1", monday)
			if key != "always" {
				m.Until = monday.Add(time.Minute)
			}
			must[bool](t)(tx.Owe(m))
		}
		ok(t, tx.MarkDoubt(must[Message](t)(tx.Message("doubtful")).ID))
		for _, c := range []struct {
			at      time.Time
			lapsing bool
			lapsed  int
		}{{monday.Add(59 * time.Second), false, 0}, {monday.Add(time.Minute), true, 1}, {monday.Add(time.Hour), false, 0}} {
			if got := must[Due](t)(tx.Due(c.at)).Lapsing; got != c.lapsing {
				t.Errorf("at %v something lapses: %t", c.at, got)
			}
			if got := must[int](t)(tx.Lapse(c.at)); got != c.lapsed {
				t.Errorf("at %v %d lapsed, want %d", c.at, got, c.lapsed)
			}
		}
		if got := must[Message](t)(tx.Message("brief")); got.State != Voided || string(got.Body) != "{}" || !got.Until.Equal(monday.Add(time.Minute)) {
			t.Errorf("what lapsed is %+v", got)
		}
		for _, key := range []string{"always", "doubtful"} {
			if got := must[Message](t)(tx.Message(key)); got.State != Owed {
				t.Errorf("%s is %s", key, got.State)
			}
		}
	})
}

// TestUploads: the file of a message is kept until it is sent or made anew.
func TestUploads(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		must[bool](t)(tx.Owe(message("file", "U1", monday)))
		ok(t, tx.Uploaded(1, "F1"))
		ok(t, tx.MarkDoubt(1))
		if m := must[Message](t)(tx.Message("file")); m.File != "F1" || !m.Doubt {
			t.Errorf("uploaded: %+v", m)
		}
		ok(t, tx.UploadAnew(1))
		if m := must[Message](t)(tx.Message("file")); m.File != "" || m.Doubt {
			t.Errorf("anew: %+v", m)
		}
		ok(t, tx.Uploaded(1, "F2"))
		ok(t, tx.Sent(1, "C1", "F2", monday))
		refused(t, tx.Uploaded(1, "F3"), ErrConflict)
	})
}

// After years the outbox holds millions of messages that were sent. What the
// heartbeat, health and the admins ask about it is found without a look at
// each of them.
func TestALongOutboxIsNotReadThrough(t *testing.T) {
	s := open(t)
	for _, query := range []string{countDue, countSent, loadDead, countAll} {
		rows := must[*sql.Rows](t)(s.read.Query("EXPLAIN QUERY PLAN "+query, 1))
		for rows.Next() {
			var id, parent, unused int
			var detail string
			ok(t, rows.Scan(&id, &parent, &unused, &detail))
			if strings.Contains(detail, "TEMP") || strings.Contains(detail, " outbox") && !strings.Contains(detail, " INDEX outbox_") {
				t.Errorf("%s: %s", query, detail)
			}
		}
		ok(t, errors.Join(rows.Err(), rows.Close()))
	}
}
