package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOpenMakesTheFileForItsOwnerAlone(t *testing.T) {
	for name, before := range map[string]func(path string) error{
		"new":                     func(string) error { return nil },
		"empty, readable for all": func(path string) error { return os.WriteFile(path, nil, 0o644) },
		"from before, readable for all": func(path string) error {
			s, err := Open(context.Background(), path)
			if err != nil {
				return err
			}
			return errors.Join(s.Close(), os.Chmod(path, 0o664))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "cowork.db")
			ok(t, before(path))
			s := must[*Store](t)(Open(context.Background(), path))
			defer s.Close()
			write(t, s, func(tx *Tx) { circle(t, tx) })
			for _, file := range []string{path, path + "-wal", path + "-shm"} {
				info, err := os.Stat(file)
				ok(t, err)
				if info.Mode().Perm() != 0o600 {
					t.Errorf("%s has mode %v", filepath.Base(file), info.Mode().Perm())
				}
			}
		})
	}
}

func TestOpenAnyName(t *testing.T) {
	for _, name := range []string{"a b.db", "50%.db", "why?.db", "why?mode=ro", "no#1.db", ":memory:", "é.db", "file:x.db"} {
		dir := t.TempDir()
		t.Chdir(dir)
		s, err := Open(context.Background(), name)
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		write(t, s, func(tx *Tx) { circle(t, tx) })
		ok(t, s.Close())
		entries, err := os.ReadDir(dir)
		ok(t, err)
		if len(entries) != 1 || entries[0].Name() != name {
			t.Errorf("%q made %v", name, entries)
		}
		r := must[*Store](t)(OpenReadOnly(context.Background(), name))
		ok(t, r.Read(context.Background(), func(tx *Tx) error {
			_, err := tx.Circle(1)
			return err
		}))
		ok(t, r.Close())
	}
}

