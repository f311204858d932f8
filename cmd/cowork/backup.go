package main

import (
	"context"
	"fmt"
)

type backupCmd struct {
	dbFlag
	File string `arg:"" help:"New file for the copy."`
}

// Run copies the database while the bot may be running.
func (cmd backupCmd) Run(ctx context.Context, w world) error {
	store, err := cmd.open(ctx, w, false)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := store.Backup(ctx, cmd.File); err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "%s is a complete copy of %s\n", cmd.File, store.Path())
	return nil
}
