package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"
)

func (h *house) member(who string) (m storage.Membership) {
	h.t.Helper()
	h.read(func(tx *storage.Tx) (err error) { m, err = tx.Membership(1, pairing.MemberID(who)); return err })
	return m
}

func TestThreeRoundsOfSilencePause(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(4)...)
	for week := range 5 {
		h.until(firstDue.AddDate(0, 0, 7*week))
		for _, d := range h.duos(pairing.Proposed) {
			for _, s := range d.Seats {
				if s.Member != "U01" {
					h.clicks(string(s.Member), actAccept, string(d.ID))
				}
			}
		}
		h.until(firstDue.AddDate(0, 0, 7*week+2))
		m := h.member("U01")
		if paused := m.Paused(h.at); paused != (week >= 2) {
			t.Errorf("after %d rounds of silence: paused %v, silent %d", week+1, paused, m.Silent)
		}
	}
	all := fmt.Sprint(h.delivers()["U01"])
	if n := strings.Count(all, "I have not heard from you for 3 rounds"); n != 1 {
		t.Errorf("told %d times", n)
	}
	h.wants(h.types("U01", "resume"), "Good to have you back")
	if m := h.member("U01"); m.Paused(h.at) || m.Silent != 0 {
		t.Errorf("after resume: %+v", m)
	}
}

func TestAnAnswerEndsTheSilence(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(2)...)
	for week := range 6 {
		h.until(firstDue.AddDate(0, 0, 7*week))
		if week%3 == 2 {
			d := h.duoOf("U01", pairing.Proposed)
			h.clicks("U01", actSkip, string(d.ID))
			h.clicks("U02", actSkip, string(d.ID))
		}
	}
	if m := h.member("U01"); m.Paused(h.at) {
		t.Errorf("paused though they answer every third round: %+v", m)
	}
}

func TestExpiryFreesWhoAccepted(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(4)...)
	h.until(firstDue)
	var willing []pairing.MemberID
	for _, d := range h.duos() {
		h.clicks(string(d.Seats[0].Member), actAccept, string(d.ID))
		willing = append(willing, d.Seats[0].Member)
	}
	h.until(firstDue.Add(25 * time.Hour))
	if n := len(h.duos(pairing.Expired)); n != 2 {
		t.Fatalf("%d duos are expired", n)
	}
	again := h.duos(pairing.Proposed)
	if len(again) != 1 || !again[0].Has(willing[0]) || !again[0].Has(willing[1]) {
		t.Fatalf("%v are willing, matched are %v", willing, again)
	}
	if !again[0].AnswerBy.After(h.at) || !again[0].Session.Start.After(h.at) {
		t.Errorf("answers by %v, session at %v, now %v", again[0].AnswerBy, again[0].Session.Start, h.at)
	}
	late := string(h.duos(pairing.Expired)[0].Seats[1].Member)
	h.wants(h.clicks(late, actAccept, string(h.duos(pairing.Expired)[0].ID)), "The time to answer this match has passed")
}

func TestCheckIns(t *testing.T) {
	for _, c := range []struct {
		a, b  ActionID
		want  pairing.State
		after time.Duration
	}{
		{actMet, actMet, pairing.Met, 0},
		{actMissed, actMissed, pairing.Missed, 0},
		{actMet, actMissed, pairing.Unsaid, 0},
		{actMet, "", pairing.Confirmed, 0},
		{actMet, "", pairing.Met, 80 * time.Hour},
		{"", "", pairing.Unsaid, 80 * time.Hour},
	} {
		h := newHouse(t)
		h.joins(ids(2)...)
		h.until(firstDue)
		h.everybodyAccepts()
		d := h.duoOf("U01")
		h.at = d.Session.End
		h.tick()
		h.delivers()
		for who, said := range map[string]ActionID{"U01": c.a, "U02": c.b} {
			if said != "" {
				h.clicks(who, said, string(d.ID))
			}
		}
		h.at = h.at.Add(c.after)
		h.tick()
		if got := h.duoOf("U01"); got.State != c.want {
			t.Errorf("%s and %s, %v later: %s, want %s", c.a, c.b, c.after, got.State, c.want)
		}
		if c.a == "" && !strings.Contains(fmt.Sprint(h.delivers()["U01"]), "is closed") {
			t.Error("nobody reads that the check-in is closed")
		}
	}
}

