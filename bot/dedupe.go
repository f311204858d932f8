package bot

import "sync"

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
