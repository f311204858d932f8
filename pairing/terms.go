package pairing

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// soon reports whether a round lies within the cooldown before this one.
func (in *Input) soon(round int32) bool { return in.ago(round) <= in.Rules.Cooldown }

// repeats reports whether the two would meet again within the cooldown, which is
// no repeat where that is what they agreed on.
func (f *facts) repeats() bool { return f.together > 0 && f.in.soon(f.last) && !f.kept }

func longAgo(f *facts) int {
	if f.together == 0 {
		return 0
	}
	return weightRoundAgo * max(0, min(f.in.ago(f.last), mostRoundsAgo))
}

func oftenTogether(f *facts) int { return -weightTimes * min(int(f.together), mostTimes) }

func tooSoon(f *facts) int {
	if !f.repeats() {
		return 0
	}
	left := f.in.Rules.Cooldown + 1 - f.in.ago(f.last)
	return -weightSoon * max(1, min(left, mostSoon))
}

func roundsAgo(f *facts) string { return strconv.Itoa(f.in.ago(f.last)) }

// points is what one regard is worth.
func (r Regard) points() int32 {
	points := 0
	switch {
	case r.Again > 0:
		points += weightGladly
	case r.Again < 0:
		points -= weightRather
	}
	switch {
	case r.Day > 0:
		points += weightGoodDay
	case r.Day < 0:
		points -= weightBadDay
	}
	return int32(points)
}

// alike lists the situations of work that have much in common.
var alike = [][2]string{
	{"freelancer", "founder"},  // their own masters
	{"between", "student"},     // with a plan of their own and no office
	{"between", "freelancer"},  // looking for what comes next
	{"employee", "freelancer"}, // working for others, from home
}

// likeness holds the points of any two situations by their positions.
var likeness = func() [][]int {
	table := make([][]int, len(Situations))
	for i := range table {
		table[i] = make([]int, len(Situations))
		table[i][i] = weightSituation
	}
	for _, pair := range alike {
		i, j := slices.Index(Situations, pair[0]), slices.Index(Situations, pair[1])
		table[i][j], table[j][i] = weightSituationLike, weightSituationLike
	}
	return table
}()

func likeSituation(f *facts) int {
	if f.a.situation < 0 || f.b.situation < 0 {
		return 0
	}
	return likeness[f.a.situation][f.b.situation]
}

// nearness lists the bands of distance, nearest first.
var nearness = []struct{ metres, points int }{
	{1_000, 90}, {2_500, 80}, {5_000, 65}, {10_000, 45}, {20_000, 25}, {40_000, 10},
}

// weightSameLabel is for areas of the same name without coordinates.
const weightSameLabel = 65

func near(f *facts) int {
	if f.far == sameLabel {
		return weightSameLabel
	}
	if !f.far.known() {
		return 0
	}
	for _, band := range nearness {
		if int(f.far) <= band.metres {
			return band.points
		}
	}
	return 0
}

func kilometres(d far) string {
	if !d.known() {
		return ""
	}
	return strconv.Itoa((int(d) + 500) / 1000)
}

func commonHours(f *facts) int {
	return weightDay*min(f.days, mostDays) + weightHour*int(min(f.longest/3600, mostHours))
}

// commonDays names the weekdays on which the two share enough hours, by the
// calendar of the first.
func commonDays(f *facts) string {
	var names []string
	var seen [7]bool
	for _, w := range common(nil, f.a.free, f.b.free, f.in.Rules.least()) {
		day := time.Unix(w.start, 0).In(f.a.Zone).Weekday()
		if !seen[day] {
			seen[day] = true
			names = append(names, day.String()[:3])
		}
	}
	return strings.Join(names, " ")
}

// habit is one scale of Habits.
type habit struct {
	of        func(*Habits) int8
	less, yes string // codes of its two ends
}

var habits = [countHabits]habit{
	{func(h *Habits) int8 { return h.Talk }, "silence", "chat"},
	{func(h *Habits) int8 { return h.Calls }, "no-calls", "calls"},
	{func(h *Habits) int8 { return h.Music }, "no-music", "music"},
	{func(h *Habits) int8 { return h.Breaks }, "long-stretches", "short-breaks"},
	{func(h *Habits) int8 { return h.Pets }, "no-pets", "pets"},
	{func(h *Habits) int8 { return h.Smoke }, "no-smoke", "smoke"},
}

// HabitCodes lists the codes that Term.Shared holds for AlikeHabits, joined by
// spaces.
func HabitCodes() []string {
	var codes []string
	for _, h := range habits {
		codes = append(codes, h.less, h.yes)
	}
	return codes
}

func alikeHabits(f *facts) int {
	points := 0
	for i := range habits {
		switch product := int(habits[i].of(&f.a.Habits)) * int(habits[i].of(&f.b.Habits)); {
		case product > 0:
			points += weightAlike
		case product < 0:
			points -= weightClash
		}
	}
	return points
}

func agreeing(f *facts) string {
	var codes []string
	for i := range habits {
		a, b := habits[i].of(&f.a.Habits), habits[i].of(&f.b.Habits)
		switch {
		case a > 0 && b > 0:
			codes = append(codes, habits[i].yes)
		case a < 0 && b < 0:
			codes = append(codes, habits[i].less)
		}
	}
	return strings.Join(codes, " ")
}
