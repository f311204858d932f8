package bot

import (
	"strings"

	"cowork/bot/wording"
	"cowork/pairing"

	"github.com/slack-go/slack"
)

// The answers to with and avoid, to help, places and forget me. What somebody
// says of others is shown to themselves alone.

// wishMessage answers with @person.
func wishMessage(v wording.Voice, added []pairing.MemberID) Message {
	return plainly(v.Say("people.wish", "People", mentions(v, added)))
}

// wishesMessage answers with alone, and a wish taken back.
func wishesMessage(v wording.Voice, wishes []pairing.MemberID, changed bool) Message {
	if len(wishes) == 0 {
		return plainly(afterwards(v, v.Say("people.wishes.none"), changed))
	}
	return plainly(afterwards(v, v.Say("people.wishes", "People", mentions(v, wishes)), changed))
}

// avoidMessage answers avoid @person.
func avoidMessage(v wording.Voice, added []pairing.MemberID, calledOff bool) Message {
	if calledOff {
		return plainly(v.Say("people.avoid.off", "People", mentions(v, added)))
	}
	return plainly(v.Say("people.avoid", "People", mentions(v, added)))
}

// avoidsMessage answers avoid alone, and an avoid taken back.
func avoidsMessage(v wording.Voice, avoids []pairing.MemberID, changed bool) Message {
	if len(avoids) == 0 {
		return plainly(afterwards(v, v.Say("people.avoids.none"), changed))
	}
	return plainly(afterwards(v, v.Say("people.avoids", "People", mentions(v, avoids)), changed))
}

// afterwards says what holds, after a change that it is done.
func afterwards(v wording.Voice, text string, changed bool) string {
	if changed {
		return v.Say("people.done", "Text", text)
	}
	return text
}

// yourselfMessage answers with and avoid oneself.
func yourselfMessage(v wording.Voice, verb Verb) Message {
	return plainly(v.Say("people.yourself", "Example", examples[verb]))
}

// neverPairedMessage answers with and avoid a bot, or somebody whose account
// is closed.
func neverPairedMessage(v wording.Voice, id pairing.MemberID) Message {
	return plainly(v.Say("people.never_paired", "Who", whom(v, id)))
}

// strangerMessage answers with and avoid somebody who is not known here.
func strangerMessage(v wording.Voice, name string) Message {
	return plainly(v.Say("people.stranger", "Name", escape(clip(name, 60))))
}

// namesakesMessage answers with and avoid a name that several people bear.
func namesakesMessage(v wording.Voice, name string) Message {
	return plainly(v.Say("people.namesakes", "Name", escape(clip(name, 60))))
}

// helpVerbs are the verbs in the order in which help lists them; each has its
// line in the catalogue of words.
var helpVerbs = []Verb{
	VerbCard, VerbJoin, VerbTry, VerbSkip, VerbPause, VerbResume, VerbLeave, VerbProfile, VerbStatus, VerbWhy, VerbHistory,
	VerbWith, VerbAvoid, VerbStay, VerbPlaces, VerbForget, VerbHelp,
}

// helpMessage lists the commands; admins see theirs too.
func helpMessage(v wording.Voice, admin bool) Message {
	text := v.Say("help.lead")
	var lines []string
	for _, verb := range helpVerbs {
		typed, id := "/cowork "+string(verb), string(verb)
		switch verb {
		case VerbCard:
			typed, id = "/cowork", "card"
		case VerbForget:
			typed += " me"
		}
		lines = append(lines, "`"+typed+"`: "+v.Say("help."+id))
	}
	blocks := []slack.Block{section(text), section(strings.Join(lines, "\n"))}
	if admin {
		blocks = append(blocks, section(adminLines(v)))
	}
	return say(text, blocks...)
}

// adminLines lists what admins can do besides.
func adminLines(v wording.Voice) string {
	lines := []string{v.Say("help.admin")}
	for _, verb := range adminVerbs {
		lines = append(lines, "`/cowork admin "+string(verb)+"`: "+v.Say("help.admin."+string(verb)))
	}
	return strings.Join(lines, "\n")
}

// forgetMessage asks before everything about a person is removed.
func forgetMessage(v wording.Voice) Message {
	text := v.Say("people.forget")
	return say(text, section(text), buttons(asking(button(actForget, v.Say("people.forget.button"), ""),
		v.Say("people.forget.title"), v.Say("people.forget.text"), v.Say("people.forget.yes"), v.Say("people.forget.no"))))
}

// forgottenMessage is the last thing somebody reads here.
func forgottenMessage(v wording.Voice) Message { return plainly(v.Say("people.forgotten")) }
