package bot

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// tokens of tests; nothing accepts them.
const (
	testApp = "xapp-1-A1-1-secretapp"
	testBot = "xoxb-1-2-secretbot"
)

func clientOf(t *testing.T, h http.HandlerFunc) *client {
	t.Helper()
	return impatient(t, patience, h)
}

// impatient is a client that gives a call up after so long.
func impatient(t *testing.T, limit time.Duration, h http.HandlerFunc) *client {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	c := newClient(Options{AppToken: testApp, BotToken: testBot, APIURL: server.URL + "/api/"}, limit)
	t.Cleanup(c.http.CloseIdleConnections)
	return c
}

// SLACK.md 1.2 o: every shape of a rate limit, and every other way in which
// a post can fail, through slack-go's own parsing.
func TestDefectOEveryShapeOfAFailureIsJudged(t *testing.T) {
	asJSON := func(w http.ResponseWriter, status int, body string) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
	for _, c := range []struct {
		name  string
		serve http.HandlerFunc
		want  verdict
	}{
		{"429 with seconds", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "7")
			asJSON(w, 429, `{"ok":false,"error":"ratelimited"}`)
		}, verdict{limited, "ratelimited", 7 * time.Second}},
		{"429 with zero seconds", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(429)
		}, verdict{limited, "ratelimited", time.Second}},
		{"429 without Retry-After", func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(429)
			_, _ = w.Write([]byte("message_limit_exceeded"))
		}, verdict{limited, "ratelimited", unsaidWait}},
		{"429 with a date", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "Mon, 02 Mar 2026 09:00:00 GMT")
			w.WriteHeader(429)
		}, verdict{limited, "ratelimited", unsaidWait}},
		{"429 with rate_limited in the body", func(w http.ResponseWriter, r *http.Request) {
			asJSON(w, 429, `{"retry_after":1,"ok":false,"error":"rate_limited"}`)
		}, verdict{limited, "ratelimited", unsaidWait}},
		{"200 ratelimited", func(w http.ResponseWriter, r *http.Request) {
			asJSON(w, 200, `{"ok":false,"error":"ratelimited"}`)
		}, verdict{limited, "ratelimited", unsaidWait}},
		{"200 message_limit_exceeded", func(w http.ResponseWriter, r *http.Request) {
			asJSON(w, 200, `{"ok":false,"error":"message_limit_exceeded"}`)
		}, verdict{limited, "message_limit_exceeded", unsaidWait}},
		{"a bare refusal, which slack-go takes for success", func(w http.ResponseWriter, r *http.Request) {
			asJSON(w, 200, `{"ok":false}`)
		}, verdict{unknown, "no_receipt", unsaidWait}},
		{"success", func(w http.ResponseWriter, r *http.Request) {
			asJSON(w, 200, `{"ok":true,"channel":"D1","ts":"1.2"}`)
		}, verdict{outcome: stored}},
		{"500", func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(500)
			_, _ = w.Write([]byte("<html>"))
		}, verdict{outcome: unknown, code: "http_500"}},
		{"403 of a proxy", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(403) }, verdict{outcome: passing, code: "http_403"}},
		{"internal_error", func(w http.ResponseWriter, r *http.Request) {
			asJSON(w, 200, `{"ok":false,"error":"internal_error"}`)
		}, verdict{outcome: unknown, code: "internal_error"}},
		{"a code that nobody knows", func(w http.ResponseWriter, r *http.Request) {
			asJSON(w, 200, `{"ok":false,"error":"moon_in_the_wrong_house"}`)
		}, verdict{outcome: passing, code: "moon_in_the_wrong_house"}},
		{"channel_not_found", func(w http.ResponseWriter, r *http.Request) {
			asJSON(w, 200, `{"ok":false,"error":"channel_not_found"}`)
		}, verdict{outcome: permanent, code: "channel_not_found"}},
		{"token_revoked", func(w http.ResponseWriter, r *http.Request) {
			asJSON(w, 200, `{"ok":false,"error":"token_revoked"}`)
		}, verdict{outcome: barred, code: "token_revoked"}},
		{"truncated", func(w http.ResponseWriter, r *http.Request) { asJSON(w, 200, `{"ok":true,"chan`) }, verdict{outcome: unknown, code: "broken_off"}},
		{"garbled", func(w http.ResponseWriter, r *http.Request) { asJSON(w, 200, `<html>`) }, verdict{outcome: unknown, code: "garbled"}},
		{"no answer", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, verdict{outcome: unknown, code: "timeout"}},
		{"reset", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, verdict{outcome: unknown, code: "broken_off"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var calls atomic.Int32
			limit := patience
			if c.want.code == "timeout" {
				limit = 200 * time.Millisecond
			}
			cl := impatient(t, limit, func(w http.ResponseWriter, r *http.Request) {
				// Read the body: a server that does not would not notice that the client went.
				_ = r.ParseForm()
				calls.Add(1)
				c.serve(w, r)
			})
			_, _, err := cl.post(t.Context(), "D1", Message{Text: "hello"}, "k")
			if got := judge(err); got != c.want {
				t.Errorf("judged %v, want %v (error %v)", got, c.want, err)
			}
			// SLACK.md 1.2 p and q: one request for one post, whatever became of it.
			if calls.Load() != 1 {
				t.Errorf("%d requests for one post", calls.Load())
			}
		})
	}
}

