package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	app "cowork"
	"cowork/bot"
	"cowork/bot/fakeslack"
	"cowork/bot/scenario"
	"cowork/cmd/cowork/demo"
	"cowork/storage"

	"go.uber.org/goleak"
)

// stage starts a demo with its page, which ends with the test.
func stageDemo(t *testing.T, change func(*demo.Options)) (*demo.Demo, *visitor) {
	t.Helper()
	o := demo.Options{Manifest: app.Manifest, Start: startBot, DB: filepath.Join(t.TempDir(), "cowork.db"), People: 12, Seed: 1, Still: true}
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

// TestDemoHostile: whatever people are called and whatever they type, none of
// it becomes markup or leads anywhere.
func TestDemoHostile(t *testing.T) {
	const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(2)> {{.Token}}`
	d, v := stageDemo(t, func(o *demo.Options) { o.People = 3 })
	people := d.Slack().People()
	ada, ben := people[0].ID, people[1].ID
	v.get("/as/" + ada)
	if err := d.Slack().Change(ben, func(p *fakeslack.Person) { p.Name, p.RealName = evil, evil }); err != nil {
		t.Fatal(err)
	}
	d.Slack().AddChannel(fakeslack.Channel{ID: "CEVIL", Name: evil, Members: []string{ada, ben}})
	for _, text := range []string{
		evil, "*bold* _" + evil + "_ ~x~ `<b>` ```<i>```", "<javascript:alert(3)|click> <!channel> <@" + ada + "> <https://x.example/\"onclick=alert(4)|a\"b>",
		"> quoted <b>\n:evil: :wave: &lt;b&gt; &amp;lt;", "\u202e\u0000\ufffd", "/nosuch <b>", "/cowork <script>", "/cowork with " + evil,
	} {
		v.post("/as/"+ada+"/act", "do", "say", "channel", "CEVIL", "text", text, "back", "/as/"+ada)
	}
	v.post("/as/"+ada+"/act", "do", "say", "channel", d.Slack().Direct(ada), "text", "/cowork with @"+people[2].Name, "back", "/as/"+ada)
	for _, path := range []string{"/as/" + ada, "/as/" + ben, "/as/" + ada + "/c/CEVIL", "/as/" + ben + "/c/CEVIL", "/as/" + ada + "/home"} {
		page := v.get(path)
		for _, odd := range oddMarkup(page) {
			t.Errorf("%s has %s in it", path, odd)
		}
		if strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "{{v") {
			t.Errorf("%s: a template gave up", path)
		}
	}
	page := v.get("/as/" + ada + "/c/CEVIL")
	if !strings.Contains(page, "&lt;script&gt;alert(1)") {
		t.Errorf("what was typed cannot be read: %s", words(page))
	}
}

var (
	wholeTag  = regexp.MustCompile(`^<(?:/?([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?)*)|!doctype html)>`)
	attribute = regexp.MustCompile(` ([a-z-]+)(?:="([^"<>]*)")?`)
	plainTags = strings.Fields("html head meta title link script body a header p img b span small div form input button nav h1 h2 h3 ul ol li main section " +
		"details summary table caption thead tbody tr td th time i s blockquote code pre fieldset legend label select option optgroup datalist aside textarea em noscript hr figure figcaption")
	plainAttributes = strings.Fields("lang charset name content rel href src defer class alt width height id method action type value aria-current aria-label aria-hidden " +
		"aria-live aria-modal aria-labelledby aria-controls aria-expanded aria-autocomplete aria-pressed aria-invalid title role tabindex hidden for selected checked placeholder inputmode maxlength autocomplete " +
		"data-version data-block data-tells target open rows autofocus novalidate")
)

