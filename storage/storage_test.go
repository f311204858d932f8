package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cowork/pairing"
)

// monday is when the tests take place.
var monday = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

var nextWeek = monday.AddDate(0, 0, 7)

// open makes a fresh database.
func open(t testing.TB) *Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "cowork.db"))
}

// openAt opens a database until the test ends.
func openAt(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// write runs f in a Write and ends the test if it fails.
func write(t testing.TB, s *Store, f func(tx *Tx)) {
	t.Helper()
	if err := s.Write(context.Background(), func(tx *Tx) error { f(tx); return nil }); err != nil {
		t.Fatal(err)
	}
}

// must ends the test if there is an error.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused ends the test if an error is not the one that is wanted.
func refused(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got error %v, want %v", err, want)
	}
}

// join makes people, each with the default profile, and lets them join the
// circle.
func join(t testing.TB, tx *Tx, circle CircleID, ids ...pairing.MemberID) {
	t.Helper()
	for _, id := range ids {
		ok(t, tx.SavePerson(Person{ID: id, Name: "Name of " + string(id), TZ: "Europe/Vienna", SeenAt: monday}))
		ok(t, tx.SaveProfile(id, pairing.Defaults(), monday))
		ok(t, tx.SaveMembership(Membership{Circle: circle, Person: id, State: Active, JoinedAt: monday.Add(-time.Hour)}))
	}
}

// circle makes the first circle.
func circle(t testing.TB, tx *Tx) CircleID {
	t.Helper()
	return must[Circle](t)(tx.FirstCircle("0 9 * * MON", "Europe/Vienna")).ID
}

// week opens round number of a circle in its week, and closes the one before.
func week(t testing.TB, tx *Tx, circle CircleID, number int) RoundID {
	t.Helper()
	due := monday.AddDate(0, 0, 7*(number-1))
	if before, err := tx.OpenRoundOf(circle); err == nil {
		ok(t, tx.CloseRound(before.ID, due))
	}
	return must[RoundID](t)(tx.OpenRound(Round{Circle: circle, Number: number, Due: due, OpenedAt: due, AnswerBy: due.AddDate(0, 0, 1),
		From: due.AddDate(0, 0, 1), Until: due.AddDate(0, 0, 8), Seed: 1<<63 + uint64(number)}))
}

// propose makes a proposed duo that would work remotely.
func propose(round RoundID, number int, ids ...pairing.MemberID) Duo {
	due := monday.AddDate(0, 0, 7*(number-1))
	d := Duo{Round: round, MadeAt: due, Duo: pairing.Duo{
		ID: pairing.DuoID(fmt.Sprint("D", number, ids)), State: pairing.Proposed, AnswerBy: due.AddDate(0, 0, 1),
		Session: pairing.Session{Start: due.AddDate(0, 0, 2), End: due.AddDate(0, 0, 2).Add(4 * time.Hour)},
		Place:   pairing.Place{Kind: pairing.Remote},
		Options: []pairing.Suggestion{{Place: pairing.Place{Kind: pairing.Remote}, Reason: pairing.AreaUnknown}},
		Score:   12, Terms: []pairing.Term{{Name: "field", Points: 12, Shared: "software"}},
	}}
	for _, id := range ids {
		d.Seats = append(d.Seats, pairing.Seat{Member: id})
	}
	return d
}

// owe makes a message due at a time.
func message(key, lane string, due time.Time) Message {
	return Message{Key: key, Lane: lane, Method: Post, Body: json.RawMessage(`{"text":"hello"}`), Due: due}
}

// What cannot be written says so, in each way in which that happens, changes
// nothing, and can be written again afterwards. Reading goes on.
func TestUnwritable(t *testing.T) {
	s := open(t)
	ctx := context.Background()
	add := func(id string) error {
		return s.Write(ctx, func(tx *Tx) error { return tx.Remember(id, strings.Repeat("x", 100_000), monday) })
	}
	seen := func(id string) (yes bool) {
		ok(t, s.Read(ctx, func(tx *Tx) (err error) { _, yes, err = tx.Seen(id); return err }))
		return yes
	}
	for name, refuse := range map[string]func(bool) error{
		"full":   func(on bool) error { return s.Cap(ctx, map[bool]int{true: 1}[on]) },
		"frozen": func(on bool) error { return s.Freeze(ctx, on) },
	} {
		ok(t, s.Probe(ctx))
		ok(t, refuse(true))
		refused(t, add(name), ErrUnwritable)
		if seen(name) {
			t.Errorf("%s: it was kept all the same", name)
		}
		ok(t, refuse(false))
		ok(t, s.Probe(ctx))
		ok(t, add(name))
		if !seen(name) || seen("probe") {
			t.Errorf("%s: not kept afterwards, or the probe was", name)
		}
	}
	refused(t, s.Read(ctx, func(tx *Tx) error { return tx.Remember("read", "", monday) }), ErrUnwritable)
	if err := s.Freeze(ctx, true); err == nil {
		refused(t, s.Probe(ctx), ErrUnwritable)
		ok(t, s.Freeze(ctx, false))
	}
}
