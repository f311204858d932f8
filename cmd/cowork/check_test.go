package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	app "cowork"
	"cowork/bot/fakeslack"
)

// TestCheckOnSlack runs the preflight against the local Slack: all is well, a
// scope is missing, a token is refused.
func TestCheckOnSlack(t *testing.T) {
	less := bytes.ReplaceAll(app.Manifest, []byte("- mpim:history"), []byte("- mpim:read"))
	if bytes.Equal(less, app.Manifest) {
		t.Fatal("the manifest does not ask for mpim:history")
	}
	tests := []struct {
		name     string
		manifest []byte
		spoil    func(*fakeslack.Slack)
		fails    bool
		want     []string
	}{
		{"fine", app.Manifest, nil, false, []string{
			"ok     bot token        of the workspace ", "ok     scopes           all 8 ", "ok     app token ", "ok     database ", "ok     schedule ",
		}},
		{"a scope is missing", less, nil, true, []string{"wrong  scopes           missing: mpim:history (else ", "manifest.yml"}},
		{"the app was removed", app.Manifest, func(s *fakeslack.Slack) { s.SpoilBotToken("account_inactive") }, true, []string{
			"wrong  bot token        SLACK_BOT_TOKEN: the app was removed", "ok     app token ",
		}},
		{"an app token that is none", app.Manifest, func(s *fakeslack.Slack) { s.SpoilAppToken("invalid_auth") }, true, []string{
			"ok     bot token ", "wrong  app token        SLACK_APP_TOKEN: Slack does not know it",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			slack, err := fakeslack.Start(fakeslack.Config{Manifest: tt.manifest})
			if err != nil {
				t.Fatal(err)
			}
			defer slack.Close()
			if tt.spoil != nil {
				tt.spoil(slack)
			}
			setenv(t, map[string]string{
				"SLACK_API_URL": slack.URL(), "SLACK_APP_TOKEN": slack.AppToken(), "SLACK_BOT_TOKEN": slack.BotToken(),
				"COWORK_DB": filepath.Join(t.TempDir(), "cowork.db"),
			})
			var out bytes.Buffer
			err = run(t.Context(), []string{"check"}, fromEnvironment, &out, &out)
			if (err != nil) != tt.fails {
				t.Errorf("error %v", err)
			}
			for _, want := range tt.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is not in:\n%s", want, out.String())
				}
			}
			if strings.Contains(out.String(), slack.BotToken()) || strings.Contains(out.String(), slack.AppToken()) {
				t.Errorf("a token is in:\n%s", out.String())
			}
			if tt.name != "a scope is missing" && len(slack.Violations()) > 0 {
				t.Errorf("violations: %v", slack.Violations())
			}
		})
	}
}
