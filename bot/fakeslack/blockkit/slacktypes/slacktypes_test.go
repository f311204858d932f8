package slacktypes

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestRead: the compiler's lines become problems that name the sample and show the line of its JSON.
func TestRead(t *testing.T) {
	samples := []Sample{{"good", json.RawMessage(`[]`)}, {"bad", json.RawMessage(`[{"type":"divider","foo":1}]`)}}
	var sources [][]string
	for _, s := range samples {
		source, err := source(s)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, strings.Split(source, "\n"))
	}
	out := "sample_1.ts(6,3): error TS2353: Object literal may only specify known properties.\n  Type 'x' is not assignable.\nFound 1 error.\n"
	problems := read(out, samples, sources)
	if len(problems) != 1 {
		t.Fatalf("%d problems: %v", len(problems), problems)
	}
	const want = `bad: "foo": 1: TS2353: Object literal may only specify known properties.; Type 'x' is not assignable.`
	if got := problems[0].String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestSource: a list is blocks, an object a view, and what is no JSON is an error.
func TestSource(t *testing.T) {
	for in, want := range map[string]string{` []`: "sample: KnownBlock[] = []", `{}`: "sample: Strict<HomeView | ModalView> = {}"} {
		if got, err := source(Sample{JSON: json.RawMessage(in)}); err != nil || !strings.Contains(got, want) {
			t.Errorf("%s: %v\n%s", in, err, got)
		}
	}
	if _, err := source(Sample{JSON: json.RawMessage(`[`)}); err == nil {
		t.Error("a broken sample is taken")
	}
}
