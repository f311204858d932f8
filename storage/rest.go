package storage

import (
	"encoding/json"
	"fmt"

	"cowork/pairing"
)

// Rest is somebody left without a partner in a round.
type Rest struct {
	Round RoundID
	pairing.Rest
	Served bool // found a partner later in the round after all
}

func scanRest(row scanner) (r Rest, err error) {
	var lacks []byte
	if err = row.Scan(&r.Round, &r.Member, &r.Reason, &lacks, &r.Served); err != nil {
		return r, err
	}
	if err = json.Unmarshal(lacks, &r.Lacks); len(r.Lacks) == 0 {
		r.Lacks = nil
	}
	return r, err
}

// AddRest keeps that somebody rests, for the reason given last. Somebody who
// was served and is free again rests again.
func (tx *Tx) AddRest(round RoundID, r pairing.Rest) error {
	lacks := []byte("{}")
	if len(r.Lacks) > 0 {
		var err error
		if lacks, err = json.Marshal(r.Lacks); err != nil {
			return fmt.Errorf("keep that %s rests: %w", r.Member, err)
		}
	}
	_, err := tx.exec(fmt.Sprintf("keep that %s rests in round %d", r.Member, round), `
		INSERT INTO rest (round, person, reason, lacks, served) VALUES (?, ?, ?, ?, 0)
		ON CONFLICT (round, person) DO UPDATE SET reason = excluded.reason, lacks = excluded.lacks, served = 0`,
		round, r.Member, r.Reason, string(lacks))
	return err
}

// ServeRest says that somebody who rested found a partner after all. It
// returns ErrNotFound if they did not rest in the round.
func (tx *Tx) ServeRest(round RoundID, person pairing.MemberID) error {
	return tx.execOne(fmt.Sprintf("serve %s in round %d", person, round),
		`UPDATE rest SET served = 1 WHERE round = ? AND person = ?`, round, person)
}

// Rests returns who rested in a round, in the order of their IDs; also those
// who were served later.
func (tx *Tx) Rests(round RoundID) ([]Rest, error) {
	return list(tx, fmt.Sprintf("load who rests in round %d", round), scanRest,
		`SELECT round, person, reason, lacks, served FROM rest WHERE round = ? ORDER BY person`, round)
}

// RestOf returns how somebody rested in a round, or ErrNotFound.
func (tx *Tx) RestOf(round RoundID, person pairing.MemberID) (Rest, error) {
	return one(tx, fmt.Sprintf("load how %s rests in round %d", person, round), scanRest,
		`SELECT round, person, reason, lacks, served FROM rest WHERE round = ? AND person = ?`, round, person)
}

// RestsOf returns the numbers of the rounds of a circle in which somebody rested
// to the end, in order.
func (tx *Tx) RestsOf(person pairing.MemberID, circle CircleID) ([]int, error) {
	return list(tx, fmt.Sprintf("load when %s rested", person), value[int],
		`SELECT r.number FROM rest t JOIN round r ON r.id = t.round WHERE t.person = ? AND r.circle = ? AND t.served = 0 ORDER BY r.number`, person, circle)
}
