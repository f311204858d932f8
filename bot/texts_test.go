package bot

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"cowork/bot/wording"

	"gopkg.in/yaml.v3"
)

// What people read stands in the catalogues of package wording. These tests
// read the code as a compiler does and hold it to that: no text in code, no ID
// without a text, no placeholder left open, no text that nobody says.

// sources are the files that are no tests of this package and of those that
// make texts for it, parsed.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	var names []string
	for _, pattern := range []string{"*.go", "wording/*.go", "calendar/*.go"} {
		some, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, some...)
	}
	all := map[string]*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(positions, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = tree
	}
	return all
}

var positions = token.NewFileSet()

// literal is the value of a string literal.
func literal(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// called is the name of the function that a call is of.
func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// notForMembers are files whose texts are for operators, who read English:
// the terminal, the log, the health page and the metrics. And one of words that
// members write, and never read.
var notForMembers = []string{"when_words.go", "preview.go", "preview_why.go", "meters.go", "health.go", "needs.go", "fatal.go"}

// toTheOperator are functions that make errors and lines of the log.
var toTheOperator = []string{"Errorf", "New", "Info", "Warn", "Error", "Debug", "Fprintf", "Fprintln", "note"}

// displays are functions that put a text in front of people, and which of their
// arguments are texts.
var displays = map[string][]int{
	"say": {0}, "plainly": {0}, "section": {0}, "small": {0}, "heading": {0}, "lead": {0}, "plainText": {0}, "mrkdwnText": {0},
	"button": {1}, "asking": {1, 2, 3, 4}, "option": {1}, "ask": {1, 2}, "textOf": {0}, "selectOf": {0}, "usersOf": {0},
}

var (
	twoWords  = regexp.MustCompile(`\p{L}{2,}[,;.:]? \p{L}{2,}`)
	anyLetter = regexp.MustCompile(`\p{L}`)
)

func TestNoTextInCode(t *testing.T) {
	for name, tree := range sources(t) {
		if slices.Contains(notForMembers, name) {
			continue
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec, *ast.Field: // a tag
				return false
			case *ast.CallExpr:
				if slices.Contains(toTheOperator, called(n)) {
					return false
				}
				for _, i := range displays[called(n)] {
					if i < len(n.Args) {
						if s, ok := literal(n.Args[i]); ok && anyLetter.MatchString(s) {
							t.Errorf("%s: a text in code: %q", positions.Position(n.Pos()), s)
						}
					}
				}
			case *ast.BasicLit:
				if s, ok := literal(n); ok && twoWords.MatchString(s) && !slices.Contains(spoken, s) {
					t.Errorf("%s: a text in code: %q", positions.Position(n.Pos()), s)
				}
			}
			return true
		})
	}
}

// spoken are strings of several words that are no texts: commands as they are
// typed, and what is sent to Slack for a machine.
var spoken = []string{"forget me", "admin plan", "`/cowork admin ", "-//cowork//coworking duos//EN"}

// inEnglish is the English text of an ID.
func inEnglish(id string) string { return wording.Voice{}.Say(id) }

// spokenText is an entry of a catalogue: its placeholders, and whether it has
// forms by number.
type spokenText struct {
	places []string
	plural bool
}

// spokenTexts reads the English catalogues; that the others have the same is
// tested beside them.
var spokenTexts = sync.OnceValue(func() map[string]spokenText {
	names, err := filepath.Glob("wording/catalogue/*.en.yaml")
	if err != nil || len(names) == 0 {
		panic(fmt.Sprintf("the catalogues: %v, %v", names, err))
	}
	place := regexp.MustCompile(`\{\{ ?\.(\w+) ?\}\}`)
	all := map[string]spokenText{}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			panic(err)
		}
		entries := map[string]yaml.Node{}
		if err := yaml.Unmarshal(raw, &entries); err != nil {
			panic(fmt.Sprintf("%s: %v", name, err))
		}
		for id, entry := range entries {
			text := spokenText{plural: entry.Kind == yaml.MappingNode}
			words := entry.Value
			for _, form := range entry.Content {
				words += " " + form.Value
			}
			for _, m := range place.FindAllStringSubmatch(words, -1) {
				if m[1] != "Count" && !slices.Contains(text.places, m[1]) {
					text.places = append(text.places, m[1])
				}
			}
			slices.Sort(text.places)
			all[id] = text
		}
	}
	return all
})

