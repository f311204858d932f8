package fakeslack

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A Reply is what a person sees at once after they did something: when the app has acked, or has failed to.
type Reply struct {
	// Failure is what Slack itself says because the app did not answer, or "".
	Failure string
	// Messages are new or changed messages in the conversation where the person acted, their own excepted.
	Messages []Message
	// Modal is the modal that is open now, or nil.
	Modal *View
	// Errors are what stands under the fields of a modal that was not accepted, by block ID.
	Errors map[string]string
	// Confirm is the text of the dialog that asked first, or "".
	Confirm string
}

// Text is what is new for the person as plain text: what failed, each message, each error under a field. A modal is in Modal.
func (r Reply) Text() string {
	var parts []string
	if r.Failure != "" {
		parts = append(parts, r.Failure)
	}
	for _, m := range r.Messages {
		parts = append(parts, m.Text)
	}
	for _, block := range slices.Sorted(mapKeys(r.Errors)) {
		parts = append(parts, r.Errors[block])
	}
	return strings.Join(parts, "\n")
}

// Type types text into a conversation and sends it; the channel "" is the person's conversation with the app. Text that
// begins with a slash is a command. @handles and #channels of those who exist become mentions, and &, < and > are escaped, as
// Slack's own clients do. The error is for what a person could not do at all.
func (s *Slack) Type(ctx context.Context, userID, channel, text string) (Reply, error) {
	return s.act(ctx, userID, channel, func(p *person, c *conversation) (*envelope, Reply, error) {
		if strings.HasPrefix(text, "/") {
			return s.slash(p, c, text)
		}
		return s.say(p, c, text)
	})
}

