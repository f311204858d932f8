package blockkit

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// formView is a modal with one element of every kind that holds a value, each with IDs.
const formView = `{"type":"modal","title":{"type":"plain_text","text":"Prefs"},"submit":{"type":"plain_text","text":"Save"},"blocks":[
 {"type":"section","block_id":"s","text":{"type":"mrkdwn","text":"Pick"},"accessory":{"type":"static_select","action_id":"pick","placeholder":{"type":"plain_text","text":"Which?"},"option_groups":[
   {"label":{"type":"plain_text","text":"G"},"options":[{"text":{"type":"plain_text","text":"A"},"value":"a","description":{"type":"plain_text","text":"first"}}]}]}},
 {"type":"actions","block_id":"act","elements":[
   {"type":"button","action_id":"go","text":{"type":"plain_text","text":"Go"},"value":"v","style":"primary","confirm":{"text":{"type":"plain_text","text":"sure?"}}},
   {"type":"overflow","action_id":"more","options":[{"text":{"type":"plain_text","text":"Off"},"value":"off"}]},
   {"type":"users_select","action_id":"who","initial_user":"U1"}]},
 {"type":"input","block_id":"t","label":{"type":"plain_text","text":"Name"},"hint":{"type":"plain_text","text":"any"},"element":{"type":"plain_text_input","action_id":"x","min_length":2,"max_length":5,"initial_value":"Anna"}},
 {"type":"input","block_id":"c","optional":true,"label":{"type":"plain_text","text":"Days"},"element":{"type":"checkboxes","action_id":"x","options":[{"text":{"type":"mrkdwn","text":"*Mon*"},"value":"mon"},{"text":{"type":"mrkdwn","text":"Tue"},"value":"tue"}],"initial_options":[{"text":{"type":"mrkdwn","text":"*Mon*"},"value":"mon"}]}},
 {"type":"input","block_id":"r","label":{"type":"plain_text","text":"Mood"},"element":{"type":"radio_buttons","action_id":"x","options":[{"text":{"type":"plain_text","text":"Quiet"},"value":"q"}]}},
 {"type":"input","block_id":"m","label":{"type":"plain_text","text":"Several"},"element":{"type":"multi_static_select","action_id":"x","max_selected_items":1,"options":[{"text":{"type":"plain_text","text":"A"},"value":"a"},{"text":{"type":"plain_text","text":"B"},"value":"b"}]}},
 {"type":"input","block_id":"mu","label":{"type":"plain_text","text":"People"},"element":{"type":"multi_users_select","action_id":"x"}},
 {"type":"input","block_id":"n","dispatch_action":true,"label":{"type":"plain_text","text":"Km"},"element":{"type":"number_input","action_id":"x","is_decimal_allowed":false,"min_value":"1","max_value":"30"}},
 {"type":"input","block_id":"d","label":{"type":"plain_text","text":"Until"},"element":{"type":"datepicker","action_id":"x","initial_date":"2026-03-14"}},
 {"type":"input","block_id":"h","label":{"type":"plain_text","text":"From"},"element":{"type":"timepicker","action_id":"x"}},
 {"type":"input","block_id":"dt","label":{"type":"plain_text","text":"At"},"element":{"type":"datetimepicker","action_id":"x","initial_date_time":1780000000}},
 {"type":"input","block_id":"e","label":{"type":"plain_text","text":"Mail"},"element":{"type":"email_text_input","action_id":"x"}},
 {"type":"input","block_id":"u","label":{"type":"plain_text","text":"Link"},"element":{"type":"url_text_input","action_id":"x"}},
 {"type":"input","block_id":"cs","label":{"type":"plain_text","text":"Where"},"element":{"type":"conversations_select","action_id":"x"}}]}`

