package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"cowork/pairing"
)

// Removed is what Forget removed.
type Removed struct {
	Token         pairing.MemberID // nameless, what others' history has instead
	Profile       bool
	Said          int // avoids, wishes and friends of theirs, and of others about them
	Memberships   int
	Rests         int
	Messages      int // to them, owed or sent
	Conversations int
	Duos          int // that stay in others' history, without a name
}

// Forget removes a person's data. Their profile, their home, what they and others said
// about each other, with whom they stay, memberships, rests, messages to them and conversations
// with them are deleted; what is still owed to others no longer names them. What
// is owed to a conversation with others, and takes something back there, stays
// owed to its channel, see Orphaned;
// replies kept for redelivery are emptied, because they may quote anybody.
// The others' duos stay, with a nameless token in the person's place.
//
// It returns ErrNotFound if the person is not known, and ErrConflict while
// they are in a proposed or confirmed duo: end that first, so that the partner
// is told.
//
// Deleted rows are overwritten in the file, but the -wal file beside it holds
// the old ones until Checkpoint or Close.
func (tx *Tx) Forget(person pairing.MemberID, now time.Time) (Removed, error) {
	doing := "forget " + string(person)
	who, err := tx.Person(person)
	if err == nil && gone(person) {
		err = ErrNotFound
	}
	if err != nil {
		return Removed{}, fmt.Errorf("%s: %w", doing, err)
	}
	live, err := tx.LiveDuosOf(person)
	if err == nil && len(live) > 0 {
		err = fmt.Errorf("%w: duo %s is %s and must end first", ErrConflict, live[0].ID, live[0].State)
	}
	if err != nil {
		return Removed{}, fmt.Errorf("%s: %w", doing, err)
	}
	var r Removed
	if r.Token, err = tx.token(); err != nil {
		return Removed{}, fmt.Errorf("%s: %w", doing, err)
	}
	f := forgetting{tx: tx, who: who, removed: &r}
	for _, step := range []func() error{f.rows, f.duos, f.wishes, f.messages, f.conversations} {
		if err := step(); err != nil {
			return Removed{}, fmt.Errorf("%s: %w", doing, err)
		}
	}
	err = tx.execOne(doing, `
		UPDATE person SET id = ?, name = '', tz = 'UTC', locale = 'en-US', bot = 0, guest = 0, deleted = 1, admin = 0, seen_at = ?
		WHERE id = ?`, r.Token, now.Unix(), person)
	clear(tx.people)
	return r, err
}

// Checkpoint moves everything from the -wal file into the database and
// empties it. It waits for readers, and fails if they do not end.
func (s *Store) Checkpoint(ctx context.Context) error {
	if s.write == nil {
		return ErrReadOnly
	}
	var busy, frames, moved int
	err := s.write.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &moved)
	if err == nil && busy != 0 {
		err = fmt.Errorf("somebody is still reading")
	}
	return wrap(err, "checkpoint %s", s.path)
}

const tokenPrefix = "gone-"

// gone reports whether an ID is the token of somebody who was forgotten.
func gone(id pairing.MemberID) bool { return strings.HasPrefix(string(id), tokenPrefix) }

// token makes the next token: it says nothing but that it is another one.
func (tx *Tx) token() (pairing.MemberID, error) {
	n, err := one(tx, "make a token", value[int], `SELECT count(*) + 1 FROM person WHERE id GLOB ? || '*'`, tokenPrefix)
	return pairing.MemberID(fmt.Sprint(tokenPrefix, n)), err
}

// forgetting is one person being forgotten.
type forgetting struct {
	tx      *Tx
	who     Person
	removed *Removed
}

