package bot

import "cowork/pairing"

// remindMessage reminds one of a duo of their session: the evening before, or
// on its day.
func remindMessage(r Reader, d *pairing.Duo, cast Cast, today bool) Message {
	id := "duo.remind.tomorrow"
	if today {
		id = "duo.remind.today"
	}
	text := r.Voice.Say(id, "Who", r.partners(d), "Hours", r.hours(d.Session), "Place", r.place(d.Place, cast))
	return say(cast.named(text), section(text), buttons(callOffButton(r.Voice, d.ID)), small(r.Voice.Say("duo.remind.note")))
}