// Every pragma must hold on every connection of the pools, not on the first.
func TestPragmasHoldOnEveryConnection(t *testing.T) {
	s := open(t)
	pragmas := func(db *sql.DB) map[string]string {
		got := map[string]string{}
		for _, p := range []string{"journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete", "query_only"} {
			var v string
			ok(t, db.QueryRow("PRAGMA "+p).Scan(&v))
			got[p] = v
		}
		return got
	}
	writing := map[string]string{"journal_mode": "wal", "synchronous": "1", "foreign_keys": "1", "busy_timeout": "10000", "secure_delete": "1", "query_only": "0"}
	if diff := cmp.Diff(writing, pragmas(s.write.DB)); diff != "" {
		t.Error("for writing:", diff)
	}
	// Hold one connection of the pool after the other.
	for range 4 {
		got := pragmas(s.read.DB)
		if got["query_only"] != "1" || got["busy_timeout"] != "10000" {
			t.Errorf("for reading: %v", got)
		}
		conn, err := s.read.Conn(context.Background())
		ok(t, err)
		defer conn.Close()
		if s.read.Stats().InUse == 4 {
			break
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	valid := func(path string) {
		s := must[*Store](t)(Open(context.Background(), path))
		write(t, s, func(tx *Tx) {
			join(t, tx, circle(t, tx), "U1", "U2")
			for i := range 400 {
				must[bool](t)(tx.Owe(message(fmt.Sprint("key:", i), "U1", monday)))
			}
		})
		ok(t, s.Close())
	}
	exec := func(path, statements string) {
		db, err := sql.Open("sqlite", path)
		ok(t, err)
		_, err = db.Exec(statements)
		ok(t, errors.Join(err, db.Close()))
	}
	for _, c := range []struct {
		name string
		make func(path string)
		want string // in the error, beside the path
		only bool   // Open alone refuses it
	}{
		{name: "a directory", make: func(p string) { ok(t, os.Mkdir(p, 0o700)) }, want: "is a directory; set COWORK_DB to a file"},
		{name: "text", make: func(p string) { ok(t, os.WriteFile(p, []byte("SELECT 1; and more text than a header is long"), 0o600)) },
			want: "is not an SQLite database; set COWORK_DB to another file"},
		{name: "a short text", make: func(p string) { ok(t, os.WriteFile(p, []byte("hi"), 0o600)) }, want: "is not an SQLite database"},
		{name: "cut in its header", make: func(p string) { ok(t, os.WriteFile(p, []byte("SQLite f"), 0o600)) }, want: "is not an SQLite database"},
		{name: "a header and nothing else", make: func(p string) { ok(t, os.WriteFile(p, []byte("SQLite format 3\x00nonsense"), 0o600)) },
			want: "is not an SQLite database"},
		{name: "cut in the middle", make: func(p string) {
			valid(p)
			info, err := os.Stat(p)
			ok(t, err)
			ok(t, os.Truncate(p, info.Size()/2/4096*4096))
		}, want: "restore it from a backup, or save what can be saved with `sqlite3 "},
		{name: "overwritten in the middle", make: func(p string) {
			valid(p)
			b, err := os.ReadFile(p)
			ok(t, err)
			copy(b[len(b)/4096/2*4096:], bytes.Repeat([]byte{0xff}, 3*4096))
			ok(t, os.WriteFile(p, b, 0o600))
		}, want: "restore it from a backup, or save what can be saved with `sqlite3 "},
		{name: "another program's", make: func(p string) { exec(p, "CREATE TABLE notes (text)") }, want: "is the database of another program"},
		{name: "another program's by its mark", make: func(p string) { exec(p, "PRAGMA application_id = 7; CREATE TABLE notes (text)") }, want: "another program"},
		{name: "a newer cowork's", make: func(p string) { valid(p); exec(p, fmt.Sprint("PRAGMA user_version = ", len(migrations)+3)) },
			want: fmt.Sprintf("was written by a newer cowork (version %d of the schema, this one knows %d); use the newer cowork", len(migrations)+3, len(migrations))},
		{name: "in a directory that is not there", make: func(p string) { ok(t, os.RemoveAll(filepath.Dir(p))) }, want: "cannot be created", only: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "data", "cowork.db")
			ok(t, os.Mkdir(filepath.Dir(path), 0o700))
			c.make(path)
			before, _ := os.ReadFile(path)
			for name, open := range map[string]func(context.Context, string) (*Store, error){"Open": Open, "OpenReadOnly": OpenReadOnly} {
				s, err := open(context.Background(), path)
				if err == nil {
					s.Close()
					t.Fatalf("%s took it", name)
				}
				if c.only && name != "Open" {
					continue
				}
				if !strings.HasPrefix(err.Error(), path+": ") || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
					t.Errorf("%s: %v; want one line that begins with the path and has %q", name, err, c.want)
				}
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
		})
	}
	t.Run("nothing, for reading", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "cowork.db")
		_, err := OpenReadOnly(context.Background(), path)
		refused(t, err, ErrNotFound)
		if _, err := os.Stat(path); err == nil {
			t.Error("it was created")
		}
	})
}

func TestReadOnly(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	write(t, s, func(tx *Tx) { join(t, tx, circle(t, tx), "U1") })
	ok(t, s.Lock(ctx))

	// While the bot runs and somebody writes, others read what was there
	// before, and do not wait.
	write(t, s, func(tx *Tx) {
		ok(t, tx.SavePerson(Person{ID: "U2", SeenAt: monday}))
		r := must[*Store](t)(OpenReadOnly(ctx, s.Path()))
		defer r.Close()
		ok(t, r.Read(ctx, func(tx *Tx) error {
			if people := must[[]Person](t)(tx.People()); len(people) != 1 {
				t.Errorf("sees %d people, want the one that is committed", len(people))
			}
			return nil
		}))
		refused(t, r.Write(ctx, func(*Tx) error { return nil }), ErrReadOnly)
		refused(t, r.Lock(ctx), ErrReadOnly)
		refused(t, r.Checkpoint(ctx), ErrReadOnly)
	})
	err := s.Read(ctx, func(tx *Tx) error { return tx.SavePerson(Person{ID: "U3", SeenAt: monday}) })
	if code(err) != codeReadOnly {
		t.Errorf("writing in a Read: %v", err)
	}
}

