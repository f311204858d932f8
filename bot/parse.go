package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Verb is what a `/cowork` command asks for.
type Verb string

// The verbs of the slash command, in the order in which help lists them.
const (
	VerbCard    Verb = ""
	VerbJoin    Verb = "join"
	VerbTry     Verb = "try"
	VerbSkip    Verb = "skip"
	VerbPause   Verb = "pause"
	VerbResume  Verb = "resume"
	VerbLeave   Verb = "leave"
	VerbProfile Verb = "profile"
	VerbStatus  Verb = "status"
	VerbWhy     Verb = "why"
	VerbHistory Verb = "history"
	VerbWith    Verb = "with"
	VerbAvoid   Verb = "avoid"
	VerbStay    Verb = "stay"
	VerbPlaces  Verb = "places"
	VerbForget  Verb = "forget"
	VerbHelp    Verb = "help"
	VerbAdmin   Verb = "admin"
)

// Verbs of `/cowork admin`.
const (
	AdminHelp        Verb = ""
	AdminPlan        Verb = "plan"
	AdminRun         Verb = "run"
	AdminPlaces      Verb = "places"
	AdminStatus      Verb = "status"
	AdminUndelivered Verb = "undelivered"
	AdminChannel     Verb = "channel"
)

var (
	verbs      = []Verb{VerbJoin, VerbTry, VerbSkip, VerbPause, VerbResume, VerbLeave, VerbProfile, VerbStatus, VerbWhy, VerbHistory, VerbWith, VerbAvoid, VerbStay, VerbPlaces, VerbForget, VerbHelp, VerbAdmin}
	adminVerbs = []Verb{AdminStatus, AdminPlan, AdminRun, AdminPlaces, AdminUndelivered, AdminChannel}
)

// Request is a parsed `/cowork` text. Exactly one of Verb and Trouble speaks:
// when Trouble is set, the text was not understood and nothing is done.
type Request struct {
	Verb    Verb
	Admin   Verb     // VerbAdmin: what the admin asks for
	Channel string   // AdminChannel: the ID of the one that is named; Typed is what is none
	People  []Person // VerbWith, VerbAvoid: whom it is about; none lists what is there
	Off     bool     // VerbWith, VerbAvoid, VerbStay: take it back; with no People, take all back
	Rounds  int      // VerbStay: for how many rounds; 0 unsaid
	When    When     // VerbPause: until when; zero is until resume
	Trouble Trouble  // why the text was not understood
	Typed   string   // the word that was not understood, as typed
	Near    Verb     // the verb that was probably meant
}

// Trouble says in a code why a text was not understood; the messages have
// the words.
type Trouble string

// The troubles with a command.
const (
	UnknownVerb  Trouble = "verb"     // no such command
	UnknownAdmin Trouble = "admin"    // no such admin command
	Superfluous  Trouble = "more"     // the command takes nothing after it
	NoDate       Trouble = "date"     // what follows pause is no date
	NoPerson     Trouble = "person"   // what follows with or avoid is no person
	Broadcast    Trouble = "everyone" // with or avoid everybody, a channel or a group
	ForgetWhom   Trouble = "forget"   // forget without "me"
	NoRounds     Trouble = "rounds"   // what follows stay is no number of rounds
)

// alias gives other words for a verb that nobody could mean otherwise.
var alias = map[string]Verb{
	"card": VerbCard, "me": VerbStatus, "state": VerbStatus, "info": VerbStatus,
	"?": VerbHelp, "-h": VerbHelp, "--help": VerbHelp, "-help": VerbHelp, "/help": VerbHelp, "hilfe": VerbHelp, "hello": VerbHelp, "hi": VerbHelp, "usage": VerbHelp, "commands": VerbHelp,
	"settings": VerbProfile, "preferences": VerbProfile, "prefs": VerbProfile, "edit": VerbProfile,
	"unpause": VerbResume, "back": VerbResume, "continue": VerbResume,
	"venues": VerbPlaces, "place": VerbPlaces, "avoids": VerbAvoid, "past": VerbHistory, "together": VerbStay, "keep": VerbStay,
}

