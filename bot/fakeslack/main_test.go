package fakeslack_test

import (
	"context"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"cowork/bot/fakeslack"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// start starts a local Slack with two people and a clock that stands still. At the end of the test nothing may have been
// violated that the test did not forgive.
func start(t *testing.T, change ...func(*fakeslack.Config)) (*fakeslack.Slack, *fakeslack.Clock) {
	t.Helper()
	manifest, err := os.ReadFile("testdata/manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	clock := fakeslack.NewClock(monday)
	cfg := fakeslack.Config{Manifest: manifest, Clock: clock, Seed: 7}
	for _, c := range change {
		c(&cfg)
	}
	s, err := fakeslack.Start(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, v := range s.Violations() {
			t.Errorf("violation: %s", v)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	s.AddPerson(fakeslack.Person{ID: "U1", Name: "ada", RealName: "Ada Lovelace", TZ: "Europe/Vienna", Locale: "de-AT"})
	s.AddPerson(fakeslack.Person{ID: "U2", Name: "Emmy", RealName: "Emmy Noether"})
	return s, clock
}

// soon is a context for what takes milliseconds when it works.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// await fails the test when a condition does not come true.
func await(t *testing.T, s *fakeslack.Slack, what string, cond func() bool) {
	t.Helper()
	if err := s.Await(soon(t), cond); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}
