package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

func TestNudges(t *testing.T) {
	nine := tuesday
	at := func(m int) time.Time { return nine.Add(time.Duration(m) * time.Minute) }
	for _, c := range []struct {
		why         string
		work, pause int
		end         int
		want        []Nudge
	}{
		{"no rhythm", 0, 0, 480, nil},
		{"too short for a break", 45, 15, 65, nil},
		{"one break, and all that is left", 45, 15, 120, []Nudge{{at(45), true, at(60)}, {at(60), false, at(120)}}},
		{"two breaks", 45, 15, 150, []Nudge{{at(45), true, at(60)}, {at(60), false, at(105)}, {at(105), true, at(120)}, {at(120), false, at(150)}}},
		{"it ends before it begins", 25, 5, -10, nil},
	} {
		got := nudges(time.Duration(c.work)*time.Minute, time.Duration(c.pause)*time.Minute, nine, at(c.end))
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.why, got, c.want)
		}
	}
}

// TestNudgesProperty: turns alternate, each is told until the next one, and
// nothing comes after or shortly before the end.
func TestNudgesProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		work := time.Duration(rapid.IntRange(1, 120).Draw(t, "work")) * time.Minute
		pause := time.Duration(rapid.IntRange(1, 60).Draw(t, "pause")) * time.Minute
		end := tuesday.Add(time.Duration(rapid.IntRange(-60, 720).Draw(t, "end")) * time.Minute)
		all := nudges(work, pause, tuesday, end)
		for i, n := range all {
			if n.Break != (i%2 == 0) || !n.Until.After(n.At) || n.At.After(end.Add(-nudgeLast)) || n.Until.After(end) {
				t.Fatalf("%v with the end at %v", n, end)
			}
			if i+1 < len(all) && !n.Until.Equal(all[i+1].At) {
				t.Fatalf("%v is followed by %v", n, all[i+1])
			}
		}
		if len(all) > 0 && !all[len(all)-1].Until.Equal(end) {
			t.Fatalf("the last turn is %v and the end %v", all[len(all)-1], end)
		}
	})
}

// onTheDay is a settled duo at the beginning of its session.
func onTheDay(t *testing.T) (w *town, talk string, duo storage.Duo) {
	t.Helper()
	w, talk = settledDuo(t)
	duo = w.theDuo()
	w.until(duo.Session.Start)
	return w, talk, duo
}

// submits fills in the modal in front of somebody.
func (w *town) submits(who string, fields fakeslack.Fields) fakeslack.Reply {
	w.t.Helper()
	reply, err := w.slack.Submit(soon(w.t), who, fields)
	if err != nil {
		w.t.Fatal(err)
	}
	w.rest()
	return reply
}

// wrote counts the messages of a conversation that hold some words.
func (w *town) wrote(talk, words string) (n int) {
	for _, m := range w.slack.Messages("U01", talk) {
		if strings.Contains(m.Text, words) {
			n++
		}
	}
	return n
}

func TestTheDay(t *testing.T) {
	w, talk, duo := onTheDay(t)
	if w.wrote(talk, "Today you work side by side") != 1 {
		t.Fatalf("the day begins with %s", w.sees("U01", talk))
	}
	w.clicks("U01", "Start the day")
	w.submits("U01", fakeslack.Fields{askLine: {"<!channel> *chapter* two"}, askTempo: {"45/15"}})
	for _, who := range ids(2) {
		if text := w.sees(who, talk); !strings.Contains(text, "Your day is under way") || !strings.Contains(text, "<!channel> ∗chapter∗ two") || !strings.Contains(text, "45 minutes of work, 15 minutes of break") {
			t.Errorf("%s sees %s", who, text)
		}
	}
	w.clicks("U02", "My line and the rhythm")
	w.submits("U02", fakeslack.Fields{askLine: {"mail"}})
	if text := w.sees("U01", talk); !strings.Contains(text, "@nu02: mail") || !strings.Contains(text, "two") {
		t.Errorf("the lines are %s", text)
	}
	for want, minutes := range []int{44, 45} { // none, then one
		w.until(duo.Session.Start.Add(time.Duration(minutes) * time.Minute))
		if n := w.wrote(talk, "Time for a break"); n != want {
			t.Errorf("after %d minutes there are %d breaks", minutes, n)
		}
	}
	w.until(duo.Session.Start.Add(time.Hour))
	if n := w.wrote(talk, "Back to work"); n != 1 {
		t.Errorf("after an hour work went on %d times", n)
	}
	w.clicks("U02", "Wrap up")
	if text := w.sees("U01", talk); !strings.Contains(text, "This day is over") || !strings.Contains(text, "@nu02, planned: mail") || strings.Contains(text, "[ Wrap up ]") {
		t.Errorf("wrapped up: %s", text)
	}
	w.clicks("U02", "What I got done")
	w.submits("U02", fakeslack.Fields{askLine: {"half of it & a call"}})
	w.until(duo.Session.End.Add(3 * time.Hour))
	if text := w.sees("U01", talk); !strings.Contains(text, "@nu02, done: half of it & a call") || strings.Count(text, "That was your day") != 1 || strings.Count(text, "Time for a break") != 1 {
		t.Errorf("in the end: %s", text)
	}
}