// related gives the verb that a different word probably means, for words
// that change something: it is suggested, and not done.
var related = map[string]Verb{
	"start": VerbJoin, "begin": VerbJoin, "signup": VerbJoin, "subscribe": VerbJoin, "enter": VerbJoin, "yes": VerbJoin, "pair": VerbJoin,
	"stop": VerbLeave, "quit": VerbLeave, "exit": VerbLeave, "unsubscribe": VerbLeave, "remove": VerbLeave, "unjoin": VerbLeave, "optout": VerbLeave, "bye": VerbLeave,
	"delete": VerbForget, "erase": VerbForget, "gdpr": VerbForget,
	"away": VerbPause, "vacation": VerbPause, "holiday": VerbPause, "snooze": VerbPause, "off": VerbPause, "break": VerbPause,
	"no": VerbSkip, "decline": VerbSkip, "cancel": VerbSkip, "pass": VerbSkip, "next": VerbStatus, "when": VerbStatus,
	"block": VerbAvoid, "ban": VerbAvoid, "ignore": VerbAvoid, "partner": VerbStatus, "match": VerbStatus, "nominate": VerbWith,
	"run": VerbAdmin, "plan": VerbAdmin, "where": VerbPlaces, "cafe": VerbPlaces, "reason": VerbWhy, "once": VerbTry, "list": VerbHistory,
}

// polite words may follow any command and mean nothing.
var polite = []string{"please", "pls", "now", "thanks", "bitte", "danke", "ok"}

// Parse reads the text after `/cowork`. It never fails: what it cannot
// understand comes back as a Request with Trouble, so that everything that
// can be typed has an answer.
func Parse(text string) Request {
	q := parse(text)
	q.Typed = typed.Replace(q.Typed)
	for i := range q.People {
		q.People[i].Name = typed.Replace(q.People[i].Name)
	}
	return q
}

// typed undoes what Slack makes of the three characters that begin markup when
// somebody types them.
var typed = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

func parse(text string) Request {
	words := strings.Fields(fold(text))
	for len(words) > 0 && slices.Contains(polite, lower(words[len(words)-1])) {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return Request{Verb: VerbCard}
	}
	verb, ok := verbOf(words[0])
	if !ok {
		return notUnderstood(words[0])
	}
	rest := words[1:]
	switch verb {
	case VerbPause:
		return parsePause(rest)
	case VerbWith, VerbAvoid:
		return parsePeople(verb, rest)
	case VerbStay:
		return parseStay(rest)
	case VerbForget:
		if len(rest) == 1 && lower(rest[0]) == "me" {
			return Request{Verb: VerbForget}
		}
		return Request{Trouble: ForgetWhom, Typed: strings.Join(rest, " "), Near: VerbForget}
	case VerbAdmin:
		return parseAdmin(rest)
	case VerbSkip:
		if len(rest) > 0 && slices.Contains([]string{"round", "this", "next", "week", "coming"}, lower(rest[0])) {
			return Request{Verb: VerbSkip}
		}
	case VerbHelp:
		return Request{Verb: VerbHelp} // "help pause" is help too
	}
	if len(rest) > 0 {
		return Request{Trouble: Superfluous, Typed: strings.Join(rest, " "), Near: verb}
	}
	return Request{Verb: verb}
}

// verbOf finds the verb that a word names, whatever its case and whatever
// punctuation hangs on to it.
func verbOf(word string) (Verb, bool) {
	for _, w := range []string{lower(word), bare(word)} {
		if v, ok := alias[w]; ok {
			return v, true
		}
		if v := Verb(w); v != "" && slices.Contains(verbs, v) {
			return v, true
		}
	}
	return "", false
}

