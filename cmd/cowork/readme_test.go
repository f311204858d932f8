package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cowork/bot"

	"github.com/google/go-cmp/cmp"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(top, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestReadmeVariables: the table of variables is the one in the code.
func TestReadmeVariables(t *testing.T) {
	text := readme(t)
	var want []string
	for _, v := range variables() {
		standard := v.standard
		if !strings.ContainsAny(standard, "' ") && standard != "required" || strings.HasPrefix(standard, "0 ") {
			standard = "`" + standard + "`"
		}
		want = append(want, fmt.Sprintf("| `%s` | %s | %s |", v.name, standard, v.meaning))
	}
	got := regexp.MustCompile("(?m)^\\| `[A-Z_]+` \\|.*$").FindAllString(text, -1)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("variables in README.md (-code +README):\n%s", diff)
	}
	for _, name := range regexp.MustCompile(`\b(?:COWORK|SLACK)_[A-Z_]+\b`).FindAllString(text, -1) {
		if !slices.ContainsFunc(variables(), func(v variable) bool { return v.name == name }) {
			t.Errorf("README.md speaks of %s, which the code does not read", name)
		}
	}
}

// TestReadmeCommands: every subcommand has its row, and every row its
// subcommand.
func TestReadmeCommands(t *testing.T) {
	parser, err := newParser()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, leaf := range parser.Model.Leaves(true) {
		want = append(want, leaf.Path())
	}
	slices.Sort(want)
	var got []string
	for _, m := range regexp.MustCompile("(?m)^\\| `cowork ([a-z ]+)").FindAllStringSubmatch(readme(t), -1) {
		got = append(got, strings.TrimSpace(m[1]))
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("subcommands in README.md (-code +README):\n%s", diff)
	}
}

// TestReadmeWords: every word that may follow /cowork has its row in the
// table, in the order of help, and the bot knows every row.
func TestReadmeWords(t *testing.T) {
	var got []string
	for _, m := range regexp.MustCompile("(?m)^\\| `/cowork ?([a-z ]*)[^|]*\\|").FindAllStringSubmatch(readme(t), -1) {
		words := strings.TrimSpace(m[1])
		if r := bot.Parse(words); r.Trouble != "" {
			t.Errorf("README.md has /cowork %s, which the bot does not understand", words)
		}
		got = append(got, words)
	}
	want := bot.Words()
	if i := slices.Index(want, "forget"); i >= 0 {
		want[i] = "forget me"
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("words in README.md (-bot +README):\n%s", diff)
	}
}

// TestReadmeExcerpt: what the README shows of the first story is in it, line
// by line and in that order.
func TestReadmeExcerpt(t *testing.T) {
	_, after, found := strings.Cut(readme(t), "<!-- from cowork story -->\n")
	excerpt, _, closed := strings.Cut(after, "<!-- -->")
	if !found || !closed {
		t.Fatal("README.md has no excerpt of the story")
	}
	var out bytes.Buffer
	if err := run(t.Context(), []string{"story"}, fromEnvironment, &out, &out); err != nil {
		t.Fatal(err)
	}
	story := strings.Split(out.String(), "\n")
	at := 0
	for _, line := range strings.Split(excerpt, "\n") {
		line = strings.TrimPrefix(line, "    ") // of a block of code
		if strings.TrimSpace(line) == "" || line == "…" {
			continue
		}
		i := slices.Index(story[at:], line)
		if i < 0 {
			t.Fatalf("the story does not say, or not there: %q", line)
		}
		at += i + 1
	}
	if at == 0 {
		t.Error("the excerpt is empty")
	}
}
