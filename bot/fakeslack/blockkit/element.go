package blockkit

import (
	"encoding/json"
	"slices"
	"strings"
)

// Element is one thing in blocks that a person can act on, as it stands before they do.
type Element struct {
	Type     string // button, static_select, plain_text_input …
	BlockID  string // "" when the app gave none; see WithIDs
	ActionID string
	Block    string // the type of its block: section, actions or input

	Label       string // what stands on or at it: a button's text, an input's label, a section's text beside it
	Hint        string
	Placeholder string
	Value       string // a button's value; what a person puts in is a Value
	URL         string // a button's link
	Style       string
	Confirm     *Confirm
	Options     []Option
	Initial     Value // what is there at first; nil for nothing

	Optional       bool // of inputs: may be left empty
	DispatchAction bool // of inputs: the app hears of it at once
	Multiline      bool
	MinLength      int
	MaxLength      int // 0 is no limit of its own
	MaxSelected    int // 0 is no limit
	MinValue       string
	MaxValue       string
	Decimal        bool
	FocusOnLoad    bool

	Raw json.RawMessage // the element as the app sent it
}

// Option is one choice.
type Option struct {
	Text        string
	Value       string
	Description string
	URL         string
	Group       string          // the label of its group, or ""
	Raw         json.RawMessage // the option as the app sent it; it comes back so in payloads
}

// Confirm is the question asked before an action counts. What the app left out has Slack's words.
type Confirm struct {
	Title, Text, Confirm, Deny, Style string
}

// Value is what a person put into an element: one string for a text, a number, a date (2006-01-02), a time (15:04), a
// moment (unix seconds), a chosen option's value or a person's, conversation's or channel's ID; any number where
// several can be chosen. A nil Value is an untouched element, an empty one has been cleared.
type Value []string

// Key names an element within a message or view.
type Key struct{ BlockID, ActionID string }

// Key is the element's name within its message or view.
func (e Element) Key() Key { return Key{e.BlockID, e.ActionID} }

// InInput reports whether the element is in an input block: it waits for submit unless it dispatches.
func (e Element) InInput() bool { return e.Block == "input" }

// Elements lists everything that a person can act on, in reading order. It takes the blocks of a message, or a whole
// modal or home tab. What is malformed is left out.
func Elements(blocks json.RawMessage) []Element {
	v, _ := decode(blocks)
	var found []Element
	for _, b := range blocksOf(v) {
		switch str(b, "type") {
		case "section":
			if e, ok := elementOf(child(b, "accessory"), b); ok {
				if e.Label == "" {
					e.Label = str(child(b, "text"), "text")
				}
				found = append(found, e)
			}
		case "actions":
			for _, o := range objects(b, "elements") {
				if e, ok := elementOf(o, b); ok {
					found = append(found, e)
				}
			}
		case "input":
			if e, ok := elementOf(child(b, "element"), b); ok {
				e.Label = str(child(b, "label"), "text")
				e.Hint = str(child(b, "hint"), "text")
				e.Optional = yes(b, "optional")
				e.DispatchAction = yes(b, "dispatch_action")
				found = append(found, e)
			}
		}
	}
	return found
}

// blocksOf are the blocks of a list or of a view.
func blocksOf(v any) []map[string]any {
	switch v := v.(type) {
	case []any:
		return onlyObjects(v)
	case map[string]any:
		return objects(v, "blocks")
	}
	return nil
}

func elementOf(o, block map[string]any) (Element, bool) {
	kind := str(o, "type")
	if kind == "image" || elementSchemas[kind] == nil {
		return Element{}, false
	}
	e := Element{
		Type: kind, BlockID: str(block, "block_id"), ActionID: str(o, "action_id"), Block: str(block, "type"),
		Label:       str(child(o, "text"), "text"),
		Placeholder: str(child(o, "placeholder"), "text"),
		Value:       str(o, "value"),
		URL:         str(o, "url"),
		Style:       str(o, "style"),
		Confirm:     confirmOf(child(o, "confirm")),
		Options:     optionsOf(o),
		Initial:     initialOf(o),
		Multiline:   yes(o, "multiline"),
		MinValue:    str(o, "min_value"),
		MaxValue:    str(o, "max_value"),
		Decimal:     yes(o, "is_decimal_allowed"),
		FocusOnLoad: yes(o, "focus_on_load"),
		Raw:         encode(o),
	}
	e.MinLength, _ = num(o, "min_length")
	e.MaxLength, _ = num(o, "max_length")
	e.MaxSelected, _ = num(o, "max_selected_items")
	return e, true
}

func confirmOf(o map[string]any) *Confirm {
	if o == nil {
		return nil
	}
	words := func(name, otherwise string) string { return first(str(child(o, name), "text"), otherwise) }
	return &Confirm{
		Title: words("title", "Are you sure?"), Text: words("text", ""),
		Confirm: words("confirm", "Yes"), Deny: words("deny", "No"), Style: str(o, "style"),
	}
}

func optionsOf(o map[string]any) []Option {
	var options []Option
	add := func(list []map[string]any, group string) {
		for _, option := range list {
			options = append(options, Option{
				Text: str(child(option, "text"), "text"), Value: str(option, "value"),
				Description: str(child(option, "description"), "text"), URL: str(option, "url"),
				Group: group, Raw: encode(option),
			})
		}
	}
	add(objects(o, "options"), "")
	for _, group := range objects(o, "option_groups") {
		add(objects(group, "options"), str(child(group, "label"), "text"))
	}
	return options
}

// initialOf reads whichever initial_… field the element has.
func initialOf(o map[string]any) Value {
	for _, name := range sortedKeys(o) {
		if !strings.HasPrefix(name, "initial_") {
			continue
		}
		switch v := o[name].(type) {
		case string:
			return Value{v}
		case json.Number:
			return Value{v.String()}
		case map[string]any:
			return Value{str(v, "value")}
		case []any:
			chosen := Value{}
			for _, item := range v {
				switch item := item.(type) {
				case string:
					chosen = append(chosen, item)
				case map[string]any:
					chosen = append(chosen, str(item, "value"))
				}
			}
			return chosen
		}
	}
	return nil
}

// Option is the option with this value.
func (e Element) Option(value string) (Option, bool) {
	if i := slices.IndexFunc(e.Options, func(o Option) bool { return o.Value == value }); i >= 0 {
		return e.Options[i], true
	}
	return Option{}, false
}

// Choose turns the words that a person sees on options into the Value that picks them; other elements take the words
// as they are. An option's value is understood as well, when no option reads so. ok is false when there is none.
func (e Element) Choose(words ...string) (v Value, ok bool) {
	if len(e.Options) == 0 {
		return append(Value{}, words...), true
	}
	v = Value{}
	for _, w := range words {
		i := slices.IndexFunc(e.Options, func(o Option) bool { return o.Text == w })
		if i < 0 {
			i = slices.IndexFunc(e.Options, func(o Option) bool { return o.Value == w })
		}
		if i < 0 {
			return nil, false
		}
		v = append(v, e.Options[i].Value)
	}
	return v, true
}

// encode writes decoded JSON back.
func encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil { // v came out of a decoder, so this is a fault here
		panic(err)
	}
	return raw
}
