package pairing

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// A duo is written as its state and the seats of u and v, and w in a trio: for
// each the answer (a accepted, - none, s skipped) and the check-in (m met,
// n missed, - none), as in "confirmed am a-".
func duoOf(t *testing.T, text string) Duo {
	t.Helper()
	f := strings.Fields(text)
	d := Duo{ID: "d", State: State(f[0])}
	for i, seat := range f[1:] {
		s := Seat{Member: MemberID("uvw"[i : i+1])}
		s.Answer = map[byte]Answer{'a': Accepted, '-': Unanswered, 's': Declined}[seat[0]]
		s.CheckIn = map[byte]CheckIn{'m': WorkedThen, 'n': DidNot, '-': NotAsked}[seat[1]]
		d.Seats = append(d.Seats, s)
	}
	return d
}

func textOf(d Duo) string {
	out := string(d.State)
	for _, s := range d.Seats {
		out += " " + map[Answer]string{Accepted: "a", Unanswered: "-", Declined: "s"}[s.Answer] +
			map[CheckIn]string{WorkedThen: "m", DidNot: "n", NotAsked: "-"}[s.CheckIn]
	}
	return out
}

func happen(d Duo, who MemberID, e Event) (Duo, Outcome, error) {
	switch e {
	case Accepting, Skipping:
		return d.Respond(who, Answer(e))
	case Leaving:
		return d.Cancel(who)
	case Expiring:
		return d.Expire()
	case SaidMet, SaidNot:
		return d.CheckIn(who, CheckIn(e), Place{})
	case Closing:
		return d.Close()
	}
	panic(e)
}

// Every state meets every event. Where seats matter there are several lines.
const transitions = `
proposed -- --   accept  proposed a- --     noted
proposed a- --   accept  !answered
proposed -- a-   accept  confirmed a- a-    agreed
proposed -- --   skip    skipped s- --      fell
proposed a- --   skip    skipped s- --      fell      # changed their mind in time
proposed -- --   cancel  cancelled -- --    fell      # left the circle
proposed a- --   expire  expired a- --      fell
proposed -- --   met     !too-early
proposed -- --   missed  !too-early
proposed -- --   close   !too-early

confirmed a- a-  accept  !answered
confirmed a- a-  skip    !answered                   # cancel is the word now
confirmed a- a-  cancel  cancelled a- a-    fell
confirmed a- a-  expire  !answered
confirmed a- a-  met     confirmed am a-    noted
confirmed am a-  met     !answered
confirmed an a-  met     confirmed am a-    noted     # corrected while the other is silent
confirmed a- am  met     met am am          settled
confirmed a- an  met     unknown am an      settled   # contradiction, kindly
confirmed a- a-  missed  confirmed an a-    noted
confirmed a- an  missed  missed an an       settled
confirmed a- a-  close   unknown a- a-      settled   # silence is not guilt
confirmed am a-  close   met am a-          settled
confirmed a- an  close   missed a- an       settled

skipped s- a-    accept  !too-late
skipped s- a-    skip    !too-late
skipped s- a-    cancel  !too-late
skipped s- a-    expire  !too-late
skipped s- a-    met     !too-late
skipped s- a-    missed  !too-late
skipped s- a-    close   !too-late

expired -- a-    accept  !too-late
expired -- a-    skip    !too-late
expired -- a-    cancel  !too-late
expired -- a-    expire  !too-late
expired -- a-    met     !too-late
expired -- a-    missed  !too-late
expired -- a-    close   !too-late

cancelled a- a-  accept  !too-late
cancelled a- a-  skip    !too-late
cancelled a- a-  cancel  !too-late
cancelled a- a-  expire  !too-late
cancelled a- a-  met     !too-late
cancelled a- a-  missed  !too-late
cancelled a- a-  close   !too-late

met am am        accept  !too-late
met am am        skip    !too-late
met am am        cancel  !too-late
met am am        expire  !too-late
met am am        met     !answered
met am am        missed  !answered
met a- am        met     met am am          noted
met a- am        missed  unknown an am      corrected
met am am        close   !too-late

missed an an     accept  !too-late
missed an an     skip    !too-late
missed an an     cancel  !too-late
missed an an     expire  !too-late
missed an an     met     !answered
missed a- an     met     unknown am an      corrected
missed a- an     missed  missed an an       noted
missed an an     close   !too-late

unknown a- a-    accept  !too-late
unknown a- a-    skip    !too-late
unknown a- a-    cancel  !too-late
unknown a- a-    expire  !too-late
unknown a- a-    met     met am a-          corrected
unknown am an    met     !answered
unknown am an    missed  missed an an       corrected # they agree after all
unknown an am    met     met am am          corrected
unknown am -- an met     !answered
unknown an -- am met     met am -- am       corrected
unknown a- a-    missed  missed an a-       corrected
unknown a- a-    close   !too-late

# Three in a duo.
proposed -- a- --   accept  proposed a- a- --    noted
proposed -- a- a-   accept  confirmed a- a- a-   agreed
confirmed a- am an  met     met am am an         settled  # two were there
confirmed a- am an  missed  unknown an am an     settled
`

