package storage

import (
	"fmt"
	"time"

	"cowork/pairing"
)

// Feedback is what a member tells in private after a session. It feeds the
// score of the two and is shown to nobody but themselves.
type Feedback struct {
	Day       int8 // 1 a good working day, 0 so-so, -1 not really
	DayTold   bool
	Again     int8 // 1 gladly, 0 either way, -1 rather not
	AgainTold bool
}

// Feedback returns what a member told of a session; the zero Feedback if
// nothing.
func (tx *Tx) Feedback(duo pairing.DuoID, person pairing.MemberID) (Feedback, error) {
	all, err := list(tx, "load what "+string(person)+" told", func(row scanner) (f Feedback, err error) {
		return f, row.Scan(&f.Day, &f.DayTold, &f.Again, &f.AgainTold)
	}, `SELECT day, day_at IS NOT NULL, again, again_at IS NOT NULL FROM feedback WHERE duo = ? AND person = ?`, duo, person)
	if err != nil || len(all) == 0 {
		return Feedback{}, err
	}
	return all[0], nil
}

// TellDay keeps whether it was a good working day for a member; the latest
// answer counts. It returns ErrConflict if they are not of the duo.
func (tx *Tx) TellDay(duo pairing.DuoID, person pairing.MemberID, day int8, now time.Time) error {
	_, err := tx.exec("keep what "+string(person)+" told", `
		INSERT INTO feedback (duo, person, day, day_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (duo, person) DO UPDATE SET day = excluded.day, day_at = excluded.day_at`, duo, person, day, now.Unix())
	return err
}

// TellAgain is TellDay for whether they would work with the others again.
func (tx *Tx) TellAgain(duo pairing.DuoID, person pairing.MemberID, again int8, now time.Time) error {
	_, err := tx.exec("keep what "+string(person)+" told", `
		INSERT INTO feedback (duo, person, again, again_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (duo, person) DO UPDATE SET again = excluded.again, again_at = excluded.again_at`, duo, person, again, now.Unix())
	return err
}

// regards loads what the members told of each other, of their latest session
// that they told something of.
func (s *snapshot) regards([]pairing.MemberID) error {
	return s.each("load what they told", func(row scanner) error {
		var id pairing.MemberID
		var r pairing.Regard
		if err := row.Scan(&id, &r.Of, &r.Day, &r.Again); err != nil {
			return err
		}
		m := s.byID[id]
		if n := len(m.Regards); n > 0 && m.Regards[n-1].Of == r.Of { // of an earlier session
			return nil
		}
		m.Regards = append(m.Regards, r)
		return nil
	}, `SELECT f.person, o.person, f.day, f.again FROM feedback f JOIN duo d ON d.id = f.duo JOIN seat o ON o.duo = f.duo AND o.person <> f.person
		WHERE f.person IN (SELECT value FROM json_each(?)) ORDER BY f.person, o.person, d.starts_at DESC, d.id`, s.ids)
}

// SetBoard says in which channel the members of a circle tell how it was, ""
// for none.
func (tx *Tx) SetBoard(id CircleID, channel string) error {
	return tx.execOne(fmt.Sprintf("choose a channel for circle %d", id), `UPDATE circle SET board = nullif(?, '') WHERE id = ?`, channel, id)
}
