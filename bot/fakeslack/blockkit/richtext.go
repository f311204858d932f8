package blockkit

// The rich_text block: sections, lists, quotes and preformatted text made of styled pieces.

var richTextStyle = of(
	maybe("bold", yesNo()), maybe("italic", yesNo()), maybe("strike", yesNo()), maybe("code", yesNo()),
	maybe("underline", yesNo()), maybe("highlight", yesNo()), maybe("client_highlight", yesNo()), maybe("unlink", yesNo()),
)

// styled is a piece's own fields and its style.
func styled(fields ...field) *schema { return of(append(fields, maybe("style", richTextStyle))...) }

var richTextPieces = map[string]*schema{
	"text":      styled(need("text", chars(1, 0))),
	"link":      styled(need("url", chars(1, 0)), maybe("text", chars(0, 0)), maybe("unsafe", yesNo())),
	"user":      styled(need("user_id", chars(1, 255))),
	"usergroup": styled(need("usergroup_id", chars(1, 255))),
	"channel":   styled(need("channel_id", chars(1, 255))),
	"team":      styled(need("team_id", chars(1, 255))),
	"broadcast": styled(need("range", oneOf("here", "channel", "everyone"))),
	"color":     styled(need("value", chars(1, 0))),
	"emoji": styled(need("name", chars(1, 0)), maybe("unicode", chars(0, 0)), maybe("url", chars(0, 0)),
		maybe("skin_tone", number(1, 6))),
	"date": styled(need("timestamp", number(0, 0)), need("format", chars(1, 0)), maybe("url", chars(1, 0)),
		maybe("fallback", chars(0, 0)), maybe("timezone", chars(1, 255))),
}

var richTextPiece = among(richTextPieces,
	"text", "link", "user", "usergroup", "channel", "team", "broadcast", "color", "emoji", "date")

var border = maybe("border", number(0, 1))

var richTextParts = map[string]*schema{
	"rich_text_section": of(need("elements", items(0, 0, richTextPiece))),
	"rich_text_quote":   of(need("elements", items(0, 0, richTextPiece)), border),
	"rich_text_preformatted": of(need("elements", items(0, 0, among(richTextPieces, "text", "link"))), border,
		maybe("language", chars(0, 255))),
	"rich_text_list": of(
		need("elements", items(0, 0, &schema{kind: union, types: map[string]*schema{
			"rich_text_section": of(need("elements", items(0, 0, richTextPiece))),
		}})),
		need("style", oneOf("bullet", "ordered")),
		maybe("indent", number(0, 8)),
		maybe("offset", number(0, 0)),
		border,
	),
}

var richTextPart = among(richTextParts,
	"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted")
