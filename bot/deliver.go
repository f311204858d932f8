package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"cowork/storage"
)

// mostAttempts is after how many of them a message dies of an error of Slack's
// that nobody knows to be permanent. What is the network's fault never does.
const mostAttempts = 12

// skew is how far Slack's clock may be behind ours when a post is looked for
// among those since it was due. It is generous, because a clock that jumped
// ahead would hide the post, which would then be doubled; in a week the bot
// writes so little into one conversation that it is one page all the same.
const skew = 8 * 24 * time.Hour

// do makes the call of one step and keeps what came of it. Its error is the
// store's.
func (o *outbox) do(ctx context.Context, l letter) error {
	if l.step == updateIt && l.lost != "" {
		return o.adrift(ctx, l)
	}
	if l.unsure() {
		return o.givesUp(ctx, l, unsure)
	}
	var m Message
	if err := json.Unmarshal(l.Body, &m); err != nil {
		return o.dies(ctx, l, "unreadable_body")
	}
	if l.step == postIt || l.step == updateIt {
		var err error
		if m, err = o.bot.compose(ctx, l.Message, m); err != nil {
			return err
		}
	}
	switch l.step {
	case openFirst:
		channel, err := o.bot.client.open(ctx, peopleOf(l.Lane))
		if err != nil {
			return o.failed(ctx, l, err)
		}
		return o.keep(ctx, func(tx *storage.Tx) error { return tx.SaveConversation(l.Lane, channel) })
	case lookFirst:
		return o.lookBack(ctx, l)
	case uploadIt:
		return o.upload(ctx, l, m)
	case shareIt:
		return o.share(ctx, l, m)
	case updateIt:
		if err := o.bot.client.update(ctx, l.channel, l.ts, m); err != nil {
			return o.failed(ctx, l, err)
		}
		return o.sent(ctx, l, l.channel, l.ts)
	}
	if err := o.keep(ctx, func(tx *storage.Tx) error { return tx.MarkDoubt(l.ID) }); err != nil {
		return err
	}
	to := l.channel
	if to == "" {
		to = l.Lane // one person
	}
	channel, ts, err := o.bot.client.post(ctx, to, m, mark(l.Key))
	if err != nil {
		return o.failed(ctx, l, err)
	}
	return o.sent(ctx, l, channel, ts)
}

// keep writes to the store even while the run is ending: what is known must
// not be forgotten.
func (o *outbox) keep(ctx context.Context, f func(*storage.Tx) error) error {
	return o.bot.store.Write(context.WithoutCancel(ctx), f)
}

// lookBack searches the conversation for a post whose outcome is unknown, and
// adopts it or clears the doubt.
func (o *outbox) lookBack(ctx context.Context, l letter) error {
	want, cursor := mark(l.Key), ""
	for {
		marks, next, err := o.bot.client.marks(ctx, l.channel, l.Due.Add(-skew), cursor)
		if err != nil {
			return o.failed(ctx, l, err)
		}
		for _, f := range marks {
			if l.File == "" && f.mark == want {
				o.bot.log.Info("a message with an unknown outcome was there", "key", l.Key)
				return o.sent(ctx, l, l.channel, f.ts)
			}
			if l.File != "" && slices.Contains(f.files, l.File) {
				o.bot.log.Info("a file with an unknown outcome was there", "key", l.Key)
				return o.sent(ctx, l, l.channel, l.File)
			}
		}
		if next == "" {
			return o.notFound(ctx, l)
		}
		cursor = next
		o.pace.count(lookFirst.method(), o.bot.now())
	}
}

// sent keeps where a message is, and the conversation that it opened.
func (o *outbox) sent(ctx context.Context, l letter, channel, ts string) error {
	o.bot.meters.delivered(l.step, verdict{outcome: stored})
	o.bot.pulse.felt(&o.bot.pulse.delivery)
	defer o.bot.arrived(ctx, l)
	return o.keep(ctx, func(tx *storage.Tx) error {
		if l.Method == storage.Post && l.channel == "" {
			if err := tx.SaveConversation(l.Lane, channel); err != nil {
				return err
			}
		}
		return tx.Sent(l.ID, channel, ts, o.bot.now())
	})
}

// failed keeps what came of a step that did not succeed.
func (o *outbox) failed(ctx context.Context, l letter, err error) error {
	v, now := judge(err), o.bot.now()
	o.bot.meters.delivered(l.step, v)
	if v.wait > 0 {
		o.pace.close(l.step.method(), now, v.wait)
	}
	spent := l.step == shareIt && spentCodes[v.code]
	if (l.step == uploadIt || l.step == shareIt) && v.code == "missing_scope" {
		v.outcome = permanent // an app from before there were files: all else goes on
	}
	retry := now.Add(max(v.wait, backoff(l.Attempts, o.bot.opt.Seed())))
	if v.outcome != limited {
		o.bot.log.Warn("a delivery failed", "key", l.Key, "method", l.step.method(), "outcome", v.outcome, "code", v.code, "attempt", l.Attempts+1)
	}
	switch v.outcome {
	case permanent:
		if o.mayReopen(l, v.code) {
			return o.reopen(ctx, l, v.code)
		}
		return o.givesUp(ctx, l, v.code)
	case passing:
		most := mostAttempts
		if spent { // uploaded anew it may be taken
			most *= 3
		}
		if l.Attempts+1 >= most && isSlacks(err) {
			return o.givesUp(ctx, l, v.code)
		}
	case limited:
		retry = now.Add(v.wait)
		o.bot.log.Warn("Slack limits a method", "method", l.step.method(), "for", v.wait)
	case barred:
		o.bot.condemn(err)
		retry = now.Add(time.Minute)
	}
	o.hold(l.ID, retry)
	return o.keep(ctx, func(tx *storage.Tx) error {
		if (l.step == postIt || l.step == shareIt && !spent) && v.outcome != unknown {
			if err := tx.ClearDoubt(l.ID); err != nil { // Slack refused: it is surely not there
				return err
			}
		}
		if v.outcome == limited {
			return tx.Hold(l.ID, retry)
		}
		code := v.code
		if l.step == lookFirst && spentCodes[l.Error] {
			code = l.Error // what is looked for stays the question, however often the look fails
		}
		return tx.Failed(l.ID, code, retry)
	})
}

