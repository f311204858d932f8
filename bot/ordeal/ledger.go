package ordeal

import (
	"context"
	"database/sql"
	"strings"
)

// keepLedger makes the file keep what the bot prunes of its outbox: the judge
// holds every message that anybody sees against the row that owed it, however
// long ago that was.
func (w *world) keepLedger(ctx context.Context) error {
	if w.ledger {
		return nil
	}
	w.ledger = true
	db, err := sql.Open("sqlite", "file:"+w.file)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `
		CREATE TABLE ledger (key TEXT, state TEXT, method TEXT, channel TEXT, ts TEXT, due INTEGER, error TEXT, lane TEXT, doubt INTEGER, file TEXT) STRICT;
		CREATE TRIGGER outbox_pruned AFTER DELETE ON outbox WHEN OLD.state <> 'owed' BEGIN
			INSERT INTO ledger VALUES (OLD.key, OLD.state, OLD.method, OLD.channel, OLD.ts, OLD.due, OLD.error, OLD.lane, OLD.doubt, OLD.file);
		END`)
	return err
}

// pruned calls f with each row that the bot deleted, as text, but for those
// about people who wanted to be forgotten at some time, whose rows go whatever
// became of them.
func (w *world) pruned(q query, columns string, f func([]string)) {
	q.rows(`SELECT lane || ':' || key || ':' || error, `+columns+` FROM ledger`, func(row []string) {
		for who := range w.forgot {
			if strings.Contains(row[0], who) {
				return
			}
		}
		f(row[1:])
	})
}
