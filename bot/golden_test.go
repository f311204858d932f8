package bot

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"cowork/bot/fakeslack/blockkit"
	"cowork/bot/wording"

	"github.com/slack-go/slack"
)

// Every message and view has golden files: what Slack gets, and what a person
// reads of it. To rewrite them after a change that you understand:
//
//	go test ./bot -run Golden -update
var update = flag.Bool("update", false, "rewrite the golden files")

// golden is one of them.
type golden struct {
	Reads    []string        `json:"reads"` // what a person sees, line by line
	Fallback string          `json:"fallback,omitempty"`
	Blocks   json.RawMessage `json:"blocks,omitempty"`
	View     json.RawMessage `json:"view,omitempty"`
}

func TestGoldens(t *testing.T) {
	seen := map[string]bool{}
	cut := map[string]int{} // how often a text is cut off, by golden
	for _, v := range voicesOfTests {
		for name, made := range goldens(v) {
			plain := name
			if v.Language() != "en" {
				name += "." + v.Language()
			}
			seen[name+".json"] = true
			t.Run(name, func(t *testing.T) {
				g := shown(t, made)
				dots := strings.Count(strings.Join(g.Reads, "")+string(g.View)+string(g.Blocks), "…")
				if v.Language() == "en" {
					cut[plain] = dots
				} else if english, ok := cut[plain]; ok && dots > english {
					t.Error("a text is too long for its place in this language and was cut off")
				}
				if v.Language() != "en" { // the blocks are those of the English one, with other words
					g.Blocks, g.View = nil, nil
				}
				isGolden(t, name, onPaper(t, g))
			})
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !seen[filepath.Base(f)] {
			t.Errorf("%s belongs to no message any more", f)
		}
	}
}

// voicesOfTests are the languages that every message has goldens in.
var voicesOfTests = []wording.Voice{{}, wording.For("fr-FR", "Europe/Paris"), wording.For("de-DE", "Europe/Vienna")}

// isGolden compares something with its golden file.
func isGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run with -update and read what it says", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("is now\n%s\nand was\n%s", got, want)
	}
}

// shown validates a message or view and writes down what is in it.
func shown(t *testing.T, made any) golden {
	t.Helper()
	var g golden
	switch m := made.(type) {
	case Message:
		g.Fallback, g.Blocks = m.Text, compact(t, m.Blocks)
		for _, wrong := range blockkit.ValidateMessage(g.Blocks) {
			t.Error(wrong)
		}
		if m.Text == "" || utf8.RuneCountInString(m.Text) > 3900 {
			t.Errorf("a fallback text of %d characters", utf8.RuneCountInString(m.Text))
		}
	case slack.ModalViewRequest:
		g.View, g.Blocks = compact(t, m), compact(t, m.Blocks)
	case slack.HomeTabViewRequest:
		g.View, g.Blocks = compact(t, m), compact(t, m.Blocks)
	default:
		t.Fatalf("%T is no message and no view", made)
	}
	if g.View != nil {
		for _, wrong := range blockkit.ValidateView(g.View) {
			t.Error(wrong)
		}
	}
	text := blockkit.Text(g.Blocks, func(id string) string { return castOfTests.Names[memberOf(id)] })
	g.Reads = strings.Split(strings.TrimSpace(text), "\n")
	if g.View != nil {
		g.Blocks = nil
	}
	if id := unsaid.FindString(text); id != "" {
		t.Errorf("%q is in no catalogue", id)
	}
	for _, p := range []string{g.Fallback, text} {
		if id := anID(p); id != "" {
			t.Errorf("the ID of a text and not the text: %q", id)
		}
		if strings.Contains(p, "!") && !strings.Contains(p, "‹!") && !strings.Contains(p, "&lt;!") && !strings.Contains(p, "<!") {
			t.Errorf("an exclamation mark: %q", p)
		}
	}
	return g
}

// onPaper is a golden as its file has it.
func onPaper(t *testing.T, g golden) []byte {
	t.Helper()
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(g); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// unsaid is the ID of a text where the text should stand.
var unsaid = regexp.MustCompile(`\b(admin|card|checkin|core|duo|experience|help|home|house|invite|people|places|profile|refusal|reply|rhythm|session|why|wish)\.[a-z_]+(\.[a-z_]+)*\b`)

func compact(t *testing.T, v any) json.RawMessage {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// notMessages are functions of that shape that make no message of their own.
var notMessages = []string{"say", "plainly", "lead", "wishView", "rhythmStart", "dayModal"}

// TestEveryMessageHasAGolden fails for a constructor of a message or view
// whose name no golden begins with.
func TestEveryMessageHasAGolden(t *testing.T) {
	made := goldens(wording.Voice{})
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range tree.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !makesMessage(f) || slices.Contains(notMessages, f.Name.Name) {
				continue
			}
			found++
			has := false
			for name := range made {
				base, _, _ := strings.Cut(name, ".")
				has = has || base == f.Name.Name
			}
			if !has {
				t.Errorf("%s in %s has no golden", f.Name.Name, file)
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d constructors are found", found)
	}
}

func makesMessage(f *ast.FuncDecl) bool {
	if f.Type.Results == nil || len(f.Type.Results.List) != 1 {
		return false
	}
	switch r := f.Type.Results.List[0].Type.(type) {
	case *ast.Ident:
		return r.Name == "Message"
	case *ast.SelectorExpr:
		return r.Sel.Name == "ModalViewRequest" || r.Sel.Name == "HomeTabViewRequest"
	}
	return false
}
