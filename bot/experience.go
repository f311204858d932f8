package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// A line in a member's own words about a session, for the channel that an
// admin chose: only on request, only after they saw how it will look, once for
// each session. What Slack refuses comes back into the modal, or by direct
// message if that is closed, with all that was typed.
//
// The modal says first that the line is on its way, and what became of it then
// takes the place of that. So the line is due only when that modal is there, or
// never will be: see modalUp.
//
// The bot posts where it is a member and nowhere else. It may not read back
// what is in a channel (that would be one scope more), so where it is not known
// whether a line arrived its author is told so, and it is not posted again.

// modalUp is how long after a submission the view that answers it surely stands,
// if it ever does: Slack takes an acknowledgement for three seconds, and due
// times are cut to whole ones. What is said about that view before could not
// find it, and the modal would stay as it is for ever.
const modalUp = 4 * time.Second

// experienceSeries begins the keys of the lines of one member about one duo.
func experienceSeries(duo pairing.DuoID, who pairing.MemberID) string {
	return fmt.Sprintf("experience:%s:%s", duo, who)
}

// experienceOf takes such a key apart.
func experienceOf(key string) (duo pairing.DuoID, who pairing.MemberID, ok bool) {
	part := strings.Split(key, ":")
	if len(part) != 4 || part[0] != "experience" {
		return "", "", false
	}
	return pairing.DuoID(part[1]), pairing.MemberID(part[2]), true
}

// board is the channel in which the members of the circle tell how it was.
func (d *desk) board() string { return cmp.Or(d.circle.Board, d.circle.Channel) }

// mayTell says what is in the way of telling everybody about a session, in the
// caller's words; "" nothing.
func (c *call) mayTell(duo storage.Duo) (string, error) {
	v := c.voice()
	if c.board() == "" {
		return v.Say("experience.no_channel"), nil
	}
	if !duo.Has(c.me.ID) || c.wasThere(duo.Duo) != nil {
		return v.Say("experience.not_met"), nil
	}
	for i := 1; ; i++ {
		m, err := c.tx.Message(fmt.Sprintf("%s:%d", experienceSeries(duo.ID, c.me.ID), i))
		switch {
		case none(err):
			return "", nil
		case err != nil:
			return "", err
		case m.State != storage.Voided:
			return v.Say("experience.told", "Channel", channel(m.Lane)), nil
		}
	}
}

// channel mentions a channel.
func channel(id string) string { return "<#" + id + ">" }

// tellAll opens the form.
func tellAll(c *call, duo storage.Duo, _ Click) (Reply, error) {
	trouble, err := c.mayTell(duo)
	if trouble != "" || err != nil {
		return tell(plainly(trouble)), err
	}
	return c.opens(experienceView(c.voice(), duo.ID, c.board(), "", "")), nil
}

// draft is what the preview carries: nothing of it is kept until it is posted.
type draft struct {
	Duo   pairing.DuoID `json:"duo"`
	Words string        `json:"words"`
	Board string        `json:"board"` // the channel that its author was shown
}

// rewrite goes back from the preview to the form, with what was typed.
func rewrite(c *call) (Reply, error) {
	var d draft
	view := c.env.Interaction.View
	if json.Unmarshal([]byte(view.PrivateMetadata), &d) != nil {
		return tell(staleMessage(c.voice())), nil
	}
	bot, form := c.bot, experienceView(c.voice(), d.Duo, c.board(), d.Words, "")
	return Reply{After: []func(context.Context) error{func(ctx context.Context) error {
		return bot.client.updateView(ctx, view.ID, view.Hash, form)
	}}}, nil
}

