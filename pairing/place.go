package pairing

import "time"

// VenueID names a venue of the catalogue.
type VenueID int64

// VenueType is what sort of public place a venue is.
type VenueType string

// The types of venue.
const (
	Cafe    VenueType = "cafe"
	Library VenueType = "library"
	Museum  VenueType = "museum"
	Park    VenueType = "park"
	Centre  VenueType = "centre" // arts or community centre
	Office  VenueType = "office" // a room or desk in a shared office, paid
	OwnIdea VenueType = "idea"   // what a duo thought of for itself; in no catalogue, never suggested
)

// Tri is an answer that may be unknown.
type Tri int8

// The answers of a Tri.
const (
	No      Tri = -1
	Unknown Tri = 0
	Yes     Tri = 1
)

// Venue is a public place of the catalogue.
type Venue struct {
	ID       VenueID
	Name     string
	Type     VenueType
	Area     Area
	Address  string
	Zone     *time.Location // of the opening hours; nil: the circle's
	Hours    string         // OSM opening_hours; "" unknown
	WiFi     Tri
	Sockets  Tri
	Quiet    Tri
	Calls    Tri
	StepFree Tri
	Price    int // for a day, in the smallest unit of the currency; 0 free or the price of a coffee
	Notes    string
	Used     []Use // when members of this round were there
}

// Use is one past visit of a member to a venue.
type Use struct {
	Member MemberID
	At     time.Time
}

// Place is where a duo works: exactly one of a host's home, a venue, or remote.
type Place struct {
	Kind  Kinds    // Home, Public or Remote
	Host  MemberID // Kind == Home
	Venue VenueID  // Kind == Public
}

// Reason says in a code why a place is suggested; the bot has the words.
type Reason string

// The reasons for a place.
const (
	FirstTimeNeutral Reason = "first-neutral" // they have not worked together: neutral ground
	OutingDue        Reason = "outing"        // a run of homes: time to go out
	HostBalance      Reason = "balance"       // the host has hosted less, for how gladly they host
	HostTurn         Reason = "turn"          // balance is level: it alternates in the pair
	HostFits         Reason = "fits"          // balance is level, and this home has more of what the other needs
	OnlyHost         Reason = "only-host"     // the other does not host
	NearBoth         Reason = "near"          // near both of them
	TooFar           Reason = "far"           // too far apart to meet: remote
	NoPlaceInReach   Reason = "no-place"      // nothing both can reach or accept but remote
	AreaUnknown      Reason = "area-unknown"  // where they live is not known: remote until they say
	Alternative      Reason = "alternative"   // a different kind of place, for a change
	OwnChoice        Reason = "own"           // the duo thought of it itself
)

// Suggestion is one place proposed to a duo, with what a person would want to
// know about it.
type Suggestion struct {
	Place
	Reason    Reason
	Meters    map[MemberID]int // journey of each partner in metres as the crow flies; absent where unknown
	OpenUntil time.Time        // venue: closing time on that day, zero if unknown
	OpenKnown bool             // venue: it is known to be open for the whole session
	Hosted    map[MemberID]int // home: how often each partner hosted, for the reason
	InARow    map[MemberID]int // home: how many of each partner's latest sessions in a row they hosted
}
