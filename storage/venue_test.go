package storage

import (
	"testing"
	"time"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
)

func TestVenue(t *testing.T) {
	s := open(t)
	vienna, err := time.LoadLocation("Europe/Vienna")
	ok(t, err)
	write(t, s, func(tx *Tx) {
		v := Venue{Source: "osm:node/1", Venue: pairing.Venue{Name: "Café Nord", Type: pairing.Cafe, Area: pairing.Area{Label: "Lehen", Located: true, Lat: 47.8, Lon: 13},
			Address: "Nordweg 1", Zone: vienna, Hours: "Mo-Fr 08:00-18:00", WiFi: pairing.Yes, Sockets: pairing.No, Quiet: pairing.Yes, Calls: pairing.No,
			StepFree: pairing.Yes, Price: 450, Notes: "ask for the back room"}}
		v.ID = must[pairing.VenueID](t)(tx.SaveVenue(v, monday))
		v.UpdatedAt = monday
		same := cmp.Comparer(func(a, b *time.Location) bool {
			return (a == nil) == (b == nil) && (a == nil || a.String() == b.String())
		})
		if diff := cmp.Diff(v, must[Venue](t)(tx.Venue(v.ID)), same); diff != "" {
			t.Error(diff)
		}
		imported := v
		imported.ID, imported.Name, imported.Zone = 0, "Café Nordwind", nil
		if id := must[pairing.VenueID](t)(tx.SaveVenue(imported, monday.Add(time.Hour))); id != v.ID {
			t.Errorf("imported again it is venue %d, was %d", id, v.ID)
		}
		plain := must[pairing.VenueID](t)(tx.SaveVenue(Venue{Venue: pairing.Venue{Name: "Park", Type: pairing.Park}}, monday))
		if other := must[pairing.VenueID](t)(tx.SaveVenue(Venue{Venue: pairing.Venue{Name: "Park", Type: pairing.Park}}, monday)); other == plain {
			t.Error("two venues from nowhere became one")
		}
		all := must[[]Venue](t)(tx.Venues())
		if len(all) != 3 || all[0].Name != "Café Nordwind" || all[0].Zone != nil || !all[0].UpdatedAt.Equal(monday.Add(time.Hour)) {
			t.Errorf("venues: %+v", all)
		}
		ok(t, tx.RetireVenue(plain, monday.Add(time.Hour)))
		refused(t, tx.RetireVenue(99, monday), ErrNotFound)
		if all = must[[]Venue](t)(tx.Venues()); len(all) != 2 {
			t.Errorf("%d venues after one retired", len(all))
		}
		if v := must[Venue](t)(tx.Venue(plain)); !v.Retired {
			t.Error("a retired venue is gone")
		}
		_, err := tx.Venue(99)
		refused(t, err, ErrNotFound)
		other := imported
		other.ID = plain
		_, err = tx.SaveVenue(other, monday) // its source is another's
		refused(t, err, ErrConflict)
	})
}
