package ordeal

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Outcome is what there was in a year.
type Outcome struct {
	Rounds, Duos, Posts, Updates int
	Envelopes, Faults, Kills     int
	Checks                       int            // of promises, each over everything that there was
	Addresses                    int            // messages that told one
	Troubles                     map[string]int // by kind
	Hash                         string         // of everything that happened, in order
}

// Add adds what there was in another year.
func (o *Outcome) Add(p Outcome) {
	o.Rounds += p.Rounds
	o.Duos += p.Duos
	o.Posts += p.Posts
	o.Updates += p.Updates
	o.Envelopes += p.Envelopes
	o.Faults += p.Faults
	o.Kills += p.Kills
	o.Checks += p.Checks
	o.Addresses += p.Addresses
	if o.Troubles == nil {
		o.Troubles = map[string]int{}
	}
	for kind, n := range p.Troubles {
		o.Troubles[kind] += n
	}
}

// String is a line for each kind of trouble after one with the rest.
func (o Outcome) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d rounds, %d duos, %d messages and %d changes of messages delivered, %d envelopes, %d addresses told, %d checks",
		o.Rounds, o.Duos, o.Posts, o.Updates, o.Envelopes, o.Addresses, o.Checks)
	for _, kind := range slices.Sorted(maps.Keys(o.Troubles)) {
		fmt.Fprintf(&b, "\n%8d × %s", o.Troubles[kind], kind)
	}
	return b.String()
}
