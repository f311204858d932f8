package blockkit

// The blocks, what each may hold, and the surfaces that each may appear on.
//
// Not modelled, and so refused as an unsupported type: video, file, table, data_table, data_visualization, card,
// carousel, container, alert, plan, task_card, context_actions, call. The bot uses none of them.

// block is a block's fields and its block_id.
func block(fields ...field) *schema {
	return of(append([]field{maybe("block_id", chars(1, 255))}, fields...)...)
}

var blockSchemas = map[string]*schema{
	"section": block(
		maybe("text", anyText(objectText).wrap()),
		maybe("fields", items(1, 10, anyText(2000))),
		maybe("accessory", among(elementSchemas, ofSections...)),
		maybe("expand", yesNo()),
	),
	"header":   block(need("text", plainText(150))),
	"context":  block(need("elements", items(1, 10, contextElement()))),
	"actions":  block(need("elements", items(1, 25, among(elementSchemas, ofActions...)))),
	"divider":  block(),
	"image":    block(append([]field{maybe("title", plainText(2000))}, imageFields...)...).orEither("image_url", "slack_file"),
	"markdown": block(need("text", chars(1, 12000))),
	"input": block(
		need("label", plainText(2000)),
		need("element", among(elementSchemas, ofInputs...)),
		maybe("hint", plainText(2000)),
		maybe("optional", yesNo()),
		maybe("dispatch_action", yesNo()),
	),
	"rich_text": block(need("elements", items(0, 0, richTextPart))),
}

// contextElement is a text of either type or an image.
func contextElement() *schema {
	s := anyText(objectText)
	s.types["image"] = elementSchemas["image"]
	return s
}

var (
	ofMessages = []string{"actions", "context", "divider", "header", "image", "input", "markdown", "rich_text", "section"}
	ofViews    = []string{"actions", "context", "divider", "header", "image", "input", "rich_text", "section"}
)

// messageSchema is the blocks of a message. An empty list is fine: it takes the blocks away.
var messageSchema = items(0, 50, among(blockSchemas, ofMessages...))

var viewBlocks = items(1, 100, among(blockSchemas, ofViews...))

// viewSchema is a whole view. Home tabs have no title, submit or close.
var viewSchema = (&schema{kind: union, types: map[string]*schema{
	"modal": of(append(viewFields,
		need("title", plainText(24)),
		maybe("submit", plainText(24)),
		maybe("close", plainText(24)),
		maybe("clear_on_close", yesNo()),
		maybe("notify_on_close", yesNo()),
	)...),
	"home": of(viewFields...),
}}).wrap()

var viewFields = []field{
	need("blocks", viewBlocks),
	maybe("private_metadata", chars(0, 3000)),
	maybe("callback_id", chars(0, 255)),
	maybe("external_id", chars(0, 255)),
}