// act does one thing that a person does, waits until the app has acked or failed, and collects what the person sees then.
func (s *Slack) act(ctx context.Context, userID, channel string,
	do func(*person, *conversation) (*envelope, Reply, error)) (Reply, error) {
	s.mu.Lock()
	p, c, err := s.at(userID, channel)
	if err != nil {
		s.mu.Unlock()
		return Reply{}, err
	}
	mark := s.lastTS
	e, reply, err := do(p, c)
	s.mu.Unlock()
	if err != nil {
		return Reply{}, err
	}
	if e != nil {
		select {
		case <-e.done:
		case <-ctx.Done():
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if e != nil && !e.finished {
		return Reply{}, ctx.Err()
	}
	if e != nil && e.kind != "events_api" {
		reply.Failure, reply.Errors = e.result.failure, e.result.errors
	}
	for _, m := range s.seenBy(p.ID, c) {
		if m.user != p.ID && (microsOf(m.ts) > mark || m.edited != "" && microsOf(m.edited) > mark) {
			reply.Messages = append(reply.Messages, s.show(p.ID, c, m))
		}
	}
	if top := p.top(); top != nil {
		shown := s.showView(top)
		reply.Modal = &shown
	}
	return reply, nil
}

// at finds a person and a conversation that they are in.
func (s *Slack) at(userID, channel string) (*person, *conversation, error) {
	p := s.people[userID]
	switch {
	case p == nil:
		return nil, nil, fmt.Errorf("fakeslack: there is no person %s", userID)
	case p.Deleted:
		return nil, nil, fmt.Errorf("fakeslack: %s is deactivated and cannot act", userID)
	case channel == "":
		return p, s.between(userID, s.botUserID), nil
	}
	c := s.conversations[channel]
	if c == nil || !c.has(userID) {
		return nil, nil, fmt.Errorf("fakeslack: %s is in no conversation %s", userID, channel)
	}
	return p, c, nil
}

// slash sends a slash command. Slack itself answers a command that no app has.
func (s *Slack) slash(p *person, c *conversation, typed string) (*envelope, Reply, error) {
	name, rest, _ := strings.Cut(typed, " ")
	if i := strings.IndexAny(name, "\n\t"); i >= 0 {
		name, rest = typed[:i], typed[i+1:]
	}
	command, known := s.manifest.command(name)
	if !known {
		return nil, Reply{Failure: name + " is not a valid command."}, nil
	}
	text := escape(strings.TrimSpace(rest))
	if command.Escape {
		text = s.linkNames(text, true)
	}
	body := payload{
		"token": verificationToken, "team_id": s.teamID, "team_domain": teamDomain, "channel_id": c.id,
		"channel_name": c.commandName(), "user_id": p.ID, "user_name": p.handle(), "command": command.Command, "text": text,
		"api_app_id": s.appID, "is_enterprise_install": "false",
		"response_url": s.newResponseURL("commands", p.ID, c, nil), "trigger_id": s.newTrigger(p.ID, ""),
	}
	e := s.newEnvelope("slash_commands", fmt.Sprintf("%s %.60q by %s", command.Command, text, p.ID), body)
	e.failed = func(noSocket bool) outcome {
		said := command.Command + " failed because the app did not respond."
		if noSocket {
			said = command.Command + ` failed with the error "dispatch_failed".`
		}
		s.fail(p.ID, c.id, said)
		return outcome{failure: said}
	}
	e.answered = func(raw json.RawMessage) outcome {
		if len(raw) == 0 {
			return outcome{}
		}
		if code := s.respond(e.about, raw, p.ID, c, nil); code != "" {
			said := fmt.Sprintf(`%s failed with the error "%s".`, command.Command, code)
			s.fail(p.ID, c.id, said)
			return outcome{failure: said}
		}
		return outcome{}
	}
	s.deliver(e)
	return e, Reply{}, nil
}

// say posts a person's message. The app is told when the manifest subscribes to messages of that kind and the bot is there.
func (s *Slack) say(p *person, c *conversation, typed string) (*envelope, Reply, error) {
	if c.direct() && c.has(s.botUserID) && (!s.messagesTab || s.manifest.Features.AppHome.MessagesRead) {
		return nil, Reply{Failure: "Sending messages to this app has been turned off."}, nil
	}
	m := s.add(c, &message{user: p.ID, text: s.linkNames(escape(typed), false)})
	return s.said(c, m), Reply{}, nil
}

// said tells the app of a new message, its own included, where the bot is and the manifest subscribes to messages of that kind.
// The caller holds s.mu.
func (s *Slack) said(c *conversation, m *message) *envelope {
	if !c.has(s.botUserID) {
		return nil
	}
	kind := map[string]string{imKind: "im", mpimKind: "mpim", channelKind: "channel", privateKind: "group"}[c.kind]
	inner := s.messageObject(m)
	inner["channel"], inner["channel_type"], inner["event_ts"] = c.id, kind, m.ts
	if !m.byApp {
		inner["client_msg_id"] = s.uuid("client", m.ts)
	}
	if strings.Contains(m.text, "<@"+s.botUserID+">") && !c.direct() && !m.byApp {
		mention := maps.Clone(inner)
		mention["type"] = "app_mention"
		delete(mention, "channel_type")
		s.emit("app_mention", c.id, mention)
	}
	return s.emit(messageEvents[c.kind], c.id, inner)
}

// messageEvents names the subscription for messages in each kind of conversation.
var messageEvents = map[string]string{imKind: "message.im", mpimKind: "message.mpim", channelKind: "message.channels",
	privateKind: "message.groups"}

// commandName is how slash commands call a conversation.
func (c *conversation) commandName() string {
	switch c.kind {
	case imKind:
		return "directmessage"
	case privateKind:
		return "privategroup"
	}
	return c.name
}

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escape(typed string) string { return escapes.Replace(typed) }

var namePattern = regexp.MustCompile(`(?:&lt;)?[@#][\pL\pN._-]+`)

// linkNames turns @handles and #channels of those who exist into mentions, in commands with the name behind a bar.
func (s *Slack) linkNames(text string, withName bool) string {
	return namePattern.ReplaceAllStringFunc(text, func(found string) string {
		if strings.HasPrefix(found, "&lt;") {
			return found // markup that was typed by hand is no mention
		}
		name := strings.TrimRight(found[1:], ".")
		tail := found[1+len(name):]
		bar := func(n string) string {
			if withName {
				return "|" + n
			}
			return ""
		}
		if found[0] == '@' {
			if p := s.mentioned(name); p != nil {
				return "<@" + p.ID + bar(p.handle()) + ">" + tail
			}
			return found
		}
		for _, c := range s.conversations {
			if c.kind == channelKind && c.name == name {
				return "<#" + c.id + bar(c.name) + ">" + tail
			}
		}
		return found
	})
}

// mentioned finds a person by handle, display name or ID.
func (s *Slack) mentioned(name string) *person {
	for _, id := range s.order {
		p := s.people[id]
		if strings.EqualFold(p.handle(), name) || strings.EqualFold(p.Name, name) || p.ID == name {
			return p
		}
	}
	return nil
}
