package bot

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"
)

func ids(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("U%02d", i+1)
	}
	return all
}

// everybodyAccepts answers all invitations of the latest round.
func (h *house) everybodyAccepts() {
	h.t.Helper()
	for _, d := range h.duos(pairing.Proposed) {
		for _, s := range d.Seats {
			h.clicks(string(s.Member), actAccept, string(d.ID))
		}
	}
}

// pair names a duo by its members.
func pair(d storage.Duo) string {
	s := ""
	for _, seat := range d.Seats {
		s += string(seat.Member) + " "
	}
	return s
}

func TestEightMeetEverybodyOnce(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(8)...)
	met := map[string]int{}
	for week := range 7 {
		h.until(firstDue.AddDate(0, 0, 7*week))
		h.everybodyAccepts()
		for _, d := range h.duos() {
			if d.State != pairing.Confirmed {
				t.Errorf("week %d: %s is %s", week, pair(d), d.State)
			}
			met[pair(d)]++
		}
	}
	if len(met) != 28 {
		t.Errorf("%d different duos in 7 rounds of 8 members, want all 28: %v", len(met), met)
	}
}

func TestSevenRestFairlyAndAreTold(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(7)...)
	rested := map[string]int{}
	for week := range 14 {
		h.until(firstDue.AddDate(0, 0, 7*week))
		h.everybodyAccepts()
		read := h.delivers()
		for _, who := range ids(7) {
			if slices.ContainsFunc(read[who], func(s string) bool { return len(s) > 23 && s[:23] == "post: You rest this rou" }) {
				rested[who]++
			}
		}
		least, most := 99, 0
		for _, who := range ids(7) {
			least, most = min(least, rested[who]), max(most, rested[who])
		}
		if most-least > 1 {
			t.Fatalf("after week %d: rests %v", week+1, rested)
		}
	}
	for _, who := range ids(7) {
		if rested[who] != 2 {
			t.Errorf("%s rested %d times in 14 weeks of 7 members, want 2", who, rested[who])
		}
	}
}

func TestThoseLeftAreMatchedTogether(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(4)...)
	h.until(firstDue)
	first := h.duos()
	if len(first) != 2 {
		t.Fatalf("%d duos of 4 members", len(first))
	}
	left := []pairing.MemberID{}
	for _, d := range first {
		h.clicks(string(d.Seats[0].Member), actSkip, string(d.ID))
		left = append(left, d.Seats[1].Member)
	}
	again := h.duos(pairing.Proposed)
	if len(again) != 1 || !again[0].Has(left[0]) || !again[0].Has(left[1]) {
		t.Fatalf("left are %v, matched are %v", left, again)
	}
	read := h.delivers()
	for _, who := range left {
		last := read[string(who)][len(read[string(who)])-1]
		h.wants(last, "post: Your earlier match fell through. Here is another")
	}
	for _, d := range first {
		who := string(d.Seats[0].Member)
		for _, text := range read[who] {
			if len(text) > 20 && text[:20] == "post: Your earlier m" {
				t.Errorf("%s skipped and is asked again", who)
			}
		}
	}
	h.everybodyAccepts()
	if n := len(h.duos(pairing.Confirmed)); n != 1 {
		t.Errorf("%d duos are settled, want 1", n)
	}
}

func TestClicksThatChangeNothing(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(4)...)
	h.until(firstDue)
	d := h.duoOf("U01")
	a, b := string(d.Seats[0].Member), string(d.Seats[1].Member)
	outsider := ""
	for _, who := range ids(4) {
		if who != a && who != b {
			outsider = who
		}
	}
	before := len(h.owed())
	for _, action := range []ActionID{actAccept, actSkip, actPlace, actCancel, actMet, actMissed} {
		h.wants(h.clicks(outsider, action, string(d.ID)), "for other people")
	}
	r := h.handle(clickOf(outsider, whereAction(d.ID, "0")))
	h.wants(r.Message.Text, "for other people")
	for _, value := range []string{"", "nonsense", "duo' OR 1=1 --"} {
		h.wants(h.clicks(a, actAccept, value), "long ago")
	}
	h.wants(h.clicks(a, "no_such_action", string(d.ID)), "long ago")
	if n := len(h.owed()); n != before {
		t.Errorf("%d messages are owed after clicks by others, %d before", n, before)
	}

	if text := h.clicks(a, actAccept, string(d.ID)); text != "" {
		t.Errorf("accept says %q beside the message that changes", text)
	}
	before = len(h.owed())
	h.wants(h.clicks(a, actAccept, string(d.ID)), "You accepted already")
	if n := len(h.owed()); n != before {
		t.Errorf("a second click owes %d messages more", n-before)
	}
	h.clicks(b, actAccept, string(d.ID))
	before = len(h.owed())
	h.wants(h.clicks(a, actAccept, string(d.ID)), "settled")
	h.wants(h.clicks(b, actSkip, string(d.ID)), "settled")
	h.wants(h.clicks(b, actMet, string(d.ID)), "still ahead")
	if n := len(h.owed()); n != before {
		t.Errorf("clicks on what is settled owe %d messages more", n-before)
	}
	if got := h.duoOf(a); got.State != pairing.Confirmed {
		t.Errorf("the duo is %s", got.State)
	}

	other := h.duoOf(outsider)
	h.clicks(outsider, actSkip, string(other.ID))
	before = len(h.owed())
	h.wants(h.clicks(outsider, actAccept, string(other.ID)), "You skipped this match")
	partner := string(other.Partners(pairing.MemberID(outsider))[0])
	h.wants(h.clicks(partner, actAccept, string(other.ID)), "fell through")
	if n := len(h.owed()); n != before {
		t.Errorf("accept after skip owes %d messages more", n-before)
	}

	h.until(firstDue.AddDate(0, 0, 14))
	h.wants(h.clicks(a, actAccept, string(d.ID)), "earlier round")
	h.wants(h.clicks(a, actSkip, string(d.ID)), "earlier round")
	h.wants(h.clicks(a, actCancel, string(d.ID)), "behind you")
}

