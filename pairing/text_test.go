package pairing

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Members, venues and the past are written in a small language, so that a case
// is a line.
//
// A member is a list of words in any order: a city for the time zone (vienna
// unless said), hours as in 9-17 (from Monday to Friday), sat10-14 or none,
// kinds as in hpr (h visits homes, p venues, r remote), never, sometimes or
// gladly hosting, soon for homes from the start, km5 for how far they travel,
// @12.5 for where they live, in km north of the equator, @Salzburg for a name
// alone, and habits, with ! for their opposite: pets !pets smoke !smoke talk
// !talk calls !calls; field:law and founder for their work, reliable-50 for
// check-ins, nosteps for who cannot climb them, flat and equipped for homes,
// rested7 and joined3 for rounds, and wish:b, avoid:b and friend:b for
// what they said of b. Unsaid is what Defaults says.
func memberOf(t testing.TB, id MemberID, text string) *Member {
	t.Helper()
	m := &Member{ID: id, Zone: zones[0], Profile: Defaults(), Joined: 1}
	for _, word := range strings.Fields(text) {
		if !m.understand(word) {
			t.Fatalf("%q: what is %q?", text, word)
		}
	}
	return m
}

func (m *Member) understand(word string) bool {
	switch word {
	case "vienna", "newyork", "kolkata", "utc":
		m.Zone = map[string]*time.Location{"vienna": zones[0], "newyork": zones[1], "kolkata": zones[2], "utc": zones[3]}[word]
	case "none":
		m.Week = Week{}
	case "never", "sometimes", "gladly":
		m.Hosting = map[string]Hosting{"never": Never, "sometimes": Sometimes, "gladly": Gladly}[word]
	case "nosteps":
		m.Needs |= NoSteps
	case "flat":
		m.Offers |= NoSteps
	case "equipped":
		m.Offers |= Desk | Screen | CallRoom | Stillness | Internet
	case "soon":
		m.HomesSoon = true
	default:
		value := int8(1)
		name, no := strings.CutPrefix(word, "!")
		if no {
			value = -1
		}
		scale := map[string]*int8{"pets": &m.Habits.Pets, "smoke": &m.Habits.Smoke, "talk": &m.Habits.Talk, "calls": &m.Habits.Calls}[name]
		if scale == nil {
			return m.understandFigure(word)
		}
		*scale = value
	}
	return true
}

func (m *Member) understandFigure(word string) bool {
	var a, b int
	var name string
	switch {
	case scans(word, "%d-%d", &a, &b):
		for d := time.Monday; d <= time.Friday; d++ {
			m.Week[d] = Hours{a * 60, b * 60}
		}
	case scans(word, "sat%d-%d", &a, &b):
		m.Week[time.Saturday] = Hours{a * 60, b * 60}
	case scans(word, "sun%d-%d", &a, &b):
		m.Week[time.Sunday] = Hours{a * 60, b * 60}
	case scans(word, "km%d", &a):
		m.TravelKM = a
	case word[0] == '@':
		m.Area = areaOf(word)
	case strings.HasPrefix(word, "field:"):
		m.Field = word[6:]
	case slices.Contains(Situations, word):
		m.Situation = word
	case scans(word, "reliable%d", &a):
		m.Reliability = a
	case scans(word, "wish:%1s", &name):
		m.Wishes = append(m.Wishes, MemberID(name))
	case scans(word, "avoid:%1s", &name):
		m.Avoids = append(m.Avoids, MemberID(name))
	case scans(word, "friend:%1s", &name):
		m.Friends = append(m.Friends, MemberID(name))
	case scans(word, "gladly:%1s", &name):
		m.Regards = append(m.Regards, Regard{Of: MemberID(name), Day: 1, Again: 1})
	case scans(word, "rather:%1s", &name):
		m.Regards = append(m.Regards, Regard{Of: MemberID(name), Day: -1, Again: -1})
	case scans(word, "goodday:%1s", &name):
		m.Regards = append(m.Regards, Regard{Of: MemberID(name), Day: 1})
	case scans(word, "rested%d", &a):
		m.LastRest, m.Rests = a, 1
	case scans(word, "joined%d", &a):
		m.Joined = a
	case strings.Trim(word, "hpr") == "":
		m.Kinds = 0
		for i, kind := range []Kinds{Home, Public, Remote} {
			if strings.Contains(word, "hpr"[i:i+1]) {
				m.Kinds |= kind
			}
		}
	default:
		return false
	}
	return true
}

