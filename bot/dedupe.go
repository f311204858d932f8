package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"cowork/storage"
)

// once runs decide in a write transaction, unless the envelope was handled
// before: then it changes nothing and returns the reply of that time. The
// reply is kept in the same transaction as what it reports, so that a crash
// between the two cannot happen. Every verb that writes goes through here.
func (b *Bot) once(ctx context.Context, env Envelope, decide func(*storage.Tx) (Reply, error)) (reply Reply, err error) {
	err = b.store.Write(ctx, func(tx *storage.Tx) error {
		kept, seen, err := tx.Seen(env.Key)
		if err != nil {
			return err
		}
		if seen {
			reply = Reply{again: true}
			if kept == "" { // it was forgotten with somebody it named
				return nil
			}
			if err := json.Unmarshal([]byte(kept), &reply); err != nil {
				return fmt.Errorf("read the reply to %s: %w", env.Key, err)
			}
			return nil
		}
		if reply, err = decide(tx); err != nil {
			return err
		}
		wire, err := json.Marshal(reply)
		if err != nil {
			return fmt.Errorf("keep the reply to %s: %w", env.Key, err)
		}
		return tx.Remember(env.Key, string(wire), b.now())
	})
	return reply, err
}

// memory remembers the replies to what was handled lately, so that a thing
// told twice (on both sockets, or again because Slack missed the receipt) is
// answered alike without asking the store. The store remembers for longer, and
// across a restart.
type memory struct {
	mu       sync.Mutex
	size     int
	new, old map[string]Reply // a generation of up to size, and the one before
}

func newMemory(size int) *memory {
	return &memory{size: size, new: map[string]Reply{}}
}

// recall returns the reply that was given to a key.
func (m *memory) recall(key string) (Reply, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.new[key]
	if !ok {
		r, ok = m.old[key]
	}
	return r, ok
}

// remember keeps the reply to a key, without what is done once: its
// follow-ups.
func (m *memory) remember(key string, r Reply) {
	r.After, r.again = nil, true
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.new) >= m.size {
		m.old, m.new = m.new, make(map[string]Reply, m.size)
	}
	m.new[key] = r
}
