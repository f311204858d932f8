package pairing

import (
	"strconv"
	"strings"
)

// The weights of the terms. They are chosen so that somebody new always
// beats somebody known, whatever else they share; that a mutual wish decides;
// that among people one has not met, nearness, field, situation, hours and
// habits weigh in that order; and that among those one has met, who was a partner
// less often comes before who has the same field and situation.
const (
	weightNew = 1000 // never together: more than all other terms but a mutual wish can make up for

	weightRoundAgo = 5  // for each round since the last time ...
	mostRoundsAgo  = 13 // ... up to this many: after a quarter of a year of weekly rounds other things matter more

	weightTimes = 100 // less for each time together ...
	mostTimes   = 12  // ... up to this many

	weightField         = 60
	weightSituation     = 30
	weightSituationLike = 15
	weightHome          = 25

	weightDay  = 5 // for each day with enough common hours ...
	mostDays   = 7 // ... up to this many
	weightHour = 3 // for each common hour on the best day ...
	mostHours  = 8 // ... up to this many

	weightAlike  = 6  // for each habit that agrees
	weightClash  = 12 // less for each that clashes
	countHabits  = 6
	weightWish   = 40
	weightMutual = 500

	weightGladly  = 10 // for each who would work with the other again ...
	weightRather  = 60 // ... and less for each who would rather not
	weightGoodDay = 5  // for each who had a good working day ...
	weightBadDay  = 15 // ... and less for each who had not

	reliabilityStep = 10 // points of reliability, of both together, for one point of score

	weightSoon   = 60 // less for each round of the cooldown that is left
	mostSoon     = 10 // ... up to this many
	weightFell   = 30
	weightFriend = 150
	weightKept   = 100
)

// The terms of the score, in the order of Table.
const (
	NeverTogether TermName = "new"
	LongAgo       TermName = "ago"
	OftenTogether TermName = "times"
	StayTogether  TermName = "kept"
	MutualWish    TermName = "mutual"
	OneWish       TermName = "wish"
	SameField     TermName = "field"
	LikeSituation TermName = "situation"
	Nearness      TermName = "near"
	CommonHours   TermName = "hours"
	AlikeHabits   TermName = "habits"
	HomeUsable    TermName = "home"
	BothReliable  TermName = "reliability"
	TooSoon       TermName = "soon"
	FellThrough   TermName = "fell"
	CloseFriends  TermName = "friend"
	LastTime      TermName = "again"
)

// TermRow is one line of Table.
type TermRow struct {
	Name     TermName
	Says     string // what it rewards or punishes, and what Term.Shared holds
	Private  bool   // for nobody's eyes: it would tell what a member kept to themselves
	Min, Max int    // the range of its points

	points func(*facts) int
	shared func(*facts) string // nil: Shared is ""
	bond   bool                // it depends on the bond of the two and on nothing else of theirs
}