func TestWhereTheyWorked(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(2)...)
	h.until(firstDue)
	h.everybodyAccepts()
	d := h.duoOf("U01")
	h.at = d.Session.End
	h.wants(h.handle(clickOf("U01", whereAction(d.ID, "0"))).Message.Text, "still ahead")
	h.clicks("U01", actMet, string(d.ID))
	places := checkinPlaces(&d.Duo)
	for i, p := range places {
		h.handle(clickOf("U01", whereAction(d.ID, fmt.Sprint(i))))
		if got := h.duoOf("U01"); got.Place != p {
			t.Errorf("place %v, want %v", got.Place, p)
		}
	}
	h.wants(h.handle(clickOf("U01", whereAction(d.ID, "99"))).Message.Text, "long ago")
	h.clicks("U02", actMet, string(d.ID))
	h.handle(clickOf("U02", whereAction(d.ID, "0")))
	if got := h.duoOf("U01"); got.Place != places[len(places)-1] {
		t.Errorf("they say different places, and it is %v", got.Place)
	}
}

func TestSkipPauseLeave(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(4)...)
	h.wants(h.types("U01", "skip"), "You sit out the coming round")
	h.until(firstDue)
	for _, d := range h.duos() {
		if d.Has("U01") {
			t.Errorf("U01 sits out and is in %s", pair(d))
		}
	}
	h.until(firstDue.AddDate(0, 0, 7))
	d := h.duoOf("U01")
	other := string(d.Partners("U01")[0])
	h.wants(h.types("U01", "skip"), "You skip this round")
	if got := h.duos(pairing.Skipped); len(got) != 1 {
		t.Errorf("%d duos are skipped", len(got))
	}
	h.wants(fmt.Sprint(h.delivers()[other]), "Your match fell through")

	h.wants(h.types("U01", "pause 2 weeks"), "You are paused until Monday 14 December 2026")
	h.until(firstDue.AddDate(0, 0, 14))
	for _, d := range h.duos() {
		if d.Has("U01") {
			t.Errorf("U01 is paused and in %s", pair(d))
		}
	}
	h.until(firstDue.AddDate(0, 0, 21)) // Monday 14 December
	d = h.duoOf("U01")
	other = string(d.Partners("U01")[0])
	h.everybodyAccepts()
	h.delivers()
	h.wants(h.types("U01", "leave"), "You have left")
	if got := h.duoOf("U01"); got.State != pairing.Cancelled {
		t.Errorf("the settled match of somebody who left is %s", got.State)
	}
	read := h.delivers()
	h.wants(fmt.Sprint(read[other]), "does not take place")
	h.wants(fmt.Sprint(read[storage.Lane("U01", pairing.MemberID(other))]), "does not take place")
	h.wants(h.types("U01", "skip"), "not taking part")
	h.wants(h.types("U01", "status"), "not taking part yet")
	h.at = h.at.Add(72 * time.Hour)
	h.tick()
	for key := range h.owed() {
		if strings.HasPrefix(key, "checkin:"+string(d.ID)) || strings.HasPrefix(key, "remind:"+string(d.ID)) {
			t.Errorf("%s is still owed", key)
		}
	}
}

func TestSomethingCameUp(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(5)...)
	h.until(firstDue)
	var rests string
	for _, who := range ids(5) {
		if !slices.ContainsFunc(h.duos(), func(d storage.Duo) bool { return d.Has(pairing.MemberID(who)) }) {
			rests = who
		}
	}
	h.everybodyAccepts()
	d := h.duos()[0]
	a, b := string(d.Seats[0].Member), string(d.Seats[1].Member)
	h.wants(h.clicks(a, actCancel, string(d.ID)), "The session is off")
	h.wants(h.clicks(a, actCancel, string(d.ID)), "nothing to change")
	if got := h.duoOf(b, pairing.Proposed); !got.Has(pairing.MemberID(rests)) {
		t.Errorf("%s is free and %s rests, but there is %s", b, rests, pair(got))
	}
	h.wants(fmt.Sprint(h.delivers()[rests]), "Somebody became free")
}

func TestWishes(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(6)...)
	h.wants(h.types("U01", "with"), "You have named nobody")
	h.wants(h.types("U01", "with @N U06"), "I do not know who") // a name with a space needs a mention
	h.wants(h.types("U01", "with <@U06>"), "otherwise nobody hears of it")
	h.wants(h.types("U06", "with"), "You have named nobody")
	h.wants(h.types("U06", "with <@U01|x>"), "otherwise nobody hears of it")
	h.wants(h.types("U01", "with <@U01>"), "That is you")
	h.wants(h.types("U01", "avoid @nobodyofthisname"), "I know nobody called")
	h.until(firstDue)
	if d := h.duoOf("U01"); !d.Has("U06") {
		t.Errorf("a mutual wish is not granted: %s", pair(d))
	}
	h.wants(h.types("U01", "why"), "a wish that is mutual")
	h.wants(h.types("U01", "with <@U06> off"), "Done.", "named nobody")
	h.wants(h.types("U02", "avoid <@U03> <@U04>"), "<@U03> and <@U04>")
	h.wants(h.types("U02", "avoid"), "You avoid <@U03> and <@U04>")
	h.wants(h.types("U02", "avoid <@U03> off"), "You avoid <@U04>")
	h.wants(h.types("U02", "with <@U04>"), "Noted")
	h.wants(h.types("U02", "avoid nobody"), "You avoid nobody")
	for _, who := range []string{"U03", "U04"} {
		for _, text := range []string{h.types(who, "avoid"), h.types(who, "status"), h.types(who, "why"), h.types(who, "history")} {
			if strings.Contains(text, "U02") && !h.duoOf(who).Has("U02") {
				t.Errorf("%s reads of U02: %s", who, text)
			}
		}
	}
}

