package main

import (
	"context"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	app "cowork"
	"cowork/bot"
	"cowork/cmd/cowork/demo"
)

// patience is how long something is waited for that takes milliseconds when it
// works: a machine may be busy with other things for many seconds.
const patience = 2 * time.Minute

// stageDemo starts a demo with its page, which ends with the test.
func stageDemo(t *testing.T, change func(*demo.Options)) (*demo.Demo, *visitor) {
	t.Helper()
	o := demo.Options{Manifest: app.Manifest, Start: startBot, DB: filepath.Join(t.TempDir(), "cowork.db"), People: 12, Seed: 1, Still: true, Patience: patience}
	if change != nil {
		change(&o)
	}
	d, err := demo.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- d.Serve(ctx, listener) }()
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
		for _, broken := range d.Slack().Violations() {
			t.Errorf("the bot broke the contract with Slack: %s", broken)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d, &visitor{t: t, base: "http://" + listener.Addr().String(), client: &http.Client{Transport: transport}}
}

// A visitor is a browser without a screen.
type visitor struct {
	t      *testing.T
	base   string
	client *http.Client
	token  string
}

var tokenField = regexp.MustCompile(`name="token" value="([0-9a-f]{32})"`)

func (v *visitor) do(r *http.Request) (int, string) {
	v.t.Helper()
	resp, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	if m := tokenField.FindSubmatch(body); m != nil {
		v.token = string(m[1])
	}
	return resp.StatusCode, string(body)
}

// get loads a page.
func (v *visitor) get(path string) string {
	v.t.Helper()
	r, err := http.NewRequest(http.MethodGet, v.base+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	status, body := v.do(r)
	if status != http.StatusOK {
		v.t.Fatalf("GET %s: %d\n%s", path, status, body)
	}
	return body
}

// post sends a form, given as name, value, name, value …, and reports the page
// that follows.
func (v *visitor) post(path string, fields ...string) string {
	v.t.Helper()
	form := url.Values{"token": {v.token}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	status, body := v.send(path, form, nil)
	if status != http.StatusOK {
		v.t.Fatalf("POST %s: %d\n%s", path, status, body)
	}
	return body
}

func (v *visitor) send(path string, form url.Values, header map[string]string) (int, string) {
	v.t.Helper()
	r, err := http.NewRequest(http.MethodPost, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, value := range header {
		if name == "Host" {
			r.Host = value
		}
		r.Header.Set(name, value)
	}
	return v.do(r)
}

// TestDemoPages: every page of every person can be drawn, and weighs little.
func TestDemoPages(t *testing.T) {
	d, v := stageDemo(t, nil)
	people := d.Slack().People()
	if len(people) != 12 {
		t.Fatalf("%d people", len(people))
	}
	for _, p := range people {
		for _, c := range d.Slack().Conversations(p.ID) {
			page := v.get("/as/" + p.ID + "/c/" + c.ID)
			if len(page) > 200_000 {
				t.Errorf("%s in %s: %d bytes", p.Name, c.Name, len(page))
			}
			if !strings.Contains(page, html.EscapeString(p.RealName)) || strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "%!") {
				t.Errorf("%s in %s: %.500s", p.Name, c.Name, page)
			}
		}
		page := v.post("/as/"+p.ID+"/act", "do", "open-home", "who", p.ID)
		if !strings.Contains(page, `class="b-header"`) && !strings.Contains(page, "nothing here yet") {
			t.Errorf("%s: no home tab", p.Name)
		}
	}
}

// TestDemoRound: from the first click to an agreed day, without a script.
func TestDemoRound(t *testing.T) {
	d, v := stageDemo(t, nil)
	nora := d.Slack().People()[11].ID
	page := v.get("/as/" + nora)
	if !strings.Contains(page, "Nothing yet") {
		t.Errorf("Nora is not new here: %.300s", page)
	}
	page = v.post("/as/"+nora+"/act", "do", "say", "channel", d.Slack().Direct(nora), "text", "/cowork join", "back", "/as/"+nora)
	if !strings.Contains(page, "You are in") {
		t.Errorf("join: %s", words(page))
	}
	page = v.post("/clock", "to", "next", "who", nora, "back", "/as/"+nora)
	if !strings.Contains(page, "Your match for this round") || !strings.Contains(page, "09:00") {
		t.Fatalf("no invitation: %s", words(page))
	}
	if !strings.Contains(page, `<span class="unread"`) {
		t.Error("nobody else has something unread")
	}
	button := regexp.MustCompile(`name="channel" value="(\w+)"><input type="hidden" name="ts" value="([0-9.]+)">[\s\S]*?<button class="button primary" name="do" value="([^"]+)">Accept`)
	for _, p := range d.Slack().People() {
		page := v.get("/as/" + p.ID)
		at := strings.LastIndex(page, "Your match for this round")
		if at < 0 {
			continue
		}
		m := button.FindStringSubmatch(page[strings.LastIndex(page[:at], "<li id="):])
		if m == nil {
			t.Fatalf("%s has no button to accept: %s", p.Name, words(page))
		}
		v.post("/as/"+p.ID+"/act", "channel", m[1], "ts", m[2], "do", html.UnescapeString(m[3]), "back", "/as/"+p.ID)
	}
	v.post("/clock", "to", "hour", "who", nora, "back", "/as/"+nora)
	page = v.get("/as/" + nora)
	if !strings.Contains(page, "It is settled") {
		t.Errorf("not settled: %s", words(page))
	}
	if !strings.Contains(page, `class="state s-confirmed"`) {
		t.Error("the plan behind the scenes has no confirmed duo")
	}
}

var tags = regexp.MustCompile(`<[^>]*>|\s+`)

// words is a page without its markup, for messages.
func words(page string) string {
	return fmt.Sprintf("%.3000s", html.UnescapeString(tags.ReplaceAllString(page, " ")))
}

// TestDemoCommands: everything that the composer suggests is understood.
func TestDemoCommands(t *testing.T) {
	for _, c := range demo.Commands {
		rest, ok := strings.CutPrefix(c.Text, "/cowork")
		if parsed := bot.Parse(rest); !ok || parsed.Trouble != "" {
			t.Errorf("%q is not understood: %s", c.Text, parsed.Trouble)
		}
	}
}
