package ordeal

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

// Each kind of trouble happens, and what it does to the bot is seen.
func TestTroubleHappens(t *testing.T) {
	text, err := os.ReadFile("../../manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		plot func(*world)
		want []string
	}{
		{"the token is revoked", func(w *world) { w.revoke() }, []string{"the token is revoked", "the bot ends because of its token"}},
		{"nothing can be written", func(w *world) { w.sicken() }, []string{"the bot notices that nothing can be kept"}},
		{"nothing can be written after a call", func(w *world) { w.sickIn = 1 }, []string{"the bot notices that nothing can be kept"}},
		{"it dies before a receipt", func(w *world) { w.killAtAck = true }, []string{"a crash between commit and receipt", "a crash"}},
	} {
		t.Run(strings.ReplaceAll(test.name, " ", "-"), func(t *testing.T) {
			var sum Outcome
			for seed := range uint64(3) {
				got, err := Play(context.Background(), Year{Seed: seed, Manifest: text, Dir: t.TempDir(), Length: 30 * 24 * time.Hour, People: 5, plot: func(w *world) {
					for day := range 15 { // often enough for the bot to have something to do meanwhile
						w.later(time.Duration(30+48*day)*time.Hour, func() { test.plot(w) })
					}
				}})
				if err != nil {
					t.Errorf("seed %d: %v", seed, err)
				}
				sum.Add(got)
			}
			for _, kind := range test.want {
				if sum.Troubles[kind] == 0 {
					t.Errorf("%q did not happen: %v", kind, sum)
				}
			}
		})
	}
}

// A form that is opened twice with one trigger is found although the bot dies
// now and then: only an envelope that came again to another life is excused.
func TestATriggerIsUsedOnceAlsoWhereBotsDie(t *testing.T) {
	text, err := os.ReadFile("../../manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	twice := every(2, "views.open", func(w *world, req *http.Request, form url.Values) (*http.Response, error) {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		other := req.Clone(req.Context())
		other.Body = body
		if resp, err := w.slack.Transport().RoundTrip(other); err != nil {
			return resp, err
		}
		return nil, nil
	})
	dies := func(w *world) {
		for day := range 20 {
			at := time.Duration(30+24*day) * time.Hour
			w.later(at, func() { w.types("U01", "/cowork profile") })
			w.later(at+time.Hour, func() { w.killIn = 1 })
			w.later(at+2*time.Hour, func() { w.redeliver(2) })
		}
	}
	got, err := Play(context.Background(), Year{Seed: 4, Manifest: text, Dir: t.TempDir(), Length: 30 * 24 * time.Hour, People: 6, plot: dies, mutant: twice})
	if got.Kills == 0 || got.Troubles["envelopes come again"] == 0 {
		t.Errorf("nothing to excuse happened: %v", got)
	}
	if err == nil || !strings.Contains(err.Error(), "trigger used twice") {
		t.Errorf("not found, but %v", err)
	}
}
