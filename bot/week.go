package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
)

// A week of working hours as the profile asks for it: the days, one span for
// most of them, and a line for the days that differ ("Fri 9-13, Wed off"), in
// the words of any language that the bot speaks.

// weekParts takes a week apart; weekOf puts it together again.
func weekParts(v wording.Voice, w pairing.Week) (days []string, main pairing.Hours, except string) {
	often := map[pairing.Hours]int{}
	for _, d := range weekOrder {
		if !w[d].Off() {
			days = append(days, strconv.Itoa(int(d)))
			often[w[d]]++
		}
	}
	main = pairing.Hours{From: 9 * 60, Until: 17 * 60}
	most := 0
	for _, d := range weekOrder { // the first of the most frequent ones
		if n := often[w[d]]; n > most {
			main, most = w[d], n
		}
	}
	var lines []string
	for _, d := range weekOrder {
		if !w[d].Off() && w[d] != main {
			lines = append(lines, fmt.Sprintf("%s %s-%s", v.ShortWeekday(d), clockOf(w[d].From), clockOf(w[d].Until)))
		}
	}
	return days, main, strings.Join(lines, ", ")
}

// weekOf puts a week together from days, the span of most of them, and what
// differs. A day that is named in except is worked even if it is not among
// the days. The second result is the part of except that cannot be read, ""
// if all of it can.
func weekOf(days []time.Weekday, main pairing.Hours, except string) (pairing.Week, string) {
	var w pairing.Week
	for _, d := range days {
		w[d] = main
	}
	for _, part := range strings.FieldsFunc(fold(except), func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		on, hours, ok := parseExcept(part)
		if !ok {
			return w, part
		}
		for _, d := range on {
			w[d] = hours
		}
	}
	return w, ""
}

// off are the words for a day that is not worked.
var off = []string{"off", "free", "no", "none", "closed", "frei", "nicht", "libre", "libres", "non", "-"}

// parseExcept reads one difference: "Fri 9-13", "Mon-Wed 10:00 to 16:30",
// "Tue and Thu off", "Mi frei", "ven de 9 h à 13 h".
func parseExcept(part string) ([]time.Weekday, pairing.Hours, bool) {
	var on []time.Weekday
	words := strings.Fields(lower(part))
	i := 0
	for ; i < len(words); i++ {
		w := strings.Trim(words[i], ":.")
		if slices.Contains([]string{"and", "und", "et", "&", "+"}, w) {
			continue
		}
		if slices.Contains(off, w) { // "frei" begins Freitag too
			break
		}
		first, last, isRange := strings.Cut(w, "-")
		d, ok := weekdayIn(first)
		if !ok {
			break
		}
		on = append(on, d)
		if isRange {
			end, ok := weekdayIn(last)
			if !ok {
				return nil, pairing.Hours{}, false
			}
			for d != end {
				d = (d + 1) % 7
				on = append(on, d)
			}
		}
	}
	if len(on) == 0 || i == len(words) {
		return nil, pairing.Hours{}, false
	}
	rest := strings.Join(words[i:], " ")
	if slices.Contains(off, rest) {
		return on, pairing.Hours{}, true
	}
	for _, joint := range []string{" to ", " until ", " bis ", " à ", " a ", " jusqu’à ", "–"} {
		rest = strings.ReplaceAll(rest, joint, "-")
	}
	for _, opening := range []string{"from ", "von ", "de "} {
		rest = strings.TrimPrefix(rest, opening)
	}
	from, until, ok := strings.Cut(rest, "-")
	if !ok {
		return nil, pairing.Hours{}, false
	}
	a, ok1 := parseClock(from)
	b, ok2 := parseClock(until)
	if b == 0 {
		b = 24 * 60
	}
	if !ok1 || !ok2 || a >= b {
		return nil, pairing.Hours{}, false
	}
	return on, pairing.Hours{From: a, Until: b}, true
}

// weekdayIn reads a weekday in any language: in full, short as that language
// writes it, or cut off after three letters.
func weekdayIn(w string) (time.Weekday, bool) {
	for _, v := range wording.Voices() {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if name := lower(v.Weekday(d)); w == lower(v.ShortWeekday(d)) || len(w) >= 3 && strings.HasPrefix(name, w) {
				return d, true
			}
		}
	}
	return weekdayOf(w)
}

// parseClock reads a time of day: 9, 9:30, 09.30, 9am, 2 pm, 9 h 30, 9 Uhr,
// 24:00.
func parseClock(s string) (int, bool) {
	s = strings.ReplaceAll(strings.TrimSpace(lower(s)), " ", "")
	if h, m, ok := strings.Cut(s, "h"); ok && strings.Trim(m, "0123456789") == "" && m != "" {
		s = h + ":" + m
	}
	half := 0
	for suffix, add := range map[string]int{"am": -1, "pm": 12, "h": 0, "uhr": 0} {
		if t, ok := strings.CutSuffix(s, suffix); ok {
			s, half = t, add
			break
		}
	}
	hour, minute, split := strings.Cut(strings.ReplaceAll(s, ".", ":"), ":")
	h, ok := number(hour)
	m := 0
	if split && ok {
		m, ok = number(minute)
		ok = ok && len(minute) == 2
	}
	if !ok || h > 24 || m > 59 || h == 24 && m > 0 {
		return 0, false
	}
	switch {
	case half != 0 && (h < 1 || h > 12):
		return 0, false
	case half == 12 && h < 12:
		h += 12
	case half == -1 && h == 12:
		h = 0
	}
	return h*60 + m, true
}

// sortedDays lists weekdays from Monday on, each once.
func sortedDays(days []time.Weekday) []time.Weekday {
	days = slices.Clone(days)
	slices.SortFunc(days, func(a, b time.Weekday) int { return cmp.Compare((a+6)%7, (b+6)%7) })
	return slices.Compact(days)
}
