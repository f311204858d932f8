package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	app "cowork"
	"cowork/bot/scenario"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite what people see in the stories; rewrite only what you understand")

// TestStories plays every story with the real bot and compares what each
// person sees with what the file says.
func TestStories(t *testing.T) {
	for _, story := range scenario.Stories() {
		t.Run(story.Name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
			defer cancel()
			beats, err := story.Play(ctx, app.Manifest, startBot, nil)
			if err != nil {
				t.Fatalf("%s: %v", story.File, err)
			}
			script := story.Script(beats)
			if script == story.Text {
				return
			}
			if *update {
				if err := os.WriteFile(filepath.Join(top, "bot", "scenario", "stories", story.File), []byte(script), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Errorf("%s (-file +what people see):\n%s", story.File,
				cmp.Diff(strings.Split(story.Text, "\n"), strings.Split(script, "\n")))
		})
	}
}

// TestStoryCommand: without a name it is the first story, from beginning to
// end, with nothing in it that only a program would say.
func TestStoryCommand(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), []string{"story"}, fromEnvironment, &out, &out); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	first := scenario.Stories()[0]
	if !strings.HasPrefix(text, first.Title+"\n\n") {
		t.Errorf("it does not begin with its title:\n%.200s", text)
	}
	for _, noise := range []string{"\x1b", "<@", "U01", "xoxb-", "xapp-", "\t", "\n\n\n", " \n", "{", "<nil>", "%!"} {
		if strings.Contains(text, noise) {
			t.Errorf("there is %q in it", noise)
		}
	}
	for i, line := range strings.Split(text, "\n") {
		if n := len([]rune(line)); n > 92 {
			t.Errorf("line %d has %d characters: %s", i+1, n, line)
		}
	}
}

func TestStoryList(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), []string{"story", "--list"}, fromEnvironment, &out, &out); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(out.String(), "\n"); lines != len(scenario.Stories()) {
		t.Errorf("%d lines for %d stories:\n%s", lines, len(scenario.Stories()), out.String())
	}
	err := run(t.Context(), []string{"story", "no-such-story"}, fromEnvironment, &out, &out)
	if err == nil || !strings.Contains(err.Error(), scenario.Stories()[0].Name) {
		t.Errorf("a story that is not there: %v", err)
	}
}
