package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"cowork/bot"
	"cowork/storage"
)

type checkCmd struct {
	DB string `name:"db" placeholder:"FILE" help:"Database to look at instead of the one of COWORK_DB."`
}

// checkTimeout is how long Slack may take to answer all of it.
const checkTimeout = 15 * time.Second

// Run looks at everything that the bot needs before its first run, and prints
// a line for each thing: ok and what was found, or what is wrong and how to
// mend it. It changes nothing.
func (cmd checkCmd) Run(ctx context.Context, w world) error {
	c, problems := w.env()
	if cmd.DB != "" {
		c.DB = cmd.DB
	}
	r := &checklist{world: w}
	for _, v := range variables() {
		r.variable(v.name, problems)
	}
	for _, p := range problems {
		if !slices.ContainsFunc(variables(), func(v variable) bool { return v.name == p.variable }) {
			r.wrong(p.variable, "%s", p.said)
		}
	}
	if !concerns(problems, "SLACK_API_URL") {
		ctx, cancel := context.WithTimeout(ctx, checkTimeout)
		r.slack(ctx, c, problems)
		cancel()
	}
	circle := r.database(ctx, c)
	if !concerns(problems, "COWORK_SCHEDULE") && !concerns(problems, "COWORK_TIMEZONE") {
		r.schedule(c, circle)
	}
	if r.bad > 0 {
		things := "things are"
		if r.bad == 1 {
			things = "thing is"
		}
		return fmt.Errorf("%d %s wrong; the lines above say how to mend each", r.bad, things)
	}
	return nil
}

// checklist prints what was found, and counts what is wrong.
type checklist struct {
	world
	bad int
}

func (r *checklist) ok(what, format string, args ...any) {
	fmt.Fprintf(r.stdout, "ok     %-16s %s\n", what, oneLine(fmt.Sprintf(format, args...)))
}

func (r *checklist) wrong(what, format string, args ...any) {
	r.bad++
	fmt.Fprintf(r.stdout, "wrong  %-16s %s\n", what, oneLine(fmt.Sprintf(format, args...)))
}

func concerns(problems []problem, name string) bool {
	return slices.ContainsFunc(problems, func(p problem) bool { return p.variable == name })
}

func (r *checklist) variable(name string, problems []problem) {
	for _, p := range problems {
		if p.variable == name {
			r.wrong(name, "%s", p.said)
		}
	}
}

// slack checks both tokens and the scopes.
func (r *checklist) slack(ctx context.Context, c config, problems []problem) {
	me, botToken, appToken := bot.Preflight(ctx, bot.Options{AppToken: c.AppToken, BotToken: c.BotToken, APIURL: c.APIURL})
	if !concerns(problems, "SLACK_BOT_TOKEN") {
		if botToken != nil {
			r.wrong("bot token", "%v", trimVariable(botToken))
		} else {
			r.ok("bot token", "of the workspace %s", me.Team)
			r.scopes(me.Scopes)
		}
	}
	if !concerns(problems, "SLACK_APP_TOKEN") {
		if appToken != nil {
			r.wrong("app token", "%v", trimVariable(appToken))
		} else {
			r.ok("app token", "Slack offers a socket")
		}
	}
}

// trimVariable keeps the name of the variable in a refusal where it helps.
func trimVariable(err error) string { return oneLine(err.Error()) }

func (r *checklist) scopes(granted []string) {
	var missing []string
	for _, need := range bot.Scopes {
		if !slices.Contains(granted, need.Scope) {
			missing = append(missing, fmt.Sprintf("%s (else %s)", need.Scope, need.For))
		}
	}
	switch {
	case len(granted) == 0:
		r.wrong("scopes", "Slack does not say which were granted; compare the app with manifest.yml")
	case len(missing) > 0:
		r.wrong("scopes", "missing: %s; add them under OAuth & Permissions, or paste manifest.yml again, and reinstall the app", strings.Join(missing, ", "))
	default:
		r.ok("scopes", "all %d that the bot needs are granted", len(bot.Scopes))
	}
}

// database looks at the file, and returns the circle in it, if there is one.
func (r *checklist) database(ctx context.Context, c config) *storage.Circle {
	store, err := storage.OpenReadOnly(ctx, c.DB)
	if errors.Is(err, storage.ErrNotFound) {
		if err := writable(filepath.Dir(c.DB)); err != nil {
			r.wrong("database", "%s cannot be created: %v; set COWORK_DB to a file in a directory that can be written", c.DB, err)
		} else {
			r.ok("database", "%s is not there yet; cowork run creates it", c.DB)
		}
		return nil
	}
	if err != nil {
		r.wrong("database", "%v", err)
		return nil
	}
	defer store.Close()
	var circles []storage.Circle
	var people, venues int
	err = store.Read(ctx, func(tx *storage.Tx) error {
		var err error
		if circles, err = tx.Circles(); err != nil {
			return err
		}
		for _, c := range circles {
			members, err := tx.Memberships(c.ID)
			if err != nil {
				return err
			}
			for _, m := range members {
				if m.State == storage.Active {
					people++
				}
			}
		}
		all, err := tx.Venues()
		venues = len(all)
		return err
	})
	if err != nil {
		r.wrong("database", "%v", err)
		return nil
	}
	if keys, err := c.keys(); err == nil && keys.Ready() {
		if err := checkKeys(ctx, store, keys); err != nil {
			r.wrong("COWORK_KEY", "%v", err)
		} else {
			r.ok("COWORK_KEY", "opens every sealed address")
		}
	}
	r.ok("database", "%s: %s, %s", c.DB, counted(people, "member", "members"), counted(venues, "venue", "venues"))
	if len(circles) == 0 {
		return nil
	}
	return &circles[0]
}

// writable reports why no file can be made in a directory, nil if one can.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".cowork-check-")
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			return path.Err
		}
		return err
	}
	f.Close()
	return os.Remove(f.Name())
}

// schedule says when rounds open: the next one as it is stored, or else as the
// schedule says from now on.
func (r *checklist) schedule(c config, circle *storage.Circle) {
	at, err := zone(c.Timezone)
	if err != nil {
		r.wrong("COWORK_TIMEZONE", "%v", err)
		return
	}
	next, err := bot.NextDue(c.Schedule, at, time.Now())
	if err != nil {
		r.wrong("COWORK_SCHEDULE", "%v", err)
		return
	}
	changed := circle != nil && (circle.Schedule != c.Schedule || circle.TZ != c.Timezone)
	if circle != nil && !changed && !circle.NextDue.IsZero() {
		next = circle.NextDue
	}
	const layout = "Monday 2 January 2006, 15:04"
	switch {
	case changed:
		r.ok("schedule", "%s in %s, changed since the last run; the next round is due on %s", c.Schedule, at, next.In(at).Format(layout))
	case next.Before(time.Now()):
		r.ok("schedule", "%s in %s; a round was due on %s, and cowork run sees to it", c.Schedule, at, next.In(at).Format(layout))
	default:
		r.ok("schedule", "%s in %s; the next round is due on %s", c.Schedule, at, next.In(at).Format(layout))
	}
}
