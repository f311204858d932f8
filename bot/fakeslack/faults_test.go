package fakeslack_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
)

// TestFaults shows for each fault what the client gets and whether the message was stored.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name   string
		fault  fakeslack.Fault
		status int
		retry  string
		body   string
		stored bool
	}{
		{"429", fakeslack.RateLimited(30), 429, "30", `"ratelimited"`, false},
		{"429 bare", fakeslack.RateLimitedBare(), 429, "", "message_limit_exceeded", false},
		{"429 with a date", fakeslack.RateLimitedDate(monday), 429, "Mon, 02 Mar 2026 09:00:00 GMT", `"ratelimited"`, false},
		{"429 in the body", fakeslack.RateLimitedBody(1), 429, "", `{"retry_after":1,"ok":false,"error":"rate_limited"}`, false},
		{"200 ratelimited", fakeslack.RateLimitedOK(), 200, "", `{"ok":false,"error":"ratelimited"}`, false},
		{"500", fakeslack.HTML(500), 500, "", "<html>", false},
		{"503", fakeslack.HTML(503), 503, "", "Service Unavailable", false},
		{"bare", fakeslack.Bare(), 200, "", `{"ok":false}`, false},
		{"code", fakeslack.ErrorCode("fatal_error"), 200, "", `"fatal_error"`, false},
		{"slow", fakeslack.Slow(time.Millisecond), 200, "", `"ok":true`, true},
		{"extra fields", fakeslack.ExtraFields(), 200, "", `"brand_new"`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := town(t)
			s.Inject("chat.postMessage", 1, c.fault)
			resp, body, err := try(context.Background(), s)
			if err != nil || resp.StatusCode != c.status || resp.Header.Get("Retry-After") != c.retry ||
				!strings.Contains(body, c.body) || resp.Header.Get("Content-Type") == "" {
				t.Errorf("%v, %+v, %s", err, resp, body)
			}
			if stored := len(s.Messages("U1", "")) == 1; stored != c.stored {
				t.Errorf("stored: %v", stored)
			}
			if call := s.Calls()[0]; call.Fault == "" || call.Status != c.status || call.OK != c.stored {
				t.Errorf("call = %+v", call)
			}
			if _, body, err := try(context.Background(), s); err != nil || !strings.Contains(body, `"ok":true`) ||
				strings.Contains(body, "brand_new") {
				t.Errorf("the next call: %s, %v", body, err)
			}
		})
	}
}

// TestLostAnswers has the faults after which a client cannot know what happened.
func TestLostAnswers(t *testing.T) {
	for _, c := range []struct {
		name   string
		fault  fakeslack.Fault
		stored bool
	}{
		{"stored, then timed out", fakeslack.StoredThenTimedOut(), true},
		{"timed out", fakeslack.TimedOut(), false},
		{"reset before", fakeslack.ResetBefore(), false},
		{"reset after", fakeslack.ResetAfter(), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := town(t)
			s.Inject("chat.postMessage", 1, c.fault)
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			go func() { // the client gives up once the call is there
				_ = s.Await(ctx, func() bool { return len(s.Calls()) == 1 })
				if strings.Contains(c.name, "timed") {
					cancel()
				}
			}()
			if _, body, err := try(ctx, s); err == nil {
				t.Errorf("an answer came: %s", body)
			}
			if stored := len(s.Messages("U1", "")) == 1; stored != c.stored {
				t.Errorf("stored: %v", stored)
			}
			if err := s.Settle(soon(t), time.Millisecond); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestTruncatedJSON(t *testing.T) {
	s := town(t)
	s.Inject("", 1, fakeslack.Truncated())
	_, body, err := try(context.Background(), s)
	var answer object
	if err != nil || json.Unmarshal([]byte(body), &answer) == nil || !strings.HasPrefix(body, "{") {
		t.Errorf("%q, %v", body, err)
	}
	if len(s.Messages("U1", "")) != 1 {
		t.Error("not stored")
	}
}

func TestHeldAnswersAndClosing(t *testing.T) {
	s := town(t)
	release := make(chan struct{})
	s.Inject("chat.postMessage", 1, fakeslack.Held(release))
	done := make(chan error, 1)
	go func() {
		_, _, err := try(context.Background(), s)
		done <- err
	}()
	await(t, s, "stored", func() bool { return len(s.Messages("U1", "")) == 1 })
	close(release)
	if err := <-done; err != nil {
		t.Error(err)
	}
	s.Inject("chat.postMessage", 1, fakeslack.TimedOut())
	go func() {
		_, _, err := try(context.Background(), s)
		done <- err
	}()
	await(t, s, "a second call", func() bool { return len(s.Calls()) == 2 })
	if err := s.Close(); err != nil { // does not wait for clients
		t.Error(err)
	}
	if err := <-done; err == nil {
		t.Error("an answer came from a closed Slack")
	}
}

func TestFaultsByPredicateAndCancel(t *testing.T) {
	s := town(t)
	cancel := s.InjectWhen("chat.postMessage", -1, func(c fakeslack.Call) bool { return c.Args["channel"] == "U2" },
		fakeslack.ErrorCode("fatal_error"))
	must(t, s, "chat.postMessage", "channel", "U1", "text", "x")
	for range 3 {
		refused(t, s, "fatal_error", "chat.postMessage", "channel", "U2", "text", "x")
	}
	cancel()
	must(t, s, "chat.postMessage", "channel", "U2", "text", "x")
}

func TestResponseURLFaults(t *testing.T) {
	s, _ := start(t)
	a := connect(t, s)
	done := background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "", "/duo") })
	frame := a.next()
	a.ack(frame)
	<-done
	s.Inject("response_url", 1, fakeslack.HTML(500))
	to := in(frame, "payload", "response_url").(string)
	if status, _ := postJSON(t, to, `{"text":"x"}`); status != 500 {
		t.Errorf("status %d", status)
	}
	if status, _ := postJSON(t, to, `{"text":"x"}`); status != 200 || len(s.Messages("U1", "")) != 1 {
		t.Errorf("then %d", status)
	}
}

// try posts a message to U1 and reports whatever comes.
func try(ctx context.Context, s *fakeslack.Slack) (*http.Response, string, error) {
	form := url.Values{"channel": {"U1"}, "text": {"x"}, "token": {s.BotToken()}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL()+"chat.postMessage", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := plainClient.Do(req)
	if err != nil {
		return nil, "", err
	}
	body, err := io.ReadAll(resp.Body)
	return resp, string(body), errors.Join(err, resp.Body.Close())
}
