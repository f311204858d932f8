package bot

import (
	"slices"
	"strings"

	"cowork/pairing"
)

// Person is somebody named in a command: a mention carries the ID, a plain
// @name only the name.
type Person struct {
	ID   pairing.MemberID
	Name string
}

// maxPeople bounds how many people one command may name.
const maxPeople = 10

// parsePeople reads what follows with and avoid: nothing, "nobody", or people
// by mention or by @name, with "off" before or after them to take it back.
func parsePeople(verb Verb, rest []string) Request {
	c := Request{Verb: verb}
	for _, word := range rest {
		if len(c.People) == maxPeople {
			return Request{Trouble: NoPerson, Typed: word, Near: verb}
		}
		if id, name, ok := mention(word); ok {
			if id == "" {
				return Request{Trouble: Broadcast, Typed: name, Near: verb}
			}
			c.People = append(c.People, Person{ID: id, Name: name})
			continue
		}
		broadcast := []string{"everyone", "everybody", "all", "channel", "here"}
		switch w := bare(word); {
		case strings.HasPrefix(word, "@") && w != "" && !slices.Contains(broadcast, w): // somebody may be called Nobody
			c.People = append(c.People, Person{Name: strings.TrimRight(strings.TrimLeft(word, "@"), ",.;:!?")})
		case slices.Contains([]string{"off", "remove", "not", "undo", "again", "no", "stop"}, w):
			c.Off = true
		case slices.Contains([]string{"nobody", "noone", "one", "none", "clear"}, w):
			c.Off = true
		case slices.Contains([]string{"and", "list", "or", "more", "longer", "any"}, w), w == "" && !strings.HasPrefix(word, "@"):
		case slices.Contains(broadcast, w):
			if !c.Off {
				return Request{Trouble: Broadcast, Typed: word, Near: verb}
			}
		default:
			return Request{Trouble: NoPerson, Typed: word, Near: verb}
		}
	}
	return c
}

// mention reads Slack's escaped forms: <@U1>, <@U1|name>, and the ones that
// mean many people (<!channel>, <!subteam^S1>, <#C1>), which come back
// without an ID.
func mention(word string) (pairing.MemberID, string, bool) {
	word = strings.TrimRight(word, ",.;:!?")
	inner, ok := strings.CutPrefix(word, "<")
	if !ok {
		return "", "", false
	}
	inner, ok = strings.CutSuffix(inner, ">")
	if !ok || len(inner) < 2 {
		return "", "", false
	}
	id, name, _ := strings.Cut(inner[1:], "|")
	switch inner[0] {
	case '@':
		if !isSlackID(id) {
			return "", "", false
		}
		return pairing.MemberID(id), name, true
	case '!', '#':
		return "", inner, true
	}
	return "", "", false
}

// isSlackID reports whether s looks like the ID of a person on Slack.
func isSlackID(s string) bool { return isID(s, "UW") }

// isID reports whether s looks like an ID of Slack that begins with one of the
// letters.
func isID(s, letters string) bool {
	if len(s) < 2 || len(s) > 32 || !strings.Contains(letters, s[:1]) {
		return false
	}
	for _, r := range s {
		if (r < 'A' || r > 'Z') && (r < '0' || r > '9') {
			return false
		}
	}
	return true
}
