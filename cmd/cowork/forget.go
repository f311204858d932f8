package main

import (
	"context"
	"fmt"
	"strings"

	"cowork/bot"
	"cowork/pairing"
	"cowork/storage"
)

type forgetCmd struct {
	User string `arg:"" help:"Who, by user ID, or by name where only one person has it."`
	Yes  bool   `help:"Do it. Without this, say what would be done."`
}

// Run removes everything about a person, for good. A bot that runs on the same
// database tells the partners; otherwise the next one does.
func (cmd forgetCmd) Run(ctx context.Context, w world) error {
	c, problems := w.env()
	if err := first(problems); err != nil { // the tokens too: their home tab is cleared in Slack
		return err
	}
	look, err := storage.OpenReadOnly(ctx, c.DB) // a mistyped COWORK_DB makes no database here
	if err != nil {
		return err
	}
	who, err := personCalled(ctx, look, cmd.User)
	look.Close()
	if err != nil {
		return err
	}
	if !cmd.Yes {
		return usagef("this removes everything about %s (%s) from %s for good; to do it, add --yes", oneLine(who.Name), who.ID, c.DB)
	}
	store, err := storage.Open(ctx, c.DB)
	if err != nil {
		return err
	}
	defer store.Close()
	b, err := bot.New(bot.Options{Store: store, AppToken: c.AppToken, BotToken: c.BotToken, APIURL: c.APIURL})
	if err != nil {
		return err
	}
	if err := b.Forget(ctx, who.ID); err != nil {
		return fmt.Errorf("forget %s: %w", who.ID, err)
	}
	if err := store.Checkpoint(ctx); err != nil {
		return fmt.Errorf("%s is forgotten, but the file %s-wal still holds what was removed: %w", who.ID, c.DB, err)
	}
	fmt.Fprintf(w.stdout, "everything about %s is removed from %s; the history of others keeps the days, without a name\n", who.ID, c.DB)
	return nil
}

// personCalled finds a person by ID or by a name that only one has.
func personCalled(ctx context.Context, store *storage.Store, called string) (storage.Person, error) {
	name := strings.TrimPrefix(strings.TrimSpace(called), "@")
	var found []storage.Person
	err := store.Read(ctx, func(tx *storage.Tx) error {
		everybody, err := tx.People()
		for _, p := range everybody {
			if p.ID == pairing.MemberID(name) {
				found = []storage.Person{p}
				break
			}
			if strings.EqualFold(p.Name, name) && p.Name != "" {
				found = append(found, p)
			}
		}
		return err
	})
	switch {
	case err != nil:
		return storage.Person{}, err
	case len(found) == 0:
		return storage.Person{}, fmt.Errorf("nobody is called %s: name somebody by the user ID (in Slack: profile > ⋮ > Copy member ID)", shown(called))
	case len(found) > 1:
		return storage.Person{}, fmt.Errorf("%d people are called %s: name one by the user ID, such as %s", len(found), shown(called), found[0].ID)
	}
	return found[0], nil
}
