package wording

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// Voice is how one reads: in which language, and how dates, times and
// distances are written. The zero value speaks English with 24 hours and
// kilometres. Voices can be compared.
type Voice struct {
	language   int  // index of languages
	twelve     bool // 9:00 am, not 09:00
	monthFirst bool // January 2, not 2 January
	miles      bool
}

var matcher = language.NewMatcher(languages)

// For is the voice for somebody with a Slack locale such as "fr-FR" and an
// IANA time zone. Where the language is none of ours it is English.
//
// Slack says en-US for nearly everybody who never chose a language, in Graz as
// in Chicago: the customs of the United States (12 hours, month first, miles)
// are taken only where the time zone lies there too. So are the miles of Britain:
// many in Vienna read Slack in its English.
func For(locale, zone string) Voice {
	tag, err := language.Parse(locale)
	if err != nil {
		return Voice{}
	}
	var v Voice
	if _, i, sure := matcher.Match(tag); sure != language.No {
		v.language = i
	}
	region, _ := tag.Region()
	switch region.String() {
	case "US":
		there := american(zone)
		v.twelve, v.monthFirst, v.miles = there || twelveHours(zone), there, there
	case "GB":
		v.miles = british(zone)
	case "AU", "NZ", "IN", "PH", "CA":
		v.twelve = v.language == 0
	}
	return v
}

// Common is the voice for several who read the same: their language if they
// share one, else English, and customs that all of them have.
func Common(all ...Voice) Voice {
	if len(all) == 0 {
		return Voice{}
	}
	v := all[0]
	for _, w := range all[1:] {
		if w.language != v.language {
			v.language = 0
		}
		v.twelve, v.monthFirst, v.miles = v.twelve && w.twelve, v.monthFirst && w.monthFirst, v.miles && w.miles
	}
	return v
}

// Voices has a voice in each language.
func Voices() []Voice {
	all := make([]Voice, len(languages))
	for i := range all {
		all[i].language = i
	}
	return all
}

// Language is the code of the language: "en", "fr" or "de".
func (v Voice) Language() string { return languages[v.language].String() }

// american reports whether a time zone is one of the United States.
func american(zone string) bool {
	switch zone {
	case "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix", "America/Anchorage",
		"America/Detroit", "America/Boise", "America/Juneau", "America/Sitka", "America/Nome", "America/Yakutat", "America/Metlakatla",
		"America/Adak", "America/Menominee", "America/Puerto_Rico", "Pacific/Honolulu":
		return true
	}
	for _, area := range []string{"US/", "America/Indiana/", "America/Kentucky/", "America/North_Dakota/"} {
		if strings.HasPrefix(zone, area) {
			return true
		}
	}
	return false
}

// british reports whether a time zone is one of a country that measures its roads
// in miles as the United Kingdom does.
func british(zone string) bool {
	switch zone {
	case "Europe/London", "Europe/Belfast", "Europe/Isle_of_Man", "Europe/Jersey", "Europe/Guernsey", "GB", "GB-Eire":
		return true
	}
	return false
}

// twelveHours reports whether English speakers of a zone say am and pm.
func twelveHours(zone string) bool {
	switch zone {
	case "America/Toronto", "America/Vancouver", "America/Winnipeg", "America/Edmonton", "America/Halifax", "America/Regina",
		"America/St_Johns", "Pacific/Auckland", "Asia/Kolkata", "Asia/Calcutta", "Asia/Manila":
		return true
	}
	return strings.HasPrefix(zone, "Australia/")
}

// Day is a date as people say it: "Tuesday 24 November".
func (v Voice) Day(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	id := "core.date.day"
	if v.monthFirst {
		id = "core.date.day_month_first"
	}
	return v.Say(id, "Weekday", v.Weekday(t.Weekday()), "Day", v.dayOfMonth(t), "Month", v.Month(t.Month()))
}

// dayOfMonth is the number of a day, which the first of a month has its own
// way of being written in some languages.
func (v Voice) dayOfMonth(t time.Time) string {
	if t.Day() == 1 {
		return v.Say("core.date.first")
	}
	return strconv.Itoa(t.Day())
}

// ShortDate is a date in as few letters as one still reads it with: "24 Nov
// 2026".
func (v Voice) ShortDate(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	id := "core.date.short"
	if v.monthFirst {
		id = "core.date.short_month_first"
	}
	month := v.Say("core.month_short." + strings.ToLower(t.Month().String()))
	return v.Say(id, "Day", v.dayOfMonth(t), "Month", month, "Year", t.Year())
}

// Date is a date with its year: "Thursday 24 December 2026".
func (v Voice) Date(t time.Time, zone *time.Location) string {
	id := "core.date.with_year"
	if v.monthFirst {
		id = "core.date.with_year_month_first"
	}
	return v.Say(id, "Day", v.Day(t, zone), "Year", t.In(zone).Format("2006"))
}

// Clock is a time of day: "09:00", or "9:00 am" for those who say it so.
func (v Voice) Clock(t time.Time, zone *time.Location) string {
	if v.twelve {
		return t.In(zone).Format("3:04 pm")
	}
	return t.In(zone).Format("15:04")
}

// Midnight is the end of a day: "24:00", or "midnight".
func (v Voice) Midnight() string {
	if v.twelve {
		return v.Say("core.midnight")
	}
	return "24:00"
}

// Moment is a date and a time: "Monday 23 November at 09:00".
func (v Voice) Moment(t time.Time, zone *time.Location) string {
	return v.Say("core.date.moment", "Day", v.Day(t, zone), "Clock", v.Clock(t, zone))
}

// Weekday is the name of a day of the week.
func (v Voice) Weekday(d time.Weekday) string {
	return v.Say("core.weekday." + strings.ToLower(d.String()))
}

// ShortWeekday is the name of a day of the week in two or three letters.
func (v Voice) ShortWeekday(d time.Weekday) string {
	return v.Say("core.weekday_short." + strings.ToLower(d.String()))
}

// Month is the name of a month as it stands in a date.
func (v Voice) Month(m time.Month) string {
	return v.Say("core.month." + strings.ToLower(m.String()))
}

// metersPerMile is the international mile of 1959.
const metersPerMile = 1609.344

// Distance is a distance in metres, to the precision that one knows it by:
// "less than 1 km", "about 12 km".
func (v Voice) Distance(meters int) string {
	unit, less, about := 1000.0, "core.distance.km_less", "core.distance.km"
	if v.miles {
		unit, less, about = metersPerMile, "core.distance.miles_less", "core.distance.miles"
	}
	if float64(meters) < unit {
		return v.Say(less)
	}
	return v.Count(about, int(float64(meters)/unit+.5))
}

// List joins items as a sentence does: "a", "a and b", "a, b and c".
func (v Voice) List(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return v.Say("core.list", "All", strings.Join(items[:len(items)-1], ", "), "Last", items[len(items)-1])
}

// Series joins items that hold commas themselves: "a, b; c".
func (v Voice) Series(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return v.Say("core.series", "All", v.Series(items[:len(items)-1]), "Last", items[len(items)-1])
}

// GoString helps tests to say which voice went wrong.
func (v Voice) GoString() string {
	return fmt.Sprintf("wording.Voice(%s twelve=%t monthFirst=%t miles=%t)", v.Language(), v.twelve, v.monthFirst, v.miles)
}
