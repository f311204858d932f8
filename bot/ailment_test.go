package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/storage"
)

// fillDisk leaves no room for anything, neither on the disk nor in what the
// file has of it already.
func (w *town) fillDisk() {
	w.t.Helper()
	if err := w.store.Cap(w.t.Context(), 1); err != nil {
		w.t.Fatal(err)
	}
	for _, size := range []int{3000, 1000, 300, 100, 30, 1} {
		for refused := 0; refused < 30; {
			err := w.store.Write(w.t.Context(), func(tx *storage.Tx) error {
				return tx.Remember(mark(fmt.Sprint(size, rand.Uint64())), strings.Repeat("x", size), w.now())
			})
			if errors.Is(err, storage.ErrUnwritable) {
				refused++
			} else if err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

// The disk is full when a round is due, and for two minutes more. Who looks is
// answered, who wants something kept reads why that does not work, health and
// log say so, and once there is room the round opens, late and once.
func TestAFullDisk(t *testing.T) {
	w := members(t, 2)
	w.pulse.felt(&w.pulse.beat)
	if status, h := w.health(); status != http.StatusOK {
		t.Fatalf("before: %+v", h)
	}
	w.fillDisk()
	w.says("U01", "/cowork pause", "cannot keep anything")
	status, h := w.health()
	if status != http.StatusServiceUnavailable || h.Database.OK || !strings.Contains(h.Database.Said, "full") {
		t.Errorf("status %d: %+v", status, h)
	}
	w.clock.Set(firstDue)
	for range 120 {
		w.clock.Advance(time.Second)
		w.beat(t.Context())
	}
	w.says("U02", "/cowork", "You are taking part")
	w.says("U02", "/cowork history", "No history yet")
	w.says("U02", "/cowork pause", "cannot keep anything")
	if n := strings.Count(w.log.String(), "level=ERROR"); n != 1 {
		t.Errorf("%d errors in the log, want one line", n)
	}
	if got := w.invited(ids(2)); len(got) != 0 {
		t.Fatalf("%v are invited to a round that is not kept", got)
	}

	if err := w.store.Cap(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(lastProbe)
	w.beat(t.Context())
	w.rest()
	if got := w.invited(ids(2)); !slices.Equal(got, ids(2)) {
		t.Errorf("%v are invited", got)
	}
	for _, who := range ids(2) {
		if n := strings.Count(w.sees(who, ""), "Your match for this round"); n != 1 {
			t.Errorf("%s is asked %d times", who, n)
		}
	}
	if !strings.Contains(w.log.String(), "can be written to again") {
		t.Error("the log does not say that it is over")
	}
	if status, h := w.health(); status != http.StatusOK {
		t.Errorf("after: %+v", h)
	}
	w.says("U02", "/cowork pause", "You are paused")
}

// The file becomes read-only while a round is being delivered: between the
// mark that a post may be there and the note that it is. Nothing is lost,
// nothing doubled, and nothing is sent meanwhile.
func TestAFileThatBecomesReadOnlyDuringADelivery(t *testing.T) {
	const n = 6
	for after := range n {
		w := members(t, n)
		posts := 0 // guarded by the local Slack, which asks under its lock
		w.slack.InjectWhen("chat.postMessage", 1, func(fakeslack.Call) bool {
			if posts++; posts == after+1 {
				if err := w.store.Freeze(context.Background(), true); err != nil {
					t.Error(err)
				}
			}
			return false
		}, fakeslack.HTML(500))
		w.clock.Set(firstDue)
		w.beat(t.Context())
		for range 30 {
			if err := w.outbox.posts.wait(soon(t)); err != nil {
				t.Fatal(err)
			}
			w.clock.Advance(time.Second)
			w.beat(t.Context())
		}
		if sent := len(w.slack.CallsOf("chat.postMessage")); sent > after+8 { // what was under way
			t.Errorf("%d messages were sent after the %d", sent, after)
		}
		if err := w.store.Freeze(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(lastProbe)
		w.beat(t.Context())
		w.rest()
		for _, who := range ids(n) {
			if n := strings.Count(w.sees(who, ""), "Your match for this round"); n != 1 {
				t.Errorf("after %d: %s is asked %d times", after, who, n)
			}
		}
	}
}

// settleFrozen brings the bot to rest while its file is read-only, and again when it
// is not any more.
func (r *rig) settleFrozen() {
	r.t.Helper()
	if err := r.store.Freeze(r.t.Context(), true); err != nil {
		r.t.Fatal(err)
	}
	next, err := r.Settle(soon(r.t)) // for ever, if it looks again at once
	if err != nil || !next.After(r.clock.Now()) {
		r.t.Fatalf("next at %v: %v", next, err)
	}
	if err := r.store.Freeze(r.t.Context(), false); err != nil {
		r.t.Fatal(err)
	}
	r.clock.Set(next)
	r.settle()
}

// A home tab that is out of date while nothing can be kept is left alone until
// something can: it is not looked at over and over.
func TestAHomeTabWaitsForTheDisk(t *testing.T) {
	r := newRig(t, func(s *rigging) { s.answers, s.ticks, s.bot.Driven = nil, nil, true })
	r.settle()
	if err := r.atDesk(t.Context(), r.now(), func(d *desk) error {
		me, err := d.person("U1", "ada")
		if err != nil {
			return err
		}
		return d.tx.OpenedTab(me.ID, "", d.now)
	}); err != nil {
		t.Fatal(err)
	}
	r.settleFrozen()
	if n := len(r.slack.CallsOf(publishMethod)); n != 1 {
		t.Errorf("published %d times", n)
	}
}

// Nor is a message that cannot be delivered, which no limit of Slack's slows down.
func TestALostMessageWaitsForTheDisk(t *testing.T) {
	r := newRig(t, func(s *rigging) { s.answers, s.ticks, s.bot.Driven = nil, nil, true })
	r.settle()
	body, err := json.Marshal(Message{Text: "we shall"})
	if err != nil {
		t.Fatal(err)
	}
	r.write(func(tx *storage.Tx) error {
		_, err := tx.Owe(storage.Message{Key: "a2", Lane: "U1", Method: storage.Update, Target: "a", Body: body, Due: r.now()})
		return err
	})
	r.settleFrozen()
	if m := r.row("a2"); m.State != "dead" {
		t.Errorf("it is %s", m.State)
	}
}
