package storage

import (
	"time"

	"cowork/pairing"
)

// Rhythm is how a duo structures its day.
type Rhythm struct {
	Duo       pairing.DuoID
	Work      time.Duration // between two breaks, in whole minutes; 0: no rhythm
	Pause     time.Duration
	StartedAt time.Time
	StoppedAt time.Time // zero: nobody did
	Lines     []Line    // of those who said something, in the order of their IDs
}

// Line is what one of a duo says of their day.
type Line struct {
	Person pairing.MemberID
	Plan   string // what they are about to do
	Done   string // what got done
}

// Of is what one of the duo said.
func (r Rhythm) Of(person pairing.MemberID) Line {
	for _, l := range r.Lines {
		if l.Person == person {
			return l
		}
	}
	return Line{Person: person}
}

// Rhythm returns how a duo structures its day, or ErrNotFound if it did not
// begin to.
func (tx *Tx) Rhythm(duo pairing.DuoID) (Rhythm, error) {
	doing := "load the rhythm of duo " + string(duo)
	r, err := one(tx, doing, func(row scanner) (r Rhythm, err error) {
		err = row.Scan(&r.Duo, &r.Work, &r.Pause, at(&r.StartedAt), at(&r.StoppedAt))
		r.Work, r.Pause = r.Work*time.Minute, r.Pause*time.Minute
		return r, err
	}, `SELECT duo, work, pause, started_at, stopped_at FROM rhythm WHERE duo = ?`, duo)
	if err != nil {
		return r, err
	}
	r.Lines, err = list(tx, doing, func(row scanner) (l Line, err error) {
		return l, row.Scan(&l.Person, &l.Plan, &l.Done)
	}, `SELECT person, plan, done FROM rhythm_line WHERE duo = ? ORDER BY person`, duo)
	return r, err
}

// SaveRhythm keeps the rhythm of a duo, without its lines.
func (tx *Tx) SaveRhythm(r Rhythm) error {
	_, err := tx.exec("save the rhythm of duo "+string(r.Duo), `
		INSERT INTO rhythm (duo, work, pause, started_at, stopped_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (duo) DO UPDATE SET work = excluded.work, pause = excluded.pause, stopped_at = excluded.stopped_at`,
		r.Duo, int(r.Work/time.Minute), int(r.Pause/time.Minute), r.StartedAt.Unix(), unix(r.StoppedAt))
	return err
}

// SaveLine keeps what one of a duo says of their day, which has begun.
func (tx *Tx) SaveLine(duo pairing.DuoID, l Line) error {
	_, err := tx.exec("save a line of duo "+string(duo), `
		INSERT INTO rhythm_line (duo, person, plan, done) VALUES (?, ?, ?, ?)
		ON CONFLICT (duo, person) DO UPDATE SET plan = excluded.plan, done = excluded.done`,
		duo, l.Person, l.Plan, l.Done)
	return err
}

// DropRhythm forgets how a duo structures its day, lines included.
func (tx *Tx) DropRhythm(duo pairing.DuoID) error {
	_, err := tx.exec("drop the rhythm of duo "+string(duo), `DELETE FROM rhythm WHERE duo = ?`, duo)
	return err
}
