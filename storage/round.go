package storage

import (
	"fmt"
	"time"
)

// RoundID names a round.
type RoundID int64

// Round is one numbered turn of a circle.
type Round struct {
	ID       RoundID
	Circle   CircleID
	Number   int       // from 1
	Due      time.Time // the due time that it serves
	OpenedAt time.Time
	AnswerBy time.Time
	From     time.Time // sessions lie between From
	Until    time.Time // and Until
	ClosedAt time.Time // zero: open
	Seed     uint64    // makes the plan replayable
}

const roundColumns = `id, circle, number, due, opened_at, answer_by, from_at, until_at, closed_at, seed`

func scanRound(row scanner) (r Round, err error) {
	var seed int64
	err = row.Scan(&r.ID, &r.Circle, &r.Number, at(&r.Due), at(&r.OpenedAt), at(&r.AnswerBy), at(&r.From), at(&r.Until), at(&r.ClosedAt), &seed)
	r.Seed = uint64(seed)
	return r, err
}

// OpenRound adds a round and returns its ID; r.ID is not looked at. It
// returns ErrConflict if the due time or the number has a round already, or
// if another round of the circle is open.
func (tx *Tx) OpenRound(r Round) (RoundID, error) {
	return one(tx, fmt.Sprintf("open round %d of circle %d", r.Number, r.Circle), value[RoundID], `
		INSERT INTO round (circle, number, due, opened_at, answer_by, from_at, until_at, closed_at, seed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		r.Circle, r.Number, r.Due.Unix(), r.OpenedAt.Unix(), r.AnswerBy.Unix(), r.From.Unix(), r.Until.Unix(), unix(r.ClosedAt), int64(r.Seed))
}

// Round returns one round, or ErrNotFound.
func (tx *Tx) Round(id RoundID) (Round, error) {
	return one(tx, fmt.Sprintf("load round %d", id), scanRound, `SELECT `+roundColumns+` FROM round WHERE id = ?`, id)
}

// RoundFor returns the round that serves a due time of a circle, or
// ErrNotFound.
func (tx *Tx) RoundFor(circle CircleID, due time.Time) (Round, error) {
	return one(tx, fmt.Sprintf("load the round of circle %d for a due time", circle), scanRound,
		`SELECT `+roundColumns+` FROM round WHERE circle = ? AND due = ?`, circle, due.Unix())
}

// OpenRoundOf returns the open round of a circle, or ErrNotFound.
func (tx *Tx) OpenRoundOf(circle CircleID) (Round, error) {
	return one(tx, fmt.Sprintf("load the open round of circle %d", circle), scanRound,
		`SELECT `+roundColumns+` FROM round WHERE circle = ? AND closed_at IS NULL`, circle)
}

// LastRound returns the latest round of a circle, open or closed, or
// ErrNotFound.
func (tx *Tx) LastRound(circle CircleID) (Round, error) {
	return one(tx, fmt.Sprintf("load the last round of circle %d", circle), scanRound,
		`SELECT `+roundColumns+` FROM round WHERE circle = ? ORDER BY number DESC LIMIT 1`, circle)
}

// Rounds returns all rounds of a circle, oldest first.
func (tx *Tx) Rounds(circle CircleID) ([]Round, error) {
	return list(tx, fmt.Sprintf("load the rounds of circle %d", circle), scanRound,
		`SELECT `+roundColumns+` FROM round WHERE circle = ? ORDER BY number`, circle)
}

// LastNumber is the number of the latest round of a circle, 0 before the
// first.
func (tx *Tx) LastNumber(circle CircleID) (int, error) {
	return one(tx, fmt.Sprintf("number the rounds of circle %d", circle), value[int],
		`SELECT coalesce(max(number), 0) FROM round WHERE circle = ?`, circle)
}

// CloseRound closes an open round. It returns ErrNotFound if there is no
// such round that is open.
func (tx *Tx) CloseRound(id RoundID, now time.Time) error {
	return tx.execOne(fmt.Sprintf("close round %d", id),
		`UPDATE round SET closed_at = ? WHERE id = ? AND closed_at IS NULL`, now.Unix(), id)
}
