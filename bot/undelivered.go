package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"cowork/pairing"
	"cowork/storage"
)

// What could not be delivered stays in the outbox, dead. An admin is told,
// sees what it was and why, and can have it tried again once the cause is
// mended. That somebody has left the workspace is no such thing: the state
// hears of that by itself, see lookAfter.

const (
	undeliveredFor = 30 * 24 * time.Hour // for which it is worth a look
	mostDead       = 1000                // how many the latest are looked through
)

// Undelivered is a message that could not be delivered.
type Undelivered struct {
	storage.Message
	Over bool // what it is about has passed: it is not tried again
}

// undelivered lists what could not be delivered and should have been, latest
// first.
func (d *desk) undelivered() ([]Undelivered, error) {
	dead, err := d.tx.DeadMessages(mostDead)
	if err != nil {
		return nil, err
	}
	var lost []Undelivered
	for _, m := range dead {
		if !matters(m) || d.now.Sub(m.Due) > undeliveredFor {
			continue
		}
		over, err := d.over(m)
		if err != nil {
			return nil, err
		}
		lost = append(lost, Undelivered{m, over})
	}
	return lost, nil
}

// noticeWord begins the keys of what admins are told of lost messages.
const noticeWord = "undelivered:"

// matters reports whether it is a loss that a message died: not the change of
// one that is there, and not what was for somebody who has left.
func matters(m storage.Message) bool {
	return m.Method == storage.Post && !goneCodes[m.Error] && !strings.HasPrefix(m.Key, noticeWord)
}

// over reports whether what a message is about has passed.
func (d *desk) over(m storage.Message) (bool, error) {
	if m.About == "" {
		return false, nil
	}
	duo, err := d.tx.Duo(m.About)
	switch {
	case none(err):
		return true, nil
	case err != nil:
		return false, err
	case duo.State == pairing.Proposed:
		return !duo.AnswerBy.After(d.now), nil
	case duo.State == pairing.Confirmed && strings.HasPrefix(m.Key, checkinKey(duo.ID, "")):
		return !duo.ClosesAt.After(d.now), nil
	}
	return duo.State != pairing.Confirmed || !duo.Session.End.After(d.now), nil
}

// retry has everything tried again that could not be delivered and still makes
// sense, and reports how much that is and how much is over.
func (d *desk) retry() (again, over int, err error) {
	lost, err := d.undelivered()
	if err != nil {
		return 0, 0, err
	}
	for _, m := range lost {
		if m.Over {
			over++
			continue
		}
		if err := d.tx.Revive(m.ID); err != nil {
			return 0, 0, err
		}
		again++
	}
	d.owes = d.owes || again > 0
	return again, over, nil
}

// adminUndelivered lists what could not be delivered.
func (c *call) adminUndelivered() (Reply, error) {
	lost, err := c.undelivered()
	if err != nil {
		return Reply{}, err
	}
	return tell(undeliveredMessage(reader(c.me), lost)), nil
}

// retryNow is the button under that list.
func retryNow(c *call) (Reply, error) {
	if !c.isAdmin() {
		return tell(notAdminMessage(c.voice())), nil
	}
	again, over, err := c.retry()
	if err != nil {
		return Reply{}, err
	}
	m := retriedMessage(c.voice(), again, over)
	m.Replace = true
	return Reply{Message: &m}, nil
}

// bury keeps that a message cannot be delivered, and owes the admins a line
// about it, one a day at most: those who were named when the bot was started,
// or else those of the workspace who take part.
func (b *Bot) bury(d *desk, l letter, code string) error {
	if err := d.tx.Dead(l.ID, code); err != nil {
		return err
	}
	dead := l.Message
	dead.Error = code
	if over, err := d.over(dead); err != nil || over || !matters(dead) {
		return err
	}
	admins := make([]pairing.MemberID, 0, len(b.opt.Admins))
	for _, id := range b.opt.Admins {
		admins = append(admins, pairing.MemberID(id))
	}
	if len(admins) == 0 {
		var err error
		if admins, err = d.tx.AdminsIn(d.circle.ID); err != nil {
			return err
		}
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(admins))) {
		to, err := d.readerOf(id)
		if err != nil {
			return err
		}
		key := fmt.Sprintf("%s%s:%s", noticeWord, d.now.In(d.circle.Zone()).Format("2006-01-02"), id)
		if err := d.owe(key, storage.Lane(id), "", d.now, lostMessage(to.Voice, code)); err != nil {
			return err
		}
	}
	return nil
}

// Lost is a message that could not be delivered, as an operator reads it.
type Lost struct {
	Due  time.Time
	What string // the word that its key begins with, such as "invite"
	Who  []string
	Why  string // Slack's word for it
	Over bool   // what it is about has passed
}

// ListLost lists what could not be delivered, latest first.
func ListLost(ctx context.Context, store *storage.Store, now time.Time) (all []Lost, err error) {
	err = store.Read(ctx, func(tx *storage.Tx) error {
		lost, err := (&desk{ctx: ctx, tx: tx, now: now}).undelivered()
		if err != nil {
			return err
		}
		for _, u := range lost {
			l := Lost{Due: u.Due, Why: u.Error, Over: u.Over}
			l.What, _, _ = strings.Cut(u.Key, ":")
			for _, id := range peopleOf(u.Lane) {
				p, err := tx.Person(pairing.MemberID(id))
				if err != nil && !none(err) {
					return err
				}
				l.Who = append(l.Who, cmp.Or(p.Name, id))
			}
			all = append(all, l)
		}
		return nil
	})
	return all, err
}

// RetryLost has what could not be delivered tried again, by the bot that runs
// on the database or by the next one, and reports how much that is and how
// much is left because it is over.
func RetryLost(ctx context.Context, store *storage.Store, now time.Time) (again, over int, err error) {
	err = store.Write(ctx, func(tx *storage.Tx) (err error) {
		again, over, err = (&desk{ctx: ctx, tx: tx, now: now}).retry()
		return err
	})
	return again, over, err
}
