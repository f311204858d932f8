package fakeslack

import (
	"encoding/json"
	"slices"
	"strings"
)

// The kinds of conversation, by the word that Slack's scopes use.
const (
	imKind      = "im"
	mpimKind    = "mpim"
	channelKind = "channels"
	privateKind = "groups"
)

// anyRead is what conversations.info and its like need when the kind is not known.
const anyRead = "channels:read,groups:read,im:read,mpim:read"

// A conversation is a channel, a private channel, a DM or a group DM. Members are in the order in which they came.
type conversation struct {
	id       string
	kind     string
	name     string
	members  []string
	messages []*message
	archived bool
	created  int64
}

func (c *conversation) has(userID string) bool { return slices.Contains(c.members, userID) }

// direct reports whether the app itself is one of the people in a DM.
func (c *conversation) direct() bool { return c.kind == imKind }

// find reports the message with a timestamp, or nil.
func (c *conversation) find(ts string) *message {
	for _, m := range c.messages {
		if m.ts == ts {
			return m
		}
	}
	return nil
}

// letter is the channel_type of events.
func (c *conversation) letter() string {
	return map[string]string{imKind: "D", mpimKind: "G", channelKind: "C", privateKind: "G"}[c.kind]
}

// between finds or creates the DM or group DM of a set of people; the same set always has the same one.
func (s *Slack) between(members ...string) *conversation {
	sorted := slices.Sorted(slices.Values(members))
	prefix, kind := "D", imKind
	if len(members) > 2 {
		prefix, kind = "C", mpimKind
	}
	id := s.id(prefix, sorted...)
	c := s.conversations[id]
	if c == nil {
		c = &conversation{id: id, kind: kind, members: members, created: s.clock.Now().Unix()}
		if kind == mpimKind {
			var handles []string
			for _, m := range members {
				handles = append(handles, s.people[m].handle())
			}
			c.name = "mpdm-" + strings.Join(handles, "--") + "-1"
		}
		s.conversations[id] = c
	}
	return c
}

// visible reports a conversation that the app can see: one that the bot is in, or a public channel.
func (s *Slack) visible(id string) *conversation {
	c := s.conversations[id]
	if c == nil || !c.has(s.botUserID) && c.kind != channelKind {
		return nil
	}
	return c
}

func (s *Slack) conversationsOpen(r *request) answer {
	if id := r.args["channel"]; id != "" {
		c := s.visible(id)
		switch {
		case c == nil:
			return refuse("channel_not_found")
		case c.kind != imKind && c.kind != mpimKind:
			return refuse("method_not_supported_for_channel_type")
		}
		if refused := s.needs(r, c.kind+":write"); refused != nil {
			return refused
		}
		return s.opened(r, c, true)
	}
	if _, given := r.args["users"]; !given {
		s.violate("conversations.open: neither users nor channel")
		return refuse("users_list_not_supplied")
	}
	users, refused := s.openable(r)
	if refused != nil {
		return refused
	}
	existed := s.conversations[s.id(map[bool]string{true: "D", false: "C"}[len(users) == 1],
		slices.Sorted(slices.Values(append(slices.Clone(users), s.botUserID)))...)] != nil
	if r.flag("prevent_creation") && !existed {
		return refuse("channel_not_found")
	}
	return s.opened(r, s.between(append(users, s.botUserID)...), existed)
}

// openable reads the argument users and refuses who cannot be written to.
func (s *Slack) openable(r *request) ([]string, answer) {
	var users []string
	for id := range strings.SplitSeq(r.args["users"], ",") {
		id = strings.TrimSpace(id)
		if id != "" && id != s.botUserID && !slices.Contains(users, id) {
			users = append(users, id)
		}
	}
	switch {
	case len(users) == 0:
		return nil, refuse("not_enough_users")
	case len(users) > 8:
		return nil, refuse("too_many_users")
	}
	scope := "mpim:write"
	if len(users) == 1 {
		scope = "im:write"
	}
	if refused := s.needs(r, scope); refused != nil {
		return nil, refused
	}
	for _, id := range users {
		p := s.people[id]
		switch {
		case p == nil:
			return nil, refuse("user_not_found")
		case p.Invisible:
			return nil, refuse("user_not_visible")
		case p.Deleted:
			return nil, refuse("user_disabled")
		case p.IsBot || id == "USLACKBOT":
			return nil, refuse("cannot_dm_bot")
		case p.External && len(users) > 1:
			return nil, refuse("invalid_user_combination")
		}
	}
	return users, nil
}

