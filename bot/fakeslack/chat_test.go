package fakeslack_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cowork/bot/fakeslack"
)

const (
	section  = `[{"type":"section","text":{"type":"mrkdwn","text":"Hello"}}]`
	noSuch   = `[{"type":"telepathy"}]`
	metadata = `{"event_type":"sent","event_payload":{"row":1}}`
)

// town is a workspace with everybody that an app can be refused over.
func town(t *testing.T, change ...func(*fakeslack.Config)) *fakeslack.Slack {
	t.Helper()
	change = append(change, func(c *fakeslack.Config) { c.NoRateLimits = true })
	s, _ := start(t, change...)
	s.AddPerson(fakeslack.Person{ID: "UGONE", Deleted: true})
	s.AddPerson(fakeslack.Person{ID: "UBOT", IsBot: true})
	s.AddPerson(fakeslack.Person{ID: "UHIDDEN", Invisible: true})
	s.AddPerson(fakeslack.Person{ID: "UELSE", External: true})
	s.AddChannel(fakeslack.Channel{ID: "CIN", Name: "general", Members: []string{"U1", "U2", s.BotUserID()}})
	s.AddChannel(fakeslack.Channel{ID: "COUT", Name: "random", Members: []string{"U1"}})
	s.AddChannel(fakeslack.Channel{ID: "CPRIVATE", Name: "private", Private: true, Members: []string{"U1"}})
	s.AddChannel(fakeslack.Channel{ID: "COLD", Name: "old", Members: []string{"U1", s.BotUserID()}})
	s.Archive("COLD")
	return s
}

func TestPostMessageRefusals(t *testing.T) {
	s := town(t)
	between := s.Between("U1", "U2")
	for _, c := range []struct {
		code string
		args []string
	}{
		{"!no_text", []string{"channel", "CIN"}},
		{"!no_text", []string{"channel", "CIN", "text", "", "blocks", "[]"}},
		{"!invalid_arguments", []string{"text", "x"}},
		{"!invalid_arguments", []string{"channel", "CIN", "text", "x", "txet", "x"}},
		{"channel_not_found", []string{"channel", "CNOWHERE", "text", "x"}},
		{"channel_not_found", []string{"channel", "CPRIVATE", "text", "x"}},
		{"channel_not_found", []string{"channel", between, "text", "x"}},
		{"channel_not_found", []string{"channel", "U1,U2", "text", "x"}},
		{"channel_not_found", []string{"channel", "UHIDDEN", "text", "x"}},
		{"not_in_channel", []string{"channel", "COUT", "text", "x"}},
		{"is_archived", []string{"channel", "COLD", "text", "x"}},
		{"user_disabled", []string{"channel", "UGONE", "text", "x"}},
		{"cannot_dm_bot", []string{"channel", "UBOT", "text", "x"}},
		{"cannot_dm_bot", []string{"channel", "USLACKBOT", "text", "x"}},
		{"thread_not_found", []string{"channel", "CIN", "text", "x", "thread_ts", "1.2"}},
		{"!invalid_blocks_format", []string{"channel", "CIN", "blocks", "{"}},
		{"!invalid_blocks_format", []string{"channel", "CIN", "blocks", `{"type":"divider"}`}},
		{"!invalid_blocks", []string{"channel", "CIN", "text", "x", "blocks", noSuch}},
		{"!invalid_attachments", []string{"channel", "CIN", "attachments", "nonsense"}},
		{"!too_many_attachments", []string{"channel", "CIN", "attachments", "[" + strings.Repeat("{},", 100) + "{}]"}},
		{"!invalid_metadata_format", []string{"channel", "CIN", "text", "x", "metadata", "nonsense"}},
		{"!invalid_metadata_schema", []string{"channel", "CIN", "text", "x", "metadata", `{"event_type":"x"}`}},
		{"!invalid_metadata_schema", []string{"channel", "CIN", "text", "x", "metadata",
			`{"event_type":"x","event_payload":{},"more":1}`}},
		{"!metadata_too_large", []string{"channel", "CIN", "text", "x", "metadata",
			`{"event_type":"x","event_payload":{"a":"` + strings.Repeat("x", 17<<10) + `"}}`}},
	} {
		refused(t, s, c.code, "chat.postMessage", c.args...)
	}
	s.SetMessagesTab(false)
	refused(t, s, "messages_tab_disabled", "chat.postMessage", "channel", "U1", "text", "x")
	if got := s.AllMessages("U1"); len(got) != 0 {
		t.Errorf("refused messages were stored: %+v", got)
	}
}

