package storage

import (
	"errors"
	"time"
)

// Remember keeps that an envelope or event was handled, and the reply it got.
// It returns ErrConflict if it was remembered before: look with Seen first, in
// the same Write as what it does.
func (tx *Tx) Remember(id, reply string, now time.Time) error {
	_, err := tx.exec("remember "+id, `INSERT INTO seen (id, at, reply) VALUES (?, ?, ?)`, id, now.Unix(), reply)
	return err
}

// Seen reports whether an envelope or event was handled before, and the reply
// it got then.
func (tx *Tx) Seen(id string) (reply string, seen bool, err error) {
	reply, err = one(tx, "look for "+id, value[string], `SELECT reply FROM seen WHERE id = ?`, id)
	if errors.Is(err, ErrNotFound) {
		return "", false, nil
	}
	return reply, err == nil, err
}
