package bot

import (
	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"
)

// tabsOfTests are the home tabs of the goldens, by what is special about them.
func tabsOfTests(v wording.Voice) map[string]Tab {
	tab := func(change func(*Tab)) Tab {
		t := Tab{Standing: Standing{Reader: readsAda, Joined: true, Next: nextDue, Located: true, Cast: castOfTests}, Profile: pairing.Defaults()}
		t.Voice, t.Cast.Voice = v, v
		t.Profile.Area = pairing.Area{Label: "Salzburg, Andräviertel", Located: true, Lat: 47.81, Lon: 13.05}
		change(&t)
		return t
	}
	duo := func(t *Tab, d *pairing.Duo) {
		t.Ahead, t.Duo, t.Answer = append(t.Ahead, *d), d, seatOf(d, ada).Answer
	}
	full := func(t *Tab) {
		duo(t, duoOfTests(pairing.Confirmed, ada, ben))
		t.Untold = []pairing.Duo{*duoOfTests(pairing.Confirmed, ada, cleo)}
		t.Untold[0].Session.Start = tuesday.AddDate(0, 0, -5)
		t.Profile = fullProfile()
		t.Profile.Field, t.Profile.Area.Label = "software", "Salzburg, Andräviertel"
		t.Past = storage.Together{Sessions: 6, People: 11, Hosted: 3, Visited: 2}
		t.With = []storage.Companion{{Person: ben, Times: 2, Last: tuesday.AddDate(0, 0, -14)}, {Person: cleo, Times: 1, Last: tuesday.AddDate(0, 0, -21)}, {Person: "gone-3", Times: 1, Last: tuesday.AddDate(0, 0, -28)}}
		t.Near = nearOfTests(2)
		t.Near[1].Venue.Name, t.Near[1].Address, t.Near[1].Attribution = "Stadtbibliothek", "", ""
	}
	return map[string]Tab{
		"outside":    tab(func(t *Tab) { t.Joined = false }),
		"left":       tab(func(t *Tab) { full(t); t.Joined = false }),
		"member":     tab(func(*Tab) {}),
		"nowhere":    tab(func(t *Tab) { t.Located, t.Profile = false, pairing.Defaults() }),
		"noVenues":   tab(func(t *Tab) { t.Past = storage.Together{Sessions: 1, People: 1, Visited: 1} }),
		"hostedOnce": tab(func(t *Tab) { t.Past = storage.Together{Sessions: 1, People: 1, Hosted: 1} }),
		"proposed":   tab(func(t *Tab) { duo(t, duoOfTests(pairing.Proposed, ada, ben)) }),
		"accepted": tab(func(t *Tab) {
			duo(t, duoOfTests(pairing.Proposed, ada, ben))
			t.Ahead[0].Seats[0].Answer, t.Answer = pairing.Accepted, pairing.Accepted
		}),
		"two": tab(func(t *Tab) {
			duo(t, duoOfTests(pairing.Confirmed, ada, cleo))
			duo(t, duoOfTests(pairing.Proposed, ada, ben))
		}),
		"pausedWithDuo": tab(func(t *Tab) {
			duo(t, duoOfTests(pairing.Confirmed, ada, ben))
			t.PausedUntil = nextDue.AddDate(0, 1, 0)
		}),
		"paused":  tab(func(t *Tab) { t.PausedUntil = nextDue.AddDate(0, 1, 0) }),
		"away":    tab(func(t *Tab) { t.PausedUntil, t.Open = nextDue.AddDate(9, 0, 0), true }),
		"sitsOut": tab(func(t *Tab) { t.SitsOut = true }),
		"trying":  tab(func(t *Tab) { t.Once = true }),
		"resting": tab(func(t *Tab) { t.Resting = pairing.OddOneOut }),
		"stays":   tab(func(t *Tab) { t.Stay = &Staying{Partner: ben, Rounds: 3} }),
		"full":    tab(full),
		"full.us": tab(func(t *Tab) { full(t); t.Voice = wording.For("en-US", "America/Chicago") }),
		"hostile": tab(func(t *Tab) {
			full(t)
			duo(t, evilDuo(pairing.Proposed))
			t.Profile = fullProfile()
			t.With = []storage.Companion{{Person: evil, Times: 1, Last: tuesday}}
			t.Near = nearOfTests(3)
		}),
	}
}

// checkinGoldens are the check-ins of the goldens.
func checkinGoldens(v wording.Voice) map[string]any {
	r, cast := readsAda, castOfTests
	r.Voice, cast.Voice = v, v
	settled := duoOfTests(pairing.Confirmed, ada, ben)
	return map[string]any{
		"checkinMessage":         checkinMessage(r, settled),
		"checkinMet":             checkinMet(r, settled, cast, settled.Place, storage.Feedback{}),
		"checkinMet.told":        checkinMet(r, settled, cast, settled.Place, storage.Feedback{Day: 1, DayTold: true, Again: -1, AgainTold: true}),
		"checkinMet.hostile":     checkinMet(r, evilDuo(pairing.Confirmed), cast, pairing.Place{Kind: pairing.Remote}, storage.Feedback{}),
		"checkinDiffers":         checkinDiffers(r, settled),
		"bygoneMessage":          bygoneMessage(v),
		"experienceView":         experienceView(v, "duo0test", "C1", "", ""),
		"experienceView.trouble": experienceView(v, "duo0test", "C1", hostile, refusedLine(v, "C1", "is_archived")),
		"previewView":            previewView(v, draft{"duo0test", "The chapter is finished at last.", "C1"}, ada, false),
		"previewView.hostile":    previewView(v, draft{"duo0test", hostile, "C1"}, ada, false),
		"previewView.moved":      previewView(v, draft{"duo0test", "The chapter is finished at last.", "C2"}, ada, true),
		"experienceMessage":      experienceMessage(v, ada, "The chapter is finished at last."),
		"onItsWayView":           onItsWayView(v, "C1", experienceSeries("duo0test", ada)),
		"arrivedView":            arrivedView(v, "C1"),
		"returnedMessage":        returnedMessage(v, "duo0test", hostile, refusedLine(v, "C1", "not_in_channel")),
		"returnedMessage.unsure": returnedMessage(v, "duo0test", "Good.", refusedLine(v, "C1", unsure)),
		"returnedMessage.other":  returnedMessage(v, "duo0test", "Good.", refusedLine(v, "C1", "restricted_action")),
		"boardMessage.set":       boardMessage(v, "C1", true),
		"boardMessage.is":        boardMessage(v, "C1", false),
		"boardMessage.none":      boardMessage(v, "", false),
		"boardMessage.off":       boardMessage(v, "", true),
		"boardUnknownMessage":    boardUnknownMessage(v, hostile),
		"checkinMissed":          checkinMissed(r, settled),
		"checkinClosed":          checkinClosed(r, settled),
	}
}
