package ordeal

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

// every makes a bot that does something wrong with each nth call of a method.
func every(n int, method string, wrong func(*world, *http.Request, url.Values) (*http.Response, error)) mutant {
	calls := 0
	return mutant{calls: func(w *world, req *http.Request, called string, form url.Values) (*http.Response, error) {
		if called != method {
			return nil, nil
		}
		if calls++; calls%n != 0 {
			return nil, nil
		}
		return wrong(w, req, form)
	}}
}

// says makes the call with another form.
func says(w *world, req *http.Request, form url.Values) (*http.Response, error) {
	other := req.Clone(req.Context())
	other.Body = io.NopCloser(strings.NewReader(form.Encode()))
	return w.slack.Transport().RoundTrip(other)
}

// adds makes a bot that adds something to what it posts.
func adds(what string) mutant {
	return every(3, "chat.postMessage", func(w *world, req *http.Request, form url.Values) (*http.Response, error) {
		form.Set("text", form.Get("text")+what)
		form.Del("blocks")
		return says(w, req, form)
	})
}

// leaves makes a bot in whose file something is wrong in the end.
func leaves(statements ...string) mutant {
	return mutant{file: func(_ *world, db *sql.DB) error {
		for _, s := range statements {
			r, err := db.Exec(s)
			if err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
			if n, _ := r.RowsAffected(); n == 0 && !strings.HasPrefix(s, "DROP") {
				return fmt.Errorf("%s: changed nothing", s)
			}
		}
		return nil
	}}
}

// mutants are bots each of which breaks one promise, and what is said of it.
var mutants = []struct {
	name   string
	mutant mutant
	want   string
}{
	{"doubles a post", every(7, "chat.postMessage", func(w *world, req *http.Request, form url.Values) (*http.Response, error) {
		if resp, err := says(w, req, form); err != nil {
			return resp, err
		}
		return says(w, req, form)
	}), "5: doubled"},
	{"loses a post", every(7, "chat.postMessage", func(w *world, req *http.Request, form url.Values) (*http.Response, error) {
		answer := fmt.Sprintf(`{"ok":true,"channel":"D1","ts":"%d.000001"}`, w.clock.Now().Unix())
		return &http.Response{StatusCode: 200, Status: "200 OK", Header: http.Header{"Content-Type": {"application/json"}},
			Body: io.NopCloser(strings.NewReader(answer)), Request: req}, nil
	}), "5: lost"},
	{"posts what nobody owes", every(7, "chat.postMessage", func(w *world, req *http.Request, form url.Values) (*http.Response, error) {
		more := url.Values{"token": form["token"], "channel": form["channel"], "text": {"Hello"}}
		if resp, err := says(w, req, more); err != nil {
			return resp, err
		}
		return nil, nil
	}), ""}, // without a mark it may be an answer: this alone is not noticed, and the next one is
	{"posts what it does not keep", every(7, "chat.postMessage", func(w *world, req *http.Request, form url.Values) (*http.Response, error) {
		more := url.Values{"token": form["token"], "channel": form["channel"], "text": {"Hello"},
			"metadata": {`{"event_type":"cowork_message","event_payload":{"key":"0123456789abcdef01234567"}}`}}
		if resp, err := says(w, req, more); err != nil {
			return resp, err
		}
		return nil, nil
	}), "5: "},
	{"calls everybody", adds(" <!channel>"), "8: what somebody typed is markup"},
	{"tells where somebody lives", adds(" " + address("U01")), "4: "},
	{"gives no receipt", mutant{receipts: func(w *world, r []byte) []byte {
		if w.seen.Envelopes%5 == 0 {
			return nil
		}
		return r
	}}, "6: the contract with Slack: no ack"},
	{"has no words", mutant{receipts: func(w *world, r []byte) []byte {
		if i := bytes.Index(r, []byte(`,"payload"`)); i > 0 && bytes.Contains(r, []byte("ephemeral")) {
			return append(r[:i:i], '}')
		}
		return r
	}}, "12: a command is answered without a word"},
	{"opens a round too early", leaves(`UPDATE round SET opened_at = due - 60 WHERE number = 2`), "1: a round opened before it was due"},
	{"opens a round too late", leaves(`UPDATE round SET opened_at = opened_at + 30000, answer_by = answer_by + 30000 WHERE number = 2`), "s late"},
	{"misses a round", leaves(`UPDATE round SET due = due + 1 WHERE number = 2`), "1: no round was opened"},
	{"has two rounds open", leaves(`DROP INDEX round_open`, `UPDATE round SET closed_at = NULL`), "1: two rounds open"},
	{"seats somebody twice", leaves(`DROP INDEX seat_live`, `DROP TRIGGER duo_over`, `UPDATE duo SET state = 'met'`), "2: a member in two live duos"}, // whoever was matched again
	{"puts people together who avoid each other", leaves(`INSERT OR REPLACE INTO says SELECT a.person, 'avoid', b.person, 0 FROM seat a JOIN seat b ON a.duo = b.duo AND a.person < b.person LIMIT 1`), "3: somebody beside"},
	{"accepts for somebody", mutant{file: func(w *world, db *sql.DB) error {
		clear(w.pressed)
		return nil
	}}, "7: "},
	{"does not see who has gone", leaves(`UPDATE person SET deleted = 1 - deleted WHERE id = 'U01'`), "9: the bot has"},
	{"does not forget", mutant{file: func(w *world, _ *sql.DB) error {
		for _, who := range w.people {
			w.forgotten[who] = w.clock.Now()
		}
		return nil
	}}, "11: something of"},
}

// What the ordeal looks for, it finds: each bot that breaks a promise is found
// out, and one that breaks none is not.
func TestMutantsAreFound(t *testing.T) {
	text, err := os.ReadFile("../../manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mutants {
		t.Run(strings.ReplaceAll(m.name, " ", "-"), func(t *testing.T) {
			_, err := Play(context.Background(), Year{Seed: 4, Manifest: text, Dir: t.TempDir(), Length: 35 * 24 * time.Hour, People: 6, Calm: true, mutant: m.mutant})
			switch {
			case m.want == "" && err != nil:
				t.Errorf("found %v", err)
			case m.want != "" && (err == nil || !strings.Contains(err.Error(), m.want)):
				t.Errorf("not found, but %v", err)
			}
		})
	}
}

// That the line loses receipts excuses those alone: a bot that gives none for
// some of its envelopes is found out although half of the others get lost.
func TestALossyLineExcusesNoSilence(t *testing.T) {
	text, err := os.ReadFile("../../manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	silent := func(every int) mutant {
		return mutant{receipts: func(w *world, r []byte) []byte {
			if every > 0 && w.seen.Envelopes%every == 0 {
				return nil
			}
			return r
		}}
	}
	play := func(m mutant) error {
		lossy := func(w *world) { w.later(time.Minute, func() { w.calm, w.lossy = false, 0.5 }) }
		_, err := Play(context.Background(), Year{Seed: 4, Manifest: text, Dir: t.TempDir(), Length: 35 * 24 * time.Hour, People: 6, Calm: true, plot: lossy, mutant: m})
		return err
	}
	if err := play(silent(0)); err != nil {
		t.Errorf("nothing is wrong with the bot, and yet: %v", err)
	}
	if err := play(silent(9)); err == nil || !strings.Contains(err.Error(), "6: the contract with Slack: no ack") {
		t.Errorf("not found, but %v", err)
	}
}
