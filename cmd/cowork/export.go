package main

import (
	"context"
	"fmt"
	"io"

	"cowork/cmd/cowork/archive"
	"cowork/storage"
)

type exportCmd struct {
	dbFlag
	User string `arg:"" optional:"" help:"Only what belongs to this person, by user ID, or by name where only one has it."`
}

// Run prints the workspace, or what belongs to one person, as JSON. It reads
// only, and a bot may run meanwhile.
func (cmd exportCmd) Run(ctx context.Context, w world) error {
	store, err := cmd.open(ctx, w, false)
	if err != nil {
		return err
	}
	defer store.Close()
	if cmd.User != "" {
		return cmd.own(ctx, w, store)
	}
	var all archive.Workspace
	err = store.Read(ctx, func(tx *storage.Tx) (err error) {
		all, err = archive.Collect(tx)
		return err
	})
	if err != nil {
		return err
	}
	return written(w.stdout, all)
}

// own prints what belongs to one person, their address too where COWORK_KEY
// opens it.
func (cmd exportCmd) own(ctx context.Context, w world, store *storage.Store) error {
	c, problems := w.env()
	if err := first(problems, "COWORK_KEY"); err != nil {
		return err
	}
	keys, err := c.keys()
	if err != nil {
		return err
	}
	who, err := personCalled(ctx, store, cmd.User)
	if err != nil {
		return err
	}
	var own archive.Own
	err = store.Read(ctx, func(tx *storage.Tx) (err error) {
		own, err = archive.CollectOwn(tx, who.ID, keys)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(w.stderr, "this holds what %s said in confidence: give it to nobody else\n", oneLine(who.Name))
	return written(w.stdout, own)
}

func written(out io.Writer, v any) error {
	if err := archive.Write(out, v); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}
