package blockkit

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// long is n characters.
func long(n int) string { return strings.Repeat("x", n) }

// times is n items, separated by commas; %d in the item is its number.
func times(n int, item string) string {
	var all []string
	for i := range n {
		all = append(all, strings.ReplaceAll(item, "%d", fmt.Sprint(i)))
	}
	return strings.Join(all, ",")
}

// fill puts what into the place that @ marks in around.
func fill(around, what string) string { return strings.Replace(around, "@", what, 1) }

const (
	button  = `{"type":"button","action_id":"go","text":{"type":"plain_text","text":"Go"}}`
	options = `[{"text":{"type":"plain_text","text":"A"},"value":"a"},{"text":{"type":"plain_text","text":"B"},"value":"b"}]`
	plain   = `{"type":"plain_text","text":"x"}`
	divider = `{"type":"divider"}`
)

func section(text string) string {
	return `{"type":"section","text":{"type":"mrkdwn","text":` + string(encode(text)) + `}}`
}

func input(element string) string {
	return `{"type":"input","label":` + plain + `,"element":` + element + `}`
}

// actions is one actions block around elements.
func actions(elements string) string { return `{"type":"actions","elements":[` + elements + `]}` }

var acceptedBlocks = map[string]string{
	"a text of 3000":                    section(long(3000)),
	"emoji and a plain text":            `{"type":"section","text":{"type":"plain_text","text":":wave:","emoji":true}}`,
	"fields alone":                      `{"type":"section","fields":[` + times(10, plain) + `]}`,
	"verbatim markup":                   `{"type":"section","text":{"type":"mrkdwn","text":"x","verbatim":true},"expand":true}`,
	"a header of 150":                   `{"type":"header","text":{"type":"plain_text","text":"` + long(150) + `"}}`,
	"a context of ten":                  `{"type":"context","elements":[` + times(9, plain) + `,{"type":"image","image_url":"https://x.org/a.png","alt_text":"a"}]}`,
	"25 buttons":                        actions(times(25, `{"type":"button","action_id":"a%d","text":{"type":"plain_text","text":"Go"}}`)),
	"one action_id in two blocks":       actions(button) + "," + actions(button),
	"a confirmed, coloured link button": actions(`{"type":"button","text":{"type":"plain_text","text":"Go"},"url":"https://x.org","style":"danger","value":"","accessibility_label":"go","confirm":{"title":` + plain + `,"text":{"type":"mrkdwn","text":"*sure*?"},"confirm":` + plain + `,"deny":` + plain + `,"style":"primary"}}`),
	"a mail link":                       actions(`{"type":"button","text":{"type":"plain_text","text":"Go"},"url":"mailto:a@b.org"}`),
	"a select with what is chosen":      actions(`{"type":"static_select","placeholder":` + plain + `,"options":` + options + `,"initial_option":{"text":{"type":"plain_text","text":"B","emoji":true},"value":"b"}}`),
	"groups of options":                 actions(`{"type":"multi_static_select","max_selected_items":1,"option_groups":[{"label":` + plain + `,"options":` + options + `}],"initial_options":[{"text":{"type":"plain_text","text":"A"},"value":"a"}]}`),
	"an option value of 150":            actions(`{"type":"overflow","options":[{"text":` + plain + `,"value":"` + long(150) + `","url":"https://x.org"}]}`),
	"markup on checkboxes":              actions(`{"type":"checkboxes","options":[{"text":{"type":"mrkdwn","text":"*A*"},"value":"a","description":{"type":"mrkdwn","text":"_d_"}}]}`),
	"every picker":                      actions(`{"type":"datepicker","initial_date":"2026-03-14"},{"type":"timepicker","initial_time":"09:30","timezone":"Europe/Vienna"},{"type":"datetimepicker","initial_date_time":1780000000}`),
	"selects of people and channels":    actions(`{"type":"users_select","initial_user":"U1"},{"type":"multi_users_select","initial_users":["U1","U2"]},{"type":"conversations_select","filter":{"include":["im"],"exclude_bot_users":true}},{"type":"channels_select"},{"type":"multi_conversations_select","initial_conversations":["C1"]},{"type":"multi_channels_select"}`),
	"an input in a message":             input(`{"type":"plain_text_input","multiline":true,"min_length":1,"max_length":3000,"dispatch_action_config":{"trigger_actions_on":["on_enter_pressed"]},"focus_on_load":true}`),
	"inputs of every kind":              input(`{"type":"number_input","is_decimal_allowed":false,"min_value":"1","max_value":"9","initial_value":"4"}`) + "," + input(`{"type":"email_text_input"}`) + "," + input(`{"type":"url_text_input"}`) + "," + input(`{"type":"radio_buttons","options":`+options+`}`),
	"an image":                          `{"type":"image","image_url":"https://x.org/a.png","alt_text":"a","title":` + plain + `,"block_id":"b"}`,
	"an image that Slack holds":         `{"type":"image","slack_file":{"id":"F1"},"alt_text":"a"}`,
	"markdown":                          `{"type":"markdown","text":"**x**"}`,
	"rich text":                         `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x","style":{"bold":true}},{"type":"user","user_id":"U1"},{"type":"link","url":"https://x.org","text":"x"},{"type":"emoji","name":"wave"},{"type":"date","timestamp":1780000000,"format":"{date}"}]},{"type":"rich_text_list","style":"bullet","indent":1,"border":0,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]},{"type":"rich_text_quote","elements":[{"type":"text","text":"x"}]},{"type":"rich_text_preformatted","elements":[{"type":"text","text":"x"}]}]}`,
	"nothing at all":                    ``,
	"fifty blocks":                      times(50, divider),
}

