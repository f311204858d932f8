package pairing

import (
	"testing"
	"time"
)

// TestHolidaysAreAvoided: on a public holiday people work only where there is
// no other day, and a café with hours for holidays is believed.
func TestHolidaysAreAvoided(t *testing.T) {
	vienna, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	monday := time.Date(2026, 4, 6, 0, 0, 0, 0, vienna) // Easter Monday
	a := Member{ID: "a", Zone: vienna, Profile: Defaults()}
	b := Member{ID: "b", Zone: vienna, Profile: Defaults()}
	in := Input{Rules: DefaultRules(), From: monday, Until: monday.AddDate(0, 0, 7)}
	day := func() string {
		s, ok := ChooseSession([]*Member{&a, &b}, &in)
		if !ok {
			return "none"
		}
		return s.Start.In(vienna).Format("Mon")
	}
	if got := day(); got != "Mon" {
		t.Errorf("without holidays they work on %s", got)
	}
	in.Holidays = []Date{{2026, 4, 6}, {2026, 12, 25}}
	if got := day(); got != "Tue" {
		t.Errorf("with a holiday on Monday they work on %s", got)
	}
	a.Week = Week{time.Monday: {From: 9 * 60, Until: 17 * 60}}
	if got := day(); got != "Mon" {
		t.Errorf("who works on Mondays only works on %s", got)
	}

	home := Area{Label: "Lehen", Located: true, Lat: 47.81, Lon: 13.03}
	a.Area, b.Area = home, home
	in.Members = []Member{a, b}
	in.Venues = []Venue{
		{ID: 1, Name: "closed on holidays", Type: Cafe, Area: home, Zone: vienna, Hours: "Mo-Su 08:00-20:00; PH off"},
		{ID: 2, Name: "open on holidays", Type: Cafe, Area: home, Zone: vienna, Hours: "Mo-Su,PH 08:00-20:00"},
		{ID: 3, Name: "says nothing of them", Type: Cafe, Area: home, Zone: vienna, Hours: "Mo-Su 08:00-20:00"},
	}
	s, _ := ChooseSession([]*Member{&a, &b}, &in)
	known := map[VenueID]bool{}
	for _, o := range Suggest([]*Member{&a, &b}, &in, s) {
		if o.Kind == Public {
			known[o.Venue] = o.OpenKnown
		}
	}
	if _, suggested := known[1]; suggested {
		t.Error("a café that is closed on holidays is suggested for one")
	}
	if !known[2] || known[3] {
		t.Errorf("it is known to be open: %v", known)
	}
}
