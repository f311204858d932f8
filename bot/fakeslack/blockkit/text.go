package blockkit

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Text is what a person reads in blocks, as plain text for a terminal, in UTC; see Reader.Text. names may be nil.
func Text(blocks json.RawMessage, names func(userID string) string) string {
	return Reader{Name: names}.Text(blocks)
}

// Text is what this person reads in the blocks of a message, or in a whole modal or home tab: one block after the
// other, without a blank line between, and without a newline at the end.
//
//	# A header
//	A section with its fields below and its accessory at the end.   [ Button ]
//	Label: value
//	a context · another
//	[ Accept ]  [ Skip ]
//	────────────────────
//	Label (optional):
//	    [ what is typed there, or the placeholder ]
//	    (•) chosen  ( ) not chosen
//	    a hint
//
// A modal has its title in the first line and its buttons in the last. Malformed blocks are left out.
func (r Reader) Text(blocks json.RawMessage) string {
	v, _ := decode(blocks)
	var lines []string
	add := func(s string) {
		if s != "" {
			lines = append(lines, s)
		}
	}
	view, _ := v.(map[string]any)
	if title := str(child(view, "title"), "text"); title != "" {
		add("== " + title + " ==")
	}
	for _, b := range blocksOf(v) {
		if write := blockTexts[str(b, "type")]; write != nil {
			add(write(r, b))
		}
	}
	if str(view, "type") == "modal" {
		buttons := []string{press(first(str(child(view, "close"), "text"), "Cancel"))}
		if submit := str(child(view, "submit"), "text"); submit != "" {
			buttons = append(buttons, press(submit))
		}
		add(strings.Join(buttons, "  "))
	}
	return printable(strings.Join(lines, "\n"))
}

var blockTexts = map[string]func(Reader, map[string]any) string{
	"header":    func(r Reader, b map[string]any) string { return prefixed("# ", r.textOf(child(b, "text"))) },
	"section":   Reader.section,
	"context":   Reader.context,
	"actions":   func(r Reader, b map[string]any) string { return r.acts(b, objects(b, "elements")) },
	"divider":   func(Reader, map[string]any) string { return strings.Repeat("─", 20) },
	"image":     Reader.image,
	"input":     Reader.input,
	"markdown":  func(_ Reader, b map[string]any) string { return strings.TrimRight(str(b, "text"), "\n") },
	"rich_text": Reader.richText,
}

