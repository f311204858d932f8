package bot

import (
	"fmt"

	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// What a confirmed duo reads when one of it would like another place or day.

// wishWords say what is wished for.
func wishWords(w storage.Change, d *pairing.Duo, cast Cast) string {
	if w.Session != d.Session {
		moved := *d
		moved.Session = w.Session
		return "another day: " + hoursForAll(&moved, cast)
	}
	return "another place: " + suggestionText(w.Place, cast, "")
}

// wishedMessage tells a duo what one of it would like.
func wishedMessage(w storage.Change, d *pairing.Duo, cast Cast) Message {
	text := fmt.Sprintf("%s suggests %s.", who(w.Person), wishWords(w, d, cast))
	return say(text, section(text), buttons(primary(button(actAgree, "That suits me", string(w.ID)))),
		small("Until then everything stays as it is. No answer is needed if it does not suit you."))
}

// wishTrueMessage takes its place once everybody agreed; the duo is as it was.
func wishTrueMessage(w storage.Change, d *pairing.Duo, cast Cast) Message {
	return plainly(fmt.Sprintf("It is settled: %s.", wishWords(w, d, cast)))
}

// wishGoneMessage takes its place when something else came instead.
func wishGoneMessage() Message {
	return plainly("A suggestion stood here. It no longer counts.")
}

// wishOverMessage answers a click on a wish that is no longer open.
func wishOverMessage() Message {
	return plainly("This suggestion is settled or no longer counts. The message about your session says what holds.")
}

// waitingMessage answers a click on what waits for the others.
func waitingMessage() Message {
	return plainly("Noted. It changes as soon as everybody agrees.")
}

// The callbacks of the two modals, and their blocks.
const (
	ideaCallback = "idea"
	dayCallback  = "day"
	askIdea      = "idea"
	askDay       = "day"
)

// ideaView asks where a duo would like to work instead.
func ideaView(duo pairing.DuoID) slack.ModalViewRequest {
	return wishView(ideaCallback, "Our own idea", duo,
		ask(askIdea, "Where?", "Your partner reads it and agrees with one click. Better not an address of somebody’s home.", false, textOf("for example the canteen at the station", "", 120, false)))
}

// dayView asks for another day.
func dayView(duo pairing.DuoID, now Day) slack.ModalViewRequest {
	picker := slack.NewDatePickerBlockElement(answerAction)
	picker.InitialDate = fmt.Sprintf("%04d-%02d-%02d", now.Year, int(now.Month), now.Day)
	picker.Placeholder = plainText("Choose a day", 150)
	return wishView(dayCallback, "Another day", duo,
		ask(askDay, "Which day?", "At the same hours. Your partner agrees with one click.", false, picker))
}

func wishView(callback, title string, duo pairing.DuoID, question slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: callback, PrivateMetadata: string(duo),
		Title: plainText(title, 24), Submit: plainText("Suggest it", 24), Close: plainText("Back", 24),
		Blocks: slack.Blocks{BlockSet: []slack.Block{question}},
	}
}
