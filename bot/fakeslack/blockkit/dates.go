package blockkit

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// date is a date as this person reads it: the format with its tokens filled in. A format without tokens, or with one
// that Slack does not know, shows the fallback instead, as Slack's oldest clients do.
func (r Reader) date(n Node) string {
	zone := r.Zone
	if zone == nil {
		zone = time.UTC
	}
	at := time.Unix(n.Unix, 0).In(zone)
	tokens := dateToken.FindAllString(n.Format, -1)
	if len(tokens) == 0 || at.Year() < 1 || at.Year() > 9999 {
		return first(n.Text, n.Format)
	}
	words := n.Format
	for _, token := range tokens {
		write := dateTokens[strings.Trim(token, "{}")]
		if write == nil {
			return first(n.Text, n.Format)
		}
		written := write(r, at)
		if strings.HasPrefix(words, token) { // "Today at nine", but "on today's list"
			words = strings.ToUpper(written[:1]) + written[1:] + words[len(token):]
		}
		words = strings.ReplaceAll(words, token, written)
	}
	return words
}

var dateToken = regexp.MustCompile(`\{[a-z_]+\}`)

// dateTokens are the tokens of Slack's date formats. Where {date} drops the year, Slack's two pages about it differ;
// this follows the one about messages.
var dateTokens = map[string]func(Reader, time.Time) string{
	"date_num":           layout("2006-01-02"),
	"date_slash":         layout("02/01/2006"),
	"date":               Reader.longDate,
	"date_short":         layout("Jan 2, 2006"),
	"date_long":          weekdayDate,
	"date_long_full":     layout("January 2, 2006"),
	"date_pretty":        pretty(Reader.longDate),
	"date_short_pretty":  pretty(layout("Jan 2, 2006")),
	"date_long_pretty":   pretty(weekdayDate),
	"day_divider_pretty": pretty(dividerDate),
	"time":               clock(":04", " PM"),
	"time_secs":          clock(":04:05", " PM"),
	"ago":                ago,
}

func layout(form string) func(Reader, time.Time) string {
	return func(_ Reader, at time.Time) string { return at.Format(form) }
}

func clock(minutes, half string) func(Reader, time.Time) string {
	return func(r Reader, at time.Time) string {
		if r.Clock24 {
			return at.Format("15" + minutes)
		}
		return at.Format("3" + minutes + half)
	}
}

// longDate is "February 18th, 2014", without the year when it is less than six months away.
func (r Reader) longDate(at time.Time) string {
	day := at.Format("January ") + ordinal(at.Day())
	if !r.Now.IsZero() && at.After(r.Now.AddDate(0, -6, 0)) && at.Before(r.Now.AddDate(0, 6, 0)) {
		return day
	}
	return day + at.Format(", 2006")
}

func weekdayDate(r Reader, at time.Time) string {
	return at.Format("Monday, January ") + ordinal(at.Day()) + at.Format(", 2006")
}

// dividerDate is weekdayDate, without the year when it is this one.
func dividerDate(r Reader, at time.Time) string {
	if !r.Now.IsZero() && r.Now.In(at.Location()).Year() == at.Year() {
		return at.Format("Monday, January ") + ordinal(at.Day())
	}
	return weekdayDate(r, at)
}

// pretty says yesterday, today and tomorrow where they fit.
func pretty(otherwise func(Reader, time.Time) string) func(Reader, time.Time) string {
	return func(r Reader, at time.Time) string {
		if !r.Now.IsZero() {
			switch civilDay(at) - civilDay(r.Now.In(at.Location())) {
			case -1:
				return "yesterday"
			case 0:
				return "today"
			case 1:
				return "tomorrow"
			}
		}
		return otherwise(r, at)
	}
}

// civilDay numbers days of the calendar, whatever their length.
func civilDay(t time.Time) int64 {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60)
}

func ordinal(day int) string {
	ending := "th"
	if day/10 != 1 {
		switch day % 10 {
		case 1:
			ending = "st"
		case 2:
			ending = "nd"
		case 3:
			ending = "rd"
		}
	}
	return fmt.Sprintf("%d%s", day, ending)
}

// ago is "3 minutes ago" or "in 2 days", by the largest unit that fits; without a now it is the date.
func ago(r Reader, at time.Time) string {
	if r.Now.IsZero() {
		return r.longDate(at)
	}
	seconds := at.Unix() - r.Now.Unix()
	form := "in %s"
	if seconds <= 0 {
		seconds, form = -seconds, "%s ago"
	}
	for _, unit := range []struct {
		name string
		long int64
	}{{"year", 365 * 86400}, {"month", 30 * 86400}, {"day", 86400}, {"hour", 3600}, {"minute", 60}, {"second", 1}} {
		if n := seconds / unit.long; n == 1 {
			return fmt.Sprintf(form, "1 "+unit.name)
		} else if n > 1 {
			return fmt.Sprintf(form, fmt.Sprintf("%d %ss", n, unit.name))
		}
	}
	return "now"
}

// isDate reports whether s is a day of the calendar as 2006-01-02.
func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
