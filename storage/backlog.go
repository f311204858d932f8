package storage

import (
	"fmt"
	"time"

	"cowork/pairing"
)

// Backlog is what is due and not sent, by what Slack is to be asked for.
type Backlog struct {
	Changes  int // of messages
	Posts    int
	Files    int // posts that share one, which are not among the others
	Openings int // of conversations, before something is posted there
	Doubts   int // posts that are looked for first
}

// Messages is how many of them there are.
func (b Backlog) Messages() int { return b.Changes + b.Posts + b.Files }

// Backlog counts what is due at now.
func (tx *Tx) Backlog(now time.Time) (Backlog, error) {
	return one(tx, "count what is due", func(row scanner) (b Backlog, err error) {
		err = row.Scan(&b.Changes, &b.Posts, &b.Files, &b.Openings, &b.Doubts)
		return b, err
	}, `SELECT count(*) FILTER (WHERE method = 'update'), count(*) FILTER (WHERE method = 'post' AND attached = 0),
			count(*) FILTER (WHERE attached = 1),
			count(DISTINCT lane) FILTER (WHERE method = 'post' AND instr(lane, ',') > 0
				AND NOT EXISTS (SELECT 1 FROM conversation c WHERE c.lane = m.lane)),
			count(*) FILTER (WHERE doubt = 1)
		FROM outbox m WHERE state = 'owed' AND due <= ?`, now.Unix())
}

// SentSince counts the messages that were sent from an instant on.
func (tx *Tx) SentSince(since time.Time) (int, error) {
	return one(tx, "count what was sent", value[int], countSent, since.Unix())
}

// Revive makes a message that could not be delivered owed again, as if it had
// never been tried, together with its later changes that died with it. It
// returns ErrNotFound if it is not dead.
func (tx *Tx) Revive(id MessageID) error {
	doing := fmt.Sprintf("try message %d again", id)
	err := tx.execOne(doing, `UPDATE outbox SET state = 'owed', attempts = 0, retry_at = 0, error = '' WHERE id = ? AND state = 'dead'`, id)
	if err != nil {
		return err
	}
	_, err = tx.exec(doing, `UPDATE outbox SET state = 'owed', attempts = 0, retry_at = 0, error = ''
		WHERE state = 'dead' AND method = 'update' AND error = 'target_dead' AND target = (SELECT key FROM outbox WHERE id = ?)`, id)
	return err
}

// AdminsIn returns the admins of the workspace who take part in a circle, in
// the order of their IDs.
func (tx *Tx) AdminsIn(circle CircleID) ([]pairing.MemberID, error) {
	return list(tx, "load the admins who take part", value[pairing.MemberID], `
		SELECT p.id FROM member m JOIN person p ON p.id = m.person
		WHERE m.circle = ? AND m.state = 'active' AND p.admin = 1 AND p.deleted = 0 ORDER BY p.id`, circle)
}
