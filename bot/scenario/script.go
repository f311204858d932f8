package scenario

import (
	"strings"
	"time"
)

// Script is the file of the story with what people really saw in it: the
// same as Text when everybody sees what the file says.
func (s *Story) Script(beats []Beat) string {
	var out strings.Builder
	byLine := map[int]Beat{}
	for _, b := range beats {
		byLine[b.Line] = b
	}
	apart := false // sights came before: a blank line has to
	for i, st := range s.steps {
		if i > 0 && (st.blank || apart) {
			out.WriteString("\n")
		}
		out.WriteString(st.text + "\n")
		for _, item := range st.items {
			out.WriteString("- " + item + "\n")
		}
		b := byLine[st.line]
		s.scriptSights(&out, b)
		apart = len(b.Sights) > 0
	}
	return out.String()
}

func (s *Story) scriptSights(out *strings.Builder, b Beat) {
	at := s.Moment(b.At)
	for _, sight := range b.Sights {
		out.WriteString("\n")
		if now := s.Moment(sight.At); now != at {
			at = now
			out.WriteString("  -- " + at + "\n")
		}
		if sight.Text == "" {
			out.WriteString("  " + sight.Heading() + "\n")
			continue
		}
		out.WriteString("  " + sight.Heading() + ":\n")
		for _, line := range strings.Split(sight.Text, "\n") {
			out.WriteString(strings.TrimRight("  | "+line, " ") + "\n")
		}
	}
}

// Moment is a time as the story tells it, in its zone.
func (s *Story) Moment(t time.Time) string {
	return t.In(s.zone).Format("Monday 2 January, 15:04")
}