// A copy of the files of a running process is what a crash leaves.
func TestOpenAfterCrash(t *testing.T) {
	ctx := context.Background()
	for name, open := range map[string]func(context.Context, string) (*Store, error){"Open": Open, "OpenReadOnly": OpenReadOnly} {
		s := openAt(t, filepath.Join(t.TempDir(), "cowork.db"))
		write(t, s, func(tx *Tx) { join(t, tx, circle(t, tx), "U1") })
		crashed := filepath.Join(t.TempDir(), "cowork.db")
		for _, suffix := range []string{"", "-wal"} {
			b, err := os.ReadFile(s.Path() + suffix)
			ok(t, err)
			ok(t, os.WriteFile(crashed+suffix, b, 0o600))
		}
		again, err := open(ctx, crashed)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		ok(t, again.Read(ctx, func(tx *Tx) error {
			_, err := tx.Person("U1")
			return err
		}))
		ok(t, again.Close())
	}
}

// A crash in the very first start leaves a rollback journal, which only
// somebody who may write can undo.
func TestOpenAfterCrashInTheFirstStart(t *testing.T) {
	ctx := context.Background()
	path, crashed := filepath.Join(t.TempDir(), "a.db"), filepath.Join(t.TempDir(), "cowork.db")
	db, err := sql.Open("sqlite", path)
	ok(t, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	// So little memory that a transaction goes to the file before it ends.
	_, err = db.Exec(`PRAGMA cache_size = 1; BEGIN; CREATE TABLE half (x); INSERT INTO half
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT hex(randomblob(500)) FROM n`)
	ok(t, err)
	for _, suffix := range []string{"", "-journal"} {
		b, err := os.ReadFile(path + suffix)
		ok(t, err)
		ok(t, os.WriteFile(crashed+suffix, b, 0o600))
	}
	_, err = OpenReadOnly(ctx, crashed)
	if err == nil || !strings.Contains(err.Error(), "start `cowork run` once") {
		t.Errorf("for reading: %v", err)
	}
	s := openAt(t, crashed)
	write(t, s, func(tx *Tx) { join(t, tx, circle(t, tx), "U1") })
}

// What a user other than root is refused; root is refused nothing.
func TestOpenWithoutPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read and write everything")
	}
	path := filepath.Join(t.TempDir(), "cowork.db")
	ok(t, openAt(t, path).Close())
	for mode, want := range map[os.FileMode]string{0o400: "cannot be written", 0: "cannot be read"} {
		ok(t, os.Chmod(path, mode))
		if _, err := Open(context.Background(), path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("mode %v: %v, want %q", mode, err, want)
		}
	}
}

func TestReadOnlyNeverMigrates(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cowork.db")
	ok(t, os.WriteFile(path, nil, 0o600)) // a database of version 0
	_, err := OpenReadOnly(context.Background(), path)
	if err == nil || !strings.Contains(err.Error(), "start `cowork run` once") {
		t.Errorf("got %v", err)
	}
}

func TestLockIsForOneProcess(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	ok(t, s.Lock(ctx))
	ok(t, s.Lock(ctx)) // has it already

	other := must[*Store](t)(Open(ctx, s.Path())) // an admin's command may write
	defer other.Close()
	write(t, other, func(tx *Tx) { circle(t, tx) })
	err := other.Lock(ctx)
	refused(t, err, ErrLocked)
	if !strings.HasPrefix(err.Error(), s.Path()+": in use by another cowork; stop it first") {
		t.Errorf("error reads %q", err)
	}
	if out, err := child(t, "lock", s.Path()); err == nil || !strings.Contains(out, "in use by another cowork") {
		t.Errorf("another process: %v, %s", err, out)
	}
	ok(t, s.Close())
	if out, err := child(t, "lock", s.Path()); err != nil {
		t.Errorf("another process after it was released: %v, %s", err, out)
	}
	ok(t, other.Lock(ctx)) // the process that had it has ended
}
