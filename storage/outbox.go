package storage

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"cowork/pairing"
)

// MessageID numbers the messages owed.
type MessageID int64

// Method is what is done to a conversation.
type Method string

// The methods.
const (
	Post   Method = "post"
	Update Method = "update" // of the message that Target names
)

// Delivery is where a message stands.
type Delivery string

// The states of a message.
const (
	Owed   Delivery = "owed"
	Sent   Delivery = "sent"
	Dead   Delivery = "dead" // it cannot be delivered
	Voided Delivery = "void" // withdrawn before it was sent
)

// Message is one message owed to Slack. Owe takes the fields up to Due; the
// others say what became of it.
type Message struct {
	Key      string // names what is owed, for example "invite:DUO:U1"
	Lane     string // the conversation, see Lane; or a channel
	Method   Method
	Target   string          // Update: key of the message that it changes
	Body     json.RawMessage // text and blocks; emptied once it is sent or void
	About    pairing.DuoID   // the duo that it is about, "" none
	Due      time.Time
	Until    time.Time // it is of no use from this instant on, see Lapse; zero: it always is
	Attached bool      // Post: it shares a file

	ID       MessageID
	State    Delivery
	Attempts int       // that failed
	RetryAt  time.Time // not before this instant
	Doubt    bool      // an attempt may have been stored: read back before posting again
	Error    string    // of the last attempt
	Channel  string    // where it was sent
	TS       string    // and as which message
	SentAt   time.Time
	File     string // the ID of the file that it shares, once that is uploaded
}

const messageColumns = `key, lane, method, target, body, about, due, id, state, attempts, retry_at, doubt, error, channel, ts, sent_at, file, until, attached`

func scanMessage(row scanner) (m Message, err error) {
	var body string
	err = row.Scan(&m.Key, &m.Lane, &m.Method, &m.Target, &body, &m.About, at(&m.Due), &m.ID, &m.State, &m.Attempts,
		at(&m.RetryAt), &m.Doubt, &m.Error, &m.Channel, &m.TS, at(&m.SentAt), &m.File, at(&m.Until), &m.Attached)
	m.Body = json.RawMessage(body)
	return m, err
}

