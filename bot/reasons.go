package bot

import (
	"fmt"
	"strings"

	"cowork/pairing"
)

// Why two members were put together, in words. Terms that are private in
// pairing.Table have no words here and never will.

// fieldNames and situationNames are the words for the codes of a profile.
var (
	fieldNames = map[string]string{
		"software": "software", "design": "design", "writing": "writing", "research": "research", "teaching": "teaching",
		"business": "business", "health": "health", "law": "law", "arts": "the arts", "craft": "a craft",
	}
	situationNames = map[string]string{
		"employee": "employed and working from home", "freelancer": "freelancers", "founder": "founders",
		"student": "students", "between": "between two jobs",
	}
)

// habitNames are the words for the codes of pairing.HabitCodes.
var habitNames = map[string]string{
	"silence": "silence", "chat": "a chat now and then",
	"no-calls": "no calls in the room", "calls": "calls in the room are fine",
	"no-music": "no music", "music": "music in the room",
	"long-stretches": "long stretches", "short-breaks": "short breaks, often",
	"no-pets": "no pets around", "pets": "pets around",
	"no-smoke": "no smoke", "smoke": "a smoke now and then",
}

// dayNames are the words for the weekdays as a term holds them.
var dayNames = map[string]string{
	"Mon": "Monday", "Tue": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday",
	"Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday",
}

// reasonsOf lists what speaks for a duo, each in a few words, the strongest
// first as in the table of terms. What speaks against it is not held up to
// people, except that they meet again soon.
func reasonsOf(terms []pairing.Term) []string {
	var out []string
	for _, t := range terms {
		if t.Name.Private() || t.Points == 0 {
			continue
		}
		if words := reasonWords(t); words != "" {
			out = append(out, words)
		}
	}
	return out
}

// reasonWords is one term in words, "" for one that says nothing to a person.
func reasonWords(t pairing.Term) string {
	switch t.Name {
	case pairing.NeverTogether:
		return "first time together"
	case pairing.LongAgo:
		if t.Shared == "" || t.Shared == "1" {
			return ""
		}
		return fmt.Sprintf("last together %s rounds ago", escape(t.Shared))
	case pairing.MutualWish:
		return "a wish that is mutual"
	case pairing.SameField:
		name := t.Shared
		if known, ok := fieldNames[t.Shared]; ok {
			name = known
		}
		return fmt.Sprintf("the same field (%s)", escape(clip(name, 60)))
	case pairing.LikeSituation:
		if name, ok := situationNames[t.Shared]; ok {
			return fmt.Sprintf("both %s", name)
		}
		return "a similar situation of work"
	case pairing.Nearness:
		switch t.Shared {
		case "":
			return "homes in the same area"
		case "0":
			return "homes less than 1 km apart"
		}
		return fmt.Sprintf("homes about %s km apart", escape(t.Shared))
	case pairing.CommonHours:
		var days []string
		for _, d := range strings.Fields(t.Shared) {
			if name, ok := dayNames[d]; ok {
				days = append(days, name)
			}
		}
		switch {
		case len(days) == 0:
			return "hours that fit"
		case len(days) >= 5:
			return "hours that fit on most days"
		}
		return fmt.Sprintf("hours that fit on %s", list(days))
	case pairing.AlikeHabits:
		var likes []string
		for _, code := range strings.Fields(t.Shared) {
			if name, ok := habitNames[code]; ok {
				likes = append(likes, name)
			}
		}
		if t.Points < 0 || len(likes) == 0 {
			return ""
		}
		return fmt.Sprintf("the same way of working (%s)", strings.Join(likes, "; "))
	case pairing.HomeUsable:
		return "a home that is open to visitors"
	case pairing.TooSoon:
		return "together again so soon because nobody else was free"
	}
	return ""
}

// whyText is why a duo was made, in one line of at most three reasons.
func whyText(terms []pairing.Term) string {
	all := reasonsOf(terms)
	if len(all) > 3 {
		all = all[:3]
	}
	if len(all) == 0 {
		return bestForAll
	}
	return list(all)
}

// bestForAll is the reason of last resort.
const bestForAll = "the best match for everybody this round"

// obstacleHelp says, for each hard condition that may be spoken of, what it
// is and what would help. An avoid is never spoken of.
func obstacleHelp(lacks map[pairing.Obstacle]int) []string {
	var out []string
	if n := lacks[pairing.NoHours]; n > 0 {
		out = append(out, fmt.Sprintf("With %s you share no day with enough common hours. More days, or longer ones, in `/cowork profile` would help.", people(n)))
	}
	if n := lacks[pairing.NoKind]; n > 0 {
		out = append(out, fmt.Sprintf("With %s there is no kind of place that suits everybody. Allowing cafés and libraries, or working remotely, in `/cowork profile` would help.", people(n)))
	}
	if n := lacks[pairing.TooDistant]; n > 0 {
		out = append(out, fmt.Sprintf("%s live too far away to meet. A longer way to travel, or working remotely, in `/cowork profile` would help.", capital(people(n))))
	}
	return out
}

func people(n int) string { return count(n, "member", "members") }

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
