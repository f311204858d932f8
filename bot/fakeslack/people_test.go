package fakeslack_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cowork/bot/fakeslack"
)

// widgets is a message with one of each thing that a person can act on.
const widgets = `[
 {"type":"section","block_id":"s","text":{"type":"mrkdwn","text":"Which day?"},"accessory":{"type":"static_select",
  "action_id":"day","placeholder":{"type":"plain_text","text":"Day"},"options":[
   {"text":{"type":"plain_text","text":"Monday"},"value":"mon"},{"text":{"type":"plain_text","text":"Tuesday"},"value":"tue"}]}},
 {"type":"actions","block_id":"a","elements":[
  {"type":"button","action_id":"go","text":{"type":"plain_text","text":"Accept it"},"value":"7","style":"primary"},
  {"type":"button","action_id":"stop","text":{"type":"plain_text","text":"Stop"},"confirm":{
   "title":{"type":"plain_text","text":"Sure?"},"text":{"type":"plain_text","text":"It ends."},
   "confirm":{"type":"plain_text","text":"Yes"},"deny":{"type":"plain_text","text":"No"}}},
  {"type":"overflow","action_id":"more","options":[{"text":{"type":"plain_text","text":"Why"},"value":"why"}]},
  {"type":"users_select","action_id":"who","placeholder":{"type":"plain_text","text":"Who"}},
  {"type":"datepicker","action_id":"date"}]}]`

// TestClicks acts on each kind of element and looks at the action that the app gets.
func TestClicks(t *testing.T) {
	s, _ := start(t)
	a := connect(t, s)
	sent := must(t, s, "chat.postMessage", "channel", "U1", "text", "x", "blocks", widgets)
	for _, c := range []struct {
		element string
		how     []fakeslack.How
		want    object
	}{
		{"Accept", nil, object{"type": "button", "action_id": "go", "block_id": "a", "value": "7", "style": "primary",
			"text": object{"type": "plain_text", "text": "Accept it", "emoji": true}}},
		{"day", []fakeslack.How{fakeslack.Choose("Tuesday")}, object{"type": "static_select", "action_id": "day",
			"block_id": "s", "selected_option": option("Tuesday", "tue")}},
		{"more", []fakeslack.How{fakeslack.Choose("Why")}, object{"type": "overflow", "action_id": "more",
			"block_id": "a", "selected_option": option("Why", "why")}},
		{"who", []fakeslack.How{fakeslack.Choose("@emmy")}, object{"type": "users_select", "action_id": "who",
			"block_id": "a", "selected_user": "U2"}},
		{"date", []fakeslack.How{fakeslack.Choose("2026-03-09"), fakeslack.InBlock("a")}, object{"type": "datepicker",
			"action_id": "date", "block_id": "a", "selected_date": "2026-03-09"}},
		{"Stop", nil, object{"type": "button", "action_id": "stop", "block_id": "a"}},
	} {
		done := background(func() (fakeslack.Reply, error) {
			return s.Click(soon(t), "U1", "", sent["ts"].(string), c.element, c.how...)
		})
		frame := a.next()
		a.ack(frame)
		got := <-done
		if got.err != nil || got.reply.Failure != "" {
			t.Errorf("%s: %+v", c.element, got)
		}
		if c.element == "Stop" && got.reply.Confirm != "Sure?\nIt ends." {
			t.Errorf("asked %q", got.reply.Confirm)
		}
		body := in(frame, "payload").(object)
		action := body["actions"].([]any)[0].(object)
		for name, want := range c.want {
			if name == "text" {
				want.(object)["emoji"] = in(action, "text", "emoji")
				if in(action, "text", "emoji") == nil {
					delete(want.(object), "emoji")
				}
			}
			if diff := cmp.Diff(want, action[name]); diff != "" {
				t.Errorf("%s: %s: %s", c.element, name, diff)
			}
		}
		if action["action_ts"] == nil || in(body, "container", "message_ts") != sent["ts"] ||
			in(body, "message", "bot_id") == nil || in(body, "user", "id") != "U1" || body["trigger_id"] == nil {
			t.Errorf("%s: %v", c.element, body)
		}
	}
	reply, err := s.Click(soon(t), "U1", "", "", "Stop", fakeslack.Deny())
	if err != nil || reply.Confirm == "" {
		t.Errorf("denied: %+v, %v", reply, err)
	}
	if n := len(s.Deliveries()); n != 6 {
		t.Errorf("%d deliveries, denying sends none", n)
	}
	for _, wrong := range []struct {
		element string
		how     fakeslack.How
	}{{"Nothing", fakeslack.Choose()}, {"day", fakeslack.Choose("Sunday")}, {"who", fakeslack.Choose("@nobody")},
		{"date", fakeslack.Choose("tomorrow")}, {"go", fakeslack.InBlock("s")}} {
		if _, err := s.Click(soon(t), "U1", "", "", wrong.element, wrong.how); err == nil {
			t.Errorf("%s was possible", wrong.element)
		}
	}
	if _, err := s.Click(soon(t), "U2", "", "", "Accept"); err == nil {
		t.Error("U2 clicked on U1's message")
	}
}

