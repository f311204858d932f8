package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"cowork/pairing"
	"cowork/storage"
)

// Reminders of a settled session: to each member alone, in their own language,
// at their own time of day: the evening before, and in the morning for those who
// want that too. They are rows of the outbox like everything else: withdrawn
// with the duo, owed anew when the place, the day or the person's time zone
// changes.
//
// At night nobody is written to. A reminder that could not be sent before the
// night, because the bot was not running, comes in the morning instead; one that
// could not be sent before the session begins is of no use any more.

// The hours of the reminders, by the clock of who is reminded.
const (
	eveningHour = 18
	nightHour   = 21 // from then on it is too late for the evening
	morningHour = 8
	dawnHour    = 7 // before that it is too early for the morning
)

// reminding is when somebody may be reminded of a session.
type reminding struct {
	evening, night time.Time // due, and of no use any more
	morning        time.Time // due; zero if the session begins too early for it
}

// remindingOf is when somebody in a zone may be reminded of a session that
// starts at an instant: in the morning an hour before, if that is early.
func remindingOf(start time.Time, zone *time.Location) reminding {
	day := dayOf(start.In(zone))
	at := func(d Day, hour int) time.Time {
		return wallInstant(time.Date(d.Year, d.Month, d.Day, hour, 0, 0, 0, time.UTC), zone)
	}
	eve := day.Plus(-1)
	r := reminding{evening: at(eve, eveningHour), night: at(eve, nightHour), morning: at(day, morningHour)}
	if early := start.Add(-time.Hour); early.Before(r.morning) {
		r.morning = early
	}
	if dawn := at(day, dawnHour); r.morning.Before(dawn) {
		r.morning = dawn
	}
	if !r.morning.Before(start) {
		r.morning = time.Time{}
	}
	return r
}

// Reminders are named by duo, person and time of day.
const (
	remindEvening = "evening"
	remindMorning = "morning"
)

func remindSeries(duo pairing.DuoID, id pairing.MemberID, when string) string {
	return fmt.Sprintf("remind:%s:%s:%s", duo, id, when)
}

// remind owes everybody of a settled duo the reminders they want, as far as
// their time has not passed.
func (d *desk) remind(duo pairing.Duo) error {
	for _, s := range duo.Seats {
		if err := d.remindOne(duo, s.Member, remindEvening, remindMorning); err != nil {
			return err
		}
	}
	return nil
}

// remindOne is remind for one member, and some of the reminders.
func (d *desk) remindOne(duo pairing.Duo, id pairing.MemberID, which ...string) error {
	own, err := d.tx.Personal(id)
	if err != nil {
		return err
	}
	r, err := d.readerOf(id)
	if err != nil {
		return err
	}
	when := remindingOf(duo.Session.Start, orUTC(r.Zone))
	if own.Evening && when.evening.After(d.now) && slices.Contains(which, remindEvening) {
		if err := d.oweReminder(duo, r, remindEvening, when.evening, when.night); err != nil {
			return err
		}
	}
	if own.Morning && when.morning.After(d.now) && slices.Contains(which, remindMorning) {
		return d.oweReminder(duo, r, remindMorning, when.morning, duo.Session.Start)
	}
	return nil
}

func (d *desk) oweReminder(duo pairing.Duo, r Reader, when string, due, until time.Time) error {
	cast, err := d.cast(duo)
	if err != nil {
		return err
	}
	body, err := json.Marshal(remindMessage(r, &duo, cast, when == remindMorning))
	if err != nil {
		return fmt.Errorf("write a reminder of %s: %w", duo.ID, err)
	}
	key, err := d.freeKey(remindSeries(duo.ID, r.ID, when))
	if err != nil {
		return err
	}
	_, err = d.tx.Owe(storage.Message{Key: key, Lane: storage.Lane(r.ID), Method: storage.Post, Body: body, About: duo.ID, Due: due, Until: until})
	d.owes = true
	return err
}

// remindAnew owes a member's reminders anew, after they changed when they like
// to be reminded, or their time zone did. What was sent is not sent again.
func (d *desk) remindAnew(id pairing.MemberID) error {
	live, err := d.liveDuos(id)
	if err != nil {
		return err
	}
	for _, duo := range live {
		if duo.State != pairing.Confirmed {
			continue
		}
		var which []string
		for _, when := range []string{remindEvening, remindMorning} {
			sent, err := d.wasReminded(duo.Duo, id, when)
			if err != nil {
				return err
			}
			if !sent {
				which = append(which, when)
			}
		}
		if _, err := d.tx.Withdraw(duo.ID, remindSeries(duo.ID, id, "")); err != nil {
			return err
		}
		if err := d.remindOne(duo.Duo, id, which...); err != nil {
			return err
		}
	}
	return nil
}

// longestAhead is more than any reminder comes before its session: of the
// evening before, where that ends late and the member has gone far west since.
const longestAhead = 2 * 24 * time.Hour

// wasReminded reports whether the latest of a member's reminders of a duo was
// sent, and of the session as it is now. Whoever travels west meets the same
// evening twice, but not the same reminder.
func (d *desk) wasReminded(duo pairing.Duo, id pairing.MemberID, when string) (bool, error) {
	var latest storage.Message
	for i := 1; ; i++ {
		m, err := d.tx.Message(fmt.Sprintf("%s:%d", remindSeries(duo.ID, id, when), i))
		if none(err) {
			return latest.State == storage.Sent && latest.Due.After(duo.Session.Start.Add(-longestAhead)), nil
		}
		if err != nil {
			return false, err
		}
		latest = m
	}
}

// lapseDue voids what is of no use any more. A reminder that the evening was too
// short for comes in the morning.
func (d *desk) lapseDue() error {
	all, err := d.tx.LapsingMessages(d.now)
	if err != nil {
		return err
	}
	if _, err := d.tx.Lapse(d.now); err != nil {
		return err
	}
	for _, m := range all {
		part := strings.Split(m.Key, ":")
		if part[0] != "remind" || len(part) < 4 || part[3] != remindEvening {
			continue
		}
		if err := d.remindLate(m.About, pairing.MemberID(part[2])); err != nil {
			return err
		}
	}
	return nil
}

// remindLate owes a member in the morning what could not be sent in the
// evening, unless a reminder is due then anyway.
func (d *desk) remindLate(id pairing.DuoID, to pairing.MemberID) error {
	duo, err := d.tx.Duo(id)
	if err != nil {
		return err
	}
	own, err := d.tx.Personal(to)
	if err != nil || own.Morning || duo.State != pairing.Confirmed || !duo.Session.Start.After(d.now) {
		return err
	}
	r, err := d.readerOf(to)
	if err != nil {
		return err
	}
	morning := remindingOf(duo.Session.Start, orUTC(r.Zone)).morning
	if morning.IsZero() {
		return nil
	}
	if morning.Before(d.now) {
		morning = d.now
	}
	return d.oweReminder(duo.Duo, r, remindMorning, morning, duo.Session.Start)
}
