package storage

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"cowork/pairing"
)

// Duo is a duo in its round.
type Duo struct {
	pairing.Duo
	Round    RoundID
	Circle   CircleID // filled in when it is loaded
	Number   int      // of the round; filled in when it is loaded
	MadeAt   time.Time
	ClosesAt time.Time // when an unanswered check-in becomes unknown; saved as CheckInWait after the session if zero
}

// CheckInWait is how long a check-in waits for its answer.
const CheckInWait = 3 * 24 * time.Hour

// Partners are the members of the duo other than this one.
func (d Duo) Partners(person pairing.MemberID) []pairing.MemberID {
	var others []pairing.MemberID
	for _, s := range d.Seats {
		if s.Member != person {
			others = append(others, s.Member)
		}
	}
	return others
}

// Has reports whether a person is of this duo.
func (d Duo) Has(person pairing.MemberID) bool {
	return slices.ContainsFunc(d.Seats, func(s pairing.Seat) bool { return s.Member == person })
}

// InsertDuo adds a duo with its two or three seats. It returns ErrConflict if
// one of them has a live seat in the round already, cannot be in a duo, or
// avoids another; or if the host of its place is none of them.
func (tx *Tx) InsertDuo(d Duo) error {
	doing := "add duo " + string(d.ID)
	if len(d.Seats) < 2 {
		return fmt.Errorf("%s: %w: it has %d seats", doing, ErrConflict, len(d.Seats))
	}
	if err := hosted(d.Duo); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	options, terms, err := documents(d.Options, d.Terms)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	if d.ClosesAt.IsZero() {
		d.ClosesAt = d.Session.End.Add(CheckInWait)
	}
	if _, err := tx.exec(doing, `
		INSERT INTO duo (id, round, state, made_at, answer_by, starts_at, ends_at, closes_at, place, host, venue, options, score, terms)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''), nullif(?, 0), ?, ?, ?)`,
		d.ID, d.Round, d.State, d.MadeAt.Unix(), d.AnswerBy.Unix(), d.Session.Start.Unix(), d.Session.End.Unix(), d.ClosesAt.Unix(),
		d.Place.Kind, d.Place.Host, d.Place.Venue, options, d.Score, terms); err != nil {
		return err
	}
	for _, s := range d.Seats {
		if _, err := tx.exec(doing, `
			INSERT INTO seat (duo, round, live, person, answer, checkin, place, host, venue)
			SELECT id, round, live, ?, ?, ?, ?, nullif(?, ''), nullif(?, 0) FROM duo WHERE id = ?`,
			s.Member, s.Answer, s.CheckIn, s.Place.Kind, s.Place.Host, s.Place.Venue, d.ID); err != nil {
			return err
		}
	}
	return nil
}

// hosted refuses the home of somebody who is not of the duo. The database
// refuses it too, but not before the commit.
func hosted(d pairing.Duo) error {
	hosts := []pairing.MemberID{d.Place.Host}
	for _, s := range d.Seats {
		hosts = append(hosts, s.Place.Host)
	}
	for _, h := range hosts {
		if h != "" && !(Duo{Duo: d}).Has(h) {
			return fmt.Errorf("%w: %s, who would host, is not of the duo", ErrConflict, h)
		}
	}
	return nil
}

// documents are the parts of a duo that are kept as JSON.
func documents(options []pairing.Suggestion, terms []pairing.Term) (string, string, error) {
	o, err := json.Marshal(options)
	if err != nil {
		return "", "", err
	}
	t, err := json.Marshal(terms)
	return string(o), string(t), err
}

// Duo returns one duo, or ErrNotFound.
func (tx *Tx) Duo(id pairing.DuoID) (Duo, error) {
	return tx.oneDuo("load duo "+string(id), `d.id = ?`, id)
}

// LiveDuoOf returns the duo that a person was asked to or is in: proposed or
// confirmed, the one of the latest round if a confirmed one of an earlier
// round is still ahead. It returns ErrNotFound if there is none.
func (tx *Tx) LiveDuoOf(person pairing.MemberID, circle CircleID) (Duo, error) {
	return tx.oneDuo(fmt.Sprintf("load the duo of %s", person), `d.state IN ('proposed', 'confirmed') AND r.circle = ?
		AND d.id IN (SELECT duo FROM seat WHERE person = ?) ORDER BY r.number DESC, d.made_at DESC, d.id LIMIT 1`, circle, person)
}

