package bot

import (
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// The small set of blocks that the messages and views are built from. Every
// builder keeps within Slack's limits with a margin, so that a long name or a
// long area can shorten a text but never lose a message.

const (
	sectionLimit = 2900
	fieldLimit   = 1900
	buttonLimit  = 70
	optionLimit  = 70
	textLimit    = 3500
)

// ActionID names a button or a select.
type ActionID string

// The actions. Those of a duo carry its ID as their value and nothing else;
// those of a
// venue, a wish or a change its ID; the others carry nothing.
const (
	actAccept    ActionID = "duo_accept"
	actSkip      ActionID = "duo_skip"
	actPlace     ActionID = "duo_place"
	actOtherHome ActionID = "duo_home"
	actIdea      ActionID = "duo_idea"
	actDay       ActionID = "duo_day"
	actAgree     ActionID = "wish_agree"
	actCancel    ActionID = "duo_cancel"
	actStay      ActionID = "duo_stay"
	actStay2     ActionID = "duo_stay_2"
	actStay3     ActionID = "duo_stay_3"
	actStay4     ActionID = "duo_stay_4"
	actStayDrop  ActionID = "stay_drop"
	actStayEnd   ActionID = "stay_end"
	actMet       ActionID = "checkin_met"
	actMissed    ActionID = "checkin_missed"
	actWhere     ActionID = "checkin_place" // which one follows, as with the next two
	actWasDay    ActionID = "checkin_day"
	actAgain     ActionID = "checkin_again"
	actTell      ActionID = "checkin_tell"
	actRewrite   ActionID = "tell_change"
	actJoin      ActionID = "card_join"
	actTry       ActionID = "card_try"
	actSitOut    ActionID = "card_skip"
	actPause     ActionID = "card_pause"
	actLeave     ActionID = "card_leave"

	actPauseUntil ActionID = "card_pause_until"

	actResume    ActionID = "card_resume"
	actProfile   ActionID = "card_profile"
	actForget    ActionID = "forget_me"
	actRun       ActionID = "admin_run"
	actAddPlace  ActionID = "place_add"
	actFixPlace  ActionID = "place_correct"
	actShutPlace ActionID = "place_close"
	actUndo      ActionID = "place_undo"
	actStart     ActionID = "day_start"
	actNoRhythm  ActionID = "day_none"
	actWrap      ActionID = "day_wrap"
	actDone      ActionID = "day_done"
	actGoogle    ActionID = "link_google"
	actOutlook   ActionID = "link_outlook"
	actRetry     ActionID = "undelivered_retry"
)

// say is a message of a fallback text and blocks. The text must say the
// essential: notifications and screen readers have nothing else.
func say(text string, blocks ...slack.Block) Message {
	return Message{Text: clip(text, textLimit), Blocks: slack.Blocks{BlockSet: blocks}}
}

// plainly is a message of one paragraph.
func plainly(text string) Message { return say(text, section(text)) }

// section is a paragraph of mrkdwn; what people typed in it went through
// escape.
func section(mrkdwn string) slack.Block {
	return &slack.SectionBlock{Type: slack.MBTSection, Text: mrkdwnText(clipMarkup(mrkdwn, sectionLimit))}
}

// small is a paragraph in small print.
func small(mrkdwn string) slack.Block {
	return slack.NewContextBlock("", *mrkdwnText(clipMarkup(mrkdwn, fieldLimit)))
}

// heading is a line in large print, plain text.
func heading(s string) slack.Block {
	return &slack.HeaderBlock{Type: slack.MBTHeader, Text: plainText(s, 140)}
}

func divider() slack.Block { return slack.NewDividerBlock() }

// buttons is a row of buttons.
func buttons(all ...*slack.ButtonBlockElement) slack.Block {
	elements := make([]slack.BlockElement, 0, len(all))
	for _, b := range all {
		elements = append(elements, b)
	}
	return slack.NewActionBlock("", elements...)
}

// button is a button; value is the ID of a duo or nothing.
func button(id ActionID, label, value string) *slack.ButtonBlockElement {
	return &slack.ButtonBlockElement{Type: slack.METButton, ActionID: string(id), Text: plainText(label, buttonLimit), Value: value}
}

func primary(b *slack.ButtonBlockElement) *slack.ButtonBlockElement {
	b.Style = slack.StylePrimary
	return b
}

// asking puts a question in front of a button.
func asking(b *slack.ButtonBlockElement, title, text, yes, no string) *slack.ButtonBlockElement {
	b.Confirm = &slack.ConfirmationBlockObject{
		Title: plainText(title, 90), Text: plainText(text, 280),
		Confirm: plainText(yes, 28), Deny: plainText(no, 28),
	}
	return b
}

func option(value, label string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, plainText(label, optionLimit), nil)
}

func mrkdwnText(s string) *slack.TextBlockObject {
	return &slack.TextBlockObject{Type: slack.MarkdownType, Text: s, Verbatim: true}
}

// plainText is text that Slack shows as it is. Angle brackets, which only
// what people typed can hold, are shown as single quotation marks, so that
// even a client that reads markup where there is none finds none.
func plainText(s string, limit int) *slack.TextBlockObject {
	s = brackets.Replace(clip(s, limit))
	return &slack.TextBlockObject{Type: slack.PlainTextType, Text: s}
}

var brackets = strings.NewReplacer("<", "‹", ">", "›")

// clipMarkup shortens mrkdwn without cutting through a mention, a link or an
// escaped character.
func clipMarkup(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	cut := string([]rune(s)[:limit-1])
	if i := strings.LastIndexByte(cut, '<'); i > strings.LastIndexByte(cut, '>') {
		cut = cut[:i]
	}
	if i := strings.LastIndexByte(cut, '&'); i >= 0 && i > len(cut)-6 && !strings.Contains(cut[i:], ";") {
		cut = cut[:i]
	}
	return cut + "…"
}
