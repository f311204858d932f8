//go:build !race

// Node.js and what the race detector slows down get into each other's way; without it this runs everywhere.

package fakeslack_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"cowork/bot/fakeslack"
)

// TestOfficialClients holds the local Slack against Slack's own clients for Node: where they choke, it is wrong. It needs node,
// npm and a registry that answers, and says so where they are not there.
func TestOfficialClients(t *testing.T) {
	if testing.Short() {
		t.Skip("left out: -short, and this check installs npm packages")
	}
	modules := install(t)
	s, _ := start(t)
	told, stop := node(t, s, modules)
	defer stop()

	expect := func(what, detail string) {
		t.Helper()
		if got := told(what); detail != "" && got != detail {
			t.Errorf("%s: %q, want %q", what, got, detail)
		}
	}
	expect("auth", s.BotUserID())
	if people := told("people"); strings.Count(people, " ") != 3 {
		t.Errorf("users.list: %s", people)
	}
	expect("refused", "channel_not_found")
	expect("history", "1 two 1")
	expect("member", "ada de-AT Europe/Vienna")
	expect("connected", "")

	reply, err := s.Type(soon(t), "U1", "", "/duo join")
	if err != nil || !strings.Contains(reply.Text(), "You typed join") { // the post may have come first
		t.Errorf("command: %+v, %v", reply, err)
	}
	expect("posted", "")
	if _, err := s.Click(soon(t), "U1", "", "", "Accept"); err != nil {
		t.Fatal(err)
	}
	expect("opened", "")
	reply, err = s.Submit(soon(t), "U1", fakeslack.Fields{"Field of work": {"nothing"}})
	if err != nil || reply.Errors["field"] != "There must be something." {
		t.Errorf("submission: %+v, %v", reply, err)
	}
	reply, err = s.Submit(soon(t), "U1", fakeslack.Fields{"Field of work": {"weaving"}})
	if err != nil || reply.Modal == nil || reply.Modal.Title != "Thank you" {
		t.Errorf("submission: %+v, %v", reply, err)
	}
	if _, err := s.OpenHome(soon(t), "U2"); err != nil {
		t.Fatal(err)
	}
	expect("published", "U2")
	if home := s.Home("U2"); home == nil || home.Text != "Welcome" {
		t.Errorf("home = %+v", home)
	}

	// They come back after a refresh and after a reset, and are served again.
	for _, end := range []func(){func() { s.Disconnect("refresh_requested") }, func() { s.DropConnections() }} {
		end()
		await(t, s, "gone", func() bool { return len(s.Connections()) == 0 })
		expect("connected", "")
		reply, err := s.Type(soon(t), "U2", "", "/duo again")
		if err != nil || !strings.Contains(reply.Text(), "You typed again") { // the post may have come first
			t.Errorf("after a reconnect: %+v, %v", reply, err)
		}
		expect("posted", "")
	}
}

// install puts the clients into a folder of the user's cache, once, and reports it.
func install(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("left out: no %s on this machine", program)
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = t.TempDir()
	}
	dir := filepath.Join(cache, "cowork-slack-clients")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Skipf("left out: %v", err)
	}
	manifest, err := os.ReadFile("testdata/node/package.json")
	if err != nil {
		t.Fatal(err)
	}
	installed, _ := os.ReadFile(filepath.Join(dir, "package.json"))
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "@slack", "socket-mode")); err == nil &&
		string(installed) == string(manifest) {
		return filepath.Join(dir, "node_modules")
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), manifest, 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	npm := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		t.Skipf("left out: npm install: %v\n%s", err, out)
	}
	return filepath.Join(dir, "node_modules")
}

// node runs the client; told waits for the next line about something and reports its detail.
func node(t *testing.T, s *fakeslack.Slack, modules string) (told func(what string) string, stop func()) {
	t.Helper()
	cmd := exec.Command("node", "testdata/node/client.js")
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules, "SLACK_API_URL="+s.URL(),
		"SLACK_BOT_TOKEN="+s.BotToken(), "SLACK_APP_TOKEN="+s.AppToken())
	complaints := new(strings.Builder)
	cmd.Stderr = complaints
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	type line struct{ What, Detail string }
	lines := make(chan line, 100)
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(lines)
		for in := bufio.NewScanner(stdout); in.Scan(); {
			var l line
			if json.Unmarshal(in.Bytes(), &l) == nil {
				lines <- l
			}
		}
		_, _ = io.Copy(io.Discard, stdout)
	})
	told = func(what string) string {
		t.Helper()
		for {
			select {
			case l, open := <-lines:
				if !open || l.What == "error" {
					t.Fatalf("waiting for %q: %s", what, l.Detail)
				}
				if l.What == what {
					return l.Detail
				}
			case <-soon(t).Done():
				t.Fatalf("the client never told %q", what)
			}
		}
	}
	return told, func() {
		_ = stdin.Close()
		kill := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
		defer kill.Stop()
		reading.Wait()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("node said:\n%s", complaints)
		}
	}
}
