package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"

	app "cowork"
	"cowork/cmd/cowork/demo"
)

type demoCmd struct {
	People int    `default:"12" help:"How many people there are in the workspace."`
	Seed   uint64 `default:"1" help:"The same seed tells the same history."`
	Story  string `placeholder:"NAME" help:"Play a story first, and go on from there; see: cowork story --list."`
	DB     string `name:"db" placeholder:"FILE" help:"Database of the bot; a new one, or one of an earlier demo to go on with (what was said on Slack is not in it)."`
	Port   int    `default:"8710" help:"Port of the page; 0 is any that is free."`
	Listen string `default:"127.0.0.1" placeholder:"ADDRESS" help:"IP address of the page. Whoever reaches it can be anybody in the workspace."`
	Keep   bool   `help:"Keep the temporary directory with the database."`
}

// Run shows the workspace until the context ends, which is no error.
func (cmd demoCmd) Run(ctx context.Context, w world) (err error) {
	if cmd.People < 2 || cmd.People > demo.MostPeople {
		return usagef("--people %d: a demo has 2 to %d", cmd.People, demo.MostPeople)
	}
	if cmd.Port < 0 || cmd.Port > 65535 {
		return usagef("--port %d: a port is 0 to 65535", cmd.Port)
	}
	ip := net.ParseIP(cmd.Listen)
	if ip == nil {
		return usagef("--listen %s: an IP address, such as 127.0.0.1", shown(cmd.Listen))
	}
	options := demo.Options{
		Manifest: app.Manifest, Start: startBot, DB: cmd.DB, People: cmd.People, Seed: cmd.Seed,
		Log: slog.New(slog.NewTextHandler(w.stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	if cmd.Story != "" {
		if options.Story, err = storyCalled(cmd.Story); err != nil {
			return err
		}
		if _, err := os.Stat(cmd.DB); err == nil {
			return usagef("--db %s is there already: a story begins with an empty database", shown(cmd.DB))
		}
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(cmd.Listen, strconv.Itoa(cmd.Port)))
	if err != nil {
		return fmt.Errorf("%w; another one: cowork demo --port 0", err)
	}
	defer listener.Close()
	if cmd.DB == "" {
		dir, err := os.MkdirTemp("", "cowork-demo-")
		if err != nil {
			return err
		}
		options.DB = filepath.Join(dir, "cowork.db")
		defer cmd.tidy(w, dir)
	}
	fmt.Fprintln(w.stdout, "Playing some weeks in a workspace of its own; this takes a few seconds.")
	d, err := demo.Start(ctx, options)
	if ctx.Err() != nil {
		if d != nil {
			return d.Close()
		}
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if !ip.IsLoopback() {
		fmt.Fprintf(w.stderr, "cowork: warning: whoever can reach %s can be anybody in this workspace; without --listen only this machine can\n", listener.Addr())
	}
	fmt.Fprintf(w.stdout, "\n    http://%s/\n\nOpen it in a browser, and in a second window as somebody else. Ctrl-C ends it.\n", listener.Addr())
	return d.Serve(ctx, listener)
}

// tidy removes the temporary directory, or says where it is.
func (cmd demoCmd) tidy(w world, dir string) {
	if cmd.Keep {
		fmt.Fprintln(w.stdout, "The database is kept in", dir)
		return
	}
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(w.stderr, "cowork:", oneLine(err.Error()))
	}
}
