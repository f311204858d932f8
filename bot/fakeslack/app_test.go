package fakeslack_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"cowork/bot/fakeslack"
)

// plainClient keeps no connections open, so that nothing outlives a test.
var plainClient = &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}

type object = map[string]any

// post calls a method with the bot token and a form, and reports the status, the headers and the JSON of the answer.
func post(t *testing.T, s *fakeslack.Slack, method string, args ...string) (int, http.Header, object) {
	t.Helper()
	token := s.BotToken()
	if method == "apps.connections.open" {
		token = s.AppToken()
	}
	return postAs(t, s, token, method, args...)
}

func postAs(t *testing.T, s *fakeslack.Slack, token, method string, args ...string) (int, http.Header, object) {
	t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(args); i += 2 {
		form.Set(args[i], args[i+1])
	}
	req, err := http.NewRequest(http.MethodPost, s.URL()+method, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return do(t, req)
}

// postJSON posts JSON to a URL without a token.
func postJSON(t *testing.T, to, body string) (int, string) {
	t.Helper()
	resp, err := plainClient.Post(to, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	if resp.Header.Get("Content-Type") == "" {
		t.Errorf("no Content-Type from %s", to)
	}
	return resp.StatusCode, string(text)
}

func do(t *testing.T, req *http.Request) (int, http.Header, object) {
	t.Helper()
	resp, err := plainClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if resp.Header.Get("Content-Type") == "" {
		t.Errorf("no Content-Type from %s", req.URL)
	}
	answer := object{}
	if err := json.Unmarshal(body, &answer); err != nil {
		answer["body"] = string(body)
	}
	return resp.StatusCode, resp.Header, answer
}

// must calls a method that must work.
func must(t *testing.T, s *fakeslack.Slack, method string, args ...string) object {
	t.Helper()
	_, _, answer := post(t, s, method, args...)
	if answer["ok"] != true {
		t.Fatalf("%s %q: %v", method, args, answer)
	}
	return answer
}

// refused calls a method that must fail with code. A breach of the contract is expected when the code is prefixed with "!".
func refused(t *testing.T, s *fakeslack.Slack, code, method string, args ...string) object {
	t.Helper()
	want, breach := strings.CutPrefix(code, "!")
	_, _, answer := post(t, s, method, args...)
	if answer["ok"] != false || answer["error"] != want {
		t.Errorf("%s %q: %v, want %s", method, args, answer, want)
	}
	if broken := s.ForgiveViolations(); breach != (len(broken) > 0) {
		t.Errorf("%s %q: violations %q, want some: %v", method, args, broken, breach)
	}
	return answer
}

// An app is a bare Socket Mode client: it sees frames and acks when the test says so.
type app struct {
	t  *testing.T
	s  *fakeslack.Slack
	ws *websocket.Conn
}

// socketURL asks for the URL of a socket.
func socketURL(t *testing.T, s *fakeslack.Slack) string {
	t.Helper()
	return must(t, s, "apps.connections.open")["url"].(string)
}

// connect opens a socket and reads the hello.
func connect(t *testing.T, s *fakeslack.Slack) *app {
	t.Helper()
	ws, resp, err := websocket.DefaultDialer.Dial(socketURL(t, s), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	a := &app{t: t, s: s, ws: ws}
	t.Cleanup(func() { _ = ws.Close() })
	if hello := a.next(); hello["type"] != "hello" {
		t.Fatalf("the first frame is %v", hello)
	}
	return a
}

// next reads the next frame.
func (a *app) next() object {
	a.t.Helper()
	frame, err := a.read(20 * time.Second)
	if err != nil {
		a.t.Fatal(err)
	}
	return frame
}

// read is next with an error and a patience.
func (a *app) read(wait time.Duration) (object, error) {
	_ = a.ws.SetReadDeadline(time.Now().Add(wait))
	_, data, err := a.ws.ReadMessage()
	frame := object{}
	if err == nil {
		err = json.Unmarshal(data, &frame)
	}
	return frame, err
}

// ack acks a frame, with a payload when one is given.
func (a *app) ack(frame object, payload ...any) {
	a.t.Helper()
	ack := object{"envelope_id": frame["envelope_id"]}
	if len(payload) > 0 {
		ack["payload"] = payload[0]
	}
	a.send(ack)
}

func (a *app) send(v any) {
	a.t.Helper()
	raw, _ := json.Marshal(v)
	if err := a.ws.WriteMessage(websocket.TextMessage, raw); err != nil {
		a.t.Fatal(err)
	}
}

// background runs something that a person does, which waits for the app, and reports its outcome once it is there.
func background(act func() (fakeslack.Reply, error)) <-chan result {
	done := make(chan result, 1)
	go func() {
		reply, err := act()
		done <- result{reply, err}
	}()
	return done
}

type result struct {
	reply fakeslack.Reply
	err   error
}

// in digs into nested objects.
func in(o object, path ...string) any {
	var v any = o
	for _, name := range path {
		inner, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = inner[name]
	}
	return v
}

// raw is JSON as it stands.
func raw(text string) json.RawMessage { return json.RawMessage(text) }
