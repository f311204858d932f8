package bot

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// readProfile reads a submitted profile modal. What is wrong comes back by
// block, to stand under the input concerned; nothing is saved then, and the
// modal stays open with everything that was typed.
func readProfile(v wording.Voice, me pairing.MemberID, state map[string]map[string]slack.BlockAction) (pairing.Profile, storage.Personal, Said, HomeSaid, map[string]string) {
	f := form{voice: v, state: state, errors: map[string]string{}}
	p := pairing.Profile{
		Field:     f.option(askField, pairing.Fields),
		Situation: f.option(askSituation, pairing.Situations),
		Area:      f.area(),
		TravelKM:  f.travel(),
		Kinds:     f.kinds(),
		Hosting:   f.hosting(),
		HomesSoon: len(f.at(askHomesSoon).SelectedOptions) > 0,
		Week:      f.week(),
		Needs:     f.offers(askNeeds),
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
	own := storage.Personal{Line: f.line(askOwnLine, mostLine)}
	for _, o := range f.at(askRemind).SelectedOptions {
		own.Evening, own.Morning = own.Evening || o.Value == remindEvening, own.Morning || o.Value == remindMorning
	}
	home := f.home()
	said := Said{Avoids: f.people(askAvoid, me), Wishes: f.people(askWish, me), Friends: f.people(askFriend, me)}
	for _, id := range said.Avoids {
		if slices.Contains(said.Wishes, id) {
			f.errors[askWish] = v.Say("profile.wrong.both")
		}
	}
	return p, own, said, home, f.errors
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
		f.errors[block] = f.voice.Count("profile.wrong.long", longest)
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
		f.errors[askPoint] = f.voice.Say("profile.wrong.point")
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
		f.errors[askTravel] = f.voice.Say("profile.wrong.travel")
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
		f.errors[askKinds] = f.voice.Say("profile.wrong.kinds")
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
		f.errors[askFrom] = f.voice.Say("profile.wrong.from")
	}
	until, ok2 := parseClock(f.at(askUntil).SelectedTime)
	if !ok2 {
		f.errors[askUntil] = f.voice.Say("profile.wrong.until")
	}
	if until == 0 {
		until = 24 * 60
	}
	if ok && ok2 && from >= until {
		f.errors[askUntil] = f.voice.Say("profile.wrong.order")
	}
	w, unread := weekOf(sortedDays(days), pairing.Hours{From: from, Until: until}, f.line(askExcept, 200))
	if unread != "" {
		f.errors[askExcept] = f.voice.Say("profile.wrong.except", "Typed", plainText(inert(unread), 60).Text)
	}
	if w == (pairing.Week{}) && unread == "" && ok && ok2 {
		f.errors[askDays] = f.voice.Say("profile.wrong.days")
	}
	return w
}

func (f form) people(block string, me pairing.MemberID) []pairing.MemberID {
	var all []pairing.MemberID
	for _, id := range f.at(block).SelectedUsers {
		m := pairing.MemberID(id)
		if m == me {
			f.errors[block] = f.voice.Say("profile.wrong.self")
			continue
		}
		if isSlackID(id) && !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	return all
}