// TestNudgesAreDroppedAndNeverBurst: the bot is away for two hours, in the
// middle of a day, and comes back in time for the end.
func TestNudgesAreDroppedAndNeverBurst(t *testing.T) {
	w, talk, duo := onTheDay(t)
	w.clicks("U01", "Start the day")
	w.submits("U01", fakeslack.Fields{askTempo: {"25/5"}})
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	w.clock.Set(duo.Session.Start.Add(2*time.Hour + 10*time.Minute))
	w.start()
	w.connected(w.opt.Connections)
	w.rest()
	if n := w.wrote(talk, "Time for a break") + w.wrote(talk, "Back to work"); n != 0 {
		t.Errorf("%d nudges came late", n)
	}
	w.until(duo.Session.Start.Add(2*time.Hour + 25*time.Minute))
	if n := w.wrote(talk, "Time for a break"); n != 1 {
		t.Errorf("%d nudges in time", n)
	}
	w.until(duo.Session.End)
	if text := w.sees("U02", talk); strings.Count(text, "That was your day") != 1 || !strings.Contains(text, "This day is over") {
		t.Errorf("at the end: %s", text)
	}
	w.until(duo.Session.End.Add(48 * time.Hour))
	if n := w.wrote(talk, "That was your day"); n != 1 {
		t.Errorf("asked %d times what got done", n)
	}
}

// TestAnotherRhythmTakesThePlaceOfTheFirst, and none means quiet.
func TestAnotherRhythmTakesThePlaceOfTheFirst(t *testing.T) {
	w, talk, duo := onTheDay(t)
	w.clicks("U01", "Start the day")
	w.submits("U01", fakeslack.Fields{askTempo: {"25/5"}})
	w.clicks("U02", "My line and the rhythm")
	w.submits("U02", fakeslack.Fields{askTempo: {"none"}})
	for at := duo.Session.Start; at.Before(duo.Session.Start.Add(2 * time.Hour)); at = at.Add(5 * time.Minute) {
		w.until(at)
	}
	if n := w.wrote(talk, "Time for a break"); n != 0 {
		t.Errorf("%d breaks without a rhythm", n)
	}
	w.clicks("U01", "My line and the rhythm")
	w.submits("U01", fakeslack.Fields{askTempo: {"90/20"}})
	now := w.clock.Now()
	w.until(now.Add(90 * time.Minute))
	if n := w.wrote(talk, "Time for a break"); n != 1 {
		t.Errorf("%d breaks after the change", n)
	}
}

// TestQuietForThoseWhoWantNone: one message, and nothing more that day.
func TestQuietForThoseWhoWantNone(t *testing.T) {
	for _, click := range []string{"", "Not today"} {
		w, talk, duo := onTheDay(t)
		if click != "" {
			w.clicks("U02", click)
		}
		n := len(w.slack.Messages("U01", talk))
		for at := duo.Session.Start; at.Before(duo.Session.End.Add(time.Hour)); at = at.Add(45 * time.Minute) {
			w.until(at)
		}
		if now := len(w.slack.Messages("U01", talk)); now != n {
			t.Errorf("%q, and %d messages more: %s", click, now-n, w.sees("U01", talk))
		}
	}
}

