package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// The profile modal: what a member says about how, where and when they work.
// Each input has a block of its own, named after what it asks, so that an
// error can stand under it.

// profileCallback names the modal in what Slack sends when it is submitted.
const profileCallback = "profile"

// answerAction is the action ID of every input; the block says which it is.
const answerAction = "answer"

// The blocks of the profile modal.
const (
	askField     = "field"
	askOwnField  = "own_field"
	askOwnLine   = "line"
	askSituation = "situation"
	askArea      = "area"
	askPoint     = "point"
	askTravel    = "travel"
	askDays      = "days"
	askFrom      = "from"
	askUntil     = "until"
	askExcept    = "except"
	askKinds     = "kinds"
	askHosting   = "hosting"
	askHomesSoon = "homes_soon"
	askRemind    = "remind"
	askAvoid     = "avoid"
	askWish      = "wish"
	askFriend    = "friend"
	askHabit     = "habit_" // the name of the habit follows
)

// Said is what a member says of others.
type Said struct{ Avoids, Wishes, Friends []pairing.MemberID }

// profileView is the modal, filled with what is known.
func profileView(v wording.Voice, p pairing.Profile, own storage.Personal, said Said, home HomeSaid) slack.ModalViewRequest {
	days, hours, except := weekParts(v, p.Week)
	blocks := []slack.Block{
		section(v.Say("profile.lead")),
		ask(askField, v.Say("profile.field"), "", true, selectOf(v.Say("profile.field.choose"), fieldOptions(v), fieldCode(p.Field))),
		ask(askOwnField, v.Say("profile.own_field"), "", true, textOf(v.Say("profile.own_field.like"), ownField(p.Field), 60, false)),
		ask(askOwnLine, v.Say("profile.line"), v.Say("profile.line.hint"), true, textOf(v.Say("profile.line.like"), own.Line, mostLine, false)),
		ask(askSituation, v.Say("profile.situation"), "", true, selectOf(v.Say("profile.choose"), situationOptions(v), p.Situation)),
		ask(askArea, v.Say("profile.area"), v.Say("profile.area.hint"), true, textOf(v.Say("profile.area.like"), p.Area.Label, 100, false)),
		ask(askPoint, v.Say("profile.point"), v.Say("profile.point.hint"), true, textOf(v.Say("profile.point.like"), pointText(p.Area), 60, false)),
		ask(askTravel, v.Say("profile.travel"), "", false, numberOf(p.TravelKM, 1, 200)),
		ask(askDays, v.Say("profile.days"), "", false, boxesOf(dayOptions(v), days)),
		ask(askFrom, v.Say("profile.from"), "", false, timeOf(hours.From)),
		ask(askUntil, v.Say("profile.until"), v.Say("profile.until.hint"), false, timeOf(hours.Until)),
		ask(askExcept, v.Say("profile.except"), v.Say("profile.except.hint"), true, textOf(v.Say("profile.except.like"), except, 200, false)),
		ask(askKinds, v.Say("profile.kinds"), "", false, boxesOf(kindOptions(v), kindValues(p.Kinds))),
		ask(askHosting, v.Say("profile.hosting"), v.Say("profile.hosting.hint"), false, radioOf(hostingOptions(v), strconv.Itoa(int(p.Hosting)))),
		ask(askHomesSoon, v.Say("profile.soon"), "", true, boxesOf(soonOptions(v), soonValue(p.HomesSoon))),
	}
	blocks = append(blocks, needsBlock(v, p.Needs))
	blocks = append(blocks, homeBlocks(v, home)...)
	for _, h := range habitQuestions {
		blocks = append(blocks, ask(askHabit+h.name, v.Say("profile.habit."+h.name), "", false, selectOf(v.Say("profile.choose"), h.options(v), strconv.Itoa(int(*h.of(&p.Habits))))))
	}
	people := v.Say("profile.people.choose")
	blocks = append(blocks,
		ask(askRemind, v.Say("profile.remind"), v.Say("profile.remind.hint"), true, boxesOf(remindOptions(v), remindValues(own))),
		ask(askWish, v.Say("profile.wish"), v.Say("profile.wish.hint"), true, usersOf(people, said.Wishes)),
		ask(askAvoid, v.Say("profile.avoid"), v.Say("profile.avoid.hint"), true, usersOf(people, said.Avoids)),
		ask(askFriend, v.Say("profile.friend"), v.Say("profile.friend.hint"), true, usersOf(people, said.Friends)),
	)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: profileCallback,
		Title: plainText(v.Say("profile.title"), 24), Submit: plainText(v.Say("profile.save"), 24), Close: plainText(v.Say("profile.not_now"), 24),
		Blocks: slack.Blocks{BlockSet: blocks},
	}
}

