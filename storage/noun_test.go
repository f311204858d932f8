package storage

import (
	"context"
	"errors"
	"testing"
	"time"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
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
		want := []Person{{ID: "U1", TZ: "UTC", Locale: "en-US", Bot: true, SeenAt: monday}, p}
		if diff := cmp.Diff(want, must[[]Person](t)(tx.People())); diff != "" {
			t.Error(diff)
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

func TestSayings(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		join(t, tx, circle(t, tx), "U1", "U2", "U3", "U4")
		say := func(a pairing.MemberID, what Saying, b pairing.MemberID) {
			t.Helper()
			ok(t, tx.Say(a, what, b, monday))
		}
		say("U1", Wish, "U3")
		say("U1", Wish, "U2")
		say("U1", Wish, "U2")
		say("U1", Avoid, "U4")
		say("U3", Wish, "U1")
		say("U2", Wish, "U3")
		say("U4", Wish, "U1")
		said := func(want ...pairing.MemberID) func([]pairing.MemberID, error) {
			return func(got []pairing.MemberID, err error) {
				t.Helper()
				ok(t, err)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
			}
		}
		said("U2", "U3")(tx.Says("U1", Wish))
		said("U4")(tx.Says("U1", Avoid))
		said()(tx.Says("U1", Friend))
		said("U3")(tx.Mutual("U1"))
		said()(tx.Mutual("U4"))
		if !must[bool](t)(tx.Unsay("U1", Wish, "U3")) || must[bool](t)(tx.Unsay("U1", Wish, "U3")) {
			t.Error("a saying can be taken back once")
		}
		said()(tx.Mutual("U1"))
		refused(t, tx.Say("U1", Wish, "U1", monday), ErrConflict)
		refused(t, tx.Say("U1", Wish, "U9", monday), ErrConflict)
		refused(t, tx.Say("U1", "hate", "U2", monday), ErrConflict)
	})
}

func TestCircle(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		_, err := tx.Circle(1)
		refused(t, err, ErrNotFound)
		first := must[Circle](t)(tx.FirstCircle("@weekly", "Europe/Vienna"))
		want := Circle{ID: 1, Name: FirstCircleName, Schedule: "@weekly", TZ: "Europe/Vienna", Rules: pairing.DefaultRules(), Answer: DefaultAnswer, Late: DefaultLate}
		if diff := cmp.Diff(want, must[Circle](t)(tx.Circle(first.ID))); diff != "" {
			t.Error(diff)
		}
		if again := must[Circle](t)(tx.FirstCircle("@daily", "UTC")); again != want {
			t.Errorf("a second start made %+v", again)
		}

		second := Circle{Name: "Salzburg", Channel: "C1", Schedule: "0 9 * * MON", TZ: "UTC", Guests: true, Answer: time.Hour, Late: 0, NextDue: monday,
			Rules: pairing.Rules{Cooldown: 2, Trio: true, MinOverlap: 90 * time.Minute, HomeRun: 1}}
		second.ID = must[CircleID](t)(tx.SaveCircle(second))
		if diff := cmp.Diff([]Circle{want, second}, must[[]Circle](t)(tx.Circles())); diff != "" {
			t.Error(diff)
		}
		second.Name, second.Channel, second.Guests = "Hallein", "C2", false
		if id := must[CircleID](t)(tx.SaveCircle(second)); id != second.ID {
			t.Errorf("saving circle %d again made circle %d", second.ID, id)
		}
		if diff := cmp.Diff(second, must[Circle](t)(tx.Circle(second.ID))); diff != "" {
			t.Error(diff)
		}
		for _, taken := range []Circle{
			{Name: second.Name, Channel: "C3", Schedule: "@daily", TZ: "UTC", Rules: pairing.DefaultRules(), Answer: 1, Late: 0},
			{Name: "Other", Channel: "C2", Schedule: "@daily", TZ: "UTC", Rules: pairing.DefaultRules(), Answer: time.Hour},
			{Name: "Own", Schedule: "@daily", TZ: "UTC", Rules: pairing.DefaultRules(), Answer: time.Hour},
		} {
			_, err := tx.SaveCircle(taken)
			refused(t, err, ErrConflict)
		}

		due := func(now time.Time) []Circle { t.Helper(); return must[[]Circle](t)(tx.DueCircles(now)) }
		if n := len(due(monday.Add(-time.Second))); n != 0 {
			t.Errorf("%d circles are due early", n)
		}
		ok(t, tx.SetNextDue(first.ID, monday.Add(-time.Hour)))
		if got := due(monday); len(got) != 2 || got[0].ID != first.ID || !got[0].NextDue.Equal(monday.Add(-time.Hour)) {
			t.Errorf("due: %+v, want the longest due first", got)
		}
		ok(t, tx.SetNextDue(first.ID, time.Time{}))
		if got := due(monday); len(got) != 1 || got[0].ID != second.ID {
			t.Errorf("due: %+v, want nothing that is not scheduled", got)
		}
		refused(t, tx.SetNextDue(9, monday), ErrNotFound)
	})
}