func TestAcceptedBlocks(t *testing.T) {
	for name, blocks := range acceptedBlocks {
		if got := ValidateMessage(json.RawMessage("[" + blocks + "]")); got != nil {
			t.Errorf("%s: refused: %q", name, got)
		}
	}
}

// refusedBlocks has what Slack says. The messages that SLACK.md records, and those quoted in public from real
// responses, are in it word for word; the others use the words of Slack's own validator.
var refusedBlocks = []struct {
	name, blocks string
	want         []string
}{
	{"a text too long", section(long(3001)), []string{
		"failed to match all allowed schemas [json-pointer:/blocks/0/text]",
		"must be less than 3001 characters [json-pointer:/blocks/0/text/text]"}},
	{"a text just too long in UTF-16", section(strings.Repeat("😀", 1500) + "x"), []string{
		"failed to match all allowed schemas [json-pointer:/blocks/0/text]",
		"must be less than 3001 characters [json-pointer:/blocks/0/text/text]"}},
	{"an empty field", `{"type":"section","fields":[` + plain + `,{"type":"mrkdwn","text":""}]}`,
		[]string{"must be more than 0 characters [json-pointer:/blocks/0/fields/1/text]"}},
	{"too many blocks", times(51, divider), []string{"no more than 50 items allowed [json-pointer:/blocks]"}},
	{"an input without element", `{"type":"input","label":` + plain + `}`,
		[]string{"missing required field: element [json-pointer:/blocks/0]"}},
	{"a field too much", divider + `,{"type":"divider","text":"x"}`,
		[]string{"invalid additional property: text [json-pointer:/blocks/1]"}},
	{"an unknown block", `{"type":"container"}`, []string{"unsupported type: container [json-pointer:/blocks/0/type]"}},
	{"a block not modelled", `{"type":"video"}`, []string{"unsupported type: video [json-pointer:/blocks/0/type]"}},
	{"an action_id twice", divider + "," + actions(button+","+button),
		[]string{"`action_id` \"go\" already exists [json-pointer:/blocks/1/elements/1/action_id]"}},
	{"a block_id twice", `{"type":"divider","block_id":"b"},{"type":"divider","block_id":"b"}`,
		[]string{"`block_id` \"b\" already exists [json-pointer:/blocks/1/block_id]"}},
	{"a section of nothing", `{"type":"section"}`, []string{"must define either `text` or `fields` [json-pointer:/blocks/0/type]"}},
	{"no options", `{"type":"section","text":` + plain + `,"accessory":{"type":"static_select","options":[]}}`,
		[]string{"must provide at least 1 items [json-pointer:/blocks/0/accessory/options]"}},
	{"eleven checkboxes", actions(`{"type":"checkboxes","options":[` + times(11, `{"text":`+plain+`,"value":"v%d"}`) + `]}`),
		[]string{"no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]"}},
	{"a null where an object stands", input(`{"type":"static_select","options":` + options + `,"initial_option":null}`),
		[]string{"must provide an object [json-pointer:/blocks/0/element/initial_option]"}},
	{"a null style", actions(`{"type":"button","text":` + plain + `,"style":null}`),
		[]string{"must provide a string [json-pointer:/blocks/0/elements/0/style]"}},
	{"a style that is none", actions(`{"type":"button","text":` + plain + `,"style":"blue"}`),
		[]string{"must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"}},
	{"an image of nothing", `{"type":"section","text":` + plain + `,"accessory":{"type":"image"}}`, []string{
		"missing required field: image_url [json-pointer:/blocks/0/accessory]",
		"missing required field: alt_text [json-pointer:/blocks/0/accessory]"}},
	{"a link that is none", actions(`{"type":"button","text":` + plain + `,"url":"example.org"}`),
		[]string{"invalid url [json-pointer:/blocks/0/elements/0/url]"}},
	{"an empty url on a plain option", actions(`{"type":"static_select","options":[{"text":` + plain + `,"value":"v","url":""}]}`),
		[]string{"invalid additional property: url [json-pointer:/blocks/0/elements/0/options/0]"}},
	{"an initial option not offered", input(`{"type":"radio_buttons","options":` + options + `,"initial_option":{"text":{"type":"plain_text","text":"a"},"value":"a"}}`),
		[]string{"must be one of the provided options [json-pointer:/blocks/0/element/initial_option]"}},
	{"no initial options", input(`{"type":"checkboxes","options":` + options + `,"initial_options":[]}`),
		[]string{"must be one of the provided options [json-pointer:/blocks/0/element/initial_options]"}},
	{"markup on a button", actions(`{"type":"button","text":{"type":"mrkdwn","text":"x"}}`),
		[]string{"must be a valid enum value [json-pointer:/blocks/0/elements/0/text/type]"}},
	{"emoji in markup", `{"type":"context","elements":[{"type":"mrkdwn","text":"x","emoji":true}]}`,
		[]string{"invalid additional property: emoji [json-pointer:/blocks/0/elements/0]"}},
	{"a label too long", actions(`{"type":"button","text":{"type":"plain_text","text":"` + long(76) + `"}}`),
		[]string{"must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"}},
	{"an option value too long", actions(`{"type":"overflow","options":[{"text":` + plain + `,"value":"` + long(151) + `"}]}`),
		[]string{"must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]"}},
	{"an input among actions", actions(`{"type":"plain_text_input"}`),
		[]string{"unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]"}},
	{"a button in an input", input(button), []string{"unsupported type: button [json-pointer:/blocks/0/element/type]"}},
	{"a button in a context", `{"type":"context","elements":[` + button + `]}`,
		[]string{"unsupported type: button [json-pointer:/blocks/0/elements/0/type]"}},
	{"a datetimepicker beside a text", `{"type":"section","text":` + plain + `,"accessory":{"type":"datetimepicker"}}`,
		[]string{"unsupported type: datetimepicker [json-pointer:/blocks/0/accessory/type]"}},
	{"a block that is no object", `"x"`, []string{"must provide an object [json-pointer:/blocks/0]"}},
	{"a block without type", `{"text":"x"}`, []string{"missing required field: type [json-pointer:/blocks/0]"}},
	{"a number for a type", `{"type":1}`, []string{"must provide a string [json-pointer:/blocks/0/type]"}},
	{"a word for a flag", input(`{"type":"plain_text_input","multiline":"yes"}`),
		[]string{"must be a boolean [json-pointer:/blocks/0/element/multiline]"}},
	{"a fraction of a character", input(`{"type":"plain_text_input","max_length":1.5}`),
		[]string{"must provide an integer [json-pointer:/blocks/0/element/max_length]"}},
	{"nothing to select", actions(`{"type":"multi_users_select","max_selected_items":0}`),
		[]string{"must be greater than 1 [json-pointer:/blocks/0/elements/0/max_selected_items]"}},
	{"more chosen than allowed", actions(`{"type":"multi_users_select","max_selected_items":1,"initial_users":["U1","U2"]}`),
		[]string{"no more than 1 items allowed [json-pointer:/blocks/0/elements/0/initial_users]"}},
	{"a first text that does not fit", input(`{"type":"plain_text_input","max_length":3,"initial_value":"four"}`),
		[]string{"must be less than 4 characters [json-pointer:/blocks/0/element/initial_value]"}},
	{"a first number out of bounds", input(`{"type":"number_input","is_decimal_allowed":false,"max_value":"3","initial_value":"4"}`),
		[]string{"must be less than 3 [json-pointer:/blocks/0/element/initial_value]"}},
	{"a day that is none", actions(`{"type":"datepicker","initial_date":"2026-02-30"}`),
		[]string{`input must match regex pattern: ^\d{4}-\d{2}-\d{2}$ [json-pointer:/blocks/0/elements/0/initial_date]`}},
	{"an empty filter", actions(`{"type":"conversations_select","filter":{}}`),
		[]string{"must have minimum 1 properties [json-pointer:/blocks/0/elements/0/filter]"}},
	{"options and groups", actions(`{"type":"static_select","options":` + options + `,"option_groups":[{"label":` + plain + `,"options":` + options + `}]}`),
		[]string{"must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0/type]"}},
	{"style of a nested list", `{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","elements":[{"type":"rich_text_section","style":"bullet","elements":[]}]}]}`,
		[]string{"invalid additional property: style [json-pointer:/blocks/0/elements/0/elements/0]"}},
	{"two markdown blocks of 7000", `{"type":"markdown","text":"` + long(7000) + `"},{"type":"markdown","text":"` + long(7000) + `"}`,
		[]string{"must be less than 12001 characters [json-pointer:/blocks/1/text]"}},
	{"the cursor in two places", input(`{"type":"email_text_input","focus_on_load":true}`) + "," + input(`{"type":"url_text_input","focus_on_load":true}`),
		[]string{"only one element can have `focus_on_load` [json-pointer:/blocks/1/element/focus_on_load]"}},
	{"two faults", `{"type":"header","text":{"type":"plain_text","text":""}},{"type":"nope"}`, []string{
		"must be more than 0 characters [json-pointer:/blocks/0/text/text]",
		"unsupported type: nope [json-pointer:/blocks/1/type]"}},
}

