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

// Prune forgets what was remembered before an instant, and reports how much:
// nothing is delivered again after that long. Of conversations with people who
// were forgotten, it deletes what is done.
func (tx *Tx) Prune(before time.Time) (int, error) {
	if _, err := tx.exec("prune what is done", `DELETE FROM outbox WHERE lane GLOB 'gone:*' AND state <> 'owed'
		AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.lane = outbox.lane AND o.state = 'owed')`); err != nil {
		return 0, err
	}
	return tx.exec("prune what was seen", `DELETE FROM seen WHERE at < ?`, before.Unix())
}
