package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
)

// fine is an environment with nothing wrong in it.
var fine = map[string]string{
	"SLACK_APP_TOKEN": "xapp-1-A1-2-abcdef", "SLACK_BOT_TOKEN": "xoxb-1-2-abcdef",
}

// setenv makes the process environment hold fine, changed by the pairs, and
// nothing else that the program reads.
func setenv(t *testing.T, changed map[string]string) {
	t.Helper()
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "COWORK_") || strings.HasPrefix(name, "SLACK_") {
			t.Setenv(name, "") // restores it at the end
			os.Unsetenv(name)
		}
	}
	for _, m := range []map[string]string{fine, changed} {
		for name, value := range m {
			t.Setenv(name, value)
		}
	}
}

func TestConfigDefaults(t *testing.T) {
	setenv(t, map[string]string{"COWORK_DB": "", "COWORK_LOG_LEVEL": " ", "COWORK_ADMINS": "U1AB, W2CD"})
	c, problems := fromEnvironment()
	if len(problems) > 0 {
		t.Fatalf("problems: %v", problems)
	}
	if c.DB != "cowork.db" || c.Schedule != "0 9 * * MON" || c.Timezone != "UTC" || c.LogLevel != "info" {
		t.Errorf("defaults: %+v", c)
	}
	if got := strings.Join(c.admins(), "+"); got != "U1AB+W2CD" {
		t.Errorf("admins: %s", got)
	}
}

// TestConfigProblems runs the program with one variable wrong at a time: one
// line on stderr, status 2, the variable's name, a way to mend it, no token.
func TestConfigProblems(t *testing.T) {
	const secret = "x0xsecretx0x"
	tests := []struct{ name, value, want string }{
		{"SLACK_APP_TOKEN", "", "is not set"},
		{"SLACK_APP_TOKEN", "xoxb-" + secret, "swapped"},
		{"SLACK_APP_TOKEN", secret, "does not start with xapp-"},
		{"SLACK_APP_TOKEN", `xapp-"` + secret, "not a whole token"},
		{"SLACK_APP_TOKEN", "xapp-" + secret + "\nxoxb-" + secret, "not a whole token"},
		{"SLACK_BOT_TOKEN", "", "is not set"},
		{"SLACK_BOT_TOKEN", "xapp-" + secret, "swapped"},
		{"SLACK_BOT_TOKEN", "xoxp-" + secret, "does not start with xoxb-"},
		{"SLACK_API_URL", "https://slack.com/api", "ending in a slash"},
		{"SLACK_API_URL", "slack.com/api/", "no base URL"},
		{"SLACK_API_URL", "https://user:xoxb-" + secret + "@slack.com/api", "no base URL"},
		{"COWORK_SCHEDULE", "every monday", "0 9 * * MON"},
		{"COWORK_SCHEDULE", "0 9 30 2 *", "never comes due"},
		{"COWORK_SCHEDULE", "CRON_TZ=UTC", "COWORK_SCHEDULE"},
		{"COWORK_SCHEDULE", "CRON_TZ=Europe/Vienna 0 9 * * MON", "COWORK_TIMEZONE"},
		{"COWORK_TIMEZONE", "Vienna", "Europe/Vienna"},
		{"COWORK_TIMEZONE", "Local", "Europe/Vienna"},
		{"COWORK_TIMEZONE", "xoxb-" + secret, "no IANA time zone"},
		{"COWORK_LATE", "a day", "24h"},
		{"COWORK_LATE", "5m", "at least 10m"},
		{"COWORK_ADMINS", "U1AB,ada", "no Slack user ID"},
		{"COWORK_LISTEN", "9321", "127.0.0.1:9321"},
		{"COWORK_LISTEN", "localhost:http-alt", "127.0.0.1:9321"},
		{"COWORK_LOG_LEVEL", "loud", "debug, info, warn or error"},
		{"COWORK_TIMEZNOE", "Europe/Vienna", "COWORK_TIMEZONE"},
	}
	for _, tt := range tests {
		t.Run(tt.name+"="+tt.value, func(t *testing.T) {
			setenv(t, map[string]string{tt.name: tt.value})
			var out, errs bytes.Buffer
			status := report(run(context.Background(), []string{"run"}, fromEnvironment, &out, &errs), &errs)
			said := errs.String()
			if status != 2 || out.Len() > 0 {
				t.Errorf("status %d, stdout %q", status, out.String())
			}
			if strings.Count(said, "\n") != 1 || !strings.HasPrefix(said, "cowork: "+tt.name+" ") || !strings.Contains(said, tt.want) {
				t.Errorf("want one line about %s with %q:\n%s", tt.name, tt.want, said)
			}
			if strings.Contains(said, secret) {
				t.Errorf("the line holds the token:\n%s", said)
			}
		})
	}
}

func TestSeveralProblemsAreCounted(t *testing.T) {
	setenv(t, map[string]string{"SLACK_APP_TOKEN": "", "SLACK_BOT_TOKEN": "", "COWORK_TIMEZONE": "Nowhere"})
	_, problems := fromEnvironment()
	if err := first(problems); err == nil || !strings.Contains(err.Error(), "and 2 more") {
		t.Errorf("got %v", err)
	}
	if err := first(problems, "COWORK_DB"); err != nil {
		t.Errorf("a problem with another variable: %v", err)
	}
}

func TestUsage(t *testing.T) {
	tests := []struct {
		args   string
		status int
		want   string
	}{
		{"", 0, "cowork demo"},
		{"--help", 0, "Usage: cowork"},
		{"run --help", 0, "SIGTERM"},
		{"version", 0, "cowork "},
		{"rnu", 2, "rnu"},
		{"run now", 2, "unexpected argument now"},
		{"run --fast", 2, "--fast"},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			var out bytes.Buffer
			status := report(run(context.Background(), strings.Fields(tt.args), fromEnvironment, &out, &out), &out)
			if status != tt.status || !strings.Contains(out.String(), tt.want) {
				t.Errorf("status %d, want %d with %q:\n%s", status, tt.status, tt.want, out.String())
			}
		})
	}
}

func TestErrorsHoldNoToken(t *testing.T) {
	var errs bytes.Buffer
	report(usagef("slack said no to xoxb-123-abcSECRET\nand to xapp-1-SECRET"), &errs)
	if got := errs.String(); got != "cowork: slack said no to xoxb-… and to xapp-…\n" {
		t.Errorf("got %q", got)
	}
}
