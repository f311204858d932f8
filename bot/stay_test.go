package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cowork/pairing"
	"cowork/storage"
)

// week is when the round of a week is due, counted from 0.
func week(n int) time.Time { return firstDue.AddDate(0, 0, 7*n) }

// together reports whether two are in a duo of the latest round.
func (h *house) together(a, b string) bool {
	return slices.ContainsFunc(h.duos(), func(d storage.Duo) bool {
		return d.State.Live() && d.Has(pairing.MemberID(a)) && d.Has(pairing.MemberID(b))
	})
}

// settledIn is a house of n people whose first round is settled, and who U01's
// partner is in it.
func settledIn(t *testing.T, n int) (h *house, duo storage.Duo, partner string) {
	t.Helper()
	h = newHouse(t)
	h.joins(ids(n)...)
	h.until(week(0))
	h.everybodyAccepts()
	h.delivers()
	duo = h.duoOf("U01")
	return h, duo, string(duo.Partners("U01")[0])
}

// stay lets U01 and the partner agree to stay together.
func (h *house) stay(duo storage.Duo, partner string, rounds int) {
	h.t.Helper()
	action := stayActions[rounds]
	h.wants(h.clicks("U01", action, string(duo.ID)), "Nobody hears of it unless the wish is mutual")
	h.wants(h.clicks(partner, action, string(duo.ID)), fmt.Sprintf("stay together for the next %d rounds", rounds))
}

// What one of a duo wishes is seen by nobody else, in nothing, until it is
// mutual; then both are told in the same way, and the smaller number holds.
func TestAWishToStayIsSeenByNobody(t *testing.T) {
	h, duo, partner := settledIn(t, 4)
	h.wants(h.clicks("U01", actStay, string(duo.ID)), "Would you like to stay together with <@"+partner+">")
	before := h.types(partner, "")
	h.clicks("U01", actStay4, string(duo.ID))
	if read := h.delivers(); len(read) != 0 {
		t.Errorf("somebody is told: %v", read)
	}
	if after := h.types(partner, ""); after != before {
		t.Errorf("the partner's card says %q", after)
	}
	h.wants(h.types("U01", "status"), "You would like to stay together with <@"+partner+"> for 4 rounds. Only you see this")
	h.clicks("U01", actStayDrop, "")
	if s := h.types("U01", "status"); contains(s, "stay") {
		t.Errorf("taken back: %s", s)
	}
	h.clicks("U01", actStay4, string(duo.ID))
	h.wants(h.clicks(partner, actStay2, string(duo.ID)), "You and <@U01> stay together for the next 2 rounds.")
	read := h.delivers()
	lane := storage.Lane("U01", pairing.MemberID(partner))
	if len(read) != 1 || len(read[lane]) != 2 {
		t.Fatalf("told: %v", read)
	}
	h.wants(strings.Join(read[lane], "\n"), "you both would like to stay together, so you do: for the next 2 rounds", "update: ")
	for _, who := range []string{"U01", partner} {
		h.wants(h.types(who, "status"), "stay together for the next 2 rounds")
	}
	h.wants(h.clicks(partner, actStay3, string(duo.ID)), "for the next 2 rounds") // what holds, not another one
}

// A duo that stays together is proposed in each of its rounds, answers as ever,
// and is not in the rounds after it.
func TestADuoStaysTogether(t *testing.T) {
	h, duo, partner := settledIn(t, 6)
	h.stay(duo, partner, 3)
	for n := 1; n <= 3; n++ {
		h.until(week(n))
		if !h.together("U01", partner) {
			t.Fatalf("apart in week %d", n)
		}
		read := strings.Join(h.delivers()["U01"], "\n")
		h.wants(read, "The next coworking day with <@"+partner+">, as you agreed?")
		h.everybodyAccepts()
		said := h.delivers()[storage.Lane("U01", pairing.MemberID(partner))]
		if len(said) == 0 {
			t.Fatalf("no conversation in week %d", n)
		}
		left := fmt.Sprintf("stay together for the next %d rounds", 3-n)
		if n == 2 {
			left = "stay together for the next round"
		}
		if status := h.types("U01", "status"); contains(status, left) != (n < 3) {
			t.Errorf("in week %d: %s", n, status)
		}
	}
	h.until(week(4))
	if h.together("U01", partner) {
		t.Error("still together after the rounds they agreed on, with four others to meet")
	}
}

