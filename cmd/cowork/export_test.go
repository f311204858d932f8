package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cowork/cmd/cowork/archive"
	"cowork/pairing"
	"cowork/storage"
	"cowork/storage/seal"
)

// When the calendars of the secret town say that their owners are busy, and with
// whom they would like to stay. Nothing else stands at those hours.
var (
	busyOf = map[pairing.MemberID]time.Time{
		"U1": time.Date(2026, 3, 11, 3, 33, 0, 0, time.UTC), "U3": time.Date(2026, 3, 12, 4, 44, 0, 0, time.UTC),
	}
	staysOf = map[pairing.MemberID]pairing.MemberID{"U1": "U3", "U3": "U1"}
)

// secretTown is a town in which everybody keeps something to themselves: what is
// marked must not be in an export that is not theirs. It returns the key of the
// addresses.
func secretTown(t *testing.T) (file, key string) {
	t.Helper()
	file = townDB(t)
	key, err := seal.New()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := seal.Parse(key)
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	at := time.Date(2026, 3, 9, 8, 0, 0, 0, time.UTC)
	err = store.Write(t.Context(), func(tx *storage.Tx) error {
		for _, id := range []pairing.MemberID{"U1", "U3"} {
			address, err := keys.Seal(string(id), "Marker street of "+string(id))
			if err != nil {
				return err
			}
			h := storage.Home{Person: id, Offers: pairing.Desk, Guests: "Marker cat of " + string(id), Share: true, Address: address, Entry: address}
			if err := tx.SaveHome(h, at); err != nil {
				return err
			}
			feed, err := keys.Seal(string(id), "https://calendar.example.com/Marker-calendar-of-"+string(id)+".ics")
			if err != nil {
				return err
			}
			if err := tx.SaveFeed(id, feed, at); err != nil {
				return err
			}
			f, err := tx.Feed(id)
			if err != nil {
				return err
			}
			if err := tx.FeedRead(f, []pairing.Session{{Start: busyOf[id], End: busyOf[id].Add(time.Hour)}}, at); err != nil {
				return err
			}
			if err := tx.WishToStay(storage.StayWish{Circle: 1, Person: id, Partner: staysOf[id], Rounds: 3, At: at}); err != nil {
				return err
			}
			if err := tx.SavePersonal(id, storage.Personal{Line: "Marker line of " + string(id), Evening: true}); err != nil {
				return err
			}
		}
		if err := tx.SavePerson(storage.Person{ID: "U9", Name: "Marker stranger", SeenAt: at}); err != nil {
			return err
		}
		if _, err := tx.SaveVenue(storage.Venue{Venue: pairing.Venue{Name: "Café Nord", Type: pairing.Cafe}}, at); err != nil {
			return err
		}
		round, err := tx.OpenRound(storage.Round{Circle: 1, Number: 1, Due: at, OpenedAt: at, AnswerBy: at.Add(time.Hour), From: at, Until: at.AddDate(0, 0, 7), Seed: 1})
		if err != nil {
			return err
		}
		for n, end := range []pairing.State{pairing.Skipped, pairing.Met} {
			d := storage.Duo{Round: round, MadeAt: at, Duo: pairing.Duo{
				ID: pairing.DuoID(string(rune('A' + n))), State: pairing.Proposed, AnswerBy: at.Add(time.Hour), Seats: []pairing.Seat{{Member: "U1"}, {Member: "U3"}},
				Session: pairing.Session{Start: at.Add(time.Hour), End: at.Add(5 * time.Hour)}, Place: pairing.Place{Kind: pairing.Home, Host: "U3"},
				Terms: []pairing.Term{{Name: pairing.CloseFriends, Points: -150, Shared: "Marker term"}},
			}}
			if err := tx.InsertDuo(d); err != nil {
				return err
			}
			to := d.Duo
			to.Seats = []pairing.Seat{{Member: "U1", Answer: pairing.Accepted}, {Member: "U3", Answer: pairing.Declined}}
			to.State = pairing.Skipped
			if end == pairing.Met {
				to.State, to.Seats[1].Answer = pairing.Confirmed, pairing.Accepted
			}
			if err := tx.SaveTransition(d.ID, pairing.Proposed, to); err != nil {
				return err
			}
		}
		met, err := tx.Duo("B")
		if err != nil {
			return err
		}
		to := met.Duo
		to.State = pairing.Met
		to.Seats[0].CheckIn, to.Seats[1].CheckIn = pairing.WorkedThen, pairing.WorkedThen
		if err := tx.SaveTransition("B", pairing.Confirmed, to); err != nil {
			return err
		}
		if err := tx.TellAgain("B", "U3", -1, at); err != nil {
			return err
		}
		if err := tx.SaveRhythm(storage.Rhythm{Duo: "B", StartedAt: at}); err != nil {
			return err
		}
		for _, id := range []pairing.MemberID{"U1", "U3"} {
			if err := tx.SaveLine("B", storage.Line{Person: id, Plan: "Marker plan of " + string(id), Done: "Marker deed of " + string(id)}); err != nil {
				return err
			}
		}
		return tx.TellDay("B", "U1", 1, at)
	})
	if err != nil {
		t.Fatal(err)
	}
	return file, key
}

