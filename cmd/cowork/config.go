package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"cowork/bot"

	"github.com/kelseyhightower/envconfig"
)

// config is what the environment says. Its tags are the table of variables in
// the README, which a test compares with them. All fields are strings, so that
// envconfig has nothing to convert: its errors repeat values, and a value may
// be a token.
type config struct {
	AppToken string `envconfig:"SLACK_APP_TOKEN" need:"required" desc:"app-level token, xapp-…, with connections:write"`
	BotToken string `envconfig:"SLACK_BOT_TOKEN" need:"required" desc:"bot token, xoxb-…"`
	APIURL   string `envconfig:"SLACK_API_URL" need:"Slack's" desc:"base URL of the Web API, ending in /"`
	DB       string `envconfig:"COWORK_DB" default:"cowork.db" desc:"SQLite file, created with mode 0600"`
	Schedule string `envconfig:"COWORK_SCHEDULE" default:"0 9 * * MON" desc:"when rounds open: cron expression or descriptor"`
	Timezone string `envconfig:"COWORK_TIMEZONE" default:"UTC" desc:"IANA time zone that the schedule is read in"`
	Late     string `envconfig:"COWORK_LATE" default:"24h" desc:"how late a round may still open after the bot was down; a later one is left out, and people are told"`
	Admins   string `envconfig:"COWORK_ADMINS" need:"workspace admins" desc:"comma-separated IDs of who may use /cowork admin"`
	Key      string `envconfig:"COWORK_KEY" need:"off" desc:"key for what is encrypted at rest (home addresses, private calendar links); without it these are not asked for. cowork key new makes one"`
	LogLevel string `envconfig:"COWORK_LOG_LEVEL" default:"info" desc:"debug, info, warn or error"`
	Listen   string `envconfig:"COWORK_LISTEN" need:"off" desc:"address for /healthz and /metrics, such as 127.0.0.1:9321"`
}

// problem is one thing that is wrong with the environment: the variable, what
// is wrong, and how to mend it. It never holds a token.
type problem struct{ variable, said string }

func (p problem) Error() string { return p.variable + " " + p.said }

// fromEnvironment reads the process environment. What the problems do not
// name is usable.
func fromEnvironment() (config, []problem) {
	var c config
	if err := envconfig.Process("", &c); err != nil {
		return c, []problem{{"the environment", "cannot be read"}}
	}
	c.fillDefaults()
	return c, append(c.Validate(), strangers(os.Environ())...)
}

// fillDefaults gives variables that are set but empty their default.
func (c *config) fillDefaults() {
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		if strings.TrimSpace(v.Field(i).String()) == "" {
			v.Field(i).SetString(v.Type().Field(i).Tag.Get("default"))
		}
	}
}

// chosen reports whether the environment says something of a variable, so that what
// it has is no default.
func chosen(variable string) bool { return strings.TrimSpace(os.Getenv(variable)) != "" }

// strangers finds variables that begin with COWORK_ and mean nothing, which
// are typing errors most of the time. environ is as os.Environ gives it.
func strangers(environ []string) []problem {
	var names []string
	for _, v := range variables() {
		names = append(names, v.name)
	}
	var found []problem
	for _, pair := range environ {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "COWORK_") && !slices.Contains(names, name) {
			found = append(found, problem{name, fmt.Sprintf("is not a variable of this program: it may have been meant as %s; otherwise unset it", nearest(name, names))})
		}
	}
	return found
}

// nearest is the name that shares the longest beginning with a mistyped one.
func nearest(mistyped string, names []string) string {
	best, length := "", -1
	for _, name := range names {
		n := 0
		for n < min(len(name), len(mistyped)) && name[n] == mistyped[n] {
			n++
		}
		if n > length {
			best, length = name, n
		}
	}
	return best
}

