package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cowork/pairing"
	"cowork/storage"

	"github.com/robfig/cron/v3"
)

// Tick does everything that is due at now, once; doing it again changes
// nothing. Each thing that is due is its own transaction, so that one that
// fails holds up no other; where nothing is due, the store is only read.
func (b *Bot) Tick(ctx context.Context, now time.Time) error {
	if back := b.tour.last.Sub(now); back > setBack {
		b.log.Warn("the clock was set back", "by", back)
		b.tour = tour{}
		b.acquaintance.set(false, "", now)
		b.outbox.release()
	}
	b.tour.last = now
	b.acquaint(ctx, now)
	if !b.tour.begun { // the circle follows the options from the first tick on
		if err := b.atDesk(ctx, now, (*desk).regain); err != nil {
			return err
		}
		b.tour.begun = true
	}
	due, err := b.due(ctx, now)
	for _, work := range works {
		if work.isDue(due) {
			err = errors.Join(err, b.atDesk(ctx, now, work.do))
		}
	}
	b.tour.looks = 0
	if due.Calendars {
		err = errors.Join(err, b.readFeeds(ctx, now))
	}
	return errors.Join(err, b.prune(ctx, now))
}

// setBack is by how much a clock goes back that is not merely corrected.
const setBack = time.Minute

// works is what the tick does in a transaction each, in this order: a round
// opens before answers expire, so that nobody is asked again in a round that
// closes in the same moment.
var works = []struct {
	isDue func(storage.Due) bool
	do    func(*desk) error
}{
	{func(due storage.Due) bool { return due.Rounds }, (*desk).openDue},
	{func(due storage.Due) bool { return due.Answers }, (*desk).expireDue},
	{func(due storage.Due) bool { return due.CheckIns }, (*desk).closeDue},
	{func(due storage.Due) bool { return due.Lapsing }, (*desk).lapseDue},
}

// due looks for what there is to do at now.
func (b *Bot) due(ctx context.Context, now time.Time) (due storage.Due, err error) {
	err = b.store.Read(ctx, func(tx *storage.Tx) (err error) {
		due, err = tx.Due(now)
		return err
	})
	return due, err
}

// openDue opens the round that is due. After a time in which the bot was not
// running that is one round at most: the latest one that was missed, or none
// if even that is too long ago; either way it is said.
func (d *desk) openDue() error {
	due := d.circle.NextDue
	if due.After(d.now) {
		return nil
	}
	last, err := latestDue(d.circle.Schedule, d.circle.Zone(), due, d.now)
	if err != nil {
		return err
	}
	next, err := NextDue(d.circle.Schedule, d.circle.Zone(), d.now)
	if err != nil {
		return err
	}
	if d.now.Sub(last) > d.circle.Late {
		return d.missOut(last, next)
	}
	missed := time.Time{}
	if d.now.Sub(due) > punctual {
		missed = due
	}
	_, err = d.open(last, next, missed)
	return err
}

// punctual is how late a round may open without a word about it.
const punctual = 10 * time.Minute

// latestDue is the latest time at which a schedule was due, from the first
// one that was missed to now.
func latestDue(schedule string, zone *time.Location, first, now time.Time) (time.Time, error) {
	s, err := parseCron(schedule)
	if err != nil {
		return first, err
	}
	if every, ok := s.(cron.ConstantDelaySchedule); ok {
		return first.Add(now.Sub(first) / every.Delay * every.Delay), nil
	}
	// Look back twice as far each time, until something is found that was due.
	for back := time.Minute; back < now.Sub(first); back *= 2 {
		due, err := NextDue(schedule, zone, now.Add(-back))
		if err != nil {
			return first, err
		}
		for last := due; !due.After(now); {
			if due, err = NextDue(schedule, zone, last); err != nil {
				return first, err
			}
			if due.After(now) {
				return last, nil
			}
			last = due
		}
	}
	last := first
	for {
		due, err := NextDue(schedule, zone, last)
		if err != nil || due.After(now) {
			return last, err
		}
		last = due
	}
}

