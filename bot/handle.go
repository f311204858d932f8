package bot

import (
	"context"
	"errors"

	"cowork/pairing"
	"cowork/storage"
)

// handle answers one envelope in one transaction: parse, load, decide, save.
// The error is for the operator; the person reads the reply, or a kind
// sentence when there is none.
//
// What only shows something reads and saves nothing, not even that it was
// asked: it waits for nobody who writes, works while nothing can be written,
// and to be asked again does no harm. If it turns out that there is something
// to save after all, such as who is asking, it is done over as the rest is.
func (b *Bot) handle(ctx context.Context, env Envelope) (Reply, error) {
	if shows(env) {
		reply, err := b.look(ctx, env)
		if !errors.Is(err, storage.ErrUnwritable) {
			return reply, err
		}
	}
	var d *desk
	reply, err := b.once(ctx, env, func(tx *storage.Tx) (reply Reply, err error) {
		if d, err = b.desk(ctx, tx, b.now()); err == nil {
			reply, err = b.answer(d, env)
		}
		return reply, err
	})
	if err == nil && d != nil { // nil: it was answered before
		b.rise(d)
		b.kick() // what anybody does may change a home tab
	}
	return reply, err
}

// shows reports whether an envelope asks for something to be shown and, most
// of the time, for nothing to be changed.
func shows(env Envelope) bool {
	switch env.Kind {
	case Command:
		return Parse(env.Command.Text).shows()
	case Action:
		all := env.Interaction.ActionCallback.BlockActions
		return len(all) > 0 && ActionID(all[0].ActionID) == actProfile
	case Happening:
		return env.Event.Type == HomeOpened
	}
	return false
}

// shows reports whether a request only asks.
func (q Request) shows() bool {
	if q.Trouble != "" {
		return true
	}
	switch q.Verb {
	case VerbCard, VerbStatus, VerbWhy, VerbHistory, VerbHelp, VerbPlaces, VerbProfile, VerbAdmin:
		return true
	case VerbWith, VerbAvoid: // who is on the list
		return len(q.People) == 0 && !q.Off
	}
	return false
}

// look answers an envelope from what is there. It fails with ErrUnwritable if
// there is something to save.
func (b *Bot) look(ctx context.Context, env Envelope) (reply Reply, err error) {
	err = b.store.Read(ctx, func(tx *storage.Tx) error {
		d, err := b.desk(ctx, tx, b.now())
		if err == nil {
			reply, err = b.answer(d, env)
		}
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	return reply, nil
}

// answer does what one envelope asks for.
func (b *Bot) answer(d *desk, env Envelope) (Reply, error) {
	switch env.Kind {
	case Command:
		return b.command(d, env)
	case Action:
		return b.act(d, env)
	case Submission:
		return b.submit(d, env)
	case Happening:
		return b.happened(d, env)
	}
	return Reply{}, nil
}

// happened takes note of an event.
func (b *Bot) happened(d *desk, env Envelope) (Reply, error) {
	switch env.Event.Type {
	case HomeOpened:
		if env.Event.Tab == "messages" {
			return Reply{}, nil
		}
		me, err := d.person(pairing.MemberID(env.Person), "")
		if err != nil {
			return Reply{}, err
		}
		if err := d.tx.OpenedTab(me.ID, env.Event.Hash, d.now); err != nil {
			return Reply{}, err
		}
		reply := Reply{}
		if !known(me) {
			reply.After = append(reply.After, func(ctx context.Context) error { return b.learn(ctx, me.ID) })
		}
		return reply, nil
	case TeamJoin, UserChange:
		reply := Reply{}
		if u := env.Event.User; u != nil && u.Locale == "" && !u.Deleted && !u.IsBot && env.Event.Type == TeamJoin {
			// Slack does not say here which language somebody new reads.
			reply.After = append(reply.After, func(ctx context.Context) error { return b.learn(ctx, pairing.MemberID(u.ID)) })
		}
		return reply, d.meet(env.Event.User)
	}
	return Reply{}, nil
}