// Table is the whole score: it is the sum of the points of these terms, and
// nothing else. A past never makes a score higher (tests hold it to that), so the
// score of two members without history bounds theirs from above; and what the
// other terms can be at most follows from areas, fields, days, kinds and hosting
// alone, so that whole groups can be bounded at once.
var Table = []TermRow{
	{
		Name: NeverTogether, Min: 0, Max: weightNew,
		Says:   "They have never been together in a duo.",
		bond:   true,
		points: func(f *facts) int { return when(f.together == 0, weightNew) },
	}, {
		Name: LongAgo, Min: 0, Max: weightRoundAgo * mostRoundsAgo,
		Says:   "They have been together, the longer ago the better. Shared: how many rounds ago.",
		bond:   true,
		points: longAgo,
		shared: func(f *facts) string { return roundsAgo(f) },
	}, {
		Name: OftenTogether, Min: -weightTimes * mostTimes, Max: 0,
		Says:   "They have been together, the fewer times the better. Shared: how many times.",
		bond:   true,
		points: oftenTogether,
		shared: func(f *facts) string { return strconv.Itoa(int(f.together)) },
	}, {
		Name: StayTogether, Min: 0, Max: weightKept,
		Says:   "They agreed to stay together for some rounds. The plan has them together whatever they score.",
		bond:   true,
		points: func(f *facts) int { return when(f.kept, weightKept) },
	}, {
		Name: MutualWish, Min: 0, Max: weightMutual,
		Says:   "Both asked to work next to each other.",
		bond:   true,
		points: func(f *facts) int { return when(f.wishes > 1, weightMutual) },
	}, {
		Name: OneWish, Min: 0, Max: weightWish, Private: true,
		Says:   "One of them asked to work next to the other.",
		bond:   true,
		points: func(f *facts) int { return when(f.wishes == 1, weightWish) },
	}, {
		Name: SameField, Min: 0, Max: weightField,
		Says:   "They work in the same field. Shared: the field, as the first of them wrote it.",
		points: func(f *facts) int { return when(f.a.field != "" && f.a.field == f.b.field, weightField) },
		shared: func(f *facts) string { return strings.TrimSpace(f.a.Field) },
	}, {
		Name: LikeSituation, Min: 0, Max: weightSituation,
		Says:   "Their situation of work is the same or similar. Shared: the situation if it is the same.",
		points: likeSituation,
		shared: func(f *facts) string { return onlyIf(f.a.Situation == f.b.Situation, f.a.Situation) },
	}, {
		Name: Nearness, Min: 0, Max: nearness[0].points,
		Says:   "They live near each other, in bands. Shared: the distance in km, rounded; nothing where only the name of the area is the same.",
		points: near,
		shared: func(f *facts) string { return kilometres(f.far) },
	}, {
		Name: CommonHours, Min: 0, Max: weightDay*mostDays + weightHour*mostHours,
		Says:   "They work at the same hours. Shared: the weekdays with enough of them, as in \"Tue Thu\".",
		points: commonHours,
		shared: commonDays,
	}, {
		Name: AlikeHabits, Min: -weightClash * countHabits, Max: weightAlike * countHabits,
		Says:   "They like to work in the same way, or not. Shared: the habits that agree, as codes of HabitCodes.",
		points: alikeHabits,
		shared: agreeing,
	}, {
		Name: HomeUsable, Min: 0, Max: weightHome,
		Says:   "At least one of their homes is a place for both.",
		points: func(f *facts) int { return when(f.reachable().Has(Home), weightHome) },
	}, {
		Name: BothReliable, Min: -200 / reliabilityStep, Max: 200 / reliabilityStep, Private: true,
		Says:   "Both came when they said they would.",
		points: func(f *facts) int { return (rating(f.a) + rating(f.b)) / reliabilityStep },
	}, {
		Name: TooSoon, Min: -weightSoon * mostSoon, Max: 0,
		Says:   "They were together within the cooldown. Shared: how many rounds ago.",
		bond:   true,
		points: tooSoon,
		shared: func(f *facts) string { return roundsAgo(f) },
	}, {
		Name: FellThrough, Min: -weightFell, Max: 0, Private: true,
		Says:   "A duo of theirs fell through within the cooldown.",
		bond:   true,
		points: func(f *facts) int { return -when(f.fell > 0 && f.in.soon(f.fell), weightFell) },
	}, {
		Name: CloseFriends, Min: -weightFriend, Max: 0, Private: true,
		Says:   "One of them said that with the other, a close friend, the work falls by the wayside.",
		bond:   true,
		points: func(f *facts) int { return -when(f.friends, weightFriend) },
	}, {
		Name: LastTime, Min: -2 * (weightRather + weightBadDay), Max: 2 * (weightGladly + weightGoodDay), Private: true,
		Says:   "What each of them told in private after their last session: whether it was a good working day, and whether they would again.",
		bond:   true,
		points: func(f *facts) int { return int(f.regards) },
	},
}

// MinScore and MaxScore bound every score.
var MinScore, MaxScore = bounds()

func bounds() (least, most int) {
	for i := range Table {
		least += Table[i].Min
		most += Table[i].Max
	}
	return least, most
}

// score is the sum of all terms.
func (f *facts) score() int {
	sum := 0
	for i := range Table {
		sum += Table[i].points(f)
	}
	return sum
}

// terms lists those that are not zero, in the order of Table.
func (f *facts) terms() []Term {
	var out []Term
	for i := range Table {
		row := &Table[i]
		points := row.points(f)
		if points == 0 {
			continue
		}
		t := Term{Name: row.Name, Points: points}
		if row.shared != nil {
			t.Shared = row.shared(f)
		}
		out = append(out, t)
	}
	return out
}

// Explanation says what would become of two members as a duo.
type Explanation struct {
	Obstacle Obstacle // "" if the gate is open
	Score    int
	Terms    []Term // those that are not zero, in the order of Table
}

// Explain is the gate and the score of any two members in the round described
// by in, as PlanRound would see them. Terms that are Private in Table are
// included; who shows them to a member must leave them out. It takes as long
// as Gate.
func Explain(a, b *Member, in *Input) Explanation {
	if a.ID == b.ID {
		return Explanation{Obstacle: Itself}
	}
	r := newRoster(in, []*Member{a, b})
	f := r.meet(0, 1)
	if o := f.obstacle(); o != "" {
		return Explanation{Obstacle: o}
	}
	return Explanation{Score: f.score(), Terms: f.terms()}
}

// Private reports whether the terms of that name are for nobody's eyes.
func (n TermName) Private() bool {
	for i := range Table {
		if Table[i].Name == n {
			return Table[i].Private
		}
	}
	return true
}

func when(holds bool, points int) int {
	if holds {
		return points
	}
	return 0
}

func onlyIf(holds bool, s string) string {
	if holds {
		return s
	}
	return ""
}

// rating is a reliability within its range.
func rating(c *candidate) int { return max(-100, min(c.Reliability, 100)) }