func TestRefusedBlocks(t *testing.T) {
	for _, c := range refusedBlocks {
		got := ValidateMessage(json.RawMessage("[" + c.blocks + "]"))
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", c.name, got, c.want)
		}
	}
}

func TestNoBlocks(t *testing.T) {
	for _, blocks := range []string{``, `null`, `{}`, `"[]"`, `[] []`, `[`, `7`} {
		want := []string{"must provide an array [json-pointer:/blocks]"}
		if got := ValidateMessage(json.RawMessage(blocks)); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", blocks, got, want)
		}
	}
}

// modal is a modal with these fields besides its title and blocks.
func modal(blocks string, fields ...string) string {
	return `{"type":"modal","title":` + plain + `,"blocks":[` + blocks + `]` + strings.Join(append([]string{""}, fields...), ",") + `}`
}

var acceptedViews = map[string]string{
	"a modal":             modal(divider, `"close":`+plain, `"clear_on_close":true,"notify_on_close":true`),
	"a form":              modal(input(`{"type":"plain_text_input"}`), `"submit":`+plain, `"callback_id":"c","external_id":"e","private_metadata":"`+long(3000)+`"`),
	"a hundred blocks":    modal(times(100, divider)),
	"a home tab":          `{"type":"home","blocks":[` + divider + `]}`,
	"an input in a home":  `{"type":"home","blocks":[` + input(`{"type":"plain_text_input"}`) + `]}`,
	"250 kB exactly":      modal(divider, `"private_metadata":""`) + strings.Repeat(" ", MaxViewBytes-len(modal(divider, `"private_metadata":""`))),
	"a home, with a name": `{"type":"home","callback_id":"home","blocks":[` + section("x") + `]}`,
}

