package bot

import (
	"encoding/json"

	"cowork/bot/wording"
	"cowork/pairing"

	"github.com/slack-go/slack"
)

// The modals in which somebody tells everybody how it was, one in the place of
// the other: the form, the preview, and what became of it.

// The callbacks of the two that are submitted, and the block of the form.
const (
	experienceCallback = "experience"
	previewCallback    = "experience_preview"
	askWords           = "words"
)

// longestWords is how much somebody can say.
const longestWords = 300

// experienceView asks for the words. Trouble is what Slack or the state had
// against them, "" nothing.
func experienceView(v wording.Voice, duo pairing.DuoID, board, words, trouble string) slack.ModalViewRequest {
	lead := v.Say("experience.lead", "Channel", channel(board))
	if board == "" {
		lead = v.Say("experience.no_channel")
	}
	blocks := []slack.Block{section(lead), ask(askWords, v.Say("experience.words"), v.Say("experience.words.hint"), false, textOf(v.Say("experience.words.like"), words, longestWords, true))}
	if trouble != "" {
		blocks = append([]slack.Block{section("*" + v.Say("experience.trouble") + "* " + trouble)}, blocks...)
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: experienceCallback, PrivateMetadata: string(duo),
		Title: plainText(v.Say("experience.title"), 24), Submit: plainText(v.Say("experience.preview"), 24), Close: plainText(v.Say("experience.close"), 24),
		Blocks: slack.Blocks{BlockSet: blocks},
	}
}

// previewView shows a line as everybody will see it. If the channel has changed
// since its author looked, it says so.
func previewView(v wording.Voice, line draft, who pairing.MemberID, moved bool) slack.ModalViewRequest {
	blocks := []slack.Block{section(v.Say("experience.everybody", "Channel", channel(line.Board))), divider()}
	if moved {
		blocks = append([]slack.Block{section("*" + v.Say("experience.moved", "Channel", channel(line.Board)) + "*")}, blocks...)
	}
	blocks = append(blocks, experienceMessage(v, who, line.Words).Blocks.BlockSet...)
	blocks = append(blocks, divider(), buttons(button(actRewrite, v.Say("experience.change"), "")))
	carried, _ := json.Marshal(line) // texts alone: it cannot fail
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: previewCallback, PrivateMetadata: string(carried),
		Title: plainText(v.Say("experience.title"), 24), Submit: plainText(v.Say("experience.post"), 24), Close: plainText(v.Say("experience.close"), 24),
		Blocks: slack.Blocks{BlockSet: blocks},
	}
}

// experienceMessage is the line in the channel. It names nobody but its author.
func experienceMessage(v wording.Voice, who pairing.MemberID, words string) Message {
	text := v.Say("experience.text", "Who", whom(v, who), "Words", escape(words))
	return say(text, section(text), small(v.Say("experience.text.note")))
}

// onItsWayView takes the place of the preview until it is known what became of
// the line; it is found again by its name.
func onItsWayView(v wording.Voice, board, name string) slack.ModalViewRequest {
	view := arrivedView(v, board)
	view.ExternalID = name
	view.Blocks.BlockSet = []slack.Block{section(v.Say("experience.on_its_way", "Channel", channel(board)))}
	return view
}

// arrivedView says that the line is in the channel.
func arrivedView(v wording.Voice, board string) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText(v.Say("experience.title"), 24), Close: plainText(v.Say("experience.done"), 24),
		Blocks: slack.Blocks{BlockSet: []slack.Block{section(v.Say("experience.arrived", "Channel", channel(board)))}},
	}
}

// refusedLine says why a line is not in a channel, and what would help.
func refusedLine(v wording.Voice, board, code string) string {
	switch code {
	case "not_in_channel", "channel_not_found":
		return v.Say("experience.wrong.not_in", "Channel", channel(board))
	case "is_archived":
		return v.Say("experience.wrong.archived", "Channel", channel(board))
	case unsure:
		return v.Say("experience.wrong.unsure", "Channel", channel(board))
	}
	return v.Say("experience.wrong.refused", "Channel", channel(board))
}

// unsure is the code of a line of which nobody knows whether it arrived.
const unsure = "unsure"

// returnedMessage gives a line back to its author, who has closed the modal.
func returnedMessage(v wording.Voice, duo pairing.DuoID, words, why string) Message {
	return say(why, section(why), section(v.Say("experience.yours", "Words", escape(words))), buttons(button(actTell, v.Say("experience.again"), string(duo))))
}

// boardMessage tells an admin in which channel members tell how it was.
func boardMessage(v wording.Voice, board string, changed bool) Message {
	switch {
	case board == "" && changed:
		return plainly(v.Say("experience.board.off"))
	case board == "":
		return plainly(v.Say("experience.board.none"))
	case changed:
		return plainly(v.Say("experience.board.set", "Channel", channel(board)))
	}
	return plainly(v.Say("experience.board.is", "Channel", channel(board)))
}

// boardUnknownMessage answers an admin who names something that is no channel.
func boardUnknownMessage(v wording.Voice, typed string) Message {
	return plainly(v.Say("experience.board.unknown", "Typed", escape(clip(typed, 60))))
}