// rows deletes what is the person's alone.
func (f *forgetting) rows() error {
	var profiles, homes, stays, tabs, told int
	for _, d := range []struct {
		count *int
		query string
	}{
		{&profiles, `DELETE FROM profile WHERE person = ?1`},
		{&homes, `DELETE FROM home WHERE person = ?1`},
		{&tabs, `DELETE FROM tab WHERE person = ?1`},
		{&f.removed.Said, `DELETE FROM says WHERE person = ?1 OR other = ?1`},
		{&told, `DELETE FROM feedback WHERE duo IN (SELECT duo FROM seat WHERE person = ?1)`}, // of them, and theirs
		{&stays, `DELETE FROM feed WHERE person = ?1`},                                        // and busy with it
		{&stays, `DELETE FROM rhythm_line WHERE person = ?1`},
		{&stays, `DELETE FROM stay WHERE person = ?1`},
		{&stays, `DELETE FROM stay_wish WHERE person = ?1 OR partner = ?1`},
		{&f.removed.Memberships, `DELETE FROM member WHERE person = ?1`},
		{&f.removed.Rests, `DELETE FROM rest WHERE person = ?1`},
	} {
		var err error
		if *d.count, err = f.tx.exec("delete what is theirs", d.query, f.who.ID); err != nil {
			return err
		}
	}
	f.removed.Profile = profiles+homes > 0
	_, err := f.tx.exec("empty the replies", `UPDATE seen SET reply = '' WHERE reply <> ''`)
	return err
}

// duos takes the person out of the documents of their duos: the columns follow
// the person's ID by themselves. What a term says is shared was the person's
// too.
func (f *forgetting) duos() error {
	all, err := f.tx.duos("load their duos", `d.id IN (SELECT duo FROM seat WHERE person = ?)`, f.who.ID)
	if err != nil {
		return err
	}
	for _, d := range all {
		for i := range d.Options {
			f.suggestion(&d.Options[i])
		}
		for i := range d.Terms {
			d.Terms[i].Shared = ""
		}
		options, terms, err := documents(d.Options, d.Terms)
		if err != nil {
			return err
		}
		if err := f.tx.execOne("clean duo "+string(d.ID), `UPDATE duo SET options = ?, terms = ? WHERE id = ?`, options, terms, d.ID); err != nil {
			return err
		}
	}
	f.removed.Duos = len(all)
	return nil
}

