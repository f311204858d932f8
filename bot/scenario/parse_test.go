package scenario

import (
	"errors"
	"strings"
	"testing"
	"time"
)

const head = `title: A test
about: for the parser
person Ada, Europe/Vienna, admin
person Ben, Asia/Tokyo, later
begin 2026-03-05 10:00 Europe/Vienna
`

func TestParse(t *testing.T) {
	tests := []struct {
		line string
		want step
	}{
		{"Ada types /cowork pause 2 weeks", step{verb: types, person: "Ada", words: "/cowork pause 2 weeks"}},
		{"Ada types in #general: /cowork: now", step{verb: types, person: "Ada", words: "/cowork: now", in: "general"}},
		{"Ada clicks Skip this round", step{verb: clicks, person: "Ada", words: "Skip this round"}},
		{"Ada clicks Accept again", step{verb: again, person: "Ada", words: "Accept"}},
		{"Ada clicks an old Accept", step{verb: old, person: "Ada", words: "Accept"}},
		{"Ada clicks Ben's Accept", step{verb: others, person: "Ada", of: "Ben", words: "Accept"}},
		{"Ada clicks Eve's Accept", step{verb: clicks, person: "Ada", words: "Eve's Accept"}},
		{"Ada opens the home tab", step{verb: home, person: "Ada"}},
		{"Ada leaves the workspace", step{verb: leaves, person: "Ada"}},
		{"Ben joins the workspace", step{verb: arrives, person: "Ben"}},
		{"Ada moves to Asia/Kathmandu", step{verb: moves, person: "Ada", words: "Asia/Kathmandu"}},
		{"Ada turns to fr-FR", step{verb: turns, person: "Ada", words: "fr-FR"}},
		{"the bot stops", step{verb: stops}},
		{"Slack stores the next message and hangs up", step{verb: trouble, words: "stores the next message and hangs up"}},
		{"at Monday 09:00", step{verb: wait, when: moment{weekday: time.Monday, hour: 9}}},
		{"> And so on.", step{verb: narrate, words: "And so on."}},
		{"# A note", step{verb: remark}},
	}
	for _, tt := range tests {
		s, err := Parse("test", head+tt.line+"\n\n  cowork writes to Ada:\n  | hello\n")
		if err != nil {
			t.Errorf("%s: %v", tt.line, err)
			continue
		}
		got := s.steps[len(s.steps)-1]
		want := tt.want
		want.line, want.text = 6, tt.line
		if got.line != want.line || got.text != want.text || got.verb != want.verb || got.person != want.person || got.of != want.of ||
			got.words != want.words || got.in != want.in || got.when != want.when {
			t.Errorf("%s:\n got %+v\nwant %+v", tt.line, got, want)
		}
	}
}

