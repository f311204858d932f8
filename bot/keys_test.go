package bot

import (
	"strings"
	"testing"

	"cowork/pairing"
)

// Somebody who was forgotten and is back gets messages that are told from
// those of their first time: what is in doubt is looked for by its key.
func TestKeysAreNotUsedAgain(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(4)...)
	keys := map[string]bool{}
	look := func() {
		for key := range h.owed() {
			if strings.HasPrefix(key, "silence:U01") || strings.HasPrefix(key, "guest:U01") {
				if keys[key] {
					t.Errorf("%s is used again", key)
				}
				keys[key] = true
			}
		}
	}
	for week := range 8 {
		h.until(firstDue.AddDate(0, 0, 7*week))
		for _, d := range h.duos(pairing.Proposed) {
			for _, s := range d.Seats {
				if s.Member != "U01" {
					h.clicks(string(s.Member), actAccept, string(d.ID))
				}
			}
		}
		h.until(firstDue.AddDate(0, 0, 7*week+2))
		look()
		h.delivers()
		if week == 3 {
			h.clicks("U01", actForget, "")
			h.joins("U01")
		}
	}
	if len(keys) != 2 {
		t.Errorf("silent twice, and told %v", keys)
	}
}
