package bot

import (
	"context"
	"fmt"

	"cowork/bot/calendar"
	"cowork/pairing"
	"cowork/storage"
)

// The calendar files of a duo. A row of the outbox says only that there is one,
// its number, and whether the session is off: what stands in it is written when
// it is uploaded, from what holds then. Every change is a row of its own with a
// number above those before, so that a calendar takes the latest for true.

// calendarKey begins the keys of the messages with the calendar files of a duo.
func calendarKey(duo pairing.DuoID) string { return "calendar:" + string(duo) }

// shareCalendar owes a duo the file of its session as it is now. What is owed
// of an earlier state is withdrawn; a session that is off gets a file only if
// there may be one to take back.
func (d *desk) shareCalendar(duo pairing.Duo, off bool) error {
	if !duo.Session.End.After(d.now) {
		return nil
	}
	if _, err := d.tx.Withdraw(duo.ID, calendarKey(duo.ID)); err != nil {
		return err
	}
	number, shared := 0, false
	for ; ; number++ {
		m, err := d.tx.Message(fmt.Sprintf("%s:%d", calendarKey(duo.ID), number+1))
		if none(err) {
			break
		}
		if err != nil {
			return err
		}
		shared = shared || m.State == storage.Sent || m.State == storage.Owed // owed still: it may be there
	}
	news := calendarNew
	switch {
	case off && !shared:
		return nil
	case off:
		news = calendarOff
	case shared:
		news = calendarChanged
	}
	cast, err := d.cast(duo)
	if err != nil {
		return err
	}
	m := calendarFileMessage(news, cast)
	m.Calendar = &CalendarFile{Sequence: number, Off: off}
	return d.oweUntil(fmt.Sprintf("%s:%d", calendarKey(duo.ID), number+1), conversationOf(duo), duo.ID, d.now, duo.Session.End, m)
}

// calendarFile writes the file of a row, as its duo is now.
func (b *Bot) calendarFile(ctx context.Context, l storage.Message, f CalendarFile) (event calendar.Event, file []byte, err error) {
	err = b.store.Read(ctx, func(tx *storage.Tx) error {
		d := &desk{ctx: ctx, tx: tx, now: b.now()}
		duo, err := tx.Duo(l.About)
		if err != nil {
			return err
		}
		round, err := tx.Round(duo.Round)
		if err != nil {
			return err
		}
		if d.circle, err = tx.Circle(round.Circle); err != nil {
			return err
		}
		cast, err := d.cast(duo.Duo)
		if err != nil {
			return err
		}
		event = calendarEvent(&duo.Duo, cast)
		return nil
	})
	if err != nil {
		return event, nil, err
	}
	event.Sequence, event.Cancelled, event.Stamp = f.Sequence, f.Off, b.now()
	file, err = calendar.File(event)
	return event, file, err
}
