package bot

import (
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
