package scenario

import (
	"fmt"
	"strings"
	"time"
)

// action reads a line in which something happens.
func (s *Story) action(st *step) error {
	line, quiet := strings.CutPrefix(st.text, "quietly ")
	st.quiet = quiet
	first, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	names, does := s.company(line)
	switch {
	case line == "":
		return fmt.Errorf("who does what quietly?")
	case line[0] == '#':
		st.verb = remark
	case line[0] == '>':
		st.verb, st.words = narrate, strings.TrimSpace(line[1:])
	case len(names) > 1:
		return s.together(st, names, does)
	case first == "at":
		return st.waiting(rest, s.zone)
	case line == "the bot stops":
		st.verb = stops
	case line == "the bot starts":
		st.verb = starts
	case first == "Slack":
		if _, ok := Troubles[rest]; !ok {
			return fmt.Errorf("%q is nothing that Slack can do here", rest)
		}
		st.verb, st.words = trouble, rest
	case s.find(first) != nil:
		st.person = first
		return s.doing(st, rest)
	default:
		return fmt.Errorf("nobody here is called %q", first)
	}
	return nil
}

// company reads the names that a line begins with, as in "Ada, Ben and Cleo
// type", and what follows them.
func (s *Story) company(line string) (names []string, does string) {
	for {
		word, rest, _ := strings.Cut(line, " ")
		name, more := strings.CutSuffix(word, ",")
		if s.find(name) == nil {
			return names, line
		}
		names = append(names, name)
		line = rest
		if and, found := strings.CutPrefix(line, "and "); found {
			line, more = and, true
		}
		if !more {
			return names, line
		}
	}
}

// together reads a line in which several people do the same.
func (s *Story) together(st *step, names []string, does string) error {
	verb, rest, _ := strings.Cut(does, " ")
	st.verb, st.person = severally, names[0]
	for _, name := range names {
		one := step{line: st.line, person: name}
		if err := s.doing(&one, verb+"s "+rest); err != nil {
			return err
		}
		st.each = append(st.each, one)
	}
	return nil
}

// waiting reads what follows at.
func (st *step) waiting(rest string, zone *time.Location) error {
	st.verb = wait
	if date, err := time.ParseInLocation("2006-01-02 15:04", rest, zone); err == nil {
		st.when.date = date
		return nil
	}
	day, clock, _ := strings.Cut(rest, " ")
	at, err := time.Parse("15:04", clock)
	if err != nil {
		return fmt.Errorf("write at Monday 09:00 or at 2026-03-09 09:00")
	}
	st.when.hour, st.when.minute = at.Hour(), at.Minute()
	for d := time.Sunday; d <= time.Saturday; d++ {
		if d.String() == day {
			st.when.weekday = d
			return nil
		}
	}
	return fmt.Errorf("%q is no weekday", day)
}

// doing reads what a person does.
func (s *Story) doing(st *step, rest string) error {
	does, words, _ := strings.Cut(rest, " ")
	words = strings.TrimSpace(words)
	switch {
	case does == "types" && words != "":
		st.verb, st.words = types, words
		if channel, text, found := strings.Cut(words, ": "); found && strings.HasPrefix(channel, "in #") {
			st.in, st.words = strings.TrimPrefix(channel, "in #"), text
		}
	case does == "clicks" && words != "":
		return s.clicking(st, words)
	case does == "chooses":
		at := strings.LastIndex(words, " in ")
		if at < 0 {
			return fmt.Errorf("write %s chooses WHAT in WHERE", st.person)
		}
		st.verb, st.in, st.values = chooses, words[at+4:], strings.Split(words[:at], " | ")
	case rest == "submits the form":
		st.verb = submits
	case rest == "closes the form":
		st.verb = closes
	case rest == "opens the home tab":
		st.verb = home
	case rest == "leaves the workspace":
		st.verb = leaves
	case rest == "joins the workspace":
		if !s.find(st.person).later {
			return fmt.Errorf("%s is there from the beginning: write later after the name", st.person)
		}
		st.verb = arrives
	case does == "moves" && strings.HasPrefix(words, "to "):
		st.verb, st.words = moves, strings.TrimPrefix(words, "to ")
		if _, err := loadZone(st.words); err != nil {
			return fmt.Errorf("%q is no time zone", st.words)
		}
	case does == "turns" && strings.HasPrefix(words, "to "):
		st.verb, st.words = turns, strings.TrimPrefix(words, "to ")
		if !isLocale(st.words) {
			return fmt.Errorf("%q is no locale like fr-FR", st.words)
		}
	default:
		return fmt.Errorf("%s cannot do %q; the package comment of scenario says what people can do", st.person, rest)
	}
	return nil
}

// clicking reads what a person clicks.
func (s *Story) clicking(st *step, words string) error {
	st.verb, st.words = clicks, words
	if label, ok := strings.CutSuffix(words, " again"); ok {
		st.verb, st.words = again, label
	} else if label, ok := strings.CutPrefix(words, "an old "); ok {
		st.verb, st.words = old, label
	} else if owner, label, found := strings.Cut(words, "'s "); found && s.find(owner) != nil {
		st.verb, st.of, st.words = others, owner, label
	}
	if strings.TrimSpace(st.words) == "" {
		return fmt.Errorf("%s clicks nothing", st.person)
	}
	return nil
}