func TestInvalidBlocksAreExplained(t *testing.T) {
	s := town(t)
	long := `[{"type":"section","text":{"type":"mrkdwn","text":"` + strings.Repeat("x", 3001) + `"}}]`
	answer := refused(t, s, "!invalid_blocks", "chat.postMessage", "channel", "CIN", "blocks", long)
	all, _ := answer["errors"].([]any)
	detail, _ := in(answer, "response_metadata", "messages").([]any)
	if len(all) == 0 || len(detail) != len(all) || detail[0] != "[ERROR] "+all[0].(string) {
		t.Errorf("answer = %v", answer)
	}
	if !strings.Contains(all[len(all)-1].(string), "[json-pointer:/blocks/0/text/text]") {
		t.Errorf("errors = %v", all)
	}
}

func TestPostedToAPersonOpensTheDM(t *testing.T) {
	s := town(t)
	first := must(t, s, "chat.postMessage", "channel", "U1", "text", "one")
	second := must(t, s, "chat.postMessage", "channel", first["channel"].(string), "text", "two")
	if first["channel"] != s.Direct("U1") || first["ts"].(string) >= second["ts"].(string) {
		t.Errorf("%v, then %v", first, second)
	}
	got := s.Messages("U1", "")
	if len(got) != 2 || got[0].Text != "one" || got[1].Text != "two" || got[0].Author != "duo" {
		t.Errorf("messages = %+v", got)
	}
}

func TestLongTextIsCut(t *testing.T) {
	s := town(t)
	answer := must(t, s, "chat.postMessage", "channel", "U1", "text", strings.Repeat("é", 40_001))
	if answer["warning"] != "message_truncated" || len([]rune(s.Messages("U1", "")[0].Text)) != 40_000 {
		t.Errorf("warning = %v", answer["warning"])
	}
	breach(t, s, "40000")
}

// TestUpdate holds chat.update to what it keeps and what it removes.
func TestUpdate(t *testing.T) {
	for _, c := range []struct {
		name             string
		args             []string
		text, blocks     string
		metadata         string
		fallback, breach string
	}{
		{name: "text removes blocks", args: []string{"text", "new"}, text: "new", fallback: "new", metadata: metadata},
		{name: "blocks keep the text", args: []string{"blocks", strings.ReplaceAll(section, "Hello", "Bye")}, text: "Bye",
			fallback: "old", metadata: metadata, blocks: "some"},
		{name: "no blocks", args: []string{"blocks", "[]"}, text: "old", fallback: "old", metadata: metadata},
		{name: "only metadata", args: []string{"metadata", `{"event_type":"b","event_payload":{}}`}, text: "Hello",
			fallback: "old", metadata: `{"event_type":"b","event_payload":{}}`, blocks: "some"},
		{name: "no metadata", args: []string{"text", "new", "metadata", "{}"}, text: "new", fallback: "new"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := town(t)
			sent := must(t, s, "chat.postMessage", "channel", "U1", "text", "old", "blocks", section, "metadata", metadata)
			must(t, s, "chat.update", append(c.args, "channel", sent["channel"].(string), "ts", sent["ts"].(string))...)
			m := s.Messages("U1", "")[0]
			if m.Text != c.text || m.Fallback != c.fallback || (len(m.Blocks) > 0) != (c.blocks != "") || !m.Edited {
				t.Errorf("message = %+v", m)
			}
			if got := string(m.Metadata); got != c.metadata {
				t.Errorf("metadata = %s", got)
			}
		})
	}
}

