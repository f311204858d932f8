package bot

import (
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/bot/fakeslack/blockkit"
	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"
)

// after is a town of so many after the first session of U01 and its partner,
// whom it returns. All have looked at their home tabs.
func after(t *testing.T, n int) (w *town, partner string) {
	t.Helper()
	w = members(t, n)
	for _, who := range ids(n) {
		w.opensHome(who)
	}
	w.until(firstDue)
	for _, d := range w.duosNow() {
		for _, s := range d.Seats {
			w.clicks(string(s.Member), "Accept")
			if d.Has("U01") && s.Member != "U01" {
				partner = string(s.Member)
			}
		}
	}
	w.until(firstDue.AddDate(0, 0, 3))
	return w, partner
}

func (w *town) stateOf(who string) pairing.State {
	for _, d := range w.duosNow() {
		if d.Has(pairing.MemberID(who)) {
			return d.State
		}
	}
	return ""
}

// TestContradictionsEndKindly has two say different things, and one of them
// think again.
func TestContradictionsEndKindly(t *testing.T) {
	for _, c := range []struct {
		who, says string
		want      pairing.State
	}{
		{"U02", "We did work together", pairing.Met},
		{"U01", "We did not", pairing.Missed},
		{"", "", pairing.Unsaid},
	} {
		w, _ := after(t, 2)
		w.clicks("U01", "Yes, we did")
		if text := w.sees("U01", ""); !strings.Contains(text, "Good to hear") {
			t.Errorf("U01 sees %s", text)
		}
		w.clicks("U02", "No, not this time")
		for _, who := range ids(2) {
			text := w.sees(who, "")
			if !strings.Contains(text, "told me different things") || !strings.Contains(text, "counts neither way") {
				t.Errorf("%s sees %s", who, text)
			}
			if strings.Contains(w.home(who), "side by side so far") {
				t.Errorf("it counts for %s: %s", who, w.home(who))
			}
		}
		if c.who != "" {
			w.clicks(c.who, c.says)
		}
		if got := w.stateOf("U01"); got != c.want {
			t.Errorf("after %q the duo is %s, want %s", c.says, got, c.want)
		}
		if c.want == pairing.Unsaid {
			w.until(firstDue.AddDate(0, 0, 7))
			continue
		}
		for _, who := range ids(2) {
			if text := w.sees(who, ""); strings.Contains(text, "told me different things") {
				t.Errorf("they agree, and %s still sees %s", who, text)
			}
			w.clicksNothing(who, "We did")
		}
	}
}

// clicksNothing fails if a person sees a button.
func (w *town) clicksNothing(who, label string) {
	w.t.Helper()
	for _, m := range w.slack.AllMessages(who) {
		for _, e := range m.Elements() {
			if strings.HasPrefix(e.Label, label) {
				w.t.Errorf("%s still sees %q", who, label)
			}
		}
	}
}

// TestWhereItWasIsOneStory: who said no place themselves reads the one that the
// other noted, and says another if that is not so.
func TestWhereItWasIsOneStory(t *testing.T) {
	w, _ := after(t, 2)
	w.clicks("U01", "Yes, we did")
	w.clicks("U02", "Yes, we did")
	for _, who := range ids(2) {
		if text := w.sees(who, ""); !strings.Contains(text, "Where was it? Noted: Remotely") {
			t.Fatalf("%s sees %s", who, text)
		}
	}
	w.clicks("U02", "A place in town")
	for _, who := range ids(2) {
		if text := w.sees(who, ""); !strings.Contains(text, "Where was it? Noted: A place in town") {
			t.Errorf("after U02 said where, %s sees %s", who, text)
		}
	}
	w.clicks("U01", "Remotely")
	if text := w.sees("U02", ""); !strings.Contains(text, "Where was it? Noted: A place in town") {
		t.Errorf("what U02 said is changed by the other: %s", text)
	}
}

// TestAnOldCheckInHoldsStill: weeks later nobody changes what a day counts for.
func TestAnOldCheckInHoldsStill(t *testing.T) {
	w, _ := after(t, 2)
	duo := w.theDuo()
	w.clicks("U01", "Yes, we did")
	w.clicks("U02", "No, not this time")
	mine, where := w.button("U02", "We did work together")
	w.clicks("U02", "We did work together")
	m, place := w.button("U01", "A place in town")
	w.until(duo.Session.End.Add(tellLife - 24*time.Hour))
	w.press("U01", m, place)
	if text := w.sees("U01", ""); !strings.Contains(text, "Noted: A place in town") {
		t.Errorf("within the time U01 sees %s", text)
	}
	m, place = w.button("U01", "Remotely")
	w.until(duo.Session.End.Add(tellLife + 24*time.Hour))
	for who, text := range map[string]string{"U01": w.press("U01", m, place), "U02": w.press("U02", mine, where)} {
		if !strings.Contains(text, "more than four weeks ago") {
			t.Errorf("too late, %s reads %q", who, text)
		}
	}
	if text := w.sees("U01", ""); !strings.Contains(text, "Noted: A place in town") {
		t.Errorf("too late, and U01 sees %s", text)
	}
	w.read(func(tx *storage.Tx) error {
		now, err := tx.Duo(duo.ID)
		if now.State != pairing.Met || now.Place.Kind == pairing.Remote {
			t.Errorf("it is %s now, at %v", now.State, now.Place)
		}
		return err
	})
	m, rather := w.button("U01", "Rather not") // this is theirs alone, and about what is to come
	w.press("U01", m, rather)
	if text := w.sees("U01", ""); !strings.Contains(text, "Noted: Rather not.") {
		t.Errorf("U01 sees %s", text)
	}
}