func TestTheSameEnvelopeTwice(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(2)...)
	h.until(firstDue)
	d := h.duoOf("U01")
	env := clickOf("U01", accept(d.ID))
	env.ID, env.Key = "again", "again"
	h.handle(env)
	owed := len(h.owed())
	if r := h.handle(env); !r.again {
		t.Error("the second delivery is not known")
	}
	if n := len(h.owed()); n != owed {
		t.Errorf("the second delivery owes %d messages", n-owed)
	}
}

func TestAvoidIsAbsolute(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(4)...)
	h.wants(h.types("U01", "avoid <@U02>"), "never paired with <@U02>")
	h.wants(h.types("U03", "avoid <@U01|x>"), "never paired with <@U01>")
	for week := range 6 {
		h.until(firstDue.AddDate(0, 0, 7*week))
		for _, d := range h.duos() { // everybody but U01 skips: rematches are made of all kinds
			for _, s := range d.Seats {
				if s.Member != "U01" && week%2 == 0 {
					h.clicks(string(s.Member), actSkip, string(d.ID))
				}
			}
		}
		for _, d := range h.duos() {
			if d.Has("U01") && !d.Has("U04") {
				t.Errorf("week %d: %s", week, pair(d))
			}
		}
	}
}

func TestAvoidOfACurrentPartnerIsQuiet(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(4)...)
	h.until(firstDue)
	h.delivers()
	d := h.duoOf("U01")
	other := string(d.Partners("U01")[0])
	h.wants(h.types("U01", "avoid <@"+other+">"), "called off", "Nobody else sees this")
	if got := h.duos(pairing.Cancelled); len(got) != 1 {
		t.Fatalf("%d duos are cancelled", len(got))
	}
	for _, text := range h.delivers()[other] {
		if text != "update: "+inviteFell(wording.Voice{}).Text && text[:26] != "post: Your match fell thro" {
			t.Errorf("%s reads %q", other, text)
		}
	}
}

func TestDeactivatedMidRoundFreesThePartner(t *testing.T) {
	h := newHouse(t)
	h.joins(ids(4)...)
	h.until(firstDue)
	d := h.duoOf("U01")
	other := string(d.Partners("U01")[0])
	h.everybodyAccepts()
	h.delivers()
	h.handle(Envelope{Kind: Happening, Person: "U01", Event: &Event{Type: UserChange, User: deactivated("U01")}})
	if got := h.duoOf("U01"); got.State != pairing.Cancelled {
		t.Fatalf("the duo is %s", got.State)
	}
	read := h.delivers()[other]
	h.wants(fmt.Sprint(read), "does not take place", "you come first in the next")
	h.until(firstDue.AddDate(0, 0, 7))
	for _, d := range h.duos() {
		if d.Has("U01") {
			t.Errorf("somebody deactivated is paired: %s", pair(d))
		}
	}
}

func TestDowntimeGivesOneLateRoundOrNone(t *testing.T) {
	for _, c := range []struct {
		name   string
		back   time.Duration // after firstDue, when the bot is back
		rounds int
		says   string
	}{
		{"in time", time.Minute, 1, ""},
		{"late", 5 * time.Hour, 1, "I was not running on Monday 23 November at 10:00"},
		{"too late", 30 * time.Hour, 0, "did not take place"},
		{"three weeks and an hour", 21*24*time.Hour + time.Hour, 1, "I was not running on Monday 23 November at 10:00"},
		{"three weeks and two days", 23 * 24 * time.Hour, 0, "did not take place"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			h.joins(ids(4)...)
			h.tick()
			h.at = firstDue.Add(c.back)
			h.tick()
			h.tick()
			rounds := 0
			h.read(func(tx *storage.Tx) error {
				n, err := tx.LastNumber(1)
				rounds = n
				return err
			})
			if rounds != c.rounds {
				t.Errorf("%d rounds, want %d", rounds, c.rounds)
			}
			all := ""
			for _, m := range h.owed() {
				all += string(m.Body)
			}
			h.wants(all, c.says)
			if c.says == "" && (contains(all, "not running") || contains(all, "did not take place")) {
				t.Error("something is said to be missed")
			}
		})
	}
}