func TestMembership(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		other := must[CircleID](t)(tx.SaveCircle(Circle{Name: "b", Channel: "C1", Schedule: "@daily", TZ: "UTC", Rules: pairing.DefaultRules(), Answer: time.Hour}))
		join(t, tx, c, "U2", "U1")
		_, err := tx.Membership(other, "U1")
		refused(t, err, ErrNotFound)
		m := Membership{Circle: other, Person: "U1", State: Left, Once: true, JoinedAt: monday, PausedUntil: UntilResume, SkipRound: 3, Silent: 2}
		ok(t, tx.SaveMembership(m))
		if diff := cmp.Diff(m, must[Membership](t)(tx.Membership(other, "U1"))); diff != "" {
			t.Error(diff)
		}
		m.State, m.PausedUntil, m.SkipRound = Active, time.Time{}, 0
		ok(t, tx.SaveMembership(m))
		if diff := cmp.Diff([]Membership{m}, must[[]Membership](t)(tx.Memberships(other))); diff != "" {
			t.Error(diff)
		}
		if all := must[[]Membership](t)(tx.Memberships(c)); len(all) != 2 || all[0].Person != "U1" {
			t.Errorf("members: %+v", all)
		}
		if of := must[[]Membership](t)(tx.MembershipsOf("U1")); len(of) != 2 || of[1] != m {
			t.Errorf("circles of U1: %+v", of)
		}
		refused(t, tx.SaveMembership(Membership{Circle: c, Person: "U9", State: Active, JoinedAt: monday}), ErrConflict)
		refused(t, tx.SaveMembership(Membership{Circle: c, Person: "U1", State: "asleep", JoinedAt: monday}), ErrConflict)
	})
	for until, paused := range map[time.Time]bool{{}: false, monday: false, monday.Add(1): true, UntilResume: true} {
		if got := (Membership{PausedUntil: until}).Paused(monday); got != paused {
			t.Errorf("paused until %v: %v", until, got)
		}
	}
}

func TestRoundAndRests(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2")
		for _, load := range []func() (Round, error){
			func() (Round, error) { return tx.Round(1) },
			func() (Round, error) { return tx.OpenRoundOf(c) },
			func() (Round, error) { return tx.LastRound(c) },
		} {
			_, err := load()
			refused(t, err, ErrNotFound)
		}
		if n := must[int](t)(tx.LastNumber(c)); n != 0 {
			t.Errorf("last number is %d before the first round", n)
		}
		id := week(t, tx, c, 1)
		r := must[Round](t)(tx.Round(id))
		want := Round{ID: id, Circle: c, Number: 1, Due: monday, OpenedAt: monday, AnswerBy: monday.AddDate(0, 0, 1),
			From: monday.AddDate(0, 0, 1), Until: monday.AddDate(0, 0, 8), Seed: 1<<63 + 1}
		if diff := cmp.Diff(want, r); diff != "" {
			t.Error(diff)
		}

		// One round for each due time, and one open one.
		next := want
		next.Number, next.Due = 2, monday.AddDate(0, 0, 7)
		_, err := tx.OpenRound(next)
		refused(t, err, ErrConflict)
		ok(t, tx.CloseRound(id, monday.Add(time.Hour)))
		refused(t, tx.CloseRound(id, monday), ErrNotFound)
		again := next
		again.Due = monday
		_, err = tx.OpenRound(again)
		refused(t, err, ErrConflict)
		again = next
		again.Number = 1
		_, err = tx.OpenRound(again)
		refused(t, err, ErrConflict)
		second := must[RoundID](t)(tx.OpenRound(next))
		if open, last := must[Round](t)(tx.OpenRoundOf(c)), must[Round](t)(tx.LastRound(c)); open.ID != second || last != open {
			t.Errorf("open %+v, last %+v", open, last)
		}
		if n := must[int](t)(tx.LastNumber(c)); n != 2 {
			t.Errorf("last number is %d", n)
		}

		rest := pairing.Rest{Member: "U2", Reason: pairing.NobodyFits, Lacks: map[pairing.Obstacle]int{pairing.NoHours: 3}}
		ok(t, tx.AddRest(id, pairing.Rest{Member: "U1", Reason: pairing.OddOneOut}))
		ok(t, tx.AddRest(id, rest))
		ok(t, tx.ServeRest(id, "U1"))
		refused(t, tx.ServeRest(id, "U9"), ErrNotFound)
		rests := []Rest{{Round: id, Rest: pairing.Rest{Member: "U1", Reason: pairing.OddOneOut}, Served: true}, {Round: id, Rest: rest}}
		if diff := cmp.Diff(rests, must[[]Rest](t)(tx.Rests(id))); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(rests[1], must[Rest](t)(tx.RestOf(id, "U2"))); diff != "" {
			t.Error(diff)
		}
		_, err = tx.RestOf(second, "U2")
		refused(t, err, ErrNotFound)
		ok(t, tx.AddRest(id, pairing.Rest{Member: "U1", Reason: pairing.OthersTaken})) // free again
		if r := must[Rest](t)(tx.RestOf(id, "U1")); r.Served || r.Reason != pairing.OthersTaken {
			t.Errorf("rests again as %+v", r)
		}
	})
}

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

