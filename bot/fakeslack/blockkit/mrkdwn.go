package blockkit

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// NodeKind says what a Node is.
type NodeKind int

// The kinds of Node, with the fields that each one fills.
const (
	TextNode      NodeKind = iota // Text, newlines included
	BoldNode                      // Children
	ItalicNode                    // Children
	StrikeNode                    // Children
	QuoteNode                     // Children: a run of quoted lines
	CodeNode                      // Text
	PreNode                       // Text, several lines
	LinkNode                      // Target is the URL, Text the label, "" for a bare URL
	UserNode                      // Target is the user's ID, Text the label, which Slack does not show
	ChannelNode                   // Target is the channel's ID, Text the label
	GroupNode                     // Target is the user group's ID, Text the label
	BroadcastNode                 // Target is channel, here or everyone
	DateNode                      // Unix, Format, Target is the link or "", Text the fallback
	EmojiNode                     // Text is the name without colons
)

// Node is one piece of a text in Slack's markup. Text and Target have their entities (&amp; &lt; &gt;) resolved.
type Node struct {
	Kind     NodeKind
	Text     string
	Target   string
	Format   string
	Unix     int64
	Children []Node
}

// ParseMrkdwn reads a text in Slack's markup. Every text has a tree: what is no markup is text, as Slack shows it.
// Marks follow Slack's habits: *bold*, _italic_ and ~strike~ stand at the edge of words and within a line, quotes
// begin a line, and there is no way to escape a mark. It takes linear time.
func ParseMrkdwn(s string) []Node {
	var nodes []Node
	for {
		before, rest, found := strings.Cut(s, "```")
		body, after, closed := strings.Cut(rest, "```")
		if !found || !closed || body == "" {
			return join(append(nodes, parseLines(s)...))
		}
		nodes = append(nodes, parseLines(before)...)
		nodes = append(nodes, Node{Kind: PreNode, Text: unescape(strings.TrimPrefix(body, "\n"))})
		s = after
	}
}

// parseLines gathers quoted lines and parses what is between them.
func parseLines(s string) []Node {
	if s == "" {
		return nil
	}
	var nodes []Node
	var run []string
	quoted := false
	flush := func() {
		if run == nil {
			return
		}
		p := parser{s: strings.Join(run, "\n")}
		if inner := p.parse(0); quoted {
			nodes = append(nodes, Node{Kind: QuoteNode, Children: inner})
		} else {
			nodes = append(nodes, inner...)
		}
		run = nil
	}
	for i, line := range strings.Split(s, "\n") {
		content, isQuote := cutQuote(line)
		if isQuote != quoted {
			flush()
			if i > 0 {
				nodes = append(nodes, Node{Kind: TextNode, Text: "\n"})
			}
		}
		quoted = isQuote
		run = append(run, content)
	}
	flush()
	return nodes
}

func cutQuote(line string) (content string, quoted bool) {
	for _, mark := range []string{"&gt;", ">"} {
		if rest, ok := strings.CutPrefix(line, mark); ok {
			return strings.TrimPrefix(rest, " "), true
		}
	}
	return line, false
}

// parser reads the marks within lines. Marks nest, but none within itself, so that the depth is at most three.
type parser struct {
	s     string
	nodes []Node
	plain strings.Builder
	// barren holds, for each mark, up to where it is known that no closing mark comes; it keeps the search linear.
	barren [3]int
}

const marks = "*_~"

var markKinds = [3]NodeKind{BoldNode, ItalicNode, StrikeNode}

// parse reads the whole of p.s; inside has a bit for each mark that is already open around it.
func (p *parser) parse(inside int) []Node {
	for i := 0; i < len(p.s); {
		node, width := p.nodeAt(i, inside)
		if width == 0 {
			_, size := utf8.DecodeRuneInString(p.s[i:])
			p.plain.WriteString(p.s[i : i+size])
			i += size
			continue
		}
		p.flush()
		p.nodes = append(p.nodes, node)
		i += width
	}
	p.flush()
	return join(p.nodes)
}

func (p *parser) flush() {
	if p.plain.Len() > 0 {
		p.nodes = append(p.nodes, Node{Kind: TextNode, Text: unescape(p.plain.String())})
		p.plain.Reset()
	}
}

// nodeAt is the piece of markup that begins at i and how many bytes it takes, 0 for none.
func (p *parser) nodeAt(i, inside int) (Node, int) {
	rest := p.s[i:]
	switch c := rest[0]; c {
	case '<':
		if end := angleEnd(rest); end > 0 {
			return parseAngle(rest[1:end]), end + 1
		}
	case '`':
		if end := codeEnd(rest); end > 0 {
			return Node{Kind: CodeNode, Text: unescape(rest[1:end])}, end + 1
		}
	case '*', '_', '~':
		mark := strings.IndexByte(marks, c)
		if inside&(1<<mark) == 0 && !wordBefore(p.s, i) {
			if end := p.closing(mark, i); end > 0 {
				inner := parser{s: p.s[i+1 : end]}
				return Node{Kind: markKinds[mark], Children: inner.parse(inside | 1<<mark)}, end + 1 - i
			}
		}
	case ':':
		if m := emojiForm.FindStringSubmatch(rest); m != nil && !wordBefore(p.s, i) {
			return Node{Kind: EmojiNode, Text: m[1]}, len(m[0])
		}
	case 'h':
		if m := bareURL.FindString(rest); m != "" && !wordBefore(p.s, i) {
			return Node{Kind: LinkNode, Target: unescape(m)}, len(m)
		}
	}
	return Node{}, 0
}

