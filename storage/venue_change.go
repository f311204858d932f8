package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"cowork/pairing"
)

// People keep the catalogue together: what somebody changes by hand is logged
// with what it was before, stays as it is when the file that the venue came
// from is imported again, and can be undone.

// venueField is one part of a venue that people can change.
type venueField struct {
	name string
	of   func(*Venue) any // points to it
}

var venueFields = []venueField{
	{"name", func(v *Venue) any { return &v.Name }},
	{"type", func(v *Venue) any { return &v.Type }},
	{"area", func(v *Venue) any { return &v.Area }},
	{"address", func(v *Venue) any { return &v.Address }},
	{"hours", func(v *Venue) any { return &v.Hours }},
	{"zone", func(v *Venue) any { return &v.Zone }},
	{"wifi", func(v *Venue) any { return &v.WiFi }},
	{"sockets", func(v *Venue) any { return &v.Sockets }},
	{"quiet", func(v *Venue) any { return &v.Quiet }},
	{"calls", func(v *Venue) any { return &v.Calls }},
	{"step_free", func(v *Venue) any { return &v.StepFree }},
	{"price", func(v *Venue) any { return &v.Price }},
	{"notes", func(v *Venue) any { return &v.Notes }},
	{"retired", func(v *Venue) any { return &v.Retired }},
}

// VenueFields are the names of what people can change of a venue.
func VenueFields() []string {
	var all []string
	for _, f := range venueFields {
		all = append(all, f.name)
	}
	return all
}

// keeps reports whether people corrected a field.
func (v *Venue) keeps(field string) bool { return slices.Contains(strings.Split(v.Kept, ","), field) }

// keep takes the fields that people corrected from what was there.
func (v *Venue) keep(was *Venue) {
	for _, f := range venueFields {
		if was.keeps(f.name) {
			f.copy(v, was)
		}
	}
}

func (f venueField) copy(to, from *Venue) {
	reflect.ValueOf(f.of(to)).Elem().Set(reflect.ValueOf(f.of(from)).Elem())
}

// same reports whether a field is the same in both.
func (f venueField) same(a, b *Venue) bool { return reflect.DeepEqual(f.value(a), f.value(b)) }

// value points to a field as the log has it: a time zone is its name, "" for none.
func (f venueField) value(v *Venue) any {
	zone, is := f.of(v).(**time.Location)
	if !is {
		return f.of(v)
	}
	name := ""
	if *zone != nil {
		name = (*zone).String()
	}
	return &name
}

// set reads a field as the log has it.
func (f venueField) set(v *Venue, raw []byte) error {
	value := f.value(v)
	if err := json.Unmarshal(raw, value); err != nil {
		return err
	}
	if at, is := f.of(v).(**time.Location); is {
		*at = nil
		if name := *value.(*string); name != "" {
			*at = zone(name)
		}
	}
	return nil
}

// mark notes which fields are kept: those that were, with and without some.
func (v *Venue) mark(with, without []string) {
	var kept []string
	for _, f := range venueFields {
		if (v.keeps(f.name) || slices.Contains(with, f.name)) && !slices.Contains(without, f.name) {
			kept = append(kept, f.name)
		}
	}
	v.Kept = strings.Join(kept, ",")
}

// document is a venue as the log has it; null for none.
func document(v *Venue) (string, error) {
	if v == nil {
		return "null", nil
	}
	fields := map[string]any{"kept": v.Kept}
	for _, f := range venueFields {
		fields[f.name] = f.value(v)
	}
	text, err := json.Marshal(fields)
	return string(text), err
}

// read is the reverse of document.
func (v *Venue) read(text string) error {
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		return err
	}
	for _, f := range venueFields {
		if raw, ok := fields[f.name]; ok {
			if err := f.set(v, raw); err != nil {
				return err
			}
		}
	}
	return json.Unmarshal(fields["kept"], &v.Kept)
}

// ChangeID numbers the changes of the catalogue.
type ChangeID int64

// Deed is what somebody did to the catalogue.
type Deed string

// The deeds.
const (
	Added     Deed = "add"
	Corrected Deed = "correct"
	ClosedFor Deed = "close" // for good
	Undid     Deed = "undo"
)

// VenueChange is one change of the catalogue by hand.
type VenueChange struct {
	ID     ChangeID
	Venue  pairing.VenueID
	Person pairing.MemberID
	At     time.Time
	What   Deed
	Before *Venue // nil: it was not there
	After  Venue
	Undone bool
}

