package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The rules of the house: which package may know which. A rule speaks of the
// packages below a path, the ones at it included; its bans are imports, those
// below them included, and each has the reason that a reader of a failure
// needs.

type ban struct {
	of     string // import path, "." for our own module
	except []string
	why    string
}

var rules = []struct {
	below string
	tests bool // test files are held to it too
	bans  []ban
}{
	{"pairing/matching", false, []ban{
		{".", []string{"pairing/matching"}, "matching is a graph algorithm: it knows no members, and is checked against any other graph code"},
	}},
	{"pairing", false, []ban{
		{".", []string{"pairing"}, "the domain decides from data alone, so that every rule is tested without Slack, SQLite or a clock"},
		{"os", nil, "the domain does no input or output: what it needs is an argument"},
		{"net", nil, "the domain does no input or output: what it needs is an argument"},
		{"io/fs", nil, "the domain does no input or output: what it needs is an argument"},
		{"database/sql", nil, "the domain does not know how it is kept: storage imports it, never the other way round"},
		{"log", nil, "the domain returns what it has to say: whoever calls it logs once, at the edge"},
		{"math/rand", nil, "a plan is a function of its input and seed: chance is an argument (math/rand/v2 with the round's seed)"},
		{"github.com/slack-go/slack", nil, "the domain outlives Slack: words and blocks belong to bot"},
		{"modernc.org/sqlite", nil, "the domain does not know how it is kept"},
	}},
	{"storage", false, []ban{
		{".", []string{"pairing", "storage"}, "storage keeps the domain's types and nothing else of ours: rules do not belong into SQL, and words not beside it"},
		{"github.com/slack-go/slack", nil, "storage keeps a message as bytes: what Slack takes is bot's business"},
		{"net", nil, "storage talks to one file"},
	}},
	{"bot/fakeslack", false, []ban{
		{".", []string{"bot/fakeslack"}, "the local Slack judges the bot: sharing code with it would let one mistake hide the other"},
		{"github.com/slack-go/slack", nil, "the local Slack is written from Slack's documents, not from the client that it judges"},
		{"testing", nil, "people use the local Slack too, outside of tests"},
	}},
	{"bot/wording", false, []ban{
		{".", []string{"bot/wording"}, "words are the same whoever says them: what is filled in comes from outside"},
		{"github.com/slack-go/slack", nil, "words know nothing of blocks and buttons"},
	}},
	{"bot/scenario", false, []ban{
		{".", []string{"bot/fakeslack", "bot/scenario"}, "a story sees what people on Slack see and nothing else: the bot is handed to it"},
		{"testing", nil, "cowork story runs stories outside of tests"},
	}},
	{"cmd/cowork/demo", false, []ban{
		{".", []string{"bot/fakeslack", "bot/scenario", "cmd/cowork/demo", "pairing", "storage"},
			"the page shows what people on Slack see, and beside it what the database says: the bot is handed to it"},
		{"github.com/slack-go/slack", nil, "whoever acts on the page is a person, and people have no client library"},
		{"testing", nil, "cowork demo runs outside of tests"},
	}},
	{"bot/ordeal", false, []ban{
		// It drives the bot, its file and the local Slack at once: whether all three agree is what it is there to find out.
		{".", []string{"bot", "bot/fakeslack", "bot/ordeal", "storage"}, "the simulation judges by what is in the file and what people saw, not by the domain that it checks"},
		{"testing", nil, "a simulation is a program; its tests are beside it"},
	}},
	{"bot", false, []ban{
		{"cowork/cmd", nil, "commands call the bot, never the other way round"},
		{"cowork/bot/fakeslack", []string{"bot/fakeslack", "bot/scenario", "bot/ordeal"}, "the bot must not be able to tell the local Slack from the real one"},
		{"cowork/bot/scenario", []string{"bot/scenario"}, "stories are told about the bot from outside"},
		{"testing", nil, "there are no test branches in what runs"},
	}},
	{"", true, []ban{
		{"github.com/stretchr/testify", nil, "go-cmp and plain ifs say what differs"},
		{"github.com/golang/mock", nil, "the seams are real ones: a base URL and a file"},
		{"math/rand", nil, "math/rand/v2, with a seed that somebody gave"},
		{"io/ioutil", nil, "os and io have it all"},
	}},
}

// badNames are names that say nothing about what is inside.
var badNames = []string{"util", "utils", "common", "model", "models", "helper", "helpers", "misc", "base", "shared", "types", "lib"}

// source is one Go file of the module.
type source struct {
	name  string // relative to the module, with slashes
	dir   string
	test  bool
	lines int
	file  *ast.File
}

const top = "../.."

