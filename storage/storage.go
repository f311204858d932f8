// Package storage keeps everything that the bot must remember, in one SQLite file.
//
//	store, err := storage.Open(ctx, "cowork.db")
//	...
//	err = store.Write(ctx, func(tx *storage.Tx) error {
//		duo, err := tx.Duo(id)
//		if err != nil {
//			return err
//		}
//		next := ...                       // decide: pure
//		if err := tx.SaveTransition(id, duo.State, next); err != nil {
//			return err
//		}
//		_, err = tx.Owe(storage.Message{Key: "confirm:" + string(id), ...})
//		return err
//	})
//
// Write sees and changes; nobody else writes meanwhile, so what is loaded in
// it is still true when it is saved. Read sees one moment and cannot change
// anything, and many may read at once. Choose Write whenever a decision
// depends on what was loaded. A state and the messages that report it belong
// in one Write.
//
// What must always hold (one round for each due time, one live seat for each
// member in a round, one row for each message owed) is held by constraints of
// the schema, 0001_start.sql. A method that a constraint refuses returns
// ErrConflict, one that finds nothing ErrNotFound.
//
// Time is an argument everywhere. Instants are kept in whole seconds; a zero
// time.Time is kept as "none".
package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"cowork/pairing"

	"modernc.org/sqlite"
)

// What callers tell apart; use errors.Is.
var (
	ErrNotFound   = errors.New("not found")
	ErrConflict   = errors.New("refused by what is there already")
	ErrReadOnly   = errors.New("the database was opened for reading only")
	ErrUnwritable = errors.New("the database cannot be written to")
	ErrLocked     = errors.New("in use by another cowork")
)

// Store is an open database. It is safe for use by many goroutines.
type Store struct {
	path  string
	write *pool // of one connection; nil: reading only
	read  *pool
	lock  *pool // holds the lock file while it is open; nil: not locked
}

// pool is connections for one purpose, handed out to whoever came first: the
// one of database/sql hands them to any of those who wait, so that in a crowd
// the unlucky would wait for all of it.
type pool struct {
	*sql.DB
	turns chan struct{} // as many as there are connections
	begin string        // a transaction
}

// Tx is one transaction, with a method for everything that can be asked of a
// noun. It ends when the function it was given to returns, and is for the one
// goroutine that runs it.
type Tx struct {
	ctx    context.Context
	sql    *sql.Conn                   // within the transaction
	people map[pairing.MemberID]Person // that Person returned
}

// Read runs f on one moment of the database, which f cannot change: what tries
// to fails with ErrUnwritable.
func (s *Store) Read(ctx context.Context, f func(*Tx) error) error {
	return run(ctx, s.read, f)
}

// Write runs f while nobody else writes, and keeps what it did if it returns
// nil. If it returns an error or panics, nothing of it is kept. Writers take
// turns in the order in which they came. It fails with ErrUnwritable where the
// disk is full, broken, or has become read-only; Probe tells when that is over.
func (s *Store) Write(ctx context.Context, f func(*Tx) error) error {
	if s.write == nil {
		return ErrReadOnly
	}
	return run(ctx, s.write, f)
}

// run runs f in a transaction. A transaction of database/sql would cost a
// goroutine each, and SQLite would compile its beginning and its end each time.
func run(ctx context.Context, db *pool, f func(*Tx) error) error {
	select {
	case db.turns <- struct{}{}:
		defer func() { <-db.turns }()
	case <-ctx.Done():
		return wrap(ctx.Err(), "wait for a connection")
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return wrap(err, "take a connection")
	}
	defer conn.Close() // gives it back
	ends, kept := context.WithoutCancel(ctx), false
	defer func() { // also when f panics, and when it had begun although ctx ended
		if !kept {
			_, _ = conn.ExecContext(ends, "ROLLBACK") // fails if there is none, or SQLite has done so by itself
		}
	}()
	if _, err := conn.ExecContext(ctx, db.begin); err != nil {
		return wrap(err, "begin a transaction")
	}
	if err := f(&Tx{ctx: ctx, sql: conn}); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return wrap(err, "commit")
	}
	_, err = conn.ExecContext(ends, "COMMIT")
	kept = err == nil
	return wrap(err, "commit")
}

// Close releases the files and the lock. The database is complete without
// its -wal file afterwards, unless another process still has it open.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*pool{s.read, s.write, s.lock} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return wrap(errors.Join(errs...), "close %s", s.path)
}

