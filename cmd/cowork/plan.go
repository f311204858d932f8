package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"cowork/bot"
)

type planCmd struct {
	dbFlag
	At   string   `placeholder:"TIME" help:"When the round would open, as \"2026-03-16 09:00\" in the time zone of the circle, or \"now\"; when it is due by default."`
	Seed uint64   `help:"Breaks ties; the real round draws its own."`
	Why  bool     `help:"Say why the two people named would be paired, or why not, and what it would cost."`
	Pair []string `arg:"" optional:"" name:"person" help:"With --why: two people, by name or user ID."`
}

// Run plans the next round and prints it. Nothing is written, nothing is sent.
func (cmd planCmd) Run(ctx context.Context, w world) error {
	switch {
	case cmd.Why && len(cmd.Pair) != 2:
		return usagef("--why wants two people, as in: cowork plan --why @ada @ben")
	case !cmd.Why && len(cmd.Pair) > 0:
		return usagef("%s means nothing to plan without --why, as in: cowork plan --why @ada @ben", shown(cmd.Pair[0]))
	}
	store, err := cmd.open(ctx, w, false)
	if err != nil {
		return err
	}
	defer store.Close()
	p, err := bot.PreviewRound(ctx, store, time.Time{}, cmd.Seed)
	if err != nil {
		return err
	}
	if cmd.At != "" {
		at, err := moment(cmd.At, p.Opens.Location())
		if err != nil {
			return err
		}
		if p, err = bot.PreviewRound(ctx, store, at, cmd.Seed); err != nil {
			return err
		}
	}
	if cmd.Why {
		return printPair(ctx, w, p, cmd.Pair[0], cmd.Pair[1])
	}
	printPlan(w, p)
	return nil
}

// moment reads a time on the command line.
func moment(text string, zone *time.Location) (time.Time, error) {
	if text == "now" {
		return time.Now(), nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02"} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at, nil
		}
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	return time.Time{}, usagef("--at %s is no time: write \"2026-03-16 09:00\", or now", shown(text))
}

func printPlan(w world, p bot.Preview) {
	fmt.Fprintf(w.stdout, "Round %d of %s, if it opened on %s (%s): %s of %s, %s without a partner.\nNothing is written, nobody is told.\n",
		p.Round, p.Circle, p.Opens.Format("Monday 2 January 2006, 15:04"), p.Opens.Location(),
		counted(len(p.Duos), "duo", "duos"), counted(p.Members, "member", "members"), counted(len(p.Rests), "member", "members"))
	for _, d := range p.Duos {
		fmt.Fprintf(w.stdout, "\n%s\n  when   %s\n  where  %s\n  why    ", oneLine(d.Who), d.When, oneLine(strings.Join(d.Places, "; ")))
		printWeights(w, d.Why, "         ")
	}
	if len(p.Rests) > 0 {
		fmt.Fprintln(w.stdout, "\nwithout a partner")
	}
	for _, r := range p.Rests {
		fmt.Fprintf(w.stdout, "  %s: %s\n", oneLine(r.Who), r.Why)
	}
}

// printWeights prints reasons one below the other; the first stands where the
// line is already.
func printWeights(w world, why []bot.Weight, indent string) {
	if len(why) == 0 {
		fmt.Fprintln(w.stdout, "nothing speaks for it but that everybody gets a partner")
	}
	for i, reason := range why {
		if i > 0 {
			fmt.Fprint(w.stdout, indent)
		}
		fmt.Fprintf(w.stdout, "%+5d  %s\n", reason.Points, oneLine(reason.Words))
	}
}

func printPair(ctx context.Context, w world, p bot.Preview, one, other string) error {
	why, obstacle, err := p.Pair(one, other)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "%s and %s, in round %d:\n", oneLine(one), oneLine(other), p.Round)
	if obstacle != "" {
		fmt.Fprintf(w.stdout, "  cannot be a duo: %s\n", obstacle)
		return nil
	}
	fmt.Fprint(w.stdout, "  ")
	printWeights(w, why, "  ")
	instead, err := p.Instead(ctx, one, other)
	if err != nil {
		return err
	}
	for _, line := range instead {
		fmt.Fprintf(w.stdout, "  %s\n", oneLine(line))
	}
	fmt.Fprintln(w.stdout, "What members say of each other in private is not shown here, and may decide otherwise.")
	return nil
}
