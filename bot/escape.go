package bot

import "strings"

// markup neutralises the three characters that make markup in Slack's
// mrkdwn. Nothing else does: mentions, channels, links and dates all begin
// with "<".
var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escape makes whatever a person typed, or is named, safe to stand in mrkdwn
// and in a message's fallback text: it is shown as typed and never pings,
// links or formats anybody. Text that only says what the bot says needs no
// escaping; everything else passes through here.
//
// Control characters and the marks that turn the direction of what follows
// are taken out, line breaks become spaces, and formatting characters get a
// zero-width space beside them so that they stay characters.
func escape(s string) string { return markup.Replace(inert(s)) }

// inert is escape without the replacing of "&", "<" and ">", for the places
// that take plain text, where Slack would show "&amp;" as it is.
func inert(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			b.WriteByte(' ')
		case invisible(r):
		case r == '*' || r == '_' || r == '~' || r == '`':
			b.WriteRune('\u200b')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
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
