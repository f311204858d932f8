package blockkit

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// Whom a text would ping is found without the parser, by the tokens alone, so that a fault in one does not hide in the
// other. It is the stricter reading: inside code, in any case of letters, with or without a label.

var (
	broadcastToken = regexp.MustCompile(`(?i)<!(?:channel|here|everyone|group|subteam\^[^>|]*)(?:\|[^>]*)?>`)
	mentionToken   = regexp.MustCompile(`<@([A-Za-z0-9]+)(?:\|[^>]*)?>`)
)

// Broadcasts are the tokens in a text that ping more than one person: <!channel>, <!here>, <!everyone> and
// <!subteam^…>, as they are written there; nil when it pings nobody that way.
func Broadcasts(s string) []string { return broadcastToken.FindAllString(s, -1) }

// Mentions are the IDs of the people whom a text mentions, in order, each once.
func Mentions(s string) []string {
	var ids []string
	for _, m := range mentionToken.FindAllStringSubmatch(s, -1) {
		if !slices.Contains(ids, m[1]) {
			ids = append(ids, m[1])
		}
	}
	return ids
}

// BlockBroadcasts is Broadcasts over everything in blocks or a view that Slack reads as markup: mrkdwn texts, markdown
// blocks and rich text.
func BlockBroadcasts(blocks json.RawMessage) []string {
	var found []string
	eachMarkup(blocks, func(text string, piece map[string]any) {
		switch str(piece, "type") {
		case "broadcast":
			found = append(found, "<!"+str(piece, "range")+">")
		case "usergroup":
			found = append(found, "<!subteam^"+str(piece, "usergroup_id")+">")
		}
		found = append(found, Broadcasts(text)...)
	})
	return found
}

// BlockMentions is Mentions over everything in blocks or a view that Slack reads as markup.
func BlockMentions(blocks json.RawMessage) []string {
	var all strings.Builder
	eachMarkup(blocks, func(text string, piece map[string]any) {
		if id := str(piece, "user_id"); str(piece, "type") == "user" {
			all.WriteString("<@" + id + ">")
		}
		all.WriteString(text)
		all.WriteByte('\n')
	})
	return Mentions(all.String())
}

// eachMarkup calls visit for each object in reading order, with its text where Slack reads it as markup.
func eachMarkup(blocks json.RawMessage, visit func(text string, object map[string]any)) {
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			markup := ""
			if t := str(v, "type"); t == "mrkdwn" || t == "markdown" {
				markup = str(v, "text")
			}
			visit(markup, v)
			for _, name := range sortedKeys(v) {
				walk(v[name])
			}
		}
	}
	v, _ := decode(blocks)
	walk(v)
}
