package storage

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
)

// dump is every row of every table as text.
func dump(t *testing.T, tx *Tx) map[string]string {
	t.Helper()
	tables := must[[]string](t)(list(tx, "load tables", value[string], `SELECT name FROM sqlite_schema WHERE type = 'table'`))
	all := map[string]string{}
	for _, table := range tables {
		rows, err := tx.sql.QueryContext(tx.ctx, `SELECT * FROM `+table)
		ok(t, err)
		columns, err := rows.Columns()
		ok(t, err)
		for rows.Next() {
			cells := make([]any, len(columns))
			for i := range cells {
				cells[i] = new(any)
			}
			ok(t, rows.Scan(cells...))
			for i, c := range cells {
				all[table] += fmt.Sprintf("%s=%v|", columns[i], *c.(*any))
			}
			all[table] += "\n"
		}
		ok(t, rows.Err())
	}
	return all
}

// The person to forget is UFORGETME, called "Ada Marker"; whatever they said
// has "marker" in it. U2 and UFORGETME2 are others, who keep what is theirs.
const forgotten = pairing.MemberID("UFORGETME")

func fillForForgetting(t *testing.T, s *Store) {
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, forgotten, "U2", "U3", "UFORGETME2")
		ok(t, tx.SavePerson(Person{ID: forgotten, Name: "Ada Marker", TZ: "Pacific/Marquesas", Locale: "mi-MARKER", Guest: false, Admin: true, SeenAt: monday}))
		p := pairing.Defaults()
		p.Field, p.Area = "marker making", pairing.Area{Label: "Markerstadt", Located: true, Lat: 12.3456789, Lon: 98.7654321}
		ok(t, tx.SaveProfile(forgotten, p, monday))
		for _, say := range [][2]pairing.MemberID{{forgotten, "U2"}, {"U2", forgotten}, {"U2", "U3"}} {
			for _, what := range []Saying{Avoid, Wish, Friend} {
				if say[0] == forgotten && what == Avoid || say[1] == forgotten && what == Avoid {
					continue // they were together
				}
				ok(t, tx.Say(say[0], what, say[1], monday))
			}
		}
		ok(t, tx.Say(forgotten, Avoid, "U3", monday))
		ok(t, tx.Say("U3", Avoid, forgotten, monday))
		ok(t, tx.SavePersonal(forgotten, Personal{Line: "makes a marker a day", Morning: true}))
		ok(t, tx.SaveStay(Stay{Circle: c, Person: forgotten, Partner: "U2", Until: 9, Since: monday}))
		ok(t, tx.WishToStay(StayWish{Circle: c, Person: forgotten, Partner: "U2", Rounds: 2, At: monday}))
		ok(t, tx.WishToStay(StayWish{Circle: c, Person: "UFORGETME2", Partner: forgotten, Rounds: 2, At: monday}))

		first := week(t, tx, c, 1)
		d := propose(first, 1, forgotten, "U2")
		d.ID = "D1"
		d.Place = pairing.Place{Kind: pairing.Home, Host: forgotten}
		d.Options = []pairing.Suggestion{
			{Place: d.Place, Meters: map[pairing.MemberID]int{forgotten: 0, "U2": 700}, Hosted: map[pairing.MemberID]int{forgotten: 1, "U2": 2}, InARow: map[pairing.MemberID]int{forgotten: 1}},
			{Place: pairing.Place{Kind: pairing.Home, Host: "U2"}, Reason: pairing.Alternative},
		}
		d.Terms = []pairing.Term{{Name: "field", Points: 12, Shared: "marker making"}}
		ok(t, tx.InsertDuo(d))
		to := d.Duo
		to.State = pairing.Confirmed
		ok(t, tx.SaveTransition(d.ID, pairing.Proposed, to))
		ok(t, tx.Wishing(Change{ID: "W1", Duo: d.ID, Person: "U2", Place: d.Options[0], Session: d.Session}, monday))
		to.State = pairing.Met
		to.Seats[0].Place = pairing.Place{Kind: pairing.Home, Host: forgotten}
		to.Seats[1].Place = pairing.Place{Kind: pairing.Home, Host: forgotten}
		ok(t, tx.SaveTransition(d.ID, pairing.Confirmed, to))
		second := week(t, tx, c, 2)
		ok(t, tx.AddRest(second, pairing.Rest{Member: forgotten, Reason: pairing.OddOneOut}))
		ok(t, tx.AddRest(second, pairing.Rest{Member: "U2", Reason: pairing.OddOneOut}))

		for key, lane := range map[string]string{
			"invite:D1:UFORGETME": "UFORGETME", "invite:D1:U2": "U2", "confirm:D1": "U2,UFORGETME", "rest:2:UFORGETME": "UFORGETME",
			"rest:2:U2": "U2", "rest:2:UFORGETME2": "UFORGETME2", "dead:U2": "U2", "failed:U2": "U3",
		} {
			m := message(key, lane, monday)
			m.Body = json.RawMessage(`{"text":"With \u003c@UFORGETME\u003e, that is Ada Marker (UFORGETME), not Ada Markers or \u003c@UFORGETME2\u003e","n":12345678901234567890,
				"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"Ada Marker hosts"},"accessory":{"value":"UFORGETME"}}]}`)
			must[bool](t)(tx.Owe(m))
		}
		must[bool](t)(tx.Owe(Message{Key: "over:D1:U2", Lane: "U2", Method: Update, Target: "invite:D1:UFORGETME", Body: json.RawMessage(`{}`), Due: monday}))
		id := func(key string) MessageID { return must[Message](t)(tx.Message(key)).ID }
		ok(t, tx.Sent(id("invite:D1:UFORGETME"), "DMARKER", "1.1", monday))
		ok(t, tx.Sent(id("invite:D1:U2"), "D2", "1.1", monday))
		ok(t, tx.Dead(id("dead:U2"), "user UFORGETME not found"))
		ok(t, tx.Failed(id("failed:U2"), "no UFORGETME", monday))
		ok(t, tx.SaveConversation("UFORGETME", "DMARKER"))
		ok(t, tx.SaveConversation("U2,UFORGETME", "GMARKER"))
		ok(t, tx.SaveConversation("U2,UFORGETME2", "G2"))
		ok(t, tx.Remember("E1", "Ada Marker lives in Markerstadt", monday))
	})
}

