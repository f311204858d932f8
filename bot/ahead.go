package bot

import (
	"context"
	"time"

	"cowork/storage"
)

// A new conversation is the scarcest thing that Slack gives: fifty a minute, so
// that those of a round of ten thousand take most of two hours. The time while
// people make up their minds is used for it: a conversation of those who were
// asked is opened ahead, and is there when they have accepted. They see nothing
// of it, because Slack shows a conversation only once something is posted.
//
// It never keeps anybody waiting: one is opened when the method has rested, so
// that its burst is there for a message that is due. Looked at in time, the
// method has rested as often as it may be called, so that conversations come as
// fast ahead as when they are needed. What fails is left for when it is needed.

const (
	aheadAgain  = 10 * time.Second // after a look at whose conversation may be needed
	aheadFailed = time.Hour        // until one that failed is tried again
)

// ahead is what the outbox knows of conversations that may be needed.
type ahead struct {
	looked time.Time            // when; only who looks at the outbox looks here, and at what it found
	lanes  []string             // that are left of the look, those needed first before the others
	next   time.Time            // when the next of them may be opened; zero: there is none
	spared map[string]time.Time // lanes that are being opened or failed to, since when; guarded by the outbox
}

// openAhead opens one conversation that may be needed, if there is time for
// that, and reports whether it began to.
func (o *outbox) openAhead(ctx context.Context, tx *storage.Tx, now time.Time) (begun bool, err error) {
	a := &o.ahead
	if stale := now.Sub(a.looked).Abs() >= aheadAgain; stale {
		if a.lanes, err = tx.LanesAhead(load + o.spared(now)); err != nil {
			return false, err
		}
		a.looked = now
	}
	for a.next = o.pace.rested(openFirst.method(), now); len(a.lanes) > 0; a.lanes = a.lanes[1:] {
		if o.busy(openFirst) { // whatever lands has us look again
			a.next = time.Time{}
			return false, nil
		}
		if a.next.After(now) {
			return false, nil
		}
		lane := a.lanes[0]
		if known, err := whereabouts(tx, lane); err != nil {
			return false, err
		} else if known != "" || !o.spare(lane, now) {
			continue
		}
		if _, ok := o.pace.take(openFirst.method(), "", now); !ok {
			return false, nil
		}
		a.lanes = a.lanes[1:]
		a.next = o.pace.rested(openFirst.method(), now)
		return o.launch(lane, openFirst, func() { o.prepare(ctx, lane) }), nil
	}
	a.next = time.Time{}
	return false, nil
}

// spared is how many lanes are left alone at now.
func (o *outbox) spared(now time.Time) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	for lane, since := range o.ahead.spared {
		if now.Sub(since).Abs() >= aheadFailed {
			delete(o.ahead.spared, lane)
		}
	}
	return len(o.ahead.spared)
}

// spare leaves a lane alone from now on, and reports whether nobody did before.
func (o *outbox) spare(lane string, now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, is := o.ahead.spared[lane]; is || o.flying[lane] {
		return false
	}
	o.ahead.spared[lane] = now
	return true
}

// prepare opens a conversation and keeps where it is.
func (o *outbox) prepare(ctx context.Context, lane string) {
	channel, err := o.bot.client.open(ctx, peopleOf(lane))
	v := judge(err)
	o.bot.meters.delivered(openFirst, v)
	if v.wait > 0 {
		o.pace.close(openFirst.method(), o.bot.now(), v.wait)
	}
	if err == nil {
		err = o.keep(ctx, func(tx *storage.Tx) error { return tx.SaveConversation(lane, channel) })
	}
	if err != nil {
		if !o.bot.ails(err) {
			o.bot.log.Info("a conversation is not opened ahead", "error", redacted(err))
		}
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.ahead.spared, lane)
}
