package blockkit_test

import (
	"encoding/json"
	"fmt"

	"cowork/bot/fakeslack/blockkit"
)

// A message is sent, read, and refused once it is wrong.
func Example() {
	message := json.RawMessage(`[
		{"type": "section", "text": {"type": "mrkdwn", "text": "*Thursday* with <@U2>?"}},
		{"type": "actions", "block_id": "duo", "elements": [
			{"type": "button", "action_id": "accept", "text": {"type": "plain_text", "text": "Accept"}},
			{"type": "button", "action_id": "skip", "text": {"type": "plain_text", "text": "Skip"}}]}]`)

	fmt.Println(len(blockkit.ValidateMessage(message)), "complaints")
	fmt.Println(blockkit.Text(message, func(id string) string { return "Ben" }))
	for _, e := range blockkit.Elements(message) {
		fmt.Println(e.Type, e.Label, e.Key())
	}
	for _, said := range blockkit.ValidateMessage(json.RawMessage(`[{"type": "section"}, {"type": "divider", "text": "x"}]`)) {
		fmt.Println(said)
	}
	// Output:
	// 0 complaints
	// Thursday with @Ben?
	// [ Accept ]  [ Skip ]
	// button Accept {duo accept}
	// button Skip {duo skip}
	// invalid additional property: text [json-pointer:/blocks/1]
}

// A person fills a form: what the client refuses, and what the app gets in the end.
func ExampleState() {
	form := json.RawMessage(`{"type": "modal", "title": {"type": "plain_text", "text": "Pause"},
		"submit": {"type": "plain_text", "text": "Save"}, "blocks": [
		{"type": "input", "block_id": "until", "label": {"type": "plain_text", "text": "Until"},
			"element": {"type": "datepicker", "action_id": "day"}}]}`)
	elements := blockkit.Elements(form)
	until := elements[0]
	fmt.Println(blockkit.CheckInput(until, nil))
	fmt.Println(blockkit.CheckInput(until, blockkit.Value{"tomorrow"}))
	fmt.Println(blockkit.CheckInput(until, blockkit.Value{"2026-03-14"}))
	typed := map[blockkit.Key]blockkit.Value{until.Key(): {"2026-03-14"}}
	fmt.Println(string(blockkit.State(elements, typed)))
	// Output:
	// Please complete this required field.
	// Please choose a date, such as 2026-03-14.
	// <nil>
	// {"until":{"day":{"selected_date":"2026-03-14","type":"datepicker"}}}
}
