// Command cowork pairs the members of a Slack workspace into coworking duos,
// round after round, and says whose home or which café is next.
//
//	cowork demo    is a Slack in the browser to try it in
//	cowork story   plays a month on a local Slack; no tokens, ends by itself
//	cowork check   says what is missing before the first run
//	cowork run     is the bot
//
// The README has the rest.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // time zones on machines that have none installed

	"cowork/cmd/cowork/catalogue"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], fromEnvironment, os.Stdout, os.Stderr)
	stop()
	os.Exit(report(err, os.Stderr))
}

// report says an error in one line, without anything that looks like a token,
// and gives the exit status: 0 for none, 2 for wrong usage, 1 for the rest.
func report(err error, stderr io.Writer) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, "cowork:", oneLine(err.Error()))
	var usage *usageError
	if errors.As(err, &usage) {
		return 2
	}
	return 1
}

// usageError is an error that changing the command line or the environment
// mends.
type usageError struct{ said string }

func (e *usageError) Error() string { return e.said }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// cli is the command line; each subcommand has a file of its own.
type cli struct {
	Run         runCmd         `cmd:"" help:"Be the bot, until SIGINT or SIGTERM."`
	Demo        demoCmd        `cmd:"" help:"Be people in a Slack in the browser, with the real bot; no tokens."`
	Story       storyCmd       `cmd:"" help:"Play a story on a local Slack and print what everybody sees; no tokens, ends by itself."`
	Check       checkCmd       `cmd:"" help:"Look at everything the bot needs, and say how to mend what is wrong."`
	Plan        planCmd        `cmd:"" help:"Print what the next round would be. Writes nothing, sends nothing."`
	Places      placesCmd      `cmd:"" help:"The catalogue of venues."`
	Simulate    simulateCmd    `cmd:"" help:"Play a year of rounds on invented or exported members: what the rules do to people."`
	Undelivered undeliveredCmd `cmd:"" help:"What Slack did not take, and have it tried again."`
	Export      exportCmd      `cmd:"" help:"Print the workspace as JSON, without anybody's secrets; or all that belongs to one person."`
	Backup      backupCmd      `cmd:"" help:"Copy the database, also while the bot runs."`
	Key         keyCmd         `cmd:"" help:"The key that home addresses and private calendars are kept with."`
	Forget      forgetCmd      `cmd:"" help:"Remove everything about a person, for good."`
	Version     versionCmd     `cmd:"" help:"Say which build this is."`
}

// world is what a subcommand gets from outside.
type world struct {
	env    func() (config, []problem)
	stdout io.Writer
	stderr io.Writer
}

// run is the program: it parses args, which do not hold the program's name,
// and runs the subcommand that they name. env is asked for the configuration
// by the subcommands that need one.
func run(ctx context.Context, args []string, env func() (config, []problem), stdout, stderr io.Writer) error {
	helped := false
	parser, err := kong.New(&cli{},
		kong.Name("cowork"),
		kong.Description("Pairs members of a Slack workspace for coworking days, two by two. New here? Try: cowork demo"),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Vars{"formats": catalogue.Formats},
		kong.Bind(world{env: env, stdout: stdout, stderr: stderr}),
	)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	switch {
	case helped:
		return nil
	case err != nil:
		return usagef("%s; see: cowork --help", err)
	}
	return command.Run()
}

// newParser makes the parser of the command line.
func newParser(more ...kong.Option) (*kong.Kong, error) {
	return kong.New(&cli{}, append([]kong.Option{
		kong.Name("cowork"),
		kong.Description("Pairs members of a Slack workspace for coworking days, two by two. New here? Try: cowork demo"),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Vars{"formats": catalogue.Formats},
	}, more...)...)
}

// oneLine is text on one line, with the rest of every token hidden.
func oneLine(text string) string {
	return strings.Join(strings.Fields(tokens.ReplaceAllString(text, "$1…")), " ")
}

// counted is a number of things in words: "1 venue", "2 venues".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
