package pairing

import (
	"time"

	"cowork/pairing/opening"
)

// doors remembers which venues are open for one session. Many duos of a round
// work at the same hours, and to read opening hours takes some microseconds; so
// each venue is asked once for each span of hours, and only when somebody might
// go there.
type doors struct {
	session Session
	zone    *time.Location
	states  []uint8 // of each spot its state plus 2; 0: not asked yet
	until   map[int32]time.Time
}

type span struct {
	start, end int64
	zone       *time.Location
}

// mostDoors bounds the spans that are remembered, and so the memory they take: a
// byte for each venue and span.
const mostDoors = 1024

// doorsAt finds what is known of a session. The zone is that of venues without
// one of their own.
func (c *chooser) doorsAt(s Session, zone *time.Location) *doors {
	key := span{s.Start.UnixNano(), s.End.UnixNano(), zone}
	d, ok := c.known[key]
	if !ok {
		if len(c.known) >= mostDoors {
			clear(c.known)
		}
		d = &doors{session: s, zone: zone, states: make([]uint8, len(c.spots)), until: map[int32]time.Time{}}
		c.known[key] = d
	}
	return d
}

// open says whether a spot is open throughout the session: Closed if it is known to be
// closed at any time of it.
func (c *chooser) open(d *doors, spot int32) opening.State {
	if d.states[spot] == 0 {
		d.states[spot] = uint8(c.hours(spot).During(d.session.Start, d.session.End, c.localTo(d, spot), c.holidays) + 2)
	}
	return opening.State(d.states[spot]) - 2
}

// closes is when the open spot closes, or zero if it does not.
func (c *chooser) closes(d *doors, spot int32) time.Time {
	at, ok := d.until[spot]
	if !ok {
		at, _ = c.hours(spot).ClosesAt(d.session.Start, c.localTo(d, spot), c.holidays)
		d.until[spot] = at
	}
	return at
}

// localTo is the zone in which the hours of a spot are meant.
func (c *chooser) localTo(d *doors, spot int32) *time.Location {
	if z := c.spots[spot].Zone; z != nil {
		return z
	}
	return d.zone
}

// hours reads the opening hours of a spot, once.
func (c *chooser) hours(spot int32) *opening.Schedule {
	if c.read[spot] == nil {
		hours, err := opening.Parse(c.spots[spot].Hours)
		if err != nil {
			hours = opening.Schedule{} // what nobody understands is unknown
		}
		c.read[spot] = &hours
	}
	return c.read[spot]
}