func (s *Slack) opened(r *request, c *conversation, existed bool) answer {
	object := payload{"id": c.id}
	if r.flag("return_im") {
		object = s.conversationObject(c)
	}
	a := answer{"ok": true, "channel": object}
	if existed {
		a["no_op"], a["already_open"] = true, true
	}
	return a
}

func (s *Slack) conversationObject(c *conversation) payload {
	o := payload{"id": c.id, "created": c.created, "is_archived": c.archived, "is_im": c.kind == imKind,
		"is_mpim": c.kind == mpimKind, "is_private": c.kind != channelKind, "is_channel": c.kind == channelKind,
		"is_group": c.kind == privateKind, "is_org_shared": false, "context_team_id": s.teamID, "updated": c.created * 1000}
	if c.kind == imKind {
		other := s.botUserID
		for _, m := range c.members {
			if m != s.botUserID {
				other = m
			}
		}
		o["user"], o["is_open"] = other, true
		o["is_user_deleted"] = s.people[other] != nil && s.people[other].Deleted
		return o
	}
	o["name"], o["name_normalized"], o["is_member"], o["is_general"] = c.name, c.name, c.has(s.botUserID), false
	o["creator"], o["topic"], o["purpose"] = s.botUserID, payload{"value": ""}, payload{"value": ""}
	return o
}

// readable finds the conversation that a reading method names, and asks for the scope of its kind.
func (s *Slack) readable(r *request, right string) (*conversation, answer) {
	c := s.visible(r.args["channel"])
	if c == nil {
		if refused := s.needs(r, strings.ReplaceAll(anyRead, "read", right)); refused != nil {
			return nil, refused
		}
		return nil, refuse("channel_not_found")
	}
	return c, s.needs(r, c.kind+":"+right)
}

func (s *Slack) conversationsInfo(r *request) answer {
	c, refused := s.readable(r, "read")
	if refused != nil {
		return refused
	}
	o := s.conversationObject(c)
	if r.flag("include_num_members") {
		o["num_members"] = len(c.members)
	}
	if r.flag("include_locale") {
		o["locale"] = "en-US"
	}
	return answer{"ok": true, "channel": o}
}

func (s *Slack) conversationsMembers(r *request) answer {
	c, refused := s.readable(r, "read")
	if refused != nil {
		return refused
	}
	limit, code := r.limit(100, 1000)
	if code != "" {
		return refuse(code)
	}
	page, next, code := r.paginate(c.members, "user", limit)
	if code != "" {
		return refuse(code)
	}
	return answer{"ok": true, "members": append([]string{}, page...), "response_metadata": payload{"next_cursor": next}}
}

// conversationsHistory gives messages, newest first. Metadata is cut to its event_type unless include_all_metadata asks for
// the rest.
func (s *Slack) conversationsHistory(r *request) answer {
	c, refused := s.readable(r, "history")
	if refused != nil {
		return refused
	}
	if !c.has(s.botUserID) {
		return refuse("not_in_channel")
	}
	limit, code := r.limit(100, 999)
	if code != "" {
		return refuse(code)
	}
	byTS, ids := map[string]*message{}, []string{}
	for _, m := range slices.Backward(c.messages) {
		if m.to == "" && m.within(r.args["oldest"], r.args["latest"], r.flag("inclusive")) {
			byTS[m.ts], ids = m, append(ids, m.ts)
		}
	}
	page, next, code := r.paginate(ids, "next_ts", limit)
	if code != "" {
		return refuse(code)
	}
	messages := []payload{}
	for _, ts := range page {
		o := s.messageObject(byTS[ts])
		if meta := byTS[ts].metadata; meta != nil && !r.flag("include_all_metadata") {
			var kind struct {
				EventType string `json:"event_type"`
			}
			_ = json.Unmarshal(meta, &kind)
			o["metadata"] = payload{"event_type": kind.EventType}
		}
		messages = append(messages, o)
	}
	return answer{"ok": true, "messages": messages, "has_more": next != "", "pin_count": 0,
		"response_metadata": payload{"next_cursor": next}}
}
