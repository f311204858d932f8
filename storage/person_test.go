package storage

import (
	"testing"
	"time"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
)

func TestPerson(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		_, err := tx.Person("U1")
		refused(t, err, ErrNotFound)
		p := Person{ID: "U2", Name: "Zoë O'Neil; DROP TABLE person", TZ: "Asia/Kathmandu", Locale: "ne-NP", Admin: true, Guest: true, SeenAt: monday}
		ok(t, tx.SavePerson(p))
		ok(t, tx.SavePerson(Person{ID: "U1", Bot: true, SeenAt: monday}))
		if diff := cmp.Diff(p, must[Person](t)(tx.Person("U2"))); diff != "" {
			t.Error(diff)
		}
		p.Name, p.Deleted, p.Admin, p.SeenAt = "", true, false, monday.Add(time.Hour)
		ok(t, tx.SavePerson(p))
		if diff := cmp.Diff(p, must[Person](t)(tx.Person("U2"))); diff != "" {
			t.Error("the transaction remembers who they were:", diff)
		}
		want := []Person{{ID: "U1", TZ: "UTC", Locale: "en-US", Bot: true, SeenAt: monday}, p}
		if diff := cmp.Diff(want, must[[]Person](t)(tx.People())); diff != "" {
			t.Error(diff)
		}
		among := must[map[pairing.MemberID]Person](t)(tx.PeopleAmong([]pairing.MemberID{"U2", "U3"}))
		if diff := cmp.Diff(map[pairing.MemberID]Person{"U2": p}, among); diff != "" {
			t.Error("among some:", diff)
		}
	})
	if z := (Person{TZ: "Asia/Kathmandu"}).Zone().String(); z != "Asia/Kathmandu" {
		t.Error("zone is", z)
	}
	for _, tz := range []string{"", "Local", "Mars/Olympus", "../../etc/passwd"} {
		if z := (Person{TZ: tz}).Zone(); z != time.UTC {
			t.Errorf("zone of %q is %v, want UTC", tz, z)
		}
	}
}
