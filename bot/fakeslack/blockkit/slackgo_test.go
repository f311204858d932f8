package blockkit_test

import (
	"encoding/json"
	"testing"

	"github.com/slack-go/slack"

	"cowork/bot/fakeslack/blockkit"
)

// TestSlackGoIsTaken: what the bot's client library writes, field for field, is what Slack takes. A library that wrote
// an empty url or a null option would be refused here first.
func TestSlackGoIsTaken(t *testing.T) {
	plain := func(s string) *slack.TextBlockObject {
		return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
	}
	markup := slack.NewTextBlockObject(slack.MarkdownType, "*x*", false, false)
	option := slack.NewOptionBlockObject("a", plain("A"), plain("first"))
	button := slack.NewButtonBlockElement("go", "v", plain("Go")).WithStyle(slack.StylePrimary)
	button.Confirm = slack.NewConfirmationBlockObject(plain("t"), markup, plain("y"), plain("n"))
	choice := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("p"), "choice", option).WithInitialOption(option)
	input := func(id string, element slack.BlockElement) slack.Block {
		return slack.NewInputBlock(id, plain("label"), plain("hint"), element)
	}
	blocks := slack.Blocks{BlockSet: []slack.Block{
		slack.NewHeaderBlock(plain("h")),
		slack.NewSectionBlock(markup, []*slack.TextBlockObject{markup}, slack.NewAccessory(choice)),
		slack.NewContextBlock("", markup, slack.NewImageBlockElement("https://example.org/a.png", "alt")),
		slack.NewDividerBlock(),
		slack.NewActionBlock("", button, slack.NewOverflowBlockElement("more", option),
			slack.NewDatePickerBlockElement("day"), slack.NewTimePickerBlockElement("hour")),
		slack.NewImageBlock("https://example.org/a.png", "alt", "", plain("t")),
		slack.NewRichTextBlock("", slack.NewRichTextSection(slack.NewRichTextSectionTextElement("x", nil))),
		input("text", slack.NewPlainTextInputBlockElement(plain("p"), "v")),
		input("checks", slack.NewCheckboxGroupsBlockElement("v", option)),
		input("radios", slack.NewRadioButtonsBlockElement("v", option)),
		input("several", slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, plain("p"), "v", option)),
		input("person", slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain("p"), "v")),
		input("people", slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeUser, plain("p"), "v")),
		input("channel", slack.NewOptionsSelectBlockElement(slack.OptTypeConversations, plain("p"), "v")),
		input("number", slack.NewNumberInputBlockElement(plain("p"), "v", false)),
		input("mail", slack.NewEmailTextInputBlockElement(plain("p"), "v")),
		input("link", slack.NewURLTextInputBlockElement(plain("p"), "v")),
		input("moment", slack.NewDateTimePickerBlockElement("v")),
	}}
	written := func(v any) json.RawMessage {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	if said := blockkit.ValidateMessage(written(blocks)); said != nil {
		t.Errorf("the message is refused: %q", said)
	}
	modal := slack.ModalViewRequest{
		Type: slack.VTModal, Title: plain("t"), Submit: plain("s"), Close: plain("c"), Blocks: blocks,
		PrivateMetadata: "m", CallbackID: "c", ExternalID: "e", NotifyOnClose: true,
	}
	if said := blockkit.ValidateView(written(modal)); said != nil {
		t.Errorf("the modal is refused: %q", said)
	}
	home := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: blocks}
	if said := blockkit.ValidateView(written(home)); said != nil {
		t.Errorf("the home tab is refused: %q", said)
	}
	if n := len(blockkit.Elements(written(blocks))); n != 16 {
		t.Errorf("%d elements to act on, want 16", n)
	}
}