// Validate reports what is wrong with the values.
func (c config) Validate() []problem {
	var all []problem
	add := func(variable, format string, args ...any) {
		all = append(all, problem{variable, fmt.Sprintf(format, args...)})
	}
	checkToken := func(variable, value, prefix, otherPrefix, where string) {
		switch {
		case value == "":
			add(variable, "is not set: it is a token that starts with %s, from %s", prefix, where)
		case strings.HasPrefix(value, otherPrefix):
			add(variable, "holds a token that starts with %s and wants one that starts with %s, from %s: are the two swapped?", otherPrefix, prefix, where)
		case !strings.HasPrefix(value, prefix):
			add(variable, "does not start with %s: copy the token again from %s", prefix, where)
		case strings.ContainsAny(value, " \t\r\n\"'") || len(value) < len(prefix)+3:
			add(variable, "is not a whole token: copy it again from %s, without quotes and spaces", where)
		}
	}
	checkToken("SLACK_APP_TOKEN", c.AppToken, "xapp-", "xoxb-", "Basic Information > App-Level Tokens of your Slack app")
	checkToken("SLACK_BOT_TOKEN", c.BotToken, "xoxb-", "xapp-", "OAuth & Permissions of your Slack app")
	if c.APIURL != "" {
		base, err := url.Parse(c.APIURL)
		if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.RawQuery != "" || !strings.HasSuffix(base.Path, "/") {
			add("SLACK_API_URL", "is %s, which is no base URL: write one like https://slack.com/api/, ending in a slash, or unset it", shown(c.APIURL))
		}
	}
	if err := bot.ParseSchedule(c.Schedule); err != nil {
		add("COWORK_SCHEDULE", "is %s, which never comes due or cannot be read: write a cron expression like 0 9 * * MON (Mondays at 9:00), or @weekly", shown(c.Schedule))
	} else if strings.Contains(c.Schedule, "TZ=") {
		add("COWORK_SCHEDULE", "names a time zone: write only the expression, and the zone in COWORK_TIMEZONE")
	}
	if _, err := zone(c.Timezone); err != nil {
		add("COWORK_TIMEZONE", "is %s, which is no IANA time zone: write one like Europe/Vienna", shown(c.Timezone))
	}
	if late, err := time.ParseDuration(c.Late); err != nil || late < 10*time.Minute || late > 28*24*time.Hour {
		add("COWORK_LATE", "is %s: write a length of time like 24h or 90m, at least 10m and at most 672h", shown(c.Late))
	}
	for _, id := range c.admins() {
		if !userID.MatchString(id) {
			add("COWORK_ADMINS", "has %s, which is no Slack user ID: write IDs like U012AB3CD, separated by commas (in Slack: profile > ⋮ > Copy member ID)", shown(id))
			break
		}
	}
	if _, err := c.keys(); err != nil {
		add("COWORK_KEY", "cannot be used: %v", err)
	}
	if _, err := c.logLevel(); err != nil {
		add("COWORK_LOG_LEVEL", "is %s: write debug, info, warn or error", shown(c.LogLevel))
	}
	if c.Listen != "" {
		if _, port, err := net.SplitHostPort(c.Listen); err != nil || !number(port) {
			add("COWORK_LISTEN", "is %s, which is no address: write a host and a port like 127.0.0.1:9321, or unset it", shown(c.Listen))
		}
	}
	return all
}

// number reports whether a text is a port.
func number(port string) bool {
	n, err := strconv.Atoi(port)
	return err == nil && n >= 0 && n < 1<<16
}

var (
	userID = regexp.MustCompile(`^[UW][A-Z0-9]{2,}$`)
	tokens = regexp.MustCompile(`\b(x[a-z]{2,4}-|AGE-SECRET-KEY-1)[A-Za-z0-9-]+`)
)

// admins are the user IDs of COWORK_ADMINS, none for the workspace's admins.
func (c config) admins() []string {
	return strings.FieldsFunc(c.Admins, func(r rune) bool { return r == ',' || r == ' ' })
}

// zone is the time zone that an IANA name names. "Local" is none: the same
// file would mean something else on another machine.
func zone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("%q is no IANA time zone", name)
	}
	return time.LoadLocation(name)
}

func (c config) logLevel() (slog.Level, error) {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	level, ok := levels[strings.ToLower(c.LogLevel)]
	if !ok {
		return 0, fmt.Errorf("%q is no log level", c.LogLevel)
	}
	return level, nil
}

// shown is a value as an error may show it: quoted, short, without tokens.
func shown(value string) string {
	value = tokens.ReplaceAllString(value, "$1…")
	if r := []rune(value); len(r) > 60 {
		value = string(r[:60]) + "…"
	}
	return fmt.Sprintf("%q", value)
}

// first is the first problem with one of the variables as an error for the
// command line, and mentions that there are others. Without names, every
// variable matters.
func first(problems []problem, names ...string) error {
	var matter []problem
	for _, p := range problems {
		if len(names) == 0 || slices.Contains(names, p.variable) {
			matter = append(matter, p)
		}
	}
	switch len(matter) {
	case 0:
		return nil
	case 1:
		return usagef("%s", matter[0])
	}
	return usagef("%s (and %d more: cowork check names them all)", matter[0], len(matter)-1)
}

// variable is one row of the table in the README.
type variable struct{ name, standard, meaning string }

// variables lists what the environment can say, in the order of the table.
func variables() []variable {
	var all []variable
	of := reflect.TypeFor[config]()
	for i := range of.NumField() {
		tag := of.Field(i).Tag
		standard := tag.Get("default")
		if standard == "" {
			standard = tag.Get("need")
		}
		all = append(all, variable{tag.Get("envconfig"), standard, tag.Get("desc")})
	}
	return all
}
