package scenario

import (
	"slices"
	"strings"
	"time"

	"cowork/bot/fakeslack"
	"cowork/bot/fakeslack/blockkit"
)

// Sight is something that people see: a message, a change to one, a form.
type Sight struct {
	At   time.Time
	Kind Kind
	To   []string // who sees it
	Text string   // as they read it, without a newline at the end
}

// Kind says how people come to see something; it is the sentence in front of
// it, with an @ for who sees it.
type Kind string

// The kinds of sight.
const (
	Message   Kind = "cowork writes to @"
	Answer    Kind = "cowork answers @, where nobody else sees it"
	Changed   Kind = "cowork changes what it wrote to @"
	Gone      Kind = "cowork takes back what it wrote to @"
	Form      Kind = "a form opens for @"
	FormNow   Kind = "the form of @ changes"
	FormShut  Kind = "the form closes"
	Complaint Kind = "the form tells @"
	Question  Kind = "Slack asks @ first"
	HomeTab   Kind = "the home tab shows @"
	Failure   Kind = "Slack tells @"
	Nothing   Kind = "@ sees nothing new"
)

// Heading says who sees a sight and how it comes to them.
func (s Sight) Heading() string {
	who := strings.Join(s.To, ", ")
	if i := strings.LastIndex(who, ", "); i >= 0 {
		who = who[:i] + " and " + who[i+2:]
		switch s.Kind {
		case Message, Changed, Gone:
			who += " together"
		case Answer:
			who += ", each alone"
		}
	}
	return strings.Replace(string(s.Kind), "@", who, 1)
}

// merge adds sights of somebody else who did the same: what is told to each
// alone in the same words is one sight.
func merge(all, more []Sight) []Sight {
	for _, m := range more {
		i := slices.IndexFunc(all, func(s Sight) bool {
			return s.Kind == m.Kind && s.Text == m.Text && m.Kind != Message && m.Kind != Changed && m.Kind != Gone
		})
		if i >= 0 {
			all[i].To = append(all[i].To, m.To...)
		} else {
			all = append(all, m)
		}
	}
	return all
}

// place names a message.
type place struct{ channel, ts string }

// button is something to click on that a person was shown once.
type button struct {
	place
	element blockkit.Element
}

// view is what one person has in front of them.
type view struct {
	id       string
	messages map[place]string
	modal    string // its ID
	form     string // what is read in it
	buttons  []button
	last     button // clicked last
}

// look compares what everybody sees with what they saw before. The sights are
// ordered by person, the actor first, and within a person by time.
func (p *player) look(actor string) []Sight {
	calls := len(p.slack.Calls())
	if actor == "" && calls == p.calls {
		return nil // nothing reaches anybody without a call
	}
	p.calls = calls
	var sights []Sight
	at := map[string]int{} // what was already seen by somebody before in this look
	for _, name := range p.order(actor) {
		for _, found := range p.lookAs(name) {
			key := string(found.Kind) + found.channel + found.ts + found.Text
			if i, ok := at[key]; ok && found.ts != "" {
				sights[i].To = append(sights[i].To, name)
				continue
			}
			at[key] = len(sights)
			sights = append(sights, Sight{p.clock.Now(), found.Kind, []string{name}, found.Text})
		}
	}
	for _, s := range sights {
		slices.SortFunc(s.To, func(a, b string) int { return p.rank(a) - p.rank(b) })
	}
	return sights
}

// rank is a person's place among the people of the story.
func (p *player) rank(name string) int {
	return slices.IndexFunc(p.story.people, func(q person) bool { return q.name == name })
}

// order lists everybody who has been there so far, the actor first.
func (p *player) order(actor string) []string {
	var names []string
	for _, q := range p.story.people {
		if p.views[q.name] != nil && q.name != actor {
			names = append(names, q.name)
		}
	}
	if p.views[actor] != nil {
		names = append([]string{actor}, names...)
	}
	return names
}

// found is a sight of one person and the message that it is about.
type found struct {
	Kind
	place
	Text string
}

// lookAs finds what is new for one person, and remembers it.
func (p *player) lookAs(name string) []found {
	v := p.views[name]
	var all []found
	now := map[place]string{}
	for _, m := range p.slack.AllMessages(v.id) {
		if m.User != p.slack.BotUserID() {
			continue
		}
		key := place{m.Channel, m.TS}
		now[key] = m.Text
		before, known := v.messages[key]
		switch {
		case known && before == m.Text:
			continue
		case known:
			all = append(all, found{Changed, key, m.Text})
		case m.Ephemeral:
			all = append(all, found{Answer, key, m.Text})
		default:
			all = append(all, found{Message, key, m.Text})
		}
		for _, e := range m.Elements() {
			v.buttons = append(v.buttons, button{key, e})
		}
	}
	for key, text := range v.messages {
		if _, still := now[key]; !still {
			all = append(all, found{Gone, key, firstLine(text)})
		}
	}
	v.messages = now
	// An answer and a message to others come by two ways, and either may be the faster.
	slices.SortStableFunc(all, func(a, b found) int { return answersFirst(a.Kind) - answersFirst(b.Kind) })
	return append(all, p.lookAtForm(v)...)
}

// answersFirst is 0 for what only one reads, 1 for the rest.
func answersFirst(k Kind) int {
	if k == Answer {
		return 0
	}
	return 1
}

// lookAtForm finds what is new about the modal in front of a person.
func (p *player) lookAtForm(v *view) []found {
	m := p.slack.Modal(v.id)
	switch {
	case m == nil && v.modal == "":
		return nil
	case m == nil:
		v.modal, v.form = "", ""
		return []found{{Kind: FormShut}}
	case m.ID != v.modal:
		v.modal, v.form = m.ID, m.Text
		return []found{{Kind: Form, Text: formText(m)}}
	case m.Text != v.form:
		v.form = m.Text
		return []found{{Kind: FormNow, Text: formText(m)}}
	}
	return nil
}

// longForm is how many questions a form has, at least, of which a story shows
// no more than what they are called.
const longForm = 6

// formText is a modal as it is read, with its title and its buttons.
func formText(m *fakeslack.View) string {
	text := m.Text
	if elements := m.Elements(); len(elements) >= longForm {
		var labels []string
		for _, e := range elements {
			labels = append(labels, e.Label)
		}
		text = strings.Join(labels, " · ")
	}
	lines := []string{"# " + m.Title, text}
	if m.Submit != "" {
		lines = append(lines, "[ "+m.Submit+" ]")
	}
	return strings.Join(lines, "\n")
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
