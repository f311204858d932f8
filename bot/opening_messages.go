package bot

import (
	"fmt"
	"slices"
	"strings"

	"cowork/bot/wording"
	"cowork/pairing"

	"github.com/slack-go/slack"
)

// Opening is what the members of a settled duo read of each other, and of
// themselves as a duo.
type Opening struct {
	People map[pairing.MemberID]Introduction
	Stays  bool // they agreed to stay together
	More   int  // for so many rounds after this one
}

// Introduction is what a member said of themselves and of how they work.
type Introduction struct {
	Field, Situation, Line string
	Habits                 pairing.Habits
}

// openingMessage opens the conversation of a duo: when, where and why there,
// and something to start with: who does what, what they have in common, how
// each likes to work.
func openingMessage(d *pairing.Duo, o Opening, cast Cast) Message {
	v, r := cast.Voice, cast.together()
	lead := "session.both"
	if len(d.Seats) > 2 {
		lead = "session.all"
	}
	when := hoursForAll(d, cast)
	text := v.Say("session.text", "Who", r.partners(d), "Hours", when, "Place", r.place(d.Place, cast))
	blocks := []slack.Block{
		section(v.Say(lead, "Who", r.partners(d))),
		section(v.Say("invite.when", "Hours", when) + "\n" + v.Say("invite.where", "Place", r.suggestion(chosen(d), cast))),
	}
	blocks = append(blocks, acquainted(d, o, v)...)
	rest := others(d)
	if len(rest) > 0 {
		lines := []string{v.Say("session.also")}
		for _, s := range rest {
			lines = append(lines, "• "+r.suggestion(s, cast))
		}
		blocks = append(blocks, section(strings.Join(lines, "\n")))
	}
	if o.Stays && o.More > 0 {
		blocks = append(blocks, section(v.Count("duo.opening.stays", o.More)))
	} else if o.Stays {
		blocks = append(blocks, section(v.Say("duo.opening.stays_last")))
	}
	blocks = append(blocks, openingButtons(d, o, v), calendarButtons(d, cast), small(v.Say("session.start")))
	return say(cast.named(text), blocks...)
}

// acquainted are the blocks in which the members of a duo read of each other.
func acquainted(d *pairing.Duo, o Opening, v wording.Voice) (blocks []slack.Block) {
	var who []string
	for _, s := range d.Seats {
		if about := introduced(o.People[s.Member], v); about != "" {
			who = append(who, "• "+v.Say("duo.opening.person", "Who", whom(v, s.Member), "About", about))
		}
	}
	if len(who) > 0 {
		blocks = append(blocks, section(v.Say("duo.opening.people")+"\n"+strings.Join(who, "\n")))
	}
	var lines []string
	if common := inCommon(v, d.Terms); len(common) > 0 {
		lines = append(lines, v.Say("duo.opening.common", "What", v.Series(common)))
	}
	if apart := differing(d, o, v); len(apart) > 0 {
		lines = append(lines, v.Say("duo.opening.differ", "What", v.List(apart)))
	}
	if len(lines) > 0 {
		blocks = append(blocks, section(strings.Join(lines, "\n")))
	}
	return blocks
}

// introduced says what a member does and how they like to work, "" if they
// said nothing.
func introduced(i Introduction, v wording.Voice) string {
	var what, likes []string
	if field := coded(v, "why.field."+i.Field); field != "" {
		what = append(what, field)
	} else if i.Field != "" {
		what = append(what, escape(clip(i.Field, 60)))
	}
	if situation := coded(v, "duo.situation."+i.Situation); situation != "" {
		what = append(what, situation)
	}
	for k := range habitQuestions {
		if code := habitCode(i.Habits, k); code != "" {
			likes = append(likes, v.Say("duo.habit."+code))
		}
	}
	sentences := []string{strings.Join(what, ", ")}
	if i.Line != "" {
		sentences = append(sentences, v.Say("duo.opening.line", "Line", escape(clip(i.Line, mostLine))))
	}
	sentences = append(sentences, v.Series(likes))
	var said []string
	for _, s := range sentences {
		if s != "" {
			said = append(said, capital(s))
		}
	}
	return strings.Join(said, ". ")
}

// mostLine is how long the line may be in which a member says what they do.
const mostLine = 140

// habitCode is the code of what somebody said of a habit, "" if either is fine.
func habitCode(h pairing.Habits, k int) string {
	switch v := *habitQuestions[k].of(&h); {
	case v < 0:
		return pairing.HabitCodes()[2*k]
	case v > 0:
		return pairing.HabitCodes()[2*k+1]
	}
	return ""
}

// inCommon lists what the members of a duo share, in a few words each.
func inCommon(v wording.Voice, terms []pairing.Term) []string {
	shared := []pairing.TermName{pairing.MutualWish, pairing.SameField, pairing.LikeSituation, pairing.Nearness, pairing.CommonHours, pairing.AlikeHabits}
	return reasonsOf(v, slices.DeleteFunc(slices.Clone(terms), func(t pairing.Term) bool { return !slices.Contains(shared, t.Name) }))
}

// differing lists the habits of which the members of a duo said opposite
// things: worth a word at the start.
func differing(d *pairing.Duo, o Opening, v wording.Voice) (habits []string) {
	for k := range habitQuestions {
		less, more := false, false
		for _, s := range d.Seats {
			h := o.People[s.Member].Habits
			less, more = less || *habitQuestions[k].of(&h) < 0, more || *habitQuestions[k].of(&h) > 0
		}
		if less && more {
			habits = append(habits, v.Say("duo.differ."+habitQuestions[k].name))
		}
	}
	return habits
}

// openingButtons are what a settled duo may do about its session, and about
// the rounds after it.
func openingButtons(d *pairing.Duo, o Opening, v wording.Voice) slack.Block {
	id := string(d.ID)
	var row []*slack.ButtonBlockElement
	rest := others(d)
	if len(rest) > 0 {
		row = append(row, button(actPlace, v.Say("session.another_place"), id))
	}
	if d.Place.Kind == pairing.Home && slices.ContainsFunc(rest, func(s pairing.Suggestion) bool { return s.Kind == pairing.Home }) {
		row = append(row, button(actOtherHome, v.Say("session.other_home"), id))
	}
	row = append(row, button(actIdea, v.Say("session.own_idea"), id), button(actDay, v.Say("session.another_day"), id), callOffButton(v, d.ID))
	switch {
	case len(d.Seats) > 2:
	case o.Stays && o.More > 0:
		row = append(row, endStayButton(v))
	default:
		row = append(row, button(actStay, v.Say("duo.button.stay"), id))
	}
	return buttons(row...)
}

// callOffButton calls a session off, after a question.
func callOffButton(v wording.Voice, duo pairing.DuoID) *slack.ButtonBlockElement {
	return asking(button(actCancel, v.Say("session.cancel"), string(duo)),
		v.Say("session.cancel.title"), v.Say("session.cancel.text"), v.Say("session.cancel.yes"), v.Say("session.cancel.no"))
}

// named is a text with names in place of the mentions of the cast, for where
// mentions may not be resolved: notifications, and clients for the blind. Only
// the bot writes mentions: what people typed is escaped.
func (c Cast) named(text string) string {
	for id := range c.Names {
		text = strings.ReplaceAll(text, fmt.Sprintf("<@%s>", id), escape(clip(c.name(c.Voice, id), 60)))
	}
	return text
}
