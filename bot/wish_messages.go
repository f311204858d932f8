package bot

import (
	"fmt"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// What a confirmed duo reads when one of it would like another place or day.

// wishWords say what is wished for, in a text about a day, one about a day on
// which it is another place, or one about a place.
func wishWords(day, elsewhere, place string, w storage.Change, d *pairing.Duo, cast Cast) string {
	r := cast.together()
	if w.Session != d.Session {
		moved := *d
		moved.Session = w.Session
		if w.Place.Place != d.Place {
			day = elsewhere
		}
		return r.Voice.Say(day, "When", hoursForAll(&moved, cast), "Who", whom(r.Voice, w.Person),
			"Was", r.place(d.Place, cast), "Where", r.suggestion(w.Place, cast))
	}
	return r.Voice.Say(place, "Where", r.suggestion(w.Place, cast), "Who", whom(r.Voice, w.Person))
}

// wishedMessage tells a duo what one of it would like; feast is the name of the
// public holiday on that day, if it is one.
func wishedMessage(w storage.Change, d *pairing.Duo, cast Cast, feast string) Message {
	text := wishWords("wish.day", "wish.day.elsewhere", "wish.place", w, d, cast)
	note := cast.Voice.Say("wish.note")
	if feast != "" {
		note = cast.Voice.Say("wish.feast", "Holiday", escape(clip(feast, 80))) + " " + note
	}
	return say(text, section(text), buttons(primary(button(actAgree, cast.Voice.Say("wish.agree"), string(w.ID)))), small(note))
}

// wishTrueMessage takes its place once everybody agreed; the duo is as it was.
func wishTrueMessage(w storage.Change, d *pairing.Duo, cast Cast) Message {
	return plainly(wishWords("wish.settled.day", "wish.settled.day.elsewhere", "wish.settled.place", w, d, cast))
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
	askTalked    = "talked"
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
		ask(askDay, v.Say("wish.day.which"), v.Say("wish.day.hint"), false, picker),
		ask(askTalked, v.Say("wish.day.else"), "", true, boxesOf([]*slack.OptionBlockObject{option("yes", v.Say("wish.day.talked"))}, nil)))
}

func wishView(v wording.Voice, callback, title string, duo pairing.DuoID, questions ...slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: callback, PrivateMetadata: string(duo),
		Title: plainText(title, 24), Submit: plainText(v.Say("wish.suggest"), 24), Close: plainText(v.Say("wish.back"), 24),
		Blocks: slack.Blocks{BlockSet: questions},
	}
}
