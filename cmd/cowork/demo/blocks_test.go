package demo

import (
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack/blockkit"
)

func drawn(t *testing.T, blocks json.RawMessage, put values, errors map[string]string) string {
	t.Helper()
	r := &reader{id: "U1", zone: time.UTC, now: time.Unix(1_780_000_000, 0), name: func(id string) string { return "name of " + id },
		channel: func(id string) string { return "name of " + id },
		people:  []choice{{Value: "U1", Text: "Ada"}, {Value: "U2", Text: "Ben"}}, channels: []choice{{Value: "C1", Text: "#general"}}}
	var out strings.Builder
	if err := templates.ExecuteTemplate(&out, "blocks", r.blocks(blocks, put, errors, "test")); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var (
	tag   = regexp.MustCompile(`<[^>]*>`)
	space = regexp.MustCompile(`\s+`)
)

// read is what somebody reads in a drawing.
func read(drawing string) string {
	return strings.TrimSpace(space.ReplaceAllString(html.UnescapeString(tag.ReplaceAllString(drawing, " ")), " "))
}

// TestEveryMessageOfTheBot draws all messages and views of the bot, as its
// golden files have them, and looks for everything that is to be read or
// pressed.
func TestEveryMessageOfTheBot(t *testing.T) {
	files, err := filepath.Glob("../../../bot/testdata/*.json")
	if err != nil || len(files) < 50 {
		t.Fatal(len(files), err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var golden struct {
			Blocks json.RawMessage
			View   struct{ Blocks json.RawMessage }
		}
		if err := json.Unmarshal(raw, &golden); err != nil {
			t.Fatal(file, err)
		}
		blocks := golden.Blocks
		if len(blocks) == 0 {
			blocks = golden.View.Blocks
		}
		if len(blocks) == 0 {
			continue
		}
		n := 0
		blocks = blockkit.WithIDs(blocks, func() string { n++; return "id" + string(rune('a'+n%26)) + time.Duration(n).String() })
		drawing := drawn(t, blocks, nil, nil)
		got := read(drawing)
		want := blockkit.Reader{Name: func(id string) string { return "name of " + id }, Zone: time.UTC}.Text(blocks)
		want = regexp.MustCompile(`(?m)^    \[.*\]$`).ReplaceAllString(want, "") // what is in the fields is looked at below
		for _, word := range regexp.MustCompile(`[\pL\pN]{3,}`).FindAllString(want, -1) {
			if !strings.Contains(got, word) && !strings.Contains(drawing, word) {
				t.Errorf("%s: %q is not to be read in: %s", filepath.Base(file), word, got)
				break
			}
		}
		for _, e := range blockkit.Elements(blocks) {
			if e.URL != "" { // a link that looks like a button
				address, _, _ := strings.Cut(e.URL, "?")
				if !strings.Contains(drawing, `href="`+address) || !strings.Contains(drawing, ">"+html.EscapeString(e.Label)+"</a>") {
					t.Errorf("%s: %v leads nowhere", filepath.Base(file), e)
				}
				continue
			}
			name := html.EscapeString(e.BlockID + "|" + e.ActionID)
			if !strings.Contains(drawing, `value="`+name+`"`) && !strings.Contains(drawing, `name="f|`+name+`"`) {
				t.Errorf("%s: %v cannot be used", filepath.Base(file), e)
			}
		}
	}
}

// TestEveryElement draws each kind of element with what is chosen in it.
func TestEveryElement(t *testing.T) {
	option := `{"text":{"type":"plain_text","text":"One & only"},"value":"1"}`
	two := option + `,{"text":{"type":"plain_text","text":"Two"},"value":"2"}`
	for kind, tt := range map[string]struct {
		element string
		put     map[string]any
		want    []string
	}{
		"static_select":         {`"options":[` + two + `]`, map[string]any{"selected_option": map[string]any{"value": "2"}}, []string{"<select", `value="2" selected>Two`, "One &amp; only"}},
		"static_select groups":  {`"option_groups":[{"label":{"type":"plain_text","text":"Group"},"options":[` + two + `]}]`, nil, []string{`<optgroup label="Group">`, `<option value="">`}},
		"multi_static_select":   {`"options":[` + two + `],"initial_options":[` + option + `]`, nil, []string{`type="checkbox"`, `value="1" checked`}},
		"users_select":          {`"initial_user":"U2"`, nil, []string{`value="U2" selected>Ben`}},
		"multi_users_select":    {``, map[string]any{"selected_users": []any{"U1", "U2"}}, []string{`value="U1" checked`, `value="U2" checked`}},
		"channels_select":       {``, nil, []string{"#general"}},
		"datepicker":            {`"initial_date":"2026-05-11"`, nil, []string{`type="date"`, `value="2026-05-11"`}},
		"timepicker":            {`"initial_time":"09:30"`, nil, []string{`type="time"`, `value="09:30"`}},
		"datetimepicker":        {`"initial_date_time":1778490000`, nil, []string{`type="datetime-local"`, `value="2026-05-11T09:00"`}},
		"checkboxes":            {`"options":[` + two + `]`, map[string]any{"selected_options": []any{map[string]any{"value": "1"}}}, []string{`value="1" checked`, "Two"}},
		"radio_buttons":         {`"options":[` + two + `],"initial_option":` + option, nil, []string{`type="radio"`, `value="1" checked`}},
		"plain_text_input":      {`"initial_value":"<b>"`, nil, []string{`type="text"`, `value="&lt;b&gt;"`}},
		"plain_text_input long": {`"multiline":true,"initial_value":"</textarea><b>"`, nil, []string{"<textarea", "&lt;/textarea&gt;"}},
		"number_input":          {`"is_decimal_allowed":false,"initial_value":"7"`, nil, []string{`inputmode="numeric"`, `value="7"`}},
		"email_text_input":      {``, map[string]any{"value": "a@b.example"}, []string{`inputmode="email"`, `value="a@b.example"`}},
		"url_text_input":        {``, nil, []string{`inputmode="url"`}},
	} {
		name, _, _ := strings.Cut(kind, " ")
		element := `{"type":"` + name + `","action_id":"a"`
		if tt.element != "" {
			element += "," + tt.element
		}
		blocks := json.RawMessage(`[{"type":"input","block_id":"b","label":{"type":"plain_text","text":"A question"},"hint":{"type":"plain_text","text":"A hint"},"element":` + element + `}}]`)
		drawing := drawn(t, blocks, values{"b": {"a": tt.put}}, map[string]string{"b": "That is wrong."})
		for _, want := range append(tt.want, "A question", "A hint", "That is wrong.", `name="f|b|a"`) {
			if !strings.Contains(drawing, want) {
				t.Errorf("%s: no %q in: %s", kind, want, drawing)
			}
		}
	}
}

// TestEveryBlock draws the blocks that hold no input.
func TestEveryBlock(t *testing.T) {
	for blocks, wants := range map[string][]string{
		`[{"type":"header","text":{"type":"plain_text","text":"*No* <b>markup</b>"}}]`:                                                                       {"<h3", "*No* &lt;b&gt;markup"},
		`[{"type":"section","text":{"type":"mrkdwn","text":"*b* _i_ ~s~ <@U1> <@U2> <#C1> <!date^1778490000^{time}|x> <https://a.example|l> :wave:"}}]`:      {"<b>b</b>", "<i>i</i>", "<s>s</s>", `class="mention me">@name of U1`, `class="mention">@name of U2`, "09:00", `href="https://a.example"`, "👋"},
		`[{"type":"section","text":{"type":"mrkdwn","text":"<javascript:alert(1)|click>"}}]`:                                                                 {`<p class="words">click</p>`},
		`[{"type":"section","fields":[{"type":"plain_text","text":"one"},{"type":"mrkdwn","text":"*two*"}]}]`:                                                {"one", "<b>two</b>"},
		`[{"type":"section","text":{"type":"plain_text","text":"x"},"accessory":{"type":"image","image_url":"https://a.example/i.png","alt_text":"a cat"}}]`: {"a cat"},
		`[{"type":"context","elements":[{"type":"plain_text","text":"small"},{"type":"image","image_url":"https://a.example/i.png","alt_text":"a dog"}]}]`:   {"small", "a dog"},
		`[{"type":"divider"},{"type":"image","image_url":"https://a.example/i.png","alt_text":"a map","title":{"type":"plain_text","text":"The way"}}]`:      {"<hr>", "a map", "The way"},
		`[{"type":"markdown","text":"# as it is"}]`: {"# as it is"},
		`[{"type":"actions","block_id":"b","elements":[{"type":"overflow","action_id":"o","options":[{"text":{"type":"plain_text","text":"More"},"value":"m|1"}]},{"type":"button","action_id":"c","text":{"type":"plain_text","text":"Go"},"style":"danger"},{"type":"button","action_id":"u","url":"https://a.example/","text":{"type":"plain_text","text":"Map"}}]}]`:                                                                                                                                                                                {`value="b|o|m|1">More`, `class="button danger" name="do" value="b|c">Go`, `href="https://a.example/"`},
		`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"bold","style":{"bold":true}},{"type":"user","user_id":"U2"},{"type":"emoji","name":"tada"},{"type":"link","url":"javascript:alert(1)","text":"trap"}]},{"type":"rich_text_list","style":"ordered","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"first"}]}]},{"type":"rich_text_preformatted","elements":[{"type":"text","text":"<x>"}]},{"type":"rich_text_quote","elements":[{"type":"text","text":"said"}]}]}]`: {"<b>bold</b>", "@name of U2", "🎉", "trap", "<ol><li>", "<pre>&lt;x&gt;</pre>", "<blockquote>said"},
	} {
		drawing := drawn(t, json.RawMessage(blocks), nil, nil)
		for _, want := range wants {
			if !strings.Contains(drawing, want) {
				t.Errorf("no %q in: %s\nof %s", want, drawing, blocks)
			}
		}
		if strings.Contains(drawing, "javascript:") || strings.Contains(drawing, "Zgotmpl") {
			t.Errorf("a trap: %s", drawing)
		}
	}
	for _, broken := range []string{``, `null`, `{}`, `[1]`, `[{}]`, `[{"type":"section","text":7}]`, `[{"type":"actions","elements":[{},3]}]`, `[{"type":"context","elements":[7]}]`} {
		drawn(t, json.RawMessage(broken), nil, nil)
	}
}