func TestParseFieldsAndChoices(t *testing.T) {
	s, err := Parse("test", head+"Ada chooses Café in der Au | Library in Where\nAda submits the form\n- Days: Monday | Tuesday\n- About you:\n- Time: 9:00\n")
	if err != nil {
		t.Fatal(err)
	}
	choice, form := s.steps[len(s.steps)-2], s.steps[len(s.steps)-1]
	if choice.in != "Where" || len(choice.values) != 2 || choice.values[0] != "Café in der Au" {
		t.Errorf("choice: %+v", choice)
	}
	fields := fieldsOf(form.items)
	if len(fields) != 3 || len(fields["Days"]) != 2 || fields["About you"] != nil || fields["Time"][0] != "9:00" {
		t.Errorf("fields: %v", fields)
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct {
		text string
		line int
		want string
	}{
		{"", 1, "never begins"},
		{"title: x\nperson Ada\nbegin 2026-03-05 10:00 Mars/Base\n", 3, "no time zone"},
		{"begin 2026-02-30 10:00 UTC\n", 1, "no date and time"},
		{"person Ada\nbegin 2026-03-05 10:00 UTC\n", 1, "no title"},
		{"person Ada\nperson Ada\n", 2, "two people called Ada"},
		{"person Ada, boss\n", 1, "neither a time zone"},
		{"person Slack\n", 1, "no name"},
		{"person A B\n", 1, "one word"},
		{"tilte: x\n", 1, "no directive"},
		{"title: x\n  | hm\n", 2, "nobody sees anything"},
		{"- a\n", 1, "a list belongs below"},
		{head + "Eve types /cowork\n", 6, "nobody here is called"},
		{head + "Ada sings\n", 6, "cannot do"},
		{head + "Ada types\n", 6, "cannot do"},
		{head + "Ada joins the workspace\n", 6, "from the beginning"},
		{head + "Ada chooses x\n", 6, "WHAT in WHERE"},
		{head + "Ada moves to Nowhere\n", 6, "no time zone"},
		{head + "Ada turns to French\n", 6, "no locale"},
		{head + "Slack sleeps\n", 6, "nothing that Slack can do"},
		{head + "at Monday\n", 6, "at Monday 09:00"},
		{head + "at Someday 09:00\n", 6, "no weekday"},
		{head + "Ada submits the form\n- Days\n", 7, "Label: value"},
		{head + "Ada opens the home tab\n- Days: x\n", 7, "a list belongs below"},
	}
	for _, tt := range tests {
		_, err := Parse("test", tt.text)
		var at *lineError
		if !errors.As(err, &at) || at.line != tt.line || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: got %v, want line %d with %q", tt.text, err, tt.line, tt.want)
		}
	}
}

// TestMoments: the next weekday is never now, and the wall clock counts on the
// day when it jumps.
func TestMoments(t *testing.T) {
	vienna, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	monday := time.Date(2026, 3, 23, 9, 0, 0, 0, vienna)
	nine := moment{weekday: time.Monday, hour: 9}
	at, ok := nine.after(monday, vienna)
	if !ok || at.Sub(monday) != 7*24*time.Hour-time.Hour { // summer time begins on the 29th
		t.Errorf("the Monday after %v is %v", monday, at)
	}
	if at, ok := nine.after(monday.Add(-time.Second), vienna); !ok || !at.Equal(monday) {
		t.Errorf("a second before: %v", at)
	}
	if _, ok := (moment{date: monday}).after(monday, vienna); ok {
		t.Error("a date that is not ahead was taken")
	}
}

// FuzzParse: whatever the text, the parser says what is wrong with which line,
// or gives a story whose script has the same lines.
func FuzzParse(f *testing.F) {
	for _, s := range Stories() {
		f.Add(s.Text)
	}
	f.Add(head + "Ada clicks an old Accept again\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse("fuzz", text)
		if err != nil {
			var at *lineError
			if !errors.As(err, &at) || at.line < 1 || at.line > strings.Count(text, "\n")+1 {
				t.Fatalf("an error without a line: %v", err)
			}
			return
		}
		again, err := Parse("fuzz", s.Script(nil))
		if err != nil {
			t.Fatalf("its own script: %v", err)
		}
		if again.Script(nil) != s.Script(nil) {
			t.Fatal("the script of the script is another one")
		}
	})
}

func TestPrinterWraps(t *testing.T) {
	for _, tt := range []struct {
		line  string
		width int
		want  string
	}{
		{"short", 10, "short"},
		{"one two three", 8, "one two\nthree"},
		{"  one two three", 8, "  one\n  two\n  three"},
		{"• one two three", 8, "• one\n  two\n  three"},
		{"unbreakable", 4, "unbreakable"},
		{"äöü äöü äöü", 7, "äöü äöü\näöü"},
	} {
		if got := strings.Join(wrap(tt.line, tt.width), "\n"); got != tt.want {
			t.Errorf("%q at %d:\n%s\nwant\n%s", tt.line, tt.width, got, tt.want)
		}
	}
}
