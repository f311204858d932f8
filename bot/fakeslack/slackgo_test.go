package fakeslack_test

import (
	"context"
	"io"
	"log"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"cowork/bot/fakeslack"
)

// api is slack-go's client for a local Slack.
func api(s *fakeslack.Slack) *slack.Client {
	return slack.New(s.BotToken(), slack.OptionAppLevelToken(s.AppToken()), slack.OptionAPIURL(s.URL()),
		slack.OptionHTTPClient(&http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}))
}

// run connects slack-go's socket client and hands each event to handle until the test ends.
func run(t *testing.T, s *fakeslack.Slack, handle func(*socketmode.Client, socketmode.Event)) *slack.Client {
	t.Helper()
	client := api(s)
	smc := socketmode.New(client, socketmode.OptionLog(log.New(io.Discard, "", 0)))
	ctx, cancel := context.WithCancel(context.Background())
	before := len(s.Connections())
	var waits sync.WaitGroup
	waits.Go(func() { _ = smc.RunContext(ctx) })
	waits.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-smc.Events:
				handle(smc, e)
			}
		}
	})
	t.Cleanup(func() { cancel(); waits.Wait() })
	await(t, s, "connection", func() bool { return len(s.Connections()) > before })
	return client
}

func plain(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

func button(id, label string) slack.Block {
	return slack.NewActionBlock("", slack.NewButtonBlockElement(id, "v", plain(label)))
}

// TestSlackGo plays the conversation as it is, and with fields that slack-go does not know.
func TestSlackGo(t *testing.T) {
	for _, unknown := range []bool{false, true} {
		conversation(t, unknown)
	}
}

// conversation plays a whole conversation with slack-go: a command, its answer, a click, a modal, a submission with an error and
// one without, and the home tab.
func conversation(t *testing.T, unknownFields bool) {
	s, _ := start(t, func(c *fakeslack.Config) { c.UnknownFields = unknownFields })
	area := slack.NewInputBlock("area", plain("Area"), nil, slack.NewPlainTextInputBlockElement(nil, "area"))
	modal := slack.ModalViewRequest{Type: slack.VTModal, CallbackID: "profile", Title: plain("Profile"),
		Submit: plain("Save"), Blocks: slack.Blocks{BlockSet: []slack.Block{area}}}
	var client *slack.Client
	ready := make(chan struct{})
	client = run(t, s, func(smc *socketmode.Client, e socketmode.Event) {
		switch data := e.Data.(type) {
		case slack.SlashCommand:
			if data.Text != "join <@U2|emmy> &lt;!channel&gt;" {
				t.Errorf("text = %q", data.Text)
			}
			_ = smc.Ack(*e.Request, slack.Message{Msg: slack.Msg{Text: "You are in, <@U1>.", ResponseType: "ephemeral"}})
		case slack.InteractionCallback:
			<-ready
			switch data.Type {
			case slack.InteractionTypeBlockActions:
				_ = smc.Ack(*e.Request)
				if _, err := client.OpenView(data.TriggerID, modal); err != nil {
					t.Errorf("OpenView: %v", err)
				}
			case slack.InteractionTypeViewSubmission:
				if data.View.State.Values["area"]["area"].Value == "" {
					t.Errorf("no value in %+v", data.View.State)
				}
				if data.View.State.Values["area"]["area"].Value == "Atlantis" {
					_ = smc.Ack(*e.Request, slack.NewErrorsViewSubmissionResponse(map[string]string{"area": "Not on the map."}))
					return
				}
				_ = smc.Ack(*e.Request)
			}
		default:
			if e.Type == socketmode.EventTypeEventsAPI {
				_ = smc.Ack(*e.Request)
				view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{
					slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, "*Welcome*", false, false), nil, nil)}}}
				if _, err := client.PublishView("U1", view, ""); err != nil {
					t.Errorf("PublishView: %v", err)
				}
			}
		}
	})
	close(ready)

	reply, err := s.Type(soon(t), "U1", "", "/duo join @emmy <!channel>")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := reply.Text(), "You are in, @ada."; got != want {
		t.Errorf("reply = %q, want %q", got, want)
	}

	auth, err := client.AuthTest()
	if err != nil || auth.UserID != s.BotUserID() {
		t.Errorf("AuthTest = %+v, %v", auth, err)
	}
	if _, _, err := client.PostMessage("U1", slack.MsgOptionText("Hello", false),
		slack.MsgOptionBlocks(button("accept", "Accept this one"), button("skip", "Skip"))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Click(soon(t), "U1", "", "", "Accept"); err != nil {
		t.Fatal(err)
	}
	await(t, s, "modal", func() bool { return s.Modal("U1") != nil })
	reply, err = s.Submit(soon(t), "U1", fakeslack.Fields{"Area": {}})
	if err != nil || reply.Errors["area"] == "" {
		t.Errorf("submitting nothing = %+v, %v", reply, err)
	}
	reply, err = s.Submit(soon(t), "U1", fakeslack.Fields{"Area": {"Atlantis"}})
	if err != nil || reply.Errors["area"] != "Not on the map." || s.Modal("U1") == nil {
		t.Errorf("submitting Atlantis = %+v, %v", reply, err)
	}
	reply, err = s.Submit(soon(t), "U1", fakeslack.Fields{"Area": {"Lehen"}})
	if err != nil || reply.Text() != "" || s.Modal("U1") != nil {
		t.Errorf("submitting Lehen = %+v, %v", reply, err)
	}
	if _, err := s.OpenHome(soon(t), "U1"); err != nil {
		t.Fatal(err)
	}
	await(t, s, "home", func() bool { return s.Home("U1") != nil })
	if got := s.Home("U1").Text; !strings.Contains(got, "Welcome") {
		t.Errorf("home = %q", got)
	}
}

