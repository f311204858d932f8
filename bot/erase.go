package bot

import (
	"context"
	"errors"

	"cowork/pairing"
)

// Forget removes everything about a person, as /cowork forget me does: their
// partners are served as if they had left, and what others read of their home
// is taken back by the bot that runs on the database, or the next one that
// does. It fails with storage.ErrNotFound if there is no such person. The error
// of a home tab that could not be cleared comes after everything else is done.
func (b *Bot) Forget(ctx context.Context, id pairing.MemberID) error {
	var reply Reply
	err := b.atDesk(ctx, b.now(), func(d *desk) error {
		me, err := d.tx.Person(id)
		if err == nil {
			reply, err = forgetNow(&call{desk: d, bot: b, me: me})
		}
		return err
	})
	if err != nil {
		return err
	}
	var failed []error
	for _, do := range reply.After {
		failed = append(failed, do(ctx))
	}
	return errors.Join(failed...)
}
