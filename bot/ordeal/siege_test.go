package ordeal_test

import (
	"flag"
	"testing"
	"time"

	"cowork/bot/ordeal"
)

var (
	kills   = flag.Int("kills", 60, "how many crashes TestKilledWhileDelivering has")
	members = flag.Int("members", 40, "how many members the rounds of a siege have")
	march   = flag.Int("march", 400, "how many messages TestDeliveryAtTheFloor sends")
)

// A round is delivered once to everybody, however often the bot dies while it
// delivers:
//
//	go test ./bot/ordeal -run Killed -kills 1000 -members 200 -timeout 0 -v
func TestKilledWhileDelivering(t *testing.T) {
	got, err := ordeal.Besiege(t.Context(), ordeal.Siege{Seed: *seed, Manifest: manifest(t), Dir: scratch(t), Members: *members, Kills: *kills})
	if err != nil {
		t.Error(err)
	}
	if got.Kills != *kills {
		t.Errorf("%d kills, not %d", got.Kills, *kills)
	}
	t.Logf("%+v", got)
}

// A post that is stored and then times out is neither posted again nor lost:
//
//	go test ./bot/ordeal -run Stored -members 200 -v
func TestStoredThenTimedOut(t *testing.T) {
	got, err := ordeal.Besiege(t.Context(), ordeal.Siege{Seed: *seed, Manifest: manifest(t), Dir: scratch(t), Members: *members, Timeouts: 0.1})
	if err != nil {
		t.Error(err)
	}
	if got.Faults == 0 {
		t.Error("no post timed out")
	}
	t.Logf("%+v", got)
}

// A message is found again although the clock of the machine is a day ahead of
// Slack's: what it is looked for by must not be the time that only one of them
// shows.
func TestStoredThenTimedOutByAnotherClock(t *testing.T) {
	for _, skew := range []time.Duration{26 * time.Hour, -26 * time.Hour} {
		got, err := ordeal.Besiege(t.Context(), ordeal.Siege{Seed: *seed, Manifest: manifest(t), Dir: scratch(t), Members: *members, Timeouts: 0.3, Skew: skew})
		if err != nil {
			t.Errorf("the bot's clock is off by %v: %v", skew, err)
		}
		if got.Faults == 0 {
			t.Error("no post timed out")
		}
	}
}

// Messages go out as fast as the rate limits allow, and the bot is hardly ever
// told to wait:
//
//	go test ./bot/ordeal -run Floor -march 10000 -timeout 0 -v
func TestDeliveryAtTheFloor(t *testing.T) {
	for _, test := range []struct {
		name                  string
		people, conversations int
	}{
		{"people alone", *march, 0},
		{"conversations of two", 0, *march / 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, err := ordeal.Deliver(t.Context(), manifest(t), scratch(t), test.people, test.conversations)
			if err != nil {
				t.Fatal(err)
			}
			ratio := m.Took.Seconds() / m.Floor.Seconds()
			t.Logf("%d messages in %v, the floor is %v: %.3f times; at most %d answers of 429 for a method and minute", test.people+test.conversations, m.Took, m.Floor, ratio, m.Limited)
			if m.Limited > 1 {
				t.Errorf("%d answers of 429 for one method in one minute", m.Limited)
			}
			if most := 1.05 + 60/m.Floor.Seconds(); ratio > most { // the bot's bursts are smaller: that is a minute once, however many there are
				t.Errorf("%.3f times the floor, more than %.3f", ratio, most)
			}
		})
	}
}