// press clicks a button of a message as it was seen before, and returns what
// the person reads at once.
func (w *town) press(who string, m fakeslack.Message, e blockkit.Element) string {
	w.t.Helper()
	reply, err := w.slack.Press(soon(w.t), who, m.Channel, m.TS, e)
	if err != nil {
		w.t.Fatal(err)
	}
	w.rest()
	return reply.Text() + w.ephemeral(who)
}

// TestPrivateFeedbackStaysPrivate answers the private questions with the worst
// there is, and looks for that wherever it must not be.
func TestPrivateFeedbackStaysPrivate(t *testing.T) {
	w, partner := after(t, 4)
	w.slack.AddPerson(fakeslack.Person{ID: "UBOSS", Name: "boss"})
	before := map[string]string{}
	w.clicks(partner, "Yes, we did")
	for _, who := range ids(4) {
		before[who] = w.sees(who, "") + w.home(who)
	}
	w.clicks("U01", "Yes, we did")
	w.clicks("U01", "Not really")
	w.clicks("U01", "Rather not")
	if text := w.sees("U01", ""); !strings.Contains(text, "Noted: Rather not.") || !strings.Contains(text, "Noted: Not really.") {
		t.Errorf("U01 sees %s", text)
	}
	told := func(s string) bool {
		return strings.Contains(s, "Noted: Rather") || strings.Contains(s, "Noted: Not really")
	}
	for _, c := range w.slack.Calls() {
		for name, arg := range c.Args {
			if told(arg) && c.Args["channel"] != w.slack.Direct("U01") {
				t.Errorf("it is in %s of %s to %s", name, c.Method, c.Args["channel"])
			}
		}
	}
	for _, who := range ids(4)[1:] {
		now := w.sees(who, "") + w.home(who)
		if told(now) {
			t.Errorf("%s sees %s", who, now)
		}
		if who != partner && now != before[who] {
			t.Errorf("something changed for %s, whom it does not concern:\n%s\nbefore:\n%s", who, now, before[who])
		}
	}
	for _, code := range []string{"checkin_again:-1", "checkin_day:-1", "Rather not", "again=-1"} {
		if strings.Contains(w.log.String(), code) {
			t.Errorf("%s is in the log", code)
		}
	}
	w.until(firstDue.AddDate(0, 0, 7)) // the next round: others are there, so that it is nobody's to notice
	for _, who := range append(ids(4), "UBOSS") {
		text := w.sees(who, "") + w.home(who)
		if who != "UBOSS" {
			text += w.says(who, "/cowork why") + w.says(who, "/cowork history")
		} else {
			text += w.says(who, "/cowork admin plan")
		}
		if who != "U01" && told(text) {
			t.Errorf("%s sees %s", who, text)
		}
		if strings.Contains(text, "again-") || strings.Contains(text, "Would you work with") && who != "U01" && who != partner {
			t.Errorf("%s sees %s", who, text)
		}
	}
	var all []storage.Duo
	if err := w.store.Read(t.Context(), func(tx *storage.Tx) (err error) { all, err = tx.HistoryOf("U01", 9); return err }); err != nil {
		t.Fatal(err)
	}
	for _, d := range append(all, w.duosNow()...) {
		if strings.Contains(whyText(wording.Voice{}, d.Terms), "private") {
			t.Errorf("the reasons of a duo say %s", whyText(wording.Voice{}, d.Terms))
		}
	}
	member := w.regards("U01")
	if len(member) != 1 || member[0] != (pairing.Regard{Of: pairing.MemberID(partner), Day: -1, Again: -1}) {
		t.Errorf("the plan knows %v", member)
	}
	w.says(partner, "/cowork forget me")
}

// regards are what a plan knows of what a member told.
func (w *town) regards(who pairing.MemberID) (all []pairing.Regard) {
	w.t.Helper()
	err := w.store.Read(w.t.Context(), func(tx *storage.Tx) error {
		in, err := tx.Snapshot(1, 99, w.now(), w.now().AddDate(0, 0, 7), w.now(), w.now(), nil)
		for _, m := range in.Members {
			if m.ID == who {
				all = m.Regards
			}
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// TestPrivateQuestionsAreForThoseWhoWereThere refuses answers of others, early
// ones, and answers that were never offered.
func TestPrivateQuestionsAreForThoseWhoWereThere(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(3)...)
	h.until(firstDue)
	h.everybodyAccepts()
	d := h.duos(pairing.Confirmed)[0]
	a, b := string(d.Seats[0].Member), string(d.Seats[1].Member)
	h.wants(h.clicks(a, actAgain+":-1", string(d.ID)), "still ahead")
	h.at = d.Session.End
	h.clicks(a, actMissed, string(d.ID))
	h.wants(h.clicks(a, actAgain+":-1", string(d.ID)), "You told me already")
	h.clicks(b, actMet, string(d.ID))
	h.wants(h.clicks(b, actWasDay+":7", string(d.ID)), "long ago")
	for _, who := range ids(3) {
		if !d.Has(pairing.MemberID(who)) {
			h.wants(h.clicks(who, actWasDay+":1", string(d.ID)), "for other people")
		}
	}
	h.read(func(tx *storage.Tx) error {
		for _, who := range []string{a, b} {
			if told, err := tx.Feedback(d.ID, pairing.MemberID(who)); err != nil || told != (storage.Feedback{}) {
				t.Errorf("%s told %+v, %v", who, told, err)
			}
		}
		return nil
	})
}
