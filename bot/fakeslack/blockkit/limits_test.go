package blockkit

import (
	"encoding/json"
	"os"
	"testing"
)

// TestLimitsAgree compares the tables here with limits that others wrote down as data.
func TestLimitsAgree(t *testing.T) {
	const shared = "../../../../shared/data/blockkit-limits.json"
	raw, err := os.ReadFile(shared)
	if err != nil {
		t.Skipf("left out: there is no %s here to compare with", shared)
	}
	var limits map[string]json.RawMessage
	if err := json.Unmarshal(raw, &limits); err != nil {
		t.Fatal(err)
	}
	theirs := func(path ...string) (int, bool) {
		at := raw
		for _, name := range path {
			var o map[string]json.RawMessage
			if json.Unmarshal(at, &o) != nil || o[name] == nil {
				return 0, false
			}
			at = o[name]
		}
		var n int
		return n, json.Unmarshal(at, &n) == nil
	}
	for _, c := range []struct {
		section, field string
		ours           *schema
	}{
		{"button", "text", textIn(elementSchemas["button"], "text")},
		{"button", "url", elementSchemas["button"].fieldSchema("url")},
		{"button", "value", elementSchemas["button"].fieldSchema("value")},
		{"button", "accessibility_label", elementSchemas["button"].fieldSchema("accessibility_label")},
		{"confirmation", "title", textIn(confirmDialog, "title")},
		{"confirmation", "text", textIn(confirmDialog, "text")},
		{"confirmation", "confirm", textIn(confirmDialog, "confirm")},
		{"confirmation", "deny", textIn(confirmDialog, "deny")},
		{"option", "text", textIn(menuOption, "text")},
		{"option", "value", menuOption.fieldSchema("value")},
		{"option", "description", textIn(menuOption, "description")},
		{"option", "url", menuOption.fieldSchema("url")},
		{"option_group", "label", textIn(optionGroup, "label")},
		{"option_group", "options", optionGroup.fieldSchema("options")},
		{"select", "placeholder", textIn(elementSchemas["users_select"], "placeholder")},
		{"select", "options", elementSchemas["static_select"].fieldSchema("options")},
		{"select", "option_groups", elementSchemas["static_select"].fieldSchema("option_groups")},
		{"overflow", "options", elementSchemas["overflow"].fieldSchema("options")},
		{"checkboxes", "options", elementSchemas["checkboxes"].fieldSchema("options")},
		{"radio_buttons", "options", elementSchemas["radio_buttons"].fieldSchema("options")},
		{"actions", "elements", blockSchemas["actions"].fieldSchema("elements")},
		{"context", "elements", blockSchemas["context"].fieldSchema("elements")},
		{"header", "text", textIn(blockSchemas["header"], "text")},
		{"image", "image_url", blockSchemas["image"].fieldSchema("image_url")},
		{"image", "alt_text", blockSchemas["image"].fieldSchema("alt_text")},
		{"input", "label", textIn(blockSchemas["input"], "label")},
		{"input", "hint", textIn(blockSchemas["input"], "hint")},
		{"markdown", "text", blockSchemas["markdown"].fieldSchema("text")},
		{"section", "text", textIn(blockSchemas["section"], "text")},
		{"section", "fields", blockSchemas["section"].fieldSchema("fields")},
		{"view", "blocks", viewBlocks},
		{"view", "private_metadata", viewSchema.types["modal"].fieldSchema("private_metadata")},
		{"view", "callback_id", viewSchema.types["home"].fieldSchema("callback_id")},
		{"view", "title", textIn(viewSchema.types["modal"], "title")},
		{"view", "close", textIn(viewSchema.types["modal"], "close")},
		{"view", "submit", textIn(viewSchema.types["modal"], "submit")},
	} {
		compared := false
		for name, ours := range map[string]int{
			"max_length": c.ours.max, "max_items": c.ours.max, "min_items": c.ours.min, "min_length": c.ours.min,
		} {
			if n, ok := theirs(c.section, c.field, name); ok {
				compared = true
				if n != ours {
					t.Errorf("%s.%s.%s is %d there and %d here", c.section, c.field, name, n, ours)
				}
			}
		}
		if !compared {
			t.Errorf("%s.%s is not in the file", c.section, c.field)
		}
	}
	for path, ours := range map[[3]string]int{
		{"text", "max_length"}:                    objectText,
		{"action_id", "max_length"}:               elementSchemas["button"].fieldSchema("action_id").max,
		{"block_id", "max_length"}:                blockSchemas["divider"].fieldSchema("block_id").max,
		{"plain_text_input", "max_length", "max"}: elementSchemas["plain_text_input"].fieldSchema("max_length").max,
		{"section", "fields", "item_max_length"}:  blockSchemas["section"].fieldSchema("fields").items.types["mrkdwn"].fieldSchema("text").max,
	} {
		names := path[:]
		if names[2] == "" {
			names = names[:2]
		}
		if n, ok := theirs(names...); !ok || n != ours {
			t.Errorf("%v is %d there and %d here", names, n, ours)
		}
	}
}

// textIn is the schema of the characters in a text object that is a field of s.
func textIn(s *schema, name string) *schema {
	return s.fieldSchema(name).types["plain_text"].fieldSchema("text")
}
