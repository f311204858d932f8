package fakeslack_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
)

func TestTokens(t *testing.T) {
	s := town(t)
	for _, c := range []struct {
		name, token, method, code string
		breach                    bool
	}{
		{name: "none", token: "", method: "auth.test", code: "not_authed"},
		{name: "unknown", token: "xoxb-1", method: "auth.test", code: "invalid_auth"},
		{name: "app for bot", token: s.AppToken(), method: "auth.test", code: "not_allowed_token_type", breach: true},
		{name: "bot for app", token: s.BotToken(), method: "apps.connections.open", code: "not_allowed_token_type", breach: true},
	} {
		_, _, answer := postAs(t, s, c.token, c.method)
		if answer["error"] != c.code || c.breach != (len(s.ForgiveViolations()) > 0) {
			t.Errorf("%s: %v", c.name, answer)
		}
	}
	for _, code := range []string{"token_revoked", "account_inactive", "token_expired"} {
		s.SpoilBotToken(code)
		refused(t, s, code, "auth.test")
		s.SpoilAppToken(code)
		refused(t, s, code, "apps.connections.open")
	}
	s.SpoilBotToken("")
	must(t, s, "auth.test")
}

func TestTokenPositions(t *testing.T) {
	s := town(t)
	send := func(verb, path, kind, body string) object {
		t.Helper()
		req, err := http.NewRequest(verb, s.URL()+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if kind != "" {
			req.Header.Set("Content-Type", kind)
		}
		_, _, answer := do(t, req)
		return answer
	}
	const form = "application/x-www-form-urlencoded"
	if got := send("POST", "auth.test", form, "token="+s.BotToken()); got["ok"] != true {
		t.Errorf("token in the form: %v", got)
	}
	if got := send("POST", "auth.test", "application/json; charset=utf-8", `{"token":"`+s.BotToken()+`"}`); got["error"] != "not_authed" {
		t.Errorf("token in JSON: %v", got)
	}
	if got := send("GET", "users.info?user=U1&token="+s.BotToken(), "", ""); got["ok"] != true {
		t.Errorf("reading by GET: %v", got)
	}
	if got := send("POST", "apps.connections.open", form, "token="+s.AppToken()); got["error"] != "invalid_auth" {
		t.Errorf("app token in the form: %v", got)
	}
	if got := send("GET", "apps.connections.open?token="+s.AppToken(), "", ""); got["error"] != "insecure_request" {
		t.Errorf("connecting by GET: %v", got)
	}
	for _, c := range []struct{ kind, body, code string }{
		{"", "text=x", "missing_post_type"}, {"text/plain", "x", "invalid_post_type"}, {"application/json", "{", "invalid_json"},
	} {
		if got := send("POST", "chat.postMessage", c.kind, c.body); got["error"] != c.code {
			t.Errorf("%q: %v", c.kind, got)
		}
	}
	if n := len(s.ForgiveViolations()); n != 5 {
		t.Errorf("%d violations", n)
	}
}

func TestJSONAndFormMeanTheSame(t *testing.T) {
	s := town(t)
	req, err := http.NewRequest(http.MethodPost, s.URL()+"chat.postMessage",
		strings.NewReader(`{"channel":"U1","text":"x","blocks":`+section+`,"mrkdwn":true,"thread_ts":null}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json;charset=utf-8")
	req.Header.Set("Authorization", "Bearer "+s.BotToken())
	if _, _, answer := do(t, req); answer["ok"] != true {
		t.Errorf("answer = %v", answer)
	}
	if got := s.Messages("U1", ""); len(got) != 1 || got[0].Text != "Hello" {
		t.Errorf("messages = %+v", got)
	}
}

// narrow is a manifest with one scope only.
func narrow(c *fakeslack.Config) {
	c.Manifest = []byte(`
features: {app_home: {home_tab_enabled: false, messages_tab_enabled: true}, bot_user: {display_name: narrow}}
oauth_config: {scopes: {bot: [chat:write]}}
settings: {socket_mode_enabled: true}
`)
}

func TestScopes(t *testing.T) {
	s := town(t, narrow)
	for _, c := range []struct {
		needed, method string
		args           []string
	}{
		{"users:read", "users.info", []string{"user", "U1"}},
		{"users:read", "users.list", nil},
		{"im:write", "conversations.open", []string{"users", "U1"}},
		{"mpim:write", "conversations.open", []string{"users", "U1,U2"}},
		{"channels:history", "conversations.history", []string{"channel", "CIN"}},
		{"channels:read", "conversations.members", []string{"channel", "CIN"}},
		{"channels:read,groups:read,im:read,mpim:read", "conversations.info", []string{"channel", "CNOWHERE"}},
	} {
		answer := refused(t, s, "!missing_scope", c.method, c.args...)
		if answer["needed"] != c.needed || answer["provided"] != "chat:write" {
			t.Errorf("%s: %v", c.method, answer)
		}
	}
	_, header, _ := post(t, s, "chat.postMessage", "channel", "U1", "text", "x")
	if header.Get("X-OAuth-Scopes") != "chat:write" || header.Get("X-Accepted-OAuth-Scopes") != "chat:write" {
		t.Errorf("headers = %v", header)
	}
	refused(t, s, "not_enabled", "views.publish", "user_id", "U1", "view", `{"type":"home","blocks":`+section+`}`)
}

func TestUnknownMethodsAndArguments(t *testing.T) {
	s := town(t)
	refused(t, s, "!unknown_method", "chat.postTelegram")
	refused(t, s, "!invalid_arguments", "users.info", "user", "U1", "shoe_size", "42")
	if !slices.Contains(fakeslack.Methods(), "chat.update") {
		t.Error("Methods misses chat.update")
	}
	calls := s.CallsOf("users.info")
	if len(calls) != 1 || calls[0].Args["shoe_size"] != "42" || calls[0].Error != "invalid_arguments" || calls[0].Token != "bot" {
		t.Errorf("calls = %+v", calls)
	}
}

func TestRateLimits(t *testing.T) {
	s, clock := start(t, func(c *fakeslack.Config) {
		c.Tiers = map[string]int{"views.publish": 1}
		c.Bursts = map[string]int{"auth.test": 2}
	})
	burst := func(method string, args ...string) (calls int, retry string) {
		t.Helper()
		for ; calls < 200; calls++ {
			status, header, answer := post(t, s, method, args...)
			if status == http.StatusTooManyRequests {
				if answer["error"] != "ratelimited" {
					t.Errorf("answer = %v", answer)
				}
				return calls, header.Get("Retry-After")
			}
		}
		return calls, ""
	}
	for _, c := range []struct {
		method string
		args   []string
		calls  int
		retry  string
	}{
		{"users.list", nil, 5, "3"},                                          // 20 a minute: a fifth, at least 5
		{"users.info", []string{"user", "U1"}, 20, "1"},                      // 100 a minute
		{"conversations.open", []string{"users", "U1"}, 10, "2"},             // 50 a minute
		{"chat.postMessage", []string{"channel", "U1", "text", "x"}, 5, "1"}, // 1 a second in a conversation
		{"auth.test", nil, 2, "1"},                                           // 300 a minute, and a burst of our own
		{"views.publish", []string{"user_id", "U1", "view", `{"type":"home","blocks":` + section + `}`}, 1, "60"},
	} {
		calls, retry := burst(c.method, c.args...)
		if calls != c.calls || retry != c.retry {
			t.Errorf("%s: %d calls, then Retry-After %s; want %d, %s", c.method, calls, retry, c.calls, c.retry)
		}
		wait, _ := strconv.Atoi(retry)
		clock.Advance(time.Duration(wait) * time.Second)
		must(t, s, c.method, c.args...)
	}
	if len(s.Messages("U1", "")) != 6 {
		t.Errorf("%d messages: a refused one was stored", len(s.Messages("U1", "")))
	}
}

func TestWorkspaceRateLimit(t *testing.T) {
	s, _ := start(t, func(c *fakeslack.Config) { c.RetryAfterFloor = 30 * time.Second })
	for i := range 61 {
		id := s.AddPerson(fakeslack.Person{})
		status, header, _ := post(t, s, "chat.postMessage", "channel", id, "text", "x")
		if limited := status == http.StatusTooManyRequests; limited != (i == 60) || limited && header.Get("Retry-After") != "30" {
			t.Fatalf("message %d: %d %v", i+1, status, header)
		}
	}
}
