package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"cowork/bot/fakeslack"
	"cowork/bot/fakeslack/blockkit"
)

// visits are when people look at Slack in the weeks that are played.
var visits = []time.Duration{11*time.Hour + 40*time.Minute, 18*time.Hour + 10*time.Minute}

// lines are what people say to each other once a day is agreed.
var lines = []string{
	"Looking forward to it. I want to get my slides done.",
	"Great. I'll bring the good headphones and a long list.",
	"Perfect, I have a report to finish and no excuse left.",
	"See you there. I'm usually the one with the green bag.",
	"Nice. Quiet until lunch, and then a walk?",
}

// A past is people living through the weeks before the page opens: they join,
// say how they like to work, and answer what the bot asks them.
type past struct {
	*stage
	people []part
	chance *rand.Rand
	passed map[string]bool // messages that somebody chose to leave alone, by person and timestamp
}

// relive plays the weeks up to the opening.
func (s *stage) relive(ctx context.Context, people []part, seed uint64) error {
	p := &past{stage: s, people: people, chance: rand.New(rand.NewPCG(seed, 0xbea7)), passed: map[string]bool{}}
	for _, who := range people {
		if err := p.begin(ctx, who); err != nil {
			return fmt.Errorf("%s begins: %w", who.name, err)
		}
		s.clock.Advance(7 * time.Minute)
	}
	midnight := s.clock.Now().In(s.zone)
	midnight = time.Date(midnight.Year(), midnight.Month(), midnight.Day(), 0, 0, 0, 0, s.zone)
	for ; midnight.Before(opening); midnight = midnight.AddDate(0, 0, 1) {
		for _, visit := range visits {
			at := midnight.Add(visit)
			if at.After(opening) || at.Before(s.clock.Now()) {
				continue
			}
			if err := s.walk(ctx, at); err != nil {
				return err
			}
			for _, who := range people {
				if err := p.look(ctx, who); err != nil {
					return fmt.Errorf("%s looks at Slack: %w", who.name, err)
				}
			}
		}
	}
	return s.walk(ctx, opening)
}

// begin has somebody join and fill in their profile, unless they are to be
// found not yet there.
func (p *past) begin(ctx context.Context, who part) error {
	if who.stranger {
		return nil
	}
	if _, err := p.slack.Type(ctx, who.id, "", "/cowork join"); err != nil {
		return err
	}
	if _, err := p.slack.Type(ctx, who.id, "", "/cowork profile"); err != nil {
		return err
	}
	wait, cancel := context.WithTimeout(ctx, p.patience)
	defer cancel()
	if err := p.slack.Await(wait, func() bool { return p.slack.Modal(who.id) != nil }); err != nil {
		return fmt.Errorf("no profile to fill in: %w", err)
	}
	reply, err := p.slack.Submit(ctx, who.id, known(p.slack.Modal(who.id).Elements(), who.fields))
	if err == nil && len(reply.Errors) > 0 {
		err = fmt.Errorf("the profile was not taken: %s", reply.Text())
	}
	return err
}

// known is what a form has a place for, of what somebody wants to say.
func known(form []blockkit.Element, say fakeslack.Fields) fakeslack.Fields {
	fits := fakeslack.Fields{}
	for label, words := range say {
		i := slices.IndexFunc(form, func(e blockkit.Element) bool { return e.Label == label })
		if i < 0 {
			continue
		}
		if v, ok := form[i].Choose(words...); ok && blockkit.CheckInput(form[i], v) == nil {
			fits[label] = words
		}
	}
	return fits
}

// look has somebody answer what waits for them.
func (p *past) look(ctx context.Context, who part) error {
	last, _ := p.slack.Latest(who.id, "", 4)
	for _, m := range last {
		key := who.id + m.TS
		for _, e := range m.Elements() {
			if e.Type != "button" || p.passed[key] {
				continue
			}
			label := ""
			switch chance := p.chance.Float64(); {
			case strings.HasPrefix(e.Label, "Accept") && chance < who.skips:
				label = "Skip"
			case strings.HasPrefix(e.Label, "Accept"), strings.HasPrefix(e.Label, "Yes"):
				label = e.Label
			}
			if label == "" {
				continue
			}
			p.passed[key] = true
			if p.chance.Float64() < who.forget {
				continue
			}
			if _, err := p.slack.Click(ctx, who.id, "", m.TS, label); err != nil {
				return err
			}
			if _, err := p.settle(ctx); err != nil {
				return err
			}
			p.clock.Advance(time.Duration(20+p.chance.IntN(100)) * time.Second)
		}
	}
	return p.greet(ctx, who)
}

// greet has somebody say a line where a day was agreed and nobody has spoken.
func (p *past) greet(ctx context.Context, who part) error {
	for _, c := range p.slack.Conversations(who.id) {
		if c.Kind != "mpim" {
			continue
		}
		last, _ := p.slack.Latest(who.id, c.ID, 1)
		key := c.ID + last[0].TS
		if p.passed[key] || last[0].User != p.slack.BotUserID() || len(last[0].Elements()) == 0 {
			continue
		}
		p.passed[key] = true
		if p.chance.Float64() < 0.5 {
			if _, err := p.slack.Type(ctx, who.id, c.ID, lines[p.chance.IntN(len(lines))]); err != nil {
				return err
			}
		}
	}
	return nil
}
