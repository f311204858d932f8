package fakeslack

import (
	"cmp"
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"cowork/bot/fakeslack/blockkit"
)

// A Message is one as a person sees it.
type Message struct {
	Channel     string
	TS          string
	User        string // who wrote it
	Author      string // that person's name
	Text        string // what is read: blocks and mentions resolved
	Fallback    string // the text as the app gave it, as in notifications
	Blocks      json.RawMessage
	Attachments json.RawMessage
	Metadata    json.RawMessage
	Thread      string
	Ephemeral   bool
	Edited      bool
	Files       []File
	// Values is what the reader has put into the elements of the message, by block ID and action ID; nil before they touched one.
	Values map[string]map[string]map[string]any
}

// Elements reports what the reader can act on in a message.
func (m Message) Elements() []blockkit.Element { return blockkit.Elements(m.Blocks) }

// A Conversation is one as a person has it in the sidebar.
type Conversation struct {
	ID       string
	Kind     string // im, mpim, channels or groups
	Name     string // for the person: of the others, in direct messages
	Members  []string
	Archived bool
}

// A View is a modal or a home tab as a person sees it.
type View struct {
	ID              string
	Type            string
	CallbackID      string
	PrivateMetadata string
	Title           string
	Submit          string
	Close           string
	Text            string // what is read
	Blocks          json.RawMessage
	Values          map[string]map[string]map[string]any // what is filled in, by block ID and action ID
	Depth           int                                  // 1 for the first modal of a stack
}

// Elements reports what the person can act on in a view.
func (v View) Elements() []blockkit.Element { return blockkit.Elements(v.Blocks) }

func mapKeys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

// microsOf is a timestamp as a number; the fraction may be missing.
func microsOf(ts string) int64 {
	whole, part, _ := strings.Cut(ts, ".")
	seconds, _ := strconv.ParseInt(whole, 10, 64)
	micros, _ := strconv.ParseInt((part + "000000")[:6], 10, 64)
	return seconds*1_000_000 + micros
}

// seenBy reports the messages of a conversation that a person can see. The caller holds s.mu.
func (s *Slack) seenBy(userID string, c *conversation) []*message {
	var seen []*message
	for _, m := range c.messages {
		if m.to == userID || m.to == "" && c.has(userID) {
			seen = append(seen, m)
		}
	}
	return seen
}

func (s *Slack) show(userID string, c *conversation, m *message) Message {
	shown := Message{Channel: c.id, TS: m.ts, User: m.user, Author: s.nameOf(m.user), Fallback: m.text, Blocks: m.blocks,
		Attachments: m.attachments, Metadata: m.metadata, Thread: m.thread, Ephemeral: m.to != "", Edited: m.edited != "",
		Files: filesOf(m)}
	if put := m.typed[userID]; put != nil {
		_ = json.Unmarshal(blockkit.State(blockkit.Elements(m.blocks), put), &shown.Values)
	}
	if len(m.blocks) > 0 {
		shown.Text = s.reader(userID).Text(m.blocks)
	} else {
		shown.Text = s.reader(userID).Mrkdwn(m.text)
	}
	for _, f := range m.files {
		shown.Text = strings.TrimPrefix(shown.Text+"\n( "+f.title+" )", "\n")
	}
	return shown
}

// reader is a person as somebody who reads: names as in the workspace, times in their time zone. The caller holds s.mu.
func (s *Slack) reader(userID string) blockkit.Reader {
	r := blockkit.Reader{Name: s.nameOf, Channel: func(id string) string {
		if c := s.conversations[id]; c != nil {
			return c.name
		}
		return ""
	}}
	if p := s.people[userID]; p != nil {
		r.Zone = s.zone(p.TZ)
		r.Clock24 = p.Locale != "en-US"
	}
	return r
}

func (s *Slack) showView(v *view) View {
	shown := View{ID: v.id, Type: v.kind, CallbackID: text(v.body, "callback_id"),
		PrivateMetadata: text(v.body, "private_metadata"), Title: label(v.body, "title"), Submit: label(v.body, "submit"),
		Close: label(v.body, "close"), Text: s.reader(v.owner).Text(v.blocks), Blocks: v.blocks, Values: map[string]map[string]map[string]any{}}
	_ = json.Unmarshal(v.values(), &shown.Values)
	for i, open := range s.people[v.owner].modals {
		if open == v {
			shown.Depth = i + 1
		}
	}
	return shown
}

