package bot

import (
	"encoding/json"
	"fmt"
	"sync"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"
)

// voices remembers how people read, for what is said to them without asking
// the store: that something takes long, or went wrong. Of somebody who was not
// heard of since the start it knows nothing, and speaks English. The nil
// voices remember nothing.
type voices struct{ of sync.Map } // by user ID

// learn remembers how somebody reads.
func (v *voices) learn(p storage.Person) {
	if v != nil && known(p) {
		v.of.Store(string(p.ID), wording.For(p.Locale, p.TZ))
	}
}

// forget remembers no more.
func (v *voices) forget(id pairing.MemberID) {
	if v != nil {
		v.of.Delete(string(id))
	}
}

// voice is how somebody reads, by user ID.
func (v *voices) voice(id string) wording.Voice {
	if known, ok := v.of.Load(id); ok {
		return known.(wording.Voice)
	}
	return wording.Voice{}
}

// respeak says what is owed to somebody later in the language and the time
// zone that they read in now.
func (d *desk) respeak(p storage.Person) error {
	r := reader(p)
	live, err := d.liveDuos(p.ID)
	if err != nil {
		return err
	}
	for _, duo := range live {
		if duo.State != pairing.Confirmed {
			continue
		}
		if err := d.reword(r, duo.Duo); err != nil {
			return err
		}
	}
	return d.remindAnew(p.ID)
}

// reword makes the check-in that is owed to a member of a duo say what holds.
func (d *desk) reword(r Reader, duo pairing.Duo) error {
	body, err := json.Marshal(checkinMessage(r, &duo))
	if err != nil {
		return fmt.Errorf("write the check-in of %s: %w", duo.ID, err)
	}
	return d.tx.Reschedule(checkinKey(duo.ID, r.ID), duo.Session.End, body)
}