func TestEveryStateWithEveryEvent(t *testing.T) {
	seen := map[string]bool{}
	for line := range strings.Lines(transitions) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
		if line == "" {
			continue
		}
		f := strings.Fields(line)
		at := 1
		for len(f[at]) == 2 {
			at++
		}
		start, e, want := strings.Join(f[:at], " "), Event(f[at]), strings.Join(f[at+1:], " ")
		seen[f[0]+" "+string(e)] = true
		before := duoOf(t, start)
		after, what, err := happen(before, "u", e)
		got := strings.TrimSpace(textOf(after) + " " + string(what))
		if r := Refusal(""); errors.As(err, &r) {
			got = "!" + string(r)
			if textOf(after) != start {
				t.Errorf("%s + %s is refused but changes it to %s", start, e, textOf(after))
			}
		}
		if got != want {
			t.Errorf("%s + %s = %s, want %s", start, e, got, want)
		}
		if textOf(before) != start {
			t.Errorf("%s + %s changed the duo that it was called on to %s", start, e, textOf(before))
		}
		if fromMember[e] {
			if same, _, err := happen(before, "stranger", e); err != NotInDuo || textOf(same) != start {
				t.Errorf("%s + %s from a stranger: %s, %v", start, e, textOf(same), err)
			}
		}
	}
	for _, s := range States {
		for _, e := range Events {
			if !seen[fmt.Sprintf("%s %s", s, e)] {
				t.Errorf("no case for %s in %s", e, s)
			}
			if m, ok := moves[s][e]; !ok || (m.do == nil) != (m.refuse != "") {
				t.Errorf("%s with %s: not one move", s, e)
			}
		}
		if len(moves[s]) != len(Events) {
			t.Errorf("%s has %d moves", s, len(moves[s]))
		}
	}
	if len(moves) != len(States) {
		t.Errorf("%d states have moves", len(moves))
	}
}

func TestOnlyAnswersAreAnswers(t *testing.T) {
	d := duoOf(t, "proposed -- --")
	for _, a := range []Answer{"", "cancel", "met", "close"} {
		if same, _, err := d.Respond("u", a); err != BadAnswer || !reflect.DeepEqual(same, d) {
			t.Errorf("Respond(%q) = %v, %v", a, same, err)
		}
	}
	for _, c := range []CheckIn{"", "skip", "close"} {
		if same, _, err := duoOf(t, "confirmed a- a-").CheckIn("u", c, Place{}); err != BadAnswer || same.State != Confirmed {
			t.Errorf("CheckIn(%q) = %v, %v", c, same, err)
		}
	}
}

func TestThePlaceIsWhereTheySayItWas(t *testing.T) {
	planned := Place{Kind: Home, Host: "u"}
	cafe := Place{Kind: Public, Venue: 7}
	d := duoOf(t, "confirmed a- a-")
	d.Place = planned
	say := func(d Duo, who MemberID, where Place) Duo {
		t.Helper()
		d, _, err := d.CheckIn(who, WorkedThen, where)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	d = say(d, "u", Place{})
	if d.Place != planned {
		t.Errorf("nobody said where: %v", d.Place)
	}
	d = say(d, "u", cafe) // a second click adds the place
	if d.Place != cafe || d.State != Confirmed {
		t.Errorf("u said where: %v %s", d.Place, d.State)
	}
	d = say(d, "v", Place{})
	if d.Place != cafe || d.State != Met {
		t.Errorf("v did not say otherwise: %v %s", d.Place, d.State)
	}
	d = say(d, "v", cafe)
	if _, _, err := d.CheckIn("v", WorkedThen, cafe); err != AlreadyAnswered {
		t.Errorf("the same again: %v", err)
	}
	if d, _, err := d.CheckIn("v", DidNot, cafe); err != AlreadyAnswered || d.Place != cafe {
		t.Errorf("not met after all: %v, %v", d.Place, err)
	}
}
