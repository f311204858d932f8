package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// step is one line of a story, with the list below it.
type step struct {
	line  int
	text  string   // as it stands in the file
	items []string // the lines "- …" below it
	blank bool     // a blank line stands before it
	quiet bool     // not printed
	each  []step   // several people do the same: what each one does

	verb   verb
	person string   // who acts
	of     string   // whose button it is
	words  string   // what is typed, clicked or done
	in     string   // the conversation or the element
	values []string // what is chosen
	when   moment
}

type verb string

const (
	remark  verb = "remark" // a line of the file that nobody plays: comments, directives
	narrate verb = "narrate"
	types   verb = "types"
	clicks  verb = "clicks"
	again   verb = "again"
	old     verb = "old"
	others  verb = "others"
	chooses verb = "chooses"
	submits verb = "submits"
	closes  verb = "closes"
	home    verb = "home"
	leaves  verb = "leaves"
	arrives verb = "arrives"
	moves   verb = "moves"
	turns   verb = "turns"
	stops   verb = "stops"
	starts  verb = "starts"
	trouble verb = "trouble"
	wait    verb = "wait"

	severally verb = "severally"
)

// moment is a time to wait for: the next weekday with a time of day, or a date.
type moment struct {
	weekday      time.Weekday
	hour, minute int
	date         time.Time // zero: by weekday
}

// after is the moment in a zone, if it lies after now.
func (m moment) after(now time.Time, zone *time.Location) (time.Time, bool) {
	if !m.date.IsZero() {
		return m.date, m.date.After(now)
	}
	local := now.In(zone)
	for day := range 8 {
		at := time.Date(local.Year(), local.Month(), local.Day()+day, m.hour, m.minute, 0, 0, zone)
		if at.Weekday() == m.weekday && at.After(now) {
			return at, true
		}
	}
	return now, false
}

type lineError struct {
	line int
	said string
}

func (e *lineError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.said) }

// Parse reads a story; an error names the line.
func Parse(name, text string) (*Story, error) {
	s := &Story{Name: name, Text: text, schedule: "0 9 * * MON"}
	blank := false
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		fail := func(format string, args ...any) error {
			return &lineError{i + 1, fmt.Sprintf(format, args...)}
		}
		switch {
		case line == "":
			blank = true
			continue
		case line[0] == ' ' || line[0] == '\t':
			if s.begin.IsZero() {
				return nil, fail("indented lines are what people see: nobody sees anything before the story begins")
			}
			continue
		}
		if item, ok := strings.CutPrefix(line, "- "); ok {
			if len(s.steps) == 0 || !s.steps[len(s.steps)-1].takesItems() {
				return nil, fail("a list belongs below venues: or below somebody who submits the form")
			}
			last := &s.steps[len(s.steps)-1]
			if last.text != "venues:" && !strings.Contains(item, ": ") && !strings.HasSuffix(item, ":") {
				return nil, fail("a field is written as - Label: value")
			}
			last.items = append(last.items, item)
			for i := range last.each {
				last.each[i].items = last.items
			}
			continue
		}
		st := step{line: i + 1, text: line, blank: blank}
		blank = false
		var err error
		if s.begin.IsZero() {
			st.verb = remark
			err = s.directive(line)
		} else {
			err = s.action(&st)
		}
		if err != nil {
			return nil, fail("%v", err)
		}
		s.steps = append(s.steps, st)
	}
	switch {
	case s.begin.IsZero():
		return nil, &lineError{1, "the story never begins: write begin 2026-03-05 10:00 Europe/Vienna after its people"}
	case s.Title == "":
		return nil, &lineError{1, "the story has no title: write title: and what it is about"}
	}
	for _, st := range s.steps {
		if st.text == "venues:" {
			s.venues = st.items
		}
	}
	return s, nil
}

// takesItems reports whether a list may stand below a step.
func (st step) takesItems() bool {
	return st.verb == submits || st.text == "venues:" || st.verb == severally && st.each[0].verb == submits
}

// directive reads a line from before the beginning.
func (s *Story) directive(line string) error {
	key, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	switch {
	case line[0] == '#' || key == "venues:" && rest == "":
		return nil
	case key == "title:" && rest != "":
		s.Title = rest
	case key == "about:" && rest != "":
		s.About = strings.TrimSpace(s.About + " " + rest)
	case key == "schedule:" && rest != "":
		s.schedule = rest
	case key == "person":
		return s.addPerson(rest)
	case key == "begin":
		return s.setBegin(rest)
	default:
		return fmt.Errorf("%q is no directive: before the story begins there are title:, about:, person, schedule:, venues: and begin", key)
	}
	return nil
}

func (s *Story) addPerson(rest string) error {
	parts := strings.Split(rest, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	p := person{name: parts[0], tz: "UTC"}
	switch {
	case p.name == "" || strings.ContainsFunc(p.name, func(r rune) bool { return !unicode.IsLetter(r) }):
		return fmt.Errorf("%q is no name: one word of letters", p.name)
	case s.find(p.name) != nil:
		return fmt.Errorf("there are two people called %s", p.name)
	case p.name == "Slack" || p.name == "the" || p.name == "at":
		return fmt.Errorf("%s is a word of the language and no name", p.name)
	}
	for _, word := range parts[1:] {
		switch word {
		case "admin":
			p.admin = true
		case "guest":
			p.guest = true
		case "bot":
			p.bot = true
		case "gone":
			p.gone = true
		case "later":
			p.later = true
		default:
			if isLocale(word) {
				p.lang = word
				break
			}
			if _, err := loadZone(word); err != nil {
				return fmt.Errorf("%q is neither a time zone nor a locale nor one of admin, guest, bot, gone, later", word)
			}
			p.tz = word
		}
	}
	s.people = append(s.people, p)
	return nil
}

// isLocale reports whether a word looks like a locale of Slack's: de-AT.
func isLocale(word string) bool {
	return len(word) == 5 && word[2] == '-' && strings.ToLower(word[:2]) == word[:2] && strings.ToUpper(word[3:]) == word[3:]
}

func (s *Story) setBegin(rest string) error {
	words := strings.Fields(rest)
	if len(words) != 3 {
		return fmt.Errorf("write begin 2026-03-05 10:00 Europe/Vienna")
	}
	zone, err := loadZone(words[2])
	if err != nil {
		return fmt.Errorf("%q is no time zone", words[2])
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", words[0]+" "+words[1], zone)
	if err != nil || at.Year() < 2000 || at.Year() > 2100 {
		return fmt.Errorf("%q is no date and time like 2026-03-05 10:00", words[0]+" "+words[1])
	}
	s.begin, s.zone = at, zone
	return nil
}

// loadZone loads an IANA time zone by name; the machine's own is none.
func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("%q is no time zone", name)
	}
	return time.LoadLocation(name)
}

func (s *Story) find(name string) *person {
	i := slices.IndexFunc(s.people, func(p person) bool { return p.name == name })
	if i < 0 {
		return nil
	}
	return &s.people[i]
}
