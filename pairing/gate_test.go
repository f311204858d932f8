package pairing

import (
	"testing"
	"time"
)

// weekOf is a round whose sessions lie in the week from the given Monday.
func weekOf(year int, month time.Month, day int) *Input {
	from := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return &Input{Round: 30, Rules: DefaultRules(), From: from, Until: from.AddDate(0, 0, 7)}
}

func TestGate(t *testing.T) {
	in := weekOf(2026, 6, 1)
	for _, c := range lines(`
		               |                    |           # two who just joined
		9-12           | 9-17               |           # three hours will do
		9-11           | 9-17               | hours
		9-13           | 12-17              | hours
		sat10-14 9-10  | none sat10-14      |           # one common day is enough
		none           |                    | hours
		vienna         | newyork            | hours     # 9 there is 15 here: two hours
		vienna         | newyork 8-17       |
		kolkata 5-9    | newyork 20-24      |           # 20 there is 5:30 on the next day here
		kolkata        | newyork 20-24      | hours
		kolkata 1-9    | newyork            | hours     # 9 there is 18:30
		kolkata 18-22  | newyork            |
		p              | r                  | kind
		h              | h never            | kind      # nobody hosts
		h              | h sometimes        |
		h never        | p sometimes        |           # the visitor need not host, nor the host visit
		p never        | p sometimes        |
		p              | r sometimes        | kind
		h sometimes    | h !pets            |
		h sometimes pets  | h !pets         | kind
		h sometimes pets  | h !pets gladly  |           # then at the other's, without the pets
		h sometimes    | h !smoke smoke     |
		h sometimes smoke | h !smoke gladly | kind      # smoke goes both ways
		p @0 km5       | p @10 km5          |           # they meet half way
		p @0 km5       | p @10.1 km5        | distance
		p @0 km5       | p @10.1 km20       |
		pr @0 km5      | pr @900 km5        |           # remote is always in reach
		h @0 sometimes km1 | h @9 km10      |           # the visitor travels
		h @0 sometimes km99 | h @9 km5      | distance
		p @0 km5       | p @Salzburg km5    |           # not known is no bar
		p @Salzburg    | p @salzburg        |
	`) {
		a, b := memberOf(t, "a", c[0]), memberOf(t, "b", c[1])
		for range 2 {
			if got := Gate(a, b, in); got != Obstacle(c[2]) {
				t.Errorf("%s (%s) with %s (%s): %q, want %q", a.ID, c[0], b.ID, c[1], got, c[2])
			}
			a, b = b, a
		}
	}
}

func TestGateOfPeople(t *testing.T) {
	in := weekOf(2026, 6, 1)
	a, b, other := memberOf(t, "a", ""), memberOf(t, "b", ""), memberOf(t, "c", "")
	if got := Gate(a, a, in); got != Itself {
		t.Errorf("with themselves: %q", got)
	}
	a.Avoids = []MemberID{"c"}
	for _, pair := range [][2]*Member{{a, other}, {other, a}} {
		if got := Gate(pair[0], pair[1], in); got != Avoided {
			t.Errorf("%s with %s: %q", pair[0].ID, pair[1].ID, got)
		}
	}
	in.Barred = [][2]MemberID{{"b", "a"}}
	if Gate(a, b, in) != NotAgain || Gate(b, a, in) != NotAgain || Gate(b, other, in) != "" {
		t.Error("barred pairs are barred, others not")
	}
	// An avoid is stronger than a wish of both.
	a.Wishes, other.Wishes = []MemberID{"c"}, []MemberID{"a"}
	if Gate(a, other, in) != Avoided {
		t.Error("a wish opened the gate to somebody who is avoided")
	}
}

// Sessions are told in the members' own clocks where one is given: the day, the
// hours in the zone of the first.
func TestSession(t *testing.T) {
	for _, c := range lines(`
		2026-06-01 |                 |                | Mon 09:00-17:00
		2026-06-01 | 9-20            | 8-19           | Mon 09:00-17:00  # a working day is eight hours
		2026-06-01 | 9-12 sat9-16    | sat8-15        | Sat 09:00-15:00  # the longest, not the first
		2026-06-01 | none sat9-12 sun9-12 | sat0-24 sun0-24 | Sat 09:00-12:00
		2026-06-01 | newyork 8-17    | vienna         | Mon 08:00-11:00
		2026-06-01 | 9-11            | vienna         | none
		2026-03-23 | none sun0-8     | sun0-24        | Sun 00:00-08:00  # the night in which an hour is missing: seven hours
		2026-10-19 | none sun0-8     | sun0-24        | Sun 00:00-07:00  # and the one that has one twice: eight of nine hours
		2026-10-26 | newyork 8-17    | vienna 13-16   | Mon 08:00-11:00  # between the two jumps they are five hours apart
		2026-11-02 | newyork 8-17    | vienna 13-17   | Mon 08:00-11:00  # and then six again
		2026-06-01 | kolkata 0-24    | newyork 20-24  | Tue 05:30-09:30
	`) {
		day, err := time.Parse(time.DateOnly, c[0])
		if err != nil {
			t.Fatal(err)
		}
		in := weekOf(day.Date())
		a, b := memberOf(t, "a", c[1]), memberOf(t, "b", c[2])
		got := "none"
		if s, ok := ChooseSession([]*Member{a, b}, in); ok {
			got = s.Start.In(a.Zone).Format("Mon 15:04-") + s.End.In(a.Zone).Format("15:04")
			if back, _ := ChooseSession([]*Member{b, a}, in); back != s {
				t.Errorf("%v: the order matters: %v, %v", c, s, back)
			}
		}
		if got != c[3] {
			t.Errorf("%v: %s", c, got)
		}
		if open := Gate(a, b, in) == ""; open != (got != "none") {
			t.Errorf("%v: the gate says %v", c, open)
		}
	}
}

func TestSessionsLieWithinTheRound(t *testing.T) {
	in := weekOf(2026, 6, 1)
	in.From = time.Date(2026, 6, 1, 10, 30, 0, 1, time.UTC) // 12:30 in Vienna, and a bit
	in.Until = time.Date(2026, 6, 2, 10, 0, 0, 0, time.UTC)
	a, b := memberOf(t, "a", ""), memberOf(t, "b", "")
	s, ok := ChooseSession([]*Member{a, b}, in)
	if want := in.From.Truncate(time.Second).Add(time.Second); !ok || !s.Start.Equal(want) || s.End.Hour() != 15 {
		t.Errorf("%v, want from %v until 15:00 UTC", s, want)
	}
	in.From = time.Date(2026, 6, 1, 12, 30, 0, 0, time.UTC) // less than three hours are left today, and tomorrow
	in.Until = time.Date(2026, 6, 2, 9, 0, 0, 0, time.UTC)
	if s, ok := ChooseSession([]*Member{a, b}, in); ok || Gate(a, b, in) != NoHours {
		t.Errorf("%v fits into too little time", s)
	}
}
