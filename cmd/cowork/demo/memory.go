package demo

import "sync"

// memory is what a client remembers and Slack does not say: what each person
// has read, and what they were told about the last thing they did.
type memory struct {
	mu     sync.Mutex
	seen   map[string]map[string]string // person, conversation, timestamp
	notes  map[string]string
	errors map[string]map[string]string // person, block; of the modal in front of them
	ask    map[string]*question
}

// A question is a dialog that asks before an action counts.
type question struct {
	Title, Text, Yes, No string
	Danger               bool
	Form                 map[string][]string // what was sent, to be sent again with the answer
}

func (m *memory) start() {
	m.seen, m.notes = map[string]map[string]string{}, map[string]string{}
	m.errors, m.ask = map[string]map[string]string{}, map[string]*question{}
}

func (m *memory) read(person, channel, ts string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.seen[person] == nil {
		m.seen[person] = map[string]string{}
	}
	m.seen[person][channel] = ts
}

func (m *memory) lastRead(person, channel string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.seen[person][channel]
}

// note keeps something to tell a person on their next page.
func (m *memory) note(person, text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.notes[person] = text
}

// takeNote reports what is to be told, once.
func (m *memory) takeNote(person string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	text := m.notes[person]
	delete(m.notes, person)
	return text
}

func (m *memory) complain(person string, errors map[string]string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.errors[person] = errors
}

func (m *memory) complaints(person string) map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.errors[person]
}

func (m *memory) put(person string, q *question) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ask[person] = q
}

func (m *memory) asked(person string) *question {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.ask[person]
}
