package bot

import (
	"context"

	"cowork/pairing"

	"github.com/slack-go/slack"
)

// Kind is what sort of thing somebody did.
type Kind string

// The kinds of envelope.
const (
	Command    Kind = "command"    // typed /cowork
	Action     Kind = "action"     // clicked or chose something in a message, a modal or the home tab
	Submission Kind = "submission" // submitted a modal
	Closed     Kind = "closed"     // closed a modal that wanted to know
	Happening  Kind = "event"      // something happened in the workspace
)

// Envelope is one thing that Slack tells and wants acknowledged within three
// seconds.
type Envelope struct {
	ID           string // to acknowledge it by
	Key          string // what all deliveries of the same thing share: the event's ID, or else the envelope's
	Kind         Kind
	Person       string // who did it, "" if nobody
	RetryAttempt int    // above zero when an event is told again; it may still be the first that we hear of it

	Command     *slack.SlashCommand        // Command
	Interaction *slack.InteractionCallback // Action, Submission, Closed
	Event       *Event                     // Happening
}

// EventType is the name that Slack has for something that happens.
type EventType string

// The events that the manifest subscribes to.
const (
	HomeOpened     EventType = "app_home_opened"
	TeamJoin       EventType = "team_join"
	UserChange     EventType = "user_change"
	AppUninstalled EventType = "app_uninstalled"
	TokensRevoked  EventType = "tokens_revoked"
)

// Event is something that happened in the workspace.
type Event struct {
	Type EventType
	Tab  string      // HomeOpened: "home" or "messages"
	Hash string      // HomeOpened: of the view that the tab shows, "" if it shows none
	User *slack.User // TeamJoin and UserChange, never nil there
	Bots []string    // TokensRevoked: the bot users whose tokens are gone
}

// Reply is the answer to an envelope. At most one of Message and View is set.
type Reply struct {
	// Message answers a command or an action: the acknowledgement of a command
	// carries it, an action gets it by its response_url.
	Message *Message `json:"message,omitempty"`

	// View answers a submission: field errors, another view, or clear. Nil
	// closes the modal.
	View *slack.ViewSubmissionResponse `json:"view,omitempty"`

	// After runs in order right after the acknowledgement: views.open while the
	// trigger lives, views.publish. It is not run again when the envelope is
	// delivered again, and a failure is only logged.
	After []func(context.Context) error `json:"-"`

	again bool // it was given before: acknowledge with it, and do nothing else
	shown bool // the home tab says all that the message does
}

// Message is what a person reads as the answer to what they just did; only
// they see it.
type Message struct {
	Text    string       `json:"text"`
	Blocks  slack.Blocks `json:"blocks"`
	Replace bool         `json:"replace,omitempty"` // actions: take the place of the message that was clicked

	// Home makes a message of the outbox one about this member's home, composed
	// when it is delivered; the rest is what it says if nothing is to be shown.
	Home pairing.MemberID `json:"home,omitempty"`

	// Words are what somebody typed, kept beside a message of the outbox made of
	// them, so that they can be given back.
	Words string `json:"words,omitempty"`

	// Calendar makes a message of the outbox one that comes with a calendar
	// file, written when it is delivered.
	Calendar *CalendarFile `json:"calendar,omitempty"`
}