// closedCodes say that a conversation is none of ours any more.
var closedCodes = set("channel_not_found", "not_in_channel", "is_archived")

// mayReopen reports whether a conversation with people that was there once is
// asked for anew: it was closed, or the app was removed and installed again.
// Once for each message, unless it fails for other reasons too.
func (o *outbox) mayReopen(l letter, code string) bool {
	return closedCodes[code] && l.Method == storage.Post && l.channel != "" && len(peopleOf(l.Lane)) > 0 && l.Error != code
}

// reopen forgets where a conversation is and has the message tried again.
func (o *outbox) reopen(ctx context.Context, l letter, code string) error {
	retry := o.bot.now().Add(firstWait)
	o.hold(l.ID, retry)
	return o.keep(ctx, func(tx *storage.Tx) error {
		if err := tx.ForgetConversation(l.Lane); err != nil {
			return err
		}
		if l.step == postIt {
			if err := tx.ClearDoubt(l.ID); err != nil {
				return err
			}
		}
		return tx.Failed(l.ID, code, retry)
	})
}

// isSlacks reports whether an error was said by Slack itself.
func isSlacks(err error) bool {
	_, is := asRefusal(err)
	return is
}

// adrift is an update of a message that is not there. One that stands before a
// message which is still owed gets behind it.
func (o *outbox) adrift(ctx context.Context, l letter) error {
	if l.lost != "target_owed" {
		return o.dies(ctx, l, l.lost)
	}
	until := o.bot.now().Add(firstWait)
	o.hold(l.ID, until)
	return o.keep(ctx, func(tx *storage.Tx) error { return tx.Behind(l.ID, l.Target, until) })
}

// givesUp ends a message that Slack will never take. When that is because
// somebody cannot be reached any more, the state hears of it first, so that
// their partner is served; the message waits until Slack has told.
func (o *outbox) givesUp(ctx context.Context, l letter, code string) error {
	if goneCodes[code] || code == "channel_not_found" || code == "is_inactive" {
		for _, person := range peopleOf(l.Lane) {
			user, err := o.whatBecameOf(ctx, person)
			switch {
			case err == nil:
				if err := o.lookAfter(ctx, l, user); err != nil {
					return err
				}
			case l.Attempts+1 < mostAttempts || !isSlacks(err):
				return o.asksAgain(ctx, l, code, err)
			}
		}
	}
	return o.dies(ctx, l, code)
}

// whatBecameOf asks Slack about a person, when that is allowed. Its error is
// Slack's.
func (o *outbox) whatBecameOf(ctx context.Context, person string) (*slack.User, error) {
	now := o.bot.now()
	if at, ok := o.pace.take("users.info", "", now); !ok {
		return nil, &slack.RateLimitedError{RetryAfter: at.Sub(now)}
	}
	user, err := o.bot.client.person(ctx, person)
	if refused, is := asRefusal(err); is && goneCodes[refused.Err] {
		return &slack.User{ID: person, Deleted: true}, nil
	}
	return user, err
}

// asksAgain has a message that Slack refused wait, because Slack does not say
// now what became of those whom it is for.
func (o *outbox) asksAgain(ctx context.Context, l letter, code string, err error) error {
	v, now := judge(err), o.bot.now()
	if v.wait > 0 {
		o.pace.close("users.info", now, v.wait)
	}
	retry := now.Add(max(v.wait, backoff(l.Attempts, o.bot.opt.Seed())))
	o.bot.log.Warn("Slack does not say what became of a person and is asked again", "key", l.Key, "error", redacted(err))
	o.hold(l.ID, retry)
	return o.keep(ctx, func(tx *storage.Tx) error {
		if l.step == postIt || l.step == shareIt { // it was refused: it is surely not there
			if err := tx.ClearDoubt(l.ID); err != nil {
				return err
			}
		}
		return tx.Failed(l.ID, code, retry)
	})
}

// lookAfter hands what became of a person to the verbs, as if an event had
// told it.
func (o *outbox) lookAfter(ctx context.Context, l letter, user *slack.User) error {
	key := fmt.Sprintf("lost:%s:%d:%s", l.Key, l.Attempts, user.ID)
	_, err := o.bot.answers(ctx, Envelope{
		ID: key, Key: key, Kind: Happening, Person: user.ID, Event: &Event{Type: UserChange, User: user},
	})
	return err
}

// dies keeps that a message cannot be delivered.
func (o *outbox) dies(ctx context.Context, l letter, code string) error {
	if _, _, is := experienceOf(l.Key); is {
		return o.bot.returned(ctx, l, code)
	}
	o.bot.log.Error("a message cannot be delivered", "key", l.Key, "method", l.step.method(), "code", code)
	return o.keep(ctx, func(tx *storage.Tx) error {
		d, err := o.bot.desk(ctx, tx, o.bot.now())
		if err != nil {
			return err
		}
		return o.bot.bury(d, l, code)
	})
}
