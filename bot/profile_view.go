package bot

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"cowork/pairing"

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
	askAvoid     = "avoid"
	askWish      = "wish"
	askFriend    = "friend"
	askHabit     = "habit_" // the name of the habit follows
)

// Said is what a member says of others.
type Said struct{ Avoids, Wishes, Friends []pairing.MemberID }

// profileView is the modal, filled with what is known.
func profileView(p pairing.Profile, said Said, home HomeSaid) slack.ModalViewRequest {
	days, hours, except := weekParts(p.Week)
	blocks := []slack.Block{
		section("Say as little or as much as you like. Others see only what makes a match: a shared field, the distance, common hours."),
		ask(askField, "What you do", "", true, selectOf("Choose a field", fieldOptions(), fieldCode(p.Field))),
		ask(askOwnField, "Or in your own word", "", true, textOf("for example gardening", ownField(p.Field), 60, false)),
		ask(askSituation, "Your situation", "", true, selectOf("Choose", situationOptions(), p.Situation)),
		ask(askArea, "Where you live", "A town and a quarter are enough. No address, please.", true, textOf("for example Salzburg, Andräviertel", p.Area.Label, 100, false)),
		ask(askPoint, "Coordinates", "Latitude and longitude, for distances. They are rounded to about 1 km.", true, textOf("for example 47.81, 13.05", pointText(p.Area), 60, false)),
		ask(askTravel, "How far you travel, in km", "", false, numberOf(p.TravelKM, 1, 200)),
		ask(askDays, "Days you work", "", false, boxesOf(dayOptions(), days)),
		ask(askFrom, "From", "", false, timeOf(hours.From)),
		ask(askUntil, "Until", "Midnight is 00:00.", false, timeOf(hours.Until)),
		ask(askExcept, "Days that differ", "One after the other: Fri 9-13, Wed off", true, textOf("Fri 9-13, Wed off", except, 200, false)),
		ask(askKinds, "Where you like to work", "", false, boxesOf(kindOptions(), kindValues(p.Kinds))),
		ask(askHosting, "Opening your own home", "Never is fine, and owes nobody anything.", false, radioOf(hostingOptions(), strconv.Itoa(int(p.Hosting)))),
		ask(askHomesSoon, "At a first meeting", "", true, boxesOf(soonOptions(), soonValue(p.HomesSoon))),
	}
	blocks = append(blocks, homeBlocks(home)...)
	for _, h := range habitQuestions {
		blocks = append(blocks, ask(askHabit+h.name, h.label, "", false, selectOf("Choose", h.options(), strconv.Itoa(int(*h.of(&p.Habits))))))
	}
	blocks = append(blocks,
		ask(askWish, "People you would like to work next to", "They hear of it only if it is mutual.", true, usersOf("Choose people", said.Wishes)),
		ask(askAvoid, "People you never want to be paired with", "Only you see this.", true, usersOf("Choose people", said.Avoids)),
		ask(askFriend, "Close friends, with whom work falls by the wayside", "Only you see this. You are paired with them only if nothing else fits.", true, usersOf("Choose people", said.Friends)),
	)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: profileCallback,
		Title: plainText("Your profile", 24), Submit: plainText("Save", 24), Close: plainText("Not now", 24),
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

func fieldOptions() []*slack.OptionBlockObject {
	var all []*slack.OptionBlockObject
	for _, f := range pairing.Fields {
		all = append(all, option(f, capital(fieldNames[f])))
	}
	return all
}

// fieldCode is the field if it is one of the offered ones.
func fieldCode(field string) string {
	if _, ok := fieldNames[field]; ok {
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

func situationOptions() []*slack.OptionBlockObject {
	var all []*slack.OptionBlockObject
	for _, s := range pairing.Situations {
		all = append(all, option(s, situationLabels[s]))
	}
	return all
}

// weekOrder is the week as people read it.
var weekOrder = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

func dayOptions() []*slack.OptionBlockObject {
	var all []*slack.OptionBlockObject
	for _, d := range weekOrder {
		all = append(all, option(strconv.Itoa(int(d)), d.String()))
	}
	return all
}

func kindOptions() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{
		option(strconv.Itoa(int(pairing.Public)), "Cafés, libraries, museums and the like"),
		option(strconv.Itoa(int(pairing.Home)), "At a partner’s home"),
		option(strconv.Itoa(int(pairing.Remote)), "Remotely, over a call"),
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

func hostingOptions() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{
		option(strconv.Itoa(int(pairing.Never)), "Never"),
		option(strconv.Itoa(int(pairing.Sometimes)), "Sometimes"),
		option(strconv.Itoa(int(pairing.Gladly)), "Gladly"),
	}
}

func soonOptions() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{option("yes", "Homes are fine from the first time on")}
}

func soonValue(soon bool) []string {
	if soon {
		return []string{"yes"}
	}
	return nil
}

// habitQuestion is one scale of pairing.Habits as the modal asks it.
type habitQuestion struct {
	name, label     string
	less, same, yes string
	of              func(*pairing.Habits) *int8
}

var habitQuestions = []habitQuestion{
	{"talk", "Talking", "I like silence", "Either is fine", "I like a chat now and then", func(h *pairing.Habits) *int8 { return &h.Talk }},
	{"calls", "Calls", "No calls beside me, please", "Either is fine", "I take calls", func(h *pairing.Habits) *int8 { return &h.Calls }},
	{"music", "Music", "No music, please", "Either is fine", "Music in the room", func(h *pairing.Habits) *int8 { return &h.Music }},
	{"breaks", "Breaks", "Few breaks, long stretches", "Either is fine", "Short breaks, often", func(h *pairing.Habits) *int8 { return &h.Breaks }},
	{"pets", "Pets", "Not near pets, please", "Either is fine", "I have pets", func(h *pairing.Habits) *int8 { return &h.Pets }},
	{"smoke", "Smoke", "Not near smoke, please", "Either is fine", "I smoke", func(h *pairing.Habits) *int8 { return &h.Smoke }},
}

func (h habitQuestion) options() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{option("-1", h.less), option("0", h.same), option("1", h.yes)}
}

// pointText is a location as the modal shows it.
func pointText(a pairing.Area) string {
	if !a.Located {
		return ""
	}
	return strconv.FormatFloat(a.Lat, 'f', -1, 64) + ", " + strconv.FormatFloat(a.Lon, 'f', -1, 64)
}

// savedView takes the place of the modal for somebody who has not joined.
func savedView() slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText("Your profile", 24), Close: plainText("Close", 24),
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			section("Your profile is saved. You are not taking part yet: `/cowork join` is all it takes, and `/cowork try` is for one round only."),
		}},
	}
}

// slowModalMessage answers when Slack did not open the modal in time.
func slowModalMessage() Message {
	return plainly("Slack did not open your profile in time. Please try once more: `/cowork profile`.")
}
