package bot

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// The words in which people name days, in the languages that the bot speaks. They
// are compared without accents, and all at once: whoever writes to a bot in
// another language than their Slack is set to is understood as well.

// folding writes a word without accents and umlauts, and apostrophes as one.
var folding = strings.NewReplacer(
	"à", "a", "â", "a", "ä", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i",
	"ô", "o", "ö", "o", "ù", "u", "û", "u", "ü", "u", "ß", "ss", "œ", "oe", "’", "'", "‘", "'",
)

// folded is a word as it is compared: in lower case, without accents, however
// those were typed.
func folded(w string) string {
	w = folding.Replace(lower(w))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, w)
}

// leading are words before a day that say nothing of which one it is; following
// are those after it, and within those between a day and its month.
var (
	leading = words(`until till til to for on the in next this coming until:
		bis zum zur am im den dem der die das fur fuer nachste nachsten nachster nachstes naechste naechsten kommende kommenden diese diesen dieses
		jusqu'au jusqu'a jusqu'en jusque jusqu au a le la l' en pour pendant dans ce cet cette prochain prochaine`)
	following = words(`lang prochain prochaine prochains prochaines`)
	within    = words(`of de du den the`)
	single    = words(`a an one ein eine einen einem einer un une next`)
	endless   = words(`forever indefinitely resume open unbefristet indefiniment`)
)

// nearby are single words for days close by.
var nearby = map[string]int{
	"today": 0, "heute": 0, "aujourd'hui": 0,
	"tomorrow": 1, "morgen": 1, "demain": 1,
	"ubermorgen": 2, "uebermorgen": 2, "apres-demain": 2,
}

// units are the lengths in days of units of time, monthly for months. Alone, as
// in "next week", only those in the singular name a day.
var units = map[string]struct {
	days   int
	plural bool
}{
	"d": {1, true}, "day": {1, false}, "days": {1, true}, "tag": {1, false}, "tage": {1, true}, "tagen": {1, true},
	"j": {1, true}, "jour": {1, false}, "jours": {1, true},
	"w": {7, true}, "wk": {7, false}, "wks": {7, true}, "week": {7, false}, "weeks": {7, true}, "woche": {7, false}, "wochen": {7, true},
	"sem": {7, false}, "semaine": {7, false}, "semaines": {7, true},
	"m": {monthly, true}, "month": {monthly, false}, "months": {monthly, true}, "monat": {monthly, false}, "monate": {monthly, true}, "monaten": {monthly, true},
	"mois": {monthly, false},
}

// counting are small numbers in words.
var counting = map[string]int{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	"null": 0, "ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "fuenf": 5, "sechs": 6,
	"sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwolf": 12, "zwoelf": 12, "vierzehn": 14,
	"un": 1, "une": 1, "premier": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "quinze": 15,
}

// weekdays are their names, short ones first where a beginning would not do.
var weekdays = [7][]string{
	time.Sunday:    words(`so sunday sonntag dimanche`),
	time.Monday:    words(`mo monday montag lundi`),
	time.Tuesday:   words(`di tuesday dienstag mardi`),
	time.Wednesday: words(`mi wednesday mittwoch mercredi`),
	time.Thursday:  words(`do thursday donnerstag jeudi`),
	time.Friday:    words(`fr friday freitag vendredi`),
	time.Saturday:  words(`sa saturday samstag samedi sonnabend`),
}

// months are their names.
var months = [13][]string{
	time.January:   words(`january januar janner jaenner janvier`),
	time.February:  words(`february februar feber fevrier`),
	time.March:     words(`march marz maerz mars`),
	time.April:     words(`april avril`),
	time.May:       words(`may mai`),
	time.June:      words(`june juni juin`),
	time.July:      words(`july juli juillet`),
	time.August:    words(`august aout`),
	time.September: words(`september septembre`),
	time.October:   words(`october oktober octobre`),
	time.November:  words(`november novembre`),
	time.December:  words(`december dezember decembre`),
}

func words(text string) []string { return strings.Fields(text) }

// weekdayOf reads the name of a weekday, its plural, or a beginning of it that
// begins no other.
func weekdayOf(w string) (time.Weekday, bool) {
	d, ok := named(weekdays[:], w, func(name string) bool { return len(name) > 2 && w == name+"s" })
	return time.Weekday(d), ok
}

// monthOf reads the name of a month, or a beginning of it that begins no other.
func monthOf(w string) (time.Month, bool) {
	m, ok := named(months[:], w, func(string) bool { return false })
	return time.Month(m), ok
}

func isMonth(w string) bool {
	_, ok := monthOf(w)
	return ok
}

// named finds what has a name, one that counts as it, or one that begins with at
// least three letters of it. What could be two of them is none.
func named(all [][]string, w string, same func(string) bool) (found int, ok bool) {
	w = strings.TrimSuffix(w, ".")
	for i, names := range all {
		for _, name := range names {
			if w == name || same(name) {
				return i, true
			}
			if len(w) < 3 || !strings.HasPrefix(name, w) {
				continue
			}
			if ok && found != i {
				found = -1
			} else if !ok {
				found, ok = i, true
			}
		}
	}
	return found, ok && found >= 0
}

// unit is the length in days of a unit of time, monthly for months, 0 for a
// word that is none.
func unit(w string) int { return units[w].days }

// said leaves of words what names a day, folded.
func said(text []string) (ws []string) {
	for _, w := range text {
		for _, part := range strings.FieldsFunc(folded(w), func(r rune) bool { return r == ',' }) {
			if part = strings.Trim(part, "\"'`()[]!?.«»„“”"); part != "" {
				ws = append(ws, part)
			}
		}
	}
	return ws
}

// plain takes the words from the beginning and the end of a day that say nothing
// of which one it is, and a weekday in front of a date, which decides.
func plain(ws []string) []string {
	for len(ws) > 0 && slices.Contains(leading, ws[0]) {
		ws = ws[1:]
	}
	for len(ws) > 1 && slices.Contains(following, ws[len(ws)-1]) {
		ws = ws[:len(ws)-1]
	}
	if len(ws) > 2 {
		_, day := weekdayOf(ws[0])
		_, month := monthOf(ws[0])
		if day && (!month || slices.ContainsFunc(ws[1:], isMonth)) { // "mar" begins mardi and March
			return plain(ws[1:])
		}
		ws = slices.DeleteFunc(slices.Clone(ws), func(w string) bool { return slices.Contains(within, w) })
	}
	return ws
}
