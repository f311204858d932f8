package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	app "cowork"
	"cowork/bot"
	"cowork/bot/scenario"
	"cowork/storage"
	"cowork/storage/seal"
)

type storyCmd struct {
	Name string `arg:"" optional:"" help:"Story to play; the first one if none is named."`
	List bool   `help:"List the stories instead of playing one."`
}

// Run plays a story on a local Slack with the real bot behind it.
func (cmd storyCmd) Run(ctx context.Context, w world) error {
	stories := scenario.Stories()
	if cmd.List {
		return listStories(w.stdout, stories)
	}
	story := stories[0]
	if cmd.Name != "" {
		var err error
		if story, err = storyCalled(cmd.Name); err != nil {
			return err
		}
	}
	p := scenario.Printer{Out: w.stdout, Colour: colourful(w.stdout)}
	if err := p.Begin(story); err != nil {
		return err
	}
	var printing error
	_, err := story.Play(ctx, app.Manifest, startBot, func(b scenario.Beat) {
		if printing == nil {
			printing = p.Beat(b)
		}
	})
	switch {
	case ctx.Err() != nil:
		return errors.New("stopped before the story was over")
	case err != nil:
		return fmt.Errorf("story %s: %w", story.Name, err)
	}
	return printing
}

// storyCalled finds a story by name.
func storyCalled(name string) (*scenario.Story, error) {
	var names []string
	for _, s := range scenario.Stories() {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return nil, usagef("there is no story called %s: there are %s", shown(name), strings.Join(names, ", "))
}

func listStories(out io.Writer, stories []*scenario.Story) error {
	width := 0
	for _, s := range stories {
		width = max(width, len(s.Name))
	}
	for _, s := range stories {
		if _, err := fmt.Fprintf(out, "%-*s  %s\n", width, s.Name, s.Title); err != nil {
			return err
		}
	}
	return nil
}

// colourful reports whether out is a terminal that shows colours.
func colourful(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// player is the bot of a story: the real one, on a database of its own.
type player struct {
	*bot.Bot
	store *storage.Store
	now   func() time.Time
	stop  context.CancelFunc
	done  chan error
}

// startBot starts a bot as cowork run would, with what the story gives it.
func startBot(ctx context.Context, s scenario.Setup) (scenario.Bot, error) {
	store, err := storage.Open(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	if s.Venues != "" {
		file := filepath.Join(filepath.Dir(s.DB), "venues.csv")
		if err := os.WriteFile(file, []byte(s.Venues+"\n"), 0o600); err != nil {
			return nil, errors.Join(err, store.Close())
		}
		zone, _ := storage.Zone(s.Zone)
		if _, err := importPlaces(ctx, store, file, zone, s.Now()); err != nil {
			return nil, errors.Join(err, store.Close())
		}
	}
	key, err := seal.New()
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	keys, err := seal.Parse(key)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	seed := uint64(0)
	b, err := bot.New(bot.Options{
		Store: store, AppToken: s.AppToken, BotToken: s.BotToken, APIURL: s.APIURL, Now: s.Now,
		Keys: keys, Schedule: s.Schedule, TimeZone: s.Zone,
		Seed: func() uint64 { return seed }, // the same story, told twice, is the same
		Log:  slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	running, stop := context.WithCancel(ctx)
	p := &player{Bot: b, store: store, now: s.Now, stop: stop, done: make(chan error, 1)}
	go func() { p.done <- b.Run(running) }()
	return p, nil
}

// Due asks the database.
func (p *player) Due(ctx context.Context) (due time.Time, err error) {
	err = p.store.Read(ctx, func(tx *storage.Tx) error {
		due, err = tx.NextDue(p.now())
		return err
	})
	return due, err
}

// closeTimeout is how long a bot in a story may take to stop.
const closeTimeout = 20 * time.Second

// Close stops the bot and closes its database.
func (p *player) Close() error {
	p.stop()
	var err error
	select {
	case err = <-p.done:
	case <-time.After(closeTimeout):
		err = errors.New("the bot does not stop")
	}
	return errors.Join(err, p.store.Close())
}
