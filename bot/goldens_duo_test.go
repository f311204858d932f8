package bot

import (
	"strings"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
)

// saidOfTests is what a duo reads of each other.
func saidOfTests() Opening {
	return Opening{People: map[pairing.MemberID]Introduction{
		ada:  {Field: "software", Situation: "freelancer", Line: "the index of a cookbook", Habits: pairing.Habits{Talk: -1, Calls: -1, Breaks: 1}},
		ben:  {Field: "bee keeping", Situation: "employee", Habits: pairing.Habits{Talk: -1, Calls: 1, Pets: 1}},
		cleo: {},
		evil: {Field: hostile, Situation: hostile, Line: hostile},
	}}
}

// longOfTests is the longest that three people can say of themselves.
func longOfTests() Opening {
	long := strings.Repeat("&<*", 100)
	o := Opening{People: map[pairing.MemberID]Introduction{}}
	for _, id := range []pairing.MemberID{ada, ben, cleo} {
		o.People[id] = Introduction{Field: long, Situation: "employee", Line: long, Habits: pairing.Habits{Talk: -1, Calls: -1, Music: -1, Breaks: -1, Pets: -1, Smoke: -1}}
	}
	i := o.People[cleo]
	i.Habits = pairing.Habits{Talk: 1, Calls: 1, Music: 1, Breaks: 1, Pets: 1, Smoke: 1}
	o.People[cleo] = i
	return o
}

// keptOfTests is a duo that stays together.
func keptOfTests(state pairing.State) *pairing.Duo {
	d := duoOfTests(state, ada, ben)
	d.Terms = append([]pairing.Term{{Name: pairing.StayTogether, Points: 100}}, d.Terms[2:]...)
	return twoHomes(d)
}

// duoGoldens are those of a duo's conversation, of staying together and of
// reminders.
func duoGoldens(v wording.Voice, r Reader, cast Cast) map[string]any {
	settled, said := duoOfTests(pairing.Confirmed, ada, ben), saidOfTests()
	stays := func(more int) Opening { o := saidOfTests(); o.Stays, o.More = true, more; return o }
	with := Staying{Partner: ben, Rounds: 3}
	return map[string]any{
		"openingMessage":            openingMessage(settled, said, cast),
		"openingMessage.trio":       openingMessage(duoOfTests(pairing.Confirmed, ada, ben, cleo), said, cast),
		"openingMessage.silent":     openingMessage(settled, Opening{}, cast),
		"openingMessage.hostile":    openingMessage(evilDuo(pairing.Confirmed), said, cast),
		"openingMessage.longest":    openingMessage(duoOfTests(pairing.Confirmed, ada, ben, cleo), longOfTests(), cast),
		"openingMessage.onePlace":   openingMessage(onePlace(settled), said, cast),
		"openingMessage.homes":      openingMessage(twoHomes(settled), said, cast),
		"openingMessage.stays":      openingMessage(keptOfTests(pairing.Confirmed), stays(2), cast),
		"openingMessage.staysLast":  openingMessage(keptOfTests(pairing.Confirmed), stays(0), cast),
		"inviteMessage.stays":       inviteMessage(r, keptOfTests(pairing.Proposed), cast, Asked{}),
		"remindMessage":             remindMessage(r, settled, cast, false),
		"remindMessage.today":       remindMessage(r, twoHomes(settled), cast, true),
		"remindMessage.hostile":     remindMessage(r, evilDuo(pairing.Confirmed), cast, false),
		"stayAskMessage":            stayAskMessage(v, ben, settled.ID, nil),
		"stayAskMessage.again":      stayAskMessage(v, ben, settled.ID, &with),
		"stayNotedMessage":          stayNotedMessage(v, with),
		"stayDroppedMessage":        stayDroppedMessage(v),
		"stayMessage":               stayMessage(v, with),
		"stayMessage.last":          stayMessage(v, Staying{Partner: ben, Rounds: 1}),
		"stayAgreedMessage":         stayAgreedMessage(settled, 2, cast),
		"stayEndedMessage":          stayEndedMessage(v, &with),
		"stayEndedMessage.nobody":   stayEndedMessage(v, nil),
		"stayOverMessage":           stayOverMessage(v, ada),
		"stayNobodyMessage":         stayNobodyMessage(v),
		"cardMessage.stays":         cardMessage(Standing{Reader: r, Joined: true, Next: nextDue, Located: true, Cast: cast, Stay: &with}),
		"cardMessage.stayWish":      cardMessage(Standing{Reader: r, Joined: true, Next: nextDue, Located: true, Cast: cast, StayWish: &with}),
		"restMessage.spokenFor":     restMessage(r, pairing.Rest{Member: ada, Reason: pairing.SpokenFor}, nextDue, time.Time{}),
		"cardMessage.spokenFor":     cardMessage(Standing{Reader: r, Joined: true, Next: nextDue, Located: true, Cast: cast, Resting: pairing.SpokenFor}),
		"refusedMessage.stay":       refusedMessage(r, actStay3, pairing.TooLate, duoOfTests(pairing.Met, ada, ben)),
		"misunderstoodMessage.stay": misunderstoodMessage(v, Request{Trouble: NoRounds, Typed: hostile, Near: VerbStay}),
	}
}
