package bot

import (
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
)

// telling is a town after a day that two of it worked together, with a channel.
func telling(t *testing.T, botIsIn bool) *town {
	t.Helper()
	w, _ := after(t, 2)
	w.slack.AddPerson(fakeslack.Person{ID: "UBOSS", Name: "boss"})
	in := []string{"U01", "U02", "UBOSS"}
	if botIsIn {
		in = append(in, w.slack.BotUserID())
	}
	w.slack.AddChannel(fakeslack.Channel{ID: "C0STORIES", Name: "stories", Members: in})
	w.clicks("U01", "Yes, we did")
	return w
}

func (w *town) chooses() {
	w.t.Helper()
	w.says("UBOSS", "/cowork admin channel", "There is no channel")
	w.says("UBOSS", "/cowork admin channel somewhere", "I do not know a channel called “somewhere”")
	w.says("UBOSS", "/cowork admin channel #stories", "members can tell in #stories")
}

// modal is what stands in the modal of a person.
func (w *town) modal(who string) string {
	if view := w.slack.Modal(who); view != nil {
		return view.Text
	}
	return ""
}

func (w *town) modalHas(who string, wants ...string) {
	w.t.Helper()
	for _, want := range wants {
		if !strings.Contains(w.modal(who), want) {
			w.t.Errorf("the modal of %s lacks %q: %s", who, want, w.modal(who))
		}
	}
}

func (w *town) fills(who string, fields fakeslack.Fields) {
	w.t.Helper()
	reply, err := w.slack.Submit(soon(w.t), who, fields)
	if err != nil {
		w.t.Fatal(err)
	}
	if len(reply.Errors) > 0 {
		w.t.Logf("%s reads %v", who, reply.Errors)
	}
	w.rest()
}

// posts submits the preview, and sees that the line stays where it is until the
// modal surely stands.
func (w *town) posts(who string) {
	w.t.Helper()
	before := len(w.slack.CallsOf("chat.postMessage"))
	w.fills(who, nil)
	w.modalHas(who, "It is on its way to #stories.")
	if got := len(w.slack.CallsOf("chat.postMessage")); got > before {
		w.t.Errorf("%d posts before the modal surely says that the line is on its way", got-before)
	}
	w.until(w.clock.Now().Add(modalUp))
}

func (w *town) inChannel(who string) (all []string) {
	for _, m := range w.slack.AllMessages(who) {
		if m.Channel == "C0STORIES" {
			all = append(all, m.Text)
		}
	}
	return all
}

// TestTellingEverybody goes from the button to the channel: with a preview, once,
// in words that are no markup, and without the name of the partner.
func TestTellingEverybody(t *testing.T) {
	w := telling(t, true)
	if text := w.clicks("U01", "Share your experience") + w.ephemeral("U01"); !strings.Contains(text, "There is no channel for this yet") {
		t.Errorf("without a channel: %s", text)
	}
	w.chooses()
	w.clicks("U01", "Share your experience")
	w.modalHas("U01", "A line in your own words, for #stories")
	w.fills("U01", fakeslack.Fields{askWords: {"  <!channel> *done* at last  "}})
	w.modalHas("U01", "Everybody in #stories will read this", "@nu01 about a coworking day: “<!channel> ∗done∗ at last”")
	if got := w.inChannel("U02"); len(got) > 0 {
		t.Fatalf("posted before anybody said so: %v", got)
	}
	if _, err := w.slack.ClickModal(soon(t), "U01", "Change it"); err != nil {
		t.Fatal(err)
	}
	w.rest()
	w.modalHas("U01", "<!channel> *done* at last")
	w.fills("U01", fakeslack.Fields{askWords: {"<!channel> *done*"}})
	w.posts("U01")
	got := w.inChannel("U02")
	if len(got) != 1 || !strings.Contains(got[0], "@nu01 about a coworking day: “<!channel> ∗done∗”") || strings.Contains(got[0], "nu02") {
		t.Fatalf("in the channel stands %v", got)
	}
	for _, m := range w.slack.AllMessages("U02") {
		w.harmless(m)
	}
	w.modalHas("U01", "It is in #stories.")
	if text := w.clicks("U01", "Share your experience") + w.ephemeral("U01"); !strings.Contains(text, "Once for each day is enough") {
		t.Errorf("a second time: %s", text)
	}
	w.says("UBOSS", "/cowork admin channel off", "in no channel any more")
	w.says("U01", "/cowork admin channel #stories", "Only admins")
}

