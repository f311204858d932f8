package bot

import (
	"context"
	"encoding/json"
	"fmt"

	"cowork/pairing"
)

// handle answers one envelope in one transaction: what it does, what it owes
// and the memory of it are kept together, so that the same thing delivered
// again gets the same answer and changes nothing. The error is for the
// operator; the person reads the reply, or a kind sentence when there is none.
func (b *Bot) handle(ctx context.Context, env Envelope) (Reply, error) {
	var reply Reply
	err := b.atDesk(ctx, b.now(), func(d *desk) error {
		stored, seen, err := d.tx.Seen(env.Key)
		if err != nil {
			return err
		}
		if seen {
			reply.again = true
			if stored == "" {
				return nil
			}
			return json.Unmarshal([]byte(stored), &reply)
		}
		if reply, err = b.answer(d, env); err != nil {
			return err
		}
		text, err := json.Marshal(reply)
		if err != nil {
			return fmt.Errorf("keep a reply: %w", err)
		}
		return d.tx.Remember(env.Key, string(text), d.now)
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

