package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"

	"cowork/cmd/cowork/archive"
	"cowork/cmd/cowork/catalogue"
	"cowork/cmd/cowork/simulation"
	"cowork/pairing"
)

type simulateCmd struct {
	Members   int     `default:"20" help:"People in the invented city."`
	Weeks     int     `default:"52" help:"Rounds to play."`
	Seed      uint64  `default:"1" help:"The same seed plays the same year."`
	Absence   float64 `default:"0.1" help:"Chance that a member is away in a week, 0 to 1."`
	Skip      float64 `default:"0.05" help:"Chance that a member skips a proposal, 0 to 1."`
	Vetoes    int     `default:"3" help:"Pairs of whom one avoids the other."`
	HomesOnly bool    `help:"Everybody hosts, nobody is away, no neutral ground and no outings: hosting by itself."`
	Compare   bool    `help:"Put our host rule beside alternation in the pair and a draw by lot."`
	Export    string  `type:"path" placeholder:"FILE" help:"Play on with the members, history and venues of a workspace that cowork export printed."`
	Circle    string  `help:"With --export: which circle; the first by default."`
	Venues    string  `type:"path" help:"A catalogue file to take the venues from instead of inventing them."`
	Charts    string  `type:"path" placeholder:"DIR" help:"Write charts (PNG and SVG) into this folder."`
}

// Run plays the year and prints what the rules did.
func (c simulateCmd) Run(ctx context.Context, w world) error {
	if err := c.validate(); err != nil {
		return err
	}
	o := simulation.Options{
		Seed: c.Seed, Members: c.Members, Weeks: c.Weeks, Absence: c.Absence, Skip: c.Skip, HomesOnly: c.HomesOnly, Vetoes: c.Vetoes,
	}
	if c.HomesOnly {
		o.Absence, o.Skip, o.Vetoes = 0, 0, 0
	}
	city := simulation.City(o)
	if c.Export != "" {
		all, err := archive.Read(c.Export)
		if err != nil {
			return err
		}
		if city, err = simulation.FromExport(all, c.Circle); err != nil {
			return fmt.Errorf("%s: %w", c.Export, err)
		}
		if len(city.Members) > mostSimulated {
			return usagef("%s has %d active members: up to %d can be played", c.Export, len(city.Members), mostSimulated)
		}
		c.Members = len(city.Members)
	}
	if c.Venues != "" && !c.HomesOnly {
		venues, err := venuesOf(ctx, c.Venues)
		if err != nil {
			return err
		}
		city.Venues = venues
	}
	rules := simulation.HostRules[:1]
	if c.Compare {
		rules = simulation.HostRules
	}
	bar := progress(w.stderr, c.Weeks*len(rules))
	var outcomes []simulation.Outcome
	for _, rule := range rules {
		year, err := simulation.Play(ctx, city, rule, o, func() { bar.Add(1) })
		if err != nil {
			return err
		}
		outcomes = append(outcomes, simulation.Outcome{Rule: rule, Year: year})
	}
	bar.Finish()
	fmt.Fprintf(w.stdout, "%d members, %d weeks, seed %d\n\n", c.Members, c.Weeks, c.Seed)
	simulation.WriteSummary(w.stdout, outcomes)
	fmt.Fprintf(w.stdout, "\nEach member's year with the rule %q:\n\n", rules[0])
	simulation.WritePeople(w.stdout, outcomes[0].Year)
	if c.Charts == "" {
		return nil
	}
	files, err := simulation.WriteCharts(c.Charts, outcomes)
	for _, f := range files {
		fmt.Fprintln(w.stdout, "wrote", f)
	}
	return err
}

// The bounds of what can be played in a person's patience.
const (
	mostSimulated = 2000
	mostWeeks     = 520
)

func (c simulateCmd) validate() error {
	switch {
	case c.Members < 2 || c.Members > mostSimulated:
		return usagef("--members %d: from 2 to %d", c.Members, mostSimulated)
	case c.Weeks < 1 || c.Weeks > mostWeeks:
		return usagef("--weeks %d: from 1 to %d", c.Weeks, mostWeeks)
	case !(c.Absence >= 0 && c.Absence <= 1):
		return usagef("--absence %g: from 0 to 1, such as 0.1", c.Absence)
	case !(c.Skip >= 0 && c.Skip <= 1):
		return usagef("--skip %g: from 0 to 1, such as 0.05", c.Skip)
	case c.Export != "" && c.HomesOnly:
		return usagef("--homes-only plays an invented city: leave out --export")
	case c.Circle != "" && c.Export == "":
		return usagef("--circle names a circle of an export: add --export FILE")
	case c.Vetoes < 0 || c.Vetoes > c.Members*c.Members:
		return usagef("--vetoes %d: from 0 to %d", c.Vetoes, c.Members*c.Members)
	}
	return nil
}

// venuesOf reads the venues of a catalogue file.
func venuesOf(ctx context.Context, file string) ([]pairing.Venue, error) {
	var venues []pairing.Venue
	_, err := catalogue.Read(ctx, file, func(e catalogue.Entry) error {
		e.ID = pairing.VenueID(len(venues) + 1)
		venues = append(venues, e.Venue)
		return nil
	})
	return venues, err
}

// terminal reports whether a person looks at out.
func terminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

// progress is a bar on a terminal and nothing anywhere else, because it writes
// carriage returns.
func progress(out io.Writer, steps int) *progressbar.ProgressBar {
	if !terminal(out) {
		return progressbar.DefaultSilent(int64(steps))
	}
	return progressbar.NewOptions(steps, progressbar.OptionSetWriter(out), progressbar.OptionClearOnFinish(), progressbar.OptionSetDescription("playing"))
}
