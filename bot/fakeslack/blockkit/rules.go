package blockkit

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// The second pass: what a schema cannot say, because it compares one part of the blocks with another.

// rules are what blocks and elements of a type must keep to beyond their schema. at is where the object sits; an
// object has passed its schema, so fields have their types.
var rules = map[string]func(at string, o map[string]any) []string{
	"section":                    sectionHasText,
	"button":                     webAddress,
	"image":                      imageAddress,
	"overflow":                   menuAddresses,
	"static_select":              optionsAndInitial,
	"multi_static_select":        optionsAndInitial,
	"checkboxes":                 optionsAndInitial,
	"radio_buttons":              optionsAndInitial,
	"plain_text_input":           textBounds,
	"number_input":               numberBounds,
	"datepicker":                 realDate,
	"multi_users_select":         initialCount("initial_users"),
	"multi_channels_select":      initialCount("initial_channels"),
	"multi_conversations_select": initialCount("initial_conversations"),
}

// checkRules applies the rules to every object in v, in reading order.
func checkRules(at string, v any) []string {
	var messages []string
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			messages = append(messages, checkRules(fmt.Sprintf("%s/%d", at, i), item)...)
		}
	case map[string]any:
		if rule := rules[str(v, "type")]; rule != nil {
			messages = rule(at, v)
		}
		for _, name := range sortedKeys(v) {
			messages = append(messages, checkRules(at+"/"+name, v[name])...)
		}
	}
	return messages
}

// sectionHasText: a section shows a text, fields or both. Slack points at the type.
func sectionHasText(at string, o map[string]any) []string {
	if has(o, "text") || has(o, "fields") {
		return nil
	}
	return []string{say(at+"/type", "must define either `text` or `fields`")}
}

// webAddress: a url, where given, is an absolute one. Slack opens other schemes too (mailto:, slack:).
func webAddress(at string, o map[string]any) []string {
	if !has(o, "url") {
		return nil
	}
	u, err := url.Parse(str(o, "url"))
	if err == nil && u.Scheme != "" && (u.Host != "" || u.Opaque != "") {
		return nil
	}
	return []string{say(at+"/url", "invalid url")}
}

func menuAddresses(at string, o map[string]any) []string {
	var messages []string
	for i, option := range objects(o, "options") {
		messages = append(messages, webAddress(fmt.Sprintf("%s/options/%d", at, i), option)...)
	}
	return messages
}

// imageAddress: Slack fetches images itself, so they are on the web. Whether it could fetch one is not checked.
func imageAddress(at string, o map[string]any) []string {
	if !has(o, "image_url") {
		return nil
	}
	u, err := url.Parse(str(o, "image_url"))
	if err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
		return nil
	}
	return []string{say(at+"/image_url", "invalid url")}
}

// optionsAndInitial: there are options, in one list or in groups, and what is chosen at first is exactly one of them
// (the same text, value and description). An empty list of initial options is refused with the same words.
func optionsAndInitial(at string, o map[string]any) []string {
	if has(o, "options") == has(o, "option_groups") {
		return []string{say(at+"/type", "must define either `options` or `option_groups`")}
	}
	options := objects(o, "options")
	for _, group := range objects(o, "option_groups") {
		options = append(options, objects(group, "options")...)
	}
	offered := func(choice map[string]any) bool {
		return slices.ContainsFunc(options, func(option map[string]any) bool { return sameOption(option, choice) })
	}
	const words = "must be one of the provided options"
	if first, ok := o["initial_option"].(map[string]any); ok && !offered(first) {
		return []string{say(at+"/initial_option", words)}
	}
	if !has(o, "initial_options") {
		return nil
	}
	first := objects(o, "initial_options")
	if len(first) == 0 || !all(first, offered) {
		return []string{say(at+"/initial_options", words)}
	}
	return initialCount("initial_options")(at, o)
}

// sameOption compares what a person reads and what the app gets, and leaves out text flags that Slack fills in.
func sameOption(a, b map[string]any) bool {
	return str(a, "value") == str(b, "value") && sameText(a["text"], b["text"]) && sameText(a["description"], b["description"])
}

func sameText(a, b any) bool {
	x, _ := a.(map[string]any)
	y, _ := b.(map[string]any)
	return str(x, "type") == str(y, "type") && str(x, "text") == str(y, "text")
}

// initialCount: no more is chosen at first than may be chosen.
func initialCount(name string) func(string, map[string]any) []string {
	return func(at string, o map[string]any) []string {
		chosen, _ := o[name].([]any)
		if most, ok := num(o, "max_selected_items"); ok && len(chosen) > most {
			return []string{say(at+"/"+name, "no more than %d items allowed", most)}
		}
		return nil
	}
}

