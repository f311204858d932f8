package main

import (
	"context"
	"log/slog"

	"cowork/bot"
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
	b, err := bot.New(bot.Options{
		AppToken: c.AppToken, BotToken: c.BotToken, APIURL: c.APIURL, Admins: c.admins(),
		Log: slog.New(slog.NewTextHandler(w.stderr, &slog.HandlerOptions{Level: level})),
	})
	if err != nil {
		return err
	}
	return b.Run(ctx)
}
