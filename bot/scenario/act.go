package scenario

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cowork/bot/fakeslack"
	"cowork/bot/fakeslack/blockkit"
)

// Troubles are what a story can have Slack do, by the words that follow
// "Slack".
var Troubles = map[string]func(context.Context, *fakeslack.Slack) error{
	"stores the next message and hangs up":           nextPosts(1, fakeslack.ResetAfter()),
	"hangs up before it stores the next message":     nextPosts(1, fakeslack.ResetBefore()),
	"stores the next message and garbles its answer": nextPosts(1, fakeslack.Truncated()),
	"asks to wait a minute before the next message":  nextPosts(1, fakeslack.RateLimited(60)),
	"is out of order for the next three messages":    nextPosts(3, fakeslack.HTML(503)),
	"stores the next file and hangs up": func(_ context.Context, s *fakeslack.Slack) error {
		s.Inject("files.completeUploadExternal", 1, fakeslack.ResetAfter())
		return nil
	},
	"delivers the last click once more": func(_ context.Context, s *fakeslack.Slack) error {
		s.Redeliver(1)
		return nil
	},
	"drops one of the two connections": func(ctx context.Context, s *fakeslack.Slack) error {
		if err := s.AwaitConnections(ctx, 2); err != nil {
			return err
		}
		s.DropConnections(s.Connections()[0])
		return nil
	},
}

// nextPosts makes the next posts go wrong.
func nextPosts(times int, f fakeslack.Fault) func(context.Context, *fakeslack.Slack) error {
	return func(_ context.Context, s *fakeslack.Slack) error {
		s.Inject("chat.postMessage", times, f)
		return nil
	}
}

// act has a person do something, waits until the bot is done with it, and
// reports what Slack itself tells that person.
func (p *player) act(ctx context.Context, st step) ([]Sight, error) {
	v := p.views[st.person]
	if v == nil && st.verb != arrives {
		return nil, fmt.Errorf("%s is not there yet", st.person)
	}
	var reply fakeslack.Reply
	var err error
	switch st.verb {
	case types:
		reply, err = p.typing(ctx, v, st)
	case clicks:
		reply, err = p.click(ctx, v, st.words)
	case chooses:
		reply, err = p.click(ctx, v, st.in, fakeslack.Choose(st.values...))
	case again, old, others:
		reply, err = p.press(ctx, v, st)
	case submits:
		reply, err = p.slack.Submit(ctx, v.id, fieldsOf(st.items))
	case closes:
		reply, err = p.slack.CloseModal(ctx, v.id)
	case home:
		return p.openHome(ctx, st.person, v)
	case leaves:
		err = p.slack.Deactivate(v.id)
	case arrives:
		p.enter(*p.story.find(st.person))
	case moves:
		err = p.slack.SetTZ(v.id, st.words)
	case turns:
		err = p.slack.SetLocale(v.id, st.words)
	default:
		err = fmt.Errorf("nobody can do that")
	}
	if err != nil {
		return nil, err
	}
	if err := p.settle(ctx); err != nil {
		return nil, err
	}
	return p.told(st.person, reply), nil
}

// told is what Slack itself, and not the bot, shows somebody who acted.
func (p *player) told(name string, reply fakeslack.Reply) []Sight {
	var all []Sight
	add := func(kind Kind, text string) {
		if text != "" {
			all = append(all, Sight{p.clock.Now(), kind, []string{name}, text})
		}
	}
	add(Question, reply.Confirm)
	add(Failure, reply.Failure)
	var said []string
	for _, text := range reply.Errors {
		said = append(said, text)
	}
	slices.Sort(said)
	add(Complaint, strings.Join(said, "\n"))
	return all
}

