package storage

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestRhythm: it is kept with its lines, changes, stops, and goes.
func TestRhythm(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2")
		d := propose(week(t, tx, c, 1), 1, "U1", "U2")
		ok(t, tx.InsertDuo(d))
		_, err := tx.Rhythm(d.ID)
		refused(t, err, ErrNotFound)
		r := Rhythm{Duo: d.ID, Work: 45 * time.Minute, Pause: 15 * time.Minute, StartedAt: monday}
		ok(t, tx.SaveRhythm(r))
		ok(t, tx.SaveLine(d.ID, Line{Person: "U2", Plan: "mail"}))
		ok(t, tx.SaveLine(d.ID, Line{Person: "U2", Plan: "mail", Done: "half"}))
		r.Work, r.Pause, r.StoppedAt = 0, 0, monday.Add(time.Hour)
		ok(t, tx.SaveRhythm(r))
		r.Lines = []Line{{Person: "U2", Plan: "mail", Done: "half"}}
		got := must[Rhythm](t)(tx.Rhythm(d.ID))
		if diff := cmp.Diff(r, got); diff != "" {
			t.Error(diff)
		}
		if got.Of("U2").Done != "half" || got.Of("U1") != (Line{Person: "U1"}) {
			t.Errorf("the lines are %+v", got.Lines)
		}
		ok(t, tx.DropRhythm(d.ID))
		_, err = tx.Rhythm(d.ID)
		refused(t, err, ErrNotFound)
	})
}
