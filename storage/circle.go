package storage

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"cowork/pairing"
)

// CircleID names a circle.
type CircleID int64

// Circle is a group that is paired together.
type Circle struct {
	ID       CircleID
	Name     string
	Channel  string // Slack channel, "" for the workspace's own circle
	Schedule string // cron expression or descriptor
	TZ       string // IANA name
	Rules    pairing.Rules
	Guests   bool          // guests may join
	Answer   time.Duration // how long an invitation may wait for its answer
	Late     time.Duration // a round later than this is skipped and said so
	NextDue  time.Time     // zero: not scheduled yet
	Board    string        // Slack channel in which members tell how it was, "" none
}

// Zone is the circle's time zone, or UTC if it is not known.
func (c Circle) Zone() *time.Location { return zone(c.TZ) }

// What a new circle starts with.
const (
	FirstCircleName = "everyone"
	DefaultAnswer   = 24 * time.Hour
	DefaultLate     = 24 * time.Hour
)

const circleColumns = `id, name, channel, schedule, tz, cooldown, trio, min_overlap, home_run, neutral, guests, answer_secs, late_secs, next_due, board`

func scanCircle(row scanner) (c Circle, err error) {
	var channel, board sql.NullString
	var overlap, answer, late int64
	r := &c.Rules
	err = row.Scan(&c.ID, &c.Name, &channel, &c.Schedule, &c.TZ, &r.Cooldown, &r.Trio, &overlap, &r.HomeRun, &r.Neutral,
		&c.Guests, &answer, &late, at(&c.NextDue), &board)
	c.Channel, c.Board = channel.String, board.String
	r.MinOverlap = time.Duration(overlap) * time.Second
	c.Answer, c.Late = time.Duration(answer)*time.Second, time.Duration(late)*time.Second
	return c, err
}

// SaveCircle adds a circle whose ID is 0, otherwise replaces it, and returns
// its ID. It returns ErrConflict when the name or the channel is taken.
func (tx *Tx) SaveCircle(c Circle) (CircleID, error) {
	r := c.Rules
	id := sql.NullInt64{Int64: int64(c.ID), Valid: c.ID != 0}
	return one(tx, fmt.Sprintf("save circle %q", c.Name), value[CircleID], `
		INSERT INTO circle (`+circleColumns+`) VALUES (?, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''))
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, channel = excluded.channel, schedule = excluded.schedule,
			tz = excluded.tz, cooldown = excluded.cooldown, trio = excluded.trio, min_overlap = excluded.min_overlap,
			home_run = excluded.home_run, neutral = excluded.neutral, guests = excluded.guests,
			answer_secs = excluded.answer_secs, late_secs = excluded.late_secs, next_due = excluded.next_due,
			board = excluded.board
		RETURNING id`,
		id, c.Name, c.Channel, c.Schedule, c.TZ, r.Cooldown, r.Trio, int64(r.MinOverlap/time.Second), r.HomeRun, r.Neutral,
		c.Guests, int64(c.Answer/time.Second), int64(c.Late/time.Second), unix(c.NextDue), c.Board)
}

// Circle returns one circle, or ErrNotFound.
func (tx *Tx) Circle(id CircleID) (Circle, error) {
	return one(tx, fmt.Sprintf("load circle %d", id), scanCircle, `SELECT `+circleColumns+` FROM circle WHERE id = ?`, id)
}

// Circles returns all circles, oldest first.
func (tx *Tx) Circles() ([]Circle, error) {
	return list(tx, "load circles", scanCircle, `SELECT `+circleColumns+` FROM circle ORDER BY id`)
}

// FirstCircle returns the workspace's own circle. If there is none, it is
// created with the schedule, the time zone and the default rules, not yet
// scheduled.
func (tx *Tx) FirstCircle(schedule, tz string) (Circle, error) {
	c, err := one(tx, "load the first circle", scanCircle, `SELECT `+circleColumns+` FROM circle WHERE channel IS NULL`)
	if !errors.Is(err, ErrNotFound) {
		return c, err
	}
	c = Circle{Name: FirstCircleName, Schedule: schedule, TZ: tz, Rules: pairing.DefaultRules(), Answer: DefaultAnswer, Late: DefaultLate}
	c.ID, err = tx.SaveCircle(c)
	return c, err
}

// SetNextDue says when the next round of a circle is due; the zero time: not
// scheduled.
func (tx *Tx) SetNextDue(id CircleID, next time.Time) error {
	return tx.execOne(fmt.Sprintf("schedule circle %d", id), `UPDATE circle SET next_due = ? WHERE id = ?`, unix(next), id)
}
