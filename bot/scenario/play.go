package scenario

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cowork/bot/fakeslack"
)

// Beat is one line of a story with what people see because of it.
type Beat struct {
	Line   int
	At     time.Time // when it is over
	Action string    // what somebody does, or "" for a line that is nobody's doing
	Aside  string    // a sentence for the reader
	Fields []string  // what is filled into a form, as "Label: value"
	Quiet  bool      // not for the printed play
	Sights []Sight
}

// stride is how far the clock moves at once while a story waits, at most:
// there is what a bot does now and then without saying when.
const stride = 6 * time.Hour

// pacing is how far the clock moves by itself for messages that the bot holds
// back so as not to write too fast.
const pacing = 5 * time.Second

// quiet is how long nothing must happen on the wire before everything that an
// action causes has been seen.
const quiet = 4 * time.Millisecond

// player is a story under way.
type player struct {
	story *Story
	slack *fakeslack.Slack
	clock *fakeslack.Clock
	start Start
	setup Setup
	bot   Bot // nil while it is stopped
	views map[string]*view
	rooms map[string]string // IDs of the channels that somebody typed in, by name
	calls int
}

// Play plays a story on a local Slack whose app has this manifest, and reports
// its beats; tell, if not nil, gets each one as it happens. It fails when
// somebody cannot do what the story says, when the bot breaks the contract with
// Slack, or when ctx ends.
func (s *Story) Play(ctx context.Context, manifest []byte, start Start, tell func(Beat)) (beats []Beat, err error) {
	dir, err := os.MkdirTemp("", "cowork-story-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	p, err := s.raise(ctx, manifest, start, filepath.Join(dir, "cowork.db"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.sleep(), p.slack.Close()) }()
	return p.playAll(ctx, tell)
}

// A Stage is what a story leaves behind, for somebody who goes on from there.
type Stage struct {
	Slack *fakeslack.Slack
	Clock *fakeslack.Clock
	Setup Setup
	Bot   Bot // nil if the story stopped it
}

// Leave plays a story like Play, with the bot's database in a file, and leaves
// everything running. Whoever calls it closes the bot and the Slack.
func (s *Story) Leave(ctx context.Context, manifest []byte, start Start, db string) (*Stage, error) {
	p, err := s.raise(ctx, manifest, start, db)
	if err != nil {
		return nil, err
	}
	if _, err := p.playAll(ctx, nil); err != nil {
		return nil, errors.Join(err, p.sleep(), p.slack.Close())
	}
	return &Stage{p.slack, p.clock, p.setup, p.bot}, nil
}

// raise starts the local Slack of a story with its people, and the bot.
func (s *Story) raise(ctx context.Context, manifest []byte, start Start, db string) (p *player, err error) {
	p = &player{story: s, clock: fakeslack.NewClock(s.begin), start: start, views: map[string]*view{}, rooms: map[string]string{}}
	// The clock stands still while the bot writes to everybody, so rate limits would only ever be bursts.
	p.slack, err = fakeslack.Start(fakeslack.Config{Manifest: manifest, Clock: p.clock, NoRateLimits: true})
	if err != nil {
		return nil, err
	}
	p.setup = Setup{
		APIURL: p.slack.URL(), AppToken: p.slack.AppToken(), BotToken: p.slack.BotToken(),
		DB: db, Now: p.clock.Now,
		Schedule: s.schedule, Zone: s.zone.String(), Venues: strings.Join(s.venues, "\n"),
	}
	for _, q := range s.people {
		if !q.later {
			p.enter(q)
		}
	}
	if err := p.wake(ctx); err != nil {
		return nil, errors.Join(err, p.sleep(), p.slack.Close())
	}
	return p, nil
}

// playAll plays every line.
func (p *player) playAll(ctx context.Context, tell func(Beat)) (beats []Beat, err error) {
	for _, st := range p.story.steps {
		if st.verb == remark {
			continue
		}
		b, err := p.play(ctx, st)
		if err != nil {
			return beats, &lineError{st.line, fmt.Sprintf("%s: %v", st.text, err)}
		}
		if broken := p.slack.Violations(); len(broken) > 0 {
			return beats, &lineError{st.line, fmt.Sprintf("%s: the bot broke the contract with Slack: %s", st.text, strings.Join(broken, "; "))}
		}
		beats = append(beats, b)
		if tell != nil {
			tell(b)
		}
	}
	return beats, nil
}

// enter puts a person into the workspace. IDs are in the order of the story
// and say who it is.
func (p *player) enter(q person) {
	id := fmt.Sprintf("U%02d", p.rank(q.name)+1) + strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, strings.ToUpper(q.name))
	p.slack.AddPerson(fakeslack.Person{ID: id, Name: q.name, TZ: q.tz, Locale: q.lang, Admin: q.admin, IsGuest: q.guest, IsBot: q.bot, Deleted: q.gone})
	p.views[q.name] = &view{id: id}
}

