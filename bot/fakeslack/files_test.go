package fakeslack_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"cowork/bot/fakeslack"
)

// wantViolations forgives what a test meant to do wrong, and nothing else.
func wantViolations(t *testing.T, s *fakeslack.Slack, want ...string) {
	t.Helper()
	got := s.ForgiveViolations()
	if len(got) != len(want) {
		t.Fatalf("violations: %q, want %q", got, want)
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("violation %q, want %q", got[i], want[i])
		}
	}
}

// sharing starts a local Slack whose app may upload, with its slack-go client and a conversation.
func sharing(t *testing.T) (*fakeslack.Slack, *slack.Client, string) {
	t.Helper()
	s, _ := start(t, func(c *fakeslack.Config) {
		c.Manifest = []byte(strings.Replace(string(c.Manifest), "- chat:write", "- chat:write\n      - files:write", 1))
	})
	client := api(s)
	ch, _, _, err := client.OpenConversationContext(t.Context(), &slack.OpenConversationParameters{Users: []string{"U1", "U2"}})
	if err != nil {
		t.Fatal(err)
	}
	return s, client, ch.ID
}

// TestFileIsShared uploads with slack-go as its users do, in one go, and finds the file where people and the app read it.
func TestFileIsShared(t *testing.T) {
	s, client, talk := sharing(t)
	const text = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
	f, err := client.UploadFileContext(t.Context(), slack.UploadFileParameters{
		Filename: "day.ics", FileSize: len(text), Content: text, Title: "A day", InitialComment: "For <@U1>", Channel: talk,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"U1", "U2"} {
		seen := s.Messages(who, talk)
		if len(seen) != 1 || len(seen[0].Files) != 1 {
			t.Fatalf("%s sees %+v", who, seen)
		}
		got := seen[0].Files[0]
		if got.ID != f.ID || got.Name != "day.ics" || got.Title != "A day" || string(got.Content) != text {
			t.Errorf("%s sees the file %+v", who, got)
		}
		if !strings.Contains(seen[0].Text, "( A day )") || seen[0].User != s.BotUserID() {
			t.Errorf("%s reads %q", who, seen[0].Text)
		}
	}
	r, err := client.GetConversationHistoryContext(t.Context(), &slack.GetConversationHistoryParameters{ChannelID: talk})
	if err != nil || len(r.Messages) != 1 || len(r.Messages[0].Files) != 1 || r.Messages[0].Files[0].ID != f.ID {
		t.Errorf("the history: %+v, %v", r, err)
	}
}

// TestFileIsSharedOnce: what is not complete is seen by nobody, and what is complete cannot be completed again.
func TestFileIsSharedOnce(t *testing.T) {
	s, client, talk := sharing(t)
	u, err := client.GetUploadURLExternalContext(t.Context(), slack.GetUploadURLExternalParameters{FileName: "a.ics", FileSize: 3})
	if err != nil {
		t.Fatal(err)
	}
	complete := func(to string) error {
		_, err := client.CompleteUploadExternalContext(t.Context(), slack.CompleteUploadExternalParameters{
			Files: []slack.FileSummary{{ID: u.FileID}}, Channel: to,
		})
		return err
	}
	if err := complete(talk); err == nil || err.Error() != "file_not_found" {
		t.Errorf("a file without bytes: %v", err)
	}
	if err := client.UploadToURL(t.Context(), slack.UploadToURLParameters{UploadURL: u.UploadURL, Filename: "a.ics", Content: "abc"}); err != nil {
		t.Fatal(err)
	}
	if n := len(s.Messages("U1", talk)); n != 0 {
		t.Errorf("%d messages before the upload is complete", n)
	}
	for to, want := range map[string]string{"C0NOWHERE0": "channel_not_found", "U1": "invalid_arguments"} {
		if err := complete(to); err == nil || err.Error() != want {
			t.Errorf("into %s: %v, want %s", to, err, want)
		}
	}
	if err := complete(talk); err != nil {
		t.Fatal(err)
	}
	if err := complete(talk); err == nil || err.Error() != "file_not_found" {
		t.Errorf("the second time: %v", err)
	}
	if n := len(s.Messages("U1", talk)); n != 1 {
		t.Errorf("%d messages", n)
	}
	wantViolations(t, s, "is no conversation")
}

// TestUploadRefuses what Slack refuses.
func TestUploadRefuses(t *testing.T) {
	s, client, _ := sharing(t)
	u, err := client.GetUploadURLExternalContext(t.Context(), slack.GetUploadURLExternalParameters{FileName: "a.ics", FileSize: 3})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		verb, url, body string
		status          int
	}{
		{http.MethodPost, u.UploadURL, "four", http.StatusBadRequest},
		{http.MethodPut, u.UploadURL, "abc", http.StatusMethodNotAllowed},
		{http.MethodPost, u.UploadURL + "0", "abc", http.StatusNotFound},
		{http.MethodPost, u.UploadURL, "abc", http.StatusOK}, // raw bytes are fine too
	} {
		req, err := http.NewRequestWithContext(t.Context(), c.verb, c.url, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.status {
			t.Errorf("%s of %q: %s, want %d", c.verb, c.body, resp.Status, c.status)
		}
	}
	if _, err := client.GetUploadURLExternalContext(t.Context(), slack.GetUploadURLExternalParameters{FileName: "a.ics", FileSize: 1 << 30}); err == nil || err.Error() != "file_upload_size_restricted" {
		t.Errorf("a gigabyte: %v", err)
	}
	wantViolations(t, s, "4 bytes came of a file of 3", "wants a POST", "for no upload")
}

// TestUploadNeedsItsScope: an app that was installed before the scope was asked for is told so.
func TestUploadNeedsItsScope(t *testing.T) {
	s, _ := start(t)
	_, err := api(s).GetUploadURLExternalContext(t.Context(), slack.GetUploadURLExternalParameters{FileName: "a.ics", FileSize: 3})
	if err == nil || !strings.Contains(err.Error(), "missing_scope") {
		t.Errorf("without the scope: %v", err)
	}
	wantViolations(t, s, "missing_scope")
}