func TestAnUnreachableSlackStoredNothing(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	url := server.URL
	server.Close()
	c := newClient(Options{BotToken: testBot, APIURL: url + "/api/"}, time.Second)
	_, _, err := c.post(t.Context(), "D1", Message{Text: "hello"}, "k")
	if got := judge(err); got.outcome != passing || got.code != "unreachable" {
		t.Errorf("judged %v (error %v)", got, err)
	}
}

func TestACancelledPostMayHaveBeenStored(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm() // or the server would not notice that the client went
		cancel()
		<-r.Context().Done()
	})
	_, _, err := c.post(ctx, "D1", Message{Text: "hello"}, "k")
	if got := judge(err); got.outcome != unknown {
		t.Errorf("judged %v (error %v)", got, err)
	}
}

// SLACK.md 1.2 t: answering by a response URL has a time limit, and its error
// does not show the URL, which is a secret.
func TestDefectTAResponseURLHasATimeLimitAndStaysSecret(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-release }))
	defer server.Close()
	defer close(release)
	c := newClient(Options{BotToken: testBot, APIURL: server.URL + "/api/"}, 50*time.Millisecond)
	defer c.http.CloseIdleConnections()
	err := c.respond(t.Context(), server.URL+"/commands/T1/1/s3cr3t", Message{Text: "hello"})
	if err == nil {
		t.Fatal("a response URL that never answers was no error")
	}
	if strings.Contains(err.Error(), "s3cr3t") || strings.Contains(err.Error(), server.URL) {
		t.Errorf("the error shows the URL: %v", err)
	}
}

func TestRedacted(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"bad token xoxb-1-2-abcdef here", "bad token xoxb-… here"},
		{"bad token xapp-1-A-2-abcdef", "bad token xapp-…"},
		{"xoxe.xoxb-1-abc", "xoxe.xoxb-…"},
		{"dial wss://x.slack.com/link/?ticket=abc-def&app_id=1: refused", "dial wss://x.slack.com/link/?ticket=…&app_id=1: refused"},
		{"post https://hooks.slack.com/commands/T/1/xyz failed", "post https://… failed"},
		{strings.Repeat("é", 300), strings.Repeat("é", 200) + "…"},
	} {
		if got := redacted(errors.New(c.in)); got != c.want {
			t.Errorf("redacted(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestFatalErrorsSayWhatToDoAndShowNoToken(t *testing.T) {
	for code := range fatalWords {
		if code == "app_uninstalled" {
			continue // an event, not an answer
		}
		c := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"ok":false,"error":"` + code + `","needed":"im:history","provided":"chat:write"}`))
		})
		_, err := c.whoami(t.Context())
		condemned, is := fatal("SLACK_BOT_TOKEN", err)
		if !is {
			t.Errorf("%s is not fatal", code)
			continue
		}
		text := condemned.Error()
		if !strings.HasPrefix(text, "SLACK_BOT_TOKEN: ") || !strings.Contains(text, "im:history") || !strings.Contains(text, code) || strings.Contains(text, "secret") {
			t.Errorf("%s: %q", code, text)
		}
	}
	for _, passing := range []string{"internal_error", "ratelimited", "channel_not_found", "service_unavailable"} {
		c := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"ok":false,"error":"` + passing + `"}`))
		})
		_, err := c.whoami(t.Context())
		if _, is := fatal("SLACK_BOT_TOKEN", err); is {
			t.Errorf("%s is fatal", passing)
		}
	}
}