// TestWhatSlackRefusesComesBack posts where the bot is not: it comes back into
// the modal with what was typed, and by direct message to who closed it.
func TestWhatSlackRefusesComesBack(t *testing.T) {
	w := telling(t, false)
	w.chooses()
	w.clicks("U01", "Share your experience")
	w.fills("U01", fakeslack.Fields{askWords: {"The chapter is finished."}})
	w.posts("U01")
	w.modalHas("U01", "It is not in the channel.", "I am not in #stories", "/invite @cowork", "The chapter is finished.")
	if text := w.sees("U01", ""); strings.Contains(text, "I am not in") {
		t.Errorf("told twice: %s", text)
	}
	w.fills("U01", fakeslack.Fields{askWords: {"It is finished."}})
	w.fills("U01", nil)
	if _, err := w.slack.CloseModal(soon(t), "U01"); err != nil {
		t.Fatal(err)
	}
	w.until(w.clock.Now().Add(modalUp))
	text := w.sees("U01", "")
	if !strings.Contains(text, "I am not in #stories") || !strings.Contains(text, "What you wrote: It is finished.") {
		t.Errorf("who closed the modal sees %s", text)
	}
	if log := w.log.String(); strings.Contains(log, "finished") {
		t.Error("the words are in the log")
	}
	if err := w.slack.Join("C0STORIES", w.slack.BotUserID(), "U01"); err != nil {
		t.Fatal(err)
	}
	w.clicks("U01", "Try it again")
	w.fills("U01", fakeslack.Fields{askWords: {"It is finished."}})
	w.posts("U01")
	if got := w.inChannel("U02"); len(got) != 1 || !strings.Contains(got[0], "It is finished.") {
		t.Errorf("in the channel stands %v", got)
	}
}

// TestALineIsNeverDoubled has Slack store a line and hang up: its author is told
// that nobody knows.
func TestALineIsNeverDoubled(t *testing.T) {
	w := telling(t, true)
	w.chooses()
	w.clicks("U01", "Share your experience")
	w.fills("U01", fakeslack.Fields{askWords: {"The chapter is finished."}})
	w.slack.InjectWhen("chat.postMessage", 1, func(c fakeslack.Call) bool { return c.Args["channel"] == "C0STORIES" }, fakeslack.ResetAfter())
	w.fills("U01", nil)
	w.until(w.clock.Now().Add(10 * time.Minute))
	if got := w.inChannel("U02"); len(got) != 1 {
		t.Errorf("in the channel stands %v", got)
	}
	w.modalHas("U01", "Slack did not say whether your line reached #stories", "The chapter is finished.")
}

// TestTroubleBehindAModalWithoutInput shows in the preview that the bot itself is
// in trouble, and keeps it.
func TestTroubleBehindAModalWithoutInput(t *testing.T) {
	w := telling(t, true)
	w.chooses()
	w.clicks("U01", "Share your experience")
	w.fills("U01", fakeslack.Fields{askWords: {"The chapter is finished."}})
	w.closing.Store(true) // it is being restarted
	w.fills("U01", nil)
	w.closing.Store(false)
	w.modalHas("U01", "The chapter is finished.", "Please try again in a minute")
	w.posts("U01")
	if got := w.inChannel("U02"); len(got) != 1 {
		t.Errorf("in the channel stands %v", got)
	}
}

// TestALineGoesWhereItsAuthorSaw: another channel is chosen while the preview is
// open, so that the words would reach other people.
func TestALineGoesWhereItsAuthorSaw(t *testing.T) {
	w := telling(t, true)
	w.chooses()
	w.slack.AddChannel(fakeslack.Channel{ID: "C0EVERYBODY", Name: "everybody", Members: []string{"U01", "U02", "UBOSS", w.slack.BotUserID()}})
	w.clicks("U01", "Share your experience")
	w.fills("U01", fakeslack.Fields{askWords: {"The chapter is finished."}})
	w.says("UBOSS", "/cowork admin channel #everybody", "members can tell in #everybody")
	w.fills("U01", nil)
	w.until(w.clock.Now().Add(modalUp))
	w.modalHas("U01", "The channel has changed since you looked: it is #everybody now", "Everybody in #everybody will read this", "The chapter is finished.")
	for _, m := range w.slack.AllMessages("U02") {
		if strings.Contains(m.Text, "The chapter is finished.") {
			t.Errorf("it was posted: %s", m.Text)
		}
	}
	w.fills("U01", nil)
	w.modalHas("U01", "It is on its way to #everybody.")
	w.until(w.clock.Now().Add(modalUp))
	w.modalHas("U01", "It is in #everybody.")
	if got := w.inChannel("U02"); len(got) > 0 {
		t.Errorf("in the channel of before stands %v", got)
	}
}

func TestParseAdminChannel(t *testing.T) {
	for text, want := range map[string]Request{
		"admin channel":                     {},
		"admin channel <#C0123ABC|general>": {Channel: "C0123ABC"},
		"admin channel <#G0123ABC>":         {Channel: "G0123ABC"},
		"admin channel off":                 {Off: true},
		"Admin Channel None":                {Off: true},
		"admin channel #general":            {Typed: "#general"},
		"admin channel <@U1>":               {Typed: "<@U1>"},
		"admin channel <#U1|x>":             {Typed: "<#U1|x>"},
	} {
		got := Parse(text)
		if got.Verb != VerbAdmin || got.Admin != AdminChannel || got.Channel != want.Channel || got.Off != want.Off || got.Typed != want.Typed || got.Trouble != "" {
			t.Errorf("%q is %+v", text, got)
		}
	}
}
