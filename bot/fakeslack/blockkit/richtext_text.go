package blockkit

import (
	"fmt"
	"strings"
)

// richText is a rich_text block as plain words.
func (r Reader) richText(b map[string]any) string {
	var lines []string
	numbers := map[int]int{} // how far each level of a numbered list has come
	for _, part := range objects(b, "elements") {
		words := r.pieces(part)
		switch str(part, "type") {
		case "rich_text_section":
			lines = append(lines, strings.TrimRight(words, "\n"))
		case "rich_text_quote":
			lines = append(lines, "> "+strings.ReplaceAll(words, "\n", "\n> "))
		case "rich_text_preformatted":
			lines = append(lines, words)
		case "rich_text_list":
			lines = append(lines, r.listItems(part, numbers)...)
			continue
		}
		clear(numbers)
	}
	return strings.Join(lines, "\n")
}

// listItems numbers on where a list of the same level was interrupted by a deeper one.
func (r Reader) listItems(part map[string]any, numbers map[int]int) []string {
	level, _ := num(part, "indent")
	level = min(max(level, 0), 8)
	for deeper := range numbers {
		if deeper > level {
			delete(numbers, deeper)
		}
	}
	if offset, ok := num(part, "offset"); ok {
		numbers[level] = offset
	}
	var lines []string
	for _, item := range objects(part, "elements") {
		mark := "• "
		if str(part, "style") == "ordered" {
			numbers[level]++
			mark = fmt.Sprintf("%d. ", numbers[level])
		}
		lines = append(lines, strings.Repeat("  ", level)+mark+r.pieces(item))
	}
	return lines
}

func (r Reader) pieces(part map[string]any) string {
	var b strings.Builder
	for _, o := range objects(part, "elements") {
		if n, ok := richNode(o); ok {
			b.WriteString(r.plain(n))
		}
	}
	return b.String()
}

// richNode is a piece of rich text as a node of markup, so that both read the same.
func richNode(o map[string]any) (Node, bool) {
	style := child(o, "style")
	n := Node{Text: str(o, "text")}
	switch str(o, "type") {
	case "text":
		if yes(style, "code") {
			n.Kind = CodeNode
		}
	case "link":
		n.Kind, n.Target = LinkNode, str(o, "url")
	case "user":
		n.Kind, n.Target = UserNode, str(o, "user_id")
	case "usergroup":
		n.Kind, n.Target = GroupNode, str(o, "usergroup_id")
	case "channel":
		n.Kind, n.Target = ChannelNode, str(o, "channel_id")
	case "broadcast":
		n.Kind, n.Target = BroadcastNode, str(o, "range")
	case "emoji":
		n.Kind, n.Text = EmojiNode, str(o, "name")
	case "date":
		unix, _ := num(o, "timestamp")
		n = Node{Kind: DateNode, Unix: int64(unix), Format: str(o, "format"), Target: str(o, "url"), Text: str(o, "fallback")}
	case "color":
		n.Text = str(o, "value")
	case "team":
		n.Text = str(o, "team_id")
	default:
		return Node{}, false
	}
	if yes(style, "strike") {
		n = Node{Kind: StrikeNode, Children: []Node{n}}
	}
	return n, true
}
