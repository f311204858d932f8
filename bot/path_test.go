package bot

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/bot/fakeslack/blockkit"
	"cowork/storage"
)

// town is the bot with its own verbs on a local Slack: what people type and
// click goes through a socket, what the bot owes is delivered, and the clock
// moves by hand.
type town struct {
	*rig
	guests []string     // conversations in which an address may stand
	ahead  atomic.Int64 // how far the bot's clock is ahead of the right one, in nanoseconds
}

// newTown opens a day before firstDue, with people who have always been there.
func newTown(t *testing.T, people ...fakeslack.Person) *town {
	t.Helper()
	return foundTown(t, func(*rigging) {}, people...)
}

// foundTown is newTown with other settings.
func foundTown(t *testing.T, change func(*rigging), people ...fakeslack.Person) *town {
	t.Helper()
	clock := fakeslack.NewClock(firstDue.Add(-21 * time.Hour))
	w := &town{}
	r := newRig(t, func(s *rigging) {
		s.slack.Clock = clock
		s.bot.Now = func() time.Time { return clock.Now().Add(time.Duration(w.ahead.Load())) }
		s.bot.Schedule, s.bot.TimeZone, s.bot.Admins = "0 9 * * MON", "UTC", []string{"UBOSS"}
		s.bot.Keys = newKeys(t)
		s.timing.beat = time.Hour // the test looks at what is due itself
		change(s)
	})
	r.clock = clock
	r.answers, r.ticks = r.handle, r.Tick
	for _, p := range people {
		r.slack.AddPerson(p)
	}
	r.start()
	r.connected(r.opt.Connections)
	w.rig = r
	w.rest()
	return w
}

// members are n people in Vienna, all of whom joined.
func members(t *testing.T, n int) *town {
	t.Helper()
	var people []fakeslack.Person
	for _, id := range ids(n) {
		people = append(people, fakeslack.Person{ID: id, Name: "n" + strings.ToLower(id), TZ: "Europe/Vienna"})
	}
	w := newTown(t, people...)
	for _, id := range ids(n) {
		w.says(id, "/cowork join", "You are in")
	}
	return w
}

// rest waits until the bot is done with everything. What its pace holds back
// for some seconds is waited for, by the clock of the town.
func (w *town) rest() {
	w.t.Helper()
	for quiet := 0; quiet < 3; quiet++ {
		next, err := w.Settle(soon(w.t))
		if err != nil {
			w.t.Fatal(err)
		}
		if err := w.slack.Settle(soon(w.t), 2*time.Millisecond); err != nil {
			w.t.Fatal(err)
		}
		if next.After(w.clock.Now()) {
			w.clock.Set(next)
			quiet = -1
		}
	}
}

// until moves the clock, some hours at a time.
func (w *town) until(t time.Time) {
	w.t.Helper()
	for w.clock.Now().Before(t) {
		next := w.clock.Now().Add(6 * time.Hour)
		if err := w.store.Read(w.t.Context(), func(tx *storage.Tx) error {
			due, err := tx.NextDue(w.clock.Now())
			if !due.IsZero() && due.Before(next) {
				next = due
			}
			return err
		}); err != nil {
			w.t.Fatal(err)
		}
		if next.After(t) {
			next = t
		}
		w.clock.Set(next)
		w.rest()
	}
}

// says types a text and checks what the person reads at once.
func (w *town) says(who, text string, wants ...string) string {
	w.t.Helper()
	got := w.typed(who, text)
	for _, part := range wants {
		if !strings.Contains(got, part) {
			w.t.Errorf("%s types %q and reads %q, which lacks %q", who, text, got, part)
		}
	}
	return got
}

// sees are the messages that a person sees in a conversation, "" with the bot.
func (w *town) sees(who, channel string) string {
	var all []string
	for _, m := range w.slack.Messages(who, channel) {
		all = append(all, m.Text)
	}
	return strings.Join(all, "\n----\n")
}

// between is the conversation that the bot has with some people.
func (w *town) between(people ...string) string {
	return w.slack.Between(append([]string{w.slack.BotUserID()}, people...)...)
}

// clicks clicks the newest button with a label that a person sees anywhere,
// and returns what they read at once.
func (w *town) clicks(who, label string, how ...fakeslack.How) string {
	w.t.Helper()
	m, e := w.button(who, label)
	reply, err := w.slack.Press(soon(w.t), who, m.Channel, m.TS, e, how...)
	if err != nil {
		w.t.Fatalf("%s clicks %q: %v", who, label, err)
	}
	w.rest()
	return reply.Text()
}

// ephemeral is everything that only this person sees in their conversation
// with the bot.
func (w *town) ephemeral(who string) string {
	text := ""
	for _, m := range w.slack.Ephemeral(who, "") {
		text += m.Text + "\n"
	}
	return text
}

func (w *town) button(who, label string) (fakeslack.Message, blockkit.Element) {
	w.t.Helper()
	all := w.slack.AllMessages(who)
	for i := len(all) - 1; i >= 0; i-- {
		for _, e := range all[i].Elements() {
			if strings.HasPrefix(e.Label, label) {
				return all[i], e
			}
		}
	}
	w.t.Fatalf("%s sees no %q in\n%s", who, label, w.sees(who, ""))
	return fakeslack.Message{}, blockkit.Element{}
}