func TestUpdateAndDeleteRefusals(t *testing.T) {
	s := town(t)
	if _, err := s.Type(soon(t), "U1", "CIN", "I am ada"); err != nil {
		t.Fatal(err)
	}
	theirs := s.Messages("U1", "CIN")[0].TS
	own := must(t, s, "chat.postMessage", "channel", "CIN", "text", "x")["ts"].(string)
	alone := must(t, s, "chat.postEphemeral", "channel", "CIN", "user", "U1", "text", "x")["message_ts"].(string)
	for _, c := range []struct {
		code, method string
		args         []string
	}{
		{"cant_update_message", "chat.update", []string{"channel", "CIN", "ts", theirs, "text", "x"}},
		{"message_not_found", "chat.update", []string{"channel", "CIN", "ts", "1.2", "text", "x"}},
		{"message_not_found", "chat.update", []string{"channel", "CIN", "ts", alone, "text", "x"}},
		{"channel_not_found", "chat.update", []string{"channel", "U1", "ts", own, "text", "x"}},
		{"!msg_too_long", "chat.update", []string{"channel", "CIN", "ts", own, "text", strings.Repeat("x", 4001)}},
		{"!no_text", "chat.update", []string{"channel", "CIN", "ts", own}},
		{"!invalid_blocks", "chat.update", []string{"channel", "CIN", "ts", own, "blocks", noSuch}},
		{"cant_delete_message", "chat.delete", []string{"channel", "CIN", "ts", theirs}},
		{"message_not_found", "chat.delete", []string{"channel", "CIN", "ts", "1.2"}},
		{"user_not_in_channel", "chat.postEphemeral", []string{"channel", "CIN", "user", "UELSE", "text", "x"}},
		{"channel_not_found", "chat.postEphemeral", []string{"channel", "U1", "user", "U1", "text", "x"}},
		{"!no_text", "chat.postEphemeral", []string{"channel", "CIN", "user", "U1"}},
	} {
		refused(t, s, c.code, c.method, c.args...)
	}
	must(t, s, "chat.delete", "channel", "CIN", "ts", own)
	if got := s.Messages("U2", "CIN"); len(got) != 1 || got[0].Text != "I am ada" {
		t.Errorf("messages = %+v", got)
	}
}

// TestResponseURL plays the life of the URL that comes with a click.
func TestResponseURL(t *testing.T) {
	s := town(t)
	a := connect(t, s)
	must(t, s, "chat.postMessage", "channel", "U1", "text", "A partner", "blocks",
		`[{"type":"actions","elements":[{"type":"button","action_id":"yes","text":{"type":"plain_text","text":"Accept"}}]}]`)
	click := func() string {
		t.Helper()
		done := background(func() (fakeslack.Reply, error) { return s.Click(soon(t), "U1", "", "", "Accept") })
		frame := a.next()
		a.ack(frame)
		if got := <-done; got.err != nil {
			t.Fatal(got.err)
		}
		return in(frame, "payload", "response_url").(string)
	}
	url := click()
	for _, body := range []string{`{"text":"only you"}`, `{"text":"all","response_type":"in_channel"}`,
		`{"text":"changed <@U2>","replace_original":true}`, `{"delete_original":true}`} {
		if status, answer := postJSON(t, url, body); status != 200 || answer != "ok" {
			t.Errorf("%s: %d %s", body, status, answer)
		}
		var texts []string
		for _, m := range s.Messages("U1", "") {
			texts = append(texts, m.Text)
		}
		t.Logf("after %s: %q", body, texts)
	}
	var texts []string
	for _, m := range s.Messages("U1", "") {
		texts = append(texts, m.Text)
	}
	if diff := cmp.Diff([]string{"only you", "all"}, texts); diff != "" {
		t.Error(diff)
	}
	if status, answer := postJSON(t, url, `{"text":"x","blocks":`+noSuch+`}`); status != 200 ||
		!strings.Contains(answer, "invalid_blocks") {
		t.Errorf("bad blocks: %d %s", status, answer)
	}
	breach(t, s, "invalid_blocks")
	if status, answer := postJSON(t, url, `{"text":"six"}`); status != 404 || !strings.Contains(answer, "used_url") {
		t.Errorf("the sixth use: %d %s", status, answer)
	}
	breach(t, s, "more than 5 times")
	if status, _ := postJSON(t, url+"x", `{"text":"x"}`); status != 404 {
		t.Errorf("a URL that was never issued: %d", status)
	}
	breach(t, s, "never issued")
}

func TestResponseURLExpires(t *testing.T) {
	s, clock := start(t)
	a := connect(t, s)
	done := background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "", "/duo") })
	frame := a.next()
	a.ack(frame)
	<-done
	url := in(frame, "payload", "response_url").(string)
	clock.Advance(30 * 60 * 1e9)
	if status, _ := postJSON(t, url, `{"text":"just in time"}`); status != 200 {
		t.Errorf("after half an hour: %d", status)
	}
	clock.Advance(1e9)
	if status, answer := postJSON(t, url, `{"text":"too late"}`); status != 404 || !strings.Contains(answer, "expired_url") {
		t.Errorf("later: %d %s", status, answer)
	}
	if got := s.Messages("U1", ""); len(got) != 1 || !got[0].Ephemeral {
		t.Errorf("messages = %+v", got)
	}
}
