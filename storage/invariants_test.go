package storage

import (
	"fmt"
	"strings"
	"testing"

	"cowork/pairing"
)

// Each invariant is attacked with plain SQL, as a wrong program would: the
// schema alone must hold it. The name of a case is the invariant.
func TestSchemaRefuses(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2", "U3", "U4", "U5", "U6", "U7")
		ok(t, tx.SavePerson(Person{ID: "BOT", Bot: true, SeenAt: monday}))
		ok(t, tx.SavePerson(Person{ID: "OUT", Deleted: true, SeenAt: monday}))
		ok(t, tx.SavePerson(Person{ID: "GUEST", Guest: true, SeenAt: monday}))
		ok(t, tx.Say("U3", Avoid, "U4", monday))
		first := week(t, tx, c, 1)
		fell := propose(first, 1, "U5", "U6")
		fell.ID = "FELL"
		ok(t, tx.InsertDuo(fell))
		fell.State = pairing.Skipped
		ok(t, tx.SaveTransition("FELL", pairing.Proposed, fell.Duo))
		live := propose(first, 1, "U1", "U2")
		live.ID = "LIVE"
		ok(t, tx.InsertDuo(live))
		open := propose(first, 1, "U3", "U5")
		open.ID = "OPEN"
		ok(t, tx.InsertDuo(open))
		must[bool](t)(tx.Owe(message("invite:LIVE:U1", "U1", monday)))
		must[bool](t)(tx.Owe(message("invite:LIVE:U2", "U2", monday)))
		m := must[Message](t)(tx.Message("invite:LIVE:U1"))
		ok(t, tx.Sent(m.ID, "D1", "1.1", monday))
		ok(t, tx.Remember("E1", "", monday))
	})
	const seat = `INSERT INTO seat (duo, round, live, person) VALUES `
	const round = `INSERT INTO round (circle, number, due, opened_at, answer_by, from_at, until_at, closed_at, seed) VALUES `
	const duo = `INSERT INTO duo (id, round, state, made_at, answer_by, starts_at, ends_at, closes_at, place, host, options, score, terms) VALUES `
	due := monday.Unix()
	for _, c := range []struct{ invariant, sql, says string }{
		{"one round for each due time", round + fmt.Sprintf("(1, 2, %d, 0, 0, 0, 1, 1, 0)", due), "UNIQUE constraint failed: round.circle, round.due"},
		{"one round for each number", round + "(1, 1, 5, 0, 0, 0, 1, 1, 0)", "UNIQUE constraint failed: round.circle, round.number"},
		{"one open round in a circle", round + "(1, 2, 5, 0, 0, 0, 1, NULL, 0)", "UNIQUE constraint failed: round.circle"},
		{"rounds are counted from one", round + "(1, 0, 5, 0, 0, 0, 1, 1, 0)", "CHECK"},
		{"answers are due after the round opens", round + "(1, 2, 5, 10, 9, 0, 1, 1, 0)", "CHECK"},

		{"one live seat for each member in a round", seat + "('OPEN', 1, 1, 'U1')", "UNIQUE constraint failed: seat.round, seat.person"},
		{"a live duo has live seats", seat + "('OPEN', 1, 0, 'U1')", "FOREIGN KEY"},
		{"a duo that fell through has no live seat", seat + "('FELL', 1, 1, 'U7')", "FOREIGN KEY"},
		{"a seat does not die alone", "UPDATE seat SET live = 0 WHERE duo = 'LIVE'", "FOREIGN KEY"},
		{"a seat does not move to another round", "UPDATE seat SET round = 2 WHERE duo = 'LIVE'", "FOREIGN KEY"},
		{"a duo that fell through stays so", "UPDATE duo SET state = 'proposed' WHERE id = 'FELL'", "stays so"},
		{"whether a duo is live follows from its state", "UPDATE duo SET live = 1 WHERE id = 'FELL'", "generated column"},
		{"a seat is somebody's", seat + "('OPEN', 1, 1, 'NOBODY')", "FOREIGN KEY"},
		{"somebody in a duo cannot be deleted", "DELETE FROM person WHERE id = 'U1'", "FOREIGN KEY"},
		{"one seat for each member in a duo", seat + "('FELL', 1, 0, 'U5')", "UNIQUE"},
		{"three seats at most", seat + "('FELL', 1, 0, 'U7'), ('FELL', 1, 0, 'U1')", "at most three"},

		{"avoid is absolute", seat + "('OPEN', 1, 1, 'U4')", "cannot be put together"},
		{"no bots in a duo", seat + "('OPEN', 1, 1, 'BOT')", "cannot be in a duo"},
		{"nobody deactivated in a duo", seat + "('OPEN', 1, 1, 'OUT')", "cannot be in a duo"},
		{"no guests unless allowed", seat + "('OPEN', 1, 1, 'GUEST')", "cannot be in a duo"},

		{"the host is of the duo", "UPDATE duo SET place = 1, host = 'U3' WHERE id = 'LIVE'", "FOREIGN KEY"},
		{"the host said at the check-in is of the duo", "UPDATE seat SET place = 1, host = 'U3' WHERE duo = 'LIVE'", "FOREIGN KEY"},
		{"a home has a host", "UPDATE duo SET place = 1 WHERE id = 'LIVE'", "CHECK"},
		{"what is no home has no host", "UPDATE duo SET host = 'U1' WHERE id = 'LIVE'", "CHECK"},
		{"only a public place has a venue", "UPDATE duo SET place = 4, venue = 99 WHERE id = 'LIVE'", "CHECK"},
		{"a venue is known", "UPDATE duo SET place = 2, venue = 99 WHERE id = 'LIVE'", "FOREIGN KEY"},
		{"a place is of one kind", "UPDATE duo SET place = 6 WHERE id = 'LIVE'", "CHECK"},
		{"a duo has a known state", "UPDATE duo SET state = 'maybe' WHERE id = 'LIVE'", "CHECK"},
		{"a session ends after it starts", "UPDATE duo SET ends_at = starts_at WHERE id = 'LIVE'", "CHECK"},
		{"options are JSON", "UPDATE duo SET options = '[' WHERE id = 'LIVE'", "CHECK"},
		{"a duo is of a round", duo + "('X', 9, 'proposed', 0, 0, 0, 1, 1, 4, NULL, '[]', 0, '[]')", "FOREIGN KEY"},
		{"a duo's ID is its own", duo + "('LIVE', 1, 'proposed', 0, 0, 0, 1, 1, 4, NULL, '[]', 0, '[]')", "UNIQUE"},

		{"one row for each message owed", "INSERT INTO outbox (key, lane, method, body, due) VALUES ('invite:LIVE:U1', 'U1', 'post', '{}', 0)", "UNIQUE constraint failed: outbox.key"},
		{"one row for each message sent", "UPDATE outbox SET state = 'sent', channel = 'D1', ts = '1.1', sent_at = 0 WHERE key = 'invite:LIVE:U2'", "UNIQUE constraint failed: outbox.channel, outbox.ts"},
		{"what is sent is somewhere", "UPDATE outbox SET state = 'sent', sent_at = 0 WHERE key = 'invite:LIVE:U2'", "CHECK"},
		{"what is sent was sent at some time", "UPDATE outbox SET state = 'sent', channel = 'D1', ts = '1.2' WHERE key = 'invite:LIVE:U2'", "CHECK"},
		{"an update has a target", "INSERT INTO outbox (key, lane, method, body, due) VALUES ('k', 'U1', 'update', '{}', 0)", "CHECK"},
		{"a body is JSON", "INSERT INTO outbox (key, lane, method, body, due) VALUES ('k', 'U1', 'post', '{', 0)", "CHECK"},
		{"one answer for each envelope", "INSERT INTO seen (id, at) VALUES ('E1', 0)", "UNIQUE constraint failed: seen.id"},

		{"one membership for each member in a circle", "INSERT INTO member (circle, person, state, joined_at) VALUES (1, 'U1', 'active', 0)", "UNIQUE"},
		{"one circle of the workspace itself", "INSERT INTO circle (name, schedule, tz, cooldown, trio, min_overlap, home_run, neutral, answer_secs, late_secs) VALUES ('x', '@daily', 'UTC', 4, 0, 1, 1, 1, 1, 1)", "UNIQUE"},
		{"nobody says anything of themselves", "INSERT INTO says VALUES ('U1', 'wish', 'U1', 0)", "CHECK"},
		{"an ID fits into lanes and keys", "INSERT INTO person (id, name, seen_at) VALUES ('U1,U2', '', 0)", "CHECK"},
		{"an ID is not empty", "INSERT INTO person (id, name, seen_at) VALUES ('', '', 0)", "CHECK"},
		{"instants are numbers", "INSERT INTO person (id, name, seen_at) VALUES ('U9', '', '2026-03-02')", "cannot store TEXT value in INTEGER column"},
		{"latitude and longitude come together", "UPDATE profile SET lat = 47 WHERE person = 'U1'", "CHECK"},
		{"a place is on earth", "UPDATE profile SET lat = 91, lon = 0 WHERE person = 'U1'", "CHECK"},
		{"a working day ends after it starts", "UPDATE hours SET end_min = start_min WHERE person = 'U1'", "CHECK"},
	} {
		t.Run(c.invariant, func(t *testing.T) {
			err := s.Write(t.Context(), func(tx *Tx) error {
				_, err := tx.exec("break it", c.sql)
				return err
			})
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}

	// Nothing of it left a mark, and what is allowed is allowed.
	write(t, s, func(tx *Tx) {
		var broken string
		if err := tx.sql.QueryRowContext(tx.ctx, `SELECT coalesce(group_concat("table"), '') FROM pragma_foreign_key_check`).Scan(&broken); err != nil || broken != "" {
			t.Errorf("foreign keys: %v, broken in %q", err, broken)
		}
		if n := len(must[Duo](t)(tx.Duo("OPEN")).Seats); n != 2 {
			t.Errorf("OPEN has %d seats", n)
		}
		must[int](t)(tx.exec("a trio", seat+"('OPEN', 1, 1, 'U7')"))
	})
}

// A seat follows its duo in the same statement, and somebody whose duo fell
// through is free again.
func TestSeatsFollowTheirDuo(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2", "U3")
		first := week(t, tx, c, 1)
		d := propose(first, 1, "U1", "U2")
		ok(t, tx.InsertDuo(d))
		refused(t, tx.InsertDuo(propose(first, 1, "U2", "U3")), ErrConflict)
		must[int](t)(tx.exec("clean up", `DELETE FROM duo WHERE id <> ?`, d.ID))
		for _, to := range []pairing.State{pairing.Confirmed, pairing.Met, pairing.Missed, pairing.Unsaid} {
			must[int](t)(tx.exec("move", `UPDATE duo SET state = ? WHERE id = ?`, to, d.ID))
			if n := must[int](t)(one(tx, "count", value[int], `SELECT count(*) FROM seat WHERE live = 1`)); n != 2 {
				t.Errorf("%s: %d live seats", to, n)
			}
		}
		must[int](t)(tx.exec("move", `UPDATE duo SET state = 'cancelled' WHERE id = ?`, d.ID))
		if n := must[int](t)(one(tx, "count", value[int], `SELECT count(*) FROM seat WHERE live = 1`)); n != 0 {
			t.Errorf("%d live seats after it fell through", n)
		}
		ok(t, tx.InsertDuo(propose(first, 1, "U2", "U3")))
	})
}

