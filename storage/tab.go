package storage

import (
	"fmt"
	"time"

	"cowork/pairing"
)

// Tab is the home tab of somebody who has opened it, as far as it is known
// what Slack shows there. The database marks it stale by itself with whatever
// is written that it may show; see 0006_home_tab.sql.
type Tab struct {
	Person   pairing.MemberID
	Digest   string // of the view published last, "" if that is not known
	Hash     string // what Slack calls that view, "" if that is not known
	Attempts int    // that failed since it was last published
}

// OpenedTab notes that somebody looks at their home tab, and what Slack calls
// the view that is there, "" if it shows none. If that is not the one that was
// published last (a backup was put back, say) the tab counts as not known.
func (tx *Tx) OpenedTab(person pairing.MemberID, hash string, now time.Time) error {
	_, err := tx.exec(fmt.Sprintf("note that %s opened their tab", person), `
		INSERT INTO tab (person, opened_at, hash) VALUES (?1, ?2, ?3)
		ON CONFLICT (person) DO UPDATE SET opened_at = ?2, retry_at = 0,
			stale = max(stale, hash <> ?3), digest = iif(hash = ?3, digest, ''), hash = iif(doubt = 1, hash, ?3)`,
		person, now.Unix(), hash)
	return err
}

// SawTab notes that somebody acts on their home tab, if they have one, so that
// it is among the first to be brought up to date.
func (tx *Tx) SawTab(person pairing.MemberID, now time.Time) error {
	_, err := tx.exec(fmt.Sprintf("note that %s looks at their tab", person),
		`UPDATE tab SET opened_at = ? WHERE person = ?`, now.Unix(), person)
	return err
}

// StaleTabs returns the tabs that may not be up to date and may be looked at
// now, those whose owner was seen last first, at most limit of them.
func (tx *Tx) StaleTabs(now time.Time, limit int) ([]Tab, error) {
	return list(tx, "load the tabs that are not up to date", func(row scanner) (t Tab, err error) {
		err = row.Scan(&t.Person, &t.Digest, &t.Hash, &t.Attempts)
		return t, err
	}, `SELECT person, digest, hash, attempts FROM (
			SELECT * FROM tab WHERE stale = 1 OR doubt = 1 UNION SELECT * FROM tab WHERE due <= ?1)
		WHERE retry_at <= ?1 ORDER BY opened_at DESC, person`+atMost(limit), now.Unix())
}

// NextTab is when the first of the tabs that wait for another attempt may be
// looked at; the zero time if none waits.
func (tx *Tx) NextTab(now time.Time) (next time.Time, err error) {
	err = tx.sql.QueryRowContext(tx.ctx, `SELECT min(retry_at) FROM tab WHERE (stale = 1 OR doubt = 1) AND retry_at > ?`, now.Unix()).Scan(at(&next))
	return next, wrap(err, "look when a tab may be brought up to date")
}

// LookAtTab says that a tab is about to be looked at: what changes from now on
// makes it stale again. Until TabStands, TabShows or TabFails it is in doubt,
// and a crash leaves it so.
func (tx *Tx) LookAtTab(person pairing.MemberID) error {
	return tx.execOne("look at the tab of "+string(person), `UPDATE tab SET stale = 0, doubt = 1 WHERE person = ?`, person)
}

// ChangeTab says that another view is about to be published. From now on it is
// not known which one Slack shows.
func (tx *Tx) ChangeTab(person pairing.MemberID) error {
	return tx.execOne("change the tab of "+string(person), `UPDATE tab SET digest = '' WHERE person = ?`, person)
}

// TabStands says that a tab that was looked at shows what it should, until due
// unless something changes; the zero time: for ever.
func (tx *Tx) TabStands(person pairing.MemberID, due time.Time) error {
	return tx.execOne("keep the tab of "+string(person), `UPDATE tab SET doubt = 0, attempts = 0, due = ? WHERE person = ?`, unix(due), person)
}

// TabShows is TabStands for a view that was published just now.
func (tx *Tx) TabShows(t Tab, due time.Time) error {
	return tx.execOne("keep the tab of "+string(t.Person),
		`UPDATE tab SET doubt = 0, attempts = 0, due = ?, digest = ?, hash = ? WHERE person = ?`, unix(due), t.Digest, t.Hash, t.Person)
}

// TabFails says that a view could not be published, when to try again, and
// what the view that Slack shows is called now, "" if that is not known.
func (tx *Tx) TabFails(person pairing.MemberID, hash string, retryAt time.Time) error {
	return tx.execOne("keep the tab of "+string(person),
		`UPDATE tab SET attempts = attempts + 1, hash = ?, retry_at = ? WHERE person = ?`, hash, ceil(retryAt), person)
}

// TabGone says that Slack will not publish a view for this person: it is left
// alone until something changes.
func (tx *Tx) TabGone(person pairing.MemberID) error {
	return tx.execOne("give up the tab of "+string(person), `UPDATE tab SET doubt = 0, attempts = 0, due = NULL, hash = '' WHERE person = ?`, person)
}

// TabOf returns somebody's tab, or ErrNotFound if they never opened it.
func (tx *Tx) TabOf(person pairing.MemberID) (Tab, error) {
	return one(tx, "load the tab of "+string(person), func(row scanner) (t Tab, err error) {
		err = row.Scan(&t.Person, &t.Digest, &t.Hash, &t.Attempts)
		return t, err
	}, `SELECT person, digest, hash, attempts FROM tab WHERE person = ?`, person)
}
