package demo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"cowork/bot/fakeslack"
	"cowork/bot/scenario"
	"cowork/storage"
)

// quiet is how long nothing must happen on the wire before everything that an
// action causes has been seen.
const quiet = 4 * time.Millisecond

// usualPatience is how long, in real time, an action or a move of the clock may
// take where nothing else is said. What is due then is done when the clock is
// moved again.
const usualPatience = 10 * time.Second

// A stage is what the page shows: the local Slack, its clock, and the bot with
// its database.
type stage struct {
	slack *fakeslack.Slack
	clock *fakeslack.Clock
	start scenario.Start
	setup scenario.Setup
	zone  *time.Location
	towns map[string]string // where the invented people live
	store *storage.Store    // the bot's database, for reading

	patience time.Duration // in real time, for an action or a move of the clock

	// gate is held for writing while time moves or the bot starts and stops,
	// and for reading while somebody acts: a week must not pass between a click
	// and its answer.
	gate sync.RWMutex
	bot  scenario.Bot // nil while it is stopped

	trouble troubles
}

// raise builds the stage and plays what has happened so far: a story, the
// invented weeks, or nothing but what a database of an earlier demo knows.
func raise(ctx context.Context, o Options) (*stage, error) {
	s := &stage{start: o.Start, zone: homeZone(), towns: map[string]string{}, patience: o.Patience}
	var err error
	if o.Story != nil {
		err = s.follow(ctx, o)
	} else {
		err = s.invent(ctx, o)
	}
	if err != nil {
		return nil, errors.Join(err, s.strike())
	}
	return s, nil
}

// follow takes over where a story ends.
func (s *stage) follow(ctx context.Context, o Options) error {
	left, err := o.Story.Leave(ctx, o.Manifest, o.Start, o.DB)
	if err != nil {
		return fmt.Errorf("story %s: %w", o.Story.Name, err)
	}
	s.slack, s.clock, s.setup, s.bot = left.Slack, left.Clock, left.Setup, left.Bot
	if s.zone, err = time.LoadLocation(s.setup.Zone); err != nil {
		return err
	}
	if s.store, err = storage.OpenReadOnly(ctx, o.DB); err != nil || s.bot != nil {
		return err
	}
	return s.wake(ctx)
}

// invent makes up a workspace.
func (s *stage) invent(ctx context.Context, o Options) error {
	earlier, err := recall(ctx, o.DB)
	if err != nil {
		return err
	}
	s.clock = fakeslack.NewClock(earlier.when)
	// People click faster than the clock moves, so the limits of the real Slack
	// would only ever be bursts; there is a switch for them.
	// Its IDs are the same for every seed, because a database may outlive the demo.
	s.slack, err = fakeslack.Start(fakeslack.Config{Manifest: o.Manifest, Clock: s.clock, NoRateLimits: true})
	if err != nil {
		return err
	}
	s.setup = scenario.Setup{
		APIURL: s.slack.URL(), AppToken: s.slack.AppToken(), BotToken: s.slack.BotToken(),
		DB: o.DB, Now: s.clock.Now, Schedule: "0 9 * * MON", Zone: homeTown, Venues: strings.TrimSpace(venues),
	}
	people := invite(o.People, o.Seed)
	var everybody []string
	for _, p := range people {
		s.towns[p.id] = p.town.name
		s.slack.AddPerson(fakeslack.Person{ID: p.id, Name: p.name, RealName: p.realName, TZ: p.town.zone, Locale: "en-GB", Admin: p.admin})
		everybody = append(everybody, p.id)
	}
	for _, p := range earlier.people { // who was there then is there now, also when fewer are asked for
		if s.towns[p.ID] == "" && p.ID != s.slack.BotUserID() && p.ID != "USLACKBOT" {
			s.slack.AddPerson(p)
			everybody = append(everybody, p.ID)
		}
	}
	s.slack.AddChannel(fakeslack.Channel{ID: "C0GENERAL", Name: "general", Members: everybody})
	if err := s.wake(ctx); err != nil {
		return err
	}
	if s.store, err = storage.OpenReadOnly(ctx, o.DB); err != nil || len(earlier.people) > 0 {
		return err
	}
	return s.relive(ctx, people, o.Seed)
}

// A recollection is what a database of an earlier demo knows.
type recollection struct {
	people []fakeslack.Person
	when   time.Time // the last thing that happened
}

