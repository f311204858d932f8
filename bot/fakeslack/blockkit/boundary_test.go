package blockkit

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// boundary is a limit on characters: a sample with @ for them, how many there may be, and where Slack would point.
type boundary struct {
	what, sample string
	most         int
	at           string
}

// boundaries has the limits on characters. The numbers are written here a second time on purpose.
var boundaries = []boundary{
	{"a context's text", `[{"type":"context","elements":[{"type":"mrkdwn","text":"@"}]}]`, 3000, "/blocks/0/elements/0/text"},
	{"a field", `[{"type":"section","fields":[{"type":"mrkdwn","text":"@"}]}]`, 2000, "/blocks/0/fields/0/text"},
	{"a header", `[{"type":"header","text":{"type":"plain_text","text":"@"}}]`, 150, "/blocks/0/text/text"},
	{"markdown", `[{"type":"markdown","text":"@"}]`, 12000, "/blocks/0/text"},
	{"a block_id", `[{"type":"divider","block_id":"@"}]`, 255, "/blocks/0/block_id"},
	{"an image's alt text", `[{"type":"image","image_url":"https://x.org","alt_text":"@"}]`, 2000, "/blocks/0/alt_text"},
	{"an image's address", `[{"type":"image","image_url":"https://x.org/@","alt_text":"a"}]`, 3000 - len("https://x.org/"), "/blocks/0/image_url"},
	{"an image's title", `[{"type":"image","image_url":"https://x.org","alt_text":"a","title":{"type":"plain_text","text":"@"}}]`, 2000, "/blocks/0/title/text"},
	{"an input's label", `[{"type":"input","label":{"type":"plain_text","text":"@"},"element":{"type":"datepicker"}}]`, 2000, "/blocks/0/label/text"},
	{"an input's hint", `[{"type":"input","label":` + plain + `,"hint":{"type":"plain_text","text":"@"},"element":{"type":"datepicker"}}]`, 2000, "/blocks/0/hint/text"},
	{"a button's text", `[` + actions(`{"type":"button","text":{"type":"plain_text","text":"@"}}`) + `]`, 75, "/blocks/0/elements/0/text/text"},
	{"a button's value", `[` + actions(`{"type":"button","text":`+plain+`,"value":"@"}`) + `]`, 2000, "/blocks/0/elements/0/value"},
	{"a button's link", `[` + actions(`{"type":"button","text":`+plain+`,"url":"https://x.org/@"}`) + `]`, 3000 - len("https://x.org/"), "/blocks/0/elements/0/url"},
	{"a button's spoken text", `[` + actions(`{"type":"button","text":`+plain+`,"accessibility_label":"@"}`) + `]`, 75, "/blocks/0/elements/0/accessibility_label"},
	{"an action_id", `[` + actions(`{"type":"datepicker","action_id":"@"}`) + `]`, 255, "/blocks/0/elements/0/action_id"},
	{"a placeholder", `[` + actions(`{"type":"users_select","placeholder":{"type":"plain_text","text":"@"}}`) + `]`, 150, "/blocks/0/elements/0/placeholder/text"},
	{"a question's title", confirming(`"title":{"type":"plain_text","text":"@"},"text":` + plain), 100, "/blocks/0/elements/0/confirm/title/text"},
	{"a question", confirming(`"text":{"type":"mrkdwn","text":"@"}`), 300, "/blocks/0/elements/0/confirm/text/text"},
	{"a yes", confirming(`"text":` + plain + `,"confirm":{"type":"plain_text","text":"@"}`), 30, "/blocks/0/elements/0/confirm/confirm/text"},
	{"a no", confirming(`"text":` + plain + `,"deny":{"type":"plain_text","text":"@"}`), 30, "/blocks/0/elements/0/confirm/deny/text"},
	{"a group's label", `[` + actions(`{"type":"static_select","option_groups":[{"label":{"type":"plain_text","text":"@"},"options":`+options+`}]}`) + `]`, 75, "/blocks/0/elements/0/option_groups/0/label/text"},
	{"a first text", `[` + input(`{"type":"plain_text_input","initial_value":"@"}`) + `]`, 3000, "/blocks/0/element/initial_value"},
}