func option(text, value string) object {
	return object{"text": object{"type": "plain_text", "text": text}, "value": value}
}

func TestEphemeralClickHasNoMessage(t *testing.T) {
	s, _ := start(t)
	a := connect(t, s)
	done := background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "", "/duo") })
	a.ack(a.next(), object{"text": "x", "blocks": raw(widgets)})
	if got := <-done; len(got.reply.Messages) != 1 || !got.reply.Messages[0].Ephemeral ||
		len(got.reply.Messages[0].Elements()) != 6 {
		t.Errorf("reply = %+v", got)
	}
	done = background(func() (fakeslack.Reply, error) { return s.Click(soon(t), "U1", "", "", "go") })
	frame := a.next()
	a.ack(frame)
	<-done
	if in(frame, "payload", "container", "is_ephemeral") != true || in(frame, "payload", "message") != nil {
		t.Errorf("frame = %v", frame)
	}
	if status, _ := postJSON(t, in(frame, "payload", "response_url").(string), `{"delete_original":true}`); status != 200 ||
		len(s.Messages("U1", "")) != 0 {
		t.Errorf("status %d, messages %+v", status, s.Messages("U1", ""))
	}
}

// TestCommandText: what a person types is escaped, and mentions are resolved where the manifest asks for it.
func TestCommandText(t *testing.T) {
	s, _ := start(t)
	s.AddChannel(fakeslack.Channel{ID: "C1", Name: "general", Members: []string{"U1"}})
	a := connect(t, s)
	for typed, want := range map[string]string{
		"/duo":                                   "",
		"/duo   join  now ":                      "join  now",
		"/duo with @emmy.":                       "with <@U2|emmy>.",
		"/duo with @EMMY and @nobody":            "with <@U2|emmy> and @nobody",
		"/duo in #general":                       "in <#C1|general>",
		"/duo <!channel> & <@U2>":                "&lt;!channel&gt; &amp; &lt;@U2&gt;",
		"/plain with @emmy":                      "with @emmy",
		"/duo \x00 " + strings.Repeat("語", 4000): "\x00 " + strings.Repeat("語", 4000),
		"/duo line\nbreak":                       "line\nbreak",
	} {
		done := background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "", typed) })
		frame := a.next()
		a.ack(frame)
		<-done
		if got := in(frame, "payload", "text"); got != want {
			t.Errorf("%.60q: text %.60q, want %.60q", typed, got, want)
		}
		if in(frame, "payload", "channel_name") != "directmessage" || in(frame, "payload", "user_name") != "ada" {
			t.Errorf("frame = %v", frame)
		}
	}
}

func TestBadCommandAnswers(t *testing.T) {
	s, _ := start(t)
	a := connect(t, s)
	for ack, want := range map[string]string{
		`{"text":"x","blocks":` + noSuch + `}`:     `/duo failed with the error "invalid_blocks".`,
		`{"text":"x","response_type":"whispered"}`: `/duo failed with the error "invalid_arguments".`,
		`{"txet":"x"}`: `/duo failed with the error "invalid_arguments".`,
		`"just text"`:  `/duo failed with the error "invalid_payload".`,
	} {
		done := background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "", "/duo") })
		a.ack(a.next(), raw(ack))
		if got := <-done; got.reply.Failure != want || len(s.ForgiveViolations()) != 1 {
			t.Errorf("%s: %+v", ack, got)
		}
	}
}

func TestInChannelAnswersAreSeenByAll(t *testing.T) {
	s, _ := start(t)
	s.AddChannel(fakeslack.Channel{ID: "C1", Name: "general", Members: []string{"U1", "U2"}})
	a := connect(t, s)
	for seen, kind := range []string{"ephemeral", "in_channel"} {
		done := background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "C1", "/duo") })
		frame := a.next()
		a.ack(frame, object{"text": kind, "response_type": kind})
		<-done
		if got := s.Messages("U2", "C1"); len(got) != seen {
			t.Errorf("%s: U2 sees %+v", kind, got)
		}
		if in(frame, "payload", "channel_name") != "general" {
			t.Errorf("frame = %v", frame)
		}
	}
}