// textOf is a text object: markup is read, plain text stands as it is.
func (r Reader) textOf(o map[string]any) string {
	words := str(o, "text")
	if str(o, "type") == "mrkdwn" {
		words = r.Mrkdwn(words)
	}
	return strings.TrimRight(words, "\n")
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func (r Reader) section(b map[string]any) string {
	var lines []string
	if words := r.textOf(child(b, "text")); words != "" {
		lines = append(lines, words)
	}
	for _, f := range objects(b, "fields") {
		lines = append(lines, fieldLine(r.textOf(f)))
	}
	beside := r.accessory(child(b, "accessory"), b)
	switch {
	case beside == "":
	case strings.Contains(beside, "\n") || len(lines) == 0:
		lines = append(lines, beside)
	default:
		lines[len(lines)-1] += "   " + beside
	}
	return strings.Join(lines, "\n")
}

// fieldLine puts a field's first line, its label, before the rest.
func fieldLine(words string) string {
	label, value, found := strings.Cut(words, "\n")
	if !found {
		return words
	}
	return strings.TrimSuffix(label, ":") + ": " + strings.ReplaceAll(value, "\n", "\n    ")
}

func (r Reader) accessory(o, b map[string]any) string {
	if str(o, "type") == "image" {
		return imageWords(o)
	}
	return r.acts(b, []map[string]any{o})
}

func imageWords(o map[string]any) string { return "(image: " + str(o, "alt_text") + ")" }

func (r Reader) image(b map[string]any) string {
	if title := r.textOf(child(b, "title")); title != "" {
		return title + "\n" + imageWords(b)
	}
	return imageWords(b)
}

func (r Reader) context(b map[string]any) string {
	var parts []string
	for _, o := range objects(b, "elements") {
		if str(o, "type") == "image" {
			parts = append(parts, imageWords(o))
		} else if words := r.textOf(o); words != "" {
			parts = append(parts, words)
		}
	}
	return strings.Join(parts, " · ")
}

// acts is a row of elements; a list of choices takes lines of its own.
func (r Reader) acts(b map[string]any, elements []map[string]any) string {
	var row, lines []string
	for _, o := range elements {
		e, ok := elementOf(o, b)
		if !ok {
			continue
		}
		if words := r.element(e); strings.Contains(words, "\n") {
			lines = append(lines, words)
		} else {
			row = append(row, words)
		}
	}
	if row != nil {
		lines = append([]string{strings.Join(row, "  ")}, lines...)
	}
	return strings.Join(lines, "\n")
}

func (r Reader) input(b map[string]any) string {
	o := child(b, "element")
	e, ok := elementOf(o, b)
	if !ok {
		return ""
	}
	label := r.textOf(child(b, "label"))
	if yes(b, "optional") {
		label += " (optional)"
	}
	lines := label + ":\n" + indent(r.element(e))
	if hint := r.textOf(child(b, "hint")); hint != "" {
		lines += "\n" + indent(hint)
	}
	return lines
}

func indent(s string) string { return "    " + strings.ReplaceAll(s, "\n", "\n    ") }

func press(words string) string { return "[ " + words + " ]" }

// element is how an element looks before anybody touches it.
func (r Reader) element(e Element) string {
	switch e.Type {
	case "button":
		return press(e.Label)
	case "overflow":
		return press("… " + strings.Join(labels(e.Options), " | "))
	case "checkboxes":
		return r.choices(e, "[x] ", "[ ] ")
	case "radio_buttons":
		return r.choices(e, "(•) ", "( ) ")
	case "static_select", "multi_static_select":
		return press(first(r.chosen(e), e.Placeholder, "Choose")+" ▾") + "\n" + indent(strings.Join(shortened(labels(e.Options)), " | "))
	case "plain_text_input", "number_input", "email_text_input", "url_text_input", "datepicker", "timepicker", "datetimepicker":
		return press(first(r.chosen(e), e.Placeholder, "…"))
	}
	return press(first(r.chosen(e), e.Placeholder, "Choose") + " ▾")
}

func labels(options []Option) []string {
	var words []string
	for _, o := range options {
		words = append(words, o.Text)
	}
	return words
}

// shortened leaves the middle out of a long list: nobody reads 48 half hours.
func shortened(words []string) []string {
	if len(words) <= 12 {
		return words
	}
	middle := fmt.Sprintf("… %d more …", len(words)-7)
	return slices.Concat(words[:5], []string{middle}, words[len(words)-2:])
}

// choices are checkboxes or radio buttons, one a line, with their descriptions.
func (r Reader) choices(e Element, on, off string) string {
	var lines []string
	for _, o := range e.Options {
		mark := off
		if slices.Contains(e.Initial, o.Value) {
			mark = on
		}
		line := mark + r.Mrkdwn(o.Text)
		if o.Description != "" {
			line += " (" + r.Mrkdwn(o.Description) + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// chosen is the initial value as it is shown.
func (r Reader) chosen(e Element) string {
	var words []string
	for _, v := range e.Initial {
		switch shape := shapes[e.Type]; {
		case shape.by == asOption:
			if option, ok := e.Option(v); ok {
				words = append(words, option.Text)
			}
		case strings.HasSuffix(e.Type, "users_select"):
			words = append(words, "@"+first(call(r.Name, v), v))
		case strings.HasSuffix(e.Type, "channels_select"):
			words = append(words, "#"+first(call(r.Channel, v), v))
		default:
			words = append(words, strings.ReplaceAll(v, "\n", " / "))
		}
	}
	return strings.Join(words, ", ")
}