// textBounds: the shortest allowed text is not longer than the longest, and the first text fits.
func textBounds(at string, o map[string]any) []string {
	least, _ := num(o, "min_length")
	most, limited := num(o, "max_length")
	switch {
	case limited && least > most:
		return []string{say(at+"/min_length", "must be less than %d", most)}
	case limited && length(str(o, "initial_value")) > most:
		return []string{say(at+"/initial_value", "must be less than %d characters", most+1)}
	}
	return nil
}

func numberBounds(at string, o map[string]any) []string {
	value, given := decimal(o, "initial_value")
	least, bottom := decimal(o, "min_value")
	most, top := decimal(o, "max_value")
	decimals, _ := o["is_decimal_allowed"].(bool)
	switch {
	case bottom && top && least > most:
		return []string{say(at+"/min_value", "must be less than %s", str(o, "max_value"))}
	case given && bottom && value < least:
		return []string{say(at+"/initial_value", "must be greater than %s", str(o, "min_value"))}
	case given && top && value > most:
		return []string{say(at+"/initial_value", "must be less than %s", str(o, "max_value"))}
	case given && !decimals && strings.Contains(str(o, "initial_value"), "."):
		return []string{say(at+"/initial_value", "must provide an integer")}
	}
	return nil
}

func realDate(at string, o map[string]any) []string {
	if has(o, "initial_date") && !isDate(str(o, "initial_date")) {
		return []string{say(at+"/initial_date", "input must match regex pattern: %s", dateForm.pattern)}
	}
	return nil
}

// checkIDs: a block_id is unique among the blocks, an action_id within its block.
func checkIDs(at string, blocks []map[string]any) []string {
	var messages []string
	seen := map[string]bool{}
	for i, b := range blocks {
		here := fmt.Sprintf("%s/%d", at, i)
		if id := str(b, "block_id"); id != "" {
			if seen[id] {
				messages = append(messages, say(here+"/block_id", "`block_id` %q already exists", id))
			}
			seen[id] = true
		}
		actions := map[string]bool{}
		for j, e := range objects(b, "elements") {
			id := str(e, "action_id")
			if id != "" && actions[id] {
				messages = append(messages, say(fmt.Sprintf("%s/elements/%d/action_id", here, j), "`action_id` %q already exists", id))
			}
			actions[id] = true
		}
	}
	return messages
}

// checkMarkdown: all the markdown of a message together has the limit of one block.
func checkMarkdown(blocks []map[string]any) []string {
	most := blockSchemas["markdown"].fieldSchema("text").max
	sum := 0
	for i, b := range blocks {
		if str(b, "type") != "markdown" {
			continue
		}
		if sum += length(str(b, "text")); sum > most {
			return []string{say(fmt.Sprintf("/blocks/%d/text", i), "must be less than %d characters", most+1)}
		}
	}
	return nil
}

// checkSubmit: a modal with an input needs a button to send it.
func checkSubmit(view map[string]any) []string {
	if str(view, "type") != "modal" || has(view, "submit") {
		return nil
	}
	for i, b := range objects(view, "blocks") {
		if str(b, "type") == "input" {
			return []string{say(fmt.Sprintf("/view/blocks/%d/input", i), "must define `submit` to use an `input` block in modals")}
		}
	}
	return nil
}

// checkFocus: the cursor can start in one place only.
func checkFocus(at string, v any) []string {
	var places []string
	var find func(string, any)
	find = func(at string, v any) {
		switch v := v.(type) {
		case []any:
			for i, item := range v {
				find(fmt.Sprintf("%s/%d", at, i), item)
			}
		case map[string]any:
			if v["focus_on_load"] == true {
				places = append(places, at)
			}
			for _, name := range sortedKeys(v) {
				find(at+"/"+name, v[name])
			}
		}
	}
	find(at, v)
	if len(places) < 2 {
		return nil
	}
	return []string{say(places[1]+"/focus_on_load", "only one element can have `focus_on_load`")}
}

// Reading decoded JSON. A missing or odd value is a zero one.

func str(o map[string]any, name string) string {
	s, _ := o[name].(string)
	return s
}

func yes(o map[string]any, name string) bool {
	b, _ := o[name].(bool)
	return b
}

func num(o map[string]any, name string) (int, bool) {
	n, _ := o[name].(json.Number)
	i, err := n.Int64()
	return int(i), err == nil
}

func decimal(o map[string]any, name string) (float64, bool) {
	f, err := strconv.ParseFloat(str(o, name), 64)
	return f, err == nil
}

func child(o map[string]any, name string) map[string]any {
	c, _ := o[name].(map[string]any)
	return c
}

// objects are the objects of a list by name.
func objects(o map[string]any, name string) []map[string]any {
	l, _ := o[name].([]any)
	return onlyObjects(l)
}

func onlyObjects(l []any) []map[string]any {
	var found []map[string]any
	for _, item := range l {
		if c, ok := item.(map[string]any); ok {
			found = append(found, c)
		}
	}
	return found
}

func all[T any](items []T, ok func(T) bool) bool {
	return !slices.ContainsFunc(items, func(t T) bool { return !ok(t) })
}
