package bot

import (
	"slices"
	"strconv"
	"strings"

	"cowork/bot/wording"
	"cowork/pairing"

	"github.com/slack-go/slack"
)

// The messages of a confirmed duo: in the conversation that its members share,
// and the check-in after the day, which each one answers alone.

// confirmMessage opens the conversation of a duo.
func confirmMessage(d *pairing.Duo, cast Cast) Message {
	r, v, when := cast.together(), cast.Voice, hoursForAll(d, cast)
	text := v.Say("session.text", "Who", r.partners(d), "Hours", when, "Place", r.place(d.Place, cast))
	blocks := []slack.Block{
		section(v.Say("session.both", "Who", r.partners(d))),
		section(v.Say("invite.when", "Hours", when) + "\n" + v.Say("invite.where", "Place", r.suggestion(chosen(d), cast))),
	}
	if len(d.Seats) > 2 {
		blocks[0] = section(v.Say("session.all", "Who", r.partners(d)))
	}
	rest := others(d)
	if len(rest) > 0 {
		var lines []string
		for _, s := range rest {
			lines = append(lines, "• "+r.suggestion(s, cast))
		}
		blocks = append(blocks, section(v.Say("session.also")+"\n"+strings.Join(lines, "\n")))
	}
	blocks = append(blocks, confirmButtons(v, d, len(rest) > 0), calendarButtons(d, cast))
	blocks = append(blocks, small(v.Say("session.start")))
	return say(text, blocks...)
}

func confirmButtons(v wording.Voice, d *pairing.Duo, more bool) slack.Block {
	off := asking(button(actCancel, v.Say("session.cancel"), string(d.ID)),
		v.Say("session.cancel.title"), v.Say("session.cancel.text"), v.Say("session.cancel.yes"), v.Say("session.cancel.no"))
	var row []*slack.ButtonBlockElement
	if more {
		row = append(row, button(actPlace, v.Say("session.another_place"), string(d.ID)))
	}
	if slices.ContainsFunc(others(d), func(s pairing.Suggestion) bool { return s.Kind == pairing.Home }) && d.Place.Kind == pairing.Home {
		row = append(row, button(actOtherHome, v.Say("session.other_home"), string(d.ID)))
	}
	row = append(row, button(actIdea, v.Say("session.own_idea"), string(d.ID)), button(actDay, v.Say("session.another_day"), string(d.ID)), off)
	return buttons(row...)
}

// confirmCancelled replaces the confirmation of a session that is called off.
func confirmCancelled(d *pairing.Duo, cast Cast) Message {
	return plainly(cast.Voice.Say("session.cancelled", "Hours", hoursForAll(d, cast)))
}

// remindMessage reminds a duo the evening before.
func remindMessage(d *pairing.Duo, cast Cast) Message {
	text := cast.Voice.Say("session.tomorrow", "Hours", hoursForAll(d, cast), "Place", cast.together().place(d.Place, cast))
	return say(text, section(text), small(cast.Voice.Say("session.tomorrow.note")))
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
