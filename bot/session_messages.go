package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cowork/pairing"

	"github.com/slack-go/slack"
)

// The messages of a confirmed duo: in the conversation that its members share,
// and the check-in after the day, which each one answers alone.

// confirmMessage opens the conversation of a duo.
func confirmMessage(d *pairing.Duo, cast Cast) Message {
	when := hoursForAll(d, cast)
	text := fmt.Sprintf("%s, you work side by side: %s. Where: %s.", everybody(d), when, placeText(d.Place, cast, ""))
	blocks := []slack.Block{
		section(fmt.Sprintf("%s, you both accepted: a coworking day.", everybody(d))),
		section(fmt.Sprintf("*When:* %s\n*Where:* %s", when, suggestionText(chosen(d), cast, ""))),
	}
	if len(d.Seats) > 2 {
		blocks[0] = section(fmt.Sprintf("%s, you all accepted: a coworking day.", everybody(d)))
	}
	rest := others(d)
	if len(rest) > 0 {
		var lines []string
		for _, s := range rest {
			lines = append(lines, "• "+suggestionText(s, cast, ""))
		}
		blocks = append(blocks, section("*Also possible:*\n"+strings.Join(lines, "\n")))
	}
	blocks = append(blocks, confirmButtons(d, len(rest) > 0))
	blocks = append(blocks, small("A good start: say here what each of you is going to work on. I remind you the evening before."))
	return say(text, blocks...)
}

func confirmButtons(d *pairing.Duo, more bool) slack.Block {
	off := asking(button(actCancel, "Something came up", string(d.ID)),
		"Call the session off?", "The session is taken off the plan for everybody. No reason is needed.", "Call it off", "Keep it")
	var row []*slack.ButtonBlockElement
	if more {
		row = append(row, button(actPlace, "Another place", string(d.ID)))
	}
	if slices.ContainsFunc(others(d), func(s pairing.Suggestion) bool { return s.Kind == pairing.Home }) && d.Place.Kind == pairing.Home {
		row = append(row, button(actOtherHome, "The other home", string(d.ID)))
	}
	row = append(row, button(actIdea, "Our own idea", string(d.ID)), button(actDay, "Another day", string(d.ID)), off)
	return buttons(row...)
}

// confirmCancelled replaces the confirmation of a session that is called off.
func confirmCancelled(d *pairing.Duo, cast Cast) Message {
	return plainly(fmt.Sprintf("The session of %s does not take place. Something came up; it happens.", hoursForAll(d, cast)))
}

// remindMessage reminds a duo the evening before.
func remindMessage(d *pairing.Duo, cast Cast) Message {
	text := fmt.Sprintf("Tomorrow: %s. Where: %s.", hoursForAll(d, cast), placeText(d.Place, cast, ""))
	return say(text, section(text), small("If something came up, the message above has a button for it."))
}

// checkinMessage asks one member after the day whether they worked together.
func checkinMessage(r Reader, d *pairing.Duo) Message {
	text := fmt.Sprintf("Did you and %s work together on %s?", whoElse(d, r.ID), dayText(d.Session.Start, r.Zone))
	return say(text,
		section(text),
		buttons(
			primary(button(actMet, "Yes, we did", string(d.ID))),
			button(actMissed, "No, not this time", string(d.ID)),
		),
		small("One click, for your history and for whose turn it is to host. Either answer is fine."),
	)
}

// checkinMet replaces the check-in of a member who says that they met; it
// asks for nothing more than where.
func checkinMet(r Reader, d *pairing.Duo, cast Cast, where pairing.Place) Message {
	text := fmt.Sprintf("Good to hear that you and %s worked together on %s.", whoElse(d, r.ID), dayText(d.Session.Start, r.Zone))
	blocks := []slack.Block{section(text)}
	if places := checkinPlaces(d); len(places) > 1 {
		choose := &slack.SelectBlockElement{Type: slack.OptTypeStatic, ActionID: string(actWhere), Placeholder: plainText("Where?", 50)}
		for i, p := range places {
			o := option(strconv.Itoa(i), placeLabel(p, cast, r.ID))
			choose.Options = append(choose.Options, o)
			if p == where {
				choose.InitialOption = o
			}
		}
		blocks = append(blocks, &slack.SectionBlock{
			Type: slack.MBTSection, BlockID: whereBlock + string(d.ID),
			Text: mrkdwnText("Where was it?"), Accessory: slack.NewAccessory(choose),
		})
	}
	return say(text, blocks...)
}

// whereBlock begins the ID of the block in which a member says where they
// worked; the ID of the duo follows.
const whereBlock = "where:"

// checkinPlaces lists the places that a check-in offers: those that were
// suggested, and remote. The order is that of the suggestions, whatever the
// duo has chosen, since the answer names a place by its number.
func checkinPlaces(d *pairing.Duo) []pairing.Place {
	var places []pairing.Place
	for _, s := range d.Options {
		places = append(places, s.Place)
	}
	if remote := (pairing.Place{Kind: pairing.Remote}); !slices.Contains(places, remote) {
		places = append(places, remote)
	}
	return places
}

// checkinMissed replaces the check-in of a member who says that it did not
// take place.
func checkinMissed(r Reader, d *pairing.Duo) Message {
	return plainly(fmt.Sprintf("Noted: %s with %s did not work out. These things happen.", dayText(d.Session.Start, r.Zone), whoElse(d, r.ID)))
}

// checkinClosed replaces a check-in that nobody answered in time.
func checkinClosed(r Reader, d *pairing.Duo) Message {
	return plainly(fmt.Sprintf("The check-in for %s is closed. No answer is fine too.", dayText(d.Session.Start, r.Zone)))
}