// optionBoundaries are the limits of options, which look alike everywhere and are three schemas.
func optionBoundaries() []boundary {
	var all []boundary
	for _, menu := range []string{"static_select", "multi_static_select", "checkboxes", "radio_buttons", "overflow"} {
		option := func(text, value, description string) string {
			return `[` + actions(`{"type":"`+menu+`","options":[{"text":{"type":"plain_text","text":"`+text+`"},"value":"`+value+
				`","description":{"type":"plain_text","text":"`+description+`"}}]}`) + `]`
		}
		const at = "/blocks/0/elements/0/options/0"
		all = append(all,
			boundary{"an option of " + menu, option("@", "x", "x"), 75, at + "/text/text"},
			boundary{"an option's value of " + menu, option("x", "@", "x"), 150, at + "/value"},
			boundary{"an option's description of " + menu, option("x", "x", "@"), 75, at + "/description/text"})
	}
	return all
}

func confirming(fields string) string {
	return `[` + actions(`{"type":"button","text":`+plain+`,"confirm":{`+fields+`}}`) + `]`
}

func TestBoundaries(t *testing.T) {
	for _, c := range slices.Concat(boundaries, optionBoundaries()) {
		if said := ValidateMessage(json.RawMessage(strings.ReplaceAll(c.sample, "@", long(c.most)))); said != nil {
			t.Errorf("%s of %d is refused: %q", c.what, c.most, said)
		}
		limit := c.most
		if strings.Contains(c.sample, "https://x.org/@") {
			limit += len("https://x.org/")
		}
		said := ValidateMessage(json.RawMessage(strings.ReplaceAll(c.sample, "@", long(c.most+1))))
		want := []string{fmt.Sprintf("must be less than %d characters [json-pointer:%s]", limit+1, c.at)}
		if !slices.Equal(said, want) {
			t.Errorf("%s of %d: got %q, want %q", c.what, c.most+1, said, want)
		}
	}
}

// TestCounts holds lists to the numbers of items they may have, by how Slack would say so.
func TestCounts(t *testing.T) {
	option := `{"text":` + plain + `,"value":"v%d"}`
	for _, c := range []struct {
		what, sample, item string
		most               int
		at                 string
	}{
		{"blocks", `[@]`, divider, 50, "/blocks"},
		{"fields", `[{"type":"section","fields":[@]}]`, plain, 10, "/blocks/0/fields"},
		{"context", `[{"type":"context","elements":[@]}]`, plain, 10, "/blocks/0/elements"},
		{"actions", `[` + actions("@") + `]`, `{"type":"datepicker","action_id":"a%d"}`, 25, "/blocks/0/elements"},
		{"select", `[` + actions(`{"type":"static_select","options":[@]}`) + `]`, option, 100, "/blocks/0/elements/0/options"},
		{"several", `[` + actions(`{"type":"multi_static_select","options":[@]}`) + `]`, option, 100, "/blocks/0/elements/0/options"},
		{"groups", `[` + actions(`{"type":"static_select","option_groups":[@]}`) + `]`, `{"label":` + plain + `,"options":` + options + `}`, 100, "/blocks/0/elements/0/option_groups"},
		{"group", `[` + actions(`{"type":"static_select","option_groups":[{"label":`+plain+`,"options":[@]}]}`) + `]`, option, 100, "/blocks/0/elements/0/option_groups/0/options"},
		{"overflow", `[` + actions(`{"type":"overflow","options":[@]}`) + `]`, option, 5, "/blocks/0/elements/0/options"},
		{"checkboxes", `[` + actions(`{"type":"checkboxes","options":[@]}`) + `]`, option, 10, "/blocks/0/elements/0/options"},
		{"radio buttons", `[` + actions(`{"type":"radio_buttons","options":[@]}`) + `]`, option, 10, "/blocks/0/elements/0/options"},
	} {
		with := func(n int) []string { return ValidateMessage(json.RawMessage(fill(c.sample, times(n, c.item)))) }
		if said := with(c.most); said != nil {
			t.Errorf("%d %s are refused: %q", c.most, c.what, said)
		}
		want := []string{say(c.at, "no more than %d items allowed", c.most)}
		if said := with(c.most + 1); !slices.Equal(said, want) {
			t.Errorf("%d %s: got %q, want %q", c.most+1, c.what, said, want)
		}
		if said := with(0); c.what != "blocks" && !slices.Equal(said, []string{say(c.at, "must provide at least 1 items")}) {
			t.Errorf("no %s: got %q", c.what, said)
		}
	}
}
