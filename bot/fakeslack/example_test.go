package fakeslack_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"cowork/bot/fakeslack"
)

// A whole test in small: a local Slack, an app that answers one command, a person who types it, and what they see.
func Example() {
	manifest, err := os.ReadFile("testdata/manifest.yml")
	if err != nil {
		log.Fatal(err)
	}
	s, err := fakeslack.Start(fakeslack.Config{
		Manifest: manifest, Clock: fakeslack.NewClock(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)),
	})
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()
	s.AddPerson(fakeslack.Person{ID: "U1", Name: "ada"})

	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	app := socketmode.New(slack.New(s.BotToken(), slack.OptionAppLevelToken(s.AppToken()), slack.OptionAPIURL(s.URL()),
		slack.OptionHTTPClient(plainClient)))
	var running sync.WaitGroup
	running.Go(func() { _ = app.RunContext(ctx) })
	running.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case event := <-app.Events:
				if command, ok := event.Data.(slack.SlashCommand); ok {
					answer := "Welcome, <@" + command.UserID + ">. You said " + command.Text + "."
					_ = app.Ack(*event.Request, map[string]string{"text": answer})
				}
			}
		}
	})
	if err := s.AwaitConnections(ctx, 1); err != nil {
		log.Fatal(err)
	}
	reply, err := s.Type(ctx, "U1", "", "/duo join")
	fmt.Println(reply.Text(), err)
	for _, broken := range s.Violations() {
		fmt.Println(broken)
	}
	cancel()
	running.Wait()
	// Output: Welcome, @ada. You said join. <nil>
}
