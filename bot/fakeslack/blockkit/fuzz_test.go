package blockkit

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// seed adds every sample that is short enough to be varied quickly.
func seed(f *testing.F) {
	add := func(sample string) {
		if len(sample) < 3000 {
			f.Add([]byte(sample))
		}
	}
	for _, c := range refusedBlocks {
		add("[" + c.blocks + "]")
		add(modal(c.blocks))
	}
	for _, blocks := range acceptedBlocks {
		add("[" + blocks + "]")
		add(modal(blocks, `"submit":`+plain))
	}
	for _, c := range refusedViews {
		add(c.view)
	}
	files, _ := filepath.Glob("testdata/text/*.json")
	for _, file := range files {
		if raw, err := os.ReadFile(file); err == nil {
			add(string(raw))
		}
	}
}

// FuzzValidateMessage: any bytes get an answer, the same one twice; what is taken can be read, filled and given IDs,
// and is still taken with them.
func FuzzValidateMessage(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, raw []byte) { checkTaken(t, raw, ValidateMessage) })
}

// FuzzValidateView is FuzzValidateMessage for views.
func FuzzValidateView(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, raw []byte) { checkTaken(t, raw, ValidateView) })
}

func checkTaken(t *testing.T, raw []byte, validate func(json.RawMessage) []string) {
	said := validate(raw)
	if again := validate(raw); !slices.Equal(said, again) {
		t.Fatalf("two answers: %q and %q", said, again)
	}
	for _, message := range said {
		if message != ViewTooLarge && !strings.Contains(message, " [json-pointer:/") {
			t.Errorf("not in Slack's form: %q", message)
		}
	}
	n := 0
	named := WithIDs(raw, func() string { n++; return fmt.Sprint("made-", n) })
	elements := Elements(named)
	state := State(elements, nil)
	if _, err := decode(state); err != nil {
		t.Fatalf("the state is no JSON: %v", err)
	}
	if said != nil {
		return
	}
	if !strings.Contains(string(raw), "made-") && len(named) < MaxViewBytes {
		if said := validate(named); said != nil {
			t.Errorf("refused once it has IDs: %q", said)
		}
	}
	for _, e := range elements {
		if e.BlockID == "" || e.ActionID == "" {
			t.Errorf("no ID: %v", e)
		}
		if e.Initial != nil && e.Optional {
			CheckInput(e, nil)
		}
		if _, err := decode(Action(e, e.Initial, "1.2")); err != nil {
			t.Errorf("the action of %v is no JSON: %v", e, err)
		}
	}
}

// FuzzText: any bytes can be read, and the same way twice.
func FuzzText(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		if a, b := Text(raw, names), Text(raw, names); a != b {
			t.Errorf("read as %q and as %q", a, b)
		}
		BlockBroadcasts(raw)
		BlockMentions(raw)
	})
}

// FuzzMrkdwn: any text has a tree; what the parser takes for a ping, the token search finds too; and what is escaped
// has no angle brackets left to mean anything.
func FuzzMrkdwn(f *testing.F) {
	for _, s := range []string{"*a _b_* ~c~ `d` ```e```", "<@U1> <!channel> <!subteam^S1|x>", "<!date^1^{date}^http://x|y>", "&gt; &lt;", ":a: https://x.org", "*`*<*>*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		nodes := ParseMrkdwn(s)
		if again := ParseMrkdwn(s); !reflect.DeepEqual(nodes, again) {
			t.Fatal("two trees")
		}
		Mrkdwn(s, names)
		if pings(nodes) > len(Broadcasts(s)) {
			t.Errorf("%d pings in the tree, %q found", pings(nodes), Broadcasts(s))
		}
		safe := Escape(s)
		if pings(ParseMrkdwn(safe)) > 0 || Broadcasts(safe) != nil || Mentions(safe) != nil {
			t.Errorf("escaped, it still pings: %q", safe)
		}
	})
}

func pings(nodes []Node) int {
	n := 0
	for _, node := range nodes {
		if node.Kind == BroadcastNode || node.Kind == GroupNode {
			n++
		}
		n += pings(node.Children)
	}
	return n
}
