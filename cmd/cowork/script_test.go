package main

import (
	"context"
	"sync"
	"testing"

	app "cowork"
	"cowork/bot/fakeslack"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts run the program itself, as a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"cowork": main})
}

// TestScripts runs the program the way people do: arguments, files, variables,
// and what comes out of it. The command "slack" starts a local Slack and sets
// the variables for it, "slack connected" waits until the bot is there, and
// "slack spoil TOKEN CODE" has Slack refuse a token from then on.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:  "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"slack": slackCommand},
	})
}

// running has the local Slack of each script; scripts run at the same time.
var running sync.Map // *testscript.TestScript -> *fakeslack.Slack

func slackCommand(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) == 0 {
		slack, err := fakeslack.Start(fakeslack.Config{Manifest: app.Manifest})
		ts.Check(err)
		ts.Defer(func() { slack.Close() })
		ts.Setenv("SLACK_API_URL", slack.URL())
		ts.Setenv("SLACK_APP_TOKEN", slack.AppToken())
		ts.Setenv("SLACK_BOT_TOKEN", slack.BotToken())
		running.Store(ts, slack)
		ts.Defer(func() { running.Delete(ts) })
		return
	}
	started, ok := running.Load(ts)
	if !ok {
		ts.Fatalf("no slack was started")
	}
	slack := started.(*fakeslack.Slack)
	switch args[0] {
	case "connected":
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		ts.Check(slack.AwaitConnections(ctx, 1))
	case "spoil":
		if args[1] == "app" {
			slack.SpoilAppToken(args[2])
		} else {
			slack.SpoilBotToken(args[2])
		}
	default:
		ts.Fatalf("slack cannot %s", args[0])
	}
}
