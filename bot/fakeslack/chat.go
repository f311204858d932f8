package fakeslack

import (
	"slices"
	"unicode/utf8"
)

// writable finds the conversation that a posting method names: a conversation ID, or for chat.postMessage a user ID, which
// opens the DM. The refusal says what is wrong with it.
func (s *Slack) writable(id string, users bool) (*conversation, answer) {
	if p := s.people[id]; p != nil && users {
		switch {
		case p.Invisible || id == s.botUserID:
			return nil, refuse("channel_not_found")
		case p.IsBot || id == "USLACKBOT":
			return nil, refuse("cannot_dm_bot")
		case p.Deleted:
			return nil, refuse("user_disabled")
		}
		return s.unlocked(s.between(id, s.botUserID))
	}
	c := s.visible(id)
	switch {
	case c == nil:
		return nil, refuse("channel_not_found")
	case c.archived:
		return nil, refuse("is_archived")
	case !c.has(s.botUserID):
		return nil, refuse("not_in_channel")
	}
	return s.unlocked(c)
}

// unlocked refuses a DM whose Messages tab is off, or whose person is gone.
func (s *Slack) unlocked(c *conversation) (*conversation, answer) {
	if c.direct() && !s.messagesTab {
		return nil, refuse("messages_tab_disabled")
	}
	if c.direct() {
		for _, id := range c.members {
			if p := s.people[id]; p != nil && p.Deleted {
				return nil, refuse("user_disabled")
			}
		}
	}
	return c, nil
}

func (s *Slack) postMessage(r *request) answer {
	c, refused := s.writable(r.args["channel"], true)
	if refused != nil {
		return refused
	}
	given, refused := s.readContent(r.method, r.args)
	if refused != nil {
		return refused
	}
	if given.empty() {
		s.violate("chat.postMessage: no_text")
		return refuse("no_text")
	}
	if thread := r.args["thread_ts"]; thread != "" && c.find(thread) == nil {
		return refuse("thread_not_found")
	}
	m := &message{user: s.botUserID, byApp: true, thread: r.args["thread_ts"]}
	given.apply(m)
	s.add(c, m)
	s.said(c, m)
	a := answer{"ok": true, "channel": c.id, "ts": m.ts, "message": s.messageObject(m)}
	if given.warning != "" {
		a["warning"] = given.warning
		a["response_metadata"] = payload{"warnings": []string{given.warning}}
	}
	return a
}

func (s *Slack) postEphemeral(r *request) answer {
	c, refused := s.writable(r.args["channel"], false)
	if refused != nil {
		return refused
	}
	if !c.has(r.args["user"]) {
		return refuse("user_not_in_channel")
	}
	given, refused := s.readContent(r.method, r.args)
	if refused != nil {
		return refused
	}
	if given.empty() {
		s.violate("chat.postEphemeral: no_text")
		return refuse("no_text")
	}
	m := &message{user: s.botUserID, byApp: true, to: r.args["user"], thread: r.args["thread_ts"]}
	given.apply(m)
	s.add(c, m)
	return answer{"ok": true, "message_ts": m.ts}
}

// own finds a message of the app that is not ephemeral; code is the error for somebody else's.
func (s *Slack) own(r *request, code string) (*conversation, *message, answer) {
	c := s.visible(r.args["channel"])
	if c == nil {
		return nil, nil, refuse("channel_not_found")
	}
	m := c.find(r.args["ts"])
	switch {
	case c.archived:
		return nil, nil, refuse("is_inactive")
	case m == nil || m.to != "":
		return nil, nil, refuse("message_not_found")
	case !m.byApp:
		return nil, nil, refuse(code)
	}
	return c, m, nil
}

func (s *Slack) updateMessage(r *request) answer {
	c, m, refused := s.own(r, "cant_update_message")
	if refused != nil {
		return refused
	}
	if utf8.RuneCountInString(r.args["text"]) > longestUpdate {
		s.violate("chat.update: msg_too_long")
		return refuse("msg_too_long")
	}
	given, refused := s.readContent(r.method, r.args)
	if refused != nil {
		return refused
	}
	if given.text == nil && given.blocks == nil && given.attachments == nil && given.metadata == nil {
		s.violate("chat.update: no_text")
		return refuse("no_text")
	}
	if given.text != nil && *given.text == "" && given.blocks != nil {
		given.text = nil
	}
	given.apply(m)
	m.edited = s.ts()
	s.tell(Event{Kind: "changed", User: m.user, Channel: c.id, TS: m.ts})
	return answer{"ok": true, "channel": c.id, "ts": m.ts, "text": m.text, "message": s.messageObject(m)}
}

func (s *Slack) deleteMessage(r *request) answer {
	c, m, refused := s.own(r, "cant_delete_message")
	if refused != nil {
		return refused
	}
	s.remove(c, m)
	return answer{"ok": true, "channel": c.id, "ts": m.ts}
}

func (s *Slack) remove(c *conversation, m *message) {
	if i := slices.Index(c.messages, m); i >= 0 {
		c.messages = slices.Delete(c.messages, i, i+1)
		s.tell(Event{Kind: "deleted", User: m.user, Channel: c.id, TS: m.ts})
	}
}
