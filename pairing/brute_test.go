package pairing

import (
	"cmp"
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The dumb twin of PlanRound looks at every plan there is, and compares them
// point by point in the order that PlanRound promises.

// worthOf is what a plan is compared by.
type worthOf struct {
	paired  int
	turns   []int // how many are paired of each class: who rested last first
	repeats int
	score   int
}

func (a worthOf) compare(b worthOf) int {
	return cmp.Or(
		cmp.Compare(a.paired, b.paired),
		slices.Compare(a.turns, b.turns),
		-cmp.Compare(a.repeats, b.repeats),
		cmp.Compare(a.score, b.score),
	)
}

// twin knows a round by Gate and Explain alone.
type twin struct {
	in      *Input
	classes [][2]int // of rests: since when, how often; who rested last first
}

func newTwin(in *Input) *twin {
	w := &twin{in: in}
	for i := range in.Members {
		w.classes = append(w.classes, class(&in.Members[i]))
	}
	slices.SortFunc(w.classes, func(a, b [2]int) int { return -slices.Compare(a[:], b[:]) })
	w.classes = slices.Compact(w.classes)
	return w
}

func class(m *Member) [2]int { return [2]int{max(m.LastRest, m.Joined-1), m.Rests} }

func (w *twin) member(id MemberID) *Member {
	return &w.in.Members[slices.IndexFunc(w.in.Members, func(m Member) bool { return m.ID == id })]
}

func (w *twin) worth(duos [][2]MemberID) worthOf {
	v := worthOf{turns: make([]int, len(w.classes))}
	for _, d := range duos {
		v.paired += 2
		for _, id := range d {
			v.turns[slices.Index(w.classes, class(w.member(id)))]++
		}
		v.score += Explain(w.member(d[0]), w.member(d[1]), w.in).Score
		if w.lastTogether(d) >= w.in.Round-w.in.Rules.Cooldown {
			v.repeats++
		}
	}
	return v
}

// lastTogether is the round in which two were together last; far below 0 if
// never.
func (w *twin) lastTogether(d [2]MemberID) int {
	last := -1 << 30
	for _, p := range w.in.History {
		fell := slices.Contains([]State{Skipped, Expired, Cancelled, Missed}, p.State)
		if !fell && slices.Contains(p.Members, d[0]) && slices.Contains(p.Members, d[1]) {
			last = max(last, p.Round)
		}
	}
	return last
}

// granted reports whether two have a mutual wish that is to be granted.
func (w *twin) granted(d [2]MemberID) bool {
	return slices.Contains(w.member(d[0]).Wishes, d[1]) && slices.Contains(w.member(d[1]).Wishes, d[0]) &&
		w.lastTogether(d) < w.in.Round-w.in.Rules.Cooldown && w.lastTogether(d) < w.in.Round
}

// kept lists the pairs that stay together, whose gate is open.
func (w *twin) kept() (pairs [][]MemberID) {
	for _, k := range w.in.Kept {
		if Gate(w.member(k[0]), w.member(k[1]), w.in) == "" {
			pairs = append(pairs, []MemberID{min(k[0], k[1]), max(k[0], k[1])})
		}
	}
	return pairs
}

// best looks at every way to form duos from the members that are admitted.
func (w *twin) best(free []MemberID, admitted func([2]MemberID) bool) worthOf {
	best := worthOf{paired: -1}
	var try func(free []MemberID, duos [][2]MemberID)
	try = func(free []MemberID, duos [][2]MemberID) {
		if len(free) < 2 {
			if v := w.worth(duos); v.compare(best) > 0 {
				best = v
			}
			return
		}
		try(free[1:], duos) // the first rests
		for k := 1; k < len(free); k++ {
			d := [2]MemberID{free[0], free[k]}
			if admitted(d) && Gate(w.member(d[0]), w.member(d[1]), w.in) == "" {
				rest := slices.Concat(free[1:k], free[k+1:])
				try(rest, append(slices.Clone(duos), d))
			}
		}
	}
	try(free, nil)
	return best
}

func TestPlansAreTheBestThereAre(t *testing.T) {
	paired, wishes, repeats := 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 8)
		in.Rules.Trio = false
		plan, err := PlanRound(context.Background(), in)
		if err != nil {
			rt.Fatal(err)
		}
		w := newTwin(&in)
		var ids, rest []MemberID
		var duos, granted, others [][2]MemberID
		for _, m := range in.Members {
			ids = append(ids, m.ID)
		}
		kept := w.kept()
		ids = slices.DeleteFunc(ids, func(m MemberID) bool { return slices.Contains(slices.Concat(kept...), m) })
		rest = ids
		for _, d := range plan.Duos {
			pair := [2]MemberID{d.Members[0], d.Members[1]}
			if slices.ContainsFunc(kept, func(k []MemberID) bool { return slices.Equal(k, pair[:]) }) {
				continue
			}
			duos = append(duos, pair)
			if w.granted(pair) {
				granted = append(granted, pair)
				rest = slices.DeleteFunc(slices.Clone(rest), func(m MemberID) bool { return m == pair[0] || m == pair[1] })
			} else {
				others = append(others, pair)
			}
		}
		paired, wishes = paired+len(duos), wishes+len(granted)
		repeats += w.worth(duos).repeats
		if got, want := w.worth(granted), w.best(ids, w.granted); got.compare(want) != 0 {
			rt.Fatalf("wishes: %+v, best is %+v", got, want)
		}
		if got, want := w.worth(others), w.best(rest, func([2]MemberID) bool { return true }); got.compare(want) != 0 {
			rt.Fatalf("%+v, best is %+v", got, want)
		}
	})
	t.Logf("%d duos, %d of them wishes, %d repeats", paired, wishes, repeats)
}