// TestTheDayGoesWithItsSession: called off, or moved to another day.
func TestTheDayGoesWithItsSession(t *testing.T) {
	w, talk, duo := onTheDay(t)
	w.clicks("U01", "Start the day")
	w.submits("U01", fakeslack.Fields{askLine: {"a plan"}, askTempo: {"25/5"}})
	m, wrap := w.button("U02", "Wrap up")
	w.clicks("U01", "Something came up")
	for at := duo.Session.Start; at.Before(duo.Session.End.Add(time.Hour)); at = at.Add(25 * time.Minute) {
		w.until(at)
	}
	if text := w.sees("U02", talk); strings.Contains(text, "Time for a break") || strings.Contains(text, "That was your day") || strings.Contains(text, "a plan") {
		t.Errorf("after it was called off: %s", text)
	}
	if _, err := w.slack.Press(soon(t), "U02", m.Channel, m.TS, wrap); err != nil {
		t.Fatal(err)
	}
	w.rest()
	if !strings.Contains(w.slack.Ephemeral("U02", talk)[0].Text, "over or off") {
		t.Errorf("a late click is answered with %s", w.slack.Ephemeral("U02", talk)[0].Text)
	}

	w, talk, duo = onTheDay(t)
	later := duo.Session.Start.AddDate(0, 0, 1)
	w.clicks("U01", "Another day")
	w.submits("U01", fakeslack.Fields{askDay: {later.Format(time.DateOnly)}})
	w.clicks("U02", "That suits me")
	if text := w.sees("U02", talk); strings.Contains(text, "Start the day") || !strings.Contains(text, "on another day now") {
		t.Errorf("after it moved: %s", text)
	}
	w.until(later)
	if n := w.wrote(talk, "[ Start the day ]"); n != 1 {
		t.Errorf("on the new day it is offered %d times", n)
	}
}

// TestAnotherDayHasItsOwnWrapUp: a session moves while it is under way, before
// and after its day was wrapped up.
func TestAnotherDayHasItsOwnWrapUp(t *testing.T) {
	for _, wrapped := range []bool{false, true} {
		w, talk, duo := onTheDay(t)
		w.clicks("U01", "Start the day")
		w.submits("U01", fakeslack.Fields{askLine: {"the first plan"}, askTempo: {"25/5"}})
		before := 0
		if wrapped {
			w.clicks("U01", "Wrap up")
			before = 1
		}
		later := duo.Session.Start.AddDate(0, 0, 1)
		w.clicks("U01", "Another day")
		w.submits("U01", fakeslack.Fields{askDay: {later.Format(time.DateOnly)}})
		w.clicks("U02", "That suits me")
		w.until(later)
		w.clicks("U02", "Start the day")
		w.submits("U02", fakeslack.Fields{askLine: {"the second plan"}})
		w.until(w.theDuo().Session.End)
		if n := w.wrote(talk, "That was your day"); n != before+1 {
			t.Errorf("wrapped up before: %v: on the new day %d wrap-ups in all: %s", wrapped, n, w.sees("U01", talk))
		}
		if n := w.wrote(talk, "@nu02, planned: the second plan"); n != 1 {
			t.Errorf("the wrap-up of the new day says its plan %d times: %s", n, w.sees("U01", talk))
		}
		w.clicks("U02", "What I got done")
		w.submits("U02", fakeslack.Fields{askLine: {"all of it"}})
		if n := w.wrote(talk, "@nu02, done: all of it"); n != 1 {
			t.Errorf("what got done stands in %d messages: %s", n, w.sees("U01", talk))
		}
	}
}

// TestALineLeavesTheRhythmOfOthers: who saves the form for their line changes
// no rhythm that their partner chose while the form was open.
func TestALineLeavesTheRhythmOfOthers(t *testing.T) {
	for _, begun := range []bool{false, true} {
		w, talk, _ := onTheDay(t)
		open := "Start the day"
		if begun {
			w.clicks("U01", open)
			w.submits("U01", fakeslack.Fields{askTempo: {"45/15"}})
			open = "My line and the rhythm"
		}
		w.clicks("U02", open)
		w.clicks("U01", open)
		w.submits("U01", fakeslack.Fields{askTempo: {"90/20"}})
		w.submits("U02", fakeslack.Fields{askLine: {"only my line"}})
		if text := w.sees("U01", talk); !strings.Contains(text, "@nu02: only my line") || !strings.Contains(text, "90 minutes of work, 20 minutes of break") {
			t.Errorf("begun: %v: after a line of the other they see %s", begun, text)
		}
		w.clicks("U02", "My line and the rhythm")
		w.submits("U02", fakeslack.Fields{askTempo: {"25/5"}})
		if text := w.sees("U01", talk); !strings.Contains(text, "25 minutes of work, 5 minutes of break") {
			t.Errorf("begun: %v: a rhythm that was chosen is not kept to: %s", begun, text)
		}
	}
}

