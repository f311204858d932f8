package storage

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
)

// TestPruneMessages: what nothing reads any more goes, longest ago first and no
// more than asked for; all else stays.
func TestPruneMessages(t *testing.T) {
	s := open(t)
	long := monday.AddDate(0, 0, 100) // after the sessions of the first two rounds
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2", "U3", "U4", "U5", "U6")
		first := week(t, tx, c, 1)
		duos := map[string]Duo{"over": propose(first, 1, "U1", "U2"), "ahead": propose(first, 1, "U3", "U4")}
		for name, d := range duos {
			d.ID = pairing.DuoID(name)
			ok(t, tx.InsertDuo(d))
			to := d.Duo
			if to.State = pairing.Confirmed; name == "over" {
				to.State = pairing.Unsaid
			}
			ok(t, tx.SaveTransition(d.ID, pairing.Proposed, to))
		}
		second := week(t, tx, c, 2)
		d := propose(second, 2, "U5", "U6")
		d.ID = "open"
		ok(t, tx.InsertDuo(d))
		to := d.Duo
		to.State = pairing.Skipped
		ok(t, tx.SaveTransition(d.ID, pairing.Proposed, to))

		owed := func(key string, about pairing.DuoID, method Method, target string) MessageID {
			m := message(key, "U1", monday)
			m.About, m.Method, m.Target = about, method, target
			must[bool](t)(tx.Owe(m))
			return must[Message](t)(tx.Message(key)).ID
		}
		sent := func(key string, about pairing.DuoID) {
			ok(t, tx.Sent(owed(key, about, Post, ""), "C1", key, monday))
		}
		for _, about := range []pairing.DuoID{"over", "ahead", "open", "gone"} {
			for _, word := range []string{"invite", "confirm", "checkin", "home", "remind"} {
				sent(word+":"+string(about), about)
			}
		}
		ok(t, tx.Sent(owed("amend:checkin:over:1", "over", Update, "checkin:over"), "C1", "checkin:over", monday))
		ok(t, tx.Dead(owed("calendar:over:1", "over", Post, ""), "missing_scope"))
		owed("wrap:over:1", "over", Post, "")
		must[int](t)(tx.Withdraw("over", "wrap:"))
		owed("amend:confirm:over:1", "over", Update, "confirm:over") // is owed still, and so is what it changes
		for _, key := range []string{"rest:1:U1", "missed:1:2:U1", "free:over:U1", "tried:1:U1", "silence:U1:1", "undelivered:2026-03-02:U1"} {
			sent(key, "")
		}
		for _, key := range []string{"stay_over:U1:1", "feed:U1:1", "experience:over:U1:1", "guest:U1:1:1"} {
			sent(key, "")
		}
		late := owed("invite:over:late", "over", Post, "")
		ok(t, tx.Sent(late, "C1", "late", monday.AddDate(0, 0, 8))) // since the open round opened

		left := func() map[string]bool {
			all := map[string]bool{}
			for _, m := range must[[]Message](t)(tx.LatestMessages(1000)) {
				all[m.Key] = true
			}
			return all
		}
		before := left()
		if n := must[int](t)(tx.PruneMessages(monday.Add(-time.Second), 1000)); n != 0 {
			t.Errorf("%d messages went that were not sent before", n)
		}
		total := 0
		for {
			n := must[int](t)(tx.PruneMessages(long, 3))
			if total += n; n < 3 {
				break
			}
		}
		want := []string{ // gone
			"invite:over", "remind:over", "invite:gone", "confirm:gone", "remind:gone", "amend:checkin:over:1", "calendar:over:1", "wrap:over:1",
			"rest:1:U1", "missed:1:2:U1", "free:over:U1", "tried:1:U1", "silence:U1:1", "undelivered:2026-03-02:U1",
		}
		for _, key := range want {
			if !before[key] {
				t.Errorf("%s was never there", key)
			}
			delete(before, key)
		}
		if diff := cmp.Diff(before, left()); diff != "" {
			t.Error(diff)
		}
		if total != len(want) {
			t.Errorf("%d went, want %d", total, len(want))
		}
	})
}

// Pruning finds what it deletes by an index, however much stays.
func TestPruningReadsNotAllOfTheOutbox(t *testing.T) {
	s := open(t)
	rows := must[*sql.Rows](t)(s.read.Query("EXPLAIN QUERY PLAN "+pruneSent+" LIMIT 500)", 1))
	found := false
	for rows.Next() {
		var id, parent, unused int
		var detail string
		ok(t, rows.Scan(&id, &parent, &unused, &detail))
		found = found || strings.Contains(detail, "INDEX outbox_past")
		if strings.Contains(detail, "TEMP") || strings.HasPrefix(detail, "SCAN o") {
			t.Errorf("the plan has: %s", detail)
		}
	}
	ok(t, errors.Join(rows.Err(), rows.Close()))
	if !found {
		t.Error("the index of what is past is not used")
	}
}

// TestLastPosted: only a message of text has a time of Slack's for a name.
func TestLastPosted(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		if at := must[time.Time](t)(tx.LastPosted()); !at.IsZero() {
			t.Errorf("before anything was posted: %v", at)
		}
		for i, m := range []struct {
			method   Method
			attached bool
			ts       string
		}{{Post, false, "1767600000.000100"}, {Post, false, "1767603600.999999"}, {Update, false, "1767600000.000100"}, {Post, true, "F123"}, {Post, false, ""}} {
			owed := message(fmt.Sprint(i), "U1", monday)
			owed.Method, owed.Attached = m.method, m.attached
			if m.method == Update {
				owed.Target = "0"
			}
			must[bool](t)(tx.Owe(owed))
			if m.ts != "" {
				ok(t, tx.Sent(must[Message](t)(tx.Message(owed.Key)).ID, "C1", m.ts, monday.AddDate(10, 0, 0)))
			}
		}
		if at := must[time.Time](t)(tx.LastPosted()); at.Unix() != 1767603600 {
			t.Errorf("got %v", at)
		}
	})
}

// BenchmarkPruneMessages deletes 500 messages of 100,000 that were sent.
func BenchmarkPruneMessages(b *testing.B) {
	s := open(b)
	fill := func() {
		write(b, s, func(tx *Tx) {
			for n := range 100_000 {
				key := fmt.Sprint("rest:", n)
				if n%2 == 0 {
					key = fmt.Sprint("checkin:", n)
				}
				must[int](b)(tx.exec("fill", `INSERT INTO outbox (key, lane, method, body, due, state, channel, ts, sent_at) VALUES (?1, 'U1', 'post', '{}', ?2, 'sent', 'C1', ?1, ?2)
					ON CONFLICT DO NOTHING`, key, monday.Unix()+int64(n)))
			}
		})
	}
	for left := 0; b.Loop(); left -= 500 {
		if left < 500 {
			b.StopTimer()
			fill()
			left = 50_000
			b.StartTimer()
		}
		write(b, s, func(tx *Tx) {
			if n := must[int](b)(tx.PruneMessages(monday.AddDate(1, 0, 0), 500)); n != 500 {
				b.Fatal(n)
			}
		})
	}
}
