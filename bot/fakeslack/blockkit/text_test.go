package blockkit

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden texts; do so only when you understand each change")

// TestText compares what one reader in Vienna reads with the golden beside each message or view.
func TestText(t *testing.T) {
	vienna, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	r := Reader{
		Name:    func(id string) string { return map[string]string{"U1": "Anna", "U2": "Ben"}[id] },
		Channel: func(id string) string { return map[string]string{"C1": "random"}[id] },
		Zone:    vienna, Clock24: true,
	}
	files, err := filepath.Glob("testdata/text/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if said := validate(raw); said != nil {
			t.Errorf("%s is refused: %q", file, said)
		}
		golden := strings.TrimSuffix(file, ".json") + ".txt"
		got := r.Text(raw) + "\n"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s reads differently:\n%s\nwant:\n%s", file, got, want)
		}
	}
}

// validate takes a list for a message and an object for a view.
func validate(raw json.RawMessage) []string {
	if strings.HasPrefix(strings.TrimSpace(string(raw)), "[") {
		return ValidateMessage(raw)
	}
	return ValidateView(raw)
}

// TestTextOfTheMalformed: whatever is not as it should be is left out, and the rest still reads.
func TestTextOfTheMalformed(t *testing.T) {
	for in, want := range map[string]string{
		``:             "",
		`null`:         "",
		`{"blocks":7}`: "",
		`[{"type":"header","text":{"type":"plain_text","text":"no \u001b[31mred\u0007"}}]`:                                                                                                              "# no [31mred",
		`[7,null,{"type":"section"},{"type":"section","text":7},{"type":"input"},{"type":"actions","elements":[7,{"type":"nope"}]},{"type":"header","text":{"type":"plain_text","text":"still here"}}]`: "# still here",
	} {
		if got := Text(json.RawMessage(in), nil); got != want {
			t.Errorf("%s reads %q, want %q", in, got, want)
		}
	}
}