func notUnderstood(word string) Request {
	return Request{Trouble: UnknownVerb, Typed: word, Near: nearest(bare(word), verbs)}
}

// parseChannel reads what follows admin channel: nothing, a channel as Slack
// escapes it, or that there is to be none.
func parseChannel(rest []string) Request {
	c := Request{Verb: VerbAdmin, Admin: AdminChannel}
	if len(rest) == 0 {
		return c
	}
	word := rest[0]
	if inner, ok := strings.CutPrefix(word, "<#"); ok && len(rest) == 1 {
		c.Channel, _, _ = strings.Cut(strings.TrimSuffix(inner, ">"), "|")
	}
	if w := bare(word); slices.Contains([]string{"off", "none", "no", "remove"}, w) {
		c.Off = true
	}
	if !c.Off && !isID(c.Channel, "CG") {
		c.Channel, c.Typed = "", strings.Join(rest, " ")
	}
	return c
}

func parseAdmin(rest []string) Request {
	if len(rest) == 0 {
		return Request{Verb: VerbAdmin, Admin: AdminHelp}
	}
	word := bare(rest[0])
	if word == "help" {
		return Request{Verb: VerbAdmin, Admin: AdminHelp}
	}
	if !slices.Contains(adminVerbs, Verb(word)) {
		return Request{Trouble: UnknownAdmin, Typed: rest[0], Near: nearest(word, adminVerbs)}
	}
	if Verb(word) == AdminChannel {
		return parseChannel(rest[1:])
	}
	if len(rest) > 1 {
		return Request{Trouble: Superfluous, Typed: strings.Join(rest[1:], " "), Near: Verb("admin " + word)}
	}
	return Request{Verb: VerbAdmin, Admin: Verb(word)}
}

func parsePause(rest []string) Request {
	when, ok := parseWhen(rest)
	if !ok {
		return Request{Trouble: NoDate, Typed: strings.Join(rest, " "), Near: VerbPause}
	}
	return Request{Verb: VerbPause, When: when}
}

// fold brings what keyboards and phones make of a text back to what was
// meant: full-width letters to plain ones, smart quotes to straight ones,
// every kind of space to a space, and what is invisible to nothing.
func fold(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "")
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - 0xfee0
		case unicode.IsSpace(r) || r == '\u3000' || r == 0:
			return ' '
		case r == '‘' || r == '’' || r == '‚' || r == '′':
			return '\''
		case r == '“' || r == '”' || r == '„' || r == '″':
			return '"'
		case r == '–' || r == '—' || r == '−':
			return '-'
		case invisible(r):
			return -1
		}
		return r
	}, s)
}

func lower(s string) string { return strings.ToLower(s) }

// bare is a word in lower case without the quotes, brackets and punctuation
// around it, as in "`join`." or "'pause'".
func bare(s string) string {
	return strings.TrimFunc(lower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// nearest is the verb that a word probably meant: a related word, or the one
// with the fewest slips of the finger. Help is the answer when nothing is
// near.
func nearest(word string, among []Verb) Verb {
	if v, ok := related[word]; ok && slices.Contains(among, v) {
		return v
	}
	best, fewest := VerbHelp, 3
	for _, v := range among {
		if d := slips(word, string(v)); d < fewest && d < len(v) {
			best, fewest = v, d
		}
	}
	if best == VerbHelp && !slices.Contains(among, VerbHelp) {
		return ""
	}
	return best
}

// slips is the number of single slips (a letter wrong, missing, too many, or
// two swapped) between two words: the optimal string alignment distance, in
// O(len(a)·len(b)). Words far too long to be a verb are not compared.
func slips(a, b string) int {
	s, t := []rune(a), []rune(b)
	if len(s) > len(t)+3 {
		return len(s)
	}
	rows := make([][]int, len(s)+1)
	for i := range rows {
		rows[i] = make([]int, len(t)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(s)][len(t)]
}
