package scenario

import (
	"strings"
	"testing"
)

// TestStoriesParse parses what comes with the program; playing it needs the
// bot and is a test of cmd/cowork.
func TestStoriesParse(t *testing.T) {
	stories := Stories()
	if len(stories) == 0 || stories[0].Name != "month" {
		t.Fatalf("the first story is not the one that cowork story plays")
	}
	seen := map[string]bool{}
	for _, s := range stories {
		if seen[s.Name] || s.Title == "" || s.About == "" || len(s.people) < 2 {
			t.Errorf("%s: a story has a name of its own, a title, what it is about, and people", s.Name)
		}
		seen[s.Name] = true
		// Without what people see, the script is the file's own lines.
		var lines []string
		for _, line := range strings.Split(s.Text, "\n") {
			if line != "" && line[0] != ' ' {
				lines = append(lines, line)
			}
		}
		var script []string
		for _, line := range strings.Split(s.Script(nil), "\n") {
			if line != "" {
				script = append(script, line)
			}
		}
		if strings.Join(script, "\n") != strings.Join(lines, "\n") {
			t.Errorf("%s: the script without sights differs from the file without them", s.Name)
		}
	}
}
