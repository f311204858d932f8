package main

import (
	"bytes"
	"os"
	"testing"

	app "cowork"
	"cowork/bot/fakeslack"
)

// TestForget removes Ada from the file down to its bytes, after asking, and
// leaves the others.
func TestForget(t *testing.T) {
	slack, err := fakeslack.Start(fakeslack.Config{Manifest: app.Manifest})
	if err != nil {
		t.Fatal(err)
	}
	defer slack.Close()
	file := townDB(t)
	setenv(t, map[string]string{
		"SLACK_API_URL": slack.URL(), "SLACK_APP_TOKEN": slack.AppToken(), "SLACK_BOT_TOKEN": slack.BotToken(), "COWORK_DB": file,
	})
	tests := []struct {
		args   []string
		status int
		want   string
		ada    bool // is still in the file
	}{
		{[]string{"forget", "ada"}, 2, "everything about Ada (U1) from " + file + " for good; to do it, add --yes", true},
		{[]string{"forget", "zoe", "--yes"}, 1, `nobody is called "zoe"`, true},
		{[]string{"forget", "@ada", "--yes"}, 0, "everything about U1 is removed", false},
		{[]string{"forget", "U1", "--yes"}, 1, "nobody is called", false},
		{[]string{"plan"}, 0, "1 duo of 2 members", false},
	}
	for _, tt := range tests {
		var out bytes.Buffer
		status := report(run(t.Context(), tt.args, fromEnvironment, &out, &out), &out)
		if status != tt.status || !bytes.Contains(out.Bytes(), []byte(tt.want)) {
			t.Errorf("%v: status %d, want %d with %q:\n%s", tt.args, status, tt.status, tt.want, out.String())
		}
		kept, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(kept, []byte("Ada")) != tt.ada {
			t.Errorf("%v: the name is in the file: %v", tt.args, !tt.ada)
		}
	}
}
