package storage

import (
	"strings"
	"testing"
	"time"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
)

// TestCorrectionsSurviveImports: what people say of a place is worth more than
// what a file says, until an admin undoes it.
func TestCorrectionsSurviveImports(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		join(t, tx, circle(t, tx), "U1", "U2")
		file := Venue{Source: "osm:node/1", Attribution: "© somebody", Venue: pairing.Venue{
			Name: "Café Nord", Type: pairing.Cafe, Hours: "Mo-Fr 08:00-18:00", WiFi: pairing.Yes, Area: pairing.Area{Label: "Lehen", Located: true, Lat: 47.8, Lon: 13}}}
		id := must[pairing.VenueID](t)(tx.ImportVenue(file, monday))
		now := func() Venue { return must[Venue](t)(tx.Venue(id)) }
		change := func(f func(*Venue)) VenueChange {
			t.Helper()
			v := now()
			f(&v)
			c, changed, err := tx.ChangeVenue(v, "U1", monday)
			ok(t, err)
			if !changed {
				t.Fatal("nothing changed")
			}
			return c
		}
		hours := change(func(v *Venue) { v.Hours, v.WiFi = "Mo-Su 09:00-20:00", pairing.No })
		if hours.What != Corrected || strings.Join(hours.Fields(), " ") != "hours wifi" {
			t.Errorf("logged as %s of %v", hours.What, hours.Fields())
		}
		change(func(v *Venue) { v.Notes = "ask for the back room" })
		if _, changed, err := tx.ChangeVenue(now(), "U1", monday); changed || err != nil {
			t.Errorf("saving the same again: %v, %v", changed, err)
		}

		file.Name, file.Hours = "Café Nordwind", "Mo-Fr 07:00-18:00"
		must[pairing.VenueID](t)(tx.ImportVenue(file, monday.Add(time.Hour)))
		v := now()
		if v.Name != "Café Nordwind" || v.Hours != "Mo-Su 09:00-20:00" || v.WiFi != pairing.No || v.Notes == "" || v.Attribution != "© somebody" {
			t.Errorf("after another import it is %+v", v)
		}

		must[VenueChange](t)(tx.UndoChange(hours.ID, "U2", monday))
		_, err := tx.UndoChange(hours.ID, "U2", monday)
		refused(t, err, ErrConflict)
		if v = now(); v.Hours != "Mo-Fr 08:00-18:00" || v.WiFi != pairing.Yes || v.Notes == "" || v.Kept != "notes" {
			t.Errorf("after the undo it is %+v", v)
		}
		must[pairing.VenueID](t)(tx.ImportVenue(file, monday.Add(2*time.Hour)))
		if v = now(); v.Hours != "Mo-Fr 07:00-18:00" {
			t.Errorf("what was undone is kept from the file: %+v", v)
		}

		closed := change(func(v *Venue) { v.Retired = true })
		must[pairing.VenueID](t)(tx.ImportVenue(file, monday.Add(3*time.Hour)))
		if closed.What != ClosedFor || !now().Retired {
			t.Error("an import opened what people know to be closed")
		}
		must[VenueChange](t)(tx.UndoChange(closed.ID, "U2", monday))
		if now().Retired {
			t.Error("it is still closed")
		}

		added, _, err := tx.ChangeVenue(Venue{Venue: pairing.Venue{Name: "Kiosk", Type: pairing.Cafe}}, "U1", monday)
		ok(t, err)
		must[VenueChange](t)(tx.UndoChange(added.ID, "U2", monday))
		if v := must[Venue](t)(tx.Venue(added.Venue)); !v.Retired {
			t.Error("what was added by mistake is still suggested")
		}
		var log []string
		for _, c := range must[[]VenueChange](t)(tx.VenueChanges(10)) {
			log = append(log, string(c.What)+" by "+string(c.Person))
		}
		want := []string{"undo by U2", "add by U1", "undo by U2", "close by U1", "undo by U2", "correct by U1", "correct by U1"}
		if diff := cmp.Diff(want, log); diff != "" {
			t.Error(diff)
		}
		_, err = tx.UndoChange(99, "U1", monday)
		refused(t, err, ErrNotFound)
	})
}

// TestZonesAreLogged: the time zone of a venue is a field like the others, which the
// log has by its name.
func TestZonesAreLogged(t *testing.T) {
	s := open(t)
	vienna, _ := Zone("Europe/Vienna")
	write(t, s, func(tx *Tx) {
		join(t, tx, circle(t, tx), "U1")
		id := must[pairing.VenueID](t)(tx.ImportVenue(Venue{Source: "osm:node/1", Venue: pairing.Venue{Name: "Café Nord", Type: pairing.Cafe}}, monday))
		v := must[Venue](t)(tx.Venue(id))
		v.Zone = vienna
		_, changed, err := tx.ChangeVenue(v, "U1", monday)
		ok(t, err)
		if !changed {
			t.Fatal("another zone is no change")
		}
		if _, changed, err := tx.ChangeVenue(must[Venue](t)(tx.Venue(id)), "U1", monday); changed || err != nil {
			t.Errorf("the same zone is a change: %v", err)
		}
		logged := must[[]VenueChange](t)(tx.VenueChanges(1))[0]
		if was, is, text := logged.Texts("zone"); was != "" || is != "Europe/Vienna" || !text || strings.Join(logged.Fields(), " ") != "zone" {
			t.Errorf("%v changed, the zone from %q to %q", logged.Fields(), was, is)
		}
		utc, _ := Zone("UTC")
		must[pairing.VenueID](t)(tx.ImportVenue(Venue{Source: "osm:node/1", Venue: pairing.Venue{Name: "Café Nord", Type: pairing.Cafe, Zone: utc}}, monday))
		if at := must[Venue](t)(tx.Venue(id)).Zone; at != vienna {
			t.Errorf("after another import the zone is %v", at)
		}
		must[VenueChange](t)(tx.UndoChange(logged.ID, "U1", monday))
		if v := must[Venue](t)(tx.Venue(id)); v.Zone != nil || v.Kept != "" {
			t.Errorf("after the undo the zone is %v, and %q is kept", v.Zone, v.Kept)
		}
	})
}
