package storage

import (
	"encoding/json"
	"fmt"
	"time"

	"cowork/pairing"
)

// WishID names a wish; opaque and unguessable.
type WishID string

// Change is another place or another day that one of a confirmed duo would
// like; it comes true when all the others agree.
type Change struct {
	ID      WishID
	Duo     pairing.DuoID
	Person  pairing.MemberID // whose wish it is
	Open    bool             // nobody took it back, nothing took its place, and not all agreed yet
	Place   pairing.Suggestion
	Session pairing.Session
	Agreed  []pairing.MemberID // besides that person, in the order of their IDs
}

// Wishing opens a wish. It returns ErrConflict if the duo has an open one.
func (tx *Tx) Wishing(c Change, now time.Time) error {
	place, err := json.Marshal(c.Place)
	if err != nil {
		return fmt.Errorf("keep a wish: %w", err)
	}
	_, err = tx.exec("keep a wish", `INSERT INTO wish (id, duo, person, at, place, starts_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Duo, c.Person, now.Unix(), string(place), c.Session.Start.Unix(), c.Session.End.Unix())
	return err
}

const wishColumns = `id, duo, person, state = 'open', place, starts_at, ends_at`

func (tx *Tx) wish(doing, where string, args ...any) (Change, error) {
	c, err := one(tx, doing, func(row scanner) (c Change, err error) {
		var place []byte
		if err = row.Scan(&c.ID, &c.Duo, &c.Person, &c.Open, &place, at(&c.Session.Start), at(&c.Session.End)); err != nil {
			return c, err
		}
		return c, json.Unmarshal(place, &c.Place)
	}, `SELECT `+wishColumns+` FROM wish WHERE `+where, args...)
	if err != nil {
		return c, err
	}
	c.Agreed, err = list(tx, doing, value[pairing.MemberID], `SELECT person FROM wish_agreed WHERE wish = ? ORDER BY person`, c.ID)
	return c, err
}

// Wish returns one wish, open or not, or ErrNotFound.
func (tx *Tx) Wish(id WishID) (Change, error) { return tx.wish("load a wish", `id = ?`, id) }

// OpenWish returns the open wish of a duo, or ErrNotFound.
func (tx *Tx) OpenWish(duo pairing.DuoID) (Change, error) {
	return tx.wish("load the open wish of duo "+string(duo), `duo = ? AND state = 'open'`, duo)
}

// AgreeToWish notes that somebody agrees; once more changes nothing.
func (tx *Tx) AgreeToWish(id WishID, person pairing.MemberID) error {
	_, err := tx.exec("agree to a wish", `INSERT INTO wish_agreed (wish, person) VALUES (?, ?) ON CONFLICT DO NOTHING`, id, person)
	return err
}

// CloseWish ends an open wish: it came true, or it is gone. It returns
// ErrNotFound if it is not open.
func (tx *Tx) CloseWish(id WishID, done bool) error {
	state := "gone"
	if done {
		state = "done"
	}
	return tx.execOne("close a wish", `UPDATE wish SET state = ? WHERE id = ? AND state = 'open'`, state, id)
}

// SetOptions replaces what was suggested to a duo.
func (tx *Tx) SetOptions(id pairing.DuoID, all []pairing.Suggestion) error {
	doing := "set the places of duo " + string(id)
	options, _, err := documents(all, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return tx.execOne(doing, `UPDATE duo SET options = ? WHERE id = ?`, options, id)
}

// Reschedule changes when a message is due and what it says, if it is still
// owed and surely not sent.
func (tx *Tx) Reschedule(key string, due time.Time, body json.RawMessage) error {
	_, err := tx.exec("reschedule "+key, `UPDATE outbox SET due = ?, body = ? WHERE key = ? AND state = 'owed' AND doubt = 0`, due.Unix(), string(body), key)
	return err
}