// sources reads every Go file of the module.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	fset := token.NewFileSet()
	err := filepath.WalkDir(top, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if n := d.Name(); n == "testdata" || n == "node_modules" || len(n) > 2 && n[0] == '.' {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(fset, name, text, parser.ParseComments)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(top, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		all = append(all, source{rel, path.Dir(rel), strings.HasSuffix(rel, "_test.go"), bytes.Count(text, []byte("\n")), file})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("only %d Go files found below %s: is this the module?", len(all), top)
	}
	return all
}

// within reports whether a path is another one or below it; everything is
// below "".
func within(p, dir string) bool { return dir == "" || p == dir || strings.HasPrefix(p, dir+"/") }

// banned reports the reason why a package in dir may not import what it
// imports, or "".
func banned(dir, imported string, test bool) string {
	for _, rule := range rules {
		if !within(dir, rule.below) || test && !rule.tests {
			continue
		}
		for _, b := range rule.bans {
			own, ours := strings.CutPrefix(imported, "cowork/")
			switch {
			case b.of == "." && (!ours || slices.ContainsFunc(b.except, func(e string) bool { return within(own, e) })):
			case b.of != "." && !matches(imported, b.of):
			case b.of != "." && slices.ContainsFunc(b.except, func(e string) bool { return within(dir, e) }):
			default:
				return b.why
			}
		}
	}
	return ""
}

// matches reports whether an import is what a ban speaks of. math/rand/v2 is
// another package than math/rand, log/slog as good as log, and net/url only
// reads text.
func matches(imported, of string) bool {
	return within(imported, of) && imported != "math/rand/v2" && imported != "net/url"
}

func TestArrows(t *testing.T) {
	for _, s := range sources(t) {
		for _, spec := range s.file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if why := banned(s.dir, imported, s.test); why != "" {
				t.Errorf("%s imports %s: %s", s.name, imported, why)
			}
		}
	}
}

// TestArrowsBite makes sure that the rules refuse what they are there for, and
// that they let through what they must.
func TestArrowsBite(t *testing.T) {
	for _, tt := range []struct {
		dir, imported string
		test, ok      bool
	}{
		{"pairing", "cowork/storage", false, false},
		{"pairing", "cowork/pairing/matching", false, true},
		{"pairing", "math/rand", false, false},
		{"pairing", "math/rand/v2", false, true},
		{"pairing", "log/slog", false, false},
		{"pairing", "os", false, false},
		{"pairing", "os", true, true},
		{"pairing/matching", "cowork/pairing", false, false},
		{"pairing/matching", "cowork/pairing/matching/cores", false, true},
		{"pairing/opening", "cowork/pairing/matching", false, true},
		{"storage", "cowork/pairing", false, true},
		{"storage", "cowork/bot", false, false},
		{"bot", "cowork/storage", false, true},
		{"bot", "cowork/bot/fakeslack", false, false},
		{"bot", "cowork/bot/fakeslack", true, true},
		{"bot/fakeslack", "cowork/bot/fakeslack/blockkit", false, true},
		{"bot/fakeslack", "cowork/bot", false, false},
		{"bot/fakeslack", "testing", false, false},
		{"bot/scenario", "cowork/bot/fakeslack", false, true},
		{"bot/scenario", "cowork/bot", false, false},
		{"cmd/cowork", "cowork/bot/scenario", false, true},
		{"cmd/cowork/demo", "cowork/bot/fakeslack/blockkit", false, true},
		{"cmd/cowork/demo", "cowork/storage", false, true},
		{"cmd/cowork/demo", "cowork/bot", false, false},
		{"cmd/cowork", "math/rand", true, false},
	} {
		if why := banned(tt.dir, tt.imported, tt.test); (why == "") != tt.ok {
			t.Errorf("%s importing %s (test %v): %q", tt.dir, tt.imported, tt.test, why)
		}
	}
}

// TestClocks: the domain and its store never ask what time it is. Waiting for
// another process that has the file is another matter.
func TestClocks(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || !within(s.dir, "pairing") && !within(s.dir, "storage") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok {
				if pkg, ok := call.X.(*ast.Ident); ok && pkg.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Tick"}, call.Sel.Name) {
					t.Errorf("%s uses time.%s: time is an argument, so that a story can play a year in a second", s.name, call.Sel.Name)
				}
			}
			return true
		})
	}
}

// TestNoSleepingTests: a test waits for what it waits for, not for a while.
func TestNoSleepingTests(t *testing.T) {
	for _, s := range sources(t) {
		if !s.test || usesSynctest(s.file) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok && call.Sel.Name == "Sleep" {
				if pkg, ok := call.X.(*ast.Ident); ok && pkg.Name == "time" {
					t.Errorf("%s sleeps: wait for a condition, or use testing/synctest", s.name)
				}
			}
			return true
		})
	}
}

func usesSynctest(f *ast.File) bool {
	return slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"testing/synctest"` })
}

// TestRooms: packages have names that say what is inside, a comment that says
// more, and files that one can hold in the head.
func TestRooms(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		if name := path.Base(s.dir); slices.Contains(badNames, name) || slices.Contains(badNames, s.file.Name.Name) {
			t.Errorf("%s: %q says nothing about what is inside; name it after a noun of the domain", s.name, s.file.Name.Name)
		}
		if !s.test {
			documented[s.dir] = documented[s.dir] || s.file.Doc != nil
		}
		switch {
		case s.lines > 500:
			t.Errorf("%s has %d lines: another noun is hiding in it", s.name, s.lines)
		case s.lines > 400:
			t.Logf("%s has %d lines, more than 400", s.name, s.lines)
		}
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("%s has no package comment", dir)
		}
	}
}
