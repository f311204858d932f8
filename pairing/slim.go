package pairing

import "math/bits"

// slim is what bounds a member's score with another in a few nanoseconds: all
// but bonds, distance, the members' shares and what only shuts a gate.
type slim struct {
	field     int32  // 0 unsaid
	hours     int32  // in deck.hours
	habits    uint16 // those above zero, and shifted by 8 bits those below
	situation uint8  // 7 unsaid
	homes     uint8  // 1: hosts, 2: visits
}

func newSlim(c *card) slim {
	s := slim{
		field:     c.field,
		hours:     c.hours,
		habits:    c.habits,
		situation: uint8(c.situation) & 7,
	}
	if c.hosts {
		s.homes |= 1
	}
	if c.kinds.Has(Home) {
		s.homes |= 2
	}
	return s
}

// likenessRows holds, for each situation and for none, the points for another
// situation in the byte of its number.
var likenessRows = func() (rows [8]uint64) {
	for s := range Situations {
		for t := range Situations {
			rows[s] |= uint64(likeness[s][t]) << (8 * t)
		}
	}
	return rows
}()

// Scan keeps those members of a group who may weigh more with u than over says.
func (c *crowd) Scan(places []int32, u, group int32, over []int64) []int32 {
	g, b := &c.groups.All[group], &c.blocks[group]
	a, me := &c.near[u], &c.slim[u]
	near := 0
	if !b.distant {
		near = b.nearest(a, b.gap(a.tile), a.located && b.located)
	}
	most := c.share[u] + c.places.repeat + int64(weightNew-MinScore+near)
	alike, unlike := me.habits, turned(me.habits)
	likes := likenessRows[me.situation]
	field := me.field
	if field == 0 {
		field = -1
	}
	visits := me.homes>>1 | me.homes<<1
	var row []int8
	if c.common != nil {
		row = c.common[int(a.hours)*len(c.hours):][:len(c.hours)]
	} else {
		most += mostHourPoints
	}
	others := c.slim[g.First:g.Last]
	kept := places[:0]
	for i, k := range places {
		o := &others[k]
		score := most + int64(likes>>(8*(o.situation&7))&255)
		score += int64(weightAlike*bits.OnesCount16(alike&o.habits) - weightClash*bits.OnesCount16(unlike&o.habits))
		if o.field == field {
			score += weightField
		}
		if o.homes&visits != 0 {
			score += weightHome
		}
		if row != nil {
			hours := row[o.hours]
			if hours < 0 {
				continue
			}
			score += int64(hours)
		}
		if score > over[i] {
			kept = append(kept, k)
		}
	}
	return kept
}