func formElements(t *testing.T) map[string]Element {
	t.Helper()
	if said := ValidateView(json.RawMessage(formView)); said != nil {
		t.Fatalf("the form of this test is refused: %q", said)
	}
	byID := map[string]Element{}
	for _, e := range Elements(json.RawMessage(formView)) {
		name := e.BlockID
		if e.ActionID != "x" {
			name += "/" + e.ActionID
		}
		byID[name] = e
	}
	return byID
}

func TestElements(t *testing.T) {
	e := formElements(t)
	if len(e) != 16 {
		t.Errorf("%d elements, want 16", len(e))
	}
	pick := e["s/pick"]
	if pick.Label != "Pick" || pick.Placeholder != "Which?" || pick.Block != "section" || len(pick.Options) != 1 {
		t.Errorf("the select beside a text: %+v", pick)
	}
	if o := pick.Options[0]; o.Text != "A" || o.Value != "a" || o.Description != "first" || o.Group != "G" {
		t.Errorf("its option: %+v", o)
	}
	wantConfirm := &Confirm{Title: "Are you sure?", Text: "sure?", Confirm: "Yes", Deny: "No"}
	if b := e["act/go"]; b.Label != "Go" || b.Value != "v" || b.Style != "primary" || !reflect.DeepEqual(b.Confirm, wantConfirm) {
		t.Errorf("the button: %+v", b)
	}
	if x := e["t"]; x.Label != "Name" || x.Hint != "any" || x.MinLength != 2 || x.MaxLength != 5 || x.Optional || !x.InInput() {
		t.Errorf("the text input: %+v", x)
	}
	if c := e["c"]; !c.Optional || fmt.Sprint(c.Initial) != "[mon]" {
		t.Errorf("the checkboxes: %+v", c)
	}
	if n := e["n"]; !n.DispatchAction || n.MinValue != "1" || n.MaxValue != "30" || n.Decimal {
		t.Errorf("the number: %+v", n)
	}
	if v, ok := pick.Choose("A"); !ok || v[0] != "a" {
		t.Errorf("choosing by the words on the option: %v %v", v, ok)
	}
	if v, ok := e["t"].Choose("Bo"); !ok || v[0] != "Bo" {
		t.Errorf("typing words: %v %v", v, ok)
	}
	if _, ok := pick.Choose("Z"); ok {
		t.Error("chose what is not there")
	}
}

func TestCheckInput(t *testing.T) {
	e := formElements(t)
	for _, c := range []struct {
		id   string
		v    Value
		want string // "" where a client sends it
	}{
		{"t", nil, ""}, // the initial value
		{"t", Value{}, "Please complete this required field."},
		{"t", Value{"  "}, "Please complete this required field."},
		{"t", Value{"A"}, "This must be at least 2 characters."},
		{"t", Value{"Annika"}, "This must be at most 5 characters."},
		{"t", Value{"A\nB"}, "This field has one line."},
		{"t", Value{"Bo"}, ""},
		{"c", Value{}, ""},
		{"c", Value{"mon", "tue"}, ""},
		{"c", Value{"wed"}, `"wed" is not among the options.`},
		{"c", Value{"mon", "mon"}, `"mon" is chosen twice.`},
		{"r", nil, "Please complete this required field."},
		{"r", Value{"q"}, ""},
		{"r", Value{"q", "q"}, "Please choose one."},
		{"m", Value{"a", "b"}, "You can select up to 1."},
		{"mu", Value{"U1", "U2"}, ""},
		{"n", Value{"12"}, ""},
		{"n", Value{"1"}, ""},
		{"n", Value{"30"}, ""},
		{"n", Value{"0"}, "Please enter a number of at least 1."},
		{"n", Value{"31"}, "Please enter a number of at most 30."},
		{"n", Value{"1.5"}, "Please enter a whole number."},
		{"n", Value{"1e1"}, "Please enter a number."},
		{"n", Value{"ten"}, "Please enter a number."},
		{"d", Value{"2026-02-30"}, "Please choose a date, such as 2026-03-14."},
		{"d", Value{"2028-02-29"}, ""},
		{"h", Value{"24:00"}, "Please choose a time, such as 09:30."},
		{"h", Value{"23:59"}, ""},
		{"dt", Value{"tomorrow"}, "Please choose a date and a time."},
		{"dt", nil, ""},
		{"dt", Value{"1000000000"}, ""},
		{"dt", Value{"9999999999"}, ""},
		{"dt", Value{"999999999"}, "Please choose a date and a time."},
		{"dt", Value{"10000000000"}, "Please choose a date and a time."},
		{"e", Value{"anna"}, "Please enter a valid email address."},
		{"e", Value{"Anna <a@b.org>"}, "Please enter a valid email address."},
		{"e", Value{"a@b.org"}, ""},
		{"u", Value{"x.org"}, "Please enter a valid URL."},
		{"u", Value{"https://x.org"}, ""},
		{"act/go", nil, ""},
		{"act/go", Value{"x"}, "A button takes no value."},
		{"act/more", Value{"off"}, ""},
		{"act/more", Value{"on"}, `"on" is not among the options.`},
		{"s/pick", Value{}, ""}, // nothing outside an input is required
	} {
		got := ""
		if err := CheckInput(e[c.id], c.v); err != nil {
			got = err.Error()
			var r Refusal
			if !errors.As(err, &r) {
				t.Errorf("%s %q: %v is no Refusal", c.id, c.v, err)
			}
		}
		if got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.id, c.v, got, c.want)
		}
	}
}