// missOut lets a round that is too late pass, and tells the members.
func (d *desk) missOut(due, next time.Time) error {
	if err := d.tx.SetNextDue(d.circle.ID, next); err != nil {
		return err
	}
	coming, err := d.comingRound()
	if err != nil {
		return err
	}
	d.note("a round was due too long ago and is left out", "circle", d.circle.ID, "due", due.UTC(), "next", next.UTC())
	_, from, until := d.horizon(next)
	in, err := d.tx.Snapshot(d.circle.ID, coming, from, until, d.now, next, nil)
	if err != nil {
		return err
	}
	for _, m := range in.Members {
		to, err := d.readerOf(m.ID)
		if err != nil {
			return err
		}
		key := fmt.Sprintf("missed:%d:%d:%s", d.circle.ID, due.Unix(), m.ID)
		if err := d.owe(key, storage.Lane(m.ID), "", d.now, missedRoundMessage(to, due, next)); err != nil {
			return err
		}
	}
	return nil
}

// expireDue ends the proposals whose answers are due.
func (d *desk) expireDue() error {
	duos, err := d.tx.DuosToExpire(d.now)
	if err != nil {
		return err
	}
	return d.expire(duos)
}

// closeDue stops waiting for the check-ins that have waited long enough.
func (d *desk) closeDue() error {
	duos, err := d.tx.DuosToClose(d.now)
	if err != nil {
		return err
	}
	for _, was := range duos {
		if err := d.closeDuo(was); err != nil {
			return err
		}
	}
	return nil
}

// closeDuo stops waiting for the check-ins of a duo, and says so to those who
// were asked.
func (d *desk) closeDuo(was storage.Duo) error {
	to, _, err := was.Close()
	if err != nil {
		return err
	}
	if err := d.tx.SaveTransition(was.ID, was.State, to); err != nil {
		return err
	}
	for _, s := range was.Seats {
		if s.CheckIn != pairing.NotAsked {
			continue
		}
		r, err := d.readerOf(s.Member)
		if err != nil {
			return err
		}
		if err := d.amend(checkinKey(was.ID, s.Member), checkinClosed(r, &was.Duo)); err != nil {
			return err
		}
	}
	return nil
}

// tour is what the tick does now and then.
type tour struct {
	begun bool
	last  time.Time // tick
	prune time.Time // not before this instant
	looks int       // at private calendars, that the last tick began
}

const (
	memoryOfSeen = 3 * 24 * time.Hour  // nothing is delivered again after a day, and no clock of another zone is two days off
	memoryOfSent = 60 * 24 * time.Hour // what could not be delivered is looked at for half of it
	pruneEvery   = 6 * time.Hour       // nobody waits for it
	pruneAgain   = time.Second         // when there is more than goes at once
	pruneAtOnce  = 500                 // messages: that takes some milliseconds, and nobody who writes waits longer
)

// prune forgets what was seen long ago, and deletes messages that nothing
// reads any more, now and then and a few at a time. How long ago something was
// is told by the clock of Slack, as of the latest post: a machine whose clock
// runs far ahead would forget what is not over.
func (b *Bot) prune(ctx context.Context, now time.Time) error {
	if now.Before(b.tour.prune) {
		return nil
	}
	b.tour.prune = now.Add(pruneEvery)
	return b.store.Write(ctx, func(tx *storage.Tx) error {
		past, err := tx.LastPosted()
		if err != nil {
			return err
		}
		if now.Before(past) {
			past = now
		}
		if _, err := tx.Prune(past.Add(-memoryOfSeen)); err != nil {
			return err
		}
		n, err := tx.PruneMessages(past.Add(-memoryOfSent), pruneAtOnce)
		if n == pruneAtOnce {
			b.tour.prune = now.Add(pruneAgain)
		}
		return err
	})
}
