package bot

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// What people read when the bot itself is the trouble, as IDs of texts.
const (
	textLate       = "trouble.late"
	textAgain      = "trouble.again"
	textBusy       = "trouble.busy"
	textClosing    = "trouble.closing"
	textSorry      = "trouble.sorry"
	textGarbled    = "trouble.garbled"
	textUnwritable = "trouble.unwritable"
)

// maxAck is the largest acknowledgement sent, in bytes. Slack drops one of
// 20,480 or more without a word.
const maxAck = 20_000

// acknowledger is the socket that an envelope came in by.
type acknowledger interface {
	AckCtx(ctx context.Context, envelopeID string, payload any) error
}

var _ acknowledger = (*socketmode.Client)(nil)

// receipt is the acknowledgement that one envelope is owed. It is given once:
// with the answer if that is ready in time, without it if not.
type receipt struct {
	env Envelope
	by  acknowledger
	bot *Bot

	mu    sync.Mutex
	timer *time.Timer
	given bool
	began time.Time
}

// owe starts the clock of an envelope. Whatever becomes of its answer, the
// receipt is given in time.
func (b *Bot) owe(by acknowledger, env Envelope) *receipt {
	r := &receipt{env: env, by: by, bot: b, began: time.Now()}
	r.mu.Lock()
	defer r.mu.Unlock()
	b.waiting.add()
	r.timer = time.AfterFunc(b.timing.ack, func() {
		b.acks.do(env.ID, func() { r.give(b.deferral(env)) })
	})
	if b.opt.Driven { // whoever drives the bot decides what is late
		r.timer.Stop()
	}
	return r
}

// give acknowledges with a payload, unless that was done, and reports whether
// it did.
func (r *receipt) give(payload any) bool {
	r.mu.Lock()
	given := r.given
	r.given = true
	r.timer.Stop()
	r.mu.Unlock()
	if given {
		return false
	}
	defer r.bot.waiting.done()
	r.bot.ack(r.by, r.env.ID, payload)
	r.bot.meters.acks.WithLabelValues(string(r.env.Kind)).Observe(time.Since(r.began).Seconds())
	return true
}

// drop leaves an envelope without acknowledgement, so that Slack tells it
// again.
func (r *receipt) drop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.given {
		r.bot.waiting.done()
	}
	r.given = true
	r.timer.Stop()
}

// ack queues an acknowledgement on a socket. It waits a while for room, which
// there is none of when the socket has been away for twenty envelopes.
func (b *Bot) ack(by acknowledger, id string, payload any) {
	ctx, cancel := context.WithTimeout(context.Background(), b.timing.ackRoom)
	defer cancel()
	if err := by.AckCtx(ctx, id, payload); err != nil {
		b.log.Warn("an envelope could not be acknowledged", "envelope", id, "error", redacted(err))
	}
}

// answer gives the reply to a person: in the acknowledgement if there is still
// time and it is small enough, by the Web API otherwise.
func (r *receipt) answer(reply Reply) {
	payload, carried := carry(r.env, reply)
	if size, err := json.Marshal(socketmode.Response{EnvelopeID: r.env.ID, Payload: payload}); err != nil || len(size) >= maxAck {
		payload, carried = r.bot.deferral(r.env), false
		if err != nil {
			r.bot.log.Error("a reply cannot be written", "envelope", r.env.ID, "error", redacted(err))
			payload, carried = carry(r.env, r.bot.sorry(r.env))
		}
	}
	if r.give(payload) && carried || reply.again {
		return
	}
	r.bot.followUp(r.env, reply)
}

// carry is the payload of an acknowledgement that answers with the reply, and
// whether that leaves nothing of it to be said elsewhere.
func carry(env Envelope, reply Reply) (payload any, all bool) {
	switch {
	case env.Kind == Command && reply.Message != nil:
		p := map[string]any{"response_type": slack.ResponseTypeEphemeral, "text": reply.Message.Text}
		if len(reply.Message.Blocks.BlockSet) > 0 {
			p["blocks"] = reply.Message.Blocks
		}
		return p, true
	case env.Kind == Submission && reply.View != nil:
		return reply.View, true
	}
	return nil, reply.Message == nil
}

// deferral is what an envelope is acknowledged with when its answer comes
// later. A modal stays open, with all that was typed, and asks for a second
// submission, which finds the first one done.
func (b *Bot) deferral(env Envelope) any {
	v := b.voices.voice(env.Person)
	switch env.Kind {
	case Command:
		return map[string]any{"response_type": slack.ResponseTypeEphemeral, "text": v.Say(textLate)}
	case Submission:
		if view := complaint(env, v.Say(textAgain)); view != nil {
			return view
		}
	}
	return nil
}

// sorry is the reply when there is none to give.
func (b *Bot) sorry(env Envelope) Reply { return b.excuse(env, textSorry) }

// excuse says a text, by its ID, in the way that fits the envelope; nobody is told of
// an event.
func (b *Bot) excuse(env Envelope, id string) Reply {
	text := b.voices.voice(env.Person).Say(id)
	switch env.Kind {
	case Command, Action:
		return Reply{Message: &Message{Text: text}}
	case Submission:
		return Reply{View: complaint(env, text)}
	}
	return Reply{}
}

// complaint puts a sentence under the first input of the modal that was
// submitted, or above everything where it has none.
func complaint(env Envelope, text string) *slack.ViewSubmissionResponse {
	for _, block := range env.Interaction.View.Blocks.BlockSet {
		if input, ok := block.(*slack.InputBlock); ok && input.BlockID != "" {
			return slack.NewErrorsViewSubmissionResponse(map[string]string{input.BlockID: text})
		}
	}
	was := env.Interaction.View
	if was.Title == nil {
		return nil
	}
	return slack.NewUpdateViewSubmissionResponse(&slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: was.CallbackID, PrivateMetadata: was.PrivateMetadata, ExternalID: was.ExternalID,
		Title: was.Title, Submit: was.Submit, Close: was.Close,
		Blocks: slack.Blocks{BlockSet: append([]slack.Block{section(text)}, was.Blocks.BlockSet...)},
	})
}

// followUp says by the Web API what the acknowledgement did not carry.
func (b *Bot) followUp(env Envelope, reply Reply) {
	switch {
	case reply.Message != nil && (env.Kind == Command || env.Kind == Action):
		b.errand(env, func(ctx context.Context) error { return b.say(ctx, env, *reply.Message) })
	case reply.View != nil && reply.View.View != nil && env.Kind == Submission:
		view := env.Interaction.View
		b.errand(env, func(ctx context.Context) error { return b.client.updateView(ctx, view.ID, "", *reply.View.View) })
	}
}

// say answers by the response URL, or by a direct message where there is none:
// a click in a modal or on the home tab has none.
func (b *Bot) say(ctx context.Context, env Envelope, m Message) error {
	url := ""
	switch env.Kind {
	case Command:
		url = env.Command.ResponseURL
	case Action:
		url = env.Interaction.ResponseURL
	}
	if url == "" {
		b.outbox.pace.count("chat.postMessage", b.now())
		_, _, err := b.client.post(ctx, env.Person, m, "")
		return err
	}
	return b.client.respond(ctx, url, m)
}
