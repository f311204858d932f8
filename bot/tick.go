package bot

import (
	"context"
	"time"
)

// Tick does everything that is due at now, once; doing it again changes
// nothing.
func (b *Bot) Tick(ctx context.Context, now time.Time) error {
	return nil
}
