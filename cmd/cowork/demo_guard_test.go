package main

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cowork/bot/fakeslack"
	"cowork/cmd/cowork/demo"
)

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
