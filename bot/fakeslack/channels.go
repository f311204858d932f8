package fakeslack

import (
	"fmt"
	"slices"
)

// A Channel is a public or private channel to begin with.
type Channel struct {
	ID      string
	Name    string
	Private bool
	Members []string // user IDs; add BotUserID where the app is to be
}

// AddChannel makes a channel and reports its ID. Nobody is told.
func (s *Slack) AddChannel(c Channel) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.ID == "" {
		c.ID = s.id("C", "channel", c.Name)
	}
	kind := channelKind
	if c.Private {
		kind = privateKind
	}
	s.conversations[c.ID] = &conversation{id: c.ID, kind: kind, name: c.Name, members: slices.Clone(c.Members),
		created: s.clock.Now().Unix()}
	return c.ID
}

// Between makes the direct conversation of a set of people, without the app unless BotUserID is among them, and reports its ID.
func (s *Slack) Between(userIDs ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.between(userIDs...).id
}

// Join puts somebody, or the app's bot, into a channel and tells the app where it may know.
func (s *Slack) Join(channel, userID, inviter string) error {
	return s.membership(channel, userID, true, func(c *conversation) {
		s.memberEvent("member_joined_channel", c, userID, inviter)
	})
}

// Leave takes somebody, or the app's bot, out of a conversation and tells the app where it may know. A bot that was taken out
// gets not_in_channel in public channels and channel_not_found elsewhere.
func (s *Slack) Leave(channel, userID string) error {
	return s.membership(channel, userID, false, func(c *conversation) {
		if userID != s.botUserID {
			s.memberEvent("member_left_channel", c, userID, "")
		}
	})
}

func (s *Slack) membership(channel, userID string, in bool, tell func(*conversation)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.conversations[channel]
	switch {
	case c == nil:
		return fmt.Errorf("fakeslack: there is no conversation %s", channel)
	case s.people[userID] == nil:
		return fmt.Errorf("fakeslack: there is no person %s", userID)
	case c.has(userID) == in:
		return nil
	case in:
		c.members = append(c.members, userID)
	default:
		c.members = slices.DeleteFunc(c.members, func(id string) bool { return id == userID })
	}
	s.tell(Event{Kind: "member", User: userID, Channel: channel})
	if c.kind == channelKind || c.kind == privateKind {
		tell(c)
	}
	return nil
}

// memberEvent tells the app who came or went in a channel that the bot is in, given the scope for its kind.
func (s *Slack) memberEvent(name string, c *conversation, userID, inviter string) {
	if !c.has(s.botUserID) || !s.manifest.grants(c.kind+":read") {
		return
	}
	inner := payload{"type": name, "user": userID, "channel": c.id, "channel_type": c.letter(), "team": s.teamID}
	if inviter != "" {
		inner["inviter"] = inviter
	}
	s.emit(name, c.id, inner)
}

// Archive closes a channel for new messages.
func (s *Slack) Archive(channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.conversations[channel]; c != nil {
		c.archived = true
	}
}

// SetMessagesTab switches the app's Messages tab off and on; while it is off nobody can be written to directly.
func (s *Slack) SetMessagesTab(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messagesTab = on
}

// SetHomeTab switches the app's home tab off and on.
func (s *Slack) SetHomeTab(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.homeTab = on
}
