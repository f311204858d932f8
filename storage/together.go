package storage

import (
	"fmt"
	"time"

	"cowork/pairing"
)

// Together is what somebody has behind them: the sessions that took place for
// certain.
type Together struct {
	Sessions int
	People   int // how many others they worked with
	Hosted   int // in their own home
	Visited  int // in somebody else's
}

// Together sums up a person's sessions in all circles.
func (tx *Tx) Together(person pairing.MemberID) (t Together, err error) {
	doing := fmt.Sprintf("sum up the sessions of %s", person)
	err = tx.sql.QueryRowContext(tx.ctx, `
		SELECT count(*), count(*) FILTER (WHERE d.place = 1 AND d.host = ?1), count(*) FILTER (WHERE d.place = 1 AND d.host <> ?1),
			(SELECT count(DISTINCT o.person) FROM seat mine JOIN duo d ON d.id = mine.duo AND d.state = 'met'
				JOIN seat o ON o.duo = mine.duo AND o.person <> ?1 WHERE mine.person = ?1)
		FROM seat s JOIN duo d ON d.id = s.duo WHERE s.person = ?1 AND d.state = 'met'`, person).
		Scan(&t.Sessions, &t.Hosted, &t.Visited, &t.People)
	return t, wrap(err, "%s", doing)
}

// Companion is somebody with whom a person worked, how often, and when last.
type Companion struct {
	Person pairing.MemberID
	Times  int
	Last   time.Time // when that session began
}

// Companions returns with whom a person worked for certain, whom they worked
// with last first, at most limit of them.
func (tx *Tx) Companions(person pairing.MemberID, limit int) ([]Companion, error) {
	return list(tx, fmt.Sprintf("load the companions of %s", person), func(row scanner) (c Companion, err error) {
		err = row.Scan(&c.Person, &c.Times, at(&c.Last))
		return c, err
	}, `SELECT o.person, count(*), max(d.starts_at) FROM seat s JOIN duo d ON d.id = s.duo AND d.state = 'met'
			JOIN seat o ON o.duo = s.duo AND o.person <> s.person
		WHERE s.person = ? GROUP BY o.person ORDER BY max(d.starts_at) DESC, o.person`+atMost(limit), person)
}
