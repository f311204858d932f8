package bot

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"cowork/bot/wording"

	"github.com/google/go-cmp/cmp"
)

func TestParseAccepts(t *testing.T) {
	alex := []Person{{ID: "U123", Name: "alex"}}
	for text, want := range map[string]Request{
		"":                                      {},
		"   ":                                   {},
		"\t\n":                                  {},
		"please":                                {},
		"join":                                  {Verb: VerbJoin},
		"JOIN":                                  {Verb: VerbJoin},
		"  join  ":                              {Verb: VerbJoin},
		"join.":                                 {Verb: VerbJoin},
		"`join`":                                {Verb: VerbJoin},
		"“join”":                                {Verb: VerbJoin},
		"ｊｏｉｎ":                                  {Verb: VerbJoin},
		"join please":                           {Verb: VerbJoin},
		"join\x00":                              {Verb: VerbJoin},
		"\u202ejoin":                            {Verb: VerbJoin},
		"jo\u200bin":                            {Verb: VerbJoin},
		"\u00a0join\u3000":                      {Verb: VerbJoin},
		"try":                                   {Verb: VerbTry},
		"leave":                                 {Verb: VerbLeave},
		"skip":                                  {Verb: VerbSkip},
		"skip this round":                       {Verb: VerbSkip},
		"skip next week":                        {Verb: VerbSkip},
		"resume":                                {Verb: VerbResume},
		"unpause":                               {Verb: VerbResume},
		"profile":                               {Verb: VerbProfile},
		"settings":                              {Verb: VerbProfile},
		"status":                                {Verb: VerbStatus},
		"me":                                    {Verb: VerbStatus},
		"why":                                   {Verb: VerbWhy},
		"why?":                                  {Verb: VerbWhy},
		"history":                               {Verb: VerbHistory},
		"places":                                {Verb: VerbPlaces},
		"help":                                  {Verb: VerbHelp},
		"?":                                     {Verb: VerbHelp},
		"--help":                                {Verb: VerbHelp},
		"help pause":                            {Verb: VerbHelp},
		"forget me":                             {Verb: VerbForget},
		"FORGET ME":                             {Verb: VerbForget},
		"admin":                                 {Verb: VerbAdmin},
		"admin plan":                            {Verb: VerbAdmin, Admin: AdminPlan},
		"admin run":                             {Verb: VerbAdmin, Admin: AdminRun},
		"Admin Run now":                         {Verb: VerbAdmin, Admin: AdminRun},
		"with":                                  {Verb: VerbWith},
		"with <@U123|alex>":                     {Verb: VerbWith, People: alex},
		"with <@U123>":                          {Verb: VerbWith, People: []Person{{ID: "U123"}}},
		"with @alex":                            {Verb: VerbWith, People: []Person{{Name: "alex"}}},
		"with <@U123|alex>, please":             {Verb: VerbWith, People: alex},
		"with <@U123|alex> off":                 {Verb: VerbWith, People: alex, Off: true},
		"with off <@U123|alex>":                 {Verb: VerbWith, People: alex, Off: true},
		"with nobody":                           {Verb: VerbWith, Off: true},
		"with @Nobody":                          {Verb: VerbWith, People: []Person{{Name: "Nobody"}}},
		"with @off off":                         {Verb: VerbWith, Off: true, People: []Person{{Name: "off"}}},
		"with @R&amp;D":                         {Verb: VerbWith, People: []Person{{Name: "R&D"}}},
		"with <@U123|alex> and <@W9>":           {Verb: VerbWith, People: append(slices.Clone(alex), Person{ID: "W9"})},
		"avoid":                                 {Verb: VerbAvoid},
		"avoid <@U123|alex>":                    {Verb: VerbAvoid, People: alex},
		"avoid <@U123|alex> no more":            {Verb: VerbAvoid, People: alex, Off: true},
		"avoid nobody":                          {Verb: VerbAvoid, Off: true},
		"avoid no one":                          {Verb: VerbAvoid, Off: true},
		"stay":                                  {Verb: VerbStay},
		"Stay together for 3 more weeks.":       {Verb: VerbStay, Rounds: 3},
		"stay four":                             {Verb: VerbStay, Rounds: 4},
		"together 2":                            {Verb: VerbStay, Rounds: 2},
		"stay off":                              {Verb: VerbStay, Off: true},
		"stay no more":                          {Verb: VerbStay, Off: true},
		"pause":                                 {Verb: VerbPause},
		"pause forever":                         {Verb: VerbPause},
		"pause 2026-12-24":                      {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{2026, 12, 24}}},
		"pause until 2026-12-24.":               {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{2026, 12, 24}}},
		"pause until 24 Dec":                    {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{0, 12, 24}}},
		"pause until Dec 24th":                  {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{0, 12, 24}}},
		"pause until 24 December 2026":          {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{2026, 12, 24}}},
		"pause until 24. Dec 2026":              {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{2026, 12, 24}}},
		"pause until Thursday, 24 Dec":          {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{0, 12, 24}}},
		"pause until the 24th of December":      {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{0, 12, 24}}},
		"pause bis 24.12.2026":                  {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{2026, 12, 24}}},
		"pause 24.12.":                          {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{0, 12, 24}}},
		"pause 24/12/2026":                      {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{2026, 12, 24}}},
		"pause 12/24/2026":                      {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{2026, 12, 24}}},
		"pause 2 weeks":                         {Verb: VerbPause, When: When{Kind: InDays, N: 14}},
		"pause for two weeks":                   {Verb: VerbPause, When: When{Kind: InDays, N: 14}},
		"pause a week":                          {Verb: VerbPause, When: When{Kind: InDays, N: 7}},
		"pause next week":                       {Verb: VerbPause, When: When{Kind: InDays, N: 7}},
		"pause 10 days":                         {Verb: VerbPause, When: When{Kind: InDays, N: 10}},
		"pause 2w":                              {Verb: VerbPause, When: When{Kind: InDays, N: 14}},
		"pause 3 months":                        {Verb: VerbPause, When: When{Kind: InMonths, N: 3}},
		"pause next monday":                     {Verb: VerbPause, When: When{Kind: OnWeekday, Weekday: time.Monday}},
		"pause until Fri":                       {Verb: VerbPause, When: When{Kind: OnWeekday, Weekday: time.Friday}},
		"pause until Thursday 24 December 2026": {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{2026, 12, 24}}},
		"pause Mar 24 2027":                     {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{2027, 3, 24}}},

		"pause bis Donnerstag, den 24. Dezember": {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{0, 12, 24}}},
		"pause bis zum 3. März 2027":             {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{2027, 3, 3}}},
		"pause 6. Jänner":                        {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{0, 1, 6}}},
		"pause bis Do 24.12.":                    {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{0, 12, 24}}},
		"pause für zwei Wochen":                  {Verb: VerbPause, When: When{Kind: InDays, N: 14}},
		"pause zwölf Tage lang":                  {Verb: VerbPause, When: When{Kind: InDays, N: 12}},
		"pause eine Woche":                       {Verb: VerbPause, When: When{Kind: InDays, N: 7}},
		"pause nächste Woche":                    {Verb: VerbPause, When: When{Kind: InDays, N: 7}},
		"pause im nächsten Monat":                {Verb: VerbPause, When: When{Kind: InMonths, N: 1}},
		"pause bis nächsten Montag":              {Verb: VerbPause, When: When{Kind: OnWeekday, Weekday: time.Monday}},
		"pause bis Mi":                           {Verb: VerbPause, When: When{Kind: OnWeekday, Weekday: time.Wednesday}},
		"pause bis Sonnabend":                    {Verb: VerbPause, When: When{Kind: OnWeekday, Weekday: time.Saturday}},
		"pause bis übermorgen":                   {Verb: VerbPause, When: When{Kind: InDays, N: 2}},
		"pause bis morgen":                       {Verb: VerbPause, When: When{Kind: InDays, N: 1}},
		"pause unbefristet":                      {Verb: VerbPause},

		"pause jusqu’au 24 décembre":            {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{0, 12, 24}}},
		"pause jusqu'au jeudi 24 décembre 2026": {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{2026, 12, 24}}},
		"pause jusqu’au 1er août":               {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{0, 8, 1}}},
		"pause le 3 fe\u0301vrier":              {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{0, 2, 3}}}, // an accent of its own
		"pause mar. 24 déc.":                    {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{0, 12, 24}}},
		"pause 14 juil.":                        {Verb: VerbPause, When: When{Kind: OnDate, Date: Day{0, 7, 14}}},
		"pause pour deux semaines":              {Verb: VerbPause, When: When{Kind: InDays, N: 14}},
		"pause sept semaines":                   {Verb: VerbPause, When: When{Kind: InDays, N: 49}},
		"pause quinze jours":                    {Verb: VerbPause, When: When{Kind: InDays, N: 15}},
		"pause la semaine prochaine":            {Verb: VerbPause, When: When{Kind: InDays, N: 7}},
		"pause un mois":                         {Verb: VerbPause, When: When{Kind: InMonths, N: 1}},
		"pause jusqu’à lundi prochain":          {Verb: VerbPause, When: When{Kind: OnWeekday, Weekday: time.Monday}},
		"pause jusqu’à mer.":                    {Verb: VerbPause, When: When{Kind: OnWeekday, Weekday: time.Wednesday}},
		"pause jusqu’à après-demain":            {Verb: VerbPause, When: When{Kind: InDays, N: 2}},
		"pause 10j":                             {Verb: VerbPause, When: When{Kind: InDays, N: 10}},
		"pause indéfiniment":                    {Verb: VerbPause},

		"pause until tomorrow": {Verb: VerbPause, When: When{Kind: InDays, N: 1}},
	} {
		if diff := cmp.Diff(want, Parse(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]Request{
		"jion":                  {Trouble: UnknownVerb, Typed: "jion", Near: VerbJoin},
		"joint venture":         {Trouble: UnknownVerb, Typed: "joint", Near: VerbJoin},
		"pasue":                 {Trouble: UnknownVerb, Typed: "pasue", Near: VerbPause},
		"stop":                  {Trouble: UnknownVerb, Typed: "stop", Near: VerbLeave},
		"unsubscribe":           {Trouble: UnknownVerb, Typed: "unsubscribe", Near: VerbLeave},
		"delete":                {Trouble: UnknownVerb, Typed: "delete", Near: VerbForget},
		"vacation":              {Trouble: UnknownVerb, Typed: "vacation", Near: VerbPause},
		"xyzzy":                 {Trouble: UnknownVerb, Typed: "xyzzy", Near: VerbHelp},
		"🎉":                     {Trouble: UnknownVerb, Typed: "🎉", Near: VerbHelp},
		"-join":                 {Verb: VerbJoin},
		"join us":               {Trouble: Superfluous, Typed: "us", Near: VerbJoin},
		"leave me alone":        {Trouble: Superfluous, Typed: "me alone", Near: VerbLeave},
		"status of everything":  {Trouble: Superfluous, Typed: "of everything", Near: VerbStatus},
		"pause until":           {Trouble: NoDate, Typed: "until", Near: VerbPause},
		"pause mar":             {Trouble: NoDate, Typed: "mar", Near: VerbPause},     // mardi, or March
		"pause 3 jui":           {Trouble: NoDate, Typed: "3 jui", Near: VerbPause},   // juin, or juillet
		"pause bis son":         {Trouble: NoDate, Typed: "bis son", Near: VerbPause}, // Sonntag, or Sonnabend
		"pause jusqu’au":        {Trouble: NoDate, Typed: "jusqu'au", Near: VerbPause},
		"pause bientôt":         {Trouble: NoDate, Typed: "bientôt", Near: VerbPause},
		"pause soon":            {Trouble: NoDate, Typed: "soon", Near: VerbPause},
		"pause 5":               {Trouble: NoDate, Typed: "5", Near: VerbPause},
		"pause 03/04/2026":      {Trouble: NoDate, Typed: "03/04/2026", Near: VerbPause},
		"pause until 0 Dec":     {Trouble: NoDate, Typed: "until 0 Dec", Near: VerbPause},
		"pause 99999 weeks":     {Trouble: NoDate, Typed: "99999 weeks", Near: VerbPause},
		"with alex":             {Trouble: NoPerson, Typed: "alex", Near: VerbWith},
		"with @":                {Trouble: NoPerson, Typed: "@", Near: VerbWith},
		"with &lt;!channel&gt;": {Trouble: NoPerson, Typed: "<!channel>", Near: VerbWith},
		"with @Everyone":        {Trouble: Broadcast, Typed: "@Everyone", Near: VerbWith},
		"with everyone":         {Trouble: Broadcast, Typed: "everyone", Near: VerbWith},
		"stay 1":                {Trouble: NoRounds, Typed: "1", Near: VerbStay},
		"stay 5 rounds":         {Trouble: NoRounds, Typed: "5 rounds", Near: VerbStay},
		"stay forever":          {Trouble: NoRounds, Typed: "forever", Near: VerbStay},
		"avoid <!channel>":      {Trouble: Broadcast, Typed: "!channel", Near: VerbAvoid},
		"avoid <!subteam^S1|x>": {Trouble: Broadcast, Typed: "!subteam^S1|x", Near: VerbAvoid},
		"avoid <#C1|general>":   {Trouble: Broadcast, Typed: "#C1|general", Near: VerbAvoid},
		"with <@u123>":          {Trouble: NoPerson, Typed: "<@u123>", Near: VerbWith},
		"with <@U123":           {Trouble: NoPerson, Typed: "<@U123", Near: VerbWith},
		"forget":                {Trouble: ForgetWhom, Near: VerbForget},
		"forget <@U1>":          {Trouble: ForgetWhom, Typed: "<@U1>", Near: VerbForget},
		"admin rum":             {Trouble: UnknownAdmin, Typed: "rum", Near: AdminRun},
		"admin drop tables":     {Trouble: UnknownAdmin, Typed: "drop", Near: ""},
		"admin run twice":       {Trouble: Superfluous, Typed: "twice", Near: "admin run"},
		"' OR 1=1; --":          {Trouble: UnknownVerb, Typed: "'", Near: VerbHelp},
	} {
		if diff := cmp.Diff(want, Parse(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// strange are texts that somebody may send, by mistake or on purpose.
func strange() []string {
	all := []string{
		"", " ", "\t", "\n\n", "\x00", "\x00join\x00", "join\x00me", "\u202e", "\u202eniöj", "\u200b", "\ufeff", "🎉", "👩‍💻 join", "join 👩‍💻", "مرحبا", "שלום", "今日は",
		"<!channel>", "<!here>", "<!everyone>", "<!subteam^S123|@team>", "<@U01>", "<@U01|<!channel>>", "<#C1|general>", "<https://x.test|click>", "<mailto:a@b|a>", "<!date^1^{date}|x>",
		"*bold*", "_it_", "~st~", "`code`", "```code```", "> quote", "&lt;!channel&gt;", "&amp;", ":wave:", "<", ">", "<>", "<@>", "<!>", "<@U", "@", "@@", "@everyone", "#general",
		"'; DROP TABLE person; --", "\" OR \"\"=\"", "' OR 1=1", "${jndi:ldap://x}", "{{.}}", "%s%n%d", "$(reboot)", "`reboot`", "; ls", "| cat /etc/passwd", "&& true", "../../etc/passwd", "\\", "\\0", "\\x00",
		"-", "--", "---", "-h", "--help", "--version", "-rf /", "--join", "/join", "/cowork join", "/cowork", "join join", "join try leave", "0", "-1", "1e309", "NaN", "null", "undefined", "true", "[]", "{}", `{"a":1}`,
		"pause 0 days", "pause -1 weeks", "pause 0 weeks", "pause 999 months", "pause 2020-01-01", "pause 2026-02-30", "pause 0000-00-00", "pause 9999-99-99", "pause until until", "pause until 24", "pause 29 feb", "pause until yesterday", "pause ٢ weeks",
		"pause 2026-13-01", "pause 1/1/1", "pause 12-24", "pause dec", "pause 31 apr", "pause next", "pause next year", "pause today", "pause 1.1.1.1", "pause 24..12", "pause .", "pause <!channel>",
		"with", "with <@U01>", "with <@UNOBODY>", "with @nobody", "with @<!channel>", "with <!channel>", "with @u01 @u02", "with me", "with off", "with nobody", "with everybody off", "with <@U01> <@U01>",
		"avoid", "avoid <@U02>", "avoid <@U02> off", "avoid @", "avoid *", "avoid nobody", "avoid @U01", "avoid <@USLACKBOT>", "avoid <@W0123456789ABCDEF0123456789ABCDEF0123>",
		"forget", "forget you", "forget me not", "forget me", "admin", "admin plan", "admin run", "admin <!channel>", "admin sudo", "admin plan now", "sudo join", "help me", "why not", "why why", "history 5", "places salzburg", "profile edit", "resume work", "status quo", "skip it", "leave now", "try again",
		"JOIN!!!", "¿join?", "j o i n", "joinjoinjoin", "ｊｏｉｎ！", "“help”", "‘help’", "«help»", "help…", "hElP", "HELP ME NOW", "İ", "ß", "ǅ", "ﬁ", "\u0301", "e\u0301", "a\u0300\u0301\u0302\u0303", "\U0001F1E6\U0001F1F9",
	}
	for _, unit := range []string{"a", "join ", "🎉", "<!channel>", "<@U01> ", "\u202e", "é", "*", "&", "'", " ", "@x ", "<", "\x00"} {
		all = append(all, strings.Repeat(unit, 4000/len(unit)))
		all = append(all, "with "+strings.Repeat(unit, 3990/len(unit)), "pause "+strings.Repeat(unit, 3990/len(unit)))
	}
	for _, verb := range verbs {
		all = append(all, strings.ToUpper(string(verb))+" <!here>", string(verb)+string(verb), string(verb[1:]))
	}
	return slices.DeleteFunc(all, func(s string) bool { return s == "leave now" || s == "forget me" })
}

func TestStrangeTextsAreAnswered(t *testing.T) {
	w := members(t, 2)
	texts := strange()
	if len(texts) < 200 {
		t.Fatalf("only %d texts", len(texts))
	}
	for _, text := range texts {
		reply, err := w.slack.Type(soon(t), "U01", "", "/cowork "+text)
		if err != nil {
			t.Fatalf("%.60q: %v", text, err)
		}
		if w.slack.Modal("U01") != nil {
			if _, err := w.slack.CloseModal(soon(t), "U01"); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if reply.Failure != "" || (strings.TrimSpace(reply.Text()) == "" && Parse(text).Verb != VerbProfile) {
			t.Errorf("%.60q is answered with %q %q", text, reply.Text(), reply.Failure)
		}
		for _, m := range reply.Messages {
			w.harmless(m)
		}
	}
	w.rest()
	for _, who := range []string{"U01", "U02"} {
		for _, m := range w.slack.AllMessages(who) {
			w.harmless(m)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range strange() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := Parse(text)
		if q.Trouble == "" && q.Verb != VerbCard && !slices.Contains(verbs, q.Verb) {
			t.Fatalf("verb %q", q.Verb)
		}
		if len(q.People) > maxPeople {
			t.Fatalf("%d people", len(q.People))
		}
		if q.Trouble != "" {
			m := misunderstoodMessage(wording.Voice{}, q)
			if m.Text == "" || !utf8.ValidString(m.Text) || strings.Contains(m.Text, "<") {
				t.Fatalf("%q", m.Text)
			}
		}
		if q.Verb == VerbPause && q.When.Kind != NoDay {
			d, trouble := q.When.Resolve(Day{2026, 11, 22})
			if trouble == DayFine && (!d.real() || !(Day{2026, 11, 22}).Before(d) || (Day{2027, 11, 24}).Before(d)) {
				t.Fatalf("%q is %v", text, d)
			}
		}
	})
}

func TestResolve(t *testing.T) {
	today := Day{2026, 11, 22} // a Sunday
	for text, want := range map[string]Day{
		"until 24 dec": {2026, 12, 24}, "until 1 nov": {2027, 11, 1}, "until 22 nov": {2027, 11, 22}, "2 weeks": {2026, 12, 6},
		"next monday": {2026, 11, 23}, "until sunday": {2026, 11, 29}, "3 months": {2027, 2, 22}, "1 month": {2026, 12, 22}, "tomorrow": {2026, 11, 23},
		"2027-11-22": {2027, 11, 22},
	} {
		w, ok := parseWhen(strings.Fields(text))
		if d, trouble := w.Resolve(today); !ok || trouble != DayFine || d != want {
			t.Errorf("%q is %v %q, want %v", text, d, trouble, want)
		}
	}
	for text, want := range map[string]DayTrouble{
		"today": DayPast, "2026-11-22": DayPast, "2020-01-01": DayPast, "0 days": DayPast, "2028-01-01": DayDistant, "999 weeks": DayDistant, "2027-02-29": DayUnreal, "31 apr": DayUnreal, "29 feb": DayDistant,
	} {
		w, ok := parseWhen(strings.Fields(text))
		if d, trouble := w.Resolve(today); !ok || trouble != want {
			t.Errorf("%q is %v %q, want %q", text, d, trouble, want)
		}
	}
	if d, _ := (When{Kind: InMonths, N: 1}).Resolve(Day{2026, 1, 31}); d != (Day{2026, 2, 28}) {
		t.Errorf("a month after 31 January is %v", d)
	}
}

// TestDaysAreReadAsTheyAreWritten: whatever the bot calls a day, in each of its
// languages, is read as that day.
func TestDaysAreReadAsTheyAreWritten(t *testing.T) {
	for _, locale := range []string{"en-GB", "en-US", "de-DE", "de-AT", "fr-FR", "fr-CA"} {
		for _, zone := range []string{"Europe/Vienna", "America/New_York"} {
			v, first := wording.For(locale, zone), time.Date(2027, 12, 1, 12, 0, 0, 0, time.UTC)
			for i := range 366 { // with 29 February
				at := first.AddDate(0, 0, i)
				for _, year := range []bool{true, false} {
					text, want := v.Day(at, time.UTC), Day{0, at.Month(), at.Day()}
					if year {
						text, want.Year = v.Date(at, time.UTC), at.Year()
					}
					if q := Parse("pause " + text); q.When != (When{Kind: OnDate, Date: want}) {
						t.Fatalf("%q, as %s is told, is read as %+v", text, locale, q)
					}
				}
			}
			for d := time.Sunday; d <= time.Saturday; d++ {
				if q := Parse("pause " + v.Weekday(d)); q.When != (When{Kind: OnWeekday, Weekday: d}) {
					t.Errorf("%q, as %s is told, is read as %+v", v.Weekday(d), locale, q)
				}
			}
		}
	}
}

// FuzzWhen: what is read as a day is one that can be resolved, the same for
// capital letters, and a day that is real is told and read again as itself.
func FuzzWhen(f *testing.F) {
	for _, text := range []string{
		"until 24 Dec", "bis Donnerstag, den 24. Dezember 2026", "jusqu’au 1er août", "la semaine prochaine", "zwei Wochen lang", "mar. 24 déc.",
		"24.12.", "2w", "10j", "übermorgen", "après-demain", "sept semaines", "6. Jänner", "29 février", "", "the of de", "mar", "İ ı ß",
	} {
		f.Add(text)
	}
	today := Day{2026, 11, 22}
	f.Fuzz(func(t *testing.T, text string) {
		w, ok := parseWhen(strings.Fields(text))
		if !ok || w.Kind == NoDay {
			return
		}
		d, trouble := w.Resolve(today)
		if again, ok := parseWhen(strings.Fields(strings.ToLower(text))); !ok || again != w {
			t.Fatalf("%q is %+v, and in small letters %+v", text, w, again)
		}
		if trouble != DayFine {
			return
		}
		for _, locale := range []string{"en", "de", "fr"} {
			told := wording.For(locale, "Europe/Vienna").Date(d.Start(time.UTC), time.UTC)
			if again, ok := parseWhen(strings.Fields(told)); !ok || again.Date != d {
				t.Fatalf("%q is %v, told as %q, which is read as %+v", text, d, told, again)
			}
		}
	})
}

// TestHelpNamesEverything holds help, the examples and what is done against
// the verbs that are parsed.
func TestHelpNamesEverything(t *testing.T) {
	for _, v := range verbs {
		if q := Parse(examples[v]); q.Verb != v || q.Trouble != "" {
			t.Errorf("the example %q of %q is read as %+v", examples[v], v, q)
		}
		if deeds[v] == nil {
			t.Errorf("nothing is done for %q", v)
		}
		if !slices.Contains(helpVerbs, v) && v != VerbAdmin {
			t.Errorf("help does not list %q", v)
		}
	}
	for _, v := range adminVerbs {
		if !strings.Contains(adminLines(wording.Voice{}), "admin "+string(v)+"`") {
			t.Errorf("the help for admins does not list %q", v)
		}
	}
}