// sameJSON compares two values of JSON, whatever the order of fields.
func sameJSON(t *testing.T, what string, got json.RawMessage, want string) {
	t.Helper()
	g, err := decode(got)
	if err != nil {
		t.Fatalf("%s: %v in %s", what, err, got)
	}
	w, err := decode(json.RawMessage(want))
	if err != nil {
		t.Fatalf("%s: the test wants no JSON: %v", what, err)
	}
	if !reflect.DeepEqual(g, w) {
		t.Errorf("%s:\ngot  %s\nwant %s", what, got, want)
	}
}

func TestStateUntouched(t *testing.T) {
	sameJSON(t, "untouched", State(Elements(json.RawMessage(formView)), nil), `{
 "s":{"pick":{"type":"static_select","selected_option":null}},
 "act":{"who":{"type":"users_select","selected_user":"U1"}},
 "t":{"x":{"type":"plain_text_input","value":"Anna"}},
 "c":{"x":{"type":"checkboxes","selected_options":[{"text":{"type":"mrkdwn","text":"*Mon*"},"value":"mon"}]}},
 "r":{"x":{"type":"radio_buttons","selected_option":null}},
 "m":{"x":{"type":"multi_static_select","selected_options":[]}},
 "mu":{"x":{"type":"multi_users_select","selected_users":[]}},
 "n":{"x":{"type":"number_input","value":null}},
 "d":{"x":{"type":"datepicker","selected_date":"2026-03-14"}},
 "h":{"x":{"type":"timepicker","selected_time":null}},
 "dt":{"x":{"type":"datetimepicker","selected_date_time":1780000000}},
 "e":{"x":{"type":"email_text_input","value":null}},
 "u":{"x":{"type":"url_text_input","value":null}},
 "cs":{"x":{"type":"conversations_select","selected_conversation":null}}}`)
}