func TestForgetLeavesNoTrace(t *testing.T) {
	s := open(t)
	fillForForgetting(t, s)
	write(t, s, func(tx *Tx) {
		before := dump(t, tx)
		r := must[Removed](t)(tx.Forget(forgotten, monday))
		want := Removed{Token: "gone-1", Profile: true, Said: 6, Memberships: 1, Rests: 1, Messages: 4, Conversations: 2, Duos: 1}
		if diff := cmp.Diff(want, r); diff != "" {
			t.Error(diff)
		}
		for table, rows := range dump(t, tx) {
			for line := range strings.Lines(rows) {
				line = strings.NewReplacer("UFORGETME2", "", "Ada Markers", "").Replace(line) // somebody else
				for _, trace := range []string{"UFORGETME", "arker", "MARKER", "Marquesas", "12.34567", "98.765"} {
					if strings.Contains(line, trace) {
						t.Errorf("%s keeps %q in %s", table, trace, line)
					}
				}
			}
			if before[table] == "" {
				t.Logf("%s had no rows", table)
			}
		}

		// What stays is whole, and the others' own.
		d := must[Duo](t)(tx.Duo("D1"))
		home := pairing.Place{Kind: pairing.Home, Host: "gone-1"}
		if d.State != pairing.Met || d.Place != home || !d.Has("gone-1") || d.Partners("gone-1")[0] != "U2" || d.Seats[0].Place != home && d.Seats[1].Place != home {
			t.Errorf("history of U2: %+v", d)
		}
		if o := d.Options; len(o) != 2 || o[0].Host != "gone-1" || o[1].Host != "U2" || o[0].Meters["U2"] != 700 || len(o[0].Hosted) != 1 {
			t.Errorf("options: %+v", o)
		}
		if d.Score != 12 || d.Terms[0].Points != 12 {
			t.Errorf("terms: %+v", d.Terms)
		}
		m := must[Message](t)(tx.Message("rest:2:U2"))
		var body struct {
			Text   string
			N      json.Number
			Blocks []struct {
				Type string
				Text struct{ Type, Text string }
			}
		}
		ok(t, json.Unmarshal(m.Body, &body))
		if body.Text != "With somebody who left, that is somebody who left (gone-1), not Ada Markers or <@UFORGETME2>" || body.N != "12345678901234567890" ||
			body.Blocks[0].Type != "section" || body.Blocks[0].Text.Text != "somebody who left hosts" {
			t.Errorf("body of another's message: %s", m.Body)
		}
		for _, key := range []string{"invite:D1:U2", "rest:2:UFORGETME2", "dead:U2", "failed:U2"} {
			must[Message](t)(tx.Message(key))
		}
		if said := must[[]pairing.MemberID](t)(tx.Says("U2", Wish)); len(said) != 1 || said[0] != "U3" {
			t.Errorf("U2 wishes %v", said)
		}
		must[string](t)(tx.Conversation("U2,UFORGETME2"))
		if _, seen, err := tx.Seen("E1"); !seen || err != nil {
			t.Error("the envelope could be handled again")
		}
		in := must[pairing.Input](t)(tx.Snapshot(1, 3, monday, monday.AddDate(0, 0, 7), monday, nextWeek, nil))
		if len(in.Members) != 3 || len(in.History) != 1 || in.History[0].Place != home {
			t.Errorf("the next round is planned from %+v", in)
		}
		var broken int
		ok(t, tx.sql.QueryRowContext(tx.ctx, `SELECT count(*) FROM pragma_foreign_key_check`).Scan(&broken))
		if broken != 0 {
			t.Errorf("%d foreign keys are broken", broken)
		}
		_, err := tx.Forget(forgotten, monday)
		refused(t, err, ErrNotFound)
		_, err = tx.Forget("gone-1", monday)
		refused(t, err, ErrNotFound)
		if r := must[Removed](t)(tx.Forget("U3", monday)); r.Token != "gone-2" {
			t.Errorf("the next one is %s", r.Token)
		}
	})
	// They may come back as somebody new.
	write(t, s, func(tx *Tx) {
		join(t, tx, 1, forgotten)
		if h := must[[]Duo](t)(tx.HistoryOf(forgotten, 10)); len(h) != 0 {
			t.Errorf("history came back: %+v", h)
		}
	})
}