// Fields are the names of what the change changed.
func (c VenueChange) Fields() []string {
	before := c.Before
	if before == nil {
		before = &Venue{}
	}
	var all []string
	for _, f := range venueFields {
		if !f.same(before, &c.After) {
			all = append(all, f.name)
		}
	}
	return all
}

// ChangeVenue adds a venue (ID 0) or corrects one by hand, and logs it. What
// differs from before stays so when the file it came from is imported again.
// It reports false if nothing differs.
func (tx *Tx) ChangeVenue(v Venue, by pairing.MemberID, now time.Time) (VenueChange, bool, error) {
	c := VenueChange{Person: by, At: now, What: Added, After: v}
	if v.ID != 0 {
		was, err := tx.Venue(v.ID)
		if err != nil {
			return c, false, err
		}
		c.Before, c.What = &was, Corrected
		if v.Retired && !was.Retired {
			c.What = ClosedFor
		}
		c.After.Kept, c.After.Source, c.After.Attribution = was.Kept, was.Source, was.Attribution
	}
	changed := c.Fields()
	if len(changed) == 0 {
		return c, false, nil
	}
	c.After.mark(changed, nil)
	err := tx.log(&c, now)
	return c, err == nil, err
}

// log saves what a change made of a venue, and the change.
func (tx *Tx) log(c *VenueChange, now time.Time) (err error) {
	if c.After.ID, err = tx.SaveVenue(c.After, now); err != nil {
		return err
	}
	c.Venue = c.After.ID
	before, err := document(c.Before)
	if err != nil {
		return err
	}
	after, err := document(&c.After)
	if err != nil {
		return err
	}
	c.ID, err = one(tx, "log a change of the catalogue", value[ChangeID], `
		INSERT INTO venue_change (venue, person, at, what, before, after) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
		c.Venue, c.Person, now.Unix(), c.What, before, after)
	return err
}

const changeColumns = `id, venue, person, at, what, before, after, undone`

func scanChange(row scanner) (c VenueChange, err error) {
	var before, after string
	if err = row.Scan(&c.ID, &c.Venue, &c.Person, at(&c.At), &c.What, &before, &after, &c.Undone); err != nil {
		return c, err
	}
	if before != "null" {
		c.Before = &Venue{}
		err = c.Before.read(before)
	}
	c.After.ID = c.Venue
	return c, errors.Join(err, c.After.read(after))
}

// VenueChanges returns the latest changes of the catalogue, newest first.
func (tx *Tx) VenueChanges(limit int) ([]VenueChange, error) {
	return list(tx, "load changes of the catalogue", scanChange, `SELECT `+changeColumns+` FROM venue_change ORDER BY id DESC`+atMost(limit))
}

// UndoChange takes a change back: what it changed is as it was before, and
// what others changed since stays. A venue that it added is retired. It
// returns ErrNotFound if there is no such change, and ErrConflict if it is
// undone already.
func (tx *Tx) UndoChange(id ChangeID, by pairing.MemberID, now time.Time) (VenueChange, error) {
	doing := fmt.Sprintf("undo change %d", id)
	was, err := one(tx, doing, scanChange, `SELECT `+changeColumns+` FROM venue_change WHERE id = ?`, id)
	if err != nil {
		return was, err
	}
	if was.Undone || was.What == Undid {
		return was, fmt.Errorf("%s: %w: it is undone", doing, ErrConflict)
	}
	current, err := tx.Venue(was.Venue)
	if err != nil {
		return was, err
	}
	c := VenueChange{Person: by, At: now, What: Undid, Before: &current, After: current}
	if was.Before == nil {
		c.After.Retired = true
		c.After.mark([]string{"retired"}, nil)
	} else {
		var fresh []string // were not kept before
		for _, f := range venueFields {
			if !f.same(was.Before, &was.After) {
				f.copy(&c.After, was.Before)
				if !was.Before.keeps(f.name) {
					fresh = append(fresh, f.name)
				}
			}
		}
		c.After.mark(nil, fresh)
	}
	if err := tx.log(&c, now); err != nil {
		return was, err
	}
	return was, tx.execOne(doing, `UPDATE venue_change SET undone = 1 WHERE id = ?`, id)
}

// Texts are what a field was and is, where it is text.
func (c VenueChange) Texts(field string) (before, after string, ok bool) {
	was := c.Before
	if was == nil {
		was = &Venue{}
	}
	for _, f := range venueFields {
		if f.name != field {
			continue
		}
		b, isText := f.value(was).(*string)
		if !isText {
			return "", "", false
		}
		return *b, *f.value(&c.After).(*string), true
	}
	return "", "", false
}
