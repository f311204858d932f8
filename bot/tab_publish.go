package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// Home tabs are brought up to date by the heartbeat, beside the outbox.
//
// The store knows which tabs may not be up to date: whatever is written that
// one may show marks it, in the same transaction (0006_home_tab.sql). A tab that is
// marked is looked at: its view is made anew, and published if it is not the
// one that was published last. Nothing is published for people who never
// opened theirs.
//
// Slack gives each view a hash and takes the next one only if it names the one
// that is there. So an attempt that was given up and arrives late all the same
// does not put an old view in the place of a newer one: it names a view that
// is gone.

// tabs publishes home tabs.
type tabs struct {
	bot  *Bot
	jobs *lanes

	mu     sync.Mutex
	flying map[pairing.MemberID]bool // those that are being looked at
}

func newTabs(b *Bot, jobs *lanes) *tabs {
	return &tabs{bot: b, jobs: jobs, flying: map[pairing.MemberID]bool{}}
}

// tabsAtOnce bounds how many tabs one look considers.
const tabsAtOnce = 64

const publishMethod = "views.publish"

// look starts to look at the tabs that may not be up to date, without waiting
// for what comes of it, and returns how many it started and when those that
// are held may go.
func (t *tabs) look(ctx context.Context, tx *storage.Tx, now time.Time) (started int, next time.Time, err error) {
	if at, ok := t.bot.outbox.pace.open(publishMethod, now); !ok {
		return 0, at, nil
	}
	stale, err := tx.StaleTabs(now, tabsAtOnce)
	if err == nil && len(stale) == 0 {
		next, err = tx.NextTab(now)
	}
	for _, tab := range stale {
		if t.start(ctx, tab) {
			started++
		}
	}
	return started, next, err
}

// start looks at a tab on the side. The heartbeat looks again when it ended.
func (t *tabs) start(ctx context.Context, tab storage.Tab) bool {
	t.mu.Lock()
	flying := t.flying[tab.Person]
	t.flying[tab.Person] = true
	t.mu.Unlock()
	if flying {
		return false
	}
	landed := func() {
		t.mu.Lock()
		delete(t.flying, tab.Person)
		t.mu.Unlock()
		t.bot.kick()
	}
	ok := t.jobs.do(string(tab.Person), func() {
		defer landed()
		err := t.refresh(ctx, tab)
		if err == nil || none(err) || t.bot.ails(err) { // none: forgotten meanwhile
			return
		}
		t.bot.log.Error("a home tab could not be brought up to date and is tried again", "error", redacted(err))
		retry := t.bot.now().Add(backoff(tab.Attempts, t.bot.opt.Seed()))
		_ = t.bot.outbox.keep(ctx, func(tx *storage.Tx) error { return tx.TabFails(tab.Person, "", retry) }) // if even that fails, at the next beat
	})
	if !ok {
		landed()
	}
	return ok
}

// refresh looks at one tab and publishes it if it shows something else than it
// should. Its error is the store's.
func (t *tabs) refresh(ctx context.Context, tab storage.Tab) error {
	b, now := t.bot, t.bot.now()
	if err := b.outbox.keep(ctx, func(tx *storage.Tx) error { return tx.LookAtTab(tab.Person) }); err != nil {
		return err
	}
	view, due, err := b.tabOf(ctx, tab.Person, now)
	if err != nil {
		return err
	}
	digest, err := digestOf(view)
	if err != nil {
		return err
	}
	if digest == tab.Digest {
		return b.outbox.keep(ctx, func(tx *storage.Tx) error { return tx.TabStands(tab.Person, due) })
	}
	if at, ok := b.outbox.pace.take(publishMethod, "", now); !ok {
		return b.outbox.keep(ctx, func(tx *storage.Tx) error { return tx.TabFails(tab.Person, tab.Hash, at) })
	}
	if err := b.outbox.keep(ctx, func(tx *storage.Tx) error { return tx.ChangeTab(tab.Person) }); err != nil {
		return err
	}
	hash, err := b.client.publishView(ctx, string(tab.Person), tab.Hash, view)
	if err != nil {
		return t.failed(ctx, tab, err)
	}
	return b.outbox.keep(ctx, func(tx *storage.Tx) error {
		return tx.TabShows(storage.Tab{Person: tab.Person, Digest: digest, Hash: hash}, due)
	})
}

// failed keeps that a view was not published, or perhaps was.
func (t *tabs) failed(ctx context.Context, tab storage.Tab, err error) error {
	b, v, now := t.bot, judge(err), t.bot.now()
	if v.wait > 0 {
		b.outbox.pace.close(publishMethod, now, v.wait)
	}
	hash, retry := tab.Hash, now.Add(max(v.wait, backoff(tab.Attempts, b.opt.Seed())))
	switch {
	case v.code == "hash_conflict": // an attempt that seemed lost is there, or a backup was put back
		hash, retry = "", now
	case v.outcome == limited:
		retry = now.Add(v.wait)
	case v.outcome == barred:
		b.condemn(err)
		retry = now.Add(time.Minute)
	case v.outcome == permanent || v.code == "not_enabled":
		b.log.Warn("a home tab cannot be published", "code", v.code)
		return b.outbox.keep(ctx, func(tx *storage.Tx) error { return tx.TabGone(tab.Person) })
	}
	if v.code != "hash_conflict" && v.outcome != limited {
		b.log.Warn("a home tab was not published and is tried again", "outcome", v.outcome, "code", v.code)
	}
	return b.outbox.keep(ctx, func(tx *storage.Tx) error { return tx.TabFails(tab.Person, hash, retry) })
}

// tabOf makes the home tab of a person as it should be now, and says when time
// alone changes it.
func (b *Bot) tabOf(ctx context.Context, person pairing.MemberID, now time.Time) (view slack.HomeTabViewRequest, due time.Time, err error) {
	err = b.store.Read(ctx, func(tx *storage.Tx) error {
		circles, err := tx.Circles()
		if err != nil {
			return err
		}
		if len(circles) == 0 {
			return errors.New("there is no circle yet")
		}
		d := &desk{ctx: ctx, tx: tx, now: now, circle: circles[0], seed: b.opt.Seed, ids: b.opt.IDs}
		tab, err := d.tab(person)
		view, due = homeView(tab), tab.due(now)
		return err
	})
	return view, due, err
}

// digestOf tells views apart.
func digestOf(view slack.HomeTabViewRequest) (string, error) {
	wire, err := json.Marshal(view)
	sum := sha256.Sum256(wire)
	return hex.EncodeToString(sum[:16]), err
}
