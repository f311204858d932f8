package bot

import (
	"strconv"
	"strings"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
)

// Why two members were put together, in words. Terms that are private in
// pairing.Table have no words here and never will.

// dayCodes are the weekdays as a term holds them.
var dayCodes = map[string]time.Weekday{
	"Mon": time.Monday, "Tue": time.Tuesday, "Wed": time.Wednesday, "Thu": time.Thursday,
	"Fri": time.Friday, "Sat": time.Saturday, "Sun": time.Sunday,
}

// reasonsOf lists what speaks for a duo, each in a few words, the strongest
// first as in the table of terms. What speaks against it is not held up to
// people, except that they meet again soon; nor is what holds for two of a trio,
// as the third has no part in it: a wish of theirs is theirs.
func reasonsOf(v wording.Voice, terms []pairing.Term) []string {
	var out []string
	for _, t := range terms {
		if t.Name.Private() || t.Points == 0 || t.Some {
			continue
		}
		if words := reasonWords(v, t); words != "" {
			out = append(out, words)
		}
	}
	return out
}

// reasonWords is one term in words, "" for one that says nothing to a person.
func reasonWords(v wording.Voice, t pairing.Term) string {
	switch t.Name {
	case pairing.NeverTogether:
		return v.Say("why.first_time")
	case pairing.LongAgo:
		if ago, err := strconv.Atoi(t.Shared); err == nil && ago > 1 {
			return v.Count("why.long_ago", ago)
		}
		return ""
	case pairing.StayTogether:
		return v.Say("duo.why.kept")
	case pairing.MutualWish:
		return v.Say("why.mutual")
	case pairing.SameField:
		name := coded(v, "why.field."+t.Shared)
		if name == "" {
			name = escape(clip(t.Shared, 60))
		}
		return v.Say("why.field", "Field", name)
	case pairing.LikeSituation:
		if both := coded(v, "why.situation."+t.Shared); both != "" {
			return both
		}
		return v.Say("why.situation")
	case pairing.Nearness:
		km, err := strconv.Atoi(t.Shared)
		if err != nil {
			return v.Say("why.same_area")
		}
		return v.Say("why.near", "Distance", v.Distance(km*1000))
	case pairing.CommonHours:
		return hoursReason(v, t.Shared)
	case pairing.AlikeHabits:
		return habitsReason(v, t)
	case pairing.HomeUsable:
		return v.Say("why.home")
	case pairing.TooSoon:
		return v.Say("why.too_soon")
	}
	return ""
}

// hoursReason is that hours fit, on the days of a term.
func hoursReason(v wording.Voice, shared string) string {
	var days []string
	for _, code := range strings.Fields(shared) {
		if day, ok := dayCodes[code]; ok {
			days = append(days, v.Weekday(day))
		}
	}
	switch {
	case len(days) == 0:
		return v.Say("why.hours")
	case len(days) >= 5:
		return v.Say("why.hours.most_days")
	}
	return v.Say("why.hours.days", "Days", v.List(days))
}

// habitsReason is what two like alike, "" where that is nothing.
func habitsReason(v wording.Voice, t pairing.Term) string {
	var likes []string
	for _, code := range strings.Fields(t.Shared) {
		if name := coded(v, "why.habit."+code); name != "" {
			likes = append(likes, name)
		}
	}
	if t.Points < 0 || len(likes) == 0 {
		return ""
	}
	return v.Say("why.habits", "Habits", v.Series(likes))
}

// whyText is why a duo was made, in one line of at most three reasons.
func whyText(v wording.Voice, terms []pairing.Term) string {
	all := reasonsOf(v, terms)
	if len(all) > 3 {
		all = all[:3]
	}
	if len(all) == 0 {
		return v.Say("why.best_for_all")
	}
	return v.List(all)
}

// obstacleHelp says, for each hard condition that may be spoken of, what it
// is and what would help. An avoid is never spoken of.
func obstacleHelp(v wording.Voice, lacks map[pairing.Obstacle]int) []string {
	var out []string
	if n := lacks[pairing.NoHours]; n > 0 {
		out = append(out, v.Count("why.not.hours", n))
	}
	if n := lacks[pairing.NoKind]; n > 0 {
		out = append(out, v.Count("why.not.kind", n))
	}
	if n := lacks[pairing.TooDistant]; n > 0 {
		out = append(out, v.Count("why.not.distance", n))
	}
	return out
}
