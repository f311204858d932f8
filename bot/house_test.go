package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// house is a bot with a real store and a clock of its own, but without a
// Slack: envelopes go straight to its handler, and what it owes is read from
// the outbox. The tests that go through a socket are in path_test.go.
type house struct {
	t     *testing.T
	bot   *Bot
	store *storage.Store
	at    time.Time
	n     int
}

// firstDue is 9:00 in UTC on a Monday, when a round of the default schedule is
// due.
var firstDue = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// newHouse opens on the Sunday before firstDue.
func newHouse(t *testing.T) *house {
	t.Helper()
	store, err := storage.Open(t.Context(), filepath.Join(t.TempDir(), "cowork.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	h := &house{t: t, store: store, at: firstDue.Add(-21 * time.Hour)}
	h.bot, err = New(Options{
		Store: store, AppToken: "xapp-1-test", BotToken: "xoxb-test", APIURL: "http://127.0.0.1:1/api/",
		Now: func() time.Time { return h.at }, Seed: func() uint64 { return 7 }, Schedule: "0 9 * * MON", TimeZone: "UTC",
	})
	if err != nil {
		t.Fatal(err)
	}
	h.bot.acquaintance.again = firstDue.AddDate(100, 0, 0) // there is no Slack to ask
	return h
}

func (h *house) handle(env Envelope) Reply {
	h.t.Helper()
	h.n++
	if env.ID == "" {
		env.ID = fmt.Sprintf("E%d", h.n)
	}
	if env.Key == "" {
		env.Key = env.ID
	}
	r, err := h.bot.handle(h.t.Context(), env)
	if err != nil {
		h.t.Fatalf("%s by %s: %v", env.Kind, env.Person, err)
	}
	return r
}

// types is somebody typing /cowork text; it returns what they read.
func (h *house) types(who, text string) string {
	h.t.Helper()
	r := h.handle(Envelope{Kind: Command, Person: who, Command: &slack.SlashCommand{UserID: who, UserName: "n-" + who, Command: "/cowork", Text: text, TriggerID: "t"}})
	if r.Message == nil {
		return ""
	}
	return r.Message.Text
}

func clickOf(who string, a *slack.BlockAction) Envelope {
	return Envelope{Kind: Action, Person: who, Interaction: &slack.InteractionCallback{
		Type: slack.InteractionTypeBlockActions, User: slack.User{ID: who},
		ActionCallback: slack.ActionCallbacks{BlockActions: []*slack.BlockAction{a}},
	}}
}

// clicks is somebody clicking a button; it returns what they read, if
// anything.
func (h *house) clicks(who string, action ActionID, value string) string {
	h.t.Helper()
	r := h.handle(clickOf(who, &slack.BlockAction{ActionID: string(action), Value: value}))
	if r.Message == nil {
		return ""
	}
	return r.Message.Text
}

// knows makes people known to the bot, as Slack describes them.
func (h *house) knows(zone string, people ...string) {
	h.t.Helper()
	for _, p := range people {
		u := &slack.User{ID: p, RealName: "N " + p, TZ: zone}
		h.handle(Envelope{Kind: Happening, Person: p, Event: &Event{Type: TeamJoin, User: u}})
	}
}

// joins makes people known and members.
func (h *house) joins(people ...string) {
	h.t.Helper()
	h.knows("Europe/Vienna", people...)
	for _, p := range people {
		h.types(p, "join")
	}
}

// until moves the clock, with a tick at every hour on the way.
func (h *house) until(t time.Time) {
	h.t.Helper()
	for next := h.at.Truncate(time.Hour).Add(time.Hour); next.Before(t); next = next.Add(time.Hour) {
		h.at = next
		h.tick()
	}
	h.at = t
	h.tick()
}

func (h *house) tick() {
	h.t.Helper()
	if err := h.bot.Tick(h.t.Context(), h.at); err != nil {
		h.t.Fatalf("tick at %v: %v", h.at, err)
	}
}

func (h *house) read(f func(*storage.Tx) error) {
	h.t.Helper()
	if err := h.store.Read(h.t.Context(), f); err != nil {
		h.t.Fatal(err)
	}
}

// duos are those of the latest round that are in one of some states (all, if
// none is given).
func (h *house) duos(states ...pairing.State) []storage.Duo {
	h.t.Helper()
	var out []storage.Duo
	h.read(func(tx *storage.Tx) error {
		circle, err := tx.Circles()
		if err != nil {
			return err
		}
		r, err := tx.LastRound(circle[0].ID)
		if err != nil {
			return err
		}
		all, err := tx.DuosOfRound(r.ID)
		for _, d := range all {
			if len(states) == 0 || slices.Contains(states, d.State) {
				out = append(out, d)
			}
		}
		return err
	})
	return out
}

// duoOf is the duo of a person in the latest round that is in one of some
// states.
func (h *house) duoOf(who string, states ...pairing.State) storage.Duo {
	h.t.Helper()
	for _, d := range h.duos(states...) {
		if d.Has(pairing.MemberID(who)) {
			return d
		}
	}
	h.t.Fatalf("%s is in no duo in state %v", who, states)
	return storage.Duo{}
}

// owed is everything in the outbox, by key.
func (h *house) owed() map[string]storage.Message {
	h.t.Helper()
	all := map[string]storage.Message{}
	far := firstDue.AddDate(50, 0, 0)
	err := h.store.Write(h.t.Context(), func(tx *storage.Tx) error {
		for { // Owed gives the first of each lane; take them off one by one, and put nothing back
			batch, err := tx.Owed(far, 1000)
			if err != nil || len(batch) == 0 {
				if err == nil {
					err = errRollback
				}
				return err
			}
			for _, m := range batch {
				all[m.Key] = m
				if err := tx.Sent(m.ID, "C", fmt.Sprint(m.ID), far); err != nil {
					return err
				}
			}
		}
	})
	if err != errRollback {
		h.t.Fatal(err)
	}
	return all
}

var errRollback = fmt.Errorf("only looking")

// sent marks everything that is due as sent, as if delivered, and returns the
// texts that a person read, oldest first.
func (h *house) delivers() map[string][]string {
	h.t.Helper()
	read := map[string][]string{}
	err := h.store.Write(context.Background(), func(tx *storage.Tx) error {
		for {
			batch, err := tx.Owed(h.at, 1000)
			if err != nil || len(batch) == 0 {
				return err
			}
			for _, m := range batch {
				var body Message
				if err := json.Unmarshal(m.Body, &body); err != nil {
					return err
				}
				read[m.Lane] = append(read[m.Lane], string(m.Method)+": "+body.Text)
				if err := tx.Sent(m.ID, "D"+m.Lane, fmt.Sprintf("%d.%06d", h.at.Unix(), m.ID), h.at); err != nil {
					return err
				}
			}
		}
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return read
}

// wants fails unless the text has all parts.
func (h *house) wants(text string, parts ...string) {
	h.t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			h.t.Errorf("%q lacks %q", text, p)
		}
	}
}

func contains(s, part string) bool { return strings.Contains(s, part) }

func accept(id pairing.DuoID) *slack.BlockAction {
	return &slack.BlockAction{ActionID: string(actAccept), Value: string(id)}
}

// whereAction is the choice of a place at the check-in.
func whereAction(id pairing.DuoID, option string) *slack.BlockAction {
	return &slack.BlockAction{ActionID: string(actWhere) + ":" + option, Value: string(id)}
}

func deactivated(id string) *slack.User {
	return &slack.User{ID: id, RealName: "N " + id, Deleted: true}
}

func slashOf(who, text string) *slack.SlashCommand {
	return &slack.SlashCommand{UserID: who, UserName: "n-" + who, Command: "/cowork", Text: text, TriggerID: "t"}
}
