package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"cowork/bot"
)

type undeliveredCmd struct {
	dbFlag
	Retry bool `help:"Have them sent again: by the bot that runs on the database, or the next one."`
}

// Run lists what Slack did not take, or has it tried again.
func (cmd undeliveredCmd) Run(ctx context.Context, w world) error {
	store, err := cmd.open(ctx, w, false) // a mistyped file is not created here
	if err != nil {
		return err
	}
	defer store.Close()
	lost, err := bot.ListLost(ctx, store, time.Now())
	if err != nil {
		return err
	}
	if len(lost) == 0 {
		fmt.Fprintln(w.stdout, "everything could be delivered in the last 30 days")
		return nil
	}
	if cmd.Retry {
		return cmd.retry(ctx, w)
	}
	for _, l := range lost {
		over := ""
		if l.Over {
			over = "  (over)"
		}
		fmt.Fprintf(w.stdout, "%s  %-8s  %-24s  %s%s\n", l.Due.UTC().Format("2006-01-02 15:04"), oneLine(l.What), oneLine(strings.Join(l.Who, ", ")), oneLine(l.Why), over)
	}
	return nil
}

func (cmd undeliveredCmd) retry(ctx context.Context, w world) error {
	store, err := cmd.open(ctx, w, true)
	if err != nil {
		return err
	}
	defer store.Close()
	again, over, err := bot.RetryLost(ctx, store, time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "%s sent again\n", counted(again, "message is", "messages are"))
	if over > 0 {
		fmt.Fprintf(w.stdout, "%s left, because what it was about is over\n", counted(over, "message is", "messages are"))
	}
	return nil
}
