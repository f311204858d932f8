package bot

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cowork/bot/wording"
	"cowork/pairing"

	"github.com/slack-go/slack"
)

// readProfile reads a submitted profile modal. What is wrong comes back by
// block, to stand under the input concerned; nothing is saved then, and the
// modal stays open with everything that was typed.
func readProfile(me pairing.MemberID, state map[string]map[string]slack.BlockAction) (pairing.Profile, Said, HomeSaid, map[string]string) {
	f := form{state: state, errors: map[string]string{}}
	p := pairing.Profile{
		Field:     f.option(askField, pairing.Fields),
		Situation: f.option(askSituation, pairing.Situations),
		Area:      f.area(),
		TravelKM:  f.travel(),
		Kinds:     f.kinds(),
		Hosting:   f.hosting(),
		HomesSoon: len(f.at(askHomesSoon).SelectedOptions) > 0,
		Week:      f.week(),
	}
	if own := f.line(askOwnField, 60); own != "" {
		p.Field = own
	}
	for _, h := range habitQuestions {
		switch f.at(askHabit + h.name).SelectedOption.Value {
		case "-1":
			*h.of(&p.Habits) = -1
		case "1":
			*h.of(&p.Habits) = 1
		}
	}
	home := f.home()
	said := Said{Avoids: f.people(askAvoid, me), Wishes: f.people(askWish, me), Friends: f.people(askFriend, me)}
	for _, id := range said.Avoids {
		if slices.Contains(said.Wishes, id) {
			f.errors[askWish] = "Somebody stands here and among those you never want to be paired with. Please choose one."
		}
	}
	return p, said, home, f.errors
}

// form is the state of a submitted modal and what is wrong with it.
type form struct {
	voice  wording.Voice
	state  map[string]map[string]slack.BlockAction
	errors map[string]string
}

func (f form) at(block string) slack.BlockAction { return f.state[block][answerAction] }

// line is a line of text without the spaces around it.
func (f form) line(block string, longest int) string {
	s := strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\r' {
			return ' '
		}
		if invisible(r) {
			return -1
		}
		return r
	}, f.at(block).Value))
	if utf8.RuneCountInString(s) > longest {
		f.errors[block] = fmt.Sprintf("This is longer than %d characters. A few words are enough.", longest)
		return ""
	}
	return s
}

// option is a selected option, "" if it is none that was offered.
func (f form) option(block string, offered []string) string {
	if v := f.at(block).SelectedOption.Value; slices.Contains(offered, v) {
		return v
	}
	return ""
}

func (f form) area() pairing.Area {
	a := pairing.Area{Label: f.line(askArea, 100)}
	typed := f.line(askPoint, 60)
	if typed == "" {
		return a
	}
	lat, lon, ok := parsePoint(typed)
	if !ok {
		f.errors[askPoint] = "Two numbers with a comma between them work, such as 47.81, 13.05: latitude first, then longitude."
		return a
	}
	a.Located, a.Lat, a.Lon = true, coarse(lat), coarse(lon)
	return a
}

// coarse rounds a coordinate to about 1 km; no more than that is kept.
func coarse(x float64) float64 { return math.Round(x*100) / 100 }

// parsePoint reads latitude and longitude, with a comma, a semicolon or
// spaces between them.
func parsePoint(s string) (lat, lon float64, ok bool) {
	parts := strings.FieldsFunc(fold(s), func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '°' })
	if len(parts) != 2 {
		return 0, 0, false
	}
	lat, err1 := strconv.ParseFloat(parts[0], 64)
	lon, err2 := strconv.ParseFloat(parts[1], 64)
	ok = err1 == nil && err2 == nil && math.Abs(lat) <= 90 && math.Abs(lon) <= 180 // NaN fails both
	return lat, lon, ok
}

func (f form) travel() int {
	km, err := strconv.ParseFloat(strings.TrimSpace(f.at(askTravel).Value), 64)
	if err != nil || !(km >= 1 && km <= 200) {
		f.errors[askTravel] = "A number of kilometres from 1 to 200 works."
		return 0
	}
	return int(km)
}

func (f form) kinds() pairing.Kinds {
	var k pairing.Kinds
	for _, o := range f.at(askKinds).SelectedOptions {
		for _, one := range []pairing.Kinds{pairing.Home, pairing.Public, pairing.Remote} {
			if o.Value == strconv.Itoa(int(one)) {
				k |= one
			}
		}
	}
	if k == 0 {
		f.errors[askKinds] = "Please choose at least one kind of place; remotely is one too."
	}
	return k
}

func (f form) hosting() pairing.Hosting {
	for _, h := range []pairing.Hosting{pairing.Sometimes, pairing.Gladly} {
		if f.at(askHosting).SelectedOption.Value == strconv.Itoa(int(h)) {
			return h
		}
	}
	return pairing.Never
}

func (f form) week() pairing.Week {
	var days []time.Weekday
	for _, o := range f.at(askDays).SelectedOptions {
		if n, err := strconv.Atoi(o.Value); err == nil && n >= 0 && n <= 6 {
			days = append(days, time.Weekday(n))
		}
	}
	from, ok := parseClock(f.at(askFrom).SelectedTime)
	if !ok {
		f.errors[askFrom] = "A time of day such as 09:00 works."
	}
	until, ok2 := parseClock(f.at(askUntil).SelectedTime)
	if !ok2 {
		f.errors[askUntil] = "A time of day such as 17:00 works."
	}
	if until == 0 {
		until = 24 * 60
	}
	if ok && ok2 && from >= until {
		f.errors[askUntil] = "This is not after the beginning. Hours over midnight do not work here."
	}
	w, unread := weekOf(sortedDays(days), pairing.Hours{From: from, Until: until}, f.line(askExcept, 200))
	if unread != "" {
		f.errors[askExcept] = fmt.Sprintf("I cannot read “%s”. This works: Fri 9-13, Wed off", plainText(inert(unread), 60).Text)
	}
	if w == (pairing.Week{}) && unread == "" && ok && ok2 {
		f.errors[askDays] = "Please choose at least one day."
	}
	return w
}

func (f form) people(block string, me pairing.MemberID) []pairing.MemberID {
	var all []pairing.MemberID
	for _, id := range f.at(block).SelectedUsers {
		m := pairing.MemberID(id)
		if m == me {
			f.errors[block] = "You are on this list yourself; it is for others."
			continue
		}
		if isSlackID(id) && !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	return all
}