// ask is one question of a modal.
func ask(id, label, hint string, optional bool, element slack.BlockElement) slack.Block {
	b := &slack.InputBlock{Type: slack.MBTInput, BlockID: id, Label: plainText(label, 150), Element: element, Optional: optional}
	if hint != "" {
		b.Hint = plainText(hint, 150)
	}
	return b
}

// selectOf is a select; the option whose value is chosen is there at first.
func selectOf(placeholder string, options []*slack.OptionBlockObject, chosen string) slack.BlockElement {
	return &slack.SelectBlockElement{
		Type: slack.OptTypeStatic, ActionID: answerAction, Placeholder: plainText(placeholder, 150),
		Options: options, InitialOption: find(options, chosen),
	}
}

func radioOf(options []*slack.OptionBlockObject, chosen string) slack.BlockElement {
	return &slack.RadioButtonsBlockElement{Type: slack.METRadioButtons, ActionID: answerAction, Options: options, InitialOption: find(options, chosen)}
}

func boxesOf(options []*slack.OptionBlockObject, chosen []string) slack.BlockElement {
	e := &slack.CheckboxGroupsBlockElement{Type: slack.METCheckboxGroups, ActionID: answerAction, Options: options}
	for _, c := range chosen {
		if o := find(options, c); o != nil {
			e.InitialOptions = append(e.InitialOptions, o)
		}
	}
	return e
}

// textOf is a line of text; what is known stands in it as it was typed.
func textOf(placeholder, value string, longest int, many bool) slack.BlockElement {
	return &slack.PlainTextInputBlockElement{
		Type: slack.METPlainTextInput, ActionID: answerAction, Placeholder: plainText(placeholder, 150),
		InitialValue: value, MaxLength: longest, Multiline: many,
	}
}

func numberOf(value, least, most int) slack.BlockElement {
	return &slack.NumberInputBlockElement{
		Type: slack.METNumber, ActionID: answerAction, InitialValue: strconv.Itoa(value),
		MinValue: strconv.Itoa(least), MaxValue: strconv.Itoa(most),
	}
}

func timeOf(minutes int) slack.BlockElement {
	return &slack.TimePickerBlockElement{Type: slack.METTimepicker, ActionID: answerAction, InitialTime: clockOf(minutes % 1440)}
}

func usersOf(placeholder string, chosen []pairing.MemberID) slack.BlockElement {
	e := &slack.MultiSelectBlockElement{Type: slack.MultiOptTypeUser, ActionID: answerAction, Placeholder: plainText(placeholder, 150)}
	for _, id := range chosen {
		if !strings.HasPrefix(string(id), gone) {
			e.InitialUsers = append(e.InitialUsers, string(id))
		}
	}
	return e
}

func find(options []*slack.OptionBlockObject, value string) *slack.OptionBlockObject {
	for _, o := range options {
		if o.Value == value {
			return o
		}
	}
	return nil
}

