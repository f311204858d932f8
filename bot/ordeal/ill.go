package ordeal

import (
	"context"
	"net/url"
	"strings"
	"time"

	"cowork/bot/fakeslack"
)

// sicken lets the disk be full, or the file read-only, for a while. It is not
// for the middle of a transaction.
func (w *world) sicken() {
	l := w.life
	if l == nil || l.dead.Load() || w.sick {
		return
	}
	var err error
	if w.chance(0.5) {
		w.fell("the disk is full")
		w.note("the disk is full")
		err = l.store.Cap(context.Background(), 1)
	} else {
		w.fell("the file is read-only")
		w.note("the file is read-only")
		err = l.store.Freeze(context.Background(), true)
	}
	if err != nil {
		w.breaks("the disk cannot be made sick: %v", err)
	}
	w.sick = true
	w.ills = append(w.ills, span{w.clock.Now(), w.clock.Now().AddDate(100, 0, 0)})
	for range 3 { // people go on
		w.later(w.between(time.Second, time.Hour), w.somebodyActs)
	}
	w.later(w.between(time.Second, 3*time.Hour), func() {
		if w.life == l {
			w.heal()
		}
	})
}

// heal makes the disk as good as new.
func (w *world) heal() {
	if !w.sick {
		return
	}
	ctx := context.Background()
	if err := w.life.store.Cap(ctx, 0); err != nil {
		w.breaks("the disk cannot be healed: %v", err)
	}
	if err := w.life.store.Freeze(ctx, false); err != nil {
		w.breaks("the disk cannot be healed: %v", err)
	}
	w.note("there is room on the disk")
	w.healed()
}

// healed notes that the disk is good, as it is for each new life.
func (w *world) healed() {
	if w.sick {
		w.sick = false
		w.ills[len(w.ills)-1].until = w.clock.Now().Add(time.Minute) // by then the bot has found out
	}
}

// revoke throws the app out of the workspace, with a word or without, and lets
// somebody install it again.
func (w *world) revoke() {
	w.fell("the token is revoked")
	w.note("the token is revoked")
	if w.chance(0.5) {
		w.slack.RevokeBotToken()
	} else {
		w.slack.SpoilBotToken(pick(w.rand, []string{"token_revoked", "account_inactive", "invalid_auth"}))
	}
	wait := w.between(time.Minute, 48*time.Hour)
	w.installed = w.clock.Now().Add(wait)
	w.later(wait, func() {
		w.note("the app is installed again")
		w.slack.SpoilBotToken("")
	})
}

// retire ends a process whose token is no good, as its run would end, until
// the app is installed again.
func (w *world) retire() error {
	w.fell("the bot ends because of its token")
	w.note("the bot ends because of its token")
	w.healed()
	w.back = w.clock.Now()
	if w.installed.After(w.back) {
		w.back = w.installed
	}
	w.back = w.back.Add(w.between(time.Second, time.Hour))
	w.downs = append(w.downs, span{w.clock.Now(), w.back})
	w.copies++ // the next life draws other seeds
	return w.stop()
}

// dawdles lets a call take longer than the bot waits for it. What is asked for
// happens early or late, or not at all; meanwhile life goes on.
func (w *world) dawdles(l *life, method string) string {
	w.seen.Faults++
	w.fell("a call (slow, then timed out)")
	f := fakeslack.StoredThenTimedOut()
	if w.chance(0.3) {
		f = fakeslack.TimedOut()
	}
	w.slack.Inject(method, 1, f)
	w.pump()
	_ = l.bot.Attend(l.ctx)
	end := w.clock.Now().Add(20 * time.Second)
	for w.clock.Now().Before(end) && !l.dead.Load() {
		at := end
		if t, due := w.clock.Next(); due && t.Before(at) {
			at = t
		}
		w.clock.Set(at)
		w.pump()
		_ = l.bot.Attend(l.ctx)
	}
	return " (slow, then timed out)"
}

// interfere deactivates somebody, now and then, whose conversation is about to
// be opened or was just opened.
func (w *world) interfere(method string, form url.Values) {
	people := strings.Split(form.Get("users"), ",")
	if method != "conversations.open" || w.calm || len(people) < 2 || !w.chance(0.02) {
		return
	}
	who := pick(w.rand, people)
	w.fell("somebody is deactivated while their conversation is opened")
	w.did(who+" is deactivated", w.slack.Deactivate(who))
	w.later(w.between(time.Hour, 20*24*time.Hour), func() { w.did(who+" is back", w.slack.Reactivate(who)) })
}
