package blockkit

// The elements that people press, fill and choose from. What each may hold is elementSchemas; where each may stand is
// the lists below it.
//
// Not modelled, and so refused as an unsupported type: external_select, multi_external_select, file_input,
// rich_text_input, workflow_button, feedback_buttons, icon_button. The bot uses none of them.

// with is an element's fields followed by what nearly every element shares.
func with(own []field, shared ...[]field) *schema {
	fields := append([]field{}, own...)
	for _, s := range shared {
		fields = append(fields, s...)
	}
	return of(append(fields, maybe("action_id", chars(1, 255)))...)
}

var (
	confirmable   = []field{maybe("confirm", confirmDialog)}
	focusable     = []field{maybe("focus_on_load", yesNo())}
	placeholdable = []field{maybe("placeholder", plainText(150))}
	dispatchable  = []field{maybe("dispatch_action_config", dispatchConfig)}
	selecting     = []field{maybe("max_selected_items", number(1, 0))}
	optionLists   = []field{
		maybe("options", items(1, 100, selectOption)),
		maybe("option_groups", items(1, 100, optionGroup)),
	}
)

var dateForm, timeForm, numberForm = matching(`^\d{4}-\d{2}-\d{2}$`), matching(`^([01]\d|2[0-3]):[0-5]\d$`),
	matching(`^-?\d+(\.\d+)?$`)

var elementSchemas = map[string]*schema{
	"button": with([]field{
		need("text", plainText(75)),
		maybe("url", chars(0, 3000)),
		maybe("value", chars(0, 2000)),
		maybe("style", colour),
		maybe("accessibility_label", chars(0, 75)),
	}, confirmable),
	"overflow":   with([]field{need("options", items(1, 5, menuOption))}, confirmable),
	"checkboxes": with([]field{need("options", items(1, 10, choiceOption)), maybe("initial_options", items(0, 10, choiceOption))}, confirmable, focusable),
	"radio_buttons": with([]field{need("options", items(1, 10, choiceOption)), maybe("initial_option", choiceOption)},
		confirmable, focusable),
	"static_select": with([]field{maybe("initial_option", selectOption)}, optionLists, placeholdable, confirmable, focusable),
	"multi_static_select": with([]field{maybe("initial_options", items(0, 100, selectOption))}, optionLists, selecting,
		placeholdable, confirmable, focusable),
	"users_select": with([]field{maybe("initial_user", chars(1, 255))}, placeholdable, confirmable, focusable),
	"multi_users_select": with([]field{maybe("initial_users", items(0, 0, chars(1, 255)))}, selecting, placeholdable,
		confirmable, focusable),
	"conversations_select": with([]field{
		maybe("initial_conversation", chars(1, 255)),
		maybe("default_to_current_conversation", yesNo()),
		maybe("response_url_enabled", yesNo()),
		maybe("filter", conversationFilter),
	}, placeholdable, confirmable, focusable),
	"multi_conversations_select": with([]field{
		maybe("initial_conversations", items(0, 0, chars(1, 255))),
		maybe("default_to_current_conversation", yesNo()),
		maybe("filter", conversationFilter),
	}, selecting, placeholdable, confirmable, focusable),
	"channels_select": with([]field{maybe("initial_channel", chars(1, 255)), maybe("response_url_enabled", yesNo())},
		placeholdable, confirmable, focusable),
	"multi_channels_select": with([]field{maybe("initial_channels", items(0, 0, chars(1, 255)))}, selecting, placeholdable,
		confirmable, focusable),
	"datepicker": with([]field{maybe("initial_date", dateForm)}, placeholdable, confirmable, focusable),
	"timepicker": with([]field{maybe("initial_time", timeForm), maybe("timezone", chars(1, 255))}, placeholdable,
		confirmable, focusable),
	"datetimepicker": with([]field{maybe("initial_date_time", number(1_000_000_000, 9_999_999_999))}, confirmable, focusable),
	"plain_text_input": with([]field{
		maybe("initial_value", chars(0, 3000)),
		maybe("multiline", yesNo()),
		maybe("min_length", number(0, 3000)),
		maybe("max_length", number(1, 3000)),
	}, placeholdable, dispatchable, focusable),
	"number_input": with([]field{
		need("is_decimal_allowed", yesNo()),
		maybe("initial_value", numberForm),
		maybe("min_value", numberForm),
		maybe("max_value", numberForm),
	}, placeholdable, dispatchable, focusable),
	"email_text_input": with([]field{maybe("initial_value", chars(0, 3000))}, placeholdable, dispatchable, focusable),
	"url_text_input":   with([]field{maybe("initial_value", chars(0, 3000))}, placeholdable, dispatchable, focusable),
	"image":            of(imageFields...).orEither("image_url", "slack_file"),
}

var selects = []string{
	"static_select", "multi_static_select", "users_select", "multi_users_select", "conversations_select",
	"multi_conversations_select", "channels_select", "multi_channels_select",
}

// Where elements may stand.
var (
	ofSections = append([]string{"button", "checkboxes", "datepicker", "image", "overflow", "radio_buttons", "timepicker"}, selects...)
	ofActions  = append([]string{"button", "checkboxes", "datepicker", "datetimepicker", "overflow", "radio_buttons", "timepicker"}, selects...)
	ofInputs   = append([]string{"checkboxes", "datepicker", "datetimepicker", "email_text_input", "number_input",
		"plain_text_input", "radio_buttons", "timepicker", "url_text_input"}, selects...)
)