var (
	// A time such as 10:30:45 is no emoji, so a name has a letter (or is a thumb).
	emojiForm = regexp.MustCompile(`^:([a-z0-9_'-]*[a-z][a-z0-9_'-]*(?:::skin-tone-[2-6])?|\+1|-1):`)
	bareURL   = regexp.MustCompile("^https?://[^\\s<>|`]+[^\\s<>|`.,;:!?)'\"*_~]")
	scheme    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:.`)
)

// closing is where the mark that opens at i closes, or 0: on the same line, after something that is no space, before
// something that continues no word. Marks inside code and angle brackets do not count.
func (p *parser) closing(mark, i int) int {
	if i < p.barren[mark] || i+1 == len(p.s) || strings.IndexByte(" \t\n", p.s[i+1]) >= 0 || p.s[i+1] == marks[mark] {
		return 0
	}
	j := i + 1
	for ; j < len(p.s) && p.s[j] != '\n'; j++ {
		switch p.s[j] {
		case '<':
			j += angleEnd(p.s[j:])
		case '`':
			j += codeEnd(p.s[j:])
		case marks[mark]:
			if p.s[j-1] != ' ' && p.s[j-1] != marks[mark] && !wordAfter(p.s, j+1) {
				return j
			}
		}
	}
	p.barren[mark] = j
	return 0
}

// angleEnd is where the bracket that opens s closes, or 0.
func angleEnd(s string) int {
	if end := strings.IndexAny(s[1:], "<>\n"); end > 0 && s[1+end] == '>' {
		return 1 + end
	}
	return 0
}

// codeEnd is where the backtick that opens s closes, or 0.
func codeEnd(s string) int {
	if end := strings.IndexAny(s[1:], "`\n"); end > 0 && s[1+end] == '`' {
		return 1 + end
	}
	return 0
}

func wordBefore(s string, i int) bool {
	r, size := utf8.DecodeLastRuneInString(s[:i])
	return size > 0 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func wordAfter(s string, i int) bool {
	r, size := utf8.DecodeRuneInString(s[i:])
	return size > 0 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// parseAngle reads what stands between angle brackets.
func parseAngle(content string) Node {
	target, label, _ := strings.Cut(content, "|")
	target, label = unescape(target), unescape(label)
	switch {
	case strings.HasPrefix(target, "@") && len(target) > 1:
		return Node{Kind: UserNode, Target: target[1:], Text: label}
	case strings.HasPrefix(target, "#") && len(target) > 1:
		return Node{Kind: ChannelNode, Target: target[1:], Text: label}
	case strings.HasPrefix(target, "!"):
		return parseSpecial(target[1:], label)
	case scheme.MatchString(target):
		return Node{Kind: LinkNode, Target: target, Text: label}
	}
	return Node{Kind: TextNode, Text: "<" + unescape(content) + ">"}
}

func parseSpecial(target, label string) Node {
	parts := strings.SplitN(target, "^", 4)
	switch parts[0] {
	case "channel", "here", "everyone":
		return Node{Kind: BroadcastNode, Target: parts[0]}
	case "group": // an old name for channel
		return Node{Kind: BroadcastNode, Target: "channel"}
	case "subteam":
		if len(parts) > 1 {
			return Node{Kind: GroupNode, Target: parts[1], Text: label}
		}
	case "date":
		if len(parts) > 2 {
			unix, err := strconv.ParseInt(parts[1], 10, 64)
			if err != nil {
				break
			}
			n := Node{Kind: DateNode, Unix: unix, Format: parts[2], Text: label}
			if len(parts) == 4 {
				n.Target = parts[3]
			}
			return n
		}
	}
	if label != "" {
		return Node{Kind: TextNode, Text: label}
	}
	return Node{Kind: TextNode, Text: "<!" + target + ">"}
}

// join merges neighbouring texts.
func join(nodes []Node) []Node {
	var joined []Node
	for _, n := range nodes {
		last := len(joined) - 1
		if n.Kind == TextNode && last >= 0 && joined[last].Kind == TextNode {
			joined[last].Text += n.Text
			continue
		}
		joined = append(joined, n)
	}
	return joined
}

var entities = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

func unescape(s string) string { return entities.Replace(s) }

// Escape makes a text that somebody typed safe to stand in markup: it pings nobody and links nowhere by <…>. It is
// what Slack asks for: & < > and nothing else.
func Escape(s string) string { return escapes.Replace(s) }

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
