package bot

import (
	"slices"
	"strconv"

	"cowork/pairing"

	"github.com/slack-go/slack"
)

// The messages of a confirmed duo after the one that opens its conversation: that
// it is off, and the check-in after the day, which each one answers alone.

// confirmCancelled replaces the confirmation of a session that is called off.
func confirmCancelled(d *pairing.Duo, cast Cast) Message {
	return plainly(cast.Voice.Say("session.cancelled", "Hours", hoursForAll(d, cast)))
}

// checkinMessage asks one member after the day whether they worked together.
func checkinMessage(r Reader, d *pairing.Duo) Message {
	text := r.Voice.Say("session.met", "Who", r.partners(d), "Day", r.day(d.Session.Start))
	return say(text,
		section(text),
		buttons(
			primary(button(actMet, r.Voice.Say("session.met.yes"), string(d.ID))),
			button(actMissed, r.Voice.Say("session.met.no"), string(d.ID)),
		),
		small(r.Voice.Say("session.met.note")),
	)
}

// checkinMet replaces the check-in of a member who says that they met; it
// asks for nothing more than where.
func checkinMet(r Reader, d *pairing.Duo, cast Cast, where pairing.Place) Message {
	text := r.Voice.Say("session.good", "Who", r.partners(d), "Day", r.day(d.Session.Start))
	blocks := []slack.Block{section(text)}
	if places := checkinPlaces(d); len(places) > 1 {
		choose := &slack.SelectBlockElement{Type: slack.OptTypeStatic, ActionID: string(actWhere), Placeholder: plainText(r.Voice.Say("session.where.short"), 50)}
		for i, p := range places {
			o := option(strconv.Itoa(i), r.placeLabel(p, cast))
			choose.Options = append(choose.Options, o)
			if p == where {
				choose.InitialOption = o
			}
		}
		blocks = append(blocks, &slack.SectionBlock{
			Type: slack.MBTSection, BlockID: whereBlock + string(d.ID),
			Text: mrkdwnText(r.Voice.Say("session.where")), Accessory: slack.NewAccessory(choose),
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
	return plainly(r.Voice.Say("session.not_met", "Day", r.day(d.Session.Start), "Who", r.partners(d)))
}

// checkinClosed replaces a check-in that nobody answered in time.
func checkinClosed(r Reader, d *pairing.Duo) Message {
	return plainly(r.Voice.Say("session.closed", "Day", r.day(d.Session.Start)))
}
