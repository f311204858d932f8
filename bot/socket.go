package bot

import (
	"context"
	"errors"
	"fmt"

	"github.com/slack-go/slack/socketmode"
)

// listen takes what slack-go made of a frame in hand, and acknowledges what is
// nothing that the bot serves.
func (b *Bot) listen(by acknowledger, ev socketmode.Event) {
	if env, served := opened(ev); served {
		b.receive(by, env)
	} else if env.ID != "" {
		b.acks.do(env.ID, func() { b.ack(by, env.ID, nil) })
	}
}

// receive takes one envelope in hand and returns at once: it runs in the loop
// that reads the socket, and a socket that nobody reads dies.
func (b *Bot) receive(by acknowledger, env Envelope) {
	b.meters.envelopes.WithLabelValues(string(env.Kind)).Inc()
	r := b.owe(by, env)
	refuse := textBusy
	if b.closing.Load() {
		refuse = textClosing
	} else if b.hands.do(laneOf(env), func() { b.serve(r) }) {
		return
	}
	if env.Kind == Happening {
		r.drop()
		return
	}
	b.acks.do(env.ID, func() {
		payload, _ := carry(env, b.excuse(env, refuse))
		r.give(payload)
	})
}

// laneOf is the key in whose order an envelope is handled: its person's.
func laneOf(env Envelope) string {
	if env.Person == "" {
		return "workspace"
	}
	return env.Person
}

// serve handles one envelope, gives the receipt and sends off the errands.
func (b *Bot) serve(r *receipt) {
	env := r.env
	reply, known := b.memory.recall(env.Key)
	if !known {
		var err error
		if reply, err = b.handled(env); err != nil {
			reply = b.apology(env, err)
		} else {
			b.memory.remember(env.Key, reply)
		}
	}
	r.answer(reply)
	for _, errand := range reply.After {
		b.errand(env, errand)
	}
	if env.Kind == Happening && !reply.again {
		b.heed(env.Event)
	}
}

// handled is handle with a panic turned into an error.
func (b *Bot) handled(env Envelope) (reply Reply, err error) {
	defer recovered(func(cause error) {
		var p *panicError
		if errors.As(cause, &p) {
			b.log.Error("a handler panicked", "kind", env.Kind, "envelope", env.ID, "stack", p.stack)
		}
		reply, err = Reply{}, cause
	})
	return b.answers(b.work, env)
}

// errand runs a follow-up after the acknowledgement, in order for each person.
// It ends with the work in hand at the latest.
func (b *Bot) errand(env Envelope, do func(context.Context) error) {
	ok := b.errands.do(laneOf(env), func() {
		if err := do(b.work); err != nil {
			b.log.Warn("a follow-up failed", "kind", env.Kind, "envelope", env.ID, "error", redacted(err))
		}
	})
	if !ok {
		b.log.Warn("a follow-up was dropped: too many are waiting", "kind", env.Kind, "envelope", env.ID)
	}
}

// heed ends the run when the workspace threw the app out.
func (b *Bot) heed(ev *Event) {
	switch ev.Type {
	case AppUninstalled:
		b.fail(&FatalError{Variable: "SLACK_BOT_TOKEN", Code: "app_uninstalled"})
	case TokensRevoked:
		for _, user := range ev.Bots {
			if me := b.me.Load(); me == nil || user == me.User {
				b.fail(&FatalError{Variable: "SLACK_BOT_TOKEN", Code: "token_revoked"})
			}
		}
	}
}

// fail ends the run with an error.
func (b *Bot) fail(err error) {
	select {
	case b.failed <- err:
	default: // one is enough
	}
}

// logPanic is told of a job that panicked outside a handler.
func (b *Bot) logPanic(err error) {
	var p *panicError
	if errors.As(err, &p) {
		b.log.Error("a job panicked", "cause", p.cause, "stack", p.stack)
	}
}

// garbled acknowledges a frame that slack-go could not read.
func (b *Bot) garbled(by acknowledger, bad *socketmode.ErrorBadMessage) {
	id, kind := envelopeOf(bad.Message)
	b.log.Warn("a frame could not be read", "envelope", id, "type", fmt.Sprintf("%.40q", kind))
	if id == "" {
		return
	}
	var payload any
	if kind == socketmode.RequestTypeSlashCommands {
		payload, _ = carry(Envelope{Kind: Command}, b.excuse(Envelope{Kind: Command}, textGarbled))
	}
	b.acks.do(id, func() { b.ack(by, id, payload) })
}