// invited reports who has an invitation with an Accept button before them.
func (w *town) invited(people []string) []string {
	var out []string
	for _, who := range people {
		for _, m := range w.slack.AllMessages(who) {
			if slices.ContainsFunc(m.Elements(), func(e blockkit.Element) bool { return e.Label == "Accept" }) {
				out = append(out, who)
				break
			}
		}
	}
	return out
}

func TestTheWholeWay(t *testing.T) {
	w := members(t, 2)
	w.until(firstDue)
	a, b := "U01", "U02"
	if got := w.invited(ids(2)); len(got) != 2 {
		t.Fatalf("%v are invited", got)
	}
	if text := w.sees(a, ""); !strings.Contains(text, "@nu02") || !strings.Contains(text, "first time together") {
		t.Errorf("%s sees %s", a, text)
	}
	w.clicks(a, "Accept")
	if text := w.sees(a, ""); !strings.Contains(text, "I tell you as soon as the match is settled") {
		t.Errorf("%s sees %s", a, text)
	}
	if got := w.between(a, b); got != "" && len(w.slack.Messages(a, got)) > 0 {
		t.Error("the conversation is opened before both accepted")
	}
	w.clicks(b, "Accept")
	for _, who := range ids(2) {
		if text := w.sees(who, ""); !strings.Contains(text, "It is settled") || strings.Contains(text, "[ Accept ]") {
			t.Errorf("%s sees %s", who, text)
		}
		if text := w.sees(who, w.between(a, b)); !strings.Contains(text, "you both accepted") || !strings.Contains(text, "Another place") {
			t.Errorf("%s sees %s", who, text)
		}
	}
	w.clicks(b, "Another place")
	if text := w.sees(a, w.between(a, b)); !strings.Contains(text, "@nu02 suggests another place") {
		t.Errorf("%s sees %s", a, text)
	}
	w.until(firstDue.AddDate(0, 0, 3))
	for _, who := range ids(2) {
		if text := w.sees(who, ""); strings.Count(text, "Tomorrow with") != 1 {
			t.Errorf("%s is reminded: %s", who, text)
		}
	}
	w.clicks(a, "Yes, we did")
	m, e := w.button(b, "Yes, we did")
	w.clicks(b, "Yes, we did")
	if text := w.sees(b, ""); !strings.Contains(text, "Good to hear") {
		t.Errorf("%s sees %s", b, text)
	}
	reply, err := w.slack.Press(soon(t), b, m.Channel, m.TS, e) // as on a page that was not reloaded
	if err != nil {
		t.Fatal(err)
	}
	w.rest()
	if text := reply.Text() + w.ephemeral(b); !strings.Contains(text, "You told me already") {
		t.Errorf("a second check-in is answered with %q", text)
	}
	w.clicks(b, "A place in town")
	if text := w.sees(b, ""); !strings.Contains(text, "Where was it? Noted: A place in town that you agree on.") {
		t.Errorf("%s sees %s", b, text)
	}
	w.says(a, "/cowork history", "You worked together once.", "@nu02")
}

func TestRematchOnTheLocalSlack(t *testing.T) {
	w := members(t, 4)
	w.until(firstDue)
	duos := w.duosNow()
	if len(duos) != 2 {
		t.Fatalf("%d duos", len(duos))
	}
	for _, d := range duos {
		w.clicks(string(d.Seats[0].Member), "Skip")
	}
	left := []string{string(duos[0].Seats[1].Member), string(duos[1].Seats[1].Member)}
	if got := w.invited(ids(4)); len(got) != 2 || !slices.Contains(got, left[0]) || !slices.Contains(got, left[1]) {
		t.Fatalf("%v are invited again, want %v", got, left)
	}
	for _, who := range left {
		if text := w.sees(who, ""); !strings.Contains(text, "Your earlier match fell through. Here is another") || strings.Contains(text, "declined") {
			t.Errorf("%s sees %s", who, text)
		}
		w.clicks(who, "Accept")
	}
	if text := w.sees(left[0], w.between(left...)); !strings.Contains(text, "you both accepted") {
		t.Errorf("they see %s", text)
	}
}

// duosNow are the duos of the latest round.
func (w *town) duosNow() (all []storage.Duo) {
	w.t.Helper()
	err := w.store.Read(w.t.Context(), func(tx *storage.Tx) error {
		r, err := tx.LastRound(1)
		if err != nil {
			return err
		}
		all, err = tx.DuosOfRound(r.ID)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// harmless fails for a message that pings many people, or that says something
// in the markup of Slack that a person brought in.
func (w *town) harmless(m fakeslack.Message) {
	w.t.Helper()
	for _, where := range [][]string{blockkit.Broadcasts(m.Fallback), blockkit.BlockBroadcasts(m.Blocks)} {
		if len(where) > 0 {
			w.t.Errorf("%v are pinged by %q", where, m.Text)
		}
	}
	for _, raw := range []string{m.Fallback, string(m.Blocks)} {
		for _, bad := range []string{"<!channel", "<!here", "<!everyone", "<!subteam", "<https://x", "<#", "\\u003c!channel", "\\u003c!here"} {
			if strings.Contains(raw, bad) {
				w.t.Errorf("%s in %q", bad, raw)
			}
		}
	}
}
