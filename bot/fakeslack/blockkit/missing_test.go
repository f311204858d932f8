package blockkit

import (
	"encoding/json"
	"slices"
	"testing"
)

// TestMissing: an object without what it needs names all of it, at the object. @ is where the object is put in.
func TestMissing(t *testing.T) {
	const (
		alone    = "@"
		element  = `{"type":"actions","elements":[@]}`
		ofText   = `{"type":"section","fields":[@]}`
		ofSelect = `{"type":"actions","elements":[{"type":"static_select","options":[@]}]}`
		ofGroups = `{"type":"actions","elements":[{"type":"static_select","option_groups":[@]}]}`
		ofChecks = `{"type":"actions","elements":[{"type":"checkboxes","options":[@]}]}`
		ofMenu   = `{"type":"actions","elements":[{"type":"overflow","options":[@]}]}`
		ofButton = `{"type":"actions","elements":[{"type":"button","text":` + plain + `,"confirm":@}]}`
		ofInput  = `{"type":"input","label":` + plain + `,"element":@}`
		ofTyping = `{"type":"input","label":` + plain + `,"element":{"type":"plain_text_input","dispatch_action_config":@}}`
		rich     = `{"type":"rich_text","elements":[@]}`
		ofRich   = `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[@]}]}`
		ofList   = `{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","elements":[@]}]}`
	)
	for _, c := range []struct {
		around, object, at string
		missing            []string
	}{
		{alone, `{"type":"header"}`, "", []string{"text"}},
		{alone, `{"type":"context"}`, "", []string{"elements"}},
		{alone, `{"type":"actions"}`, "", []string{"elements"}},
		{alone, `{"type":"input"}`, "", []string{"label", "element"}},
		{alone, `{"type":"image"}`, "", []string{"image_url", "alt_text"}},
		{alone, `{"type":"image","alt_text":"a","slack_file":{}}`, "/slack_file", []string{"id"}},
		{alone, `{"type":"markdown"}`, "", []string{"text"}},
		{alone, `{"type":"rich_text"}`, "", []string{"elements"}},
		{ofText, `{"type":"mrkdwn"}`, "/fields/0", []string{"text"}},
		{ofText, `{"type":"plain_text"}`, "/fields/0", []string{"text"}},
		{element, `{"type":"button"}`, "/elements/0", []string{"text"}},
		{element, `{"type":"overflow"}`, "/elements/0", []string{"options"}},
		{element, `{"type":"checkboxes"}`, "/elements/0", []string{"options"}},
		{element, `{"type":"radio_buttons"}`, "/elements/0", []string{"options"}},
		{ofInput, `{"type":"number_input"}`, "/element", []string{"is_decimal_allowed"}},
		{ofTyping, `{}`, "/element/dispatch_action_config", []string{"trigger_actions_on"}},
		{ofSelect, `{}`, "/elements/0/options/0", []string{"text", "value"}},
		{ofChecks, `{}`, "/elements/0/options/0", []string{"text", "value"}},
		{ofMenu, `{}`, "/elements/0/options/0", []string{"text", "value"}},
		{ofGroups, `{}`, "/elements/0/option_groups/0", []string{"label", "options"}},
		{ofButton, `{}`, "/elements/0/confirm", []string{"text"}},
		{rich, `{"type":"rich_text_section"}`, "/elements/0", []string{"elements"}},
		{rich, `{"type":"rich_text_quote"}`, "/elements/0", []string{"elements"}},
		{rich, `{"type":"rich_text_preformatted"}`, "/elements/0", []string{"elements"}},
		{rich, `{"type":"rich_text_list"}`, "/elements/0", []string{"elements", "style"}},
		{ofList, `{"type":"rich_text_section"}`, "/elements/0/elements/0", []string{"elements"}},
		{ofRich, `{"type":"text"}`, "/elements/0/elements/0", []string{"text"}},
		{ofRich, `{"type":"link"}`, "/elements/0/elements/0", []string{"url"}},
		{ofRich, `{"type":"user"}`, "/elements/0/elements/0", []string{"user_id"}},
		{ofRich, `{"type":"usergroup"}`, "/elements/0/elements/0", []string{"usergroup_id"}},
		{ofRich, `{"type":"channel"}`, "/elements/0/elements/0", []string{"channel_id"}},
		{ofRich, `{"type":"team"}`, "/elements/0/elements/0", []string{"team_id"}},
		{ofRich, `{"type":"broadcast"}`, "/elements/0/elements/0", []string{"range"}},
		{ofRich, `{"type":"color"}`, "/elements/0/elements/0", []string{"value"}},
		{ofRich, `{"type":"emoji"}`, "/elements/0/elements/0", []string{"name"}},
		{ofRich, `{"type":"date"}`, "/elements/0/elements/0", []string{"timestamp", "format"}},
	} {
		var want []string
		for _, name := range c.missing {
			want = append(want, say("/blocks/0"+c.at, "missing required field: %s", name))
		}
		if got := ValidateMessage(json.RawMessage("[" + fill(c.around, c.object) + "]")); !slices.Equal(got, want) {
			t.Errorf("%s in %s:\ngot  %q\nwant %q", c.object, c.around, got, want)
		}
	}
	for view, missing := range map[string][]string{`{"type":"home"}`: {"blocks"}, `{"type":"modal"}`: {"blocks", "title"}, `{}`: {"type"}} {
		want := []string{"failed to match all allowed schemas [json-pointer:/view]"}
		for _, name := range missing {
			want = append(want, say("/view", "missing required field: %s", name))
		}
		if got := ValidateView(json.RawMessage(view)); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", view, got, want)
		}
	}
}