func TestForgetMe(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(2)...)
	h.until(firstDue)
	h.everybodyAccepts()
	h.delivers()
	h.wants(h.types("U01", "forget me"), "cannot be undone")
	if m := h.member("U01"); m.State != storage.Active {
		t.Error("asking removes")
	}
	h.wants(h.clicks("U01", actForget, ""), "Everything about you is removed")
	h.read(func(tx *storage.Tx) error {
		if p, err := tx.Person("U01"); err == nil {
			t.Errorf("still known: %+v", p)
		}
		return nil
	})
	h.wants(fmt.Sprint(h.delivers()["U02"]), "does not take place")
	h.wants(h.types("U02", "history"), "Your match so far")
	for _, block := range h.handle(Envelope{Kind: Command, Person: "U02", Command: slashOf("U02", "history")}).Message.Blocks.BlockSet {
		if text := fmt.Sprintf("%+v", block); strings.Contains(text, "U01") {
			t.Errorf("the history of others names them: %s", text)
		}
	}
	h.wants(h.types("U01", "join"), "You are in")
}

func TestTheProfileNeverPings(t *testing.T) {
	w := newTown(t,
		fakeslack.Person{ID: "U01", Name: hostile, RealName: hostile, TZ: "Europe/Vienna"},
		fakeslack.Person{ID: "U02", Name: "<!here> *b*", TZ: "Europe/Vienna"},
		fakeslack.Person{ID: "UBOSS", Name: "boss"},
	)
	for _, who := range []string{"U01", "U02"} {
		w.says(who, "/cowork join", "You are in")
		w.says(who, "/cowork profile")
		w.rest()
		reply, err := w.slack.Submit(soon(t), who, fakeslack.Fields{askOwnField: {hostile}, askArea: {hostile}, askKinds: {"2", "1", "4"}, askHosting: {"2"}, askHomesSoon: {"yes"}})
		if err != nil || len(reply.Errors) > 0 {
			t.Fatal(err, reply.Errors)
		}
	}
	w.write(func(tx *storage.Tx) error {
		_, err := tx.SaveVenue(storage.Venue{Venue: pairing.Venue{Name: hostile, Type: pairing.Cafe, Address: hostile, Hours: "Mo-Su 00:00-24:00", Area: pairing.Area{Label: hostile}}}, w.now())
		return err
	})
	texts := []string{"", "status", "why", "history", "places", "with", "avoid", "with @" + hostile, "with <@U02|<!channel>>", "help", "profile"}
	look := func() {
		for _, who := range []string{"U01", "U02"} {
			for _, text := range texts {
				if text == "profile" {
					continue
				}
				reply, err := w.slack.Type(soon(t), who, "", "/cowork "+text)
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range reply.Messages {
					w.harmless(m)
				}
			}
			for _, m := range w.slack.AllMessages(who) {
				w.harmless(m)
			}
			if _, err := w.slack.OpenHome(soon(t), who); err != nil {
				t.Fatal(err)
			}
			w.rest()
			if home := w.slack.Home(who); home != nil {
				w.harmless(fakeslack.Message{Blocks: home.Blocks, Text: home.Text})
			}
		}
		reply, err := w.slack.Type(soon(t), "UBOSS", "", "/cowork admin plan")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range reply.Messages {
			w.harmless(m)
		}
	}
	look()
	w.until(firstDue)
	look()
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	look()
	w.clicks("U01", "Another place")
	w.clicks("U02", "That suits me")
	w.until(firstDue.AddDate(0, 0, 3))
	w.clicks("U01", "Yes")
	look()
	seen := 0
	for _, m := range w.slack.AllMessages("U01") {
		seen += strings.Count(m.Text, "∗x∗")
	}
	if seen == 0 {
		t.Error("what was typed is seen nowhere, so nothing was tested")
	}
}
