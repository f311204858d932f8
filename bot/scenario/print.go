package scenario

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// Printer prints a story like a play: day and hour as headings, who does what,
// and what each person then sees.
type Printer struct {
	Out    io.Writer
	Colour bool // emphasis by escape sequences, for terminals
	Width  int  // of a line, at least 40; 0 is 92

	story *Story
	at    string
	err   error
}

// Escape sequences, and where each is used.
const (
	strong = "\x1b[1m"  // headings, who acts
	faint  = "\x1b[2m"  // who sees it, the bar beside it
	warm   = "\x1b[36m" // what is typed and clicked
	plain  = "\x1b[0m"
)

// Begin prints the title and what the story is about.
func (p *Printer) Begin(s *Story) error {
	p.story, p.at = s, ""
	if p.Width == 0 {
		p.Width = 92
	}
	p.Width = max(p.Width, 40)
	p.line("%s", p.in(strong, s.Title))
	if s.About != "" {
		p.line("")
		p.paragraph("", s.About, "")
	}
	return p.err
}

// Beat prints one beat.
func (p *Printer) Beat(b Beat) error {
	if b.Quiet {
		return p.err
	}
	if b.Aside != "" {
		p.line("")
		p.paragraph("  ", b.Aside, faint)
		return p.err
	}
	if b.Action != "" {
		p.heading(b.At)
		p.line("")
		who, does := p.story.company(b.Action)
		if len(who) == 0 { // the bot, or Slack
			_, does, _ = strings.Cut(b.Action, " ")
		}
		p.line("  %s %s", p.in(strong, strings.TrimSuffix(b.Action, " "+does)), p.in(warm, does))
		for _, field := range b.Fields {
			p.paragraph("      ", field, warm)
		}
	}
	for _, s := range b.Sights {
		p.heading(s.At)
		p.line("")
		if s.Text == "" {
			p.line("      %s", p.in(faint, s.Heading()))
			continue
		}
		p.line("      %s", p.in(faint, s.Heading()+":"))
		for _, line := range strings.Split(s.Text, "\n") {
			for _, part := range wrap(line, p.Width-8) {
				p.line("      %s %s", p.in(faint, "│"), part)
			}
		}
	}
	return p.err
}

// heading prints day and hour, if they are not the ones printed last.
func (p *Printer) heading(at time.Time) {
	now := p.story.Moment(at)
	if now == p.at {
		return
	}
	p.at = now
	p.line("")
	title := "── " + now + " "
	p.line("%s", p.in(strong, title+strings.Repeat("─", max(0, p.Width-utf8.RuneCountInString(title)))))
}

func (p *Printer) paragraph(indent, text, style string) {
	for _, part := range wrap(text, p.Width-len(indent)) {
		p.line("%s%s", indent, p.in(style, part))
	}
}

// in puts text into a style where there is colour.
func (p *Printer) in(style, text string) string {
	if !p.Colour || style == "" || text == "" {
		return text
	}
	return style + text + plain
}

func (p *Printer) line(format string, args ...any) {
	if p.err != nil {
		return
	}
	_, p.err = fmt.Fprintln(p.Out, strings.TrimRight(fmt.Sprintf(format, args...), " "))
}

// wrap breaks a line at spaces so that its parts are at most width long, where
// that can be done; the parts after the first are indented like the first, and
// below the text of a list's dot.
func wrap(line string, width int) []string {
	if utf8.RuneCountInString(line) <= width {
		return []string{line}
	}
	text := strings.TrimLeft(line, " ")
	indent := line[:len(line)-len(text)]
	var parts []string
	now := indent
	empty := true
	for _, word := range strings.Split(text, " ") {
		if !empty && utf8.RuneCountInString(now)+1+utf8.RuneCountInString(word) > width {
			parts = append(parts, now)
			if len(parts) == 1 && strings.HasPrefix(text, "• ") {
				indent += "  "
			}
			now, empty = indent, true
		}
		if !empty {
			now += " "
		}
		now, empty = now+word, false
	}
	return append(parts, now)
}