// anID finds the ID of a text in what people read, where it stands only if the
// text cannot be said; "" if there is none.
func anID(read string) string {
	for _, word := range dotted.FindAllString(read, -1) {
		if _, ok := spokenTexts()[word]; ok {
			return word
		}
	}
	return ""
}

var dotted = regexp.MustCompile(`[a-z]+(\.[a-z0-9_-]+)+`)

// idText is an ID as the code has it: whole, or with a part in the middle or
// at the end that only the running program knows.
type idText struct {
	begins, ends string
	open         bool
}

func (i idText) is(id string) bool {
	if !i.open {
		return id == i.begins
	}
	return strings.HasPrefix(id, i.begins) && strings.HasSuffix(id, i.ends) && len(id) > len(i.begins)+len(i.ends)
}

// idOf reads an expression as an ID: "a.b", "a." + x, "a." + x + ".b".
func idOf(e ast.Expr) (idText, bool) {
	if s, ok := literal(e); ok {
		return idText{begins: s}, true
	}
	sum, ok := e.(*ast.BinaryExpr)
	if !ok || sum.Op != token.ADD {
		return idText{}, false
	}
	id, ok := idOf(sum.X)
	if !ok {
		return idText{}, false
	}
	id.open = true
	id.ends, _ = literal(sum.Y)
	return id, true
}

// TestTextsAreThereAndSaid fails on an ID in code that is in no catalogue, on
// a text that is given other placeholders than it has, and on one that nobody
// says.
func TestTextsAreThereAndSaid(t *testing.T) {
	texts := spokenTexts()
	areas := map[string]bool{}
	for id := range texts {
		area, _, _ := strings.Cut(id, ".")
		areas[area] = true
	}
	said := map[string]bool{}
	looksLikeID := regexp.MustCompile(`^([a-z]+)(\.[a-z0-9_-]+)*\.?$`)
	use := func(at token.Pos, id idText) (all []string) {
		for known := range texts {
			if id.is(known) {
				all, said[known] = append(all, known), true
			}
		}
		if len(all) == 0 {
			t.Errorf("%s: no text has the ID %q", positions.Position(at), id.begins)
		}
		slices.Sort(all)
		return all
	}
	check := func(tree *ast.File) {
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				name := called(n)
				if name != "Say" && name != "Count" || len(n.Args) == 0 {
					return true
				}
				id, ok := idOf(n.Args[0])
				if !ok {
					return true
				}
				rest := n.Args[1:]
				if name == "Count" {
					rest = rest[1:]
				}
				for _, known := range use(n.Pos(), id) {
					text := texts[known]
					if n.Ellipsis.IsValid() { // what is given is known at run time only
						continue
					}
					given := names(t, rest)
					if text.plural != (name == "Count") {
						t.Errorf("%s: %s is said with %s", positions.Position(n.Pos()), known, name)
					}
					if !slices.Equal(text.places, given) {
						t.Errorf("%s: %s is given %v and has %v", positions.Position(n.Pos()), known, given, text.places)
					}
				}
			case *ast.BinaryExpr:
				id, ok := idOf(n)
				if m := looksLikeID.FindStringSubmatch(id.begins); ok && id.open && m != nil && areas[m[1]] && strings.Contains(id.begins, ".") {
					use(n.Pos(), id)
					return false
				}
			case *ast.BasicLit:
				s, _ := literal(n)
				if m := looksLikeID.FindStringSubmatch(s); m != nil && areas[m[1]] && strings.Contains(s, ".") && !strings.HasSuffix(s, ".go") {
					use(n.Pos(), idText{begins: s, open: strings.HasSuffix(s, ".")})
				}
			}
			return true
		})
	}
	for _, tree := range sources(t) {
		check(tree)
	}
	for id := range texts {
		if !said[id] {
			t.Errorf("nobody says %s", id)
		}
	}
}

// names are the placeholders that a call fills in.
func names(t *testing.T, args []ast.Expr) (all []string) {
	t.Helper()
	for i := 0; i < len(args); i += 2 {
		s, ok := literal(args[i])
		if !ok || i+1 == len(args) {
			t.Errorf("%s: names and values do not alternate", positions.Position(args[i].Pos()))
		}
		all = append(all, s)
	}
	slices.Sort(all)
	return all
}
