package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

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