func exported(t *testing.T, env map[string]string, args ...string) (out, errs string) {
	t.Helper()
	setenv(t, env)
	var stdout, stderr bytes.Buffer
	if err := run(t.Context(), append([]string{"export"}, args...), fromEnvironment, &stdout, &stderr); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return stdout.String(), stderr.String()
}

// TestExport: the workspace without anybody's secrets, and it reads back.
func TestExport(t *testing.T) {
	file, key := secretTown(t)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out, errs := exported(t, map[string]string{"COWORK_DB": file, "COWORK_KEY": key})
	for _, secret := range []string{"Marker", "avoid", "never_with", "friend", "wish", "skip", "accept", "again", "score", "check", "age1",
		"calendar", "busy", "03:33", "04:44", "stay", "plan", "deed"} {
		if strings.Contains(out, secret) {
			t.Errorf("%q is in the export of the workspace:\n%s", secret, out)
		}
	}
	for _, want := range []string{`"Ada"`, `"Dora"`, `"Café Nord"`, `"design"`, `"fell-through"`, `"met"`, `"monday": "09:00-17:00"`} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is not in the export:\n%s", want, out)
		}
	}
	if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) || errs != "" {
		t.Errorf("the export changed the database, or says %q: %v", errs, err)
	}
	path := filepath.Join(t.TempDir(), "town.json")
	if err := os.WriteFile(path, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	back, err := archive.Read(path)
	if err != nil || len(back.People) != 4 || len(back.Circles) != 1 || len(back.Circles[0].Members) != 4 || len(back.Rounds[0].Duos) != 2 {
		t.Fatalf("it reads back as %+v: %v", back, err)
	}
	var again bytes.Buffer
	if err := archive.Write(&again, back); err != nil || again.String() != out {
		t.Errorf("written again it differs: %v", err)
	}
}

// TestExportOfAPerson: all that is theirs, and of others nothing that they kept
// to themselves.
func TestExportOfAPerson(t *testing.T) {
	file, key := secretTown(t)
	out, errs := exported(t, map[string]string{"COWORK_DB": file, "COWORK_KEY": key}, "@ada")
	var own archive.Own
	if err := json.Unmarshal([]byte(out), &own); err != nil {
		t.Fatal(err)
	}
	if own.Home == nil || own.Home.Address != "Marker street of U1" || own.Line != "Marker line of U1" || own.Home.Sealed || len(own.Avoids) != 1 || own.Avoids[0] != "U2" ||
		len(own.Friends) != 1 || len(own.Wishes) != 1 || len(own.Sessions) != 2 || own.Sessions[0].Partners[0] != "Cleo" || own.Circles[0].Circle != "everyone" {
		t.Errorf("Ada's own: %s", out)
	}
	if c := own.Calendar; c == nil || c.Sealed || c.Address != "https://calendar.example.com/Marker-calendar-of-U1.ics" || len(c.Busy) != 1 || !c.Busy[0].Start.Equal(busyOf["U1"]) {
		t.Errorf("Ada's calendar: %+v", c)
	}
	if would := own.Circles[0].Would; would == nil || would.With != "U3" || would.Rounds != 3 {
		t.Errorf("with whom Ada would like to stay: %+v", would)
	}
	if strings.Contains(out, "of U3") || strings.Contains(out, "-of-U3") || strings.Contains(out, "04:44") || strings.Contains(out, "skip") || strings.Contains(out, "again_with_them") || strings.Contains(out, "Marker term") {
		t.Errorf("something of Cleo's is in what is Ada's: %s", out)
	}
	if !strings.Contains(errs, "in confidence") {
		t.Errorf("beside it stands %q", errs)
	}
	if out, _ = exported(t, map[string]string{"COWORK_DB": file}, "U2"); strings.Contains(out, "Marker") || strings.Contains(out, `"U1"`) {
		t.Errorf("Ben learns that Ada avoids him: %s", out)
	}
	out, _ = exported(t, map[string]string{"COWORK_DB": file, "COWORK_KEY": ""}, "U1")
	if strings.Count(out, "sealed_without_the_key") != 2 || strings.Contains(out, "Marker street") || strings.Contains(out, "Marker-calendar") {
		t.Errorf("without the key: %s", out)
	}
	var buf bytes.Buffer
	if err := run(context.Background(), []string{"export", "zoe"}, fromEnvironment, &buf, &buf); err == nil || !strings.Contains(err.Error(), `nobody is called "zoe"`) {
		t.Errorf("somebody who is not there: %v", err)
	}
}

