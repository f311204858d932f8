package fakeslack_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"cowork/bot/fakeslack"
)

// TestCrowd has many people type at once to an app with two connections that posts, updates and deletes meanwhile. Each person
// gets their own answer and nothing is lost.
func TestCrowd(t *testing.T) {
	const people, commands = 20, 10
	s, _ := start(t, func(c *fakeslack.Config) { c.NoRateLimits = true })
	var client *slack.Client
	var once sync.Once
	answer := func(smc *socketmode.Client, e socketmode.Event) {
		command, ok := e.Data.(slack.SlashCommand)
		if !ok {
			if e.Request != nil && e.Request.EnvelopeID != "" { // not for the hello
				_ = smc.Ack(*e.Request)
			}
			return
		}
		if err := smc.Ack(*e.Request, map[string]string{"text": command.UserID + " " + command.Text}); err != nil {
			t.Error(err)
		}
		once.Do(func() { client = api(s) })
		channel, ts, err := client.PostMessage(command.UserID, slack.MsgOptionText("posted", false))
		if err == nil {
			_, _, _, err = client.UpdateMessage(channel, ts, slack.MsgOptionText(command.Text, false))
		}
		if err != nil {
			t.Error(err)
		}
	}
	var handling sync.Mutex // both sockets share the client
	for range 2 {
		run(t, s, func(smc *socketmode.Client, e socketmode.Event) {
			handling.Lock()
			defer handling.Unlock()
			answer(smc, e)
		})
	}
	var typing sync.WaitGroup
	for i := range people {
		id := fmt.Sprintf("UC%02d", i)
		s.AddPerson(fakeslack.Person{ID: id})
		typing.Go(func() {
			for n := range commands {
				want := fmt.Sprint(id, " ", n)
				reply, err := s.Type(soon(t), id, "", fmt.Sprint("/duo ", n))
				found := false
				for _, m := range reply.Messages {
					found = found || m.Ephemeral && m.Text == want
				}
				if err != nil || !found {
					t.Errorf("%s: %+v, %v", want, reply, err)
				}
			}
		})
	}
	typing.Wait()
	updates := func(id string) (updated int) {
		for _, m := range s.Messages(id, "") {
			if m.Edited {
				updated++
			}
		}
		return updated
	}
	for i := range people {
		id := fmt.Sprintf("UC%02d", i)
		await(t, s, "all updates for "+id, func() bool { return updates(id) >= commands })
	}
	if err := s.Settle(soon(t), 50*time.Millisecond); err != nil { // and no more of them
		t.Fatal(err)
	}
	for i := range people {
		id := fmt.Sprintf("UC%02d", i)
		if updated := updates(id); updated != commands || len(s.Ephemeral(id, "")) != commands {
			t.Errorf("%s sees %+v", id, s.Messages(id, ""))
		}
	}
}
