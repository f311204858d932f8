package blockkit

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack/blockkit/slacktypes"
)

// widerThanTypes are samples that Slack takes and its types do not, with the reason.
var widerThanTypes = map[string]string{
	"markup on checkboxes": "Slack's page on checkboxes shows mrkdwn descriptions; the types say plain_text",
}

// TestSlackTypesAgree: what is accepted here compiles as Slack's own types, and what has the wrong structure does not.
func TestSlackTypesAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("left out: -short")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	compiler, err := slacktypes.Install(ctx, t.TempDir())
	if errors.Is(err, slacktypes.ErrMissing) {
		t.Skipf("left out: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	wrong := map[string]string{
		"wrong: an unknown field":    "[" + `{"type":"divider","text":"x"}` + "]",
		"wrong: an input of actions": "[" + actions(`{"type":"plain_text_input"}`) + "]",
		"wrong: a modal of nothing":  `{"type":"modal","blocks":[]}`,
		"wrong: an unknown block":    `{"type":"home","blocks":[{"type":"nope"}]}`,
	}
	var samples []slacktypes.Sample
	add := func(name, sample string) {
		samples = append(samples, slacktypes.Sample{Name: name, JSON: json.RawMessage(sample)})
	}
	for name, blocks := range acceptedBlocks {
		add(name, "["+blocks+"]")
	}
	for name, view := range acceptedViews {
		add(name, view)
	}
	for name, sample := range wrong {
		add(name, sample)
	}
	add("the form", formView)
	files, _ := filepath.Glob("testdata/text/*.json")
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		add(file, string(raw))
	}
	problems, err := compiler.Check(ctx, samples)
	if err != nil {
		t.Fatal(err)
	}
	refused := map[string]bool{}
	for _, p := range problems {
		refused[p.Sample] = true
		if !strings.HasPrefix(p.Sample, "wrong: ") && widerThanTypes[p.Sample] == "" {
			t.Error(p)
		}
	}
	for name := range wrong {
		if !refused[name] {
			t.Errorf("the types take %q: is the compiler looking?", name)
		}
	}
	for name := range widerThanTypes {
		if !refused[name] {
			t.Errorf("the types take %q now; it needs no exception", name)
		}
	}
}
