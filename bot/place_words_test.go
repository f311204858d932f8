package bot

import (
	"testing"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
)

// TestWhatPeopleReadOfAPlace reads the words aloud: who hosted last, how far it
// is for whom, and whether the door is open.
func TestWhatPeopleReadOfAPlace(t *testing.T) {
	home := pairing.Suggestion{
		Place: pairing.Place{Kind: pairing.Home, Host: "UADA"}, Reason: pairing.HostBalance,
		Meters: map[pairing.MemberID]int{"UADA": 0, "UBEN": 2100}, InARow: map[pairing.MemberID]int{"UADA": 0, "UBEN": 2},
	}
	turn, fits, first := home, home, home
	turn.Reason, turn.InARow = pairing.HostTurn, map[pairing.MemberID]int{"UADA": 0, "UBEN": 1}
	fits.Reason, fits.InARow = pairing.HostFits, nil
	first.InARow = map[pairing.MemberID]int{"UADA": 0, "UBEN": 0}
	cafe := pairing.Suggestion{
		Place: pairing.Place{Kind: pairing.Public, Venue: 1}, Reason: pairing.NearBoth,
		Meters: map[pairing.MemberID]int{"UADA": 900, "UBEN": 1600},
	}
	level, open, always, idea := cafe, cafe, cafe, cafe
	level.Meters = map[pairing.MemberID]int{"UADA": 900, "UBEN": 300}
	open.OpenKnown, open.OpenUntil = true, time.Date(2026, 3, 2, 18, 0, 0, 0, time.UTC)
	always.OpenKnown = true
	idea.Venue, idea.Meters, idea.Reason = 2, nil, pairing.OwnChoice
	cast := Cast{Home: vienna, Venues: map[pairing.VenueID]pairing.Venue{1: {ID: 1, Name: "Café Nord", Type: pairing.Cafe}, 2: {ID: 2, Name: "the canteen", Type: pairing.OwnIdea}}}
	for _, c := range []struct {
		lang, reader string
		s            pairing.Suggestion
		want         string
	}{
		{"en", "UBEN", home, "<@UADA>’s home (about 2 km from you): you hosted the last 2 times"},
		{"en", "UADA", home, "your home: <@UBEN> hosted the last 2 times"},
		{"en", "", home, "<@UADA>’s home (about 2 km for <@UBEN>): <@UBEN> hosted the last 2 times"},
		{"en", "UBEN", turn, "<@UADA>’s home (about 2 km from you): you hosted last time"},
		{"de", "UBEN", turn, "bei <@UADA> (etwa 2 km von dir): du hast das letzte Mal eingeladen"},
		{"en", "UBEN", first, "<@UADA>’s home (about 2 km from you): it evens out who has hosted"},
		{"en", "UBEN", fits, "<@UADA>’s home (about 2 km from you): it has more of what you both need"},
		{"en", "UADA", cafe, "Café Nord (less than 1 km for you, about 2 km for <@UBEN>, hours unknown, call first): it is near for everybody"},
		{"en", "UBEN", cafe, "Café Nord (about 2 km for you, less than 1 km for <@UADA>, hours unknown, call first): it is near for everybody"},
		{"en", "", level, "Café Nord (less than 1 km for each of you, hours unknown, call first): it is near for everybody"},
		{"fr", "UADA", open, "Café Nord (moins de 1 km pour vous, environ 2 km pour <@UBEN>, ouvert jusqu’à 19:00) : c’est près pour tout le monde"},
		{"en", "UADA", always, "Café Nord (less than 1 km for you, about 2 km for <@UBEN>, always open): it is near for everybody"},
		{"en", "UADA", idea, "the canteen: your own idea"},
	} {
		r := Reader{ID: pairing.MemberID(c.reader), Zone: vienna, Voice: wording.For(c.lang, "")}
		if got := r.suggestion(c.s, cast); got != c.want {
			t.Errorf("%s for %q:\n got %s\nwant %s", c.lang, c.reader, got, c.want)
		}
	}
}
