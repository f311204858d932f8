package blockkit

// Composition objects: the small things that blocks and elements are made of.

// plainText is a plain_text object of 1 to max characters.
func plainText(max int) *schema {
	return &schema{kind: union, types: map[string]*schema{"plain_text": plainTextObject(max)}}
}

// anyText is a text object of either type, of 1 to max characters. A mrkdwn object has no emoji field and a
// plain_text object no verbatim field; Slack refuses both as additional properties.
func anyText(max int) *schema {
	return &schema{kind: union, types: map[string]*schema{
		"plain_text": plainTextObject(max),
		"mrkdwn":     of(need("text", chars(1, max)), maybe("verbatim", yesNo())),
	}}
}

func plainTextObject(max int) *schema {
	return of(need("text", chars(1, max)), maybe("emoji", yesNo()))
}

// objectText is the most that any text object holds.
const objectText = 3000

// An option's value has a hard limit of 150 characters; @slack/types advises 75.
var (
	selectOption = of(need("text", plainText(75)), need("value", chars(1, 150)), maybe("description", plainText(75)))
	choiceOption = of(need("text", anyText(75)), need("value", chars(1, 150)), maybe("description", anyText(75)))
	menuOption   = of(need("text", plainText(75)), need("value", chars(1, 150)), maybe("description", plainText(75)),
		maybe("url", chars(0, 3000)))
	optionGroup = of(need("label", plainText(75)), need("options", items(1, 100, selectOption)))
)

var colour = oneOf("primary", "danger")

var confirmDialog = of(
	maybe("title", plainText(100)),
	need("text", anyText(300)),
	maybe("confirm", plainText(30)),
	maybe("deny", plainText(30)),
	maybe("style", colour),
)

var conversationFilter = &schema{kind: object, min: 1, fields: []field{
	maybe("include", items(1, 4, oneOf("im", "mpim", "private", "public"))),
	maybe("exclude_external_shared_channels", yesNo()),
	maybe("exclude_bot_users", yesNo()),
}}

var dispatchConfig = of(
	need("trigger_actions_on", items(1, 2, oneOf("on_enter_pressed", "on_character_entered"))),
)

var slackFile = of(maybe("url", chars(1, 3000)), maybe("id", chars(1, 255))).orEither("id", "url")

// imageFields are what an image has both as a block and as an element.
var imageFields = []field{
	maybe("image_url", chars(1, 3000)),
	maybe("slack_file", slackFile),
	need("alt_text", chars(1, 2000)),
}