// messages deletes those to the person, but what takes something back, and
// takes the person out of those that are owed to others or could not be
// delivered.
func (f *forgetting) messages() error {
	all, err := list(f.tx, "load messages", scanMessage, `SELECT `+messageColumns+` FROM outbox
		WHERE state IN ('owed', 'dead') OR instr(lane, ?1) > 0 OR instr(key, ?1) > 0 OR instr(target, ?1) > 0 OR instr(error, ?1) > 0`, f.who.ID)
	if err != nil {
		return err
	}
	back := map[MessageID]string{} // what is left to do, by where
	for _, m := range all {
		if f.among(m.Lane, ",") && !f.among(m.Key, ":") && !f.among(m.Target, ":") {
			if back[m.ID], err = f.takesBack(m); err != nil {
				return err
			}
		}
	}
	for _, m := range all {
		if channel := back[m.ID]; channel != "" {
			if err := f.tx.execOne("keep what takes something back", `UPDATE outbox SET lane = ? WHERE id = ?`, Orphaned+channel, m.ID); err != nil {
				return err
			}
		} else if f.among(m.Lane, ",") || f.among(m.Key, ":") || f.among(m.Target, ":") {
			if _, err := f.tx.exec("delete message", `DELETE FROM outbox WHERE id = ?`, m.ID); err != nil {
				return err
			}
			f.removed.Messages++
			continue
		}
		body, err := f.clean(m.Body)
		if err != nil {
			return fmt.Errorf("clean message %s: %w", m.Key, err)
		}
		if reason := f.nameless(m.Error); body != string(m.Body) || reason != m.Error {
			if err := f.tx.execOne("clean message", `UPDATE outbox SET body = ?, error = ? WHERE id = ?`, body, reason, m.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// Orphaned begins the lanes of what is left to do in a conversation with
// somebody who was forgotten; its channel follows. Prune deletes what is done.
const Orphaned = "gone:"

// takesBack is the channel of a message to a conversation with others that
// takes something back there, or may have to: a change of one that is there,
// that one itself, one of which it is not known yet whether it is there, and
// the file that takes a session out of calendars. Otherwise it is "".
func (f *forgetting) takesBack(m Message) (channel string, err error) {
	if !strings.Contains(m.Lane, ",") {
		return "", nil
	}
	switch {
	case m.State == Sent && m.Method == Post:
		var changing bool
		changing, err = one(f.tx, "look for changes", value[bool], `SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'owed' AND target = ?)`, m.Key)
		if changing {
			channel = m.Channel
		}
	case m.State == Owed && m.Method == Update:
		var target Message
		if target, err = f.tx.Message(m.Target); err == nil {
			channel, err = target.Channel, nil
			if target.State == Owed {
				return f.takesBack(target)
			}
		}
	case m.State == Owed && (m.Doubt || m.Attached):
		channel, err = f.tx.Conversation(m.Lane)
	}
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return channel, err
}

// wishes takes the person out of what was wished for in their duos.
func (f *forgetting) wishes() error {
	all, err := list(f.tx, "load wishes", func(row scanner) (c Change, err error) {
		var place []byte
		if err = row.Scan(&c.ID, &place); err != nil {
			return c, err
		}
		return c, json.Unmarshal(place, &c.Place)
	}, `SELECT id, place FROM wish WHERE duo IN (SELECT duo FROM seat WHERE person = ?)`, f.who.ID)
	if err != nil {
		return err
	}
	for _, c := range all {
		f.suggestion(&c.Place)
		place, err := json.Marshal(c.Place)
		if err != nil {
			return fmt.Errorf("clean wish %s: %w", c.ID, err)
		}
		if err := f.tx.execOne("clean wish "+string(c.ID), `UPDATE wish SET place = ? WHERE id = ?`, string(place), c.ID); err != nil {
			return err
		}
	}
	return nil
}

// suggestion takes the person out of a place.
func (f *forgetting) suggestion(s *pairing.Suggestion) {
	if s.Host == f.who.ID {
		s.Host = f.removed.Token
	}
	delete(s.Meters, f.who.ID)
	delete(s.Hosted, f.who.ID)
	delete(s.InARow, f.who.ID)
}

func (f *forgetting) conversations() error {
	lanes, err := list(f.tx, "load conversations", value[string], `SELECT lane FROM conversation WHERE instr(lane, ?) > 0`, f.who.ID)
	if err != nil {
		return err
	}
	for _, lane := range lanes {
		if !f.among(lane, ",") {
			continue
		}
		if _, err := f.tx.exec("delete conversation", `DELETE FROM conversation WHERE lane = ?`, lane); err != nil {
			return err
		}
		f.removed.Conversations++
	}
	return nil
}

// among reports whether the person's ID is one of the parts of a text.
func (f *forgetting) among(text, separator string) bool {
	return slices.Contains(strings.Split(text, separator), string(f.who.ID))
}

// clean is a body in which no text names the person. A body that does not
// stays as it is, byte for byte.
func (f *forgetting) clean(body json.RawMessage) (string, error) {
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		return "", err
	}
	changed := false
	var walk func(key string, v any) any
	walk = func(key string, v any) any {
		switch v := v.(type) {
		case map[string]any:
			for k, inner := range v {
				v[k] = walk(k, inner)
			}
		case []any:
			for i, inner := range v {
				v[i] = walk(key, inner)
			}
		case string:
			text := v
			switch key {
			case "type", "action_id", "block_id", "style": // Slack's words, not people's
				text = replaceWord(text, string(f.who.ID), string(f.removed.Token))
			default:
				text = f.nameless(text)
			}
			changed = changed || text != v
			return text
		}
		return v
	}
	v = walk("", v)
	if !changed {
		return string(body), nil
	}
	text, err := json.Marshal(v)
	return string(text), err
}

// nameless is a text without the person's ID and name.
func (f *forgetting) nameless(text string) string {
	const somebody = "somebody who left"
	text = strings.ReplaceAll(text, "<@"+string(f.who.ID)+">", somebody)
	text = replaceWord(text, string(f.who.ID), string(f.removed.Token))
	return replaceWord(text, f.who.Name, somebody)
}

// replaceWord replaces a word (of any characters, "" is none) where no letter
// or digit goes on before or after it.
func replaceWord(text, word, with string) string {
	if word == "" {
		return text
	}
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	var b strings.Builder
	done := 0 // text up to here is in b
	for i := 0; ; {
		found := strings.Index(text[i:], word)
		if found < 0 {
			break
		}
		start := i + found
		end := start + len(word)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if inWord(before) || inWord(after) {
			_, size := utf8.DecodeRuneInString(text[start:])
			i = start + size
			continue
		}
		b.WriteString(text[done:start])
		b.WriteString(with)
		i, done = end, end
	}
	return b.String() + text[done:]
}