func TestStateTyped(t *testing.T) {
	typed := map[Key]Value{
		{"s", "pick"}: {"a"}, {"act", "who"}: {}, {"t", "x"}: {}, {"c", "x"}: {}, {"r", "x"}: {"q"}, {"m", "x"}: {"b"},
		{"mu", "x"}: {"U1", "U2"}, {"n", "x"}: {"7"}, {"d", "x"}: {}, {"h", "x"}: {"09:30"}, {"dt", "x"}: {"1790000000"},
		{"e", "x"}: {"a@b.org"}, {"u", "x"}: {"https://x.org"}, {"cs", "x"}: {"C1"},
	}
	sameJSON(t, "typed", State(Elements(json.RawMessage(formView)), typed), `{
 "s":{"pick":{"type":"static_select","selected_option":{"text":{"type":"plain_text","text":"A"},"value":"a","description":{"type":"plain_text","text":"first"}}}},
 "act":{"who":{"type":"users_select","selected_user":null}},
 "t":{"x":{"type":"plain_text_input","value":null}},
 "c":{"x":{"type":"checkboxes","selected_options":[]}},
 "r":{"x":{"type":"radio_buttons","selected_option":{"text":{"type":"plain_text","text":"Quiet"},"value":"q"}}},
 "m":{"x":{"type":"multi_static_select","selected_options":[{"text":{"type":"plain_text","text":"B"},"value":"b"}]}},
 "mu":{"x":{"type":"multi_users_select","selected_users":["U1","U2"]}},
 "n":{"x":{"type":"number_input","value":"7"}},
 "d":{"x":{"type":"datepicker","selected_date":null}},
 "h":{"x":{"type":"timepicker","selected_time":"09:30"}},
 "dt":{"x":{"type":"datetimepicker","selected_date_time":1790000000}},
 "e":{"x":{"type":"email_text_input","value":"a@b.org"}},
 "u":{"x":{"type":"url_text_input","value":"https://x.org"}},
 "cs":{"x":{"type":"conversations_select","selected_conversation":"C1"}}}`)
}

// TestStateOfNonsense: what no client would send leaves the value empty.
func TestStateOfNonsense(t *testing.T) {
	typed := map[Key]Value{{"r", "x"}: {"nope"}, {"dt", "x"}: {"soon"}}
	e := formElements(t)
	sameJSON(t, "nonsense", State([]Element{e["r"], e["dt"]}, typed), `{
 "r":{"x":{"type":"radio_buttons","selected_option":null}},"dt":{"x":{"type":"datetimepicker","selected_date_time":null}}}`)
}

func TestAction(t *testing.T) {
	e := formElements(t)
	sameJSON(t, "button", Action(e["act/go"], nil, "1.2"), `{"type":"button","block_id":"act","action_id":"go","action_ts":"1.2",
 "text":{"type":"plain_text","text":"Go"},"value":"v","style":"primary","confirm":{"text":{"type":"plain_text","text":"sure?"}}}`)
	sameJSON(t, "overflow", Action(e["act/more"], Value{"off"}, "1.2"), `{"type":"overflow","block_id":"act","action_id":"more",
 "action_ts":"1.2","selected_option":{"text":{"type":"plain_text","text":"Off"},"value":"off"}}`)
	sameJSON(t, "input", Action(e["n"], Value{"7"}, "1.2"), `{"type":"number_input","block_id":"n","action_id":"x","action_ts":"1.2","value":"7"}`)
}

func TestWithIDs(t *testing.T) {
	given := 0
	next := func() string { given++; return fmt.Sprint("g", given) }
	blocks := `[` + actions(`{"type":"button","text":`+plain+`},`+button) + `,` + section("x") + `,{"type":"context","block_id":"mine","elements":[` + plain + `]}]`
	got := WithIDs(json.RawMessage(blocks), next)
	for _, e := range Elements(got) {
		if e.BlockID == "" || e.ActionID == "" {
			t.Errorf("no ID: %v", e)
		}
	}
	if said := ValidateMessage(got); said != nil {
		t.Errorf("with IDs it is refused: %q", said)
	}
	if s := string(got); !strings.Contains(s, `"mine"`) || !strings.Contains(s, `"go"`) || given != 3 {
		t.Errorf("%d IDs given: %s", given, s)
	}
	if got := WithIDs(json.RawMessage(`{`), next); string(got) != `{` {
		t.Errorf("what is no JSON came back as %s", got)
	}
}