func TestAcceptedViews(t *testing.T) {
	for name, view := range acceptedViews {
		if got := ValidateView(json.RawMessage(view)); got != nil {
			t.Errorf("%s: refused: %q", name, got)
		}
	}
}

var refusedViews = []struct {
	name, view string
	want       []string
}{
	{"metadata too long", modal(divider, `"private_metadata":"`+long(3001)+`"`), []string{
		"failed to match all allowed schemas [json-pointer:/view]",
		"must be less than 3001 characters [json-pointer:/view/private_metadata]"}},
	{"an input without submit", modal(divider + "," + section("x") + "," + input(`{"type":"plain_text_input"}`)),
		[]string{"must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/2/input]"}},
	{"a block for messages only", modal(`{"type":"markdown","text":"x"}`), []string{
		"failed to match all allowed schemas [json-pointer:/view]",
		"unsupported type: markdown [json-pointer:/view/blocks/0/type]"}},
	{"eleven fields", `{"type":"home","blocks":[{"type":"section","fields":[` + times(11, plain) + `]}]}`, []string{
		"failed to match all allowed schemas [json-pointer:/view]",
		"no more than 10 items allowed [json-pointer:/view/blocks/0/fields]"}},
	{"a title too long", `{"type":"modal","title":{"type":"plain_text","text":"` + long(25) + `"},"blocks":[` + divider + `]}`, []string{
		"failed to match all allowed schemas [json-pointer:/view]",
		"must be less than 25 characters [json-pointer:/view/title/text]"}},
	{"submit and close too long", modal(divider, `"submit":{"type":"plain_text","text":"`+long(25)+`"},"close":{"type":"plain_text","text":"`+long(25)+`"}`), []string{
		"failed to match all allowed schemas [json-pointer:/view]",
		"must be less than 25 characters [json-pointer:/view/submit/text]",
		"must be less than 25 characters [json-pointer:/view/close/text]"}},
	{"names too long", modal(divider, `"callback_id":"`+long(256)+`","external_id":"`+long(256)+`"`), []string{
		"failed to match all allowed schemas [json-pointer:/view]",
		"must be less than 256 characters [json-pointer:/view/callback_id]",
		"must be less than 256 characters [json-pointer:/view/external_id]"}},
	{"a home with a title and submit", `{"type":"home","title":` + plain + `,"submit":` + plain + `,"blocks":[` + divider + `]}`, []string{
		"failed to match all allowed schemas [json-pointer:/view]",
		"invalid additional property: submit [json-pointer:/view]",
		"invalid additional property: title [json-pointer:/view]"}},
	{"a modal without title", `{"type":"modal","blocks":[` + divider + `]}`, []string{
		"failed to match all allowed schemas [json-pointer:/view]",
		"missing required field: title [json-pointer:/view]"}},
	{"no blocks", modal(""), []string{
		"failed to match all allowed schemas [json-pointer:/view]",
		"must provide at least 1 items [json-pointer:/view/blocks]"}},
	{"101 blocks", modal(times(101, divider)), []string{
		"failed to match all allowed schemas [json-pointer:/view]",
		"no more than 100 items allowed [json-pointer:/view/blocks]"}},
	{"an unknown view", `{"type":"workflow_step","blocks":[]}`, []string{
		"failed to match all allowed schemas [json-pointer:/view]",
		"unsupported type: workflow_step [json-pointer:/view/type]"}},
	{"no view", `null`, []string{
		"failed to match all allowed schemas [json-pointer:/view]",
		"must provide an object [json-pointer:/view]"}},
	{"an action_id twice", `{"type":"home","blocks":[` + actions(button+","+button) + `]}`,
		[]string{"`action_id` \"go\" already exists [json-pointer:/view/blocks/0/elements/1/action_id]"}},
	{"a byte too large", modal(divider) + strings.Repeat(" ", MaxViewBytes+1-len(modal(divider))), []string{ViewTooLarge}},
}

func TestRefusedViews(t *testing.T) {
	for _, c := range refusedViews {
		if got := ValidateView(json.RawMessage(c.view)); !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", c.name, got, c.want)
		}
	}
}
