package ordeal

import (
	"time"

	"cowork/bot/fakeslack"
)

// usualStorm is the share of calls that go wrong when there is no storm.
const usualStorm = 0.05

// trouble is what goes wrong on one day, besides calls.
func (w *world) trouble() {
	at := w.between(0, 24*time.Hour)
	who := pick(w.rand, w.people)
	switch w.rand.IntN(66) { // a quiet day as often as not
	case 0, 1:
		w.later(at, func() { // a storm of an hour or so
			w.storm = 0.1 + 0.6*w.rand.Float64()
			w.note("a storm: %.0f%% of all calls go wrong", 100*w.storm)
			w.later(w.between(time.Minute, 3*time.Hour), func() { w.storm = usualStorm })
		})
	case 2, 27, 28:
		w.later(at, func() {
			w.lossy = 0.5
			w.later(w.between(time.Minute, time.Hour), func() { w.lossy = 0 })
		})
	case 3, 4, 5, 6:
		w.later(at, func() { w.killIn = 1 + w.rand.IntN(60) })
	case 7, 8: // a kill while a round opens or its messages go out
		w.later(at, func() { w.killAtRound = 1 + w.rand.IntN(150) })
	case 9:
		w.later(at, func() {
			w.disconnect(pick(w.rand, []string{"warning", "refresh_requested", "link_disabled", "too_many_websockets"}))
		})
	case 10:
		w.later(at, w.goes)
	case 11:
		w.later(at, func() {
			w.fell("the line goes silent")
			w.note("the line goes silent")
			w.slack.HalfOpen()
			w.deaf = w.clock.Now().Add(w.between(10*time.Second, time.Minute))
			w.later(time.Minute, func() {})
		})
	case 12:
		w.later(at, func() {
			w.fell("events are late, or in another order")
			w.note("events are held back")
			w.slack.HoldEvents()
			w.later(w.between(time.Second, 2*time.Hour), func() { w.slack.ReleaseEvents(w.chance(0.5)) })
		})
	case 13, 14, 15:
		w.later(at, func() { w.redeliver(1 + w.rand.IntN(5)) })
	case 16:
		w.later(at, func() { w.fell("somebody is deactivated"); w.did(who+" is deactivated", w.slack.Deactivate(who)) })
	case 17:
		w.later(at, func() { w.fell("somebody is back"); w.did(who+" is back", w.slack.Reactivate(who)) })
	case 18:
		w.later(at, func() {
			guest := w.chance(0.4)
			w.fell("somebody becomes a guest, or none")
			w.did(who+" changes rank", w.slack.Change(who, func(p *fakeslack.Person) { p.IsGuest = guest }))
		})
	case 19:
		w.later(at, func() {
			w.fell("somebody has a new name")
			w.did(who+" has a new name", w.slack.Rename(who, pick(w.rand, wicked)))
		})
	case 20:
		w.later(at, func() { w.fell("somebody moves"); w.did(who+" moves", w.slack.SetTZ(who, pick(w.rand, homes))) })
	case 21:
		if len(w.people) < w.most {
			w.later(at, w.arrive)
		}
	case 22:
		if w.chance(0.3) {
			w.later(at, w.jump)
		}
	case 24:
		w.later(at, w.nonsense)
	case 25, 26: // somebody clicks on what is not theirs
		w.later(at, func() {
			if len(w.letters) > 0 {
				l := pick(w.rand, w.letters)
				w.fell("a stranger clicks")
				w.press(who, "", l.ts, pick(w.rand, l.elements))
			}
		})
	case 29, 30: // a kill after a commit, before the receipt
		w.later(at, func() { w.killAtAck = true })
	case 31, 32:
		w.later(at, func() { w.sickIn = 1 + w.rand.IntN(12) })
	case 33:
		w.later(at, w.sicken)
	case 34:
		if w.chance(0.5) {
			w.later(at, w.revoke)
		}
	case 23:
		if w.chance(0.3) { // a long time away
			w.later(at, func() { w.killIn, w.away = 1, w.between(time.Hour, 30*24*time.Hour) })
		}
	}
}

// redeliver sends the last envelopes again, as long as they are not too old
// for that: the bot remembers them for a day.
func (w *world) redeliver(n int) {
	sent := w.slack.Deliveries()
	recent := 0
	for i := len(sent) - 1; i >= 0 && recent < n && w.clock.Now().Sub(sent[i].SentAt) < 12*time.Hour; i-- {
		recent++
	}
	if recent > 0 {
		w.fell("envelopes come again")
	}
	w.note("%d envelopes come again", recent)
	w.slack.Redeliver(recent)
}

func (w *world) disconnect(reason string) {
	w.fell("Slack says goodbye")
	w.note("Slack says goodbye: %s", reason)
	w.slack.Disconnect(reason)
}

// jump moves the machine's clock, which comes right again after a while.
func (w *world) jump() {
	w.skewed = true
	w.skew = pick(w.rand, []time.Duration{-26 * time.Hour, -time.Hour, -90 * time.Second, 90 * time.Second, 20 * time.Minute, time.Hour, 26 * time.Hour})
	w.fell("the clock jumps")
	w.note("the bot's clock jumps by %v", w.skew)
	w.wake = w.clock.Now()
	w.later(w.between(time.Minute, 12*time.Hour), func() {
		w.skew = 0
		w.wake = w.clock.Now()
		w.note("the bot's clock is right again")
	})
}