// clockOf is minutes after midnight as 09:30.
func clockOf(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

func fieldOptions(v wording.Voice) []*slack.OptionBlockObject {
	var all []*slack.OptionBlockObject
	for _, f := range pairing.Fields {
		all = append(all, option(f, v.Say("profile.field."+f)))
	}
	return all
}

// fieldCode is the field if it is one of the offered ones.
func fieldCode(field string) string {
	if slices.Contains(pairing.Fields, field) {
		return field
	}
	return ""
}

// ownField is the field if it is the member's own word.
func ownField(field string) string {
	if fieldCode(field) == "" {
		return field
	}
	return ""
}

func situationOptions(v wording.Voice) []*slack.OptionBlockObject {
	var all []*slack.OptionBlockObject
	for _, s := range pairing.Situations {
		all = append(all, option(s, v.Say("profile.situation."+s)))
	}
	return all
}

// weekOrder is the week as people read it.
var weekOrder = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

func dayOptions(v wording.Voice) []*slack.OptionBlockObject {
	var all []*slack.OptionBlockObject
	for _, d := range weekOrder {
		all = append(all, option(strconv.Itoa(int(d)), capital(v.Weekday(d))))
	}
	return all
}

func kindOptions(v wording.Voice) []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{
		option(strconv.Itoa(int(pairing.Public)), v.Say("profile.kinds.public")),
		option(strconv.Itoa(int(pairing.Home)), v.Say("profile.kinds.home")),
		option(strconv.Itoa(int(pairing.Remote)), v.Say("profile.kinds.remote")),
	}
}

func kindValues(k pairing.Kinds) []string {
	var all []string
	for _, one := range []pairing.Kinds{pairing.Public, pairing.Home, pairing.Remote} {
		if k.Has(one) {
			all = append(all, strconv.Itoa(int(one)))
		}
	}
	return all
}

func hostingOptions(v wording.Voice) []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{
		option(strconv.Itoa(int(pairing.Never)), v.Say("profile.hosting.never")),
		option(strconv.Itoa(int(pairing.Sometimes)), v.Say("profile.hosting.sometimes")),
		option(strconv.Itoa(int(pairing.Gladly)), v.Say("profile.hosting.gladly")),
	}
}

func soonOptions(v wording.Voice) []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{option("yes", v.Say("profile.soon.yes"))}
}

func soonValue(soon bool) []string {
	if soon {
		return []string{"yes"}
	}
	return nil
}

func remindOptions(v wording.Voice) []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{option(remindEvening, v.Say("profile.remind.evening")), option(remindMorning, v.Say("profile.remind.morning"))}
}

func remindValues(own storage.Personal) (values []string) {
	if own.Evening {
		values = append(values, remindEvening)
	}
	if own.Morning {
		values = append(values, remindMorning)
	}
	return values
}

// habitQuestion is one scale of pairing.Habits as the modal asks it; its words
// are in the catalogue under its name.
type habitQuestion struct {
	name string
	of   func(*pairing.Habits) *int8
}

var habitQuestions = []habitQuestion{
	{"talk", func(h *pairing.Habits) *int8 { return &h.Talk }},
	{"calls", func(h *pairing.Habits) *int8 { return &h.Calls }},
	{"music", func(h *pairing.Habits) *int8 { return &h.Music }},
	{"breaks", func(h *pairing.Habits) *int8 { return &h.Breaks }},
	{"pets", func(h *pairing.Habits) *int8 { return &h.Pets }},
	{"smoke", func(h *pairing.Habits) *int8 { return &h.Smoke }},
}

func (h habitQuestion) options(v wording.Voice) []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{
		option("-1", v.Say("profile.habit."+h.name+".less")), option("0", v.Say("profile.either")), option("1", v.Say("profile.habit."+h.name+".more")),
	}
}

// pointText is a location as the modal shows it.
func pointText(a pairing.Area) string {
	if !a.Located {
		return ""
	}
	return strconv.FormatFloat(a.Lat, 'f', -1, 64) + ", " + strconv.FormatFloat(a.Lon, 'f', -1, 64)
}

// savedView takes the place of the modal for somebody who has not joined.
func savedView(v wording.Voice) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText(v.Say("profile.title"), 24), Close: plainText(v.Say("profile.close"), 24),
		Blocks: slack.Blocks{BlockSet: []slack.Block{section(v.Say("profile.saved"))}},
	}
}

// slowModalMessage answers when Slack did not open the modal in time.
func slowModalMessage(v wording.Voice) Message { return plainly(v.Say("profile.slow")) }