// TestWhatPeopleDoIsTold goes through the events that people cause.
func TestWhatPeopleDoIsTold(t *testing.T) {
	s, _ := start(t, func(c *fakeslack.Config) {
		c.Manifest = bytes.Replace(c.Manifest, []byte("bot_events:"),
			[]byte("bot_events:\n      - message.im\n      - message.channels\n      - app_mention"), 1)
		c.Manifest = bytes.Replace(c.Manifest, []byte("bot:\n"), []byte("bot:\n      - app_mentions:read\n"), 1)
	})
	s.AddChannel(fakeslack.Channel{ID: "C1", Name: "general", Members: []string{"U1", s.BotUserID()}})
	s.AddChannel(fakeslack.Channel{ID: "C2", Name: "random", Members: []string{"U1"}})
	a := connect(t, s)
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	expect := func(kind string, paths map[string]any) {
		t.Helper()
		frame := a.next()
		a.ack(frame)
		event := in(frame, "payload", "event").(object)
		if event["type"] != kind || in(frame, "payload", "type") != "event_callback" || event["event_ts"] == nil {
			t.Errorf("frame = %v, want %s", frame, kind)
		}
		for path, want := range paths {
			if got := in(event, strings.Split(path, ".")...); got != want {
				t.Errorf("%s: %s = %v, want %v", kind, path, got, want)
			}
		}
	}
	id := s.AddPerson(fakeslack.Person{Name: "Grace Hopper", TZ: "America/New_York", IsGuest: true})
	expect("team_join", map[string]any{"user.id": id, "user.name": "grace.hopper", "user.is_restricted": true})
	check(s.Deactivate("U2"))
	expect("user_change", map[string]any{"user.id": "U2", "user.deleted": true})
	check(s.Reactivate("U2"))
	expect("user_change", map[string]any{"user.deleted": false, "user.tz": "UTC"})
	check(s.Join("C1", "U2", "U1"))
	expect("member_joined_channel", map[string]any{"user": "U2", "inviter": "U1", "channel": "C1", "channel_type": "C"})
	check(s.Join("C2", "U2", "U1")) // the bot is not there
	check(s.Leave("C1", "U2"))
	expect("member_left_channel", map[string]any{"user": "U2"})
	done := background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "", "hello <b> @emmy") })
	expect("message", map[string]any{"channel_type": "im", "text": "hello &lt;b&gt; <@U2>", "user": "U1"})
	<-done
	if got := s.Messages("U1", ""); len(got) != 1 || got[0].Text != "hello <b> @Emmy" {
		t.Errorf("messages = %+v", got)
	}
	must(t, s, "chat.postMessage", "channel", "U1", "text", "hello yourself") // an app hears itself
	expect("message", map[string]any{"channel_type": "im", "text": "hello yourself", "user": s.BotUserID()})
	done = background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "C1", "hello @duo") })
	expect("app_mention", map[string]any{"user": "U1"})
	expect("message", map[string]any{"channel_type": "channel", "text": "hello <@" + s.BotUserID() + ">"})
	<-done
	if _, err := s.Type(soon(t), "U1", "C2", "the bot is not here"); err != nil {
		t.Error(err)
	}
	s.RevokeBotToken()
	expect("tokens_revoked", nil)
	s.Uninstall()
	expect("app_uninstalled", nil)
	refused(t, s, "account_inactive", "auth.test")
	for _, err := range []error{s.Change("U0", func(*fakeslack.Person) {}), s.Join("C0", "U1", ""), s.Join("C1", "U0", "")} {
		if err == nil {
			t.Error("somebody who is not there did something")
		}
	}
}

func TestPeopleWhoCannotAct(t *testing.T) {
	s := town(t)
	for _, c := range []struct{ user, channel string }{{"U0", ""}, {"UGONE", ""}, {"U2", "COUT"}, {"U1", "CNOWHERE"}} {
		if _, err := s.Type(soon(t), c.user, c.channel, "/duo"); err == nil {
			t.Errorf("%s typed in %q", c.user, c.channel)
		}
	}
	s.SetMessagesTab(false)
	reply, err := s.Type(soon(t), "U1", "", "hello")
	if err != nil || reply.Failure != "Sending messages to this app has been turned off." {
		t.Errorf("reply = %+v, %v", reply, err)
	}
	if _, err := s.OpenMessages(soon(t), "U1"); err == nil {
		t.Error("a tab that is off was opened")
	}
	if _, err := s.Submit(soon(t), "U1", nil); err == nil {
		t.Error("no modal was submitted")
	}
	if _, err := s.CloseModal(soon(t), "U1"); err == nil {
		t.Error("no modal was closed")
	}
	if _, err := s.ClickHome(soon(t), "U1", "x"); err == nil {
		t.Error("no home was clicked")
	}
}

func TestTimesAreReadInThePersonsZone(t *testing.T) {
	s := town(t)
	s.AddPerson(fakeslack.Person{ID: "UNY", Name: "ny", TZ: "America/New_York"})
	for _, id := range []string{"U1", "UNY"} {
		must(t, s, "chat.postMessage", "channel", id, "text", "<!date^1772445600^{date_num} {time}|then>")
	}
	vienna, york := s.Messages("U1", "")[0].Text, s.Messages("UNY", "")[0].Text
	if vienna != "2026-03-02 11:00" || york != "2026-03-02 5:00 AM" {
		t.Errorf("Vienna reads %q, New York %q", vienna, york)
	}
}
