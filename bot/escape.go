package bot

import "strings"

// markup neutralises what makes markup in Slack's mrkdwn. "<" begins every
// mention, channel, link and date. The characters that make bold, italic,
// struck and fixed-width text have no escape in Slack, so they are shown by
// others of the same look.
var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "*", "∗", "_", "＿", "~", "∼", "`", "ˋ")

// escape makes whatever a person typed, or is named, safe to stand in mrkdwn
// and in a message's fallback text: it never pings, links or formats anything.
// Text that only the bot says needs no escaping; everything else passes through
// here. The text objects of this package are verbatim besides, so that Slack
// makes no links of what only looks like an address or a channel.
func escape(s string) string { return markup.Replace(inert(s)) }

// inert takes out of a text what has no shape of its own: controls, zero-width
// characters, and the marks that turn the direction of what follows. Line
// breaks become spaces. It is enough where text is plain: there Slack would show
// "&amp;" as it is.
func inert(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case invisible(r):
			return -1
		}
		return r
	}, s)
}

// invisible reports whether r has no shape of its own: controls, zero-width
// characters, and marks of direction. Joiners (U+200D) stay, since emoji and
// some scripts are written with them.
func invisible(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0, r == '\ufffd', r == '\ufeff', r == '\u2060':
		return true
	case r == '\u200b', r == '\u200e', r == '\u200f', r == '\u061c':
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u2028', r == '\u2029':
		return true
	}
	return false
}

// clip shortens s to at most n characters, with an ellipsis where something
// was cut.
func clip(s string, n int) string {
	count := 0
	for i := range s {
		if count++; count > n {
			cut := []rune(s[:i])
			return string(cut[:n-1]) + "…"
		}
	}
	return s
}
