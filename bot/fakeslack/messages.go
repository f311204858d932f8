package fakeslack

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"cowork/bot/fakeslack/blockkit"
)

// messageArgs are the arguments that make up what a message shows.
var messageArgs = []string{"channel", "text", "blocks", "attachments", "metadata", "parse", "link_names"}

// A message is one in a conversation; to names its only reader when it is ephemeral.
type message struct {
	ts          string
	user        string
	byApp       bool
	text        string
	blocks      json.RawMessage
	attachments json.RawMessage
	metadata    json.RawMessage
	thread      string
	edited      string
	to          string
	typed       map[string]typed // what each person has put into its elements
	files       []*file
}

// content is what a caller wants a message to show. A nil field was not given.
type content struct {
	text        *string
	blocks      json.RawMessage
	attachments json.RawMessage
	metadata    json.RawMessage
	warning     string
}

const (
	longestText     = 40_000
	longestUpdate   = 4_000
	longestMetadata = 16 << 10 // Slack publishes no number; far above what anybody should store
	mostAttachments = 100
	largestBlocks   = 256 << 10
)

// readContent checks what a caller gave for a message; where names the caller in violations.
func (s *Slack) readContent(where string, args map[string]string) (content, answer) {
	var c content
	if text, given := args["text"]; given {
		if utf8.RuneCountInString(text) > longestText {
			s.violate("%s: text of more than %d characters is cut", where, longestText)
			c.warning, text = "message_truncated", string([]rune(text)[:longestText])
		}
		c.text = &text
	}
	if blocks, given := args["blocks"]; given && blocks != "" {
		var list []map[string]json.RawMessage
		if json.Unmarshal([]byte(blocks), &list) != nil {
			s.violate("%s: blocks are no JSON array of objects", where)
			return c, refuse("invalid_blocks_format")
		}
		if len(blocks) > largestBlocks {
			s.violate("%s: blocks of %d bytes", where, len(blocks))
			return c, refuse("msg_blocks_too_long")
		}
		if broken := blockkit.ValidateMessage(json.RawMessage(blocks)); len(broken) > 0 {
			s.violate("%s: invalid_blocks: %s", where, strings.Join(broken, "; "))
			a := refuseFor("invalid_blocks", slices.Clone(broken)...)
			a["errors"] = broken
			return c, a
		}
		c.blocks = s.withIDs(json.RawMessage(blocks))
	}
	if text, given := args["attachments"]; given && text != "" {
		var list []map[string]json.RawMessage
		if json.Unmarshal([]byte(text), &list) != nil {
			s.violate("%s: attachments are no JSON array of objects", where)
			return c, refuse("invalid_attachments")
		}
		if len(list) > mostAttachments {
			s.violate("%s: %d attachments", where, len(list))
			return c, refuse("too_many_attachments")
		}
		c.attachments = json.RawMessage(text)
	}
	if text, given := args["metadata"]; given && text != "" {
		if code := checkMetadata(text); code != "" {
			s.violate("%s: %s: %s", where, code, text)
			return c, refuse(code)
		}
		c.metadata = json.RawMessage(text)
	}
	return c, nil
}

// checkMetadata reports the error for metadata that Slack would refuse. {} is fine: it removes what is there.
func checkMetadata(text string) string {
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &fields) != nil {
		return "invalid_metadata_format"
	}
	if len(text) > longestMetadata {
		return "metadata_too_large"
	}
	if len(fields) == 0 {
		return ""
	}
	var kind string
	var inner map[string]any
	if json.Unmarshal(fields["event_type"], &kind) != nil || kind == "" ||
		json.Unmarshal(fields["event_payload"], &inner) != nil || inner == nil {
		return "invalid_metadata_schema"
	}
	for name := range fields {
		if name != "event_type" && name != "event_payload" && name != "entities" {
			return "invalid_metadata_schema"
		}
	}
	return ""
}

// empty reports whether nothing was given that anybody could see.
func (c content) empty() bool {
	return (c.text == nil || *c.text == "") && emptyList(c.blocks) && emptyList(c.attachments)
}

func emptyList(list json.RawMessage) bool {
	return len(list) == 0 || strings.TrimSpace(string(list)) == "[]"
}

// apply writes what was given into a message: text without blocks removes blocks, blocks without text keep the text, and an
// empty list or {} removes what is there.
func (c content) apply(m *message) {
	if c.text != nil {
		m.text = *c.text
	}
	if c.blocks != nil || c.text != nil {
		m.blocks = c.blocks
	}
	if c.attachments != nil || c.text != nil {
		m.attachments = c.attachments
	}
	if emptyList(m.blocks) {
		m.blocks = nil
	}
	if c.metadata != nil {
		m.metadata = c.metadata
	}
	if strings.TrimSpace(string(m.metadata)) == "{}" {
		m.metadata = nil
	}
}

// within reports whether a message lies between two timestamps; empty bounds are open.
func (m *message) within(oldest, latest string, inclusive bool) bool {
	after := func(a, b string) bool {
		c := cmp.Compare(microsOf(a), microsOf(b))
		return c > 0 || c == 0 && inclusive
	}
	return (oldest == "" || after(m.ts, oldest)) && (latest == "" || after(latest, m.ts))
}

// messageObject is a message as the API and interactions show it.
func (s *Slack) messageObject(m *message) payload {
	o := payload{"type": "message", "user": m.user, "ts": m.ts, "text": m.text, "team": s.teamID}
	if m.byApp {
		o["bot_id"], o["app_id"] = s.botID, s.appID
		o["bot_profile"] = payload{"id": s.botID, "app_id": s.appID, "name": s.manifest.Features.BotUser.Name,
			"deleted": false, "team_id": s.teamID}
	}
	for name, raw := range map[string]json.RawMessage{"blocks": m.blocks, "attachments": m.attachments, "metadata": m.metadata} {
		if len(raw) > 0 {
			o[name] = raw
		}
	}
	if len(m.files) > 0 {
		o["files"], o["upload"] = s.fileObjects(m), true
	}
	if m.thread != "" {
		o["thread_ts"] = m.thread
	}
	if m.edited != "" {
		o["edited"] = payload{"user": m.user, "ts": m.edited}
	}
	return o
}

// add stores a message at the end of a conversation. The caller holds s.mu.
func (s *Slack) add(c *conversation, m *message) *message {
	m.ts = s.ts()
	c.messages = append(c.messages, m)
	kind := "message"
	if m.to != "" {
		kind = "ephemeral"
	}
	s.tell(Event{Kind: kind, User: cmp.Or(m.to, m.user), Channel: c.id, TS: m.ts})
	return m
}