func TestInsertDuoRefuses(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2", "U3", "U4", "U5")
		week(t, tx, c, 1)
		ok(t, tx.Say("U1", Avoid, "U3", monday))
	})
	for name, change := range map[string]func(*Duo){
		"alone":            func(d *Duo) { d.Seats = d.Seats[:1] },
		"four":             func(d *Duo) { *d = propose(1, 1, "U2", "U3", "U4", "U5") },
		"twice the same":   func(d *Duo) { d.Seats[1].Member = "U1" },
		"avoided":          func(d *Duo) { d.Seats[1].Member = "U3" },
		"avoided in trios": func(d *Duo) { *d = propose(1, 1, "U3", "U2", "U1") },
		"unknown":          func(d *Duo) { d.Seats[1].Member = "U9" },
		"no round":         func(d *Duo) { d.Round = 7 },
		"no place":         func(d *Duo) { d.Place = pairing.Place{} },
		"foreign host":     func(d *Duo) { d.Place = pairing.Place{Kind: pairing.Home, Host: "U3"} },
		"no session":       func(d *Duo) { d.Session.End = d.Session.Start },
	} {
		d := propose(1, 1, "U1", "U2")
		change(&d)
		if err := s.Write(t.Context(), func(tx *Tx) error { return tx.InsertDuo(d) }); err == nil {
			t.Errorf("%s: taken", name)
		} else {
			refused(t, err, ErrConflict)
		}
	}
	write(t, s, func(tx *Tx) { ok(t, tx.InsertDuo(propose(1, 1, "U1", "U2", "U4"))) })
}