// However it ends, the partner reads the same, and the rounds go on with
// others.
func TestStayingEnds(t *testing.T) {
	over := "The weeks together with <@U01> are over, and from the next round on you meet others again."
	for name, end := range map[string]func(h *house, partner string){
		"by the button":  func(h *house, _ string) { h.wants(h.clicks("U01", actStayEnd, ""), "The weeks with") },
		"by the command": func(h *house, _ string) { h.wants(h.types("U01", "stay off"), "The weeks with") },
		"by an avoid":    func(h *house, p string) { h.types("U01", "avoid <@"+p+">") },
		"by leaving":     func(h *house, _ string) { h.types("U01", "leave") },
		"by forgetting":  func(h *house, _ string) { h.types("U01", "forget me"); h.clicks("U01", actForget, "") },
		"by Slack": func(h *house, _ string) {
			h.handle(Envelope{Kind: Happening, Person: "U01", Event: &Event{Type: UserChange, User: deactivated("U01")}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, duo, partner := settledIn(t, 4)
			h.stay(duo, partner, 3)
			h.until(week(0).AddDate(0, 0, 4)) // after the session
			h.delivers()
			end(h, partner)
			read := h.delivers()[partner]
			over := over
			if name == "by forgetting" { // and nobody is named
				over = strings.ReplaceAll(over, "<@U01>", "somebody who left")
			}
			if len(read) == 0 || !contains(strings.Join(read, "\n"), over) {
				t.Errorf("the partner reads %v, not %q", read, over)
			}
			for _, line := range read {
				for _, word := range []string{"avoid", "left the", "paused"} {
					if contains(line, word) {
						t.Errorf("the partner reads why: %s", line)
					}
				}
			}
			if s := h.types(partner, "status"); contains(s, "stay together") {
				t.Errorf("the partner's card: %s", s)
			}
			h.until(week(1))
			if h.together("U01", partner) {
				t.Error("still together")
			}
			h.wants(h.types(partner, "stay off"), "there is nothing to end")
		})
	}
}

// Who is away for a round leaves the other free for it; the agreement goes on
// until its last round.
func TestStayingIsSuspended(t *testing.T) {
	for name, away := range map[string]struct{ goes, returns string }{
		"by sitting out": {"skip", ""},
		"by a pause":     {"pause 2027-01-20", "resume"},
	} {
		t.Run(name, func(t *testing.T) {
			h, duo, partner := settledIn(t, 4)
			h.stay(duo, partner, 3)
			h.until(week(0).AddDate(0, 0, 4))
			h.types("U01", away.goes)
			h.until(week(1))
			if d := h.duoOf(partner, pairing.Proposed); d.Has("U01") {
				t.Error("together while one is away")
			}
			h.everybodyAccepts()
			h.until(week(1).AddDate(0, 0, 4))
			if away.returns != "" {
				h.types("U01", away.returns)
			}
			h.wants(h.types(partner, "status"), "stay together for the next 2 rounds")
			h.until(week(2))
			if !h.together("U01", partner) {
				t.Error("apart after coming back")
			}
		})
	}
}

// Skipping one round is free: the other is served at once if that is possible,
// and the next round has them together again.
func TestSkippingWhileStaying(t *testing.T) {
	h, duo, partner := settledIn(t, 4)
	h.stay(duo, partner, 2)
	h.until(week(1))
	h.delivers()
	h.clicks("U01", actSkip, string(h.duoOf("U01").ID))
	if read := h.delivers()[partner]; len(read) == 0 || contains(strings.Join(read, " "), "<@U01>") {
		t.Errorf("the partner reads %v", read)
	}
	if h.together("U01", partner) {
		t.Error("proposed again in the round that one skipped")
	}
	h.until(week(2))
	if !h.together("U01", partner) {
		t.Error("apart in the next round")
	}
}

// When matches fall through, those who stay together come first in the rematch
// too.
func TestARematchKeepsWhoStaysTogether(t *testing.T) {
	h, duo, partner := settledIn(t, 6)
	h.until(week(1))
	with := func(who string) string {
		return string(h.duoOf(who, pairing.Proposed).Partners(pairing.MemberID(who))[0])
	}
	if with("U01") == partner {
		t.Fatal("together anyway")
	}
	silent := []string{with("U01"), with(partner)}
	h.stay(duo, partner, 2) // only now
	for _, who := range ids(6) {
		if third := who != "U01" && who != partner && !slices.Contains(silent, who); third && !slices.Contains(silent, with(who)) {
			silent = append(silent, with(who)) // so that one more is free, whom neither has met
			break
		}
	}
	for _, who := range ids(6) {
		if !slices.Contains(silent, who) {
			h.clicks(who, actAccept, string(h.duoOf(who, pairing.Proposed).ID))
		}
	}
	h.until(week(1).Add(25 * time.Hour)) // answers were due
	if !h.together("U01", partner) {
		t.Errorf("the rematch made %v", h.duos(pairing.Proposed, pairing.Confirmed))
	}
}

// Nobody stays with two, in three, with somebody of long ago, with somebody
// they avoid, or because of a wish of long ago.
func TestStayingThatCannotBe(t *testing.T) {
	t.Run("with two", func(t *testing.T) {
		h, duo, partner := settledIn(t, 4)
		h.stay(duo, partner, 4)
		h.until(week(0).AddDate(0, 0, 4))
		h.types(partner, "skip")
		h.until(week(1))
		h.everybodyAccepts()
		next := h.duoOf("U01")
		third := string(next.Partners("U01")[0])
		h.clicks(third, actStay2, string(next.ID))
		h.wants(h.clicks("U01", actStay2, string(next.ID)), "You and <@"+partner+"> stay together")
		if s := h.types(third, "status"); !contains(s, "You would like to stay together") {
			t.Errorf("the third reads %s", s)
		}
		h.clicks("U01", actStayEnd, "")
		h.wants(h.clicks("U01", actStay2, string(next.ID)), "You and <@"+third+"> stay together")
	})
	t.Run("in three", func(t *testing.T) {
		h := newHouse(t)
		h.joins(ids(3)...)
		if err := h.store.Write(t.Context(), func(tx *storage.Tx) error {
			c, err := tx.Circles()
			if err != nil {
				return err
			}
			c[0].Rules.Trio = true
			_, err = tx.SaveCircle(c[0])
			return err
		}); err != nil {
			t.Fatal(err)
		}
		h.until(week(0))
		h.everybodyAccepts()
		h.wants(h.clicks("U01", actStay2, string(h.duoOf("U01").ID)), "if you are two")
		h.wants(h.types("U01", "stay"), "There is nobody to stay together with")
	})
	t.Run("of long ago", func(t *testing.T) {
		h, duo, partner := settledIn(t, 4)
		h.clicks("U01", actStay2, string(duo.ID))
		h.until(week(1))
		h.everybodyAccepts()
		h.wants(h.clicks(partner, actStay2, string(duo.ID)), "stay together") // last week still counts
		h, duo, partner = settledIn(t, 4)
		h.clicks("U01", actStay2, string(duo.ID))
		h.until(week(2))
		h.wants(h.clicks(partner, actStay2, string(duo.ID)), "too long ago")
		if s := h.types(partner, "status"); contains(s, "stay") {
			t.Errorf("the card says %s", s)
		}
	})
	t.Run("with somebody they avoid", func(t *testing.T) {
		h, duo, partner := settledIn(t, 4)
		h.clicks("U01", actStay2, string(duo.ID))
		h.until(week(0).AddDate(0, 0, 4))
		h.types(partner, "avoid <@U01>")
		h.wants(h.clicks(partner, actStay2, string(duo.ID)), "too long ago")
		h.until(week(1))
		if h.together("U01", partner) {
			t.Error("together")
		}
	})
	t.Run("by others", func(t *testing.T) {
		h, duo, partner := settledIn(t, 4)
		for _, who := range ids(4) {
			if who != "U01" && who != partner {
				h.wants(h.clicks(who, actStay2, string(duo.ID)), "This match is for other people")
			}
		}
	})
}

// Who is trying it out for one round goes on for as long as they agreed to, and
// no longer.
func TestStayingOutlivesATry(t *testing.T) {
	h := newHouse(t)
	h.joins("U01")
	h.knows("Europe/Vienna", "U02")
	h.types("U02", "try")
	h.until(week(0))
	h.everybodyAccepts()
	h.stay(h.duoOf("U01"), "U02", 2)
	for n := 1; n <= 2; n++ {
		h.until(week(n))
		if !h.together("U01", "U02") {
			t.Fatalf("apart in week %d", n)
		}
		h.everybodyAccepts()
	}
	h.delivers()
	h.until(week(3).AddDate(0, 0, 1))
	h.wants(h.types("U02", "status"), "You are not taking part yet")
}

// The command asks, says and ends like the buttons.
func TestStayByCommand(t *testing.T) {
	h, _, partner := settledIn(t, 4)
	h.wants(h.types("U01", "stay"), "Would you like to stay together with <@"+partner+">")
	h.wants(h.types("U01", "stay 3 weeks"), "3 more rounds with <@"+partner+">")
	h.wants(h.types("U01", "stay off"), "Taken back")
	h.wants(h.types("U01", "stay 9"), "A duo stays together for 2, 3 or 4")
	h.wants(h.types("U01", "stay 3"), "Nobody hears of it")
	h.wants(h.types(partner, "stay for 4 more rounds"), "stay together for the next 3 rounds")
	h.wants(h.types("U01", "stay"), "You and <@"+partner+"> stay together for the next 3 rounds.")
	h.knows("Europe/Vienna", "U09")
	h.wants(h.types("U09", "stay"), "not taking part")
}

// The dry run shows who stays together and why, and what it would cost to part
// them.
func TestThePlanShowsWhoStays(t *testing.T) {
	h, duo, partner := settledIn(t, 4)
	h.stay(duo, partner, 2)
	h.at = week(1).Add(-time.Hour)
	p, err := PreviewRound(t.Context(), h.store, time.Time{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"N U01", "N " + partner}
	shown := false
	for _, d := range p.Duos {
		if contains(d.Who, names[0]) && contains(d.Who, names[1]) {
			shown = slices.ContainsFunc(d.Why, func(w Weight) bool { return w.Words == "the agreement to stay together for some weeks" })
		}
	}
	if !shown {
		t.Errorf("the plan is %+v", p.Duos)
	}
	third := slices.IndexFunc(ids(4), func(id string) bool { return id != "U01" && id != partner })
	why, err := p.Instead(t.Context(), "U01", ids(4)[third])
	if err != nil || !contains(strings.Join(why, "\n"), "a duo that agreed to stay together would be parted") {
		t.Errorf("%v, %v", why, err)
	}
}