// submitExperience takes the form, which the preview follows, and the preview,
// after which the line is owed to the channel.
func (b *Bot) submitExperience(d *desk, env Envelope) (Reply, error) {
	view := env.Interaction.View
	me, err := d.person(pairing.MemberID(env.Person), env.Interaction.User.Name)
	if err != nil {
		return Reply{}, err
	}
	c := &call{desk: d, bot: b, env: env, me: me}
	f := form{voice: c.voice(), errors: map[string]string{}}
	line := draft{Duo: pairing.DuoID(view.PrivateMetadata)}
	if view.CallbackID == previewCallback {
		if err := json.Unmarshal([]byte(view.PrivateMetadata), &line); err != nil {
			return Reply{}, nil
		}
	} else if f.state = view.State.Values; true {
		if line.Words = f.line(askWords, longestWords); line.Words == "" && len(f.errors) == 0 {
			f.errors[askWords] = f.voice.Say("experience.wrong.empty")
		}
	}
	duo, err := d.tx.Duo(line.Duo)
	if err != nil && !none(err) {
		return Reply{}, err
	}
	trouble, err := c.mayTell(duo)
	if err != nil {
		return Reply{}, err
	}
	moved := view.CallbackID == previewCallback && line.Board != d.board()
	line.Board = d.board()
	next := previewView(f.voice, line, me.ID, moved)
	switch {
	case view.CallbackID == previewCallback && trouble != "":
		next = experienceView(f.voice, line.Duo, d.board(), line.Words, trouble)
	case moved: // it would be read by others than those they agreed to
	case view.CallbackID == previewCallback:
		m := experienceMessage(f.voice, me.ID, line.Words)
		m.Words = line.Words
		if err := d.oweNext(experienceSeries(duo.ID, me.ID), d.board(), "", d.now.Add(modalUp), m); err != nil {
			return Reply{}, err
		}
		next = onItsWayView(f.voice, d.board(), experienceSeries(duo.ID, me.ID))
	case trouble != "":
		f.errors[askWords] = unlinked(trouble)
	}
	if len(f.errors) > 0 {
		return Reply{View: slack.NewErrorsViewSubmissionResponse(f.errors)}, nil
	}
	return Reply{View: slack.NewUpdateViewSubmissionResponse(&next)}, nil
}

// unlinked is a text for where no mention works.
func unlinked(s string) string { return strings.NewReplacer("`", "", "<#", "#", ">", "").Replace(s) }

// arrived says in the modal that a line is in the channel. Who closed it sees
// that there.
func (b *Bot) arrived(ctx context.Context, l letter) {
	duo, who, ok := experienceOf(l.Key)
	if !ok {
		return
	}
	v, err := b.voiceFor(ctx, who)
	if err == nil {
		_ = b.client.updateNamedView(ctx, experienceSeries(duo, who), arrivedView(v, l.Lane))
	}
}

// returned gives a line that Slack did not take back to its author, with the
// reason and all that they typed.
func (b *Bot) returned(ctx context.Context, l letter, code string) error {
	duo, who, _ := experienceOf(l.Key)
	v, err := b.voiceFor(ctx, who)
	if err != nil {
		return err
	}
	var m Message
	if err := json.Unmarshal(l.Body, &m); err != nil {
		return fmt.Errorf("read %s: %w", l.Key, err)
	}
	why := refusedLine(v, l.Lane, code)
	seen := b.client.updateNamedView(ctx, experienceSeries(duo, who), experienceView(v, duo, l.Lane, m.Words, why))
	b.log.Warn("a line for a channel was not taken and goes back to its author", "key", l.Key, "code", code)
	return b.outbox.keep(ctx, func(tx *storage.Tx) error {
		d, err := b.desk(ctx, tx, b.now())
		if err != nil {
			return err
		}
		if err := tx.GiveBack(l.ID, code); err != nil || seen == nil {
			return err
		}
		return d.oweNext("returned:"+string(duo)+":"+string(who), storage.Lane(who), "", d.now, returnedMessage(v, duo, m.Words, why))
	})
}

// voiceFor is how a person reads.
func (b *Bot) voiceFor(ctx context.Context, who pairing.MemberID) (v wording.Voice, err error) {
	err = b.store.Read(ctx, func(tx *storage.Tx) error {
		p, err := tx.Person(who)
		v = reader(p).Voice
		return err
	})
	return v, err
}
