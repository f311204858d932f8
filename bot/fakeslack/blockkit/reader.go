package blockkit

import (
	"strings"
	"time"
	"unicode"
)

// Reader is the person who reads: names as they know them, times where they are. The zero Reader sees IDs for names
// and times in UTC.
type Reader struct {
	Name    func(userID string) string    // "" or nil leaves the ID
	Channel func(channelID string) string // a channel's name without #; "" or nil leaves the label or the ID
	Zone    *time.Location                // nil is UTC
	Now     time.Time                     // for "today" and "2 days ago"; zero writes dates out
	Clock24 bool                          // 14:39 for 2:39 PM
}

// Mrkdwn is a text in Slack's markup as plain words: names for mentions, labels for links, dates in UTC. Bold and
// italic marks are gone; code keeps its backticks and what is struck out its tildes, which mean something in plain
// text too. names may be nil.
func Mrkdwn(s string, names func(userID string) string) string { return Reader{Name: names}.Mrkdwn(s) }

// Mrkdwn is a text in Slack's markup as this person reads it, as plain words.
func (r Reader) Mrkdwn(s string) string { return printable(r.Plain(ParseMrkdwn(s))) }

// printable leaves out what would steer a terminal; somebody may have typed it.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\n' && c != '\t' {
			return -1
		}
		return c
	}, s)
}

// Plain is a parsed text as this person reads it, as plain words.
func (r Reader) Plain(nodes []Node) string {
	var b strings.Builder
	for _, n := range nodes {
		b.WriteString(r.plain(n))
	}
	return b.String()
}

func (r Reader) plain(n Node) string {
	switch n.Kind {
	case BoldNode, ItalicNode:
		return r.Plain(n.Children)
	case StrikeNode:
		return "~" + r.Plain(n.Children) + "~"
	case QuoteNode:
		return "> " + strings.ReplaceAll(r.Plain(n.Children), "\n", "\n> ")
	case CodeNode:
		return "`" + n.Text + "`"
	case LinkNode:
		return first(n.Text, n.Target)
	case UserNode:
		return "@" + first(call(r.Name, n.Target), n.Target)
	case ChannelNode:
		return "#" + first(call(r.Channel, n.Target), n.Text, n.Target)
	case GroupNode:
		return "@" + strings.TrimPrefix(first(n.Text, n.Target), "@")
	case BroadcastNode:
		return "@" + n.Target
	case DateNode:
		return r.date(n)
	case EmojiNode:
		return ":" + n.Text + ":"
	}
	return n.Text
}

func call(names func(string) string, id string) string {
	if names == nil {
		return ""
	}
	return names(id)
}

// first is the first that is not empty.
func first(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}
