package demo

import (
	"net/url"
	"strings"
	"time"

	"cowork/bot/fakeslack/blockkit"
)

// A span is one piece of a text as the page draws it. What people typed is
// only ever Text; the template escapes it.
type span struct {
	Kind  string // text, bold, italic, strike, quote, code, pre, link, mention, me, channel, emoji, list, ordered, item, para
	Text  string
	Href  string
	Spans []span
}

// A reader is the person who looks at the page.
type reader struct {
	id       string
	name     func(string) string
	channel  func(string) string
	zone     *time.Location
	now      time.Time
	people   []choice
	channels []choice
}

func (r *reader) words() blockkit.Reader {
	return blockkit.Reader{Name: r.name, Channel: r.channel, Zone: r.zone, Now: r.now, Clock24: true}
}

// mrkdwn is a text in Slack's markup.
func (r *reader) mrkdwn(s string) []span { return r.spans(blockkit.ParseMrkdwn(s)) }

var nodeKinds = map[blockkit.NodeKind]string{
	blockkit.BoldNode: "bold", blockkit.ItalicNode: "italic", blockkit.StrikeNode: "strike", blockkit.QuoteNode: "quote",
	blockkit.CodeNode: "code", blockkit.PreNode: "pre",
}

func (r *reader) spans(nodes []blockkit.Node) []span {
	var out []span
	for _, n := range nodes {
		words := func() string { return r.words().Plain([]blockkit.Node{n}) }
		switch n.Kind {
		case blockkit.TextNode:
			out = append(out, span{Kind: "text", Text: n.Text})
		case blockkit.UserNode:
			kind := "mention"
			if n.Target == r.id {
				kind = "me"
			}
			out = append(out, span{Kind: kind, Text: words()})
		case blockkit.ChannelNode, blockkit.GroupNode:
			out = append(out, span{Kind: "channel", Text: words()})
		case blockkit.BroadcastNode:
			out = append(out, span{Kind: "me", Text: words()})
		case blockkit.LinkNode:
			out = append(out, link(n.Target, n.Text))
		case blockkit.DateNode:
			if n.Target != "" {
				out = append(out, link(n.Target, words()))
				continue
			}
			out = append(out, span{Kind: "text", Text: words()})
		case blockkit.EmojiNode:
			out = append(out, emoji(n.Text))
		case blockkit.CodeNode, blockkit.PreNode:
			out = append(out, span{Kind: nodeKinds[n.Kind], Text: n.Text})
		default:
			out = append(out, span{Kind: nodeKinds[n.Kind], Spans: r.spans(n.Children)})
		}
	}
	return out
}

// link is a link where it leads to the web or to a mailbox; anything else is
// shown as text.
func link(target, label string) span {
	if label == "" {
		label = target
	}
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "mailto" {
		return span{Kind: "text", Text: label}
	}
	return span{Kind: "link", Text: label, Href: u.String()}
}

// pictures are the emoji that have one here; others show their name, as they
// do in Slack when a workspace has none of that name.
var pictures = map[string]string{
	"wave": "👋", "coffee": "☕\ufe0f", "house": "🏠", "house_with_garden": "🏡", "computer": "💻", "books": "📚", "calendar": "📅", "bell": "🔔",
	"white_check_mark": "✅", "heavy_check_mark": "✔️", "x": "❌", "tada": "🎉", "thumbsup": "👍", "+1": "👍", "thumbsdown": "👎", "-1": "👎",
	"smile": "😄", "slightly_smiling_face": "🙂", "grin": "😁", "heart": "❤️", "sparkles": "✨", "star": "⭐", "fire": "🔥", "eyes": "👀",
	"round_pushpin": "📍", "pushpin": "📌", "clock9": "🕘", "hourglass": "⌛", "sunny": "☀️", "rain_cloud": "🌧️", "bike": "🚲", "train": "🚆",
	"pray": "🙏", "raised_hands": "🙌", "clap": "👏", "rocket": "🚀", "bulb": "💡", "warning": "⚠️", "no_entry": "⛔", "zzz": "💤",
	"handshake": "🤝", "museum": "🏛️", "office": "🏢", "deciduous_tree": "🌳", "telephone_receiver": "📞", "headphones": "🎧", "cat": "🐱", "dog": "🐶",
}

