package storage

import (
	"context"
	"database/sql/driver"
	"errors"
)

// mostStatements is how many statements a connection keeps. All of the bot's
// fit; one more and those that nobody runs are let go.
const mostStatements = 400

// A connector makes connections that keep their statements prepared. SQLite
// compiles a statement whenever it is given as text, which for the short ones
// of the bot takes several times as long as running it.
type connector struct{ driver.Connector }

// Connect opens a connection.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	made, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	plain, is := made.(connection)
	if !is {
		return nil, errors.Join(errors.New("the driver of SQLite lacks a method that it should have"), made.Close())
	}
	return &keeping{connection: plain, kept: map[string]*statement{}}, nil
}

// connection is what database/sql may ask of the driver's.
type connection interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// keeping is a connection with the statements that it ran before, by their
// text. Like every driver.Conn it is used by one goroutine at a time, and so
// are its statements and their rows.
type keeping struct {
	connection
	kept map[string]*statement
}

// statement is one that is compiled, and whether rows of it are being read.
type statement struct {
	driver.Stmt
	busy bool
}

// take returns the statement of a text for the caller alone, until it is
// given back; nil if somebody reads its rows just now, as a query does that
// runs within itself.
func (k *keeping) take(ctx context.Context, text string) (*statement, error) {
	if s := k.kept[text]; s != nil {
		if s.busy {
			return nil, nil
		}
		s.busy = true
		return s, nil
	}
	compiled, err := k.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if len(k.kept) >= mostStatements {
		for old, s := range k.kept {
			if !s.busy {
				_ = k.drop(old)
			}
		}
	}
	s := &statement{compiled, true}
	k.kept[text] = s
	return s, nil
}

// giveBack keeps a statement for the next time. One that failed is not kept:
// what it would do then is anybody's guess.
func (k *keeping) giveBack(text string, s *statement, failed error) error {
	s.busy = false
	if failed != nil && k.kept[text] == s {
		return k.drop(text)
	}
	return nil
}

// drop frees a statement.
func (k *keeping) drop(text string) error {
	s := k.kept[text]
	delete(k.kept, text)
	return s.Close()
}

// ExecContext runs a statement that returns no rows.
func (k *keeping) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	s, err := k.take(ctx, text)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return k.connection.ExecContext(ctx, text, args)
	}
	result, err := s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
	return result, errors.Join(err, k.giveBack(text, s, err))
}

// QueryContext runs a statement whose rows are read.
func (k *keeping) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := k.take(ctx, text)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return k.connection.QueryContext(ctx, text, args)
	}
	rows, err := s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		return nil, errors.Join(err, k.giveBack(text, s, err))
	}
	return &keptRows{rows, k, text, s}, nil
}

// Close frees all statements and then the connection.
func (k *keeping) Close() error {
	var errs []error
	for text := range k.kept {
		errs = append(errs, k.drop(text))
	}
	return errors.Join(append(errs, k.connection.Close())...)
}

// keptRows are rows whose statement is given back when they are closed.
type keptRows struct {
	driver.Rows
	conn *keeping
	text string
	of   *statement
}

// Close gives the statement back.
func (r *keptRows) Close() error {
	if r.of == nil {
		return nil
	}
	err := r.Rows.Close()
	err = errors.Join(err, r.conn.giveBack(r.text, r.of, err))
	r.of = nil
	return err
}
