package pairing

import "time"

// MemberID names a person. It is opaque here (Slack's user ID, or a nameless
// token once somebody asked to be forgotten); only its order is used, as the
// last tie-break.
type MemberID string

// Profile is what a member said about how, where and when they work.
type Profile struct {
	Field     string  // field of work, a code of Fields or the member's own word; "" unsaid
	Situation string  // situation of work, a code of Situations; "" unsaid
	Area      Area    // where they live, about 1 km exact at best
	TravelKM  int     // how far they travel to a session, 1..200
	Week      Week    // working hours for each weekday, in the member's own time zone
	Kinds     Kinds   // kinds of place they are glad to work at; Home means visiting a partner's
	Hosting   Hosting // whether they open their own home
	HomesSoon bool    // homes are fine from the first meeting on
	Habits    Habits  // how they like to work beside somebody
	Needs     Offers  // what they would like to find where they work; NoSteps is a condition, the rest is a preference
}

// Fields and Situations are the codes that the profile offers. A field may
// also be the member's own word; a situation may not.
var (
	Fields     = []string{"software", "design", "writing", "research", "teaching", "business", "health", "law", "arts", "craft"}
	Situations = []string{"employee", "freelancer", "founder", "student", "between"}
)

// Area is a place on the map, coarse on purpose.
type Area struct {
	Label    string // as the member wrote it, for example "Salzburg, Andräviertel"
	Located  bool   // Lat and Lon are known
	Lat, Lon float64
}

// Week holds the working hours of each weekday, indexed by time.Weekday.
type Week [7]Hours

// Hours is a span of one local day in minutes after midnight, 0 <= From <
// Until <= 1440; the zero value is a day off.
type Hours struct{ From, Until int }

// Off reports whether nothing is worked.
func (h Hours) Off() bool { return h.Until <= h.From }

// Kinds is a set of kinds of place.
type Kinds uint8

// The kinds of place that a duo can work at.
const (
	Home   Kinds = 1 << iota // a partner's home
	Public                   // a venue: café, library, museum, park, shared office
	Remote                   // each at their own desk, over a call
)

// Has reports whether every kind of k is in the set.
func (s Kinds) Has(k Kinds) bool { return s&k == k }

// Hosting says how gladly a member opens their home.
type Hosting uint8

// How gladly a member hosts. Gladly hosts twice as often as Sometimes.
const (
	Never Hosting = iota
	Sometimes
	Gladly
)

// Habits are how a member likes to work beside somebody; each is a scale on
// which zero says "either is fine".
type Habits struct {
	Talk   int8 // -1 silence, +1 chat now and then
	Calls  int8 // -1 no calls beside me, +1 I take calls
	Music  int8 // -1 no music, +1 music in the room
	Breaks int8 // -1 few long stretches, +1 frequent short breaks
	Pets   int8 // -1 not near pets, +1 I have some
	Smoke  int8 // -1 not near smoke, +1 I smoke
}

// Defaults is the profile of somebody who just joined: weekdays 9 to 17,
// venues and remote, homes not until they say so.
func Defaults() Profile {
	p := Profile{TravelKM: 15, Kinds: Public | Remote}
	for d := time.Monday; d <= time.Friday; d++ {
		p.Week[d] = Hours{From: 9 * 60, Until: 17 * 60}
	}
	return p
}

// Regard is what a member told in private, after their last session with
// somebody. Each answer is 1, -1, or 0 for unsaid or in between.
type Regard struct {
	Of    MemberID
	Day   int8 // whether it was a good working day
	Again int8 // whether they would work with them again
}

// Member is one person as a round sees them.
type Member struct {
	ID   MemberID
	Zone *time.Location // the person's own time zone, never nil
	Profile
	Offers Offers // what their home has for a guest

	Busy    []Session  // sessions that they have already, such as one moved from the round before
	Avoids  []MemberID // never with them, in either direction; shown to nobody
	Wishes  []MemberID // asked for with /cowork with; shown only when mutual
	Friends []MemberID // close friends, with whom work falls by the wayside; shown to nobody
	Regards []Regard   // how it was with others, at most one of each; shown to nobody

	Engaged []Session // when their own calendar says so, in any order; sessions are on other days where that is possible; shown to nobody

	Reliability int // private, from check-ins: -100 (often missed) .. 0 (unknown) .. 100 (always met)
	Rests       int // how many rounds they rested in this circle
	LastRest    int // number of the round they last rested in, 0 if never
	Joined      int // number of the first round they could have been in
}
