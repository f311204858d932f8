package bot

import (
	"encoding/json"
	"fmt"
	"time"

	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// A light structure for the day of a duo, for those who want it: each says in a
// line what they are about to do, a rhythm of work and breaks with a quiet word
// at each turn, and at the end a line about what got done.
//
// When the session begins, one message offers it; who does nothing hears
// nothing more. Every word to come is a row of the outbox from the moment the
// rhythm is chosen, so that it survives a restart, and has an end after which
// it is of no use: after a time in which the bot was away, none comes late. The
// lines are asked for once, by a button, and nobody is reminded of them.

// The keys of the messages: each is a series, since a session can move, and its
// new day has all of them again.
func rhythmKey(duo pairing.DuoID) string { return "rhythm:" + string(duo) }
func nudgeKey(duo pairing.DuoID) string  { return "nudge:" + string(duo) }
func wrapKey(duo pairing.DuoID) string   { return "wrap:" + string(duo) }

const (
	offerLife = time.Hour        // how late a day may be offered a structure
	nudgeLife = 2 * time.Minute  // how late a nudge may come
	wrapLife  = time.Hour        // how late the wrap-up may come
	doneLife  = 24 * time.Hour   // how long after a session people can say what got done
	nudgeLast = 10 * time.Minute // no nudge so shortly before the end
)

// Nudge is one turn of a rhythm: from At on there is a break or work.
type Nudge struct {
	At    time.Time
	Break bool
	Until time.Time // the next turn, or the end of the session
}

// nudges are the turns of a rhythm that begins with work at start and ends
// with the session. The last break is one that work follows.
func nudges(work, pause time.Duration, start, end time.Time) (all []Nudge) {
	if work <= 0 || pause <= 0 {
		return nil
	}
	at := start
	for {
		rest := at.Add(work)
		at = rest.Add(pause)
		if at.After(end.Add(-nudgeLast)) {
			return all
		}
		until := at.Add(work)
		if until.Add(pause).After(end.Add(-nudgeLast)) {
			until = end
		}
		all = append(all, Nudge{rest, true, at}, Nudge{at, false, until})
	}
}

// offerRhythm owes a duo the message that offers a structure, when its session
// begins. One that was owed and not sent is withdrawn.
func (d *desk) offerRhythm(duo pairing.Duo) error {
	if _, err := d.tx.Withdraw(duo.ID, rhythmKey(duo.ID)); err != nil {
		return err
	}
	if duo.State != pairing.Confirmed || !duo.Session.Start.After(d.now) {
		return nil
	}
	cast, err := d.cast(duo)
	if err != nil {
		return err
	}
	key, err := d.freeKey(rhythmKey(duo.ID))
	if err != nil {
		return err
	}
	until := duo.Session.Start.Add(offerLife)
	return d.oweUntil(key, conversationOf(duo), duo.ID, duo.Session.Start, until, rhythmOffer(&duo, cast))
}

// lastKey is the key of the latest message of a series, "" if there is none.
func (d *desk) lastKey(series string) (last string, err error) {
	for i := 1; ; i++ {
		key := fmt.Sprintf("%s:%d", series, i)
		_, err := d.tx.Message(key)
		if none(err) {
			return last, nil
		}
		if err != nil {
			return "", err
		}
		last = key
	}
}

// dropRhythm takes back everything about the day of a duo whose session is off
// or moves.
func (d *desk) dropRhythm(duo pairing.Duo) error {
	last, err := d.lastKey(rhythmKey(duo.ID))
	if last == "" || err != nil {
		return err
	}
	if _, err := d.tx.Withdraw(duo.ID, rhythmKey(duo.ID), nudgeKey(duo.ID), wrapKey(duo.ID), "amend:"+rhythmKey(duo.ID)); err != nil {
		return err
	}
	if err := d.tx.DropRhythm(duo.ID); err != nil {
		return err
	}
	cast, err := d.cast(duo)
	if err != nil {
		return err
	}
	return d.amend(last, rhythmGone(cast.Voice))
}

// underWay refuses what belongs to a session that goes on now.
func (c *call) underWay(duo storage.Duo) error {
	switch {
	case duo.State != pairing.Confirmed || !duo.Session.End.After(c.now):
		return pairing.TooLate
	case duo.Session.Start.After(c.now):
		return pairing.TooEarly
	}
	return nil
}

// rhythmOf is the rhythm of a duo; false if it has none yet.
func (d *desk) rhythmOf(duo pairing.DuoID) (storage.Rhythm, bool, error) {
	r, err := d.tx.Rhythm(duo)
	if none(err) {
		return storage.Rhythm{Duo: duo}, false, nil
	}
	return r, err == nil, err
}

// askRhythm asks for a line and a rhythm: at the start, and to change them.
func askRhythm(c *call, duo storage.Duo, _ Click) (Reply, error) {
	if err := c.underWay(duo); err != nil {
		return Reply{}, err
	}
	r, _, err := c.rhythmOf(duo.ID)
	if err != nil {
		return Reply{}, err
	}
	if !r.StoppedAt.IsZero() {
		return tell(wrappedMessage(c.voice())), nil
	}
	return c.opens(rhythmView(c.voice(), duo.ID, r, c.me.ID)), nil
}

// noRhythm lets the day be without a structure.
func noRhythm(c *call, duo storage.Duo, _ Click) (Reply, error) {
	if err := c.underWay(duo); err != nil {
		return Reply{}, err
	}
	_, begun, err := c.rhythmOf(duo.ID)
	if err != nil || begun {
		return Reply{}, err // somebody began; they can stop it
	}
	last, err := c.lastKey(rhythmKey(duo.ID))
	if last == "" || err != nil {
		return Reply{}, err
	}
	cast, err := c.cast(duo.Duo)
	if err != nil {
		return Reply{}, err
	}
	return Reply{}, c.amend(last, rhythmDeclined(&duo.Duo, cast))
}

// wrapUp ends the day before its time.
func wrapUp(c *call, duo storage.Duo, _ Click) (Reply, error) {
	if err := c.underWay(duo); err != nil {
		return Reply{}, err
	}
	r, begun, err := c.rhythmOf(duo.ID)
	switch {
	case err != nil:
		return Reply{}, err
	case !begun:
		return tell(staleMessage(c.voice())), nil
	case !r.StoppedAt.IsZero():
		return tell(wrappedMessage(c.voice())), nil
	}
	r.StoppedAt = c.now
	if err := c.tx.SaveRhythm(r); err != nil {
		return Reply{}, err
	}
	if _, err := c.tx.Withdraw(duo.ID, nudgeKey(duo.ID)); err != nil {
		return Reply{}, err
	}
	return Reply{}, c.showRhythm(duo.Duo, r)
}

// askDone asks for a line about what got done.
func askDone(c *call, duo storage.Duo, _ Click) (Reply, error) {
	r, begun, err := c.rhythmOf(duo.ID)
	if err != nil {
		return Reply{}, err
	}
	if !begun || !c.canSayDone(duo) {
		return tell(staleMessage(c.voice())), nil
	}
	return c.opens(doneView(c.voice(), duo.ID, r, c.me.ID)), nil
}

// canSayDone reports whether it is still time to say what got done.
func (c *call) canSayDone(duo storage.Duo) bool {
	return duo.State != pairing.Cancelled && duo.Session.End.Add(doneLife).After(c.now)
}

// submitRhythm takes what was typed in one of the two modals. A line is kept at once.
// A rhythm that is chosen over one that the form did not show waits for a second
// click, after the form said which one the partner chose meanwhile.
func (b *Bot) submitRhythm(d *desk, env Envelope) (Reply, error) {
	view := env.Interaction.View
	me, err := d.person(pairing.MemberID(env.Person), env.Interaction.User.Name)
	if err != nil {
		return Reply{}, err
	}
	id, shown, seen := dayBrought(view.PrivateMetadata)
	duo, err := d.tx.Duo(id)
	if err != nil && !none(err) {
		return Reply{}, err
	}
	c := &call{desk: d, bot: b, env: env, me: me}
	f := form{voice: c.voice(), state: view.State.Values, errors: map[string]string{}}
	r, begun, rerr := c.rhythmOf(duo.ID)
	if rerr != nil {
		return Reply{}, rerr
	}
	line := r.Of(me.ID)
	fits := !none(err) && duo.Has(me.ID)
	if view.CallbackID == doneCallback {
		line.Done = f.line(askLine, longestLine)
		fits = fits && begun && c.canSayDone(duo)
	} else {
		line.Plan = f.line(askLine, longestLine)
		fits = fits && c.underWay(duo) == nil && r.StoppedAt.IsZero()
	}
	if !fits {
		f.errors[askLine] = f.voice.Say("day.wrong.over")
	}
	if len(f.errors) > 0 {
		return Reply{View: slack.NewErrorsViewSubmissionResponse(f.errors)}, nil
	}
	tempo := f.option(askTempo, tempoValues())
	chosen := view.CallbackID == rhythmCallback && (!begun || tempo != shown)
	var reply Reply
	switch {
	case chosen && begun && valueOf(r) != tempo && valueOf(r) != seen:
		again := rhythmAgain(f.voice, duo.ID, r, line.Plan, tempo)
		reply.View = slack.NewUpdateViewSubmissionResponse(&again)
	case chosen:
		if err := c.keepTo(duo.Duo, &r, begun, tempo); err != nil {
			return Reply{}, err
		}
	}
	if line.Plan+line.Done != "" || begun {
		if err := c.tx.SaveLine(duo.ID, line); err != nil {
			return Reply{}, err
		}
	}
	if r, err = c.tx.Rhythm(duo.ID); err != nil {
		return Reply{}, err
	}
	return reply, c.showRhythm(duo.Duo, r)
}

// keepTo begins the day of a duo, or changes its rhythm, and owes the nudges.
func (c *call) keepTo(duo pairing.Duo, r *storage.Rhythm, begun bool, tempo string) error {
	t := tempoOf(tempo)
	if begun && r.Work == t.work && r.Pause == t.pause {
		return nil
	}
	r.Work, r.Pause = t.work, t.pause
	if !begun {
		r.StartedAt = c.now
	}
	if err := c.tx.SaveRhythm(*r); err != nil {
		return err
	}
	if _, err := c.tx.Withdraw(duo.ID, nudgeKey(duo.ID)); err != nil {
		return err
	}
	cast, err := c.cast(duo)
	if err != nil {
		return err
	}
	for _, n := range nudges(t.work, t.pause, c.now, duo.Session.End) {
		key, err := c.freeKey(nudgeKey(duo.ID))
		if err != nil {
			return err
		}
		if err := c.oweUntil(key, conversationOf(duo), duo.ID, n.At, n.At.Add(nudgeLife), nudgeMessage(&duo, cast, n)); err != nil {
			return err
		}
	}
	return nil
}

// showRhythm brings the messages about the day of a duo up to date, those that
// are still owed included: the one that offered it, and the wrap-up.
func (c *call) showRhythm(duo pairing.Duo, r storage.Rhythm) error {
	cast, err := c.cast(duo)
	if err != nil {
		return err
	}
	last, err := c.lastKey(rhythmKey(duo.ID))
	if last == "" || err != nil {
		return err
	}
	end := duo.Session.End
	over := !r.StoppedAt.IsZero() || !end.After(c.now)
	if _, err := c.tx.Withdraw(duo.ID, "amend:"+last); err != nil {
		return err
	}
	if over {
		err = c.amend(last, rhythmOver(&duo, cast, r))
	} else if err = c.amend(last, rhythmRunning(&duo, cast, r)); err == nil {
		err = c.amendAt(last, end, rhythmOver(&duo, cast, r))
	}
	if err != nil {
		return err
	}
	m, due := wrapMessage(&duo, cast, r), end
	if over {
		due = c.now
	}
	was, err := c.wrapOf(duo.ID, r)
	switch {
	case none(err):
		key, err := c.freeKey(wrapKey(duo.ID))
		if err != nil {
			return err
		}
		return c.oweUntil(key, conversationOf(duo), duo.ID, due, end.Add(wrapLife), m)
	case err != nil:
		return err
	case was.State == storage.Owed && !was.Doubt:
		body, err := json.Marshal(m)
		if err != nil {
			return fmt.Errorf("write the wrap-up of duo %s: %w", duo.ID, err)
		}
		c.owes = true
		return c.tx.Reschedule(was.Key, due, body)
	}
	return c.amend(was.Key, m)
}

// wrapOf is the wrap-up of a day, or an error that nothing is there: one that was
// taken back, or belongs to the day from which the session moved, is none.
func (d *desk) wrapOf(duo pairing.DuoID, r storage.Rhythm) (storage.Message, error) {
	last, err := d.lastKey(wrapKey(duo))
	if err != nil {
		return storage.Message{}, err
	}
	m, err := d.tx.Message(last)
	if err == nil && (m.State == storage.Voided || m.Due.Before(r.StartedAt)) {
		return storage.Message{}, storage.ErrNotFound
	}
	return m, err
}
