package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"
)

// TestAskingTellsNothing asks for somebody who wishes the same, who avoids the
// one who asks, and who said nothing: the answer, what it costs and what
// anybody else sees are the same, at once and until the round opens.
func TestAskingTellsNothing(t *testing.T) {
	var first string
	for _, other := range []string{"", "/cowork with @nu01", "/cowork avoid @nu01"} {
		w := members(t, 4)
		for _, who := range ids(4) {
			w.opensHome(who)
		}
		if other != "" {
			w.tells("U02", other)
		}
		calls, owed, own := len(w.slack.Calls()), w.depth(), w.sees("U02", "")
		seen := ""
		for _, text := range []string{"/cowork with @nu02", "/cowork with", "/cowork with @nu02 off", "/cowork with @nu02", "/cowork avoid @nu03", "/cowork avoid", "/cowork status", "/cowork why"} {
			seen += w.says("U01", text)
			w.rest()
		}
		for _, who := range ids(4) {
			sees := w.sees(who, "")
			if who == "U02" { // but for what they read when they said what they said
				sees = strings.TrimPrefix(sees, own)
			}
			seen += sees + w.home(who)
		}
		if now := w.depth(); now != owed || len(w.slack.Calls()) != calls {
			t.Errorf("after %q asking owes %+v, before %+v, and makes %d calls", other, now, owed, len(w.slack.Calls())-calls)
		}
		if first == "" {
			first = seen
		}
		if seen != first {
			t.Errorf("after %q, asking and looking around shows\n%s\nand if nothing was said\n%s", other, seen, first)
		}
	}
}

func (w *town) depth() (d storage.Depth) {
	w.t.Helper()
	if err := w.store.Read(w.t.Context(), func(tx *storage.Tx) (err error) { d, err = tx.Depth(w.now()); return err }); err != nil {
		w.t.Fatal(err)
	}
	return d
}

// TestAMutualWishIsToldToBothAlike has two ask for each other.
func TestAMutualWishIsToldToBothAlike(t *testing.T) {
	w := members(t, 6)
	w.tells("U01", "/cowork with @nu06")
	w.tells("U06", "/cowork with @nu01")
	w.until(firstDue)
	for who, other := range map[string]string{"U01": "@nu06", "U06": "@nu01"} {
		text := w.sees(who, "")
		if !strings.Contains(text, "Your match for this round: "+other) || !strings.Contains(text, "a wish that is mutual") {
			t.Errorf("%s is asked: %s", who, text)
		}
	}
	if a, b := w.sees("U01", ""), w.sees("U06", ""); strings.ReplaceAll(a, "nu06", "x") != strings.ReplaceAll(b, "nu01", "x") {
		t.Errorf("they are asked in different ways:\n%s\n%s", a, b)
	}
	for _, who := range []string{"U02", "U03", "U04", "U05"} {
		if text := w.sees(who, ""); strings.Contains(text, "wish") {
			t.Errorf("%s reads %s", who, text)
		}
	}
}

// TestAMarkerWishAndAMarkerAvoid hunts for what one said of others, for four
// rounds: in all that anybody else sees, in the log, in what the bot asks of
// Slack, and in what an admin sees. Avoiding is absolute, and ends.
func TestAMarkerWishAndAMarkerAvoid(t *testing.T) {
	w := members(t, 4)
	w.slack.AddPerson(fakeslack.Person{ID: "UBOSS", Name: "boss"})
	for _, who := range append(ids(4), "UBOSS") {
		w.opensHome(who)
	}
	w.tells("U01", "/cowork with @nu02")
	w.tells("U01", "/cowork avoid @nu03")
	marks := []string{"wish", "avoid", "next to"}
	hunt := func() {
		t.Helper()
		for _, who := range append(ids(4)[1:], "UBOSS") {
			text := w.sees(who, "") + w.home(who)
			for _, verb := range []string{"status", "why", "history", "with", "avoid", "admin plan"} {
				reply := w.says(who, "/cowork "+verb)
				if verb == "with" || verb == "avoid" { // these say what they are for
					if strings.Contains(reply, "nu0") {
						t.Errorf("%s asks for %s and reads %s", who, verb, reply)
					}
					continue
				}
				text += reply
			}
			for _, own := range []string{"You have named nobody whom you would like to work next to. `/cowork with", "You avoid nobody. `/cowork avoid"} {
				text = strings.ReplaceAll(text, own, "")
			}
			for _, m := range marks {
				if strings.Contains(text, m) {
					t.Errorf("%s reads of a %s: %s", who, m, text)
				}
			}
		}
		for _, line := range strings.Split(w.log.String(), "\n") {
			for _, m := range marks {
				if strings.Contains(line, m) {
					t.Errorf("the log says %s", line)
				}
			}
		}
		for _, c := range w.slack.Calls() {
			for name, arg := range c.Args {
				if name == "metadata" && (strings.Contains(arg, "wish") || strings.Contains(arg, "avoid")) {
					t.Errorf("%s carries %s", c.Method, arg)
				}
			}
		}
	}
	hunt()
	for week := range 4 {
		w.until(firstDue.AddDate(0, 0, 7*week))
		for _, d := range w.duosNow() {
			if d.Has("U01") && d.Has("U03") {
				t.Fatalf("round %d puts those together who avoid each other", week+1)
			}
			if slices.ContainsFunc(d.Terms, func(x pairing.Term) bool { return x.Name == pairing.MutualWish }) {
				t.Errorf("a wish of one is taken for mutual")
			}
			for _, s := range d.Seats {
				w.clicks(string(s.Member), "Accept")
			}
		}
		hunt()
		w.until(firstDue.AddDate(0, 0, 7*week+4))
	}
	w.tells("U01", "/cowork avoid @nu03 off")
	w.until(firstDue.AddDate(0, 0, 28))
	if d := w.duosNow(); !slices.ContainsFunc(d, func(d storage.Duo) bool { return d.Has("U01") && d.Has("U03") }) {
		t.Errorf("they have never met, avoid each other no more, and the round has %s", fmt.Sprint(pair(d[0]), pair(d[1])))
	}
}
