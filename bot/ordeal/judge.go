package ordeal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// judge holds what people saw and what is in the file against the promises of
// the design, section 5. It asks the file in SQL of its own: the code that
// wrote it is what is on trial.
func (w *world) judge(ctx context.Context) {
	db, err := sql.Open("sqlite", "file:"+w.file+"?mode=ro")
	if err != nil {
		w.breaks("the file cannot be read: %v", err)
		return
	}
	defer db.Close()
	q := query{w, ctx, db}
	w.judgeContract()
	seen := w.seenMessages()
	w.judgeDelivery(q, seen)
	w.judgeText(seen)
	w.judgeSeals()
	q.none("1: two rounds for one due time", `SELECT circle, due, count(*) FROM round GROUP BY circle, due HAVING count(*) > 1`)
	q.none("1: a round opened before it was due", `SELECT id, due, opened_at FROM round WHERE opened_at < due`)
	q.none("1: two rounds open", `SELECT circle, count(*) FROM round WHERE closed_at IS NULL GROUP BY circle HAVING count(*) > 1`)
	q.none("2: a member in two live duos of a round", `
		SELECT round, person, count(*) FROM seat JOIN duo USING (round) WHERE duo.id = seat.duo
			AND duo.state NOT IN ('skipped', 'expired', 'cancelled') GROUP BY round, person HAVING count(*) > 1`)
	q.none("3: somebody beside a person they avoid", `
		SELECT a.duo, a.person, b.person FROM seat a JOIN seat b ON a.duo = b.duo JOIN duo d ON d.id = a.duo
		JOIN says ON says.kind = 'avoid' AND says.person = a.person AND says.other = b.person
		WHERE d.made_at > says.at OR d.state IN ('proposed')`)
	q.none("9: a bot, or somebody unknown, in a duo", `SELECT s.duo, p.id FROM seat s JOIN person p ON p.id = s.person WHERE p.bot = 1`)
	q.none("9: somebody deactivated in a duo that waits for them", `
		SELECT d.id, p.id FROM duo d JOIN seat s ON s.duo = d.id JOIN person p ON p.id = s.person
		WHERE p.deleted = 1 AND (d.state = 'proposed' OR d.state = 'confirmed' AND d.starts_at > unixepoch('2000-01-01') AND d.ends_at > `+fmt.Sprint(w.clock.Now().Unix())+`)`)
	q.none("a proposal whose answers were due long ago", `SELECT id FROM duo WHERE state = 'proposed' AND answer_by < `+fmt.Sprint(w.clock.Now().Unix()-60))
	q.none("a partner was not freed", `
		SELECT s.duo, s.person FROM seat s JOIN duo d ON d.id = s.duo JOIN round r ON r.id = d.round
		WHERE d.state IN ('skipped', 'expired', 'cancelled') AND s.live = 1`)
	q.none("4: an address that should have been taken back", `
		SELECT key, due FROM outbox WHERE method = 'update' AND state = 'owed' AND target LIKE 'home:%' AND due < `+fmt.Sprint(w.clock.Now().Unix()-3600))
	w.judgePeople(q)
	w.judgeAnswers(q)
	w.judgeForgotten(q)
	w.judgeHomes(q, seen)
	q.count(&w.seen.Rounds, `SELECT count(*) FROM round`)
	q.count(&w.seen.Duos, `SELECT count(*) FROM duo`)
	w.judgeRounds(q)
}

// query asks the file.
type query struct {
	world *world
	ctx   context.Context
	db    *sql.DB
}

// rows calls f with each row, as text.
func (q query) rows(text string, f func([]string)) {
	q.world.seen.Checks++
	rows, err := q.db.QueryContext(q.ctx, text)
	if err != nil {
		q.world.breaks("%v: %s", err, text)
		return
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			q.world.breaks("%v: %s", err, text)
			return
		}
		row := make([]string, len(columns))
		for i, v := range values {
			row[i] = v.String
		}
		f(row)
	}
	if err := rows.Err(); err != nil {
		q.world.breaks("%v: %s", err, text)
	}
}

// none breaks a promise for each row that there is.
func (q query) none(promise, text string) {
	q.rows(text, func(row []string) { q.world.breaks("%s: %s", promise, strings.Join(row, " ")) })
}

func (q query) count(n *int, text string) {
	q.rows(text, func(row []string) { _, _ = fmt.Sscan(row[0], n) })
}

// judgeContract looks at what the local Slack holds against the bot. A receipt
// that the simulation lost, or brought too late, is no fault of the bot's.
func (w *world) judgeContract() {
	for _, v := range w.slack.Violations() {
		if _, trigger, twice := strings.Cut(v, "trigger used twice: "); twice && len(w.heard[trigger]) > 1 {
			continue // it came again to the next life of a bot that died; that a form was open is not kept
		}
		if strings.HasPrefix(v, "no ack within") || strings.HasPrefix(v, "late ack") {
			if w.lost[strings.TrimSuffix(v[strings.LastIndex(v, " [")+2:], "]")] {
				continue
			}
		}
		w.breaks("6: the contract with Slack: %s", v)
	}
}

