package pairing

import "time"

// Rules are what a circle decided about its rounds.
type Rules struct {
	Cooldown   int           // rounds within which meeting again is dear, default 4
	Trio       bool          // the odd one makes a trio instead of resting
	MinOverlap time.Duration // enough common hours for a session, default 3 h
	HomeRun    int           // sessions at homes in a row after which an outing is due, default 3
	Neutral    bool          // first meetings on neutral ground, default true
}

// DefaultRules are the rules of a new circle.
func DefaultRules() Rules {
	return Rules{Cooldown: 4, MinOverlap: 3 * time.Hour, HomeRun: 3, Neutral: true}
}

// Input is everything that a round is planned from. The plan depends on
// nothing else.
type Input struct {
	Round    int    // number of the round, from 1
	Seed     uint64 // breaks the last ties
	Rules    Rules
	Zone     *time.Location // of the circle: of its holidays, and of venues without a zone of their own; nil: that of the first member of a duo
	From     time.Time      // sessions start at or after this instant ...
	Until    time.Time      // ... and end at or before this one
	Members  []Member       // who is in this round, in any order
	Away     []Member       // who sits it out and is expected in the next, in any order; they only matter for looking ahead
	Barred   [][2]MemberID  // pairs that must not be proposed in this round, such as one that fell through
	Kept     [][2]MemberID  // pairs that stay together for some rounds, this one among them; a member is in one at most
	History  []Past         // earlier duos of the circle, in any order
	Venues   []Venue
	Holidays []Date // public holidays of the circle, in any order; sessions are on other days where that is possible
}

// Past is one earlier duo.
type Past struct {
	Round   int
	Members []MemberID
	State   State
	Place   Place
	Start   time.Time
}

// Term is one named part of a score.
type Term struct {
	Name   TermName
	Points int
	Shared string // what they share, for the sentence: a field, "2" (km), "Tue Thu"; "" if nothing
	Some   bool   `json:",omitempty"` // of a trio: it holds for some two of them only, so it is not for all three to read
}

// TermName names a term of the score.
type TermName string

// Proposal is one planned duo.
type Proposal struct {
	Members []MemberID // sorted, two or three
	Score   int
	Terms   []Term // the terms that are not zero, in the order of the table
	Session Session
	Options []Suggestion // one to four places, best first
}

// RestReason says in a code why somebody is left without a partner.
type RestReason string

// The reasons for a rest.
const (
	OddOneOut   RestReason = "odd"    // an odd number, and it was their turn
	NobodyFits  RestReason = "nobody" // no gate is open to anybody
	OthersTaken RestReason = "taken"  // those who fit were needed elsewhere
	SpokenFor   RestReason = "spoken" // those who fit stay together for some rounds; it may last
)

// Rest is a member left without a partner, and why.
type Rest struct {
	Member MemberID
	Reason RestReason
	Lacks  map[Obstacle]int // NobodyFits: how many of the others each hard condition rules out
}

// Plan is the pure result of planning a round.
type Plan struct {
	Round int
	Seed  uint64
	Duos  []Proposal // sorted by their first member
	Rests []Rest     // sorted by member
}

// Obstacle is a hard condition of the gate that a pair does not pass.
type Obstacle string

// The hard conditions of the gate.
const (
	Itself     Obstacle = "itself"   // a member with themselves
	Avoided    Obstacle = "avoided"  // one avoids the other; say nothing about it
	NotAgain   Obstacle = "barred"   // barred in this round
	NoHours    Obstacle = "hours"    // no common weekday with enough common hours
	NoKind     Obstacle = "kind"     // no kind of place that both accept
	TooDistant Obstacle = "distance" // too far apart, and remote is not for both
)
