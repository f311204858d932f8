package main

import (
	"context"
	"log/slog"
	"time"

	"cowork/bot"
	"cowork/storage"
)

type runCmd struct{}

// Run is the bot until the context ends, which is no error.
func (runCmd) Run(ctx context.Context, w world) error {
	c, problems := w.env()
	if err := first(problems); err != nil {
		return err
	}
	level, err := c.logLevel()
	if err != nil {
		return err
	}
	store, err := storage.Open(ctx, c.DB)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := store.Lock(ctx); err != nil { // two bots on one database would each tick
		return err
	}
	keys, err := c.keys()
	if err != nil {
		return err
	}
	if err := checkKeys(ctx, store, keys); err != nil {
		return err
	}
	late, err := time.ParseDuration(c.Late)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(w.stderr, &slog.HandlerOptions{Level: level}))
	b, err := bot.New(bot.Options{
		Store: store, AppToken: c.AppToken, BotToken: c.BotToken, APIURL: c.APIURL, Admins: c.admins(),
		Keys: keys, Schedule: c.Schedule, TimeZone: c.Timezone, Late: late, Log: log,
	})
	if err != nil {
		return err
	}
	if c.Listen != "" {
		stop, err := monitor(c.Listen, b.Monitor(), log)
		if err != nil {
			return err
		}
		defer stop()
	}
	return b.Run(ctx)
}