// judgeDelivery compares the outbox with what is in the conversations: every
// message that was owed is there once, what was withdrawn is not, and nothing
// is there that nobody owed.
func (w *world) judgeDelivery(q query, seen map[string]sight) {
	there := map[string][]string{} // mark to where
	for _, at := range slices.Sorted(maps.Keys(seen)) {
		if m := seen[at].mark; m != "" {
			there[m] = append(there[m], at)
		}
	}
	known := map[string]bool{}
	const columns = `key, state, method, channel || ' ' || ts, due, error, lane, doubt, file`
	tell := func(row []string) {
		key, state, method, at, reason := row[0], row[1], row[2], row[3], row[5]
		sum := sha256.Sum256([]byte(key))
		mark := hex.EncodeToString(sum[:12])
		if row[8] != "" {
			mark = row[8]
		}
		known[mark] = true
		if method == "update" {
			if state == "dead" && !w.excused(row[6], reason) && !strings.HasPrefix(reason, "target_") {
				w.breaks("5: an update died: %s (%s)", key, reason)
			}
			return
		}
		n := len(there[mark])
		switch {
		case n > 1:
			w.breaks("5: doubled: %s is there %d times: %s", key, n, strings.Join(there[mark], ", "))
		case state == "sent" && n == 0:
			w.breaks("5: lost: %s was sent and is nowhere", key)
		case state == "sent" && row[8] == "" && there[mark][0] != at:
			w.breaks("5: %s was sent as %s and is %s", key, at, there[mark][0])
		case state == "void" && n > 0:
			w.breaks("5: %s was withdrawn and is there", key)
		case state == "owed" && n > 0:
			w.breaks("5: %s is owed still and is there", key)
		case state == "dead" && n > 0 && row[7] == "1" && w.excused(row[6], reason):
			// What became of it was unknown, and before it could be looked for its
			// person was gone: if an operator asks for it again, it is looked for first.
		case state == "dead" && n > 0:
			w.breaks("5: %s was given up and is there", key)
		case state == "dead" && !w.excused(row[6], reason):
			w.breaks("5: lost: %s was given up: %s", key, reason)
		}
	}
	q.rows(`SELECT `+columns+` FROM outbox`, tell)
	w.pruned(q, columns, tell)
	for _, mark := range slices.Sorted(maps.Keys(there)) {
		if !known[mark] && !w.forgetful(there[mark]) {
			w.breaks("5: nobody owes the message %s", there[mark])
		}
	}
	q.none("5: late: due for an hour and not sent", `SELECT key, attempts, error, doubt FROM outbox o WHERE state = 'owed' AND due < `+
		fmt.Sprint(w.clock.Now().Unix()-3600))
}

// forgetful reports whether all of the places of a message are conversations of
// somebody who wanted to be forgotten at some time: the rows about those are
// gone.
func (w *world) forgetful(places []string) bool {
	for _, at := range places {
		channel, _, _ := strings.Cut(at, " ")
		if !slices.ContainsFunc(w.members[channel], func(who string) bool { return w.forgot[who] }) {
			return false
		}
	}
	return true
}

// excused reports whether a message may be given up: somebody it was for
// cannot be written to.
func (w *world) excused(_, reason string) bool {
	return slices.Contains([]string{"user_disabled", "cannot_dm_bot", "user_not_found"}, reason)
}

// judgeText looks for markup that somebody typed, and for what is nobody
// else's business.
func (w *world) judgeText(seen map[string]sight) {
	for _, at := range slices.Sorted(maps.Keys(seen)) {
		m := seen[at]
		texts := []string{m.Fallback}
		var blocks any
		if json.Unmarshal(m.Blocks, &blocks) == nil {
			texts = append(texts, markup(blocks)...)
		}
		for _, text := range texts {
			for _, bad := range []string{"<!channel", "<!here", "<!everyone", "<!subteam", "<https://evil"} {
				if strings.Contains(text, bad) {
					w.breaks("8: what somebody typed is markup: %q", text)
				}
			}
		}
		if strings.Contains(string(m.Metadata), secretWord) {
			w.breaks("4: the metadata of a message tells a secret: %s", m.Metadata)
		}
	}
}

// judgeSeals looks into the bytes of the file, where no address may be read.
func (w *world) judgeSeals() {
	for _, suffix := range []string{"", "-wal"} {
		text, err := os.ReadFile(w.file + suffix)
		if err == nil && bytes.Contains(text, []byte(secretWord)) {
			w.breaks("4: an address can be read in the file %s", suffix)
		}
	}
}

// markup collects the texts of blocks that Slack reads as markup.
func markup(v any) (texts []string) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			texts = append(texts, markup(e)...)
		}
	case map[string]any:
		if v["type"] == "mrkdwn" {
			if text, ok := v["text"].(string); ok {
				texts = append(texts, text)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			texts = append(texts, markup(v[key])...)
		}
	}
	return texts
}