// Owe adds a message, and reports whether it was added: a key that is there
// already, in whatever state, adds nothing.
func (tx *Tx) Owe(m Message) (bool, error) {
	n, err := tx.exec("owe "+m.Key, `
		INSERT INTO outbox (key, lane, method, target, body, about, due, until, attached) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
		m.Key, m.Lane, m.Method, m.Target, string(m.Body), m.About, m.Due.Unix(), unix(m.Until), m.Attached)
	return n > 0, err
}

// Owed returns what may be sent now: of each lane the first message, in the
// order of due time and then of Owe; longest due lane first. A message that
// waits for another attempt holds its lane and nobody else's, so that one
// conversation never waits for another and never gets out of order.
func (tx *Tx) Owed(now time.Time, limit int) ([]Message, error) {
	return list(tx, "load what is owed", scanMessage, `
		SELECT `+messageColumns+` FROM outbox m WHERE state = 'owed' AND due <= ? AND retry_at <= ?
			AND NOT EXISTS (SELECT 1 FROM outbox before WHERE before.state = 'owed' AND before.lane = m.lane
				AND (before.due, before.id) < (m.due, m.id))
		ORDER BY due, id`+atMost(limit), now.Unix(), now.Unix())
}

// NextOwed is the first instant at which Owed has something to send, also if
// that has passed; the zero time if nothing is owed. The first message of all
// is the first of its lane too, so that only those due before it may be sent
// are looked at.
func (tx *Tx) NextOwed() (next time.Time, err error) {
	err = tx.sql.QueryRowContext(tx.ctx, `
		SELECT min(max(due, retry_at)) FROM outbox m WHERE state = 'owed'
			AND due <= (SELECT max(due, retry_at) FROM outbox WHERE state = 'owed' ORDER BY due, id LIMIT 1)
			AND NOT EXISTS (SELECT 1 FROM outbox before WHERE before.state = 'owed' AND before.lane = m.lane
				AND (before.due, before.id) < (m.due, m.id))`).Scan(at(&next))
	return next, wrap(err, "look when something is owed")
}

// Message returns the message with a key in whatever state, or ErrNotFound.
func (tx *Tx) Message(key string) (Message, error) {
	return one(tx, "load message "+key, scanMessage, `SELECT `+messageColumns+` FROM outbox WHERE key = ?`, key)
}

// SentMessage returns where and as which message the one with a key was sent;
// ErrNotFound if it was not.
func (tx *Tx) SentMessage(key string) (channel, ts string, err error) {
	m, err := one(tx, "load sent message "+key, scanMessage, `SELECT `+messageColumns+` FROM outbox WHERE key = ? AND state = 'sent'`, key)
	return m.Channel, m.TS, err
}

// MarkDoubt says that the message is about to be posted: from now on it may
// be there, so that after a crash or a timeout it is looked for before it is
// posted again, and it cannot be withdrawn. Commit it before posting.
func (tx *Tx) MarkDoubt(id MessageID) error {
	return tx.stillOwed(id, `UPDATE outbox SET doubt = 1 WHERE id = ? AND state = 'owed'`, id)
}

// ClearDoubt says that the message is surely not there: Slack refused it, or
// it was looked for and not found.
func (tx *Tx) ClearDoubt(id MessageID) error {
	return tx.stillOwed(id, `UPDATE outbox SET doubt = 0 WHERE id = ? AND state = 'owed'`, id)
}

// Uploaded says under which ID Slack has the file of a message. Nobody sees it
// before it is shared, and Slack shares it once: a message that has a file may
// be sent again as often as it takes.
func (tx *Tx) Uploaded(id MessageID, file string) error {
	return tx.stillOwed(id, `UPDATE outbox SET file = ? WHERE id = ? AND state = 'owed'`, file, id)
}

// UploadAnew says that the file of a message is gone, and that it was not
// shared.
func (tx *Tx) UploadAnew(id MessageID) error {
	return tx.stillOwed(id, `UPDATE outbox SET file = '', doubt = 0 WHERE id = ? AND state = 'owed'`, id)
}

// LapsingMessages returns what Lapse would void, in the order of Owe.
func (tx *Tx) LapsingMessages(now time.Time) ([]Message, error) {
	return list(tx, "load messages of no use", scanMessage,
		`SELECT `+messageColumns+` FROM outbox WHERE state = 'owed' AND doubt = 0 AND until <= ? ORDER BY id`, now.Unix())
}

// Lapse voids what is owed and of no use any more, and reports how much. A
// message that may be there already, see MarkDoubt, is still looked for.
func (tx *Tx) Lapse(now time.Time) (int, error) {
	return tx.exec("void messages of no use", `UPDATE outbox SET state = 'void', body = '{}' WHERE state = 'owed' AND doubt = 0 AND until <= ?`, now.Unix())
}

// Sent says where and as which message it was stored; for an update, those of
// the message that it changed. Its body is not kept.
func (tx *Tx) Sent(id MessageID, channel, ts string, now time.Time) error {
	return tx.stillOwed(id, `
		UPDATE outbox SET state = 'sent', doubt = 0, error = '', body = '{}', channel = ?, ts = ?, sent_at = ?
		WHERE id = ? AND state = 'owed'`, channel, ts, now.Unix(), id)
}

// Failed says that an attempt failed and when to try again. Doubt stays as it
// is; see ClearDoubt. The reason must not hold a token.
func (tx *Tx) Failed(id MessageID, reason string, retryAt time.Time) error {
	return tx.stillOwed(id, `UPDATE outbox SET attempts = attempts + 1, error = ?, retry_at = ? WHERE id = ? AND state = 'owed'`,
		reason, ceil(retryAt), id)
}

// Hold makes a message wait without counting an attempt: a rate limit said so.
func (tx *Tx) Hold(id MessageID, until time.Time) error {
	return tx.stillOwed(id, `UPDATE outbox SET retry_at = ? WHERE id = ? AND state = 'owed'`, ceil(until), id)
}

// Behind makes a change wait, and puts it behind the message that it changes
// where it stands before it.
func (tx *Tx) Behind(id MessageID, target string, until time.Time) error {
	return tx.stillOwed(id, `
		UPDATE outbox SET retry_at = ?, due = max(due, (SELECT t.due + (t.id > outbox.id) FROM outbox t WHERE t.key = ?))
		WHERE id = ? AND state = 'owed'`, ceil(until), target, id)
}

// Unhold lets all messages be tried now that would wait until after an
// instant, and reports how many those are.
func (tx *Tx) Unhold(after time.Time) (int, error) {
	return tx.exec("let messages wait no longer", `UPDATE outbox SET retry_at = 0 WHERE state = 'owed' AND retry_at > ?`, after.Unix())
}

// Dead says that a message cannot be delivered. Its lane goes on.
func (tx *Tx) Dead(id MessageID, reason string) error {
	return tx.stillOwed(id, `UPDATE outbox SET state = 'dead', attempts = attempts + 1, error = ? WHERE id = ? AND state = 'owed'`, reason, id)
}

// GiveBack says that a message was not taken and that its author has it again.
// Its body is not kept.
func (tx *Tx) GiveBack(id MessageID, reason string) error {
	return tx.stillOwed(id, `UPDATE outbox SET state = 'void', doubt = 0, body = '{}', error = ? WHERE id = ? AND state = 'owed'`, reason, id)
}

// stillOwed runs an update of one message; ErrConflict if it is not owed any
// more.
func (tx *Tx) stillOwed(id MessageID, query string, args ...any) error {
	doing := fmt.Sprintf("keep what became of message %d", id)
	n, err := tx.exec(doing, query, args...)
	if err == nil && n == 0 {
		err = fmt.Errorf("%s: %w: it is not owed any more", doing, ErrConflict)
	}
	return err
}

// Withdraw voids what is owed about a duo and was not sent: all of it, or
// only the messages whose key begins with one of the given words, for example
// "remind:". It reports how many. A message that may be there already, see
// MarkDoubt, is still sent.
func (tx *Tx) Withdraw(about pairing.DuoID, begins ...string) (int, error) {
	query := `UPDATE outbox SET state = 'void', body = '{}' WHERE state = 'owed' AND doubt = 0 AND about = ? AND about <> ''`
	args := []any{about}
	if len(begins) > 0 {
		var any []string
		for _, b := range begins {
			any = append(any, `substr(key, 1, length(?)) = ?`)
			args = append(args, b, b)
		}
		query += ` AND (` + strings.Join(any, ` OR `) + `)`
	}
	return tx.exec("withdraw what is owed about "+string(about), query, args...)
}

// What is asked about the outbox again and again. What was sent stays there for
// months, see PruneMessages, so that it may hold a million messages; each of
// these finds what it counts by an index.
const (
	countDue  = `SELECT count(*), min(due) FROM outbox WHERE state = 'owed' AND due <= ?1`
	countSent = `SELECT count(*) FROM outbox WHERE state = 'sent' AND sent_at >= ?1`
	loadDead  = `SELECT ` + messageColumns + ` FROM outbox WHERE state = 'dead' ORDER BY id DESC`
	countAll  = `SELECT o.owed, o.due, o.doubt,
			(SELECT count(*) FROM outbox WHERE state = 'sent'), (SELECT count(*) FROM outbox WHERE state = 'dead'),
			(SELECT count(*) FROM outbox WHERE state = 'void'), o.oldest
		FROM (SELECT count(*) AS owed, count(*) FILTER (WHERE due <= ?1) AS due, count(*) FILTER (WHERE doubt = 1) AS doubt,
			min(due) FILTER (WHERE due <= ?1) AS oldest FROM outbox WHERE state = 'owed') o`
)

// Depth is how much the outbox holds.
type Depth struct {
	Owed   int       // not sent yet, due or not
	Due    int       // of these, due now
	Doubt  int       // of these, perhaps there already
	Sent   int       //
	Dead   int       // could not be delivered
	Void   int       // withdrawn
	Oldest time.Time // when the longest due message was due; zero if none is
}

// Depth counts the messages in every state.
func (tx *Tx) Depth(now time.Time) (Depth, error) {
	return one(tx, "count the outbox", func(row scanner) (d Depth, err error) {
		err = row.Scan(&d.Owed, &d.Due, &d.Doubt, &d.Sent, &d.Dead, &d.Void, at(&d.Oldest))
		return d, err
	}, countAll, now.Unix())
}

// DueMessages counts the messages that are due, and says since when the
// longest due one is. It never looks at what was sent.
func (tx *Tx) DueMessages(now time.Time) (n int, oldest time.Time, err error) {
	err = tx.sql.QueryRowContext(tx.ctx, countDue, now.Unix()).Scan(&n, at(&oldest))
	return n, oldest, wrap(err, "count what is due")
}

// LatestMessages returns the messages that were owed last, in whatever state,
// latest first, at most limit of them.
func (tx *Tx) LatestMessages(limit int) ([]Message, error) {
	return list(tx, "load the outbox", scanMessage,
		`SELECT `+messageColumns+` FROM outbox ORDER BY id DESC`+atMost(limit))
}

// DeadMessages returns what could not be delivered, latest first, at most
// limit of them.
func (tx *Tx) DeadMessages(limit int) ([]Message, error) {
	return list(tx, "load what could not be delivered", scanMessage, loadDead+atMost(limit))
}