// TestBoundsThemselves: what is exactly at a bound is inside.
func TestBoundsThemselves(t *testing.T) {
	for _, element := range []string{
		`{"type":"number_input","is_decimal_allowed":false,"min_value":"3","max_value":"3","initial_value":"3"}`,
		`{"type":"number_input","is_decimal_allowed":true,"min_value":"-1.5","max_value":"9","initial_value":"-1.5"}`,
		`{"type":"plain_text_input","min_length":4,"max_length":4,"initial_value":"four"}`,
		`{"type":"multi_users_select","max_selected_items":2,"initial_users":["U1","U2"]}`,
		`{"type":"datetimepicker","initial_date_time":1000000000}`,
		`{"type":"datetimepicker","initial_date_time":9999999999}`,
	} {
		if said := ValidateMessage(json.RawMessage("[" + input(element) + "]")); said != nil {
			t.Errorf("%s is refused: %q", element, said)
		}
	}
	for element, want := range map[string]string{
		`{"type":"number_input","is_decimal_allowed":true,"min_value":"4","max_value":"3"}`:       "must be less than 3 [json-pointer:/blocks/0/element/min_value]",
		`{"type":"number_input","is_decimal_allowed":true,"min_value":"4","initial_value":"3.9"}`: "must be greater than 4 [json-pointer:/blocks/0/element/initial_value]",
		`{"type":"number_input","is_decimal_allowed":false,"initial_value":"3.9"}`:                "must provide an integer [json-pointer:/blocks/0/element/initial_value]",
		`{"type":"plain_text_input","min_length":5,"max_length":4}`:                               "must be less than 4 [json-pointer:/blocks/0/element/min_length]",
		`{"type":"plain_text_input","max_length":3001}`:                                           "must be less than 3000 [json-pointer:/blocks/0/element/max_length]",
		`{"type":"timepicker","initial_time":"24:00"}`:                                            `input must match regex pattern: ^([01]\d|2[0-3]):[0-5]\d$ [json-pointer:/blocks/0/element/initial_time]`,
	} {
		if got := ValidateMessage(json.RawMessage("[" + input(element) + "]")); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: got %q, want %q", element, got, want)
		}
	}
	for url, fine := range map[string]bool{
		"https://x.org/a.png": true, "http://x.org": true, "x.org/a.png": false, "ftp://x.org/a.png": false, "https://": false, "data:image/png;base64,AAAA": false,
	} {
		got := ValidateMessage(json.RawMessage(`[{"type":"image","alt_text":"a","image_url":"` + url + `"}]`))
		if (got == nil) != fine || !fine && !slices.Equal(got, []string{"invalid url [json-pointer:/blocks/0/image_url]"}) {
			t.Errorf("an image at %s: %q", url, got)
		}
	}
}
