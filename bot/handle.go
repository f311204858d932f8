package bot

import "context"

// handle answers one envelope: parse, one transaction, reply. The error is for
// the operator; the person reads the reply, or a kind sentence when there is
// none.
func (b *Bot) handle(ctx context.Context, env Envelope) (Reply, error) {
	return Reply{}, nil
}