func scans(word, format string, into ...any) bool {
	n, err := fmt.Sscanf(word, format, into...)
	return err == nil && n == len(into)
}

func areaOf(word string) Area {
	if km, err := strconv.ParseFloat(word[1:], 64); err == nil {
		return Area{Located: true, Lat: km / 111.1951, Lon: 13}
	}
	return Area{Label: word[1:]}
}

// A venue is a type and words like those of a member: @3 for where it is,
// hours after the last word "open", used:a:5 for a visit of a in round 5, 3€ for
// a price, !quiet, flat or steps.
func venueOf(t testing.TB, id VenueID, text string) Venue {
	t.Helper()
	text, hours, _ := strings.Cut(text, "open ")
	words := strings.Fields(text)
	v := Venue{ID: id, Type: VenueType(words[0]), Hours: strings.TrimSpace(hours), WiFi: Yes, Sockets: Yes, Quiet: Yes, Calls: Yes}
	for _, word := range words[1:] {
		var price, round int
		switch {
		case word[0] == '@':
			v.Area = areaOf(word)
		case word == "!quiet":
			v.Quiet = No
		case word == "flat":
			v.StepFree = Yes
		case word == "steps":
			v.StepFree = No
		case scans(word, "%d€", &price):
			v.Price = price
		case strings.HasPrefix(word, "used:") && scans(word[7:], "%d", &round):
			v.Used = append(v.Used, Use{Member: MemberID(word[5:6]), At: monday.AddDate(0, 0, 7*round)})
		default:
			t.Fatalf("%q: what is %q?", text, word)
		}
	}
	return v
}

// The past is a list of sessions, one in each round from the first on: who, and
// where, as in "a+b:home:a a+c:venue:1 b+d:remote". A state may follow, as in
// "a+b:remote:skipped"; otherwise they met.
func pastOf(t testing.TB, text string) []Past {
	t.Helper()
	var out []Past
	for i, word := range strings.Fields(text) {
		f := strings.Split(word, ":")
		p := Past{Round: i + 1, State: Met, Start: monday.AddDate(0, 0, 7*(i+1))}
		for _, id := range strings.Split(f[0], "+") {
			p.Members = append(p.Members, MemberID(id))
		}
		rest := f[2:]
		switch f[1] {
		case "home":
			p.Place, rest = Place{Kind: Home, Host: MemberID(f[2])}, f[3:]
		case "venue":
			v, err := strconv.Atoi(f[2])
			if err != nil {
				t.Fatalf("%q: %v", word, err)
			}
			p.Place, rest = Place{Kind: Public, Venue: VenueID(v)}, f[3:]
		case "remote":
			p.Place = Place{Kind: Remote}
		default:
			t.Fatalf("%q: where?", word)
		}
		if len(rest) > 0 {
			p.State = State(rest[0])
		}
		out = append(out, p)
	}
	return out
}

// lines are the cases in a text: fields divided by |, with comments after #.
func lines(text string) [][]string {
	var out [][]string
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		fields := strings.Split(line, "|")
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		out = append(out, fields)
	}
	return out
}

// optionsText writes suggestions as in "home:a balance, venue:1 alternative".
func optionsText(options []Suggestion) string {
	var out []string
	for _, s := range options {
		place := "remote"
		switch s.Kind {
		case Home:
			place = "home:" + string(s.Host)
		case Public:
			place = fmt.Sprintf("venue:%d", s.Venue)
		}
		out = append(out, place+" "+string(s.Reason))
	}
	return strings.Join(out, ", ")
}