// TestSlackGoMethods calls each method of the Web API through slack-go, so that its spelling of arguments is known.
func TestSlackGoMethods(t *testing.T) {
	s, _ := start(t)
	s.AddChannel(fakeslack.Channel{ID: "C1", Name: "general", Members: []string{"U1", "U2", s.BotUserID()}})
	client := api(s)
	check := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	c, _, _, err := client.OpenConversation(&slack.OpenConversationParameters{Users: []string{"U1", "U2"}, ReturnIM: true})
	check("conversations.open", err)
	again, noOp, _, err := client.OpenConversation(&slack.OpenConversationParameters{Users: []string{"U2", "U1"}})
	check("conversations.open", err)
	if again.ID != c.ID || !noOp {
		t.Errorf("the same people have %s and %s", c.ID, again.ID)
	}
	meta := slack.SlackMetadata{EventType: "sent", EventPayload: map[string]any{"row": 3}}
	_, ts, err := client.PostMessage(c.ID, slack.MsgOptionText("Hello", false), slack.MsgOptionMetadata(meta))
	check("chat.postMessage", err)
	for _, all := range []bool{false, true} {
		history, err := client.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: c.ID,
			IncludeAllMetadata: all, Oldest: ts, Inclusive: true, Limit: 10})
		check("conversations.history", err)
		want := slack.SlackMetadata{EventType: "sent"}
		if all {
			want.EventPayload = map[string]any{"row": 3.0}
		}
		if diff := cmp.Diff(want, history.Messages[0].Metadata); diff != "" {
			t.Errorf("metadata (all: %v): %s", all, diff)
		}
	}
	_, _, _, err = client.UpdateMessage(c.ID, ts, slack.MsgOptionText("Hello again", false))
	check("chat.update", err)
	_, err = client.PostEphemeral("C1", "U1", slack.MsgOptionText("Only you", false))
	check("chat.postEphemeral", err)
	if m := s.Ephemeral("U1", "C1"); len(m) != 1 || len(s.Messages("U2", "C1")) != 0 {
		t.Errorf("ephemeral = %+v", m)
	}
	_, _, err = client.DeleteMessage(c.ID, ts)
	check("chat.delete", err)
	_, err = client.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: "C1", IncludeNumMembers: true})
	check("conversations.info", err)
	members, _, err := client.GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: "C1", Limit: 2})
	check("conversations.members", err)
	if diff := cmp.Diff([]string{"U1", "U2"}, members); diff != "" {
		t.Error(diff)
	}
	user, err := client.GetUserInfo("U1")
	check("users.info", err)
	if user.TZ != "Europe/Vienna" || user.TZOffset != 3600 || user.Locale != "de-AT" { // slack-go asks for it
		t.Errorf("users.info = %+v", user)
	}
	users, err := client.GetUsers(slack.GetUsersOptionLimit(2))
	check("users.list", err)
	if len(users) != 4 { // Slackbot, the bot, ada, Emmy
		t.Errorf("%d users", len(users))
	}
}
