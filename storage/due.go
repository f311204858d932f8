package storage

import "time"

// NextDue is the first instant after now at which something is due: a round
// to open, answers that must be there, a check-in to close, a calendar to look
// at, a message to send. It is the zero time if nothing is.
func (tx *Tx) NextDue(now time.Time) (next time.Time, err error) {
	n := now.Unix()
	err = tx.sql.QueryRowContext(tx.ctx, `
		SELECT min(at) FROM (
			SELECT min(next_due) AS at FROM circle WHERE next_due > ?
			UNION ALL SELECT min(answer_by) FROM duo WHERE state = 'proposed' AND answer_by > ?
			UNION ALL SELECT min(closes_at) FROM duo WHERE state = 'confirmed' AND closes_at > ?
			UNION ALL SELECT min(next_at) FROM feed WHERE next_at > ?
			UNION ALL SELECT min(max(due, retry_at)) FROM outbox WHERE state = 'owed' AND max(due, retry_at) > ?)`,
		n, n, n, n, n).Scan(at(&next))
	return next, wrap(err, "look when something is due")
}
