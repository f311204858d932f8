// Package blockkit knows Block Kit: which blocks and views Slack takes, in whose words it refuses the others, what
// people can do with what they see, and what they read.
//
// It is one set of facts for three readers. The local Slack refuses what Slack would refuse and lets people fill and
// press what they see; the bot's golden tests hold every message against it; the browser demo draws from the same
// tree. It is pure: JSON in, data out, no clock and no network.
//
// Choose by what you hold:
//
//   - Something about to be sent: ValidateMessage or ValidateView. Nil means that Slack would take it; otherwise each
//     string is one of Slack's messages, for errors and response_metadata.messages.
//   - Something a person sees: Text for the words, Elements for what can be pressed or filled. Reader adds the time
//     zone and names of the one who reads.
//   - Something a person typed: CheckInput for what their client would say, then State for what the app gets.
//   - A text in Slack's markup: ParseMrkdwn for its tree, Mrkdwn for plain words, Broadcasts and Mentions for whom it
//     would ping.
//
// Where Slack's own behaviour is unknown, the stricter reading holds, and the place says so. Characters count as UTF-16
// units (see length). Blocks and elements that the bot does not use are named in blocks.go and elements.go and
// refused.
package blockkit

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// MaxViewBytes is the size of the largest view. ViewTooLarge is all that ValidateView says of a larger one; it is also
// the error code with which Slack answers it, in place of invalid_arguments.
const (
	MaxViewBytes = 250_000
	ViewTooLarge = "view_too_large"
)

// ValidateMessage reports what Slack would say of the blocks of a message, without the "[ERROR] " that
// response_metadata.messages adds; nil when it would take them. Slack's error code for them is invalid_blocks. What is
// no JSON at all is reported as no array; Slack's code for that is invalid_blocks_format.
func ValidateMessage(blocks json.RawMessage) []string {
	v, _ := decode(blocks)
	if messages := messageSchema.check("/blocks", v); messages != nil {
		return messages
	}
	list := blocksOf(v)
	messages := checkRules("/blocks", v)
	messages = append(messages, checkIDs("/blocks", list)...)
	messages = append(messages, checkMarkdown(list)...)
	return append(messages, checkFocus("/blocks", v)...)
}

// ValidateView reports what Slack would say of a modal or a home tab, as ValidateMessage does; pointers begin with
// /view. Slack's error code is invalid_arguments, unless the only message is ViewTooLarge.
func ValidateView(view json.RawMessage) []string {
	if len(view) > MaxViewBytes {
		return []string{ViewTooLarge}
	}
	v, _ := decode(view)
	if messages := viewSchema.check("/view", v); messages != nil {
		return messages
	}
	o, _ := v.(map[string]any)
	messages := checkSubmit(o)
	messages = append(messages, checkRules("/view/blocks", o["blocks"])...)
	messages = append(messages, checkIDs("/view/blocks", objects(o, "blocks"))...)
	return append(messages, checkFocus("/view/blocks", o["blocks"])...)
}

// decode reads one JSON value, numbers as written.
func decode(raw json.RawMessage) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("more than one JSON value")
	}
	return v, nil
}