func emoji(name string) span {
	if p := pictures[strings.ToLower(name)]; p != "" {
		return span{Kind: "emoji", Text: p, Href: ":" + name + ":"}
	}
	return span{Kind: "text", Text: ":" + name + ":"}
}

// richPart is any piece of a rich_text block.
type richPart struct {
	Type     string     `json:"type"`
	Text     string     `json:"text"`
	URL      string     `json:"url"`
	User     string     `json:"user_id"`
	Channel  string     `json:"channel_id"`
	Group    string     `json:"usergroup_id"`
	Range    string     `json:"range"`
	Name     string     `json:"name"`
	Fallback string     `json:"fallback"`
	Format   string     `json:"format"`
	Unix     int64      `json:"timestamp"`
	Parts    []richPart `json:"elements"`
	Style    richStyle  `json:"style"`
}

// richStyle is how a piece is styled; a list has a word there instead.
type richStyle struct{ Bold, Italic, Strike, Code, Ordered bool }

func (s *richStyle) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	s.Ordered = text == `"ordered"`
	for name, to := range map[string]*bool{`"bold":true`: &s.Bold, `"italic":true`: &s.Italic, `"strike":true`: &s.Strike, `"code":true`: &s.Code} {
		*to = strings.Contains(strings.ReplaceAll(text, " ", ""), name)
	}
	return nil
}

// rich is a rich_text block.
func (r *reader) rich(parts []richPart) []span {
	var out []span
	for _, p := range parts {
		switch p.Type {
		case "rich_text_section":
			out = append(out, span{Kind: "para", Spans: r.rich(p.Parts)})
		case "rich_text_quote":
			out = append(out, span{Kind: "quote", Spans: r.rich(p.Parts)})
		case "rich_text_preformatted":
			words := ""
			for _, piece := range p.Parts {
				words += piece.Text
			}
			out = append(out, span{Kind: "pre", Text: words})
		case "rich_text_list":
			kind := "list"
			if p.Style.Ordered {
				kind = "ordered"
			}
			var items []span
			for _, item := range p.Parts {
				items = append(items, span{Kind: "item", Spans: r.rich(item.Parts)})
			}
			out = append(out, span{Kind: kind, Spans: items})
		default:
			out = append(out, r.styled(p))
		}
	}
	return out
}

// styled is one piece of a line of rich text.
func (r *reader) styled(p richPart) span {
	var s span
	switch p.Type {
	case "link":
		s = link(p.URL, p.Text)
	case "emoji":
		s = emoji(p.Name)
	case "user", "channel", "usergroup", "broadcast", "date":
		node := map[string]blockkit.Node{
			"user": {Kind: blockkit.UserNode, Target: p.User}, "channel": {Kind: blockkit.ChannelNode, Target: p.Channel},
			"usergroup": {Kind: blockkit.GroupNode, Target: p.Group}, "broadcast": {Kind: blockkit.BroadcastNode, Target: p.Range},
			"date": {Kind: blockkit.DateNode, Unix: p.Unix, Format: p.Format, Text: p.Fallback},
		}[p.Type]
		s = r.spans([]blockkit.Node{node})[0]
	default:
		s = span{Kind: "text", Text: p.Text}
	}
	for kind, on := range map[string]bool{"bold": p.Style.Bold, "italic": p.Style.Italic, "strike": p.Style.Strike} {
		if on {
			s = span{Kind: kind, Spans: []span{s}}
		}
	}
	if p.Style.Code {
		s = span{Kind: "code", Text: p.Text}
	}
	return s
}
