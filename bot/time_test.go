package bot

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// schedule is how many rounds there were, and when the next is due.
func (w *town) schedule() (n int, next time.Time) {
	w.t.Helper()
	if err := w.store.Read(w.t.Context(), func(tx *storage.Tx) error {
		circles, err := tx.Circles()
		if err != nil {
			return err
		}
		next = circles[0].NextDue
		n, err = tx.LastNumber(1)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return n, next
}

// again is the bot started anew with other options, at the same moment.
func (w *town) again(change func(*Options)) {
	w.t.Helper()
	if err := w.stop(); err != nil {
		w.t.Fatal(err)
	}
	change(&w.opt)
	w.reborn(w.store)
	w.answers, w.ticks = w.handle, w.Tick
	w.start()
	w.connected(w.opt.Connections)
	w.rest()
}

// The clock runs a year ahead for a while, as that of a machine which has lost
// its battery, and is set back. A round was opened meanwhile; the next ones
// come by the right clock, what waited for another attempt in that year is
// sent now, and nothing is doubled.
func TestAClockThatRanAYearAhead(t *testing.T) {
	w := members(t, 2)
	right, wrong := w.clock.Now(), firstDue.AddDate(1, 0, 0)
	w.owe("hello", "U02", "hello")
	mend := w.slack.Inject("chat.postMessage", -1, fakeslack.ErrorCode("team_access_not_granted")) // tried again a minute later
	w.clock.Set(wrong)
	w.beat(t.Context())
	if err := w.outbox.posts.wait(soon(t)); err != nil {
		t.Fatal(err)
	}
	if n, next := w.schedule(); n != 1 || !next.After(wrong) || w.row("hello").RetryAt.Before(wrong) {
		t.Fatalf("%d rounds, the next at %v; %+v", n, next, w.row("hello"))
	}
	mend()
	w.clock.Set(right)
	w.rest()
	if !strings.Contains(w.log.String(), "the clock was set back") {
		t.Error("the log does not say so")
	}
	if n := strings.Count(w.sees("U02", ""), "hello"); n != 1 {
		t.Errorf("what waited is read %d times", n)
	}
	if n, next := w.schedule(); n != 1 || !next.Equal(firstDue) {
		t.Errorf("%d rounds, the next at %v", n, next)
	}
	w.until(firstDue.Add(time.Hour))
	if n, next := w.schedule(); n != 2 || !next.Equal(firstDue.AddDate(0, 0, 7)) {
		t.Errorf("by the right clock: %d rounds, the next at %v", n, next)
	}
	for _, who := range ids(2) {
		if n := strings.Count(w.sees(who, ""), "Your match for this round"); n != 1 {
			t.Errorf("%s has %d invitations before them: %s", who, n, w.sees(who, ""))
		}
	}
}

// The clock is set back by an hour just after a round opened: it does not open
// again, and is not left out the week after.
func TestAClockThatIsSetBackByAnHour(t *testing.T) {
	w := members(t, 2)
	w.until(firstDue.Add(10 * time.Minute))
	w.clock.Set(firstDue.Add(-50 * time.Minute))
	w.rest()
	w.until(firstDue.Add(2 * time.Hour))
	if n, next := w.schedule(); n != 1 || !next.Equal(firstDue.AddDate(0, 0, 7)) {
		t.Errorf("%d rounds, the next at %v", n, next)
	}
	w.until(firstDue.AddDate(0, 0, 7).Add(time.Hour))
	if n, _ := w.schedule(); n != 2 {
		t.Errorf("%d rounds a week later", n)
	}
}

// The bot is down when a round is due, and comes back with another schedule:
// the round that was missed opens late all the same, once.
func TestAScheduleThatMovesWhileTheBotIsDown(t *testing.T) {
	for _, c := range []struct {
		about string
		back  time.Duration // after the round was due
		late  time.Duration // how late it may be
		says  string
		after int
	}{
		{"in time to open it late", 5 * time.Hour, 0, "I was not running on Monday 23 November", 1},
		{"too late for it", 30 * time.Hour, 0, "did not take place", 0},
		{"in time, as the setting allows more", 30 * time.Hour, 48 * time.Hour, "I was not running on Monday 23 November", 1},
		{"too late, as the setting allows less", 5 * time.Hour, time.Hour, "did not take place", 0},
	} {
		t.Run(c.about, func(t *testing.T) {
			w := members(t, 2)
			if err := w.stop(); err != nil {
				t.Fatal(err)
			}
			w.clock.Set(firstDue.Add(c.back))
			w.again(func(o *Options) { o.Schedule, o.Late = "0 9 * * FRI", c.late })
			if n, next := w.schedule(); n != c.after || !next.Equal(firstDue.AddDate(0, 0, 4)) {
				t.Errorf("%d rounds, the next at %v", n, next)
			}
			if text := w.sees("U01", ""); strings.Count(text, c.says) != 1 {
				t.Errorf("it is not said, or more than once: %s", text)
			}
		})
	}
}

// A schedule, or its time zone, that changes before the round is due moves the
// round, and nothing is said to be missed.
func TestAScheduleThatMovesBeforeItIsDue(t *testing.T) {
	w := members(t, 2)
	w.until(firstDue.Add(-time.Minute))
	w.again(func(o *Options) { o.Schedule = "0 12 * * MON" })
	if n, next := w.schedule(); n != 0 || !next.Equal(firstDue.Add(3*time.Hour)) {
		t.Errorf("%d rounds, the next at %v", n, next)
	}
	w.again(func(o *Options) { o.TimeZone = "America/New_York" })
	if n, next := w.schedule(); n != 0 || !next.Equal(firstDue.Add(8*time.Hour)) {
		t.Errorf("%d rounds, the next at %v", n, next)
	}
	w.until(firstDue.Add(9 * time.Hour))
	if text := w.sees("U01", ""); !strings.Contains(text, "Your match") || strings.Contains(text, "not running") {
		t.Error(text)
	}
}

// Somebody moves to another time zone after their session was settled: it
// stays at its instant, and they read it by their new clock.
func TestSomebodyWhoChangesTheirTimeZone(t *testing.T) {
	w := members(t, 2)
	w.until(firstDue)
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	was := w.duo("U01")
	if err := w.slack.SetTZ("U01", "America/New_York"); err != nil {
		t.Fatal(err)
	}
	w.rest()
	if is := w.duo("U01"); !is.Session.Start.Equal(was.Session.Start) || is.State != pairing.Confirmed {
		t.Errorf("the session was %+v and is %+v", was.Session, is.Session)
	}
	w.says("U01", "/cowork", "3:00 am")
	w.says("U02", "/cowork", "09:00")
	w.until(was.Session.End.Add(time.Hour))
	for _, who := range ids(2) {
		if text := w.sees(who, ""); strings.Count(text, "work together on") != 1 {
			t.Errorf("%s is not asked once: %s", who, text)
		}
	}
}

// duo is the latest live duo of somebody.
func (w *town) duo(who pairing.MemberID) (d storage.Duo) {
	w.t.Helper()
	if err := w.store.Read(w.t.Context(), func(tx *storage.Tx) error {
		all, err := tx.LiveDuosOf(who)
		if err == nil && len(all) > 0 {
			d = all[len(all)-1]
		}
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return d
}

// Slack cannot be reached when the bot starts, and for an hour more: the round
// opens in time all the same, and is told when Slack is back.
func TestARoundOpensInTimeWithoutSlack(t *testing.T) {
	w := members(t, 2)
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	mend := w.slack.Inject("", -1, fakeslack.HTML(503))
	w.reborn(w.store)
	w.answers, w.ticks = w.handle, w.Tick
	w.timing.beat = time.Millisecond
	w.clock.Set(firstDue)
	w.start()
	w.await("the round opens", func() bool {
		n, _ := w.schedule()
		return n == 1 && len(w.slack.CallsOf("auth.test")) > 2
	})
	mend()
	if err := w.outbox.posts.wait(soon(t)); err != nil { // what is still refused is due again before the hour is over
		t.Fatal(err)
	}
	w.clock.Advance(time.Hour)
	w.connected(w.opt.Connections)
	w.rest()
	for _, who := range ids(2) {
		if text := w.sees(who, ""); strings.Count(text, "Your match for this round") != 1 || strings.Contains(text, "not running") {
			t.Errorf("%s reads\n%s", who, text)
		}
	}
}

// An admin opens a round in the very second in which the scheduled one opened:
// it opens too, as it would a second later.
func TestTwoRoundsInOneSecond(t *testing.T) {
	w := members(t, 2).boss()
	w.until(firstDue)
	for n := 2; n < 4; n++ {
		w.says("UBOSS", "/cowork admin run", "This closes the open round")
		env := clickOf("UBOSS", &slack.BlockAction{ActionID: string(actRun), Value: strconv.Itoa(n)})
		env.ID = strconv.Itoa(n)
		env.Key = env.ID
		r, err := w.handle(t.Context(), env)
		if err != nil || !strings.Contains(r.Message.Text, "The round is open") {
			t.Fatalf("%+v, %v", r.Message, err)
		}
	}
	if n, _ := w.schedule(); n != 3 {
		t.Errorf("%d rounds", n)
	}
}

// An admin opens a round when the scheduled one is due, this very second or for
// weeks, whether the heartbeat has come to it or not: one round opens, and the next
// one a week later.
func TestARoundOfAnAdminWhenOneIsDue(t *testing.T) {
	for _, late := range []time.Duration{0, 600 * time.Millisecond, 15 * 24 * time.Hour} {
		w := members(t, 2).boss()
		w.says("UBOSS", "/cowork admin run")
		w.clock.Set(firstDue.Add(late))
		said := w.clicks("UBOSS", "Open a round now")
		n, next := w.schedule()
		if n != 1 || next.Sub(w.clock.Now()) > 7*24*time.Hour || !next.After(w.clock.Now()) {
			t.Errorf("%v late: %d rounds, the next at %v", late, n, next)
		}
		text := w.ephemeral("UBOSS") + said
		first := strings.Contains(text, "The round is open")
		heartbeats := strings.Contains(text, "A round was opened in the meantime") // it may come to it first
		if first == heartbeats {
			t.Errorf("%v late: the admin reads %s", late, text)
		}
	}
}

// The clock runs two weeks ahead, a round opens, and it is set back: when the
// due time of that round comes by the right clock, another one opens.
func TestADueTimeThatAWrongClockServed(t *testing.T) {
	w := members(t, 2)
	right := w.clock.Now()
	w.clock.Set(firstDue.AddDate(0, 0, 14))
	w.rest()
	w.clock.Set(right)
	w.rest()
	for week := range 3 {
		w.until(firstDue.AddDate(0, 0, 7*week).Add(time.Hour))
		if n, next := w.schedule(); n != week+2 || !next.Equal(firstDue.AddDate(0, 0, 7*week+7)) {
			t.Errorf("week %d: %d rounds, the next at %v", week, n, next)
		}
	}
}

// The clock is corrected by seconds between an invitation and the answer to
// it: the change of the invitation does not get ahead of it.
func TestAChangeStandsBehindItsMessage(t *testing.T) {
	h := newHouse(t)
	h.joins("U01", "U02")
	h.until(firstDue)
	duo := h.duoOf("U01")
	h.at = h.at.Add(-5 * time.Second)
	h.clicks("U01", actAccept, string(duo.ID))
	h.read(func(tx *storage.Tx) error {
		all, err := tx.Owed(h.at.Add(time.Hour), 100)
		for _, m := range all {
			if m.Lane == storage.Lane("U01") && m.Method == storage.Update {
				t.Errorf("%s, due %v, stands first", m.Key, m.Due)
			}
		}
		return err
	})
}