// recall reads who was there and when it stopped; without a database it is the
// beginning of the invented weeks.
func recall(ctx context.Context, file string) (recollection, error) {
	r := recollection{when: opening.AddDate(0, 0, -7*weeksPlayed).Add(-4 * 24 * time.Hour)}
	store, err := storage.OpenReadOnly(ctx, file)
	if errors.Is(err, storage.ErrNotFound) {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	defer store.Close()
	return r, store.Read(ctx, func(tx *storage.Tx) error {
		people, err := tx.People()
		if err != nil {
			return err
		}
		for _, p := range people {
			if strings.HasPrefix(string(p.ID), "U") {
				r.people = append(r.people, fakeslack.Person{ID: string(p.ID), Name: p.Name, TZ: p.TZ, Locale: p.Locale, IsBot: p.Bot,
					IsGuest: p.Guest, Deleted: p.Deleted, Admin: p.Admin})
			}
			if p.SeenAt.After(r.when) {
				r.when = p.SeenAt
			}
		}
		sent, err := tx.LatestMessages(200)
		if err != nil {
			return err
		}
		for _, m := range sent {
			if m.SentAt.After(r.when) {
				r.when = m.SentAt
			}
		}
		return nil
	})
}

// wake starts the bot and waits until it is connected.
func (s *stage) wake(ctx context.Context) error {
	b, err := s.start(ctx, s.setup)
	if err != nil {
		return err
	}
	s.bot = b
	wait, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	if err := s.slack.AwaitConnections(wait, 1); err != nil {
		return fmt.Errorf("the bot does not connect: %w", err)
	}
	_, err = s.settle(ctx)
	return err
}

// sleep stops the bot, if it runs.
func (s *stage) sleep() error {
	if s.bot == nil {
		return nil
	}
	b := s.bot
	s.bot = nil
	return b.Close()
}

// restart stops the bot and starts it again on the same database.
func (s *stage) restart(ctx context.Context) error {
	s.gate.Lock()
	defer s.gate.Unlock()
	return errors.Join(s.sleep(), s.wake(ctx))
}

// strike ends everything.
func (s *stage) strike() error {
	s.gate.Lock()
	defer s.gate.Unlock()
	s.trouble.end()
	err := s.sleep()
	if s.slack == nil {
		return err
	}
	if s.store != nil {
		err = errors.Join(err, s.store.Close())
	}
	return errors.Join(err, s.slack.Close())
}

// settle waits until everything that is due now has happened, and reports when
// the next message that had to wait may go.
func (s *stage) settle(ctx context.Context) (held time.Time, err error) {
	if s.bot == nil {
		return held, nil
	}
	if err := s.slack.Settle(ctx, quiet); err != nil {
		return held, err
	}
	if held, err = s.bot.Settle(ctx); err != nil {
		return held, err
	}
	return held, s.slack.Settle(ctx, quiet)
}

// pass lets time pass, unless the clock is being moved.
func (s *stage) pass(d time.Duration) {
	if s.gate.TryRLock() {
		defer s.gate.RUnlock()
		s.clock.Advance(d)
	}
}

// advance moves the clock to an instant. What is due on the way happens in
// order, each at its own time. It stops on the way when that takes too long,
// which is an error that says so.
func (s *stage) advance(ctx context.Context, until time.Time) error {
	s.gate.Lock()
	defer s.gate.Unlock()
	return s.walk(ctx, until)
}

// walk is advance for who holds the gate, or is alone.
func (s *stage) walk(ctx context.Context, until time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	for {
		held, err := s.settle(ctx)
		now := s.clock.Now()
		if err != nil {
			if ctx.Err() != nil {
				return fmt.Errorf("the bot is not done with what was due; the clock stands at %s", now.In(s.zone).Format("Mon 2 Jan, 15:04"))
			}
			return err
		}
		// A burst of messages takes a few seconds to go out; they belong to its minute.
		if !held.IsZero() && held.Before(until.Add(time.Minute)) && held.After(now) {
			s.clock.Set(held)
			continue
		}
		if !now.Before(until) {
			return nil
		}
		next, _, err := s.nextDue(ctx)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(until) {
			next = until
		}
		s.clock.Set(next)
	}
}

// nextDue is the first instant after now at which the bot has something to do,
// and what; the zero time if there is nothing.
func (s *stage) nextDue(ctx context.Context) (next time.Time, what string, err error) {
	now := s.clock.Now()
	consider := func(at time.Time, why string) {
		if at.After(now) && (next.IsZero() || at.Before(next)) {
			next, what = at, why
		}
	}
	err = s.store.Read(ctx, func(tx *storage.Tx) error {
		circles, err := tx.Circles()
		if err != nil {
			return err
		}
		for _, c := range circles {
			consider(c.NextDue, "a round opens")
		}
		duo, err := tx.NextDuoDue()
		if err != nil {
			return err
		}
		consider(duo, "time to answer is over")
		owed, err := tx.NextOwed()
		consider(owed, "a message goes out")
		return err
	})
	return next, what, err
}

// newest is the timestamp of the last message that a person sees in a
// conversation.
func (s *stage) newest(person, channel string) string {
	last, _ := s.slack.Latest(person, channel, 1)
	if len(last) == 0 {
		return ""
	}
	return last[0].TS
}
