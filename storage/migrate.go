package storage

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
)

//go:embed [0-9]*.sql
var schema embed.FS

// application marks the file as one of cowork ("cwrk"), so that the database
// of another program is left alone.
const application = 0x6377726b

// migrations are the statements of each version of the schema, oldest first.
// A file is never changed once a release had it: add the next one.
var migrations = func() (all []string) {
	names, err := fs.Glob(schema, "*.sql") // sorted
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		text, err := schema.ReadFile(name)
		if err != nil {
			panic(err)
		}
		all = append(all, string(text))
	}
	return all
}()

// migrate applies the migrations that the database does not have yet, all in
// one immediate transaction: several processes may start at once, the first
// does the work, and the others find it done. PRAGMA user_version counts the
// migrations applied, and is a part of the transaction.
func migrate(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	have, err := version(ctx, tx)
	if err != nil {
		return err
	}
	if have == len(migrations) {
		return nil
	}
	for i, statements := range migrations[have:] {
		if _, err := tx.ExecContext(ctx, statements); err != nil {
			return fmt.Errorf("migrate to version %d: %w", have+i+1, err)
		}
	}
	marks := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", application, len(migrations))
	if _, err := tx.ExecContext(ctx, marks); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return tx.Commit()
}

// version is the number of migrations that the database has. It fails if the
// database belongs to another program or to a newer cowork.
func version(ctx context.Context, db interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}) (int, error) {
	var have, app, tables int
	row := db.QueryRowContext(ctx, `SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_user_version, pragma_application_id`)
	if err := row.Scan(&have, &app, &tables); err != nil {
		return 0, err
	}
	switch {
	case app != application && (app != 0 || have != 0 || tables != 0):
		return 0, fmt.Errorf("is the database of another program; set COWORK_DB to another file, nothing was changed in this one")
	case have > len(migrations):
		return 0, fmt.Errorf("was written by a newer cowork (version %d of the schema, this one knows %d); use the newer cowork, or a backup from before", have, len(migrations))
	}
	return have, nil
}
