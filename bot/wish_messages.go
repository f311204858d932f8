package bot

import (
	"fmt"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// What a confirmed duo reads when one of it would like another place or day.

// wishWords say what is wished for, in a text about a day or one about a
// place.
func wishWords(day, place string, w storage.Change, d *pairing.Duo, cast Cast) string {
	r := cast.together()
	if w.Session != d.Session {
		moved := *d
		moved.Session = w.Session
		return r.Voice.Say(day, "When", hoursForAll(&moved, cast), "Who", whom(r.Voice, w.Person))
	}
	return r.Voice.Say(place, "Where", r.suggestion(w.Place, cast), "Who", whom(r.Voice, w.Person))
}

// wishedMessage tells a duo what one of it would like.
func wishedMessage(w storage.Change, d *pairing.Duo, cast Cast) Message {
	text := wishWords("wish.day", "wish.place", w, d, cast)
	return say(text, section(text), buttons(primary(button(actAgree, cast.Voice.Say("wish.agree"), string(w.ID)))), small(cast.Voice.Say("wish.note")))
}

// wishTrueMessage takes its place once everybody agreed; the duo is as it was.
func wishTrueMessage(w storage.Change, d *pairing.Duo, cast Cast) Message {
	return plainly(wishWords("wish.settled.day", "wish.settled.place", w, d, cast))
}

// wishGoneMessage takes its place when something else came instead.
func wishGoneMessage(v wording.Voice) Message { return plainly(v.Say("wish.gone")) }

// wishOverMessage answers a click on a wish that is no longer open.
func wishOverMessage(v wording.Voice) Message { return plainly(v.Say("wish.over")) }

// waitingMessage answers a click on what waits for the others.
func waitingMessage(v wording.Voice) Message { return plainly(v.Say("wish.waiting")) }

// The callbacks of the two modals, and their blocks.
const (
	ideaCallback = "idea"
	dayCallback  = "day"
	askIdea      = "idea"
	askDay       = "day"
)

// ideaView asks where a duo would like to work instead.
func ideaView(v wording.Voice, duo pairing.DuoID) slack.ModalViewRequest {
	return wishView(v, ideaCallback, v.Say("wish.idea"), duo,
		ask(askIdea, v.Say("wish.idea.where"), v.Say("wish.idea.hint"), false, textOf(v.Say("wish.idea.like"), "", 120, false)))
}

// dayView asks for another day.
func dayView(v wording.Voice, duo pairing.DuoID, now Day) slack.ModalViewRequest {
	picker := slack.NewDatePickerBlockElement(answerAction)
	picker.InitialDate = fmt.Sprintf("%04d-%02d-%02d", now.Year, int(now.Month), now.Day)
	picker.Placeholder = plainText(v.Say("wish.day.choose"), 150)
	return wishView(v, dayCallback, v.Say("wish.day.title"), duo,
		ask(askDay, v.Say("wish.day.which"), v.Say("wish.day.hint"), false, picker))
}

func wishView(v wording.Voice, callback, title string, duo pairing.DuoID, question slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: callback, PrivateMetadata: string(duo),
		Title: plainText(title, 24), Submit: plainText(v.Say("wish.suggest"), 24), Close: plainText(v.Say("wish.back"), 24),
		Blocks: slack.Blocks{BlockSet: []slack.Block{question}},
	}
}
