package bot

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// Hear takes one frame of a socket that the bot does not hold itself; reply
// gets the frame with the receipt. It does what slack-go does with a frame
// that it read, and nothing of what it does with sockets.
func (b *Bot) Hear(frame []byte, reply func(receipt []byte)) {
	by := receiver(reply)
	ev, err := heard(frame)
	if err != nil {
		b.garbled(by, &socketmode.ErrorBadMessage{Cause: err, Message: frame})
		return
	}
	switch ev.Type {
	case socketmode.EventTypeSlashCommand, socketmode.EventTypeInteractive, socketmode.EventTypeEventsAPI:
		b.listen(by, ev)
	}
}

// heard reads a frame into an event, as slack-go does.
func heard(frame []byte) (ev socketmode.Event, err error) {
	ev.Request = &socketmode.Request{}
	if err := json.Unmarshal(frame, ev.Request); err != nil {
		return ev, err
	}
	switch ev.Request.Type {
	case socketmode.RequestTypeHello:
		ev.Type = socketmode.EventTypeHello
	case socketmode.RequestTypeDisconnect:
		ev.Type = socketmode.EventTypeDisconnect
	case socketmode.RequestTypeEventsAPI:
		ev.Type = socketmode.EventTypeEventsAPI // opened reads the payload itself
	case socketmode.RequestTypeSlashCommands:
		var c slack.SlashCommand
		err = json.Unmarshal(ev.Request.Payload, &c)
		ev.Type, ev.Data = socketmode.EventTypeSlashCommand, c
	case socketmode.RequestTypeInteractive:
		var c slack.InteractionCallback
		err = json.Unmarshal(ev.Request.Payload, &c)
		ev.Type, ev.Data = socketmode.EventTypeInteractive, c
	default:
		err = fmt.Errorf("a frame of type %.40q", ev.Request.Type)
	}
	return ev, err
}

// receiver is whoever wants the receipt of a frame.
type receiver func(receipt []byte)

// AckCtx writes a receipt as slack-go does.
func (r receiver) AckCtx(_ context.Context, envelopeID string, payload any) error {
	frame, err := json.Marshal(socketmode.Response{EnvelopeID: envelopeID, Payload: payload})
	if err == nil {
		r(frame)
	}
	return err
}
