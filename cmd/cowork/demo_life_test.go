package main

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cowork/bot/scenario"
	"cowork/cmd/cowork/demo"
	"cowork/storage"

	"go.uber.org/goleak"
)

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
