package storage

import (
	"time"

	"cowork/pairing"
)

// Feed is a private calendar that a member lets the bot look into.
type Feed struct {
	Person   pairing.MemberID
	Address  []byte    // sealed for the member (package seal)
	NextAt   time.Time // when it is looked at again
	Told     bool      // they know whether it could be read
	Troubled bool      // what they know is that it could not
	Fails    int       // looks in a row that failed
}

const feedColumns = `person, address, next_at, told, troubled, fails`

func scanFeed(row scanner) (f Feed, err error) {
	err = row.Scan(&f.Person, &f.Address, at(&f.NextAt), &f.Told, &f.Troubled, &f.Fails)
	return f, err
}

// Feed returns a member's private calendar, or ErrNotFound.
func (tx *Tx) Feed(person pairing.MemberID) (Feed, error) {
	return one(tx, "load the calendar of "+string(person), scanFeed, `SELECT `+feedColumns+` FROM feed WHERE person = ?`, person)
}

// SaveFeed keeps the sealed address of a member's calendar, to be looked at
// from now on. What the one before said is gone.
func (tx *Tx) SaveFeed(person pairing.MemberID, address []byte, now time.Time) error {
	if err := tx.DropFeed(person); err != nil {
		return err
	}
	_, err := tx.exec("save the calendar of "+string(person), `INSERT INTO feed (person, address, next_at) VALUES (?, ?, ?)`, person, address, now.Unix())
	return err
}

// LookAgain has a calendar looked at from now on, whose address its owner gave
// once more. What it said holds on. If they know that it could not be read, they
// are to be told anew.
func (tx *Tx) LookAgain(person pairing.MemberID, now time.Time) error {
	return tx.execOne("look again at the calendar of "+string(person),
		`UPDATE feed SET next_at = ?, fails = 0, told = CASE troubled WHEN 1 THEN 0 ELSE told END WHERE person = ?`, now.Unix(), person)
}

// RestFeed forgets what a calendar said of somebody who has gone. Its address
// stays; it is looked at as soon as they are back.
func (tx *Tx) RestFeed(person pairing.MemberID, now time.Time) error {
	if _, err := tx.exec("drop when "+string(person)+" is busy", `DELETE FROM busy WHERE person = ?`, person); err != nil {
		return err
	}
	_, err := tx.exec("rest the calendar of "+string(person), `UPDATE feed SET next_at = ? WHERE person = ?`, now.Unix(), person)
	return err
}

// DropFeed forgets a member's calendar and all that it said.
func (tx *Tx) DropFeed(person pairing.MemberID) error {
	_, err := tx.exec("drop the calendar of "+string(person), `DELETE FROM feed WHERE person = ?`, person)
	return err
}

// stillIn is true of the calendars of people who did not leave every circle
// that they were in: nobody's is looked at once they have gone.
const stillIn = `(NOT EXISTS (SELECT 1 FROM member m WHERE m.person = feed.person AND m.state = 'left')
	OR EXISTS (SELECT 1 FROM member m WHERE m.person = feed.person AND m.state = 'active'))`

// TakeFeeds returns at most so many calendars that are to be looked at, and
// puts them off: whatever becomes of the look, there is another at that time.
func (tx *Tx) TakeFeeds(now, again time.Time, limit int) ([]Feed, error) {
	return list(tx, "take calendars", scanFeed, `UPDATE feed SET next_at = ?
		WHERE person IN (SELECT person FROM feed WHERE next_at <= ? AND `+stillIn+` ORDER BY next_at, person LIMIT ?) RETURNING `+feedColumns, again.Unix(), now.Unix(), limit)
}

// FeedRead keeps what a calendar said, in the place of what it said before.
// The feed must still be the one that was looked at, and its owner still there,
// else ErrConflict.
func (tx *Tx) FeedRead(f Feed, busy []pairing.Session, next time.Time) error {
	doing := "keep what a calendar of " + string(f.Person) + " says"
	if err := tx.stillThere(doing, `UPDATE feed SET next_at = ?, told = 1, troubled = 0, fails = 0 WHERE person = ? AND address = ? AND `+stillIn, next.Unix(), f.Person, f.Address); err != nil {
		return err
	}
	if _, err := tx.exec(doing, `DELETE FROM busy WHERE person = ?`, f.Person); err != nil {
		return err
	}
	for _, s := range busy {
		if _, err := tx.exec(doing, `INSERT INTO busy (person, starts_at, ends_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
			f.Person, s.Start.Unix(), s.End.Unix()); err != nil {
			return err
		}
	}
	return nil
}

// FeedFailed keeps that a calendar could not be read, and whether its owner is
// told so; what it said before holds on. The feed must be as in FeedRead.
func (tx *Tx) FeedFailed(f Feed, next time.Time, told bool) error {
	return tx.stillThere("put off the calendar of "+string(f.Person),
		`UPDATE feed SET next_at = ?1, fails = fails + 1, told = max(told, ?2), troubled = max(troubled, ?2) WHERE person = ?3 AND address = ?4 AND `+stillIn,
		next.Unix(), told, f.Person, f.Address)
}

// stillThere is exec for something that may have been replaced meanwhile.
func (tx *Tx) stillThere(doing, query string, args ...any) error {
	n, err := tx.exec(doing, query, args...)
	if err == nil && n == 0 {
		err = ErrConflict
	}
	return err
}

// Busy returns when a member is busy by their own calendar, earliest first.
func (tx *Tx) Busy(person pairing.MemberID) ([]pairing.Session, error) {
	return list(tx, "load when "+string(person)+" is busy", func(row scanner) (s pairing.Session, err error) {
		return s, row.Scan(at(&s.Start), at(&s.End))
	}, `SELECT starts_at, ends_at FROM busy WHERE person = ? ORDER BY starts_at`, person)
}

// Feeds returns all private calendars, in the order of their owners.
func (tx *Tx) Feeds() ([]Feed, error) {
	return list(tx, "load calendars", scanFeed, `SELECT `+feedColumns+` FROM feed ORDER BY person`)
}

// ResealFeed replaces the sealed address of a calendar by the same, sealed
// anew.
func (tx *Tx) ResealFeed(person pairing.MemberID, address []byte) error {
	return tx.execOne("seal the calendar of "+string(person)+" anew", `UPDATE feed SET address = ? WHERE person = ?`, address, person)
}

// busy loads when the members are busy in the time of the round.
func (s *snapshot) busy([]pairing.MemberID) error {
	return s.each("load when members are busy", func(row scanner) error {
		var id pairing.MemberID
		var b pairing.Session
		if err := row.Scan(&id, at(&b.Start), at(&b.End)); err != nil {
			return err
		}
		s.byID[id].Engaged = append(s.byID[id].Engaged, b)
		return nil
	}, `SELECT person, starts_at, ends_at FROM busy WHERE person IN (SELECT value FROM json_each(?)) AND ends_at > ? AND starts_at < ?
		ORDER BY person, starts_at`, s.ids, s.in.From.Unix(), s.in.Until.Unix())
}