// A trio is made of whoever is left and any duo: the twin tries all of them.
func TestTriosAreTheBestThereAre(t *testing.T) {
	trios := 0
	rapid.Check(t, func(rt *rapid.T) {
		in := anyInput(rt, 9)
		in.Rules.Trio = true
		plain := duosOf(rt, in)
		plan, err := PlanRound(context.Background(), in)
		if err != nil {
			rt.Fatal(err)
		}
		w := newTwin(&in)
		stays := func(duo []MemberID) int { // counted like a repeat: the fewer of them get a third, the better
			n := 0
			for _, k := range w.kept() {
				if slices.Contains(duo, k[0]) && slices.Contains(duo, k[1]) {
					n++
				}
			}
			return n
		}
		best := worthOf{paired: -1}
		var try func(left []Rest, full []bool, v worthOf)
		try = func(left []Rest, full []bool, v worthOf) {
			if len(left) == 0 {
				if v.compare(best) > 0 {
					best = v
				}
				return
			}
			try(left[1:], full, v)
			third := w.member(left[0].Member)
			for k, d := range plain.Duos {
				if score, ok := w.joins(third, d.Members); ok && !full[k] {
					full[k] = true
					next := v
					next.paired++
					next.score += score
					next.repeats += stays(d.Members)
					next.turns = slices.Clone(v.turns)
					next.turns[slices.Index(w.classes, class(third))]++
					try(left[1:], full, next)
					full[k] = false
				}
			}
		}
		try(plain.Rests, make([]bool, len(plain.Duos)), worthOf{turns: make([]int, len(w.classes))})
		got := worthOf{turns: make([]int, len(w.classes))}
		for _, d := range plan.Duos {
			got.score += d.Score
			if len(d.Members) == 3 {
				trios++
				got.paired++
				got.repeats += stays(d.Members)
				for _, r := range plain.Rests {
					if slices.Contains(d.Members, r.Member) {
						got.turns[slices.Index(w.classes, class(w.member(r.Member)))]++
					}
				}
			}
		}
		for _, d := range plain.Duos {
			got.score -= d.Score
		}
		if got.compare(best) != 0 {
			rt.Fatalf("%+v, best is %+v", got, best)
		}
	})
	t.Logf("%d trios", trios)
}

// duosOf is the plan before anybody joins a duo.
func duosOf(rt *rapid.T, in Input) Plan {
	p := newPlanner(&in)
	if err := p.pairAll(context.Background(), false); err != nil {
		rt.Fatal(err)
	}
	var duos [][]int32
	for i, m := range p.mate {
		if int32(i) < m {
			duos = append(duos, []int32{int32(i), m})
		}
	}
	return p.plan(duos)
}

// joins reports whether somebody may join a duo, and what that adds to the score.
func (w *twin) joins(third *Member, duo []MemberID) (score int, ok bool) {
	three := []*Member{third}
	for _, id := range duo {
		e := Explain(third, w.member(id), w.in)
		if e.Obstacle != "" {
			return 0, false
		}
		score += e.Score
		three = append(three, w.member(id))
	}
	s, ok := ChooseSession(three, w.in)
	return score, ok && len(Suggest(three, w.in, s)) > 0
}