// Deleted is not enough: the bytes must be gone from the files.
func TestForgetLeavesNoTraceInTheFiles(t *testing.T) {
	s := open(t)
	fillForForgetting(t, s)
	ok(t, s.Checkpoint(context.Background()))
	traces := func() (found []string) {
		files, err := filepath.Glob(s.Path() + "*")
		ok(t, err)
		for _, file := range files {
			b, err := os.ReadFile(file)
			ok(t, err)
			for _, trace := range []string{"Ada Marker", "marker making", "Markerstadt", "DMARKER", "GMARKER", "Marquesas"} {
				if bytes.Contains(bytes.ReplaceAll(b, []byte("Ada Markers"), nil), []byte(trace)) {
					found = append(found, filepath.Base(file)+": "+trace)
				}
			}
		}
		return found
	}
	if len(traces()) < 6 {
		t.Fatalf("the traces are not where this test looks: %v", traces())
	}
	write(t, s, func(tx *Tx) { must[Removed](t)(tx.Forget(forgotten, monday)) })
	ok(t, s.Checkpoint(context.Background()))
	if found := traces(); len(found) > 0 {
		t.Errorf("after Checkpoint: %v", found)
	}
}

// What takes something back in a conversation with others is left to do, in
// its channel, and deleted when it is done; all else is deleted at once.
func TestForgetLeavesWhatTakesSomethingBack(t *testing.T) {
	s := open(t)
	fillForForgetting(t, s)
	write(t, s, func(tx *Tx) {
		const lane = "U2,UFORGETME"
		owe := func(key, target string, attached bool) MessageID {
			m := message(key, lane, monday)
			m.Attached = attached
			if target != "" {
				m.Method, m.Target = Update, target
			}
			must[bool](t)(tx.Owe(m))
			return must[Message](t)(tx.Message(key)).ID
		}
		ok(t, tx.Sent(owe("home:D1:1", "", false), "G1", "1.1", monday))
		owe("amend:home:D1:1", "home:D1:1", false)
		ok(t, tx.MarkDoubt(owe("home:D1:2", "", false)))
		owe("amend:home:D1:2", "home:D1:2", false)
		owe("calendar:D1:1", "", true)
		owe("question:D1", "", false)
		owe("amend:question:D1", "question:D1", false)
		ok(t, tx.Sent(owe("unchanged:D1", "", false), "G1", "1.2", monday))
		must[Removed](t)(tx.Forget(forgotten, monday))
		left := map[string]string{"home:D1:1": "G1", "amend:home:D1:1": "G1", "home:D1:2": "GMARKER", "amend:home:D1:2": "GMARKER", "calendar:D1:1": "GMARKER"}
		for _, m := range must[[]Message](t)(tx.LatestMessages(100)) {
			if strings.HasPrefix(m.Lane, Orphaned) && m.Lane != Orphaned+left[m.Key] {
				t.Errorf("%s is left for %s", m.Key, m.Lane)
			}
			if strings.Contains(string(m.Body), "Ada Marker ") {
				t.Errorf("%s names them: %s", m.Key, m.Body)
			}
		}
		for key := range left {
			must[Message](t)(tx.Message(key))
		}
		for _, key := range []string{"question:D1", "amend:question:D1", "unchanged:D1", "confirm:D1"} {
			_, err := tx.Message(key)
			refused(t, err, ErrNotFound)
		}

		must[int](t)(tx.Prune(monday))
		for key := range left {
			if m := must[Message](t)(tx.Message(key)); m.State == Owed {
				ok(t, tx.Sent(m.ID, "G", "2."+key, monday))
			}
		}
		must[int](t)(tx.Prune(monday))
		for key := range left {
			_, err := tx.Message(key)
			refused(t, err, ErrNotFound)
		}
	})
}

