package storage

import (
	"encoding/json"
	"sync"
	"time"

	"cowork/pairing"
)

// Person is somebody of the workspace, as Slack last described them.
type Person struct {
	ID      pairing.MemberID
	Name    string
	TZ      string // IANA name; "" is saved as UTC
	Locale  string // "" is saved as en-US
	Bot     bool
	Guest   bool
	Deleted bool
	Admin   bool
	SeenAt  time.Time // when Slack last told us
}

// Zone is the person's time zone, or UTC if theirs is not known.
func (p Person) Zone() *time.Location { return zone(p.TZ) }

func zone(name string) *time.Location {
	loc, is := Zone(name)
	if !is {
		return time.UTC
	}
	return loc
}

// Zone finds a time zone by its IANA name; false if there is none. The time
// package reads its file anew each time, and everybody's zone is asked for
// all the time.
func Zone(name string) (*time.Location, bool) {
	if found, is := zones.Load(name); is {
		return found.(*time.Location), true
	}
	loc, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, false
	}
	zones.Store(name, loc)
	return loc, true
}

var zones sync.Map // those that were found, by name

const personColumns = `id, name, tz, locale, bot, guest, deleted, admin, seen_at`

func scanPerson(row scanner) (p Person, err error) {
	err = row.Scan(&p.ID, &p.Name, &p.TZ, &p.Locale, &p.Bot, &p.Guest, &p.Deleted, &p.Admin, at(&p.SeenAt))
	return p, err
}

// SavePerson adds a person or replaces what is known about them. These are two
// statements, because an upsert has SQLite look for new children of the row in
// every table that refers to it.
func (tx *Tx) SavePerson(p Person) error {
	if p.TZ == "" {
		p.TZ = "UTC"
	}
	if p.Locale == "" {
		p.Locale = "en-US"
	}
	delete(tx.people, p.ID)
	doing := "save person " + string(p.ID)
	n, err := tx.exec(doing, `
		UPDATE person SET name = ?2, tz = ?3, locale = ?4, bot = ?5, guest = ?6, deleted = ?7, admin = ?8, seen_at = ?9 WHERE id = ?1`,
		p.ID, p.Name, p.TZ, p.Locale, p.Bot, p.Guest, p.Deleted, p.Admin, p.SeenAt.Unix())
	if err != nil || n > 0 {
		return err
	}
	_, err = tx.exec(doing, `INSERT INTO person (`+personColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.ID, p.Name, p.TZ, p.Locale, p.Bot, p.Guest, p.Deleted, p.Admin, p.SeenAt.Unix())
	return err
}

// Person returns one person, or ErrNotFound. Every message to somebody or
// about them asks for them again, so a transaction remembers whom it met.
func (tx *Tx) Person(id pairing.MemberID) (Person, error) {
	if p, met := tx.people[id]; met {
		return p, nil
	}
	p, err := one(tx, "load person "+string(id), scanPerson, `SELECT `+personColumns+` FROM person WHERE id = ?`, id)
	if err == nil && len(tx.people) < mostMet {
		if tx.people == nil {
			tx.people = map[pairing.MemberID]Person{}
		}
		tx.people[id] = p
	}
	return p, err
}

// PeopleAmong returns those of some people who are known, by their IDs.
func (tx *Tx) PeopleAmong(ids []pairing.MemberID) (map[pairing.MemberID]Person, error) {
	const doing = "load some people"
	wanted, err := json.Marshal(ids)
	if err != nil {
		return nil, wrap(err, doing)
	}
	all, err := list(tx, doing, scanPerson, `SELECT `+personColumns+` FROM person WHERE id IN (SELECT value FROM json_each(?))`, string(wanted))
	known := make(map[pairing.MemberID]Person, len(all))
	for _, p := range all {
		known[p.ID] = p
	}
	return known, err
}

// mostMet is how many people a transaction remembers: those of a few duos.
const mostMet = 64

// People returns everybody known, in the order of their IDs; also bots, the
// deactivated and the forgotten.
func (tx *Tx) People() ([]Person, error) {
	return list(tx, "load people", scanPerson, `SELECT `+personColumns+` FROM person ORDER BY id`)
}
