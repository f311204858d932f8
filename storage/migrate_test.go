package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"cowork/pairing"
)

func TestMigratingTwiceChangesNothing(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "cowork.db")
	schema := func() string {
		s := must[*Store](t)(Open(ctx, path))
		defer s.Close()
		var all string
		ok(t, s.read.QueryRow("SELECT group_concat(sql, ';') || (SELECT user_version FROM pragma_user_version) FROM sqlite_schema").Scan(&all))
		return all
	}
	if first, second := schema(), schema(); first != second {
		t.Error("the second start changed the schema")
	}
}

func TestFailedMigrationLeavesNothing(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "cowork.db")
	known := migrations
	t.Cleanup(func() { migrations = known })

	migrations = append(known[:len(known):len(known)], "CREATE TABLE half (x) STRICT; CREATE TABLE person (again)")
	if _, err := Open(ctx, path); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("migrate to version %d", len(known)+1)) {
		t.Fatalf("got %v", err)
	}
	db := must[*pool](t)(connect(path, forReading))
	defer db.Close()
	var tables, version int
	ok(t, db.QueryRow("SELECT (SELECT count(*) FROM sqlite_schema), user_version FROM pragma_user_version").Scan(&tables, &version))
	if tables != 0 || version != 0 {
		t.Errorf("it left %d tables and version %d", tables, version)
	}

	// The next one mends it, with the data of the version before.
	migrations = known
	s := must[*Store](t)(Open(ctx, path))
	write(t, s, func(tx *Tx) { circle(t, tx) })
	ok(t, s.Close())
	migrations = append(known[:len(known):len(known)], "ALTER TABLE circle ADD COLUMN motto TEXT NOT NULL DEFAULT ''")
	s = must[*Store](t)(Open(ctx, path))
	defer s.Close()
	write(t, s, func(tx *Tx) {
		if c := must[Circle](t)(tx.Circle(1)); c.Name != FirstCircleName {
			t.Errorf("the circle is %+v", c)
		}
	})
}

// A newer cowork that is started by mistake while an older one serves the
// database changes nothing under its feet.
func TestNoMigrationWhileABotRuns(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "cowork.db")
	runs := must[*Store](t)(Open(ctx, path))
	defer runs.Close()
	ok(t, runs.Lock(ctx))

	known := migrations
	t.Cleanup(func() { migrations = known })
	migrations = append(known[:len(known):len(known)], "ALTER TABLE circle ADD COLUMN motto TEXT NOT NULL DEFAULT ''")
	if _, err := Open(ctx, path); !errors.Is(err, ErrLocked) || !strings.HasPrefix(err.Error(), path+": in use by another cowork; stop it first") {
		t.Errorf("the newer one got %v", err)
	}
	if have := must[int](t)(version(ctx, runs.read.DB)); have != len(known) {
		t.Errorf("the schema has version %d now", have)
	}
	ok(t, runs.Close())
	newer := must[*Store](t)(Open(ctx, path))
	defer newer.Close()
	ok(t, newer.Lock(ctx))
}

func TestStartingAtOnce(t *testing.T) {
	for range 5 {
		path := filepath.Join(t.TempDir(), "cowork.db")
		errs := make(chan error, 8)
		var wg sync.WaitGroup
		for range cap(errs) {
			wg.Go(func() {
				s, err := Open(context.Background(), path)
				if err == nil {
					err = errors.Join(s.Write(context.Background(), func(tx *Tx) error {
						_, err := tx.FirstCircle("0 9 * * MON", "UTC")
						return err
					}), s.Close())
				}
				errs <- err
			})
		}
		wg.Wait()
		close(errs)
		for err := range errs {
			ok(t, err)
		}
	}
}

func TestProcessesStartingAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	for range 3 {
		path := filepath.Join(t.TempDir(), "cowork.db")
		var wg sync.WaitGroup
		for i := range 3 {
			wg.Go(func() {
				if out, err := child(t, "fill", path, fmt.Sprint("U", i)); err != nil {
					t.Errorf("process %d: %v, %s", i, err, out)
				}
			})
		}
		wg.Wait()
		s := must[*Store](t)(Open(context.Background(), path))
		ok(t, s.Read(context.Background(), func(tx *Tx) error {
			if people := must[[]Person](t)(tx.People()); len(people) != 3*20 {
				t.Errorf("%d people of 60 are there", len(people))
			}
			return nil
		}))
		ok(t, s.Close())
	}
}

// child runs this test binary again as another process that does one thing.
func child(t *testing.T, args ...string) (string, error) {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), "STORAGE_TEST_CHILD="+strings.Join(args, "\n"))
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestMain(m *testing.M) {
	task, isChild := os.LookupEnv("STORAGE_TEST_CHILD")
	if !isChild {
		os.Exit(m.Run())
	}
	args := strings.Split(task, "\n")
	if err := doChild(args[0], args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func doChild(task string, args []string) error {
	ctx := context.Background()
	s, err := Open(ctx, args[0])
	if err != nil {
		return err
	}
	defer s.Close()
	switch task {
	case "lock":
		return s.Lock(ctx)
	case "fill":
		for i := range 20 {
			err := s.Write(ctx, func(tx *Tx) error {
				people, err := tx.People()
				if err != nil {
					return err
				}
				return tx.SavePerson(Person{ID: pairing.MemberID(fmt.Sprintf("%s-%d", args[1], i)), Name: fmt.Sprint(len(people)), SeenAt: monday})
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("what is %q?", task)
}
