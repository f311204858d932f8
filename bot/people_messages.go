package bot

import (
	"fmt"
	"strings"

	"cowork/bot/wording"
	"cowork/pairing"

	"github.com/slack-go/slack"
)

// The answers to with and avoid, to help, places and forget me. What somebody
// says of others is shown to themselves alone.

// wishMessage answers with @person.
func wishMessage(added, mutual []pairing.MemberID) Message {
	text := fmt.Sprintf("Noted: you would like to work next to %s. It is between us; only if the wish is mutual does anybody hear of it.", mentions(wording.Voice{}, added))
	if len(mutual) > 0 {
		text = fmt.Sprintf("Noted: you would like to work next to %s. With %s the wish is mutual, so it decides the next round where it can.", mentions(wording.Voice{}, added), mentions(wording.Voice{}, mutual))
	}
	return plainly(text)
}

// wishesMessage answers with alone, and a wish taken back.
func wishesMessage(wishes []pairing.MemberID, changed bool) Message {
	begin := ""
	if changed {
		begin = "Done. "
	}
	if len(wishes) == 0 {
		return plainly(begin + "You have named nobody whom you would like to work next to. `/cowork with @alex` does.")
	}
	return plainly(fmt.Sprintf("%sYou would like to work next to %s. `/cowork with @alex off` takes one back, `/cowork with nobody` all.", begin, mentions(wording.Voice{}, wishes)))
}

// avoidMessage answers avoid @person.
func avoidMessage(added []pairing.MemberID, calledOff bool) Message {
	text := fmt.Sprintf("Noted: you are never paired with %s. Nobody else sees this. `/cowork avoid @alex off` takes it back.", mentions(wording.Voice{}, added))
	if calledOff {
		text = fmt.Sprintf("Noted: you are never paired with %s. Nobody else sees this. Your current match is called off, without a reason.", mentions(wording.Voice{}, added))
	}
	return plainly(text)
}

// avoidsMessage answers avoid alone, and an avoid taken back.
func avoidsMessage(avoids []pairing.MemberID, changed bool) Message {
	begin := ""
	if changed {
		begin = "Done. "
	}
	if len(avoids) == 0 {
		return plainly(begin + "You avoid nobody. `/cowork avoid @alex` makes sure that you are never paired; nobody else sees it.")
	}
	return plainly(fmt.Sprintf("%sYou avoid %s. Nobody else sees this. `/cowork avoid @alex off` takes one back, `/cowork avoid nobody` all.", begin, mentions(wording.Voice{}, avoids)))
}

// yourselfMessage answers with and avoid oneself.
func yourselfMessage() Message {
	return plainly("That is you. Name somebody else with an @, as in `/cowork with @alex`.")
}

// neverPairedMessage answers with and avoid a bot, or somebody whose account
// is closed.
func neverPairedMessage(id pairing.MemberID) Message {
	return plainly(fmt.Sprintf("%s is a bot, or not in this workspace any more, and nobody is ever paired with them.", who(id)))
}

// strangerMessage answers with and avoid somebody who is not known here.
func strangerMessage(name string) Message {
	return plainly(fmt.Sprintf("I know nobody called “%s” here. Pick the person from the list that Slack shows when you type @.", escape(clip(name, 60))))
}

// namesakesMessage answers with and avoid a name that several people bear.
func namesakesMessage(name string) Message {
	return plainly(fmt.Sprintf("Several people here are called “%s”. Pick the person from the list that Slack shows when you type @.", escape(clip(name, 60))))
}

// helpLines has one line for each verb, in the order in which help lists them.
var helpLines = []struct {
	verb Verb
	line string
}{
	{VerbCard, "where you stand, with the buttons that make sense now"},
	{VerbJoin, "take part from the next round on"},
	{VerbTry, "take part in one round, with no commitment"},
	{VerbSkip, "skip this round, or sit out the coming one"},
	{VerbPause, "stay away until a day, or until you come back: `pause`, `pause 2 weeks`, `pause until 24 Dec`"},
	{VerbResume, "come back"},
	{VerbLeave, "stop taking part"},
	{VerbProfile, "what you do, where you live, when and how you like to work"},
	{VerbStatus, "the same as `/cowork` alone"},
	{VerbWhy, "why you got this match"},
	{VerbHistory, "whom you worked with, and where"},
	{VerbWith, "somebody you would like to work next to: `with @alex`, `with @alex off`, `with nobody`"},
	{VerbAvoid, "somebody you never want to be paired with: `avoid @alex`, `avoid @alex off`, `avoid nobody`; only you see it"},
	{VerbPlaces, "the cafés, libraries and other places near you; add one, or correct what is wrong"},
	{VerbForget + " me", "remove everything about you"},
	{VerbHelp, "this list"},
}

// helpMessage lists the commands; admins see theirs too.
func helpMessage(admin bool) Message {
	text := "I pair you with another member for a coworking day, each with your own work, and suggest a place. `/cowork join` to begin, `/cowork skip` when it does not suit you."
	var lines []string
	for _, h := range helpLines {
		lines = append(lines, fmt.Sprintf("`%s`: %s", strings.TrimSpace("/cowork "+string(h.verb)), h.line))
	}
	blocks := []slack.Block{section(text), section(strings.Join(lines, "\n"))}
	if admin {
		blocks = append(blocks, section(adminLines))
	}
	return say(text, blocks...)
}

const adminLines = "*For admins*\n`/cowork admin plan`: what the next round would be, seen by nobody else\n`/cowork admin run`: open a round now, after a confirmation\n`/cowork admin places`: the latest changes of the places, each with a button that undoes it"

// forgetMessage asks before everything about a person is removed.
func forgetMessage() Message {
	text := "This removes your name, your profile, whom you wished for or avoid, and your messages with me that are still owed. The history of others keeps the day, without your name. It cannot be undone."
	return say(text, section(text), buttons(asking(button(actForget, "Forget me", ""),
		"Remove everything about you?", "It cannot be undone.", "Forget me", "Keep it")))
}

// forgottenMessage is the last thing somebody reads here.
func forgottenMessage() Message {
	return plainly("Everything about you is removed. If you ever like to begin again, `/cowork join` is all it takes.")
}
