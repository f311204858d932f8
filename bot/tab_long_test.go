package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"cowork/pairing"
	"cowork/storage"
)

// longStanding is a member with many sessions behind them, most of them with
// different people, a duo ahead, and a catalogue around them.
func longStanding(t testing.TB, sessions, venues int) *rig {
	t.Helper()
	r := newRig(t)
	err := r.atDesk(context.Background(), r.now(), func(d *desk) error {
		for i := range sessions + 1 {
			id := pairing.MemberID(fmt.Sprintf("UP%04d", i))
			if _, err := d.person(id, "somebody"); err != nil {
				return err
			}
		}
		if _, err := d.person("U1", "ada"); err != nil {
			return err
		}
		profile := fullProfile()
		if err := d.tx.SaveProfile("U1", profile, d.now); err != nil {
			return err
		}
		if err := d.tx.SaveMembership(storage.Membership{Circle: d.circle.ID, Person: "U1", State: storage.Active, JoinedAt: d.now}); err != nil {
			return err
		}
		for i := range venues {
			v := pairing.Venue{Name: fmt.Sprint("Café ", i), Type: pairing.Cafe, Area: pairing.Area{Located: true, Lat: 47.5 + float64(i%100)/100, Lon: 12.5 + float64(i/100)/100}}
			if _, err := d.tx.SaveVenue(storage.Venue{Venue: v, Attribution: "© OpenStreetMap contributors, ODbL 1.0"}, d.now); err != nil {
				return err
			}
		}
		for i := range sessions + 1 {
			at := d.now.AddDate(0, 0, -7*(sessions-i)+1)
			round := storage.Round{Circle: d.circle.ID, Number: i + 1, Due: at.AddDate(0, 0, -2), OpenedAt: at.AddDate(0, 0, -2), AnswerBy: at.AddDate(0, 0, -1), From: at.AddDate(0, 0, -1), Until: at.AddDate(0, 0, 6)}
			id, err := d.tx.OpenRound(round)
			if err != nil {
				return err
			}
			other := pairing.MemberID(fmt.Sprintf("UP%04d", i*7%(sessions+1)))
			duo := *duoOfTests(pairing.Met, "U1", other)
			duo.ID, duo.Session = pairing.DuoID(fmt.Sprint("duo", i)), pairing.Session{Start: at, End: at.Add(7 * time.Hour)}
			duo.Options, duo.Place = duo.Options[1:], pairing.Place{Kind: pairing.Remote}
			if i%2 == 0 {
				duo.Place = pairing.Place{Kind: pairing.Home, Host: duo.Seats[i/2%2].Member}
			}
			if i == sessions {
				duo.State = pairing.Confirmed
			}
			if err := d.tx.InsertDuo(storage.Duo{Duo: duo, Round: id, MadeAt: at.AddDate(0, 0, -2)}); err != nil {
				return err
			}
			if i < sessions {
				if err := d.tx.CloseRound(id, at.AddDate(0, 0, 5)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestHomeOfALongStandingMember(t *testing.T) {
	r := longStanding(t, 200, 300)
	view, _, err := r.tabOf(t.Context(), "U1", r.now())
	if err != nil {
		t.Fatal(err)
	}
	shown(t, view) // holds it to Slack's rules
	wire, _ := json.Marshal(view)
	if n := len(view.Blocks.BlockSet); n > 40 || len(wire) > 20_000 {
		t.Errorf("%d blocks, %d bytes", n, len(wire))
	}
	for _, want := range []string{"200 days side by side so far, with 200 people. You hosted 50 times and visited 50 times.", "and 192 more people", "Something came up"} {
		if !strings.Contains(string(wire), want) {
			t.Errorf("lacks %q: %s", want, wire)
		}
	}
	if _, err := r.client.publishView(t.Context(), "U1", "", view); err != nil {
		t.Error(err)
	}
}

// BenchmarkHomeTab makes the home tab of a member with 200 sessions behind
// them, among 5,000 venues, from the file to what goes to Slack.
func BenchmarkHomeTab(b *testing.B) {
	r := longStanding(b, 200, 5000)
	b.ReportAllocs()
	for b.Loop() {
		view, _, err := r.tabOf(b.Context(), "U1", r.now())
		if err != nil {
			b.Fatal(err)
		}
		if _, err := digestOf(view); err != nil {
			b.Fatal(err)
		}
	}
}
