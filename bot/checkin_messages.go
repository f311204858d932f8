package bot

import (
	"cmp"
	"slices"
	"strconv"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// The check-in after the day, which each member answers alone.

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

// checkinMet replaces the check-in of a member who says that they met: where it
// was, and in private how it was. Each is one click; what was said stands there,
// and the other answers stay. Both are offered to stay together, so that nobody
// learns from being asked that the other would like to.
func checkinMet(r Reader, d *pairing.Duo, cast Cast, where pairing.Place, told storage.Feedback) Message {
	v := r.Voice
	text := v.Say("session.good", "Who", r.partners(d), "Day", r.day(d.Session.Start))
	blocks := []slack.Block{section(text)}
	if places := checkinPlaces(d); len(places) > 1 {
		q := choice{ask: v.Say("session.where"), action: actWhere, duo: d.ID}
		for i, p := range places {
			q.answers = append(q.answers, answer{strconv.Itoa(i), r.placeLabel(p, cast), capital(r.place(p, cast))})
			if p == where {
				q.said = strconv.Itoa(i)
			}
		}
		blocks = append(blocks, q.blocks(v)...)
	}
	blocks = append(blocks, divider(), small(v.Say("checkin.private")))
	day := choice{ask: v.Say("checkin.day"), action: actWasDay, duo: d.ID, answers: []answer{
		{code: "1", label: v.Say("checkin.day.good")}, {code: "0", label: v.Say("checkin.day.so")}, {code: "-1", label: v.Say("checkin.day.bad")},
	}}
	if told.DayTold {
		day.said = strconv.Itoa(int(told.Day))
	}
	again := choice{ask: v.Say("checkin.again", "Who", r.partners(d)), action: actAgain, duo: d.ID, answers: []answer{
		{code: "1", label: v.Say("checkin.again.gladly")}, {code: "0", label: v.Say("checkin.again.either")}, {code: "-1", label: v.Say("checkin.again.rather")},
	}}
	if told.AgainTold {
		again.said = strconv.Itoa(int(told.Again))
	}
	blocks = append(append(blocks, day.blocks(v)...), again.blocks(v)...)
	row := []*slack.ButtonBlockElement{button(actTell, v.Say("experience.button"), string(d.ID))}
	if len(d.Seats) == 2 {
		row = append(row, button(actStay, v.Say("duo.button.stay"), string(d.ID)))
	}
	return say(text, append(blocks, divider(), buttons(row...))...)
}

// choice is a question with a button for each answer.
type choice struct {
	ask     string
	action  ActionID
	duo     pairing.DuoID
	answers []answer
	said    string // the code of what was answered, "" nothing yet
}

type answer struct {
	code, label string
	noted       string // in mrkdwn, once it was given; "": the label
}

func (q choice) blocks(v wording.Voice) []slack.Block {
	text := "*" + q.ask + "*"
	var row []*slack.ButtonBlockElement
	for _, a := range q.answers {
		if a.code == q.said {
			text += " " + v.Say("checkin.noted", "Answer", cmp.Or(a.noted, a.label))
			continue
		}
		row = append(row, button(q.action+ActionID(":"+a.code), a.label, string(q.duo)))
	}
	return []slack.Block{section(text), buttons(row...)}
}

// checkinDiffers replaces the check-ins of a duo whose members contradict each
// other. It says who said what to nobody.
func checkinDiffers(r Reader, d *pairing.Duo) Message {
	v := r.Voice
	text := v.Say("checkin.differs", "Who", r.partners(d), "Day", r.day(d.Session.Start))
	return say(text, section(text),
		buttons(button(actMet, v.Say("checkin.differs.met"), string(d.ID)), button(actMissed, v.Say("checkin.differs.not"), string(d.ID))),
		small(v.Say("checkin.differs.note")))
}

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

// bygoneMessage answers who says something about a day of long ago.
func bygoneMessage(v wording.Voice) Message { return plainly(v.Say("checkin.bygone")) }

// checkinClosed replaces a check-in that nobody answered in time.
func checkinClosed(r Reader, d *pairing.Duo) Message {
	return plainly(r.Voice.Say("session.closed", "Day", r.day(d.Session.Start)))
}