// TestMarkersInExports looks through the exports of everybody for what others
// keep to themselves: their wishes, avoids and friends, addresses, calendars and
// when they are busy, what they told of a day, and with whom they would stay.
func TestMarkersInExports(t *testing.T) {
	file, key := secretTown(t)
	marks := map[string][]string{ // of whom: what only they may read
		"U1": {"of U1", "-of-U1", "03:33", `"good_working_day": 1`, "never_with", "close_friends"},
		"U3": {"of U3", "-of-U3", "04:44", `"again_with_them": -1`},
	}
	for _, who := range []string{"U1", "U2", "U3", "U4", ""} {
		args := []string{}
		if who != "" {
			args = append(args, who)
		}
		out, _ := exported(t, map[string]string{"COWORK_DB": file, "COWORK_KEY": key}, args...)
		for of, theirs := range marks {
			for _, mark := range theirs {
				if has := strings.Contains(out, mark); has != (of == who) {
					t.Errorf("%q of %s is in the export %q: %t", mark, of, who, has)
				}
			}
		}
		if would := strings.Contains(out, "would_like_to_stay"); would != (who == "U1" || who == "U3") {
			t.Errorf("a wish to stay is in the export %q: %t", who, would)
		}
		if strings.Contains(out, "Marker stranger") || strings.Contains(out, "Marker term") {
			t.Errorf("the export %q: %s", who, out)
		}
	}
}

// TestSimulateExport plays a year over an export, the same for the same seed,
// and refuses what is none.
func TestSimulateExport(t *testing.T) {
	file, key := secretTown(t)
	out, _ := exported(t, map[string]string{"COWORK_DB": file, "COWORK_KEY": key})
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	town := write("town.json", out)
	year, err := simulate(t, "--export="+town, "--weeks=6", "--absence=0", "--skip=0", "--compare")
	if err != nil || !strings.Contains(year, "3 members, 6 weeks, seed 1") || !strings.Contains(year, "U3") || strings.Contains(year, "U4") {
		t.Errorf("a year over an export: %v\n%s", err, year)
	}
	again, err := simulate(t, "--export="+town, "--weeks=6", "--absence=0", "--skip=0", "--compare")
	if err != nil || again != year {
		t.Errorf("the same seed plays another year: %v", err)
	}
	if _, err := simulate(t, "--export="+town, "--weeks=2", "--circle=Everyone"); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--export=" + filepath.Join(dir, "none.json")}, "no such file"},
		{[]string{"--export=" + write("cut.json", out[:len(out)/2])}, "line "},
		{[]string{"--export=" + write("other.json", "{\n\"people\": []}")}, "it is no export of a workspace"},
		{[]string{"--export=" + write("kind.json", "{\n\"cowork_export\": 1,\n\"people\": 7}")}, "line 3"},
		{[]string{"--export=" + write("empty.json", `{"cowork_export": 1, "circles": [{"name": "x"}]}`)}, "0 active members"},
		{[]string{"--export=" + write("hours.json", strings.Replace(out, "09:00-17:00", "17:00-09:00", 1))}, "17:00-09:00"},
		{[]string{"--export=" + write("who.json", strings.Replace(out, `"hosts": "never"`, `"hosts": "rarely"`, 1))}, "rarely"},
		{[]string{"--export=" + town, "--circle=night"}, `there is no circle "night" in the export; it has: everyone`},
		{[]string{"--circle=night"}, "add --export"},
		{[]string{"--export=" + town, "--homes-only"}, "leave out --export"},
	} {
		if got, err := simulate(t, c.args...); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") || got != "" {
			t.Errorf("%v: %v, want %q; it printed %q", c.args, err, c.want, got)
		}
	}
}
