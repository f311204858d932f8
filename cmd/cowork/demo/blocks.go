package demo

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"cowork/bot/fakeslack/blockkit"
)

// A block is one block as the page draws it.
type block struct {
	Type    string // header, section, context, actions, divider, image, input, markdown, rich_text
	Words   []span
	Fields  [][]span
	Beside  *control // of a section
	Around  []piece  // of a context
	Row     []control
	Plain   string
	Caption string
	Hint    string
	Input   *control
	Error   string
}

// A piece is a text or an image of a context block.
type piece struct {
	Words []span
	Image string
}

// A control is an element that somebody presses or fills.
type control struct {
	blockkit.Element
	Do      string // names the element in a form: block, action
	Field   string // names its value
	Chosen  map[string]bool
	Now     string // the value of those that hold one text
	Picks   []choice
	Groups  []group
	Image   string // an image beside a section is no control
	InModal bool
	ID      string
	Error   string
}

// A choice is an option of a control.
type choice struct{ Value, Text, Description string }

type group struct {
	Label string
	Picks []choice
}

// raw is a block as the app sent it.
type raw struct {
	Type      string            `json:"type"`
	ID        string            `json:"block_id"`
	Text      textObject        `json:"text"`
	Label     textObject        `json:"label"`
	Hint      textObject        `json:"hint"`
	Title     textObject        `json:"title"`
	Alt       string            `json:"alt_text"`
	Fields    []textObject      `json:"fields"`
	Accessory json.RawMessage   `json:"accessory"`
	Element   json.RawMessage   `json:"element"`
	Elements  []json.RawMessage `json:"elements"`
	Optional  bool              `json:"optional"`
}

// textObject is a text object, or a bare text as in a markdown block.
type textObject struct {
	Type, Text string
}

func (t *textObject) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		t.Type = "plain_text"
		return json.Unmarshal(raw, &t.Text)
	}
	var o struct{ Type, Text string }
	err := json.Unmarshal(raw, &o)
	t.Type, t.Text = o.Type, o.Text
	return err
}

func (r *reader) text(t textObject) []span {
	if t.Type == "mrkdwn" {
		return r.mrkdwn(t.Text)
	}
	if t.Text == "" {
		return nil
	}
	return []span{{Kind: "text", Text: t.Text}}
}

// values is what was put into elements, by block ID and action ID.
type values map[string]map[string]map[string]any

// blocks draws the blocks of a message or a view. What is malformed is left
// out; the local Slack lets nothing malformed in.
func (r *reader) blocks(source json.RawMessage, put values, errors map[string]string, where string) []block {
	var raws []json.RawMessage
	if json.Unmarshal(source, &raws) != nil {
		return nil
	}
	controls := map[blockkit.Key]control{}
	for _, e := range blockkit.Elements(source) {
		controls[e.Key()] = r.control(e, put[e.BlockID][e.ActionID], where)
	}
	at := func(b raw, element json.RawMessage) (c control, ok bool) {
		var e struct {
			Type   string `json:"type"`
			Action string `json:"action_id"`
			Alt    string `json:"alt_text"`
		}
		if json.Unmarshal(element, &e) != nil {
			return c, false
		}
		if e.Type == "image" {
			return control{Image: e.Alt}, true
		}
		c, ok = controls[blockkit.Key{BlockID: b.ID, ActionID: e.Action}]
		return c, ok
	}
	var out []block
	for _, one := range raws {
		var b raw
		if json.Unmarshal(one, &b) != nil {
			continue
		}
		drawn := block{Type: b.Type, Words: r.text(b.Text), Plain: b.Text.Text, Error: errors[b.ID]}
		switch b.Type {
		case "section":
			for _, f := range b.Fields {
				drawn.Fields = append(drawn.Fields, r.text(f))
			}
			if c, ok := at(b, b.Accessory); ok {
				drawn.Beside = &c
			}
		case "context":
			for _, e := range b.Elements {
				var t textObject
				var image struct {
					Alt string `json:"alt_text"`
				}
				_ = json.Unmarshal(e, &t)
				_ = json.Unmarshal(e, &image)
				drawn.Around = append(drawn.Around, piece{r.text(t), image.Alt})
			}
		case "actions":
			for _, e := range b.Elements {
				if c, ok := at(b, e); ok {
					drawn.Row = append(drawn.Row, c)
				}
			}
		case "image":
			drawn.Plain, drawn.Caption = b.Alt, b.Title.Text
		case "input":
			drawn.Caption, drawn.Hint = b.Label.Text, b.Hint.Text
			if c, ok := at(b, b.Element); ok {
				c.Error = drawn.Error
				drawn.Input = &c
			}
		case "rich_text":
			var parts []richPart
			for _, e := range b.Elements {
				var p richPart
				if json.Unmarshal(e, &p) == nil {
					parts = append(parts, p)
				}
			}
			drawn.Words = r.rich(parts)
		}
		out = append(out, drawn)
	}
	return out
}

// control draws an element with what was put into it, or with what is there at
// first.
func (r *reader) control(e blockkit.Element, put map[string]any, where string) control {
	name := e.BlockID + "|" + e.ActionID
	c := control{Element: e, Do: name, Field: "f|" + name, Chosen: map[string]bool{}, InModal: where == "modal",
		ID: fmt.Sprintf("e-%x", hash(where, name))}
	chosen := []string(e.Initial)
	if put != nil {
		chosen = chosenIn(put)
	}
	for _, v := range chosen {
		c.Chosen[v], c.Now = true, v
	}
	switch e.Type {
	case "users_select", "multi_users_select":
		c.Picks = r.people
	case "channels_select", "multi_channels_select", "conversations_select", "multi_conversations_select":
		c.Picks = r.channels
	case "datetimepicker":
		if unix, err := strconv.ParseInt(c.Now, 10, 64); err == nil {
			c.Now = time.Unix(unix, 0).In(r.zone).Format("2006-01-02T15:04")
		}
	}
	for _, o := range e.Options {
		p := choice{o.Value, o.Text, o.Description}
		if o.Group == "" {
			c.Picks = append(c.Picks, p)
			continue
		}
		if n := len(c.Groups); n == 0 || c.Groups[n-1].Label != o.Group {
			c.Groups = append(c.Groups, group{Label: o.Group})
		}
		g := &c.Groups[len(c.Groups)-1]
		g.Picks = append(g.Picks, p)
	}
	return c
}

// chosenIn reads the entry of an element in state.values.
func chosenIn(put map[string]any) []string {
	var all []string
	add := func(v any) {
		switch v := v.(type) {
		case string:
			all = append(all, v)
		case float64:
			all = append(all, strconv.FormatFloat(v, 'f', -1, 64))
		case map[string]any:
			if s, ok := v["value"].(string); ok {
				all = append(all, s)
			}
		}
	}
	for name, v := range put {
		if name == "type" || v == nil {
			continue
		}
		if list, ok := v.([]any); ok {
			for _, one := range list {
				add(one)
			}
			continue
		}
		add(v)
	}
	return all
}