// LiveDuosOf returns the proposed and confirmed duos of a person in all
// circles, earliest session first.
func (tx *Tx) LiveDuosOf(person pairing.MemberID) ([]Duo, error) {
	return tx.duos(fmt.Sprintf("load the duos of %s", person), `d.state IN ('proposed', 'confirmed')
		AND d.id IN (SELECT duo FROM seat WHERE person = ?) ORDER BY d.starts_at, d.id`, person)
}

// DuosOfRound returns the duos of a round in every state, oldest first.
func (tx *Tx) DuosOfRound(round RoundID) ([]Duo, error) {
	return tx.duos(fmt.Sprintf("load the duos of round %d", round), `d.round = ? ORDER BY d.made_at, d.id`, round)
}

// DuosToExpire returns the proposed duos whose answers are due, longest due
// first.
func (tx *Tx) DuosToExpire(now time.Time) ([]Duo, error) {
	return tx.duos("load the duos to expire", `d.state = 'proposed' AND d.answer_by <= ? ORDER BY d.answer_by, d.id`, now.Unix())
}

// DuosToClose returns the confirmed duos whose check-in has waited long
// enough, longest due first.
func (tx *Tx) DuosToClose(now time.Time) ([]Duo, error) {
	return tx.duos("load the duos to close", `d.state = 'confirmed' AND d.closes_at <= ? ORDER BY d.closes_at, d.id`, now.Unix())
}

// NextDuoDue is the first instant, past or not, at which answers are due or a
// check-in has waited long enough; the zero time if nothing waits.
func (tx *Tx) NextDuoDue() (next time.Time, err error) {
	err = tx.sql.QueryRowContext(tx.ctx, `
		SELECT min(at) FROM (
			SELECT min(answer_by) AS at FROM duo WHERE state = 'proposed'
			UNION ALL SELECT min(closes_at) FROM duo WHERE state = 'confirmed')`).Scan(at(&next))
	return next, wrap(err, "look when a duo is due")
}

// HistoryOf returns the duos of a person in all circles that are no mere
// proposals any more, newest session first, at most limit of them.
func (tx *Tx) HistoryOf(person pairing.MemberID, limit int) ([]Duo, error) {
	return tx.duos(fmt.Sprintf("load the history of %s", person), `d.state <> 'proposed'
		AND d.id IN (SELECT duo FROM seat WHERE person = ?) ORDER BY d.starts_at DESC, d.made_at DESC, d.id`+atMost(limit), person)
}

// PairsOfRound returns the pairs whose duo fell through in a round, sorted:
// they are not put together again in it.
func (tx *Tx) PairsOfRound(round RoundID) ([][2]pairing.MemberID, error) {
	return list(tx, fmt.Sprintf("load the pairs that fell through in round %d", round), func(row scanner) (p [2]pairing.MemberID, err error) {
		err = row.Scan(&p[0], &p[1])
		return p, err
	}, `SELECT DISTINCT a.person, b.person FROM seat a JOIN seat b ON b.duo = a.duo AND a.person < b.person
		WHERE a.live = 0 AND a.duo IN (SELECT id FROM duo WHERE round = ?) ORDER BY a.person, b.person`, round)
}

