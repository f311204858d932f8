package storage

import (
	"fmt"
	"time"

	"cowork/pairing"
)

// Stay is that two members stay together for some rounds, as one of them has it.
type Stay struct {
	Circle  CircleID
	Person  pairing.MemberID
	Partner pairing.MemberID
	Until   int // number of the last round that they stay for
	Since   time.Time
}

// StayOf returns with whom a person stays, whether or not its last round has
// passed; ErrNotFound if with nobody.
func (tx *Tx) StayOf(circle CircleID, person pairing.MemberID) (Stay, error) {
	return one(tx, fmt.Sprintf("load with whom %s stays", person), func(row scanner) (s Stay, err error) {
		err = row.Scan(&s.Circle, &s.Person, &s.Partner, &s.Until, at(&s.Since))
		return s, err
	}, `SELECT circle, person, partner, until_round, since FROM stay WHERE circle = ? AND person = ?`, circle, person)
}

// SaveStay keeps that two stay together, for both of them. It returns
// ErrConflict if one of them stays with anybody already: end that first.
func (tx *Tx) SaveStay(s Stay) error {
	doing := fmt.Sprintf("keep that %s and %s stay together", s.Person, s.Partner)
	for _, pair := range [][2]pairing.MemberID{{s.Person, s.Partner}, {s.Partner, s.Person}} {
		if _, err := tx.exec(doing, `INSERT INTO stay (circle, person, partner, until_round, since) VALUES (?, ?, ?, ?, ?)`,
			s.Circle, pair[0], pair[1], s.Until, s.Since.Unix()); err != nil {
			return err
		}
	}
	return nil
}

// EndStay ends with whom a person stays, for both of them.
func (tx *Tx) EndStay(circle CircleID, person pairing.MemberID) error {
	_, err := tx.exec(fmt.Sprintf("end with whom %s stays", person), `DELETE FROM stay WHERE circle = ? AND person = ?`, circle, person)
	return err
}

// StayWish is that somebody would like to stay with a partner for some more
// rounds.
type StayWish struct {
	Circle  CircleID
	Person  pairing.MemberID
	Partner pairing.MemberID
	Rounds  int // 2 to 4
	At      time.Time
}

// WishToStay keeps such a wish in place of an earlier one.
func (tx *Tx) WishToStay(w StayWish) error {
	_, err := tx.exec(fmt.Sprintf("keep that %s wishes to stay", w.Person), `
		INSERT INTO stay_wish (circle, person, partner, rounds, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (circle, person) DO UPDATE SET partner = excluded.partner, rounds = excluded.rounds, at = excluded.at`,
		w.Circle, w.Person, w.Partner, w.Rounds, w.At.Unix())
	return err
}

// StayWishOf returns with whom a person wishes to stay, if they said so after
// an instant; ErrNotFound if they did not.
func (tx *Tx) StayWishOf(circle CircleID, person pairing.MemberID, after time.Time) (StayWish, error) {
	return one(tx, fmt.Sprintf("load with whom %s wishes to stay", person), func(row scanner) (w StayWish, err error) {
		err = row.Scan(&w.Circle, &w.Person, &w.Partner, &w.Rounds, at(&w.At))
		return w, err
	}, `SELECT circle, person, partner, rounds, at FROM stay_wish WHERE circle = ? AND person = ? AND at > ?`, circle, person, after.Unix())
}

// DropStayWish takes a person's wish to stay back, and reports whether there was
// one.
func (tx *Tx) DropStayWish(circle CircleID, person pairing.MemberID) (bool, error) {
	n, err := tx.exec(fmt.Sprintf("take back that %s wishes to stay", person), `DELETE FROM stay_wish WHERE circle = ? AND person = ?`, circle, person)
	return n > 0, err
}

// kept adds who stays together in the round, if both take part in it.
func (s *snapshot) kept([]pairing.MemberID) error {
	return s.each("load who stays together", func(row scanner) error {
		var pair [2]pairing.MemberID
		err := row.Scan(&pair[0], &pair[1])
		s.in.Kept = append(s.in.Kept, pair)
		return err
	}, `SELECT person, partner FROM stay WHERE circle = ?1 AND until_round >= ?2 AND person < partner
			AND person IN (SELECT value FROM json_each(?3)) AND partner IN (SELECT value FROM json_each(?3)) ORDER BY person`,
		s.circle.ID, s.in.Round, s.here)
}
