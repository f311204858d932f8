package storage

import (
	"errors"
	"time"
)

// LastPosted is when the message that was owed last, of those that were posted,
// was stored in Slack, by Slack's own clock; the zero time if none was. It is
// never later than now, whatever the clock of this machine shows.
func (tx *Tx) LastPosted() (time.Time, error) {
	seconds, err := one(tx, "look when something was posted last", value[int64], `
		SELECT CAST(ts AS INTEGER) FROM outbox WHERE state = 'sent' AND method = 'post' AND attached = 0 ORDER BY id DESC LIMIT 1`)
	if errors.Is(err, ErrNotFound) {
		return time.Time{}, nil
	}
	return time.Unix(seconds, 0), err
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

// A message that was sent, withdrawn or given up stays in the outbox for as
// long as anything may come back to it: its key keeps it from being told twice,
// its place in Slack is where it is changed. That is over for
//
//   - what is about a duo, once that has ended for good and its round is
//     closed, except for the check-in, whose buttons work for ever, and for the
//     messages about a home, which are taken back when their owner is forgotten;
//   - what was told of a round or a day, whose key cannot come again.
//
// Whatever else there is stays. Some of it is told again and again under keys
// that are counted, and a number that comes again could be taken for the
// message that had it before.
const (
	ofThePast = `(about <> '' AND key NOT GLOB 'checkin:*' AND key NOT GLOB 'home:*'
    OR key GLOB 'rest:*' OR key GLOB 'missed:*' OR key GLOB 'free:*' OR key GLOB 'tried:*' OR key GLOB 'silence:*' OR key GLOB 'undelivered:*')`
	pruneSent = `DELETE FROM outbox WHERE id IN (
		SELECT id FROM outbox m WHERE state <> 'owed' AND ` + ofThePast + `
			AND coalesce(sent_at, due) < min(?1, (SELECT coalesce(min(opened_at), ?1) FROM round WHERE closed_at IS NULL))
			AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.state = 'owed' AND o.target <> '' AND o.target = m.key)
			AND NOT EXISTS (SELECT 1 FROM duo d JOIN round r ON r.id = d.round
				WHERE d.id = m.about AND (d.closes_at >= ?1 OR d.state IN ('proposed', 'confirmed') OR r.closed_at IS NULL))
		ORDER BY coalesce(sent_at, due), id`
)

// PruneMessages deletes messages of the past that were sent before an instant,
// longest ago first, at most limit of them, and reports how many. What an open
// round has told is never among them, so that it can be counted.
func (tx *Tx) PruneMessages(before time.Time, limit int) (int, error) {
	return tx.exec("prune what was sent", pruneSent+atMost(limit)+`)`, before.Unix())
}
