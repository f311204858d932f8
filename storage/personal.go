package storage

import (
	"errors"

	"cowork/pairing"
)

// Personal is what a member says of themselves besides what rounds are planned
// from.
type Personal struct {
	Line    string // what they do, in their own words
	Evening bool   // remind them the evening before a session
	Morning bool   // and in its morning
}

// Personal returns what a member says of themselves; of somebody without a
// profile, what holds for everybody at first.
func (tx *Tx) Personal(person pairing.MemberID) (Personal, error) {
	p, err := one(tx, "load what "+string(person)+" says of themselves", func(row scanner) (p Personal, err error) {
		var remind int
		err = row.Scan(&p.Line, &remind)
		p.Evening, p.Morning = remind&1 != 0, remind&2 != 0
		return p, err
	}, `SELECT line, remind FROM profile WHERE person = ?`, person)
	if errors.Is(err, ErrNotFound) {
		return Personal{Evening: true}, nil
	}
	return p, err
}

// SavePersonal replaces it. It returns ErrNotFound for somebody without a
// profile.
func (tx *Tx) SavePersonal(person pairing.MemberID, p Personal) error {
	remind := 0
	if p.Evening {
		remind |= 1
	}
	if p.Morning {
		remind |= 2
	}
	return tx.execOne("save what "+string(person)+" says of themselves", `UPDATE profile SET line = ?, remind = ? WHERE person = ?`, p.Line, remind, person)
}