// text is a field of decoded JSON, when it is a string.
func text(o map[string]any, name string) string {
	t, _ := o[name].(string)
	return t
}

// label is the text of a text object.
func label(o map[string]any, name string) string {
	object, _ := o[name].(map[string]any)
	return text(object, "text")
}

// Messages reports what a person sees in a conversation, oldest first; the channel "" is the one with the app.
func (s *Slack) Messages(userID, channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.people[userID] == nil {
		return nil
	}
	c := s.conversations[channel]
	if channel == "" {
		c = s.between(userID, s.botUserID)
	}
	var all []Message
	if c != nil {
		for _, m := range s.seenBy(userID, c) {
			all = append(all, s.show(userID, c, m))
		}
	}
	return all
}

// Latest reports the last n messages that a person sees in a conversation, oldest first, and how many there are in all; the
// channel "" is the one with the app.
func (s *Slack) Latest(userID, channel string, n int) (last []Message, all int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, c, err := s.at(userID, channel)
	if err != nil {
		return nil, 0
	}
	seen := s.seenBy(userID, c)
	for _, m := range seen[max(0, len(seen)-n):] {
		last = append(last, s.show(userID, c, m))
	}
	return last, len(seen)
}

// Unread reports how many messages of others a person sees in a conversation that are newer than a timestamp; "" is before
// all of them.
func (s *Slack) Unread(userID, channel, since string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, c, err := s.at(userID, channel)
	if err != nil {
		return 0
	}
	n := 0
	for i := len(c.messages) - 1; i >= 0 && microsOf(c.messages[i].ts) > microsOf(since); i-- {
		if m := c.messages[i]; m.user != userID && (m.to == "" || m.to == userID) {
			n++
		}
	}
	return n
}

// Ephemeral reports those messages of a conversation that only this person sees.
func (s *Slack) Ephemeral(userID, channel string) []Message {
	return slices.DeleteFunc(s.Messages(userID, channel), func(m Message) bool { return !m.Ephemeral })
}

// AllMessages reports what a person sees everywhere, oldest first.
func (s *Slack) AllMessages(userID string) []Message {
	var all []Message
	for _, c := range s.Conversations(userID) {
		all = append(all, s.Messages(userID, c.ID)...)
	}
	slices.SortFunc(all, func(a, b Message) int { return cmp.Compare(microsOf(a.TS), microsOf(b.TS)) })
	return all
}

// Conversations reports where a person has something to read: channels that they are in, and direct messages in which
// somebody has written. Opening a direct message alone is silent.
func (s *Slack) Conversations(userID string) []Conversation {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Conversation
	for _, c := range s.conversations {
		channel := c.kind == channelKind || c.kind == privateKind
		if c.has(userID) && (channel || len(s.seenBy(userID, c)) > 0) {
			all = append(all, Conversation{ID: c.id, Kind: c.kind, Name: s.title(userID, c),
				Members: slices.Clone(c.members), Archived: c.archived})
		}
	}
	slices.SortFunc(all, func(a, b Conversation) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
	})
	return all
}

// title is how a conversation is called in a person's sidebar.
func (s *Slack) title(userID string, c *conversation) string {
	if c.kind == channelKind || c.kind == privateKind {
		return "#" + c.name
	}
	var others []string
	for _, id := range c.members {
		if id != userID {
			others = append(others, s.nameOf(id))
		}
	}
	slices.Sort(others)
	return strings.Join(others, ", ")
}

// Direct reports the ID of the conversation between a person and the app.
func (s *Slack) Direct(userID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.people[userID] == nil {
		return ""
	}
	return s.between(userID, s.botUserID).id
}

// Home reports a person's home tab, or nil when the app has published none.
func (s *Slack) Home(userID string) *View {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[userID]
	if p == nil || p.home == nil {
		return nil
	}
	shown := s.showView(p.home)
	return &shown
}

// Modal reports the modal that a person has in front of them, or nil.
func (s *Slack) Modal(userID string) *View {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[userID]
	if p == nil || p.top() == nil {
		return nil
	}
	shown := s.showView(p.top())
	return &shown
}
