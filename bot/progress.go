package bot

import (
	"context"
	"time"

	"cowork/pairing"
	"cowork/storage"
)

// How far a delivery is: a round of thousands takes an hour or two, as fast as
// Slack allows. The log tells the operator, `/cowork admin status` the admin.

// end is when a backlog is delivered if nothing goes wrong: when the busiest
// of the methods that it needs has had its last call.
func (p *pace) end(b storage.Backlog, now time.Time) time.Time {
	end := now
	for s, calls := range map[step]int{updateIt: b.Changes, postIt: b.Posts, uploadIt: b.Files, shareIt: b.Files, openFirst: b.Openings, lookFirst: b.Doubts} {
		if calls == 0 {
			continue
		}
		last := p.at(s.method(), now).Add(time.Duration(calls-1) * newGate(rates[s.method()]).every)
		if last.After(end) {
			end = last
		}
	}
	return end
}

const (
	progressEvery = time.Minute
	longDelivery  = 50 // messages that are due at once, from which on their progress is told
)

// delivery is a long one that is under way. Only the heartbeat looks there.
type delivery struct {
	began  time.Time // zero: none is
	looked time.Time
}

// progress tells the operator, once a minute, how far a long delivery is.
func (b *Bot) progress(ctx context.Context, now time.Time) error {
	d := &b.delivery
	if now.Sub(d.looked).Abs() < progressEvery {
		return nil
	}
	d.looked = now
	return b.store.Read(ctx, func(tx *storage.Tx) error {
		backlog, err := tx.Backlog(now)
		if err != nil || d.began.IsZero() && backlog.Messages() < longDelivery {
			return err
		}
		if d.began.IsZero() {
			d.began = now
		}
		sent, err := tx.SentSince(d.began)
		if err != nil {
			return err
		}
		if backlog.Messages() == 0 {
			b.log.Info("everything is delivered", "sent", sent, "since", d.began)
			d.began = time.Time{}
			return nil
		}
		b.log.Info("delivering", "sent", sent, "owed", backlog.Messages(), "conversations to open", backlog.Openings,
			"until about", b.outbox.pace.end(backlog, now).UTC().Truncate(time.Second))
		return nil
	})
}

// Progress is how the open round and its delivery stand.
type Progress struct {
	Round       int // number of the open round; 0: none is
	Opened      time.Time
	Duos        map[pairing.State]int
	Sent        int // messages since it opened
	Owed        int // due now
	End         time.Time
	Undelivered int
	Next        time.Time // round
}

// adminStatus tells an admin how the open round and its delivery stand.
func (c *call) adminStatus() (Reply, error) {
	p := Progress{Next: c.circle.NextDue, Duos: map[pairing.State]int{}}
	round, err := c.tx.OpenRoundOf(c.circle.ID)
	if err != nil && !none(err) {
		return Reply{}, err
	}
	if err == nil {
		p.Round, p.Opened = round.Number, round.OpenedAt
		duos, err := c.tx.DuosOfRound(round.ID)
		if err != nil {
			return Reply{}, err
		}
		for _, d := range duos {
			p.Duos[d.State]++
		}
		if p.Sent, err = c.tx.SentSince(round.OpenedAt); err != nil {
			return Reply{}, err
		}
	}
	backlog, err := c.tx.Backlog(c.now)
	if err != nil {
		return Reply{}, err
	}
	p.Owed, p.End = backlog.Messages(), c.bot.outbox.pace.end(backlog, c.now)
	lost, err := c.undelivered()
	if err != nil {
		return Reply{}, err
	}
	p.Undelivered = len(lost)
	return tell(progressMessage(reader(c.me), p)), nil
}