// wake starts the bot and waits until it is connected.
func (p *player) wake(ctx context.Context) error {
	if p.bot != nil {
		return errors.New("the bot is running already")
	}
	b, err := p.start(ctx, p.setup)
	if err != nil {
		return err
	}
	p.bot = b
	if err := p.slack.AwaitConnections(ctx, 1); err != nil {
		return fmt.Errorf("the bot does not connect: %w", err)
	}
	return p.settle(ctx)
}

// sleep stops the bot, if it runs.
func (p *player) sleep() error {
	if p.bot == nil {
		return nil
	}
	b := p.bot
	p.bot = nil
	return b.Close()
}

// settle waits until everything that is due now has happened. The clock moves
// on by some seconds if the bot paces what it sends.
func (p *player) settle(ctx context.Context) error {
	if p.bot == nil {
		return nil
	}
	if err := p.slack.Settle(ctx, quiet); err != nil {
		return fmt.Errorf("the bot does not answer: %w", err)
	}
	if _, err := p.deliver(ctx); err != nil {
		return err
	}
	return p.slack.Settle(ctx, quiet)
}

// deliver has the bot do and send what is due, and reports when more of it may
// go if that is further away than pacing alone would make it.
func (p *player) deliver(ctx context.Context) (next time.Time, err error) {
	for {
		next, err = p.bot.Settle(ctx)
		ahead := next.Sub(p.clock.Now())
		if err != nil || next.IsZero() || ahead > pacing {
			return next, err
		}
		p.clock.Advance(max(ahead, time.Millisecond))
	}
}

// play plays one line.
func (p *player) play(ctx context.Context, st step) (Beat, error) {
	b := Beat{Line: st.line, Action: st.text, Fields: st.items, Quiet: st.quiet}
	var err error
	switch st.verb {
	case narrate:
		b.Action, b.Aside = "", st.words
	case wait:
		b.Action = ""
		b.Sights, err = p.wait(ctx, st.when)
	case stops:
		if err = p.sleep(); err == nil {
			err = p.slack.Await(ctx, func() bool { return len(p.slack.Connections()) == 0 })
		}
	case starts:
		err = p.wake(ctx)
	case trouble:
		if err = Troubles[st.words](ctx, p.slack); err == nil {
			err = p.settle(ctx)
		}
	case severally:
		for _, one := range st.each {
			sights, err := p.do(ctx, one)
			if err != nil {
				return b, fmt.Errorf("%s: %w", one.person, err)
			}
			b.Sights = merge(b.Sights, sights)
		}
	default:
		b.Sights, err = p.do(ctx, st)
	}
	if st.verb == stops || st.verb == starts || st.verb == trouble {
		b.Sights = p.look("")
	}
	b.At = p.clock.Now()
	return b, err
}

// do has one person do something, and reports all that is seen because of it.
func (p *player) do(ctx context.Context, st step) ([]Sight, error) {
	sights, err := p.act(ctx, st)
	if err != nil {
		return sights, err
	}
	sights = append(sights, p.look(st.person)...)
	if len(sights) == 0 && st.verb != leaves && st.verb != arrives && st.verb != moves && st.verb != turns {
		sights = []Sight{{p.clock.Now(), Nothing, []string{st.person}, ""}}
	}
	return sights, nil
}

// wait moves the clock from one thing that is due to the next, so that each
// happens at its time. While the bot is stopped nothing is due.
func (p *player) wait(ctx context.Context, m moment) (all []Sight, err error) {
	until, ok := m.after(p.clock.Now(), p.story.zone)
	if !ok {
		return nil, fmt.Errorf("that is past: it is %s", p.clock.Now().In(p.story.zone).Format("Monday 2006-01-02 15:04"))
	}
	for p.clock.Now().Before(until) {
		if err := ctx.Err(); err != nil {
			return all, err
		}
		next := until
		if p.bot != nil {
			if next, err = p.next(ctx, until); err != nil {
				return all, err
			}
		}
		p.clock.Set(next)
		if p.bot == nil {
			continue
		}
		if _, err := p.deliver(ctx); err != nil {
			return all, err
		}
		all = append(all, p.look("")...)
	}
	if err := p.settle(ctx); err != nil {
		return all, err
	}
	return append(all, p.look("")...), nil
}

// next is when to look next on the way to until.
func (p *player) next(ctx context.Context, until time.Time) (time.Time, error) {
	held, err := p.deliver(ctx)
	if err != nil {
		return until, err
	}
	due, err := p.bot.Due(ctx)
	now := p.clock.Now()
	next := until
	for _, t := range []time.Time{held, due, now.Add(stride)} {
		if t.After(now) && t.Before(next) {
			next = t
		}
	}
	return next, err
}
