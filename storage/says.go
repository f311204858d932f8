package storage

import (
	"fmt"
	"time"

	"cowork/pairing"
)

// Saying is what one person says of another.
type Saying string

// The sayings.
const (
	Avoid  Saying = "avoid"  // never together, in either direction; shown to nobody
	Wish   Saying = "wish"   // asked for with /cowork with; shown only when mutual
	Friend Saying = "friend" // a close friend; shown to nobody
)

// Say keeps what a person says of another. Saying it again changes nothing.
// It returns ErrConflict if the other is the person or is not known.
func (tx *Tx) Say(person pairing.MemberID, what Saying, other pairing.MemberID, now time.Time) error {
	_, err := tx.exec(fmt.Sprintf("keep what %s says", person),
		`INSERT INTO says (person, kind, other, at) VALUES (?, ?, ?, ?) ON CONFLICT (person, kind, other) DO NOTHING`,
		person, what, other, now.Unix())
	return err
}

// Unsay takes it back, and reports whether it was said.
func (tx *Tx) Unsay(person pairing.MemberID, what Saying, other pairing.MemberID) (bool, error) {
	n, err := tx.exec(fmt.Sprintf("take back what %s says", person),
		`DELETE FROM says WHERE person = ? AND kind = ? AND other = ?`, person, what, other)
	return n > 0, err
}

// Says returns of whom a person says it, in the order of their IDs.
func (tx *Tx) Says(person pairing.MemberID, what Saying) ([]pairing.MemberID, error) {
	return list(tx, fmt.Sprintf("load what %s says", person), value[pairing.MemberID],
		`SELECT other FROM says WHERE person = ? AND kind = ? ORDER BY other`, person, what)
}
