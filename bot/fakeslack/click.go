package fakeslack

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"cowork/bot/fakeslack/blockkit"
)

// A How says more about a click: what is chosen, in which block, and what is answered to the question that comes first.
type How func(*clicking)

type clicking struct {
	block  string
	chosen []string
	deny   bool
}

// Choose picks options (by what is read on them, or by value), people (by @handle, name or ID), a date, a time, or types a text.
func Choose(words ...string) How { return func(c *clicking) { c.chosen = words } }

// InBlock narrows the search for the element to one block.
func InBlock(id string) How { return func(c *clicking) { c.block = id } }

// Deny answers no to the dialog that asks first, where there is one.
func Deny() How { return func(c *clicking) { c.deny = true } }

// Click acts on an element of a message: presses a button, or chooses in a select, an overflow menu, a date picker. element is
// its action ID or what the person reads on it, in full or, when that is clear, its beginning. The ts "" is the last message
// in the conversation that has such an element. A dialog that asks first is answered with yes, see [Deny].
func (s *Slack) Click(ctx context.Context, userID, channel, ts, element string, how ...How) (Reply, error) {
	return s.act(ctx, userID, channel, func(p *person, c *conversation) (*envelope, Reply, error) {
		want := clickingFrom(how)
		m, found, err := s.clickable(p, c, ts, element, want.block)
		if err != nil {
			return nil, Reply{}, err
		}
		if m.typed == nil {
			m.typed = map[string]typed{}
		}
		if m.typed[p.ID] == nil {
			m.typed[p.ID] = typed{}
		}
		action, asked, err := s.press(found, want, m.typed[p.ID])
		if action == nil || err != nil {
			return nil, Reply{Confirm: asked}, err
		}
		body := s.interaction("block_actions", p, "")
		body["container"] = payload{"type": "message", "message_ts": m.ts, "channel_id": c.id, "is_ephemeral": m.to != ""}
		body["channel"] = payload{"id": c.id, "name": c.commandName()}
		if m.to == "" {
			body["message"] = s.messageObject(m)
		}
		body["state"] = payload{"values": blockkit.State(blockkit.Elements(m.blocks), m.typed[p.ID])}
		body["response_url"] = s.newResponseURL("actions", p.ID, c, m)
		body["actions"] = []json.RawMessage{action}
		e := s.interactive(p, c.id, fmt.Sprintf("click on %q by %s", found.Label, p.ID), body)
		return e, Reply{Confirm: asked}, nil
	})
}

func clickingFrom(how []How) clicking {
	var c clicking
	for _, h := range how {
		h(&c)
	}
	return c
}

// clickable finds the message and the element that a person means.
func (s *Slack) clickable(p *person, c *conversation, ts, element, block string) (*message, blockkit.Element, error) {
	var err error = fmt.Errorf("fakeslack: %s sees no message to click on in %s", p.ID, c.id)
	seen := s.seenBy(p.ID, c)
	for i := len(seen) - 1; i >= 0; i-- {
		m := seen[i]
		if ts != "" && m.ts != ts || len(m.blocks) == 0 {
			continue
		}
		e, failed := pick(blockkit.Elements(m.blocks), element, block)
		if failed == nil {
			return m, e, nil
		}
		err = failed
	}
	return nil, blockkit.Element{}, err
}

// press is the action that comes of acting on an element, and the question that was asked before. The action is nil when the
// answer was no.
func (s *Slack) press(e blockkit.Element, want clicking, into typed) (action json.RawMessage, asked string, err error) {
	if e.Confirm != nil {
		asked = strings.TrimSpace(e.Confirm.Title + "\n" + e.Confirm.Text)
		if want.deny {
			return nil, asked, nil
		}
	}
	var v blockkit.Value
	if e.HoldsValue() || e.Type == "overflow" {
		if v, err = s.choose(e, want.chosen); err != nil {
			return nil, asked, err
		}
		if err := blockkit.CheckInput(e, v); err != nil && !e.InInput() { // an input complains when it is submitted
			return nil, asked, fmt.Errorf("fakeslack: %v: %w", e, err)
		}
	}
	if e.HoldsValue() {
		into[e.Key()] = v
	}
	return blockkit.Action(e, v, s.ts()), asked, nil
}

// interaction is what the payloads of all interactions have in common. view is the modal in which the person acts, or "".
func (s *Slack) interaction(kind string, p *person, view string) payload {
	body := payload{"type": kind, "token": verificationToken, "api_app_id": s.appID, "enterprise": nil,
		"is_enterprise_install": false, "team": payload{"id": s.teamID, "domain": teamDomain},
		"user": payload{"id": p.ID, "username": p.handle(), "name": p.handle(), "team_id": s.teamID}}
	if kind != "view_closed" {
		body["trigger_id"] = s.newTrigger(p.ID, view)
	}
	return body
}

// interactive sends an interaction. What the ack carries is for nobody, except where answered is replaced.
func (s *Slack) interactive(p *person, channel, about string, body payload) *envelope {
	e := s.newEnvelope("interactive", about, body)
	e.failed = func(bool) outcome {
		said := "The app did not respond."
		s.fail(p.ID, channel, said)
		return outcome{failure: said}
	}
	e.answered = func(json.RawMessage) outcome { return outcome{} }
	if !s.manifest.Settings.Interactivity.Enabled {
		said := "This app is not configured to handle interactive responses."
		s.fail(p.ID, channel, said)
		e.finish(outcome{failure: said})
		return e
	}
	s.deliver(e)
	return e
}

// ClickHome acts on an element of a person's home tab, as [Slack.Click] does on one of a message.
func (s *Slack) ClickHome(ctx context.Context, userID, element string, how ...How) (Reply, error) {
	return s.clickView(ctx, userID, element, how, func(p *person) *view { return p.home })
}

// ClickModal acts on an element of the modal in front of a person, as [Slack.Click] does on one of a message.
func (s *Slack) ClickModal(ctx context.Context, userID, element string, how ...How) (Reply, error) {
	return s.clickView(ctx, userID, element, how, (*person).top)
}

func (s *Slack) clickView(ctx context.Context, userID, element string, how []How, which func(*person) *view) (Reply, error) {
	return s.act(ctx, userID, "", func(p *person, c *conversation) (*envelope, Reply, error) {
		v := which(p)
		if v == nil {
			return nil, Reply{}, fmt.Errorf("fakeslack: %s has nothing open to click on", userID)
		}
		want := clickingFrom(how)
		found, err := pick(v.parts(), element, want.block)
		if err != nil {
			return nil, Reply{}, err
		}
		action, asked, err := s.press(found, want, v.typed)
		if action == nil || err != nil || found.InInput() && !found.DispatchAction {
			return nil, Reply{Confirm: asked}, err
		}
		trigger := ""
		if v.kind == "modal" {
			trigger = v.id
		}
		body := s.interaction("block_actions", p, trigger)
		body["container"] = payload{"type": "view", "view_id": v.id}
		body["view"] = s.viewObject(v, false)
		body["state"] = payload{"values": v.values()}
		body["actions"] = []json.RawMessage{action}
		return s.interactive(p, "", fmt.Sprintf("click on %q in a %s by %s", found.Label, v.kind, p.ID), body),
			Reply{Confirm: asked}, nil
	})
}
