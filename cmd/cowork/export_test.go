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
	for _, secret := range []string{"Marker", "avoid", "never_with", "friend", "wish", "skip", "accept", "again", "score", "check", "age1"} {
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
	if strings.Contains(out, "of U3") || strings.Contains(out, "skip") || strings.Contains(out, "again_with_them") || strings.Contains(out, "Marker term") {
		t.Errorf("something of Cleo's is in what is Ada's: %s", out)
	}
	if !strings.Contains(errs, "in confidence") {
		t.Errorf("beside it stands %q", errs)
	}
	if out, _ = exported(t, map[string]string{"COWORK_DB": file}, "U2"); strings.Contains(out, "Marker") || strings.Contains(out, `"U1"`) {
		t.Errorf("Ben learns that Ada avoids him: %s", out)
	}
	out, _ = exported(t, map[string]string{"COWORK_DB": file, "COWORK_KEY": ""}, "U1")
	if !strings.Contains(out, "sealed_without_the_key") || strings.Contains(out, "Marker street") {
		t.Errorf("without the key: %s", out)
	}
	var buf bytes.Buffer
	if err := run(context.Background(), []string{"export", "zoe"}, fromEnvironment, &buf, &buf); err == nil || !strings.Contains(err.Error(), `nobody is called "zoe"`) {
		t.Errorf("somebody who is not there: %v", err)
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