// oddMarkup is everything in a page that looks like markup and is not what the
// templates write.
func oddMarkup(page string) (odd []string) {
	for i := range page {
		if page[i] != '<' {
			continue
		}
		m := wholeTag.FindStringSubmatch(page[i:])
		switch {
		case m == nil:
			odd = append(odd, fmt.Sprintf("%.60q", page[i:]))
			continue
		case m[1] == "" && m[0] != "<!doctype html>", m[1] != "" && !slices.Contains(plainTags, m[1]):
			odd = append(odd, m[0])
		case m[1] == "script" && m[2] != "" && m[0] != `<script src="/demo.js" defer>`:
			odd = append(odd, m[0])
		}
		for _, a := range attribute.FindAllStringSubmatch(m[2], -1) {
			leads := a[1] == "href" || a[1] == "src" || a[1] == "action"
			if !slices.Contains(plainAttributes, a[1]) || leads && !regexp.MustCompile(`^(/[a-z]|#|https?://)`).MatchString(a[2]) {
				odd = append(odd, m[0])
			}
		}
	}
	return odd
}

// TestDemoGuard: who is not the page itself is turned away, and so is
// everything that names nobody and nothing.
func TestDemoGuard(t *testing.T) {
	d, v := stageDemo(t, func(o *demo.Options) { o.People = 2 })
	ada := d.Slack().People()[0].ID
	v.get("/as/" + ada)
	host := strings.TrimPrefix(v.base, "http://")
	_, port, _ := strings.Cut(host, ":")
	say := url.Values{"token": {v.token}, "do": {"say"}, "channel": {d.Slack().Direct(ada)}, "text": {"/cowork"}, "back": {"/as/" + ada}}
	bad := url.Values{"token": {strings.Repeat("0", 32)}, "do": {"say"}, "text": {"/cowork"}}
	for _, tt := range []struct {
		name   string
		form   url.Values
		header map[string]string
		want   int
	}{
		{"the page itself", say, map[string]string{"Origin": v.base, "Sec-Fetch-Site": "same-origin"}, 200},
		{"by its other name", say, map[string]string{"Host": "localhost:" + port, "Origin": "http://localhost:" + port}, 200},
		{"another origin", say, map[string]string{"Origin": "https://evil.example"}, 403},
		{"no origin at all, as from a sandbox", say, map[string]string{"Origin": "null"}, 403},
		{"another port of this machine", say, map[string]string{"Origin": "http://127.0.0.1:1"}, 403},
		{"another site", say, map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"the same site, another port", say, map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"a name that leads here", say, map[string]string{"Host": "evil.example:" + port}, 421},
		{"another port in the name", say, map[string]string{"Host": "127.0.0.1:1"}, 421},
		{"no token", url.Values{"do": {"say"}}, nil, 403},
		{"a wrong token", bad, nil, 403},
		{"too much", url.Values{"token": {v.token}, "text": {strings.Repeat("x", 300_000)}}, nil, 400},
	} {
		before := len(d.Slack().Deliveries())
		status, body := v.send("/as/"+ada+"/act", tt.form, tt.header)
		if status != tt.want || strings.Contains(body, "goroutine") {
			t.Errorf("%s: %d, want %d: %.200s", tt.name, status, tt.want, body)
		}
		if heard := len(d.Slack().Deliveries()) > before; heard != (tt.want == 200) {
			t.Errorf("%s: the bot heard of it: %v", tt.name, heard)
		}
	}
	for _, path := range []string{"/as/UNOBODY", "/as/USLACKBOT", "/as/" + d.Slack().BotUserID(), "/as/" + ada + "/c/CNOWHERE", "/as/UNOBODY/home",
		"/as/" + ada + "/c/" + d.Slack().Direct(d.Slack().People()[1].ID), "/nothing", "/as/", "/page/page.html", "/../demo.go"} {
		r, err := http.NewRequest(http.MethodGet, v.base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if status, body := v.do(r); status != 404 || !strings.Contains(body, "There is nothing at this address") {
			t.Errorf("%s: %d %.100s", path, status, body)
		}
	}
	r, err := http.NewRequest(http.MethodGet, v.base+"/as/"+ada, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Sec-Fetch-Mode", "no-cors")
	if status, _ := v.do(r); status != 403 {
		t.Errorf("another site may read a page: %d", status)
	}
	r, err = http.NewRequest(http.MethodDelete, v.base+"/as/"+ada, nil)
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := v.do(r); status != 405 {
		t.Errorf("DELETE: %d", status)
	}
	resp, err := v.client.Get(v.base + "/as/" + ada)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if csp := resp.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("policy: %s", csp)
	}
}

// TestDemoOddForms: forms that no page sends do nothing and are answered.
func TestDemoOddForms(t *testing.T) {
	d, v := stageDemo(t, func(o *demo.Options) { o.People = 2 })
	ada := d.Slack().People()[0].ID
	v.get("/as/" + ada)
	direct := d.Slack().Direct(ada)
	for _, fields := range [][]string{
		{"do", ""}, {"do", "dance"}, {"do", "x|y"}, {"do", "x|y|z|"}, {"do", "submit"}, {"do", "close"}, {"do", "x|y", "on", "home"}, {"do", "x|y", "on", "modal"},
		{"do", "say"}, {"do", "say", "text", " "}, {"do", "say", "text", "hello", "channel", "CNOWHERE"}, {"do", "x|y", "channel", direct, "ts", "1.2"},
		{"do", "say", "text", "x", "channel", direct, "back", "//evil.example/"}, {"do", "say", "text", "x", "channel", direct, "back", "https://evil.example/"},
	} {
		page := v.post("/as/"+ada+"/act", fields...)
		if !strings.Contains(page, `id="composer"`) && !strings.Contains(page, "App Home") {
			t.Errorf("%q: %s", fields, words(page))
		}
	}
	for path, fields := range map[string][]string{"/clock": {"to", "yesterday"}} {
		if status, _ := v.send(path, url.Values{"token": {v.token}, fields[0]: {fields[1]}}, nil); status != 400 {
			t.Errorf("%s %q: %d", path, fields, status)
		}
	}
	if page := v.post("/trouble", "what", "earthquake", "who", ada, "back", "/as/"+ada); !strings.Contains(page, "there is no trouble called") {
		t.Errorf("unknown trouble: %s", words(page))
	}
}

// TestDemoFeed: a page that follows along hears of what somebody else does, and
// lets go when the demo ends.
func TestDemoFeed(t *testing.T) {
	d, v := stageDemo(t, func(o *demo.Options) { o.People = 2 })
	people := d.Slack().People()
	v.get("/as/" + people[0].ID)
	resp, err := v.client.Get(v.base + "/feed")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	next := func(want string) {
		t.Helper()
		for lines.Scan() {
			if lines.Text() == want {
				return
			}
		}
		t.Fatalf("%q never came: %v", want, lines.Err())
	}
	next("event: hello")
	v.post("/as/"+people[1].ID+"/act", "do", "say", "channel", "C0GENERAL", "text", "hello", "back", "/as/"+people[1].ID)
	next("event: changed")
	if page := v.get("/as/" + people[0].ID); !strings.Contains(page, `1<span class="sr"> unread`) {
		t.Error("what somebody else said is not unread")
	}
	v.get("/as/" + people[0].ID + "/c/C0GENERAL")
	if page := v.get("/as/" + people[0].ID); strings.Contains(page, `<span class="sr"> unread`) {
		t.Error("what was read is still unread")
	}
}

// TestDemoTrouble: what goes wrong between Slack and the bot is seen behind
// the scenes, and nothing is lost or doubled by it.
func TestDemoTrouble(t *testing.T) {
	d, v := stageDemo(t, func(o *demo.Options) { o.People = 5 })
	ada := d.Slack().People()[0].ID
	v.get("/as/" + ada)
	stir := func(what string) string {
		return v.post("/trouble", "what", what, "who", ada, "back", "/as/"+ada)
	}
	stir("lost")
	stir("limit")
	v.post("/clock", "to", "next", "who", ada, "back", "/as/"+ada)
	if page := v.get("/as/" + ada); !strings.Contains(page, "rate limited") {
		t.Errorf("no rate limit behind the scenes: %s", words(page))
	}
	if page := stir("limit"); !strings.Contains(page, "Rate limits: off.") {
		t.Errorf("the switch does not go off: %s", words(page))
	}
	stir("restart")
	stir("drop")
	v.post("/clock", "to", "hour", "who", ada, "back", "/as/"+ada)
	stir("again")
	for _, p := range d.Slack().People() {
		n := 0
		for _, m := range d.Slack().Messages(p.ID, "") {
			seconds, _, _ := strings.Cut(m.TS, ".")
			if at, err := strconv.ParseInt(seconds, 10, 64); err != nil || d.Now().Sub(time.Unix(at, 0)) < 3*time.Hour {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s was written to %d times", p.Name, n)
		}
	}
	var depth storage.Depth
	if err := d.Store().Read(t.Context(), func(tx *storage.Tx) (err error) { depth, err = tx.Depth(d.Now()); return err }); err != nil {
		t.Fatal(err)
	}
	if depth.Due > 0 || depth.Dead > 0 {
		t.Errorf("the outbox: %+v", depth)
	}
}

// TestDemoStory: a demo can begin where a story ends, and go on with the
// database of an earlier one.
func TestDemoStory(t *testing.T) {
	story := scenario.Stories()[0]
	d, v := stageDemo(t, func(o *demo.Options) { o.Story, o.People = story, 0 })
	first := d.Slack().People()[0]
	if page := v.get("/as/" + first.ID); !strings.Contains(page, "coworking") && !strings.Contains(page, "worked together") {
		t.Errorf("%s saw nothing of the story: %s", first.Name, words(page))
	}

	file := filepath.Join(t.TempDir(), "kept.db")
	members := func(d *demo.Demo) (n int) {
		if err := d.Store().Read(t.Context(), func(tx *storage.Tx) error {
			circles, err := tx.Circles()
			if err != nil {
				return err
			}
			all, err := tx.Memberships(circles[0].ID)
			n = len(all)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	t.Run("kept", func(t *testing.T) {
		d, _ := stageDemo(t, func(o *demo.Options) { o.DB, o.People = file, 4 })
		if n := members(d); n != 4 {
			t.Errorf("%d members", n)
		}
	})
	t.Run("taken up again", func(t *testing.T) {
		d, v := stageDemo(t, func(o *demo.Options) { o.DB, o.People, o.Seed = file, 2, 7 })
		if n := members(d); n != 4 || len(d.Slack().People()) != 4 {
			t.Errorf("%d members, %d people", n, len(d.Slack().People()))
		}
		ada := d.Slack().People()[0].ID
		v.get("/as/" + ada)
		page := v.post("/clock", "to", "next", "who", ada, "back", "/as/"+ada)
		for i := 0; i < 8 && !strings.Contains(page, "Your match for this round"); i++ {
			page = v.post("/clock", "to", "next", "who", ada, "back", "/as/"+ada)
		}
		if !strings.Contains(page, "Your match for this round") {
			t.Errorf("no round opens: %s", words(page))
		}
	})
}

// TestDemoCommand: the command says where the page is, and ends when it is
// told to, with nothing left behind.
func TestDemoCommand(t *testing.T) {
	leaks := goleak.IgnoreCurrent()
	t.Setenv("TMPDIR", t.TempDir())
	ctx, stop := context.WithCancel(t.Context())
	out := &listening{told: make(chan string, 1)}
	done := make(chan error, 1)
	go func() { done <- run(ctx, []string{"demo", "--port", "0", "--people", "2"}, fromEnvironment, out, out) }()
	var address string
	select {
	case address = <-out.told:
	case err := <-done:
		t.Fatal(err, out.String())
	}
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 200 {
		t.Errorf("%s: %d", address, resp.StatusCode)
	}
	http.DefaultClient.CloseIdleConnections()
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	goleak.VerifyNone(t, leaks)
}

func TestDemoUsage(t *testing.T) {
	for args, want := range map[string]string{
		"--people 1": "2 to", "--people 201": "2 to", "--port 99999": "a port is", "--listen example.org": "IP address", "--story nosuch": "there is no story",
	} {
		var out bytes.Buffer
		err := run(t.Context(), append([]string{"demo"}, strings.Fields(args)...), fromEnvironment, &out, &out)
		if report(err, &out) != 2 || !strings.Contains(out.String(), want) {
			t.Errorf("%s: %v %s", args, err, out.String())
		}
	}
}

// listening waits for the address that the demo prints.
type listening struct {
	mu   sync.Mutex
	all  bytes.Buffer
	told chan string
}

var address = regexp.MustCompile(`http://[0-9.:]+/`)

func (l *listening) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if found := address.Find(p); found != nil {
		l.told <- string(found)
	}
	return l.all.Write(p)
}

func (l *listening) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}
