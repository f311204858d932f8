package bot

import (
	"encoding/json"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// opened reads what slack-go made of a frame into an envelope, and reports
// false when it is nothing that the bot serves. A pointer that slack-go would
// leave nil, such as the user of a broken team_join, never gets out of here.
func opened(ev socketmode.Event) (env Envelope, served bool) {
	if ev.Request == nil || ev.Request.EnvelopeID == "" {
		return env, false
	}
	env = Envelope{ID: ev.Request.EnvelopeID, Key: ev.Request.EnvelopeID, RetryAttempt: ev.Request.RetryAttempt}
	switch ev.Type {
	case socketmode.EventTypeSlashCommand:
		c, ok := ev.Data.(slack.SlashCommand)
		env.Kind, env.Command, env.Person = Command, &c, c.UserID
		return env, ok && c.UserID != ""
	case socketmode.EventTypeInteractive:
		c, ok := ev.Data.(slack.InteractionCallback)
		env.Interaction, env.Person = &c, c.User.ID
		switch c.Type {
		case slack.InteractionTypeBlockActions:
			env.Kind = Action
			ok = ok && hasAction(&c)
		case slack.InteractionTypeViewSubmission:
			env.Kind = Submission
		case slack.InteractionTypeViewClosed:
			env.Kind = Closed
		default:
			ok = false
		}
		return env, ok && c.User.ID != ""
	case socketmode.EventTypeEventsAPI:
		env.Kind = Happening
		return openedEvent(env, ev.Request.Payload)
	}
	return env, false
}

// hasAction drops nil actions and reports whether one is left.
func hasAction(c *slack.InteractionCallback) bool {
	kept := c.ActionCallback.BlockActions[:0]
	for _, a := range c.ActionCallback.BlockActions {
		if a != nil {
			kept = append(kept, a)
		}
	}
	c.ActionCallback.BlockActions = kept
	return len(kept) > 0
}

// openedEvent reads the event itself from the payload instead of trusting the
// typed one of slack-go.
func openedEvent(env Envelope, payload json.RawMessage) (Envelope, bool) {
	var outer struct {
		ID    string          `json:"event_id"`
		Event json.RawMessage `json:"event"`
	}
	if json.Unmarshal(payload, &outer) != nil {
		return env, false
	}
	if outer.ID != "" {
		env.Key = outer.ID
	}
	var head struct {
		Type EventType `json:"type"`
		Tab  string    `json:"tab"`
		View struct {
			Hash string `json:"hash"`
		} `json:"view"`
		User   json.RawMessage `json:"user"`
		Tokens struct {
			Bot []string `json:"bot"`
		} `json:"tokens"`
	}
	if json.Unmarshal(outer.Event, &head) != nil {
		return env, false
	}
	env.Event = &Event{Type: head.Type, Tab: head.Tab, Hash: head.View.Hash, Bots: head.Tokens.Bot}
	switch head.Type {
	case HomeOpened:
		return env, json.Unmarshal(head.User, &env.Person) == nil && env.Person != ""
	case TeamJoin, UserChange:
		var u *slack.User
		if json.Unmarshal(head.User, &u) != nil || u == nil || u.ID == "" {
			return env, false
		}
		env.Event.User, env.Person = u, u.ID
		return env, true
	case AppUninstalled, TokensRevoked:
		return env, true
	}
	return env, false
}

// envelopeOf reads the ID and the type from a frame that slack-go could not
// read, so that it is acknowledged all the same: Slack tells again what is
// not, and shuts off an app that leaves too much of it.
func envelopeOf(frame json.RawMessage) (id, kind string) {
	var head struct {
		ID   json.RawMessage `json:"envelope_id"`
		Type json.RawMessage `json:"type"`
	}
	if json.Unmarshal(frame, &head) != nil {
		return "", ""
	}
	_ = json.Unmarshal(head.ID, &id) // what is no string stays ""
	_ = json.Unmarshal(head.Type, &kind)
	return id, kind
}
