package storage

import "time"

// Due tells of each kind of work whether there is any at an instant. Mostly
// there is none, and one question is enough to know that.
type Due struct {
	Rounds    bool // to open
	Answers   bool // that are awaited no longer, see DuosToExpire
	CheckIns  bool // that are awaited no longer, see DuosToClose
	Lapsing   bool // messages of no use, see Lapse
	Calendars bool // to look at, see TakeFeeds
}

// Due looks for what there is to do at now.
func (tx *Tx) Due(now time.Time) (Due, error) {
	return one(tx, "look for what is due", func(row scanner) (d Due, err error) {
		err = row.Scan(&d.Rounds, &d.Answers, &d.CheckIns, &d.Lapsing, &d.Calendars)
		return d, err
	}, `SELECT EXISTS (SELECT 1 FROM circle WHERE next_due <= ?1),
			EXISTS (SELECT 1 FROM duo WHERE state = 'proposed' AND answer_by <= ?1),
			EXISTS (SELECT 1 FROM duo WHERE state = 'confirmed' AND closes_at <= ?1),
			EXISTS (SELECT 1 FROM outbox WHERE state = 'owed' AND doubt = 0 AND until <= ?1),
			EXISTS (SELECT 1 FROM feed WHERE next_at <= ?1 AND `+stillIn+`)`, now.Unix())
}

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
