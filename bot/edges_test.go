package bot

import (
	"fmt"
	"testing"
	"time"

	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// An admin opens a round while the last one still waits for answers: who joined
// for one round has not had it yet.
func TestTryOutlivesARoundThatClosedEarly(t *testing.T) {
	h := newHouse(t)
	h.bot.opt.Admins = []string{"U01"}
	h.joins("U01", "U02", "U04")
	h.knows("Europe/Vienna", "U03")
	h.types("U03", "try")
	h.until(firstDue.Add(time.Hour))
	h.clicks("U01", actRun, "2")
	if m := h.member("U03"); m.State != storage.Active || !m.Once {
		t.Fatalf("U03 is %s (once: %v) before they could answer", m.State, m.Once)
	}
	h.delivers()
	h.everybodyAccepts()
	h.until(firstDue.AddDate(0, 0, 21))
	if m := h.member("U03"); m.State != storage.Left {
		t.Errorf("U03 is %s after their round", m.State)
	}
}

// Between the question to an admin and the confirmation everybody left.
func TestRunWithNobodyLeft(t *testing.T) {
	h := newHouse(t)
	h.bot.opt.Admins = []string{"U09"}
	h.joins("U01", "U02")
	h.knows("Europe/Vienna", "U09")
	h.wants(h.types("U09", "admin run"), "writes to 2 people")
	h.types("U01", "leave")
	h.types("U02", "leave")
	h.wants(h.clicks("U09", actRun, "1"), "nobody to pair")
	h.wants(h.types("U01", "join"), "Monday 23 November at 10:00") // the schedule stands
}

// An admin who is none any more confirms nothing, nor does a member with the
// value of the button.
func TestRunByThoseWhoMayNot(t *testing.T) {
	h := newHouse(t)
	h.joins("U01", "U02")
	is := func(kind EventType, admin bool) {
		h.handle(Envelope{Kind: Happening, Person: "UA", Event: &Event{Type: kind, User: &slack.User{ID: "UA", RealName: "a", IsAdmin: admin}}})
	}
	is(TeamJoin, true)
	h.wants(h.types("UA", "admin run"), "writes to 2 people")
	is(UserChange, false)
	h.wants(h.clicks("UA", actRun, "1"), "Only admins")
	h.wants(h.clicks("U01", actRun, "1"), "Only admins")
	if n := len(h.owed()); n != 0 {
		t.Errorf("%d messages are owed", n)
	}
}

// A select that stayed on the screen of somebody who said that they did not
// meet.
func TestWhereAfterNotMeeting(t *testing.T) {
	h := newHouse(t)
	h.joins("U01", "U02")
	h.until(firstDue)
	h.everybodyAccepts()
	d := h.duos()[0]
	h.until(d.Session.End.Add(time.Minute))
	h.clicks("U01", actMissed, string(d.ID))
	h.wants(h.handle(clickOf("U01", whereAction(d.ID, "0"))).Message.Text, "You told me already")
}

// Somebody whom Slack had not described joins, and turns out to be a guest.
func TestAGuestIsTold(t *testing.T) {
	h := newHouse(t)
	h.wants(h.types("UG", "join"), "You are in")
	guest := &slack.User{ID: "UG", RealName: "g", IsRestricted: true}
	for range 2 {
		h.handle(Envelope{Kind: Happening, Person: "UG", Event: &Event{Type: UserChange, User: guest}})
	}
	if got := fmt.Sprint(h.delivers()["UG"]); got != "[post: Guests are not paired in this workspace. An admin of it can change that.]" {
		t.Errorf("they read %s", got)
	}
}

// Nobody is paired with a bot or with an account that is closed; what was said
// before can still be taken back.
func TestNobodyIsPairedWithABot(t *testing.T) {
	h := newHouse(t)
	h.joins("U01", "U02")
	h.handle(Envelope{Kind: Happening, Person: "U0BOT", Event: &Event{Type: TeamJoin, User: &slack.User{ID: "U0BOT", RealName: "roboto", IsBot: true}}})
	h.types("U01", "with <@U02>")
	h.handle(Envelope{Kind: Happening, Person: "U02", Event: &Event{Type: UserChange, User: deactivated("U02")}})
	for _, text := range []string{"with <@U0BOT|roboto>", "avoid <@U0BOT>", "avoid <@U02>"} {
		h.wants(h.types("U01", text), "nobody is ever paired with them")
	}
	h.wants(h.types("U01", "avoid"), "You avoid nobody")
	h.wants(h.types("U01", "with <@U02> off"), "You have named nobody")
}

// Accept and skip at the instant when answers are due, before the tick.
func TestAnAnswerInTheLastInstant(t *testing.T) {
	h := newHouse(t)
	h.joins("U01", "U02")
	h.until(firstDue)
	d := h.duos()[0]
	h.at = d.AnswerBy.Add(-time.Second)
	h.clicks("U01", actAccept, string(d.ID))
	h.at = d.AnswerBy
	h.wants(h.clicks("U02", actAccept, string(d.ID)), "The time to answer this match has passed")
	h.tick()
	if got := h.duoOf("U01"); got.State != pairing.Expired {
		t.Errorf("the duo is %s", got.State)
	}
	h.delivers()
	h.wants(h.types("U01", ""), "You rest this round, and come first")
}