// SaveTransition saves what became of a duo: its state, times, place and what
// is said in its seats. It returns ErrConflict if the duo is not in the state
// that the transition began with. Load the duo in the same Write: otherwise an
// answer that came in between would be lost.
func (tx *Tx) SaveTransition(id pairing.DuoID, from pairing.State, to pairing.Duo) error {
	doing := fmt.Sprintf("save duo %s from %s to %s", id, from, to.State)
	if err := hosted(to); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	n, err := tx.exec(doing, `
		UPDATE duo SET state = ?, answer_by = ?, starts_at = ?, ends_at = ?,
			closes_at = closes_at - ends_at + ?, place = ?, host = nullif(?, ''), venue = nullif(?, 0)
		WHERE id = ? AND state = ?`,
		to.State, to.AnswerBy.Unix(), to.Session.Start.Unix(), to.Session.End.Unix(),
		to.Session.End.Unix(), to.Place.Kind, to.Place.Host, to.Place.Venue, id, from)
	if err != nil {
		return err
	}
	if n == 0 {
		switch d, err := tx.Duo(id); {
		case err != nil:
			return fmt.Errorf("%s: %w", doing, err)
		default:
			return fmt.Errorf("%s: %w: it is %s", doing, ErrConflict, d.State)
		}
	}
	for _, s := range to.Seats {
		if err := tx.execOne(doing, `
			UPDATE seat SET answer = ?, checkin = ?, place = ?, host = nullif(?, ''), venue = nullif(?, 0) WHERE duo = ? AND person = ?`,
			s.Answer, s.CheckIn, s.Place.Kind, s.Place.Host, s.Place.Venue, id, s.Member); err != nil {
			return err
		}
	}
	return nil
}

// SetPlace changes where a duo goes, or where it went. It returns ErrNotFound
// if there is no such duo, and ErrConflict if the host is none of it.
func (tx *Tx) SetPlace(id pairing.DuoID, p pairing.Place) error {
	doing := "set the place of duo " + string(id)
	d, err := tx.Duo(id)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	d.Place = p
	if err := hosted(d.Duo); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return tx.execOne(doing, `UPDATE duo SET place = ?, host = nullif(?, ''), venue = nullif(?, 0) WHERE id = ?`, p.Kind, p.Host, p.Venue, id)
}

// oneDuo is duos for the one that the rest of the query finds.
func (tx *Tx) oneDuo(doing, rest string, args ...any) (Duo, error) {
	found, err := tx.duos(doing, rest, args...)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%s: %w", doing, ErrNotFound)
	}
	if err != nil {
		return Duo{}, err
	}
	return found[0], nil
}

// duos loads duos d of rounds r with all their seats, in two queries; rest is
// the condition and the order.
func (tx *Tx) duos(doing, rest string, args ...any) ([]Duo, error) {
	all, err := list(tx, doing, scanDuo, `
		SELECT d.id, d.round, r.circle, r.number, d.state, d.made_at, d.answer_by, d.starts_at, d.ends_at, d.closes_at,
			d.place, d.host, d.venue, d.options, d.score, d.terms
		FROM duo d JOIN round r ON r.id = d.round WHERE `+rest, args...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	byID := make(map[pairing.DuoID]*Duo, len(all))
	ids := make([]pairing.DuoID, len(all))
	for i := range all {
		byID[all[i].ID], ids[i] = &all[i], all[i].ID
	}
	set, err := json.Marshal(ids)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	_, err = list(tx, doing, func(row scanner) (s pairing.Seat, err error) {
		var id pairing.DuoID
		var host sql.NullString
		var venue sql.NullInt64
		if err = row.Scan(&id, &s.Member, &s.Answer, &s.CheckIn, &s.Place.Kind, &host, &venue); err != nil {
			return s, err
		}
		s.Place.Host, s.Place.Venue = pairing.MemberID(host.String), pairing.VenueID(venue.Int64)
		byID[id].Seats = append(byID[id].Seats, s)
		return s, nil
	}, `SELECT duo, person, answer, checkin, place, host, venue FROM seat WHERE duo IN (SELECT value FROM json_each(?))`, string(set))
	for i := range all {
		slices.SortFunc(all[i].Seats, func(a, b pairing.Seat) int { return cmp.Compare(a.Member, b.Member) })
	}
	return all, err
}

func scanDuo(row scanner) (d Duo, err error) {
	var host sql.NullString
	var venue sql.NullInt64
	var options, terms []byte
	err = row.Scan(&d.ID, &d.Round, &d.Circle, &d.Number, &d.State, at(&d.MadeAt), at(&d.AnswerBy), at(&d.Session.Start),
		at(&d.Session.End), at(&d.ClosesAt), &d.Place.Kind, &host, &venue, &options, &d.Score, &terms)
	if err != nil {
		return d, err
	}
	d.Place.Host, d.Place.Venue = pairing.MemberID(host.String), pairing.VenueID(venue.Int64)
	return d, errors.Join(json.Unmarshal(options, &d.Options), json.Unmarshal(terms, &d.Terms))
}
