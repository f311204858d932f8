package storage

import (
	"context"
	"testing"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// profiles draws any profile that the schema allows.
func profiles() *rapid.Generator[pairing.Profile] {
	return rapid.Custom(func(t *rapid.T) pairing.Profile {
		habit := func(name string) int8 { return int8(rapid.IntRange(-1, 1).Draw(t, name)) }
		p := pairing.Profile{
			Field:     rapid.String().Draw(t, "field"),
			Situation: rapid.SampledFrom(append(pairing.Situations, "")).Draw(t, "situation"),
			Area:      pairing.Area{Label: rapid.String().Draw(t, "area")},
			TravelKM:  rapid.IntRange(1, 200).Draw(t, "km"),
			Kinds:     pairing.Kinds(rapid.IntRange(0, 7).Draw(t, "kinds")),
			Hosting:   pairing.Hosting(rapid.IntRange(0, 2).Draw(t, "hosting")),
			HomesSoon: rapid.Bool().Draw(t, "soon"),
			Needs:     pairing.Offers(rapid.IntRange(0, 63).Draw(t, "needs")),
			Habits: pairing.Habits{Talk: habit("talk"), Calls: habit("calls"), Music: habit("music"),
				Breaks: habit("breaks"), Pets: habit("pets"), Smoke: habit("smoke")},
		}
		if rapid.Bool().Draw(t, "located") {
			p.Area.Located = true
			p.Area.Lat = rapid.Float64Range(-90, 90).Draw(t, "lat")
			p.Area.Lon = rapid.Float64Range(-180, 180).Draw(t, "lon")
		}
		for day := range p.Week {
			if rapid.Bool().Draw(t, "works") {
				from := rapid.IntRange(0, 1439).Draw(t, "from")
				p.Week[day] = pairing.Hours{From: from, Until: rapid.IntRange(from+1, 1440).Draw(t, "until")}
			}
		}
		return p
	})
}

func TestProfileRoundTrip(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		ok(t, tx.SavePerson(Person{ID: "U1", SeenAt: monday}))
		_, err := tx.Profile("U1")
		refused(t, err, ErrNotFound)
		refused(t, tx.SaveProfile("U?", pairing.Defaults(), monday), ErrConflict)
	})
	rapid.Check(t, func(t *rapid.T) {
		p := profiles().Draw(t, "profile")
		err := s.Write(context.Background(), func(tx *Tx) error {
			if err := tx.SaveProfile("U1", p, monday); err != nil {
				return err
			}
			got, err := tx.Profile("U1")
			if diff := cmp.Diff(p, got); diff != "" {
				t.Fatal("saved and loaded differ:", diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
