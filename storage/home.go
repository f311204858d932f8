package storage

import (
	"fmt"
	"time"

	"cowork/pairing"
)

// Home is what a member says of their home. Address and Entry are sealed for
// the member (package seal); nil if they were not said.
type Home struct {
	Person  pairing.MemberID
	Offers  pairing.Offers
	Guests  string // what a guest should know
	Share   bool   // the address is shown to the partner of a confirmed duo
	Address []byte
	Entry   []byte // how to get in
}

const homeColumns = `person, offers, guests, share, address, entry`

func scanHome(row scanner) (h Home, err error) {
	err = row.Scan(&h.Person, &h.Offers, &h.Guests, &h.Share, &h.Address, &h.Entry)
	return h, err
}

// Home returns what a member says of their home, or ErrNotFound.
func (tx *Tx) Home(person pairing.MemberID) (Home, error) {
	return one(tx, "load the home of "+string(person), scanHome, `SELECT `+homeColumns+` FROM home WHERE person = ?`, person)
}

// SaveHome replaces it. One that says nothing is deleted.
func (tx *Tx) SaveHome(h Home, now time.Time) error {
	doing := "save the home of " + string(h.Person)
	if h.Offers == 0 && h.Guests == "" && h.Address == nil && h.Entry == nil {
		_, err := tx.exec(doing, `DELETE FROM home WHERE person = ?`, h.Person)
		return err
	}
	_, err := tx.exec(doing, `
		INSERT INTO home (`+homeColumns+`, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (person) DO UPDATE SET offers = excluded.offers, guests = excluded.guests, share = excluded.share,
			address = excluded.address, entry = excluded.entry, updated_at = excluded.updated_at`,
		h.Person, h.Offers, h.Guests, h.Share, h.Address, h.Entry, now.Unix())
	return err
}

// SealedHomes returns the homes of which something is sealed, in the order of
// their owners.
func (tx *Tx) SealedHomes() ([]Home, error) {
	return list(tx, "load sealed homes", scanHome, `SELECT `+homeColumns+` FROM home
		WHERE address IS NOT NULL OR entry IS NOT NULL ORDER BY person`)
}

// Reseal replaces what is sealed of a home by the same, sealed anew.
func (tx *Tx) Reseal(person pairing.MemberID, address, entry []byte) error {
	return tx.execOne(fmt.Sprintf("seal the home of %s anew", person), `UPDATE home SET address = ?, entry = ? WHERE person = ?`, address, entry, person)
}

// SentHomes returns the messages about a home that were sent to the
// conversations of a person's duos, earliest first.
func (tx *Tx) SentHomes(person pairing.MemberID) ([]Message, error) {
	return list(tx, "load the messages about a home", scanMessage, `SELECT `+messageColumns+` FROM outbox
		WHERE state = 'sent' AND method = 'post' AND key GLOB 'home:*' AND about IN (SELECT duo FROM seat WHERE person = ?) ORDER BY id`, person)
}
