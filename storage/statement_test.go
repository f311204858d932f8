package storage

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
)

// kept is how many statements the one connection that writes has.
func kept(t *testing.T, s *Store) (n int) {
	t.Helper()
	conn := must[*sql.Conn](t)(s.write.Conn(context.Background()))
	defer conn.Close()
	ok(t, conn.Raw(func(made any) error { n = len(made.(*keeping).kept); return nil }))
	return n
}

func TestAStatementIsCompiledOnce(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) { ok(t, tx.SavePerson(Person{ID: "U1", SeenAt: monday})) })
	before := kept(t, s)
	for i := range 50 {
		write(t, s, func(tx *Tx) {
			ok(t, tx.SavePerson(Person{ID: "U2", Name: fmt.Sprint("name ", i), SeenAt: monday}))
			if got := must[Person](t)(tx.Person("U2")); got.Name != fmt.Sprint("name ", i) {
				t.Errorf("saved name %d, read %q", i, got.Name)
			}
		})
	}
	if n := kept(t, s); n != before+1 { // the one that reads
		t.Errorf("%d statements, then %d", before, n)
	}
}

// While the rows of a query are read, the same query can run again.
func TestAStatementWithinItself(t *testing.T) {
	s := open(t)
	const query = `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n`
	write(t, s, func(tx *Tx) {
		all := must[[]int](t)(list(tx, "count", func(row scanner) (int, error) {
			i, err := value[int](row)
			if err != nil {
				return 0, err
			}
			within, err := list(tx, "count again", value[int], query, i)
			return len(within), err
		}, query, 5))
		if fmt.Sprint(all) != "[1 2 3 4 5]" {
			t.Error(all)
		}
	})
}

// Whatever happened to a statement, the next time it is as new.
func TestAStatementAfterTrouble(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	insert := func(ctx context.Context, id any) error {
		return s.Write(ctx, func(tx *Tx) error {
			_, err := tx.exec("insert", `INSERT INTO seen (id, at) VALUES (?, 1)`, id)
			return err
		})
	}
	ok(t, insert(ctx, "e1"))
	for range 3 {
		refused(t, insert(ctx, "e1"), ErrConflict)
		refused(t, insert(ctx, nil), ErrConflict)
	}
	ok(t, insert(ctx, "e2"))

	cancelled, cancel := context.WithCancel(ctx)
	const long = `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT max(i) FROM n`
	err := s.Write(cancelled, func(tx *Tx) error {
		cancel()
		_, err := one(tx, "count", value[int], long, 100_000_000)
		return err
	})
	if err == nil {
		t.Error("a cancelled query went on")
	}
	write(t, s, func(tx *Tx) {
		if n := must[int](t)(one(tx, "count", value[int], long, 10)); n != 10 {
			t.Error(n)
		}
		var first int // only the first of the rows is read
		ok(t, tx.sql.QueryRowContext(ctx, `SELECT value FROM json_each('[1,2,3]')`).Scan(&first))
		ok(t, tx.sql.QueryRowContext(ctx, `SELECT value FROM json_each('[1,2,3]')`).Scan(&first))
		if first != 1 {
			t.Error(first)
		}
	})

	write(t, s, func(tx *Tx) { // another schema
		const columns = `SELECT count(*) FROM pragma_table_info('seen')`
		before := must[int](t)(one(tx, "count", value[int], columns))
		must[int](t)(tx.exec("alter", `ALTER TABLE seen ADD COLUMN more TEXT`))
		if after := must[int](t)(one(tx, "count", value[int], columns)); after != before+1 {
			t.Errorf("%d columns, then %d", before, after)
		}
	})
	ok(t, insert(ctx, "e3"))
}

// Texts that are never the same twice do not fill the memory.
func TestTooManyStatements(t *testing.T) {
	s := open(t)
	for i := range 3 * mostStatements {
		write(t, s, func(tx *Tx) {
			if n := must[int](t)(one(tx, "count", value[int], fmt.Sprintf(`SELECT %d`, i))); n != i {
				t.Errorf("%d, not %d", n, i)
			}
		})
	}
	if n := kept(t, s); n > mostStatements {
		t.Errorf("%d statements are kept", n)
	}
}
