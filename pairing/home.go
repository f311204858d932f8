package pairing

import "math/bits"

// Offers is a set of what a home has for a guest to work with, or of what
// somebody needs.
type Offers uint8

// What a home may offer.
const (
	Desk      Offers = 1 << iota // a desk or table for the guest
	Screen                       // a second screen
	CallRoom                     // a room to take calls in
	Stillness                    // a quiet room
	Internet                     // Wi-Fi for guests
	NoSteps                      // no steps on the way in
)

// AllOffers lists them in the order in which they are asked for.
var AllOffers = []Offers{Desk, Screen, CallRoom, Stillness, Internet, NoSteps}

// missing counts what is in the set and not in what a home has.
func (s Offers) missing(has Offers) int { return bits.OnesCount8(uint8(s &^ has)) }

// Has reports whether everything of o is in the set.
func (s Offers) Has(o Offers) bool { return s&o == o }