func TestForgetWaitsForALiveDuo(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2")
		d := propose(week(t, tx, c, 1), 1, "U1", "U2")
		ok(t, tx.InsertDuo(d))
		_, err := tx.Forget("U1", monday)
		refused(t, err, ErrConflict)
		if !strings.Contains(err.Error(), string(d.ID)) {
			t.Errorf("error reads %q; want it to name the duo", err)
		}
		d.State = pairing.Skipped
		ok(t, tx.SaveTransition(d.ID, pairing.Proposed, d.Duo))
		must[Removed](t)(tx.Forget("U1", monday))
	})
}

func TestReplaceWord(t *testing.T) {
	for _, c := range []struct{ text, word, want string }{
		{"Al and Alma, Al.", "Al", "X and Alma, X."},
		{"Zoë, Zoëy, (Zoë)", "Zoë", "X, Zoëy, (X)"},
		{"AlAl", "Al", "AlAl"},
		{"a.b a.b", "a.b", "X X"},
		{"aa aa", "aa", "X X"},
		{"ééé é", "é", "ééé X"},
		{"nothing", "", "nothing"},
		{"", "Al", ""},
	} {
		if got := replaceWord(c.text, c.word, "X"); got != c.want {
			t.Errorf("%q without %q: %q, want %q", c.text, c.word, got, c.want)
		}
	}
}
