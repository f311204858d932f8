package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
)

// The primary result codes of SQLite that are told apart.
const (
	codeBusy       = 5
	codeReadOnly   = 8
	codeBroken     = 10 // an error of the disk
	codeCorrupt    = 11
	codeFull       = 13
	codeCantOpen   = 14
	codeConstraint = 19
	codeNotADB     = 26
	codeHalfDone   = 776 // the extended code of a rollback journal that must be played back, on a connection that only reads
)

// patience is how long a process waits for another one that writes.
const patience = 10 * time.Second

// Open opens the database for reading and writing, creates it if it is not
// there, and brings its schema up to date. It fails with one line that names
// the file and how to mend it when the path is a directory, cannot be
// written, holds something else than a database of cowork, holds a damaged
// one, or one of a newer cowork; and with ErrLocked when the schema is of an
// older one that still runs on it.
func Open(ctx context.Context, path string) (*Store, error) {
	if err := prepare(path); err != nil {
		return nil, err
	}
	s, have, err := reader(ctx, path)
	for tries := 0; tries < 3 && errors.Is(err, errHalfDone); tries++ { // more than once only if others start too
		if err := undo(ctx, path); err != nil {
			return nil, err
		}
		s, have, err = reader(ctx, path)
	}
	if err != nil {
		return nil, err
	}
	if s.write, err = connect(path, forWriting); err == nil {
		err = s.upgrade(ctx, have)
	}
	if err != nil {
		s.Close()
		return nil, explain(path, err)
	}
	return s, nil
}

// upgrade brings the schema up to date from the version that it has. A schema
// that an older cowork made is not changed while a bot runs on it.
func (s *Store) upgrade(ctx context.Context, have int) error {
	if have > 0 && have < len(migrations) {
		if err := s.Lock(ctx); err != nil {
			return err
		}
		defer s.unlock()
	}
	return patiently(ctx, func() error { return migrate(ctx, s.write.DB) })
}

// OpenReadOnly opens a database that is there already and changes nothing in
// it, also while another process writes. It fails like Open; and with
// ErrNotFound if there is none, because only Open creates one.
func OpenReadOnly(ctx context.Context, path string) (*Store, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: the database was %w; `cowork run` creates it", path, ErrNotFound)
	}
	if err := inspect(path); err != nil {
		return nil, err
	}
	s, have, err := reader(ctx, path)
	if err != nil {
		return nil, err
	}
	if have < len(migrations) {
		s.Close()
		return nil, fmt.Errorf("%s: has version %d of the schema and this cowork needs %d; start `cowork run` once to bring it up to date",
			path, have, len(migrations))
	}
	return s, nil
}

// reader opens a database for reading and returns the version of its schema.
// Whatever is refused is refused here, before anything is written to the
// file: even the switch to WAL would change the database of another program.
func reader(ctx context.Context, path string) (s *Store, have int, err error) {
	s = &Store{path: path}
	if s.read, err = connect(path, forReading); err == nil {
		err = patiently(ctx, func() (err error) {
			if err = check(ctx, s.read.DB); err == nil {
				have, err = version(ctx, s.read.DB)
			}
			return err
		})
	}
	if err != nil {
		s.Close()
		if c := new(sqlite.Error); errors.As(err, &c) && c.Code() == codeHalfDone {
			return nil, 0, fmt.Errorf("%s: %w (%w); start `cowork run` once to undo it", path, errHalfDone, err)
		}
		return nil, 0, explain(path, err)
	}
	return s, have, nil
}

// errHalfDone is said of a file with a rollback journal beside it: somebody
// crashed in the middle of a change, before the database used WAL. Only who
// may write can undo it.
var errHalfDone = errors.New("was left in the middle of a change")

// undo lets SQLite roll back what a crash left, and changes nothing else.
func undo(ctx context.Context, path string) error {
	db, err := connect(path, forUndoing)
	if err != nil {
		return err
	}
	defer db.Close()
	return explain(path, patiently(ctx, func() error {
		_, err := db.ExecContext(ctx, "SELECT 1 FROM sqlite_schema")
		return err
	}))
}