// TestARhythmIsNotUndoneUnseen: who chooses a rhythm while their partner chose
// another is told so, with what they typed, and saves again or leaves it.
func TestARhythmIsNotUndoneUnseen(t *testing.T) {
	for _, c := range []struct {
		begun              bool
		first, meanwhile   string
		said, before, then string
	}{
		{false, "", "45/15", "45 minutes of work, 15 of break", "45 minutes of work, 15 minutes of break", "90 minutes of work"},
		{true, "45/15", "25/5", "25 minutes of work, 5 of break", "25 minutes of work, 5 minutes of break", "90 minutes of work"},
		{true, "45/15", "none", "a day without a rhythm", "No rhythm: each takes breaks", "90 minutes of work"},
	} {
		w, talk, _ := onTheDay(t)
		open := "Start the day"
		if c.begun {
			w.clicks("U01", open)
			w.submits("U01", fakeslack.Fields{askTempo: {c.first}})
			open = "My line and the rhythm"
		}
		w.clicks("U02", open)
		w.clicks("U01", open)
		w.submits("U01", fakeslack.Fields{askTempo: {c.meanwhile}})
		w.submits("U02", fakeslack.Fields{askLine: {"my line"}, askTempo: {"90/20"}})
		if text := w.sees("U01", talk); !strings.Contains(text, c.before) || !strings.Contains(text, "@nu02: my line") {
			t.Errorf("%+v: it was undone unseen, or a line was lost: %s", c, text)
		}
		form := w.slack.Modal("U02")
		if form == nil || !strings.Contains(form.Text, c.said) || !strings.Contains(form.Text, "my line") {
			t.Fatalf("%+v: the form is %+v", c, form)
		}
		w.submits("U02", fakeslack.Fields{})
		if text := w.sees("U01", talk); !strings.Contains(text, c.then) {
			t.Errorf("%+v: saved again, and there is %s", c, text)
		}
		if w.slack.Modal("U02") != nil {
			t.Errorf("%+v: the form stays open", c)
		}
	}

	w, talk, _ := onTheDay(t) // both choose the same: there is nothing to ask
	w.clicks("U02", "Start the day")
	w.clicks("U01", "Start the day")
	w.submits("U01", fakeslack.Fields{askTempo: {"90/20"}})
	w.submits("U02", fakeslack.Fields{askTempo: {"90/20"}})
	if w.slack.Modal("U02") != nil || !strings.Contains(w.sees("U01", talk), "90 minutes of work") {
		t.Errorf("the same rhythm twice is asked about: %s", w.sees("U01", talk))
	}
}

// TestOnlyTheDuoHasItsDay: buttons and modals carry no authority.
func TestOnlyTheDuoHasItsDay(t *testing.T) {
	w, _, duo := onTheDay(t)
	for i, action := range []ActionID{actStart, actNoRhythm, actWrap, actDone} {
		env := clickOf("U99", &slack.BlockAction{ActionID: string(action), Value: string(duo.ID)})
		env.ID = "E-stranger" + string(rune('0'+i))
		env.Key = env.ID
		reply, err := w.handle(t.Context(), env)
		if err != nil || reply.Message == nil || !strings.Contains(reply.Message.Text, "for other people") || len(reply.After) > 1 {
			t.Errorf("a stranger's %s: %+v, %v", action, reply, err)
		}
	}
	env := Envelope{ID: "E-modal", Key: "E-modal", Kind: Submission, Person: "U99", Interaction: &slack.InteractionCallback{
		Type: slack.InteractionTypeViewSubmission, User: slack.User{ID: "U99"},
		View: slack.View{CallbackID: rhythmCallback, PrivateMetadata: string(duo.ID), State: &slack.ViewState{Values: map[string]map[string]slack.BlockAction{
			askLine: {answerAction: {Value: "I am in"}},
		}}},
	}}
	reply, err := w.handle(t.Context(), env)
	if err != nil || reply.View == nil || reply.View.Errors[askLine] == "" {
		t.Errorf("a stranger's modal: %+v, %v", reply, err)
	}
	w.write(func(tx *storage.Tx) error {
		if _, err := tx.Rhythm(duo.ID); !none(err) {
			t.Errorf("a stranger began the day (%v)", err)
		}
		return nil
	})
}

// TestForgottenWithTheirLines: what somebody said of their day goes with them.
func TestForgottenWithTheirLines(t *testing.T) {
	w, _, duo := onTheDay(t)
	w.clicks("U01", "Start the day")
	w.submits("U01", fakeslack.Fields{askLine: {"a private plan"}, askTempo: {"none"}})
	w.until(duo.Session.End.Add(8 * 24 * time.Hour))
	w.write(func(tx *storage.Tx) error {
		if _, err := tx.Forget(pairing.MemberID("U01"), w.clock.Now()); err != nil {
			return err
		}
		r, err := tx.Rhythm(duo.ID)
		if len(r.Lines) != 0 {
			t.Errorf("left behind: %v", r.Lines)
		}
		return err
	})
}
