package storage

import (
	"testing"
	"time"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
)

func TestDuoRoundTrip(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2", "U3", "U4")
		venue := must[pairing.VenueID](t)(tx.SaveVenue(Venue{Venue: pairing.Venue{Name: "Café Nord", Type: pairing.Cafe}}, monday))
		round := week(t, tx, c, 1)

		d := propose(round, 1, "U1", "U2")
		d.Place = pairing.Place{Kind: pairing.Home, Host: "U2"}
		d.Options = []pairing.Suggestion{
			{Place: d.Place, Reason: pairing.HostTurn, Meters: map[pairing.MemberID]int{"U1": 1200, "U2": 0}, Hosted: map[pairing.MemberID]int{"U1": 2}},
			{Place: pairing.Place{Kind: pairing.Public, Venue: venue}, OpenUntil: monday.AddDate(0, 0, 2), OpenKnown: true},
		}
		ok(t, tx.InsertDuo(d))
		d.Circle, d.Number, d.ClosesAt = c, 1, d.Session.End.Add(CheckInWait)
		got := must[Duo](t)(tx.Duo(d.ID))
		if diff := cmp.Diff(d, got); diff != "" {
			t.Error("saved and loaded differ:", diff)
		}

		to := got.Duo
		to.State = pairing.Confirmed
		to.Seats[0].Answer, to.Seats[1].Answer = pairing.Accepted, pairing.Accepted
		to.Session.Start = to.Session.Start.AddDate(0, 0, 1)
		to.Session.End = to.Session.End.AddDate(0, 0, 1)
		ok(t, tx.SaveTransition(d.ID, pairing.Proposed, to))
		refused(t, tx.SaveTransition(d.ID, pairing.Proposed, to), ErrConflict)
		refused(t, tx.SaveTransition("D?", pairing.Proposed, to), ErrNotFound)
		got = must[Duo](t)(tx.Duo(d.ID))
		if diff := cmp.Diff(to, got.Duo); diff != "" {
			t.Error("the transition was not saved whole:", diff)
		}
		if want := to.Session.End.Add(CheckInWait); !got.ClosesAt.Equal(want) {
			t.Errorf("closes at %v, want %v: it moves with the session", got.ClosesAt, want)
		}

		ok(t, tx.SetPlace(d.ID, pairing.Place{Kind: pairing.Public, Venue: venue}))
		if got := must[Duo](t)(tx.Duo(d.ID)).Place; got.Venue != venue || got.Host != "" {
			t.Errorf("place is %+v", got)
		}
		refused(t, tx.SetPlace(d.ID, pairing.Place{Kind: pairing.Home, Host: "U3"}), ErrConflict)
		refused(t, tx.SetPlace(d.ID, pairing.Place{Kind: pairing.Home}), ErrConflict)
		refused(t, tx.SetPlace("D?", pairing.Place{Kind: pairing.Remote}), ErrNotFound)

		// At the check-in each says where it was.
		to = must[Duo](t)(tx.Duo(d.ID)).Duo
		to.State = pairing.Met
		to.Seats[0].CheckIn, to.Seats[0].Place = pairing.WorkedThen, pairing.Place{Kind: pairing.Home, Host: "U1"}
		ok(t, tx.SaveTransition(d.ID, pairing.Confirmed, to))
		if diff := cmp.Diff(to, must[Duo](t)(tx.Duo(d.ID)).Duo); diff != "" {
			t.Error("the check-in was not saved whole:", diff)
		}
	})
}

func TestWhichDuos(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		c := circle(t, tx)
		join(t, tx, c, "U1", "U2", "U3", "U4")
		_, err := tx.LiveDuoOf("U1", c)
		refused(t, err, ErrNotFound)

		first := week(t, tx, c, 1)
		a, b := propose(first, 1, "U1", "U2"), propose(first, 1, "U3", "U4")
		b.AnswerBy = b.AnswerBy.Add(time.Hour)
		ok(t, tx.InsertDuo(b))
		ok(t, tx.InsertDuo(a))
		ids := func(duos []Duo, err error) (ids []pairing.DuoID) {
			t.Helper()
			ok(t, err)
			for _, d := range duos {
				ids = append(ids, d.ID)
			}
			return ids
		}
		same := func(what string, got []pairing.DuoID, want ...pairing.DuoID) {
			t.Helper()
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", what, diff)
			}
		}
		due := func(what string, at time.Time, answers, checkIns bool) {
			t.Helper()
			if d := must[Due](t)(tx.Due(at)); d.Answers != answers || d.CheckIns != checkIns {
				t.Errorf("%s: %+v is due", what, d)
			}
		}
		same("of the round", ids(tx.DuosOfRound(first)), a.ID, b.ID)
		same("to expire before", ids(tx.DuosToExpire(a.AnswerBy.Add(-time.Second))))
		same("to expire", ids(tx.DuosToExpire(a.AnswerBy)), a.ID)
		due("before the answers", a.AnswerBy.Add(-time.Second), false, false)
		due("the answers", a.AnswerBy, true, false)
		same("to expire later", ids(tx.DuosToExpire(b.AnswerBy)), a.ID, b.ID)
		same("history of a proposal", ids(tx.HistoryOf("U1", 10)))

		move := func(d Duo, from, to pairing.State) {
			t.Helper()
			d.State = to
			ok(t, tx.SaveTransition(d.ID, from, d.Duo))
		}
		move(a, pairing.Proposed, pairing.Confirmed)
		move(b, pairing.Proposed, pairing.Skipped)
		same("to expire after answers", ids(tx.DuosToExpire(b.AnswerBy)))
		closes := a.Session.End.Add(CheckInWait)
		same("to close before", ids(tx.DuosToClose(closes.Add(-time.Second))))
		same("to close", ids(tx.DuosToClose(closes)), a.ID)
		due("before the check-in", closes.Add(-time.Second), false, false)
		due("the check-in", closes, false, true)
		if diff := cmp.Diff([][2]pairing.MemberID{{"U3", "U4"}}, must[[][2]pairing.MemberID](t)(tx.PairsOfRound(first))); diff != "" {
			t.Error("barred:", diff)
		}

		second := week(t, tx, c, 2)
		e := propose(second, 2, "U1", "U3")
		ok(t, tx.InsertDuo(e))
		if got := must[Duo](t)(tx.LiveDuoOf("U1", c)); got.ID != e.ID {
			t.Errorf("live duo is %s, want that of the latest round", got.ID)
		}
		same("all live", ids(tx.LiveDuosOf("U1")), a.ID, e.ID)
		same("history", ids(tx.HistoryOf("U1", 10)), a.ID)
		move(e, pairing.Proposed, pairing.Expired)
		same("history, newest first", ids(tx.HistoryOf("U1", 10)), e.ID, a.ID)
		same("history, limited", ids(tx.HistoryOf("U1", 1)), e.ID)
		if got := must[Duo](t)(tx.LiveDuoOf("U1", c)); got.ID != a.ID {
			t.Errorf("live duo is %s, want the one of the week before", got.ID)
		}
		if got := a.Partners("U1"); len(got) != 1 || got[0] != "U2" || a.Has("U3") {
			t.Errorf("partners of U1: %v", got)
		}
	})
}
