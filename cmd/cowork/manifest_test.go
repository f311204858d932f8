package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"cowork/bot"

	"github.com/dlclark/regexp2"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
)

// readManifest gives manifest.yml as JSON values, as Slack reads it.
func readManifest(t *testing.T) any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(top, "manifest.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	plain, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	var manifest any
	if err := json.Unmarshal(plain, &manifest); err != nil {
		t.Fatal(err)
	}
	return manifest
}

// ecma is a regular expression in the dialect of JSON Schema.
type ecma struct{ *regexp2.Regexp }

func (e ecma) MatchString(s string) bool {
	ok, err := e.Regexp.MatchString(s)
	return err == nil && ok
}

// TestManifestSchema holds the manifest against Slack's schema, which lies
// beside the project and not in it.
func TestManifestSchema(t *testing.T) {
	at, err := filepath.Abs(filepath.Join(top, "..", "shared", "data", "manifest.schema.2.0.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(at); err != nil {
		t.Skip("left out: Slack's manifest schema is not at ../shared/data here")
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseRegexpEngine(func(pattern string) (jsonschema.Regexp, error) { // the schema looks ahead, which Go's own cannot
		re, err := regexp2.Compile(pattern, regexp2.ECMAScript)
		return ecma{re}, err
	})
	schema, err := compiler.Compile(at)
	if err != nil {
		t.Fatal(err)
	}
	manifest := readManifest(t)
	if err := schema.Validate(manifest); err != nil {
		t.Errorf("manifest.yml: %v", err)
	}
	manifest.(map[string]any)["settings"].(map[string]any)["socket_mode_enabled"] = "yes"
	if schema.Validate(manifest) == nil {
		t.Error("the schema takes a word for a boolean: is it in force?")
	}
}

// TestManifestAsksForWhatTheBotNeeds: no scope, command or event more in the
// one than in the other.
func TestManifestAsksForWhatTheBotNeeds(t *testing.T) {
	manifest := readManifest(t)
	strings := func(path ...string) []string {
		t.Helper()
		at := manifest
		for _, key := range path {
			at = at.(map[string]any)[key]
		}
		var all []string
		for _, v := range at.([]any) {
			if command, ok := v.(map[string]any); ok {
				v = command["command"]
			}
			all = append(all, v.(string))
		}
		slices.Sort(all)
		return all
	}
	var scopes, events []string
	for _, need := range bot.Scopes {
		scopes = append(scopes, need.Scope)
	}
	for _, event := range bot.Events {
		events = append(events, string(event))
	}
	for _, tt := range []struct {
		what       string
		code, asks []string
	}{
		{"scopes", scopes, strings("oauth_config", "scopes", "bot")},
		{"commands", bot.SlashCommands, strings("features", "slash_commands")},
		{"events", events, strings("settings", "event_subscriptions", "bot_events")},
	} {
		if diff := cmp.Diff(slices.Sorted(slices.Values(tt.code)), tt.asks); diff != "" {
			t.Errorf("%s (-bot +manifest.yml):\n%s", tt.what, diff)
		}
	}
}
