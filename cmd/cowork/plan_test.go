package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cowork/pairing"
	"cowork/storage"
)

// townDB makes a database with three members, one who left and one venue; Ada
// avoids Ben and wishes to work next to Cleo, who is a close friend.
func townDB(t *testing.T) string {
	t.Helper()
	ctx := context.Background()
	file := filepath.Join(t.TempDir(), "town.db")
	store, err := storage.Open(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	now := time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	err = store.Write(ctx, func(tx *storage.Tx) error {
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		circle, err := tx.FirstCircle("0 9 * * MON", "Europe/Vienna")
		must(err)
		must(tx.SetNextDue(circle.ID, time.Date(2026, 3, 9, 8, 0, 0, 0, time.UTC)))
		for _, p := range []struct{ id, name string }{{"U1", "Ada"}, {"U2", "Ben"}, {"U3", "Cleo"}, {"U4", "Dora"}} {
			id := pairing.MemberID(p.id)
			must(tx.SavePerson(storage.Person{ID: id, Name: p.name, TZ: "Europe/Vienna", Locale: "en-US", SeenAt: now}))
			profile := pairing.Defaults()
			profile.Field = "design"
			must(tx.SaveProfile(id, profile, now))
			state := storage.Active
			if p.name == "Dora" {
				state = storage.Left
			}
			must(tx.SaveMembership(storage.Membership{Circle: circle.ID, Person: id, State: state, JoinedAt: now}))
		}
		must(tx.Say("U1", storage.Avoid, "U2", now))
		must(tx.Say("U1", storage.Friend, "U3", now))
		must(tx.Say("U1", storage.Wish, "U3", now))
		must(tx.Say("U3", storage.Wish, "U1", now))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestPlan prints the next round, which Ada and Ben cannot spend together, and
// says nothing of what Ada keeps to herself. The file stays as it is.
func TestPlan(t *testing.T) {
	file := townDB(t)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		args   []string
		status int
		want   []string
		never  []string
	}{
		{[]string{"plan"}, 0,
			[]string{"Round 1 of everyone, if it opened on Monday 9 March 2026, 09:00 (Europe/Vienna): 1 duo of 3 members, 1 member without a partner.",
				"\n  when   Wednesday 11 March, 09:00 to 17:00\n", "+1000  first time together", "the same field (design)", "rests, as the number is odd"},
			[]string{"Ada and Ben", "Ben and Ada", "Dora", "wish", "friend", "`"}},
		{[]string{"plan", "--at", "2026-03-11 10:00"}, 0, []string{"Wednesday 11 March 2026, 10:00"}, nil},
		{[]string{"plan", "--why", "@ben", "U3"}, 0, []string{"+1000  first time together", "  the plan has Ben rest and Cleo with Ada\n  together, they would be in the way of pairs that come first\n"}, []string{"wish"}},
		{[]string{"plan", "--why", "@ada", "@cleo"}, 0, []string{"+1000  first time together", "  the plan has them together\n"}, []string{"wish", "friend", "500", "-150"}},
		{[]string{"plan", "--why", "ada", "ben"}, 0, []string{"+1000  first time together", "  the plan has Ada with Cleo and Ben rest\n  together, they would be in the way of pairs that come first\n"}, []string{"avoid", "cannot"}}, // Ada avoids Ben
		{[]string{"plan", "--why", "ada", "dora"}, 1, []string{"dora is not in the next round"}, nil},
		{[]string{"plan", "--why", "ada", "zoe"}, 1, []string{"nobody is called zoe"}, nil},
		{[]string{"plan", "--why", "ada"}, 2, []string{"--why wants two people"}, nil},
		{[]string{"plan", "ada", "ben"}, 2, []string{"without --why"}, nil},
		{[]string{"plan", "--at", "soon"}, 2, []string{`--at "soon" is no time`}, nil},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			var out bytes.Buffer
			status := report(run(t.Context(), append(tt.args, "--db", file), fromEnvironment, &out, &out), &out)
			if status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
			for _, want := range tt.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is not in:\n%s", want, out.String())
				}
			}
			for _, never := range tt.never {
				if strings.Contains(out.String(), never) {
					t.Errorf("%q is in:\n%s", never, out.String())
				}
			}
		})
	}
	after, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the database changed (%v)", err)
	}
}