// patiently does again what another process, which starts or ends at the same
// moment, was in the way of. SQLite waits by itself (busy_timeout) except where
// waiting could be for ever: such as when two connections want to switch the
// same new file to WAL.
func patiently(ctx context.Context, do func() error) error {
	enough := time.After(patience)
	for {
		err := do()
		if code(err) != codeBusy {
			return err
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-enough:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Lock makes this process the only one that runs the bot on the database,
// until the store is closed. It returns ErrLocked if another one is. It does
// not keep anybody from reading, or from writing with Open alone.
//
// The lock is an exclusive transaction on an empty database beside the real
// one: it works wherever SQLite does, and the system releases it when the
// process ends in whatever way.
func (s *Store) Lock(ctx context.Context) error {
	if s.write == nil {
		return ErrReadOnly
	}
	if s.lock != nil {
		return nil
	}
	path := s.path + ".lock"
	db, err := connect(path, forLocking)
	if err != nil {
		return explain(path, err)
	}
	if _, err := db.ExecContext(ctx, "BEGIN EXCLUSIVE"); err != nil {
		db.Close()
		if code(err) == codeBusy {
			return fmt.Errorf("%s: %w; stop it first, or set COWORK_DB to another file", s.path, ErrLocked)
		}
		return explain(path, err)
	}
	s.lock = db
	return nil
}

// unlock lets another process run the bot.
func (s *Store) unlock() {
	_ = s.lock.Close() // rolls back what it never changed
	s.lock = nil
}

// purpose is what a connection is for.
type purpose int

const (
	forWriting purpose = iota
	forReading
	forLocking
	forCopying
	forUndoing
)

// connect makes the pool for one purpose. Pragmas go into the name of the
// database, because a pragma that is executed reaches one connection of the
// pool only.
func connect(path string, p purpose) (*pool, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	abs = filepath.ToSlash(abs)
	if !strings.HasPrefix(abs, "/") {
		abs = "/" + abs // C:/… becomes file:///C:/…
	}
	q := url.Values{}
	q.Set("_error_rc", "1") // no message of another operation appended to an error
	q.Set("_dqs", "0")      // "x" is a column, so that a typo in one is an error and not a string
	// Another process may be writing: wait for it instead of failing. First,
	// because the pragmas after it may need the file too.
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", patience.Milliseconds()))
	conns, begin := 1, "BEGIN"
	switch p {
	case forWriting:
		// The write lock is taken at BEGIN, where waiting is possible. A
		// transaction that reads first and then writes would fail at once
		// when somebody wrote in between.
		begin = "BEGIN IMMEDIATE"
		q.Set("_txlock", "immediate") // the same for those of database/sql
		// Readers go on while somebody writes, and a commit is one append.
		q.Add("_pragma", "journal_mode(WAL)")
		// With WAL this is safe against a crash of the process; a power
		// failure can lose the last commits but never damages the file.
		q.Add("_pragma", "synchronous(NORMAL)")
		// SQLite ignores REFERENCES without it.
		q.Add("_pragma", "foreign_keys(1)")
		// What is deleted is overwritten in the file: forget means forget.
		q.Add("_pragma", "secure_delete(1)")
	case forReading:
		q.Set("mode", "ro")
		q.Set("_query_only", "1")
		conns = 4
	case forCopying: // reads only, but query_only would refuse the new file too
		q.Set("mode", "ro")
	case forUndoing: // writes what SQLite must, and changes no setting of the file
	case forLocking:
		q.Set("_pragma", "busy_timeout(0)") // whoever has it keeps it: do not wait
	}
	driver, err := sqlite.NewConnector((&url.URL{Scheme: "file", Path: abs, RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector{driver})
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns) // connections stay open: opening one costs more than most queries
	return &pool{db, make(chan struct{}, conns), begin}, nil
}

// prepare creates the file for its owner alone; SQLite gives the -wal and
// -shm files the same mode. People's homes are in it, so that a file which
// others can read is closed to them, if it is ours to close.
func prepare(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		return f.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: cannot be created (%w); create its directory, or set COWORK_DB to a file that can be written", path, bare(err))
	}
	if err := inspect(path); err != nil {
		return err
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if info, err := os.Stat(name); err == nil && info.Mode().Perm()&0o077 != 0 {
			_ = os.Chmod(name, info.Mode().Perm()&^0o077) // not ours: its owner decides
		}
	}
	f, err = os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("%s: cannot be written (%w); make this user its owner, or set COWORK_DB to another file", path, bare(err))
	}
	return f.Close()
}

// inspect refuses what cannot be a database before SQLite sees it. An empty
// file is a database without tables.
func inspect(path string) error {
	const magic = "SQLite format 3\x00"
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("%s: cannot be looked at (%w); set COWORK_DB to a file that can", path, bare(err))
	}
	if info.IsDir() {
		return fmt.Errorf("%s: is a directory; set COWORK_DB to a file, for example %s", path, filepath.Join(path, "cowork.db"))
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s: is not a regular file; set COWORK_DB to one", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("%s: cannot be read (%w); make this user its owner, or set COWORK_DB to another file", path, bare(err))
	}
	defer f.Close()
	head := make([]byte, len(magic))
	n, err := io.ReadFull(f, head)
	if n > 0 && string(head[:n]) != magic {
		if _, err := os.Stat(path + "-journal"); err == nil {
			return nil // somebody is writing its first pages, or crashed while doing so: SQLite knows
		}
		return notADatabase(path)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: cannot be read (%w); restore it from a backup", path, bare(err))
	}
	return nil
}

// check looks whether the file is sound.
func check(ctx context.Context, db *sql.DB) error {
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return &damage{strings.Join(strings.Fields(verdict), " ")}
	}
	return nil
}

// damage is what quick_check found.
type damage struct{ verdict string }

func (d *damage) Error() string { return d.verdict }

func notADatabase(path string) error {
	return fmt.Errorf("%s: is not an SQLite database; set COWORK_DB to another file, nothing was changed in this one", path)
}

// explain makes one line of what went wrong while a database was opened; nil
// of nil.
func explain(path string, err error) error {
	var d *damage
	switch c := code(err); {
	case err == nil, errors.Is(err, ErrLocked): // that names the file already
		return err
	case c == codeNotADB:
		return notADatabase(path)
	case c == codeCorrupt, errors.As(err, &d):
		return fmt.Errorf("%s: is damaged (%w); restore it from a backup, or save what can be saved with `sqlite3 %s .recover`", path, err, path)
	case c == codeReadOnly, c == codeCantOpen:
		return fmt.Errorf("%s: cannot be opened (%w); the file and its directory must be writable for this user", path, err)
	case c == codeFull:
		return fmt.Errorf("%s: the disk is full (%w); free some space", path, err)
	case c == codeBusy:
		return fmt.Errorf("%s: %w (%w); stop it first", path, ErrLocked, err)
	}
	return fmt.Errorf("%s: %w", path, err)
}

// code is the primary result code of SQLite in an error, 0 if there is none.
func code(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}

// bare is an error of the file system without the path, which the sentence
// names already.
func bare(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}
