package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cowork/bot/fakeslack"
	"cowork/pairing"
)

// What becomes of a round when people, conversations and tokens change in the
// middle of it.

// departures are the ways in which Slack says that somebody cannot take part any
// more, and what they read themselves.
var departures = []struct {
	how   string
	leave func(w *town, who string) error
	told  string
}{
	{"deactivated, which is how one leaves a workspace", func(w *town, who string) error { return w.slack.Deactivate(who) }, ""},
	{"turned into a guest", func(w *town, who string) error {
		return w.slack.Change(who, func(p *fakeslack.Person) { p.IsGuest = true })
	}, "Guests are not paired"},
}

// Whoever cannot take part any more frees their partner, asked or settled, in
// whatever way Slack says it; the partner is told, and nobody else.
func TestSomebodyWhoStopsBeingAMember(t *testing.T) {
	for _, c := range departures {
		for _, settled := range []bool{false, true} {
			w := members(t, 2)
			w.until(firstDue)
			if settled {
				w.clicks("U01", "Accept")
				w.clicks("U02", "Accept")
			}
			id := w.duo("U01").ID
			if err := c.leave(w, "U01"); err != nil {
				t.Fatal(err)
			}
			w.rest()
			if d := w.duo("U02"); d.ID != "" {
				t.Errorf("%s, settled %t: the duo %s lives as %s", c.how, settled, id, d.State)
			}
			if text := w.sees("U02", ""); !strings.Contains(text, "fell through") && !strings.Contains(text, "does not take place") {
				t.Errorf("%s, settled %t: the partner reads\n%s", c.how, settled, text)
			}
			if text := w.sees("U01", ""); c.told != "" && !strings.Contains(text, c.told) {
				t.Errorf("%s, settled %t: they read\n%s", c.how, settled, text)
			}
			w.until(firstDue.AddDate(0, 0, 7))
			if d := w.duo("U01"); d.ID != "" {
				t.Errorf("%s, settled %t: they are in a duo again", c.how, settled)
			}
		}
	}
}

// Where somebody is free, the partner of whoever cannot take part any more is
// matched with them in the same round; where nobody is, they come first in the
// next one.
func TestThePartnerOfSomebodyWhoIsGoneIsServed(t *testing.T) {
	for _, c := range departures {
		for _, settled := range []bool{false, true} {
			for _, n := range []int{3, 4} {
				name := fmt.Sprintf("%d people, one %s, settled %t", n, c.how, settled)
				w := members(t, n)
				w.until(firstDue)
				first := w.duosNow()[0]
				gone, partner := first.Seats[0].Member, first.Seats[1].Member
				for _, who := range ids(n) {
					if settled && w.duo(pairing.MemberID(who)).ID != "" {
						w.clicks(who, "Accept")
					}
				}
				if err := c.leave(w, string(gone)); err != nil {
					t.Fatal(err)
				}
				w.rest()
				if again := w.duo(partner); (n == 3) != (again.State == pairing.Proposed && len(again.Seats) == 2 && !again.Has(gone)) {
					t.Errorf("%s: the partner is in %+v", name, again.Duo)
				}
				if n == 3 {
					for _, who := range w.duo(partner).Seats {
						w.clicks(string(who.Member), "Accept")
					}
					if again := w.duo(partner); again.State != pairing.Confirmed {
						t.Errorf("%s: the second duo is %s", name, again.State)
					}
					continue
				}
				if text := w.sees(string(partner), ""); !strings.Contains(text, "ou come first in the next") {
					t.Errorf("%s: the partner reads\n%s", name, text)
				}
				w.until(firstDue.AddDate(0, 0, 7)) // three are left, so that one has to rest
				if next := w.duo(partner); next.State != pairing.Proposed || next.Round == first.Round {
					t.Errorf("%s: the partner rests in the next round: %+v", name, next)
				}
			}
		}
	}
}

// Somebody is called something else in the middle of a round: messages mention
// people, so that Slack shows the new name, and forms have it too.
func TestSomebodyWhoChangesTheirName(t *testing.T) {
	w := members(t, 2)
	w.until(firstDue)
	if err := w.slack.Rename("U02", "grace"); err != nil {
		t.Fatal(err)
	}
	w.rest()
	if text := w.sees("U01", ""); !strings.Contains(text, "@grace") || strings.Contains(text, "@nu02") {
		t.Errorf("the invitation says\n%s", text)
	}
	w.says("U01", "/cowork", "@grace")
	w.says("U01", "/cowork with @grace", "@grace")
}