func TestConversationAndSeen(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		if a, b := Lane("U2", "U1", "U2"), Lane("U1", "U2"); a != b || a != "U1,U2" {
			t.Errorf("lanes %q and %q", a, b)
		}
		_, err := tx.Conversation("U1,U2")
		refused(t, err, ErrNotFound)
		ok(t, tx.SaveConversation("U1,U2", "G1"))
		ok(t, tx.SaveConversation("U1,U2", "G2"))
		if c := must[string](t)(tx.Conversation("U1,U2")); c != "G2" {
			t.Errorf("channel is %q", c)
		}

		_, seen, err := tx.Seen("E1")
		if seen || err != nil {
			t.Errorf("seen before: %v, %v", seen, err)
		}
		ok(t, tx.Remember("E1", `{"text":"hello"}`, monday))
		ok(t, tx.Remember("E2", "", monday.Add(time.Hour)))
		refused(t, tx.Remember("E1", "", monday), ErrConflict)
		if reply, seen, err := tx.Seen("E1"); reply != `{"text":"hello"}` || !seen || err != nil {
			t.Errorf("seen: %q, %v, %v", reply, seen, err)
		}
		if n := must[int](t)(tx.Prune(monday.Add(time.Hour))); n != 1 {
			t.Errorf("pruned %d", n)
		}
		if _, seen, _ := tx.Seen("E1"); seen {
			t.Error("E1 is still remembered")
		}
		if _, seen, _ := tx.Seen("E2"); !seen {
			t.Error("E2 is not remembered")
		}
	})
}

func TestWriteKeepsAllOrNothing(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	wrong := errors.New("wrong")
	refused(t, s.Write(ctx, func(tx *Tx) error {
		ok(t, tx.SavePerson(Person{ID: "U1", SeenAt: monday}))
		return wrong
	}), wrong)
	func() {
		defer func() {
			if r := recover(); r != "oh" {
				t.Errorf("recovered %v", r)
			}
		}()
		_ = s.Write(ctx, func(tx *Tx) error {
			ok(t, tx.SavePerson(Person{ID: "U1", SeenAt: monday}))
			panic("oh")
		})
	}()
	cancelled, cancel := context.WithCancel(ctx)
	err := s.Write(cancelled, func(tx *Tx) error {
		ok(t, tx.SavePerson(Person{ID: "U1", SeenAt: monday}))
		cancel()
		return nil
	})
	if err == nil {
		t.Error("kept what was cancelled")
	}
	ok(t, s.Read(ctx, func(tx *Tx) error {
		_, err := tx.Person("U1")
		refused(t, err, ErrNotFound)
		return nil
	}))
	write(t, s, func(tx *Tx) { ok(t, tx.SavePerson(Person{ID: "U1", SeenAt: monday})) }) // and the next one works
}