// typing types into a channel by name, or to the bot. A channel is there, with
// everybody and without the bot, as soon as somebody types in it; "/invite
// @cowork" is Slack's own way of bringing the bot in.
func (p *player) typing(ctx context.Context, v *view, st step) (fakeslack.Reply, error) {
	if st.in == "" {
		return p.slack.Type(ctx, v.id, "", st.words)
	}
	channel, known := p.rooms[st.in]
	if !known {
		var everybody []string
		for _, other := range p.views {
			everybody = append(everybody, other.id)
		}
		slices.Sort(everybody)
		channel = p.slack.AddChannel(fakeslack.Channel{ID: "C" + strings.ToUpper(st.in), Name: st.in, Members: everybody})
		p.rooms[st.in] = channel
	}
	if st.words == "/invite @cowork" {
		return fakeslack.Reply{}, p.slack.Join(channel, p.slack.BotUserID(), v.id)
	}
	return p.slack.Type(ctx, v.id, channel, st.words)
}

// click clicks on what a person sees now: in the form in front of them, or
// else the newest message that has it, or else the home tab.
func (p *player) click(ctx context.Context, v *view, label string, how ...fakeslack.How) (fakeslack.Reply, error) {
	if p.slack.Modal(v.id) != nil {
		return p.slack.ClickModal(ctx, v.id, label, how...)
	}
	messages := p.slack.AllMessages(v.id)
	for i := len(messages) - 1; i >= 0; i-- {
		m := messages[i]
		for _, e := range m.Elements() {
			if labelled(e, label) {
				v.last = button{place{m.Channel, m.TS}, e}
				return p.slack.Click(ctx, v.id, m.Channel, m.TS, e.ActionID, append(how, fakeslack.InBlock(e.BlockID))...)
			}
		}
	}
	if h := p.slack.Home(v.id); h != nil {
		return p.slack.ClickHome(ctx, v.id, label, how...)
	}
	return fakeslack.Reply{}, fmt.Errorf("there is nothing called %q to click on", label)
}

// labelled reports whether what is read on an element is, or begins with, a
// label.
func labelled(e blockkit.Element, label string) bool {
	return strings.HasPrefix(e.Label, label) || strings.HasPrefix(e.Placeholder, label)
}

// press clicks on what is not there (any more, or for this person): the one
// clicked last, one of old, or somebody else's.
func (p *player) press(ctx context.Context, v *view, st step) (fakeslack.Reply, error) {
	owner, from := v, v.buttons
	if st.verb == others {
		owner = p.views[st.of]
		if owner == nil {
			return fakeslack.Reply{}, fmt.Errorf("%s is not there yet", st.of)
		}
		from = owner.buttons
	}
	if st.verb == again {
		from = []button{v.last}
	}
	if st.verb == others { // the newest, as somebody would who copies it
		from = slices.Clone(from)
		slices.Reverse(from)
	}
	i := slices.IndexFunc(from, func(b button) bool { return labelled(b.element, st.words) })
	if i < 0 {
		return fakeslack.Reply{}, fmt.Errorf("nothing called %q was ever there", st.words)
	}
	channel := from[i].channel
	if owner != v {
		channel = "" // in the clicker's own conversation with the bot
	}
	return p.slack.Press(ctx, v.id, channel, from[i].ts, from[i].element)
}

// openHome opens the home tab and reports what is on it.
func (p *player) openHome(ctx context.Context, name string, v *view) ([]Sight, error) {
	reply, err := p.slack.OpenHome(ctx, v.id)
	if err != nil {
		return nil, err
	}
	if err := p.settle(ctx); err != nil {
		return nil, err
	}
	sights := p.told(name, reply)
	text := "(nothing)"
	if h := p.slack.Home(v.id); h != nil {
		text = h.Text
	}
	return append(sights, Sight{p.clock.Now(), HomeTab, []string{name}, text}), nil
}

// fieldsOf reads the lines "Label: value | value" below somebody who submits.
func fieldsOf(items []string) fakeslack.Fields {
	fields := fakeslack.Fields{}
	for _, item := range items {
		label, value, _ := strings.Cut(item, ": ")
		label = strings.TrimSuffix(label, ":")
		fields[label] = nil
		if value != "" {
			fields[label] = strings.Split(value, " | ")
		}
	}
	return fields
}
