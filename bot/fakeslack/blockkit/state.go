package blockkit

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// shape says how an element's value is written in state.values and in actions.
type shape struct {
	field string // value, selected_option, selected_users …
	many  bool   // a list; empty is [], not null
	by    form
}

type form int

const (
	asText   form = iota // the string itself
	asOption             // the whole option
	asNumber             // unix seconds
)

// shapes has every element that holds a value. Buttons and overflow menus hold none.
var shapes = map[string]shape{
	"plain_text_input":           {"value", false, asText},
	"number_input":               {"value", false, asText},
	"email_text_input":           {"value", false, asText},
	"url_text_input":             {"value", false, asText},
	"static_select":              {"selected_option", false, asOption},
	"radio_buttons":              {"selected_option", false, asOption},
	"multi_static_select":        {"selected_options", true, asOption},
	"checkboxes":                 {"selected_options", true, asOption},
	"users_select":               {"selected_user", false, asText},
	"multi_users_select":         {"selected_users", true, asText},
	"conversations_select":       {"selected_conversation", false, asText},
	"multi_conversations_select": {"selected_conversations", true, asText},
	"channels_select":            {"selected_channel", false, asText},
	"multi_channels_select":      {"selected_channels", true, asText},
	"datepicker":                 {"selected_date", false, asText},
	"timepicker":                 {"selected_time", false, asText},
	"datetimepicker":             {"selected_date_time", false, asNumber},
}

// HoldsValue reports whether an element of this type keeps what a person puts in, so that it is part of the state.
func (e Element) HoldsValue() bool { return shapes[e.Type].field != "" }

// State is state.values as Slack sends it: {block_id: {action_id: {type, value | selected_option | …}}}, for every
// element that holds a value. What nobody touched has its initial value; what is empty is null, or [] where several
// can be chosen. Elements need IDs: see WithIDs.
func State(elements []Element, typed map[Key]Value) json.RawMessage {
	values := map[string]map[string]json.RawMessage{}
	for _, e := range elements {
		if !e.HoldsValue() {
			continue
		}
		v := e.Initial
		if t, touched := typed[e.Key()]; touched && t != nil {
			v = t
		}
		if values[e.BlockID] == nil {
			values[e.BlockID] = map[string]json.RawMessage{}
		}
		values[e.BlockID][e.ActionID] = encode(e.written(v))
	}
	return encode(values)
}

// written is the value under its field's name, with the element's type.
func (e Element) written(v Value) map[string]any {
	s := shapes[e.Type]
	out := map[string]any{"type": e.Type, s.field: nil}
	if s.many {
		chosen := []any{}
		for _, word := range v {
			chosen = append(chosen, e.word(s.by, word))
		}
		out[s.field] = chosen
	} else if len(v) > 0 && v[0] != "" {
		out[s.field] = e.word(s.by, v[0])
	}
	return out
}

func (e Element) word(by form, word string) any {
	switch by {
	case asOption:
		if option, ok := e.Option(word); ok {
			return option.Raw
		}
		return nil
	case asNumber:
		if unix, err := strconv.ParseInt(word, 10, 64); err == nil {
			return unix
		}
		return nil
	}
	return word
}

// Action is the entry in the actions of a block_actions payload when a person presses the element or changes it to v.
// A button ignores v; an overflow menu takes the value of what was picked.
func Action(e Element, v Value, actionTS string) json.RawMessage {
	out := map[string]any{}
	switch {
	case e.HoldsValue():
		out = e.written(v)
	case e.Type == "overflow" && len(v) > 0:
		out["selected_option"] = e.word(asOption, v[0])
	}
	raw, _ := decode(e.Raw)
	sent, _ := raw.(map[string]any)
	for _, name := range []string{"text", "value", "style", "url", "confirm", "placeholder"} {
		if _, taken := out[name]; !taken && has(sent, name) {
			out[name] = sent[name]
		}
	}
	out["type"], out["block_id"], out["action_id"], out["action_ts"] = e.Type, e.BlockID, e.ActionID, actionTS
	return encode(out)
}

// WithIDs gives every block a block_id and every element that a person can act on an action_id where the app gave
// none, as Slack does on receipt; next makes an ID not used before. It takes blocks or a whole view and returns the
// same kind of thing. What is no JSON comes back as it is.
func WithIDs(blocks json.RawMessage, next func() string) json.RawMessage {
	v, err := decode(blocks)
	if err != nil {
		return blocks
	}
	for _, b := range blocksOf(v) {
		if str(b, "block_id") == "" {
			b["block_id"] = next()
		}
		acting := objects(b, "elements")
		acting = append(acting, child(b, "accessory"), child(b, "element"))
		for _, o := range acting {
			if _, ok := elementOf(o, b); ok && str(o, "action_id") == "" {
				o["action_id"] = next()
			}
		}
	}
	return encode(v)
}

// String names an element in messages to people who write tests.
func (e Element) String() string {
	return fmt.Sprintf("%s %q (%s/%s)", e.Type, e.Label, e.BlockID, e.ActionID)
}
