package storage

import (
	"database/sql"
	"fmt"
	"time"

	"cowork/pairing"
)

// MemberState is whether somebody who joined a circle is still in it.
type MemberState string

// The states of a membership. A pause and a skip are times, not states.
const (
	Active MemberState = "active"
	Left   MemberState = "left"
)

// Membership is one person in one circle.
type Membership struct {
	Circle      CircleID
	Person      pairing.MemberID
	State       MemberState
	Once        bool // joined with try: leaves after one round
	JoinedAt    time.Time
	PausedUntil time.Time // zero: not paused; UntilResume: no end is set
	SkipRound   int       // number of the round they sit out, 0: none
	Silent      int       // rounds in a row without any answer
}

// Paused reports whether the member stays away at that time.
func (m Membership) Paused(now time.Time) bool { return m.PausedUntil.After(now) }

const memberColumns = `circle, person, state, once, joined_at, paused_until, skip_round, silent`

func scanMembership(row scanner) (m Membership, err error) {
	var skip sql.NullInt64
	err = row.Scan(&m.Circle, &m.Person, &m.State, &m.Once, at(&m.JoinedAt), at(&m.PausedUntil), &skip, &m.Silent)
	m.SkipRound = int(skip.Int64)
	return m, err
}

// SaveMembership adds a membership or replaces it.
func (tx *Tx) SaveMembership(m Membership) error {
	_, err := tx.exec(fmt.Sprintf("save %s in circle %d", m.Person, m.Circle), `
		INSERT INTO member (`+memberColumns+`) VALUES (?, ?, ?, ?, ?, ?, nullif(?, 0), ?)
		ON CONFLICT (circle, person) DO UPDATE SET state = excluded.state, once = excluded.once, joined_at = excluded.joined_at,
			paused_until = excluded.paused_until, skip_round = excluded.skip_round, silent = excluded.silent`,
		m.Circle, m.Person, m.State, m.Once, m.JoinedAt.Unix(), unix(m.PausedUntil), m.SkipRound, m.Silent)
	return err
}

// Membership returns one person in one circle, or ErrNotFound if they never
// joined it.
func (tx *Tx) Membership(circle CircleID, person pairing.MemberID) (Membership, error) {
	return one(tx, fmt.Sprintf("load %s in circle %d", person, circle), scanMembership,
		`SELECT `+memberColumns+` FROM member WHERE circle = ? AND person = ?`, circle, person)
}

// Memberships returns everybody who ever joined a circle, in the order of
// their IDs; also those who left.
func (tx *Tx) Memberships(circle CircleID) ([]Membership, error) {
	return list(tx, fmt.Sprintf("load the members of circle %d", circle), scanMembership,
		`SELECT `+memberColumns+` FROM member WHERE circle = ? ORDER BY person`, circle)
}

// MembershipsOf returns a person's memberships, oldest circle first.
func (tx *Tx) MembershipsOf(person pairing.MemberID) ([]Membership, error) {
	return list(tx, fmt.Sprintf("load the circles of %s", person), scanMembership,
		`SELECT `+memberColumns+` FROM member WHERE person = ? ORDER BY circle`, person)
}
