package fakeslack

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"cowork/bot/fakeslack/blockkit"
)

// Fields is what a person fills into a modal: for each field, named by its label, action ID or block ID, what they type or
// pick. An empty list clears the field.
type Fields map[string][]string

// trouble is what a modal says when the app did not take it.
const trouble = "We had some trouble connecting. Try again?"

// Fill fills one field of the modal in front of a person. The app hears of it at once where Slack tells it: outside of input
// blocks, and in input blocks with dispatch_action.
func (s *Slack) Fill(ctx context.Context, userID, field string, words ...string) (Reply, error) {
	return s.ClickModal(ctx, userID, field, Choose(words...))
}

// Submit fills the given fields and presses the submit button of the modal in front of a person. Fields that Slack itself
// would complain about are reported in [Reply.Errors], and the app hears nothing.
func (s *Slack) Submit(ctx context.Context, userID string, fields Fields) (Reply, error) {
	for _, name := range slices.Sorted(mapKeys(fields)) {
		if err := s.put(userID, name, fields[name]); err != nil {
			return Reply{}, err
		}
	}
	return s.act(ctx, userID, "", func(p *person, _ *conversation) (*envelope, Reply, error) {
		v := p.top()
		switch {
		case v == nil:
			return nil, Reply{}, fmt.Errorf("fakeslack: %s has no modal to submit", userID)
		case label(v.body, "submit") == "":
			return nil, Reply{}, fmt.Errorf("fakeslack: the modal %q has no submit button", label(v.body, "title"))
		}
		if errors := v.complaints(); len(errors) > 0 {
			return nil, Reply{Errors: errors}, nil
		}
		body := s.interaction("view_submission", p, v.id)
		body["view"], body["response_urls"] = s.viewObject(v, false), []any{}
		e := s.newEnvelope("interactive", fmt.Sprintf("submission of %q by %s", label(v.body, "title"), p.ID), body)
		e.failed = func(bool) outcome {
			s.fail(p.ID, "", trouble)
			return outcome{failure: trouble}
		}
		e.answered = func(raw json.RawMessage) outcome { return s.submitted(e.about, p, v, raw) }
		s.deliver(e)
		return e, Reply{}, nil
	})
}

// put fills one field without telling the app.
func (s *Slack) put(userID, field string, words []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[userID]
	if p == nil || p.top() == nil {
		return fmt.Errorf("fakeslack: %s has no modal to fill", userID)
	}
	e, err := pick(p.top().parts(), field, "")
	if err != nil {
		return err
	}
	v, err := s.choose(e, words)
	if err != nil {
		return err
	}
	p.top().typed[e.Key()] = v
	s.tell(Event{Kind: "modal", User: userID, Detail: p.top().id})
	return nil
}

// complaints is what Slack itself says about the fields of a modal, by block ID.
func (v *view) complaints() map[string]string {
	said := map[string]string{}
	for _, e := range v.parts() {
		if err := blockkit.CheckInput(e, v.typed[e.Key()]); err != nil {
			said[e.BlockID] = err.Error()
		}
	}
	return said
}

// submitted carries out what the ack of a submission asks for: nothing closes the modal, and errors, update, push and clear do
// what they say. The caller holds s.mu.
func (s *Slack) submitted(about string, p *person, v *view, raw json.RawMessage) outcome {
	var ack struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	refused := answer(nil)
	if len(raw) > 0 && json.Unmarshal(raw, &ack) != nil {
		ack.Action = "unreadable"
	}
	switch ack.Action {
	case "":
		if p.top() == v {
			s.popModal(p)
		}
		return outcome{}
	case "clear":
		s.clearModals(p)
		return outcome{}
	case "errors":
		if said := v.unknownErrors(ack.Errors); said != "" {
			s.violate("%s: %s", about, said)
			break
		}
		return outcome{errors: ack.Errors}
	case "update":
		if refused = s.replace(about, v, string(ack.View)); refused == nil {
			return outcome{}
		}
	case "push":
		var next *view
		if next, refused = s.readView(about, string(ack.View), "modal", p.ID); refused == nil {
			if refused = s.stack(nil, p, next); refused["ok"] == true {
				return outcome{}
			}
			s.violate("%s: a modal too many on the stack", about)
		}
	default:
		s.violate("%s: response_action %q", about, ack.Action)
	}
	s.fail(p.ID, "", trouble)
	return outcome{failure: trouble}
}

// unknownErrors says what is wrong with the errors of an ack: there must be some, each for an input block of the view.
func (v *view) unknownErrors(errors map[string]string) string {
	if len(errors) == 0 {
		return "response_action errors without errors"
	}
	for _, block := range slices.Sorted(mapKeys(errors)) {
		known := slices.ContainsFunc(v.parts(), func(e blockkit.Element) bool {
			return e.InInput() && e.BlockID == block
		})
		if !known {
			return fmt.Sprintf("an error for %q, which is no input block of the view", block)
		}
		if errors[block] == "" {
			return fmt.Sprintf("an empty error for %q", block)
		}
	}
	return ""
}

// CloseModal closes the modal in front of a person, or the whole stack when the modal says clear_on_close. The app hears of it
// when the modal says notify_on_close.
func (s *Slack) CloseModal(ctx context.Context, userID string) (Reply, error) {
	return s.act(ctx, userID, "", func(p *person, _ *conversation) (*envelope, Reply, error) {
		v := p.top()
		if v == nil {
			return nil, Reply{}, fmt.Errorf("fakeslack: %s has no modal to close", userID)
		}
		body := s.interaction("view_closed", p, "")
		body["view"] = s.viewObject(v, false)
		clear, _ := v.body["clear_on_close"].(bool)
		body["is_cleared"] = clear
		if clear {
			s.clearModals(p)
		} else {
			s.popModal(p)
		}
		if notify, _ := v.body["notify_on_close"].(bool); !notify {
			return nil, Reply{}, nil
		}
		return s.interactive(p, "", fmt.Sprintf("closing of %q by %s", label(v.body, "title"), p.ID), body), Reply{}, nil
	})
}

// OpenHome opens the app's home tab as a person and tells the app. Look at [Slack.Home] for what is there; what the app
// publishes comes after its ack, so wait for it with [Slack.Await].
func (s *Slack) OpenHome(ctx context.Context, userID string) (Reply, error) {
	return s.openTab(ctx, userID, "home")
}

// OpenMessages opens the app's Messages tab as a person and tells the app.
func (s *Slack) OpenMessages(ctx context.Context, userID string) (Reply, error) {
	return s.openTab(ctx, userID, "messages")
}

func (s *Slack) openTab(ctx context.Context, userID, tab string) (Reply, error) {
	return s.act(ctx, userID, "", func(p *person, c *conversation) (*envelope, Reply, error) {
		if tab == "home" && !s.homeTab || tab == "messages" && !s.messagesTab {
			return nil, Reply{}, fmt.Errorf("fakeslack: the app has no %s tab", tab)
		}
		inner := payload{"type": "app_home_opened", "user": p.ID, "channel": c.id, "tab": tab}
		if tab == "home" && p.home != nil {
			inner["view"] = s.viewObject(p.home, false)
		}
		return s.emit("app_home_opened", c.id, inner), Reply{}, nil
	})
}