// probed is how much Probe writes: as much as most of what is saved at once.
const probed = 32 << 10

// Probe reports whether the database can be written to: it writes something
// and removes it again, so that a full disk and a file that has become
// read-only are noticed too. What it took from the disk it leaves free within
// the file, for the next who writes.
func (s *Store) Probe(ctx context.Context) error {
	return s.Write(ctx, func(tx *Tx) error {
		const doing = "write to the database"
		if _, err := tx.exec(doing, `INSERT OR REPLACE INTO seen (id, at, reply) VALUES ('probe', 0, hex(zeroblob(?)))`, probed/2); err != nil {
			return err
		}
		_, err := tx.exec(doing, `DELETE FROM seen WHERE id = 'probe'`)
		return err
	})
}

// Cap bounds the size of the file, in pages: what would make it larger is
// refused with ErrUnwritable, as on a full disk. Below what the file has
// already, that is the bound; 0 is none.
func (s *Store) Cap(ctx context.Context, pages int) error {
	if s.write == nil {
		return ErrReadOnly
	}
	if pages <= 0 {
		pages = 4294967294 // as SQLite has it when nobody says
	}
	_, err := s.write.ExecContext(ctx, `PRAGMA max_page_count = `+strconv.Itoa(pages))
	return wrap(err, "bound the size of the database")
}

// Freeze refuses all that would be written, with ErrUnwritable, as a file does
// that has become read-only; or lets it be written again.
func (s *Store) Freeze(ctx context.Context, on bool) error {
	if s.write == nil {
		return ErrReadOnly
	}
	_, err := s.write.ExecContext(ctx, fmt.Sprintf(`PRAGMA query_only = %t`, on))
	return wrap(err, "freeze the database")
}

// Path is the file that the store was opened with.
func (s *Store) Path() string { return s.path }

// unwritable are the result codes of SQLite that say that nothing can be
// written, by no fault of who tried.
var unwritable = map[int]bool{codeFull: true, codeReadOnly: true, codeBroken: true, codeCantOpen: true}

// wrap says what was being done, and makes the errors that callers tell apart
// out of the driver's. It returns nil for nil.
func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	doing := fmt.Sprintf(format, args...)
	var driver *sqlite.Error
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("%s: %w", doing, ErrNotFound)
	case errors.As(err, &driver) && driver.Code()&0xff == codeConstraint:
		return fmt.Errorf("%s: %w: %w", doing, ErrConflict, err)
	case errors.As(err, &driver) && unwritable[driver.Code()&0xff]:
		return fmt.Errorf("%s: %w: %w", doing, ErrUnwritable, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// scanner is one row, of sql.Row or sql.Rows.
type scanner interface{ Scan(...any) error }

// one returns the only row of a query, or ErrNotFound.
func one[T any](tx *Tx, doing string, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	v, err := scan(tx.sql.QueryRowContext(tx.ctx, query, args...))
	return v, wrap(err, "%s", doing)
}

// list returns all rows of a query, in its order.
func list[T any](tx *Tx, doing string, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.sql.QueryContext(tx.ctx, query, args...)
	if err != nil {
		return nil, wrap(err, "%s", doing)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, wrap(err, "%s", doing)
		}
		all = append(all, v)
	}
	return all, wrap(rows.Err(), "%s", doing)
}

// atMost is the LIMIT of a query. It stands in its text, because SQLite plans a
// statement anew for each value that is bound there.
func atMost(n int) string { return " LIMIT " + strconv.Itoa(n) }

// value scans a row of one column.
func value[T any](row scanner) (v T, err error) {
	err = row.Scan(&v)
	return v, err
}

// exec runs one statement and returns how many rows it changed.
func (tx *Tx) exec(doing, query string, args ...any) (int, error) {
	res, err := tx.sql.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return 0, wrap(err, "%s", doing)
	}
	n, err := res.RowsAffected()
	return int(n), wrap(err, "%s", doing)
}

// execOne is exec for a statement that must find its row; otherwise ErrNotFound.
func (tx *Tx) execOne(doing, query string, args ...any) error {
	n, err := tx.exec(doing, query, args...)
	if err == nil && n == 0 {
		err = fmt.Errorf("%s: %w", doing, ErrNotFound)
	}
	return err
}