// A conversation that was remembered is gone when it is written to again: it
// is asked for anew, once, and the message arrives there.
func TestAConversationThatIsGoneIsOpenedAgain(t *testing.T) {
	for _, code := range []string{"channel_not_found", "not_in_channel", "is_archived"} {
		w := members(t, 2)
		w.owe("one", "U01,U02", "first")
		w.owe("alone", "U01", "hello")
		w.rest()
		opened := len(w.slack.CallsOf("conversations.open"))
		w.owe("two", "U01,U02", "second")
		w.slack.Inject("chat.postMessage", 1, fakeslack.ErrorCode(code))
		w.rest()
		if n := len(w.slack.CallsOf("conversations.open")); n != opened+1 {
			t.Errorf("%s: opened %d times, want once more than %d", code, n, opened)
		}
		if got := w.texts("U01", w.row("two").Channel); !slices.Equal(got, []string{"first", "second"}) {
			t.Errorf("%s: they read %q", code, got)
		}
		// The one person whom the bot writes to may have another conversation too.
		w.slack.Inject("chat.postMessage", 1, fakeslack.ErrorCode(code))
		w.owe("three", "U01", "third")
		w.rest()
		if !strings.Contains(w.sees("U01", ""), "third") {
			t.Errorf("%s: a direct message is lost: %+v", code, w.row("three"))
		}
		// Gone for good: it dies, and does not go round for ever.
		w.slack.Inject("chat.postMessage", 2, fakeslack.ErrorCode(code))
		w.owe("four", "U01,U02", "fourth")
		w.rest()
		if m := w.row("four"); m.State != "dead" || m.Error != code {
			t.Errorf("%s: gone for good it is %+v", code, m)
		}
	}
}

// The app is removed, or its token revoked, while a round is delivered: the
// run ends and names what is wrong. With a token that works the rest arrives,
// once.
func TestTheAppIsRemovedDuringADelivery(t *testing.T) {
	for code, remove := range map[string]func(*fakeslack.Slack){
		"app_uninstalled": (*fakeslack.Slack).Uninstall, "token_revoked": (*fakeslack.Slack).RevokeBotToken,
	} {
		t.Run(code, func(t *testing.T) {
			w := members(t, 6)
			posts := 0 // guarded by the local Slack, which asks under its lock
			mend := w.slack.InjectWhen("chat.postMessage", -1, func(fakeslack.Call) bool { posts++; return posts > 3 }, fakeslack.ErrorCode("team_access_not_granted"))
			w.clock.Set(firstDue)
			w.beat(t.Context())
			if err := w.outbox.posts.wait(soon(t)); err != nil {
				t.Fatal(err)
			}
			remove(w.slack)
			<-w.ended
			var fatal *FatalError
			if err := w.stop(); !errors.As(err, &fatal) || fatal.Variable != "SLACK_BOT_TOKEN" {
				t.Fatalf("the run ends with %v", err)
			}
			w.slack.SpoilBotToken("") // installed again
			mend()
			w.reborn(w.store)
			w.answers, w.ticks = w.handle, w.Tick
			w.clock.Advance(lastWait)
			w.start()
			w.connected(w.opt.Connections)
			w.rest()
			for _, who := range ids(6) {
				if n := strings.Count(w.sees(who, ""), "Your match for this round"); n != 1 {
					t.Errorf("%s is asked %d times", who, n)
				}
			}
			for _, v := range w.slack.ForgiveViolations() {
				// A call that meets the token first may end the run before the event is read.
				if !strings.HasSuffix(v, "event tokens_revoked") && !strings.HasSuffix(v, "event app_uninstalled") {
					t.Errorf("violation: %s", v)
				}
			}
		})
	}
}

// A bot that hears nothing of it, because the event got lost, notices that its
// token is no good by the first call that is refused, whatever that is for.
// One that lacks a scope goes on.
func TestARefusedTokenIsNoticedByAnyCall(t *testing.T) {
	for code, ends := range map[string]bool{"token_revoked": true, "account_inactive": true, "missing_scope": false} {
		t.Run(code, func(t *testing.T) {
			r := newRig(t, func(s *rigging) { s.answers, s.ticks, s.bot.Driven = nil, nil, true })
			r.slack.SpoilBotToken(code)
			_, err := r.Settle(soon(t)) // reads the list of users
			fatal, is := errors.AsType[*FatalError](err)
			if is != ends || is && (fatal.Code != code || fatal.Variable != "SLACK_BOT_TOKEN") {
				t.Errorf("it ends with %v", err)
			}
			if n := len(r.slack.CallsOf("users.list")); n != 1 {
				t.Errorf("%d calls", n)
			}
		})
	}
}
