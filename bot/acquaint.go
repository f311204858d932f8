package bot

import (
	"context"
	"time"

	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// Who is in the workspace: events tell of changes while the bot runs; what
// changed while it did not is read from the list of users, a page at each
// tick, when it starts and once a day.

// acquaintEvery is how often the list of users is read, and acquaintRetry
// when again after it failed.
const (
	acquaintEvery = 24 * time.Hour
	acquaintRetry = time.Minute
)

// tour is how far the bot is in going round: the next page of the list of
// users, and what else is done now and then.
type tour struct {
	cursor string
	again  time.Time // not before this instant
	begun  bool
	last   time.Time // tick
	pruned time.Time
	looks  int // at private calendars, that the last tick began
}

// acquaint reads one page of the list of users, if it is time to, or if
// somebody turned up of whom Slack did not tell. That it fails is no reason to
// hold up what is due; it is tried again.
func (b *Bot) acquaint(ctx context.Context, now time.Time) {
	if now.Before(b.tour.again) && !b.stranger.Load() {
		return
	}
	b.stranger.Store(false)
	users, next, err := b.client.people(ctx, b.tour.cursor)
	if err == nil {
		err = b.atDesk(ctx, now, func(d *desk) error {
			for i := range users {
				if err := d.recognise(&users[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		b.tour.cursor, b.tour.again = "", now.Add(max(acquaintRetry, judge(err).wait))
		if ctx.Err() == nil {
			b.log.Warn("the list of users cannot be read and is tried again", "error", redacted(err), "at", b.tour.again)
		}
		return
	}
	if b.tour.cursor = next; next == "" {
		b.tour.again = now.Add(acquaintEvery)
	}
}

// recognise is meet for somebody who is described again and again: nothing is
// written when nothing changed.
func (d *desk) recognise(u *slack.User) error {
	was, err := d.tx.Person(pairing.MemberID(u.ID))
	if err != nil && !none(err) {
		return err
	}
	d.voices.learn(was)
	if known(was) && same(describe(u, was, was.SeenAt), was) {
		return nil
	}
	return d.meet(u)
}

// same reports whether two descriptions of a person say the same.
func same(a, b storage.Person) bool {
	a.SeenAt, b.SeenAt = time.Time{}, time.Time{}
	return a == b
}
