package bot

import (
	"testing"
	"time"

	"cowork/storage"
)

// Who joins for one round has that one, and no other instead of it.

func TestTryIsForOneRound(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(2)...)
	h.knows("Europe/Vienna", "U03", "U04")
	h.until(firstDue)
	h.wants(h.types("U03", "try"), "for one round")
	h.wants(h.types("U04", "try"), "for one round")
	h.everybodyAccepts()
	h.until(firstDue.AddDate(0, 0, 7))
	h.everybodyAccepts()
	if m := h.member("U03"); m.State != storage.Active {
		t.Error("U03 leaves before their round")
	}
	h.until(firstDue.AddDate(0, 0, 14))
	for _, who := range []string{"U03", "U04"} {
		if m := h.member(who); m.State != storage.Left {
			t.Errorf("%s has had their round and is %s", who, m.State)
		}
	}
	h.delivers()
	h.until(firstDue.AddDate(0, 0, 21))
	for _, d := range h.duos() {
		if d.Has("U03") || d.Has("U04") {
			t.Errorf("%s after their one round", pair(d))
		}
	}
	h.wants(h.types("U03", "try"), "with the profile you had")
}

// Who leaves in the midst of a round and comes back to try one has not had that
// one: it was matched before they asked.
func TestATryIsNotTheRoundThatWasLeft(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(3)...)
	h.until(firstDue)
	was := h.duos()[0]
	left := string(was.Seats[0].Member)
	h.types(left, "leave")
	h.at = h.at.Add(time.Hour)
	h.wants(h.types(left, "try"), "for one round")
	h.until(firstDue.AddDate(0, 0, 7))
	if m := h.member(left); m.State != storage.Active || !m.Once {
		t.Fatalf("%s is %s (once: %v) before their round", left, m.State, m.Once)
	}
	h.everybodyAccepts()
	h.until(firstDue.AddDate(0, 0, 21))
	if m := h.member(left); m.State != storage.Left {
		t.Errorf("%s is %s after their round", left, m.State)
	}
}

// Who joined to try while the clock ran far ahead has had the round that came after
// it was set right.
func TestATryUnderAWrongClock(t *testing.T) {
	h := newHouse(t)
	h.joins("U01")
	h.knows("Europe/Vienna", "U02")
	h.at = h.at.AddDate(1, 0, 0)
	h.types("U02", "try")
	h.at = h.at.AddDate(-1, 0, 0)
	h.until(firstDue)
	h.everybodyAccepts()
	h.until(firstDue.AddDate(0, 0, 14))
	if m := h.member("U02"); m.State != storage.Left {
		t.Errorf("U02 is %s after their round", m.State)
	}
}

func TestTryWaitsForARealRound(t *testing.T) {
	h := newHouse(t)
	h.knows("Europe/Vienna", ids(2)...)
	h.types("U01", "try")
	h.until(firstDue) // alone: nobody fits
	h.until(firstDue.AddDate(0, 0, 6))
	h.types("U02", "join")
	h.until(firstDue.AddDate(0, 0, 7))
	if d := h.duoOf("U01"); !d.Has("U02") {
		t.Errorf("%s", pair(d))
	}
}
