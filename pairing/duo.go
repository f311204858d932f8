package pairing

import "time"

// DuoID names a duo; opaque and unguessable.
type DuoID string

// State is where a duo stands.
type State string

// The states of a duo. Proposed and Confirmed are live: their members are
// taken in that round.
const (
	Proposed  State = "proposed"  // everybody was asked
	Confirmed State = "confirmed" // everybody accepted
	Skipped   State = "skipped"   // somebody skipped
	Expired   State = "expired"   // somebody did not answer in time
	Cancelled State = "cancelled" // it fell through after it was confirmed, or a member left
	Met       State = "met"       // they worked together
	Missed    State = "missed"    // they did not
	Unsaid    State = "unknown"   // nobody told
)

// Answer is what a member of a duo said to the proposal.
type Answer string

// The answers to a proposed duo.
const (
	Unanswered Answer = ""
	Accepted   Answer = "accept"
	Declined   Answer = "skip"
)

// Seat is one member's part in a duo.
type Seat struct {
	Member  MemberID
	Answer  Answer
	CheckIn CheckIn
	Place   Place // where it was, as they said at the check-in; zero if they did not
}

// CheckIn is what a member said after the day.
type CheckIn string

// The answers to "did you work together?".
const (
	NotAsked   CheckIn = ""
	WorkedThen CheckIn = "met"
	DidNot     CheckIn = "missed"
)

// Session is the agreed time of a duo, in instants.
type Session struct{ Start, End time.Time }

// Duo is two members (three in a trio) put together in a round.
type Duo struct {
	ID       DuoID
	State    State
	Seats    []Seat // in the order of their member IDs
	AnswerBy time.Time
	Session  Session
	Place    Place        // where they go, as chosen so far
	Options  []Suggestion // what was suggested, best first
	Score    int
	Terms    []Term
}
