package bot

import (
	"fmt"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
)

// The helpers of texts that are not in a catalogue yet, in English.

func who(id pairing.MemberID) string { return whom(wording.Voice{}, id) }

func whoElse(d *pairing.Duo, reader pairing.MemberID) string { return Reader{ID: reader}.partners(d) }

func everybody(d *pairing.Duo) string { return whoElse(d, "") }

func list(items []string) string { return wording.Voice{}.List(items) }

// count says a number of things in the right form.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func dayText(t time.Time, zone *time.Location) string { return Reader{Zone: zone}.day(t) }

func dateText(t time.Time, zone *time.Location) string { return Reader{Zone: zone}.date(t) }

func clockText(t time.Time, zone *time.Location) string { return Reader{Zone: zone}.clock(t) }

func momentText(t time.Time, zone *time.Location) string { return Reader{Zone: zone}.moment(t) }

func hoursText(s pairing.Session, zone *time.Location) string { return Reader{Zone: zone}.hours(s) }

func placeText(p pairing.Place, cast Cast, reader pairing.MemberID) string {
	return Reader{ID: reader}.place(p, cast)
}

func placeLabel(p pairing.Place, cast Cast, reader pairing.MemberID) string {
	return Reader{ID: reader}.placeLabel(p, cast)
}

func suggestionText(s pairing.Suggestion, cast Cast, reader pairing.MemberID) string {
	return Reader{ID: reader}.suggestion(s, cast)
}

func distanceText(meters int) string { return wording.Voice{}.Distance(meters) }
