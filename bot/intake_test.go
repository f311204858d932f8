package bot

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// SLACK.md 1.2 v: an event that lacks what slack-go's type promises never
// reaches a handler.
func TestDefectVABrokenEventIsNotServed(t *testing.T) {
	for _, c := range []struct {
		event  string
		served bool
	}{
		{`{"type":"team_join","user":{"id":"U1","name":"ada"}}`, true},
		{`{"type":"team_join"}`, false},
		{`{"type":"team_join","user":null}`, false},
		{`{"type":"team_join","user":"U1"}`, false},
		{`{"type":"team_join","user":{}}`, false},
		{`{"type":"user_change","user":{"id":"U1","deleted":true}}`, true},
		{`{"type":"user_change","user":[]}`, false},
		{`{"type":"app_home_opened","user":"U1","tab":"home"}`, true},
		{`{"type":"app_home_opened","user":null}`, false},
		{`{"type":"app_home_opened"}`, false},
		{`{"type":"app_uninstalled"}`, true},
		{`{"type":"tokens_revoked","tokens":{"oauth":[],"bot":["UBOT"]}}`, true},
		{`{"type":"tokens_revoked"}`, true},
		{`{"type":"reaction_added","user":"U1"}`, false},
		{`null`, false},
		{`7`, false},
		{`{}`, false},
	} {
		ev := socketmode.Event{Type: socketmode.EventTypeEventsAPI, Request: &socketmode.Request{
			EnvelopeID: "e1", RetryAttempt: 2, Payload: json.RawMessage(fmt.Sprintf(`{"event_id":"Ev1","event":%s}`, c.event)),
		}}
		env, served := opened(ev)
		if served != c.served {
			t.Errorf("%s: served %v, want %v", c.event, served, c.served)
		}
		if env.ID != "e1" {
			t.Errorf("%s: no ID to acknowledge it by", c.event)
		}
		if !served {
			continue
		}
		if env.Key != "Ev1" || env.RetryAttempt != 2 || env.Kind != Happening || env.Event == nil {
			t.Errorf("%s: %+v", c.event, env)
		}
		if needs := env.Event.Type == TeamJoin || env.Event.Type == UserChange; needs && (env.Event.User == nil || env.Person != "U1") {
			t.Errorf("%s: no user", c.event)
		}
	}
}

func TestOpenedTellsTheKindsApart(t *testing.T) {
	request := &socketmode.Request{EnvelopeID: "e1"}
	click := slack.InteractionCallback{Type: slack.InteractionTypeBlockActions, User: slack.User{ID: "U1"}}
	click.ActionCallback.BlockActions = []*slack.BlockAction{nil, {ActionID: "duo_accept"}}
	empty := click
	empty.ActionCallback.BlockActions = []*slack.BlockAction{nil}
	for _, c := range []struct {
		name string
		ev   socketmode.Event
		kind Kind
		ok   bool
	}{
		{"command", socketmode.Event{Type: socketmode.EventTypeSlashCommand, Data: slack.SlashCommand{UserID: "U1"}, Request: request}, Command, true},
		{"command of nobody", socketmode.Event{Type: socketmode.EventTypeSlashCommand, Data: slack.SlashCommand{}, Request: request}, Command, false},
		{"click", socketmode.Event{Type: socketmode.EventTypeInteractive, Data: click, Request: request}, Action, true},
		{"click on nothing", socketmode.Event{Type: socketmode.EventTypeInteractive, Data: empty, Request: request}, Action, false},
		{"submission", socketmode.Event{Type: socketmode.EventTypeInteractive, Data: slack.InteractionCallback{Type: slack.InteractionTypeViewSubmission, User: slack.User{ID: "U1"}}, Request: request}, Submission, true},
		{"closed", socketmode.Event{Type: socketmode.EventTypeInteractive, Data: slack.InteractionCallback{Type: slack.InteractionTypeViewClosed, User: slack.User{ID: "U1"}}, Request: request}, Closed, true},
		{"shortcut", socketmode.Event{Type: socketmode.EventTypeInteractive, Data: slack.InteractionCallback{Type: slack.InteractionTypeShortcut, User: slack.User{ID: "U1"}}, Request: request}, "", false},
		{"hello", socketmode.Event{Type: socketmode.EventTypeHello, Request: &socketmode.Request{}}, "", false},
		{"no request", socketmode.Event{Type: socketmode.EventTypeEventsAPI}, "", false},
	} {
		env, ok := opened(c.ev)
		if ok != c.ok || env.Kind != c.kind {
			t.Errorf("%s: kind %q served %v, want %q %v", c.name, env.Kind, ok, c.kind, c.ok)
		}
		if ok && env.Kind == Action && len(env.Interaction.ActionCallback.BlockActions) != 1 {
			t.Errorf("%s: a nil action is left", c.name)
		}
	}
}

// SLACK.md 1.2 m: what slack-go cannot read is acknowledged by the ID that is
// in it.
func TestDefectMTheIDIsReadOutOfAnyFrame(t *testing.T) {
	for _, c := range []struct{ frame, id, kind string }{
		{`{"envelope_id":"e1","type":"slash_commands","payload":{"is_enterprise_install":7}}`, "e1", "slash_commands"},
		{`{"envelope_id":"e1","type":"a_new_one"}`, "e1", "a_new_one"},
		{`{"envelope_id":"e1","type":7}`, "e1", ""},
		{`{"envelope_id":7,"type":"x"}`, "", "x"},
		{`{"type":"x"}`, "", "x"},
		{`[]`, "", ""},
		{`{`, "", ""},
	} {
		if id, kind := envelopeOf(json.RawMessage(c.frame)); id != c.id || kind != c.kind {
			t.Errorf("%s: %q %q, want %q %q", c.frame, id, kind, c.id, c.kind)
		}
	}
}
