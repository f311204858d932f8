package bot

import (
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"
)

// asksForDay has somebody wish for another day of the town's duo.
func (w *town) asksForDay(who string, day time.Time, more ...string) fakeslack.Reply {
	w.t.Helper()
	w.clicks(who, "Another day")
	fields := fakeslack.Fields{askDay: {day.Format(time.DateOnly)}}
	if len(more) > 0 {
		fields[askTalked] = more
	}
	reply, err := w.slack.Submit(soon(w.t), who, fields)
	if err != nil {
		w.t.Fatal(err)
	}
	w.rest()
	return reply
}

// closes closes the form that an error left open.
func (w *town) closes(who string) {
	w.t.Helper()
	if _, err := w.slack.CloseModal(soon(w.t), who); err != nil {
		w.t.Fatal(err)
	}
}

func TestAnotherDayAsksForTheHours(t *testing.T) {
	w, talk := settledDuo(t)
	w.write(func(tx *storage.Tx) error { // Thursdays off for one, Fridays from noon for the other
		one, other := pairing.Defaults(), pairing.Defaults()
		one.Week[time.Thursday] = pairing.Hours{}
		other.Week[time.Friday] = pairing.Hours{From: 12 * 60, Until: 18 * 60}
		if err := tx.SaveProfile("U01", one, w.clock.Now()); err != nil {
			return err
		}
		return tx.SaveProfile("U02", other, w.clock.Now())
	})
	was := w.theDuo().Session
	saturday := was.Start.AddDate(0, 0, 3)
	if saturday.Weekday() != time.Saturday {
		t.Fatalf("the session was on %s", was.Start.Weekday())
	}
	reply := w.asksForDay("U01", saturday)
	if said := reply.Errors[askDay]; !strings.Contains(said, "do not meet on that day") || !strings.Contains(said, "Friday 27 November") || strings.Contains(said, "Thursday") || strings.Contains(said, "Wednesday 25") {
		t.Errorf("a Saturday: %q", said)
	}
	w.closes("U01")
	if reply = w.asksForDay("U02", was.Start.AddDate(0, 0, 1)); !strings.Contains(reply.Errors[askDay], "do not meet") {
		t.Errorf("a Thursday, on which the other does not work: %q", reply.Errors)
	}
	w.closes("U02")
	if reply = w.asksForDay("U01", was.Start.AddDate(0, 0, 2)); len(reply.Errors) > 0 {
		t.Fatal(reply.Errors)
	}
	if text := w.sees("U02", talk); !strings.Contains(text, "suggests another day: Friday 27 November, 12:00 to 17:00") {
		t.Errorf("on a Friday they have the afternoon in common: %s", text)
	}
	if reply = w.asksForDay("U01", saturday, "yes"); len(reply.Errors) > 0 {
		t.Fatal(reply.Errors)
	}
	w.clicks("U02", "That suits me")
	if got := w.theDuo().Session; !got.Start.Equal(saturday) || got.End.Sub(got.Start) != was.End.Sub(was.Start) {
		t.Errorf("they talked about it, and the session is from %v to %v", got.Start, got.End)
	}
}

func TestAnotherDayLooksAtTheDoor(t *testing.T) {
	w := members(t, 2)
	w.write(func(tx *storage.Tx) error {
		here := pairing.Area{Label: "Lehen", Located: true, Lat: 47.81, Lon: 13.03}
		for _, id := range ids(2) {
			p := pairing.Defaults()
			p.Area = here
			if err := tx.SaveProfile(pairing.MemberID(id), p, w.clock.Now()); err != nil {
				return err
			}
		}
		for _, v := range []pairing.Venue{
			{Name: "Café Early", Type: pairing.Cafe, Area: here, Hours: "Mo-We 08:00-20:00"},
			{Name: "Café Late", Type: pairing.Cafe, Area: pairing.Area{Located: true, Lat: 47.83, Lon: 13.03}, Hours: "Fr 08:00-19:00"},
		} {
			if _, err := tx.SaveVenue(storage.Venue{Venue: v}, w.clock.Now()); err != nil {
				return err
			}
		}
		circle, err := tx.Circles()
		if err != nil {
			return err
		}
		return tx.SaveHolidays(circle[0].ID, []storage.Holiday{{Date: pairing.Date{Year: 2026, Month: 11, Day: 27}, Name: "Town feast"}})
	})
	w.until(firstDue)
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	talk := w.between(ids(2)...)
	if text := w.sees("U01", talk); !strings.Contains(text, "Where: Café Early (less than 1 km for each of you, open until 20:00)") {
		t.Fatalf("at first: %s", text)
	}
	friday := w.theDuo().Session.Start.AddDate(0, 0, 2)
	if reply := w.asksForDay("U01", friday); len(reply.Errors) > 0 {
		t.Fatal(reply.Errors)
	}
	// Hours that say nothing of public holidays are unknown on one: it stays.
	if text := w.sees("U02", talk); !strings.Contains(text, "That day is a public holiday (Town feast).") || strings.Contains(text, "is closed then") {
		t.Errorf("on a holiday: %s", text)
	}
	next := friday.AddDate(0, 0, 7)
	if reply := w.asksForDay("U02", next); len(reply.Errors) > 0 {
		t.Fatal(reply.Errors)
	}
	if text := w.sees("U01", talk); !strings.Contains(text, "Café Early is closed then, so instead: Café Late (about 2 km for each of you, open until 19:00)") {
		t.Errorf("on the Friday after: %s", text)
	}
	w.clicks("U01", "That suits me")
	duo := w.theDuo()
	if text := w.sees("U02", talk); !strings.Contains(text, "Where: Café Late") || strings.Contains(text, "• Café Early") {
		t.Errorf("it is settled: %s", text)
	}
	if duo.Place != duo.Options[len(duo.Options)-1].Place {
		t.Errorf("the duo goes to %v and can choose from %v", duo.Place, duo.Options)
	}

	// The round after it leaves that day to them, and nobody moves into it.
	w.until(firstDue.AddDate(0, 0, 7))
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	var live []storage.Duo
	w.write(func(tx *storage.Tx) (err error) { live, err = tx.LiveDuosOf("U01"); return err })
	if len(live) != 2 || live[0].Session.Start.Before(live[1].Session.End) && live[1].Session.Start.Before(live[0].Session.End) {
		t.Fatalf("two sessions at one time: %v", live)
	}
	reply := w.asksForDay("U01", next)
	if !strings.Contains(reply.Errors[askDay], "another session") && !strings.Contains(reply.Errors[askDay], "already") {
		t.Errorf("a day that is taken: %q", reply.Errors)
	}
}
