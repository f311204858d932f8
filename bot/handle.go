package bot

import (
	"context"

	"cowork/pairing"
	"cowork/storage"
)

// handle answers one envelope in one transaction: parse, load, decide, save.
// The error is for the operator; the person reads the reply, or a kind
// sentence when there is none.
func (b *Bot) handle(ctx context.Context, env Envelope) (Reply, error) {
	owes := false
	reply, err := b.once(ctx, env, func(tx *storage.Tx) (Reply, error) {
		d, err := b.desk(ctx, tx, b.now())
		if err != nil {
			return Reply{}, err
		}
		reply, err := b.answer(d, env)
		owes = d.owes
		return reply, err
	})
	if err == nil && owes {
		b.kick()
	}
	return reply, err
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
		s, err := d.standing(me.ID)
		if err != nil {
			return Reply{}, err
		}
		reply := Reply{After: []func(context.Context) error{b.publishes(s)}}
		if !known(me) {
			reply.After = append(reply.After, func(ctx context.Context) error { return b.learn(ctx, me.ID) })
		}
		return reply, nil
	case TeamJoin, UserChange:
		return Reply{}, d.meet(env.Event.User)
	}
	return Reply{}, nil
}
