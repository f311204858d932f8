package bot

import (
	"context"
	"sync"
	"time"

	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// Who is in the workspace: events tell of changes while the bot runs; what
// changed while it did not is read from the list of users, a page at a time as
// Slack allows, when it starts and once a day.

// acquaintEvery is how often the list of users is read, and acquaintRetry
// when again after it failed.
const (
	acquaintEvery = 24 * time.Hour
	acquaintRetry = time.Minute
)

// acquaintance is how far the bot is in reading the list of users.
type acquaintance struct {
	mu      sync.Mutex
	reading bool
	cursor  string    // of the next page
	again   time.Time // not before this instant
}

// acquaint has one page of the list of users read, if it is time to, or if
// somebody turned up of whom Slack did not tell. What is due does not wait for
// that, because Slack may take its time; only when the bot starts it does, for
// a moment, so that a round which is overdue leaves out who went meanwhile.
func (b *Bot) acquaint(ctx context.Context, now time.Time) {
	page, turn := b.nextPage(now)
	if !turn {
		return
	}
	read := func(ctx context.Context) {
		next, again := "", now.Add(acquaintRetry) // if it panics
		defer func() { b.acquaintance.set(false, next, again) }()
		next, again = b.readPage(ctx, page)
	}
	if !b.tour.begun {
		ctx, cancel := context.WithTimeout(ctx, b.timing.meet)
		defer cancel()
		read(ctx)
	} else if !b.errands.do("users", func() { read(ctx) }) {
		b.acquaintance.set(false, page, now)
	}
}

// nextPage is the page that is to be read now, if one is.
func (b *Bot) nextPage(now time.Time) (page string, turn bool) {
	a := &b.acquaintance
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.reading || now.Before(a.again) && !b.stranger.Load() {
		return "", false
	}
	if _, turn = b.outbox.pace.take("users.list", "", now); turn {
		b.stranger.Store(false)
		a.reading = true
	}
	return a.cursor, turn
}

func (a *acquaintance) set(reading bool, cursor string, again time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.reading, a.cursor, a.again = reading, cursor, again
}

// readPage reads a page of the list of users, and returns which one is next
// and not before when.
func (b *Bot) readPage(ctx context.Context, page string) (next string, again time.Time) {
	users, next, err := b.client.people(ctx, page)
	now := b.now()
	if err == nil {
		users, err = b.strangers(ctx, users)
	}
	if err == nil && len(users) > 0 {
		err = b.atDesk(ctx, now, func(d *desk) error {
			for i := range users {
				if err := d.meet(&users[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	switch v := judge(err); {
	case err == nil && next != "":
		return next, time.Time{}
	case err == nil:
		return "", now.Add(acquaintEvery)
	case v.outcome == limited:
		next, again = page, now.Add(v.wait)
	case b.ails(err):
		return page, now.Add(acquaintRetry)
	default:
		b.condemn(err)
		next, again = "", now.Add(max(acquaintRetry, v.wait))
	}
	if ctx.Err() == nil {
		b.log.Warn("the list of users cannot be read and is tried again", "error", redacted(err), "at", again)
	}
	return next, again
}

// strangers picks those of whom something else is known than what Slack says
// now: of a page of a thousand mostly nobody, and who clicks meanwhile need not
// wait until that is found out.
func (b *Bot) strangers(ctx context.Context, users []slack.User) (changed []slack.User, err error) {
	ids := make([]pairing.MemberID, len(users))
	for i := range users {
		ids[i] = pairing.MemberID(users[i].ID)
	}
	var people map[pairing.MemberID]storage.Person
	err = b.store.Read(ctx, func(tx *storage.Tx) (err error) {
		people, err = tx.PeopleAmong(ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range users {
		was := people[ids[i]]
		b.voices.learn(was)
		if !known(was) || !same(describe(&users[i], was, was.SeenAt), was) {
			changed = append(changed, users[i])
		}
	}
	return changed, nil
}

// same reports whether two descriptions of a person say the same.
func same(a, b storage.Person) bool {
	a.SeenAt, b.SeenAt = time.Time{}, time.Time{}
	return a == b
}
