package bot

import (
	"maps"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// What the goldens are made of: four people in different zones, some with
// names that want to be markup.

const (
	ada  = pairing.MemberID("U0ADA")
	ben  = pairing.MemberID("U0BEN")
	cleo = pairing.MemberID("U0CLEO")
	evil = pairing.MemberID("U0EVIL")
)

// hostile wants to be markup everywhere.
const hostile = "<!channel> *x* & <@U0ADA|y> <https://x.test|z>"

func memberOf(id string) pairing.MemberID { return pairing.MemberID(id) }

func inZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

var (
	vienna   = inZone("Europe/Vienna")
	helsinki = inZone("Europe/Helsinki")
	newYork  = inZone("America/New_York")

	castOfTests = Cast{
		Home:  vienna,
		Names: map[pairing.MemberID]string{ada: "Ada", ben: "Ben", cleo: "Cleo", evil: hostile},
		Zones: map[pairing.MemberID]*time.Location{ada: vienna, ben: helsinki, cleo: vienna, evil: newYork},
		Venues: map[pairing.VenueID]pairing.Venue{
			1: {ID: 1, Name: "Café Nord", Type: pairing.Cafe, Address: "Nordgasse 1", Hours: "Mo-Fr 08:00-19:00"},
			2: {ID: 2, Name: hostile, Type: pairing.Library, Address: hostile, Hours: hostile},
		},
	}

	readsAda = Reader{ID: ada, Zone: vienna}
	readsBen = Reader{ID: ben, Zone: helsinki}

	tuesday = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	nextDue = time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)
)

// rhythmOfTests is a day under way, with a line that wants to be markup.
func rhythmOfTests(work, pause int) storage.Rhythm {
	return storage.Rhythm{
		Duo: "duo0test", Work: time.Duration(work) * time.Minute, Pause: time.Duration(pause) * time.Minute, StartedAt: tuesday,
		Lines: []storage.Line{{Person: ada, Plan: "the draft", Done: "half of it"}, {Person: ben, Plan: hostile}},
	}
}

// remoteOfTests is a duo that works over a call.
func remoteOfTests(d *pairing.Duo) *pairing.Duo {
	e := *d
	e.Place = pairing.Place{Kind: pairing.Remote}
	return &e
}

// oneZone is a duo of two who live by the same clock.
func oneZone(d *pairing.Duo) *pairing.Duo {
	e := *d
	e.Seats = []pairing.Seat{{Member: ada}, {Member: cleo}}
	return &e
}

// castIn is the cast for people who share a language.
func castIn(locale string) Cast {
	cast := castOfTests
	cast.Voice = wording.For(locale, "Europe/Vienna")
	return cast
}

// duoOfTests is a duo of some people, at a venue, with two more suggestions.
func duoOfTests(state pairing.State, people ...pairing.MemberID) *pairing.Duo {
	d := &pairing.Duo{
		ID: "duo0test", State: state, AnswerBy: tuesday, Session: pairing.Session{Start: tuesday.Add(24 * time.Hour), End: tuesday.Add(31 * time.Hour)},
		Place: pairing.Place{Kind: pairing.Public, Venue: 1},
		Options: []pairing.Suggestion{
			{Place: pairing.Place{Kind: pairing.Public, Venue: 1}, Reason: pairing.FirstTimeNeutral, Meters: map[pairing.MemberID]int{ada: 800, ben: 4200}, OpenKnown: true, OpenUntil: tuesday.Add(34 * time.Hour)},
			{Place: pairing.Place{Kind: pairing.Home, Host: people[0]}, Reason: pairing.HostBalance},
			{Place: pairing.Place{Kind: pairing.Remote}, Reason: pairing.Alternative},
		},
		Terms: []pairing.Term{
			{Name: pairing.NeverTogether, Points: 1000},
			{Name: pairing.OneWish, Points: 40},
			{Name: pairing.SameField, Points: 60, Shared: "software"},
			{Name: pairing.LikeSituation, Points: 30, Shared: "freelancer"},
			{Name: pairing.Nearness, Points: 65, Shared: "4"},
			{Name: pairing.CommonHours, Points: 34, Shared: "Tue Thu"},
			{Name: pairing.AlikeHabits, Points: 12, Shared: "silence no-calls"},
			{Name: pairing.HomeUsable, Points: 25},
			{Name: pairing.BothReliable, Points: 20},
			{Name: pairing.CloseFriends, Points: -150},
		},
	}
	for _, p := range people {
		d.Seats = append(d.Seats, pairing.Seat{Member: p})
	}
	return d
}

// evilDuo has everything that a person may type or be named in it.
func evilDuo(state pairing.State) *pairing.Duo {
	d := duoOfTests(state, ada, evil)
	d.Place.Venue, d.Options[0].Venue = 2, 2
	d.Options[0].Reason = pairing.Reason(hostile)
	d.Terms = []pairing.Term{
		{Name: pairing.SameField, Points: 60, Shared: hostile}, {Name: pairing.Nearness, Points: 1, Shared: hostile},
		{Name: pairing.LongAgo, Points: 5, Shared: hostile},
	}
	return d
}

// goldens makes every message and view in a voice, by the name of its
// constructor and what is special about it.
func goldens(v wording.Voice) map[string]any {
	readsAda, readsBen, castOfTests := readsAda, readsBen, castOfTests
	readsAda.Voice, readsBen.Voice, castOfTests.Voice = v, v, v
	standingOfTests := func(change func(*Standing)) Standing {
		s := Standing{Reader: readsAda, Joined: true, Next: nextDue, Located: true, Cast: castOfTests}
		if change != nil {
			change(&s)
		}
		return s
	}
	proposed, settled := duoOfTests(pairing.Proposed, ada, ben), duoOfTests(pairing.Confirmed, ada, ben)
	member := standingOfTests(nil)
	all := map[string]any{
		"inviteMessage":             inviteMessage(readsAda, proposed, castOfTests, Asked{}),
		"inviteMessage.otherZone":   inviteMessage(readsBen, proposed, castOfTests, Asked{}),
		"inviteMessage.again":       inviteMessage(readsAda, proposed, castOfTests, Asked{Why: FellBefore}),
		"inviteMessage.steppingIn":  inviteMessage(readsAda, proposed, castOfTests, Asked{Why: SteppingIn}),
		"inviteMessage.late":        inviteMessage(readsAda, proposed, castOfTests, Asked{Missed: nextDue.AddDate(0, 0, -7)}),
		"inviteMessage.trio":        inviteMessage(readsAda, trioOfTests(false), castOfTests, Asked{}),
		"inviteMessage.trio.wish":   inviteMessage(readsAda, trioOfTests(true), castOfTests, Asked{}),
		"inviteMessage.hostile":     inviteMessage(readsAda, evilDuo(pairing.Proposed), castOfTests, Asked{}),
		"inviteAccepted":            inviteAccepted(readsAda, proposed, castOfTests),
		"inviteConfirmed":           inviteConfirmed(readsAda, settled),
		"inviteSkipped":             inviteSkipped(readsAda, nextDue),
		"inviteSkipped.unscheduled": inviteSkipped(readsAda, time.Time{}),
		"inviteFell":                inviteFell(v),
		"inviteExpired":             inviteExpired(readsAda, nextDue),
		"inviteLapsed":              inviteLapsed(v),
		"inviteWithdrawn":           inviteWithdrawn(v),
		"freeMessage":               freeMessage(readsAda, *proposed, nextDue),
		"freeMessage.settled":       freeMessage(readsAda, *settled, nextDue),
		"restMessage.odd":           restMessage(readsAda, pairing.Rest{Member: ada, Reason: pairing.OddOneOut}, nextDue, time.Time{}),
		"restMessage.taken":         restMessage(readsAda, pairing.Rest{Member: ada, Reason: pairing.OthersTaken}, nextDue, nextDue.AddDate(0, 0, -7)),
		"restMessage.nobody":        restMessage(readsAda, pairing.Rest{Member: ada, Reason: pairing.NobodyFits, Lacks: map[pairing.Obstacle]int{pairing.NoHours: 3, pairing.NoKind: 1, pairing.TooDistant: 2, pairing.Avoided: 1}}, nextDue, time.Time{}),
		"restMessage.alone":         restMessage(readsAda, pairing.Rest{Member: ada, Reason: pairing.NobodyFits, Lacks: map[pairing.Obstacle]int{pairing.Avoided: 1}}, nextDue, time.Time{}),
		"missedRoundMessage":        missedRoundMessage(readsAda, nextDue.AddDate(0, 0, -7), nextDue),
		"silenceMessage":            silenceMessage(v, 3),
		"tryOverMessage":            tryOverMessage(v),

		"confirmCancelled":     confirmCancelled(settled, castOfTests),
		"wishedMessage":        wishedMessage(wishOfTests(false), settled, castOfTests, ""),
		"wishedMessage.day":    wishedMessage(wishOfTests(true), settled, castOfTests, ""),
		"wishedMessage.move":   wishedMessage(moveOfTests(), settled, castOfTests, "Mariä <Empfängnis>"),
		"wishTrueMessage.move": wishTrueMessage(moveOfTests(), settled, castOfTests),
		"wishTrueMessage":      wishTrueMessage(wishOfTests(false), settled, castOfTests),
		"wishedMessage.trio":   wishedMessage(wishOfTests(true), duoOfTests(pairing.Confirmed, ada, ben, cleo), castOfTests, ""),
		"wishTrueMessage.trio": wishTrueMessage(moveOfTests(), duoOfTests(pairing.Confirmed, ada, ben, cleo), castOfTests),
		"wishGoneMessage":      wishGoneMessage(v),
		"wishOverMessage":      wishOverMessage(v),
		"waitingMessage":       waitingMessage(v),
		"ideaView":             ideaView(v, settled.ID),
		"dayView":              dayView(v, settled.ID, Day{2026, 11, 25}),

		"rhythmOffer":            rhythmOffer(settled, castOfTests),
		"rhythmOffer.remote":     rhythmOffer(remoteOfTests(settled), castOfTests),
		"rhythmDeclined":         rhythmDeclined(settled, castOfTests),
		"rhythmRunning":          rhythmRunning(settled, castOfTests, rhythmOfTests(45, 15)),
		"rhythmRunning.none":     rhythmRunning(settled, castOfTests, rhythmOfTests(0, 0)),
		"rhythmOver":             rhythmOver(settled, castOfTests, rhythmOfTests(45, 15)),
		"rhythmGone":             rhythmGone(v),
		"nudgeMessage.break":     nudgeMessage(settled, castOfTests, Nudge{tuesday, true, tuesday.Add(time.Hour)}),
		"nudgeMessage.work":      nudgeMessage(oneZone(settled), castOfTests, Nudge{tuesday, false, tuesday.Add(time.Hour)}),
		"nudgeMessage.last":      nudgeMessage(settled, castOfTests, Nudge{tuesday, false, settled.Session.End}),
		"wrapMessage":            wrapMessage(settled, castOfTests, rhythmOfTests(45, 15)),
		"wrapMessage.nothing":    wrapMessage(settled, castOfTests, storage.Rhythm{}),
		"wrappedMessage":         wrappedMessage(v),
		"rhythmView":             rhythmView(v, settled.ID, storage.Rhythm{}, ada),
		"rhythmView.change":      rhythmView(v, settled.ID, rhythmOfTests(90, 20), ben),
		"rhythmAgain":            rhythmAgain(v, settled.ID, rhythmOfTests(25, 5), "chapter two", "90/20"),
		"rhythmAgain.none":       rhythmAgain(v, settled.ID, rhythmOfTests(0, 0), "", "90/20"),
		"doneView":               doneView(v, settled.ID, rhythmOfTests(45, 15), ada),
		"refusedMessage.dayOver": refusedMessage(readsAda, actWrap, pairing.TooLate, settled),

		"feedMessage":       feedMessage(v, "", false),
		"feedMessage.again": feedMessage(v, "", true),
		"feedMessage.gone":  feedMessage(v, "unreachable", false),
		"withFeed":          withFeed(slack.ModalViewRequest{Type: slack.VTModal, CallbackID: "x", Title: plainText("x", 24), Submit: plainText("x", 24)}, v, false),
		"withFeed.kept":     withFeed(slack.ModalViewRequest{Type: slack.VTModal, CallbackID: "x", Title: plainText("x", 24), Submit: plainText("x", 24)}, v, true),

		"calendarFileMessage":         calendarFileMessage(calendarNew, castOfTests),
		"calendarFileMessage.changed": calendarFileMessage(calendarChanged, castOfTests),
		"calendarFileMessage.off":     calendarFileMessage(calendarOff, castOfTests),

		"cardMessage.outside":      cardMessage(standingOfTests(func(s *Standing) { s.Joined = false })),
		"cardMessage.member":       cardMessage(member),
		"cardMessage.trying":       cardMessage(standingOfTests(func(s *Standing) { s.Once = true })),
		"cardMessage.paused":       cardMessage(standingOfTests(func(s *Standing) { s.PausedUntil = nextDue.AddDate(0, 1, 0) })),
		"cardMessage.paused.after": cardMessage(standingOfTests(func(s *Standing) { s.PausedUntil = nextDue.AddDate(0, 0, -2) })),
		"cardMessage.away":         cardMessage(standingOfTests(func(s *Standing) { s.PausedUntil, s.Open = nextDue.AddDate(9, 0, 0), true })),
		"cardMessage.sitsOut":      cardMessage(standingOfTests(func(s *Standing) { s.SitsOut = true })),
		"cardMessage.proposed":     cardMessage(standingOfTests(func(s *Standing) { s.Duo = proposed })),
		"cardMessage.accepted":     cardMessage(standingOfTests(func(s *Standing) { s.Duo, s.Answer = proposed, pairing.Accepted })),
		"cardMessage.settled":      cardMessage(standingOfTests(func(s *Standing) { s.Duo = settled })),
		"cardMessage.hostile":      cardMessage(standingOfTests(func(s *Standing) { s.Duo = evilDuo(pairing.Proposed) })),
		"cardMessage.resting":      cardMessage(standingOfTests(func(s *Standing) { s.Resting = pairing.OddOneOut })),
		"cardMessage.nobody":       cardMessage(standingOfTests(func(s *Standing) { s.Resting, s.Located = pairing.NobodyFits, false })),
		"whyMessage":               whyMessage(standingOfTests(func(s *Standing) { s.Duo = proposed })),
		"whyMessage.hostile":       whyMessage(standingOfTests(func(s *Standing) { s.Duo = evilDuo(pairing.Proposed) })),
		"whyMessage.noDuo":         whyMessage(member),
		"profileView":              profileView(v, pairing.Defaults(), storage.Personal{Evening: true}, Said{}, HomeSaid{}),
		"profileView.full": profileView(v, fullProfile(), storage.Personal{Line: hostile, Evening: true, Morning: true}, Said{Avoids: []pairing.MemberID{cleo}, Wishes: []pairing.MemberID{ben, "gone-1"}, Friends: []pairing.MemberID{evil}}, HomeSaid{
			Offers: 63, Guests: hostile, Address: hostile, Entry: hostile, Share: true, Sealing: true}),
		"profileView.noKey":     profileView(v, pairing.Defaults(), storage.Personal{Evening: true}, Said{}, HomeSaid{Hint: true}),
		"homeMessage":           homeMessage(v, ada, HomeSaid{Offers: pairing.Desk | pairing.Internet, Guests: "A cat. Shoes off.", Address: "Lindengasse 4", Entry: "second floor", Share: true}),
		"homeMessage.told":      homeMessage(v, ada, HomeSaid{Offers: pairing.NoSteps}),
		"homeMessage.hostile":   homeMessage(v, ada, HomeSaid{Offers: 63, Guests: hostile, Address: hostile, Entry: hostile, Share: true}),
		"homeGoneMessage":       homeGoneMessage(v),
		"noticeView":            noticeView(v, staleMessage(v)),
		"savedView":             savedView(v),
		"slowModalMessage":      slowModalMessage(v),
		"historyMessage":        historyMessage(readsAda, turnsOfTests(), castOfTests),
		"historyMessage.empty":  historyMessage(readsAda, nil, castOfTests),
		"historyMessage.one":    historyMessage(readsAda, turnsOfTests()[:1], castOfTests),
		"historyMessage.noZone": historyMessage(Reader{ID: ada, Voice: v}, turnsOfTests(), castOfTests),
		"placesMessage":         placesMessage(v, nearOfTests(2), holidaysOfTests, tuesday, vienna),
		"placesMessage.none":    placesMessage(v, nil, nil, tuesday, vienna),
		"placesMessage.many":    placesMessage(v, nearOfTests(35), nil, tuesday, vienna),
		"placeView":             placeView(v, pairing.Venue{}),
		"placeView.full":        placeView(v, fullVenue()),
		"placeSavedView.added":  placeSavedView(v, true, true),
		"placeSavedView":        placeSavedView(v, false, true),
		"placeSavedView.same":   placeSavedView(v, false, false),
		"shutMessage":           shutMessage(v, fullVenue()),
		"slowPlaceMessage":      slowPlaceMessage(v),
		"changesMessage":        changesMessage(readsAda, changesOfTests()),
		"changesMessage.none":   changesMessage(readsAda, nil),
		"planMessage":           planMessage(readsAda, planOfTests(3), castOfTests, nextDue),
		"planMessage.large":     planMessage(readsAda, planOfTests(250), castOfTests, nextDue),
		"planMessage.empty":     planMessage(readsAda, pairing.Plan{}, castOfTests, nextDue),
		"runAskMessage":         runAskMessage(readsAda, Run{Number: 3, People: 14}),
		"runAskMessage.open":    runAskMessage(readsAda, Run{Number: 3, People: 14, Open: true}),
		"runAskMessage.stands":  runAskMessage(readsAda, Run{Number: 3, People: 1, Stands: nextDue}),
		"runAskMessage.nobody":  runAskMessage(readsAda, Run{Number: 3}),
		"ranMessage":            ranMessage(v, 7, 1),
		"ranAlreadyMessage":     ranAlreadyMessage(v),
		"notAdminMessage":       notAdminMessage(v),
		"progressMessage": progressMessage(readsAda, Progress{Round: 3, Opened: nextDue.Add(-time.Hour), Next: nextDue.AddDate(0, 0, 7),
			Duos: map[pairing.State]int{pairing.Proposed: 12, pairing.Confirmed: 1, pairing.Expired: 2, pairing.Skipped: 1, pairing.Unsaid: 1},
			Sent: 340, Owed: 660, End: nextDue, Undelivered: 2}),
		"progressMessage.none":     progressMessage(readsAda, Progress{Next: nextDue}),
		"undeliveredMessage":       undeliveredMessage(readsAda, lostOfTests(4)),
		"undeliveredMessage.large": undeliveredMessage(readsAda, lostOfTests(400)),
		"undeliveredMessage.none":  undeliveredMessage(readsAda, nil),
		"retriedMessage":           retriedMessage(v, 3, 1),
		"retriedMessage.again":     retriedMessage(v, 1, 0),
		"retriedMessage.none":      retriedMessage(v, 0, 2),
		"lostMessage":              lostMessage(v, "messages_tab_disabled"),
		"adminHelpMessage":         adminHelpMessage(v),
		"joinedMessage":            joinedMessage(member),
		"joinedMessage.try":        joinedMessage(standingOfTests(func(s *Standing) { s.Once = true })),
		"joinedMessage.noZone":     joinedMessage(standingOfTests(func(s *Standing) { s.Zone = nil })),
		"backMessage":              backMessage(member),
		"backMessage.try":          backMessage(standingOfTests(func(s *Standing) { s.Once = true })),
		"alreadyInMessage":         alreadyInMessage(member),
		"forGoodMessage":           forGoodMessage(member),
		"leftMessage":              leftMessage(v, false),
		"leftMessage.hadDuo":       leftMessage(v, true),
		"notInMessage":             notInMessage(v),
		"skippedMessage":           skippedMessage(member),
		"sitsOutMessage":           sitsOutMessage(standingOfTests(func(s *Standing) { s.SitsOut = true })),
		"pausedMessage":            pausedMessage(standingOfTests(func(s *Standing) { s.PausedUntil = nextDue })),
		"pausedMessage.open":       pausedMessage(standingOfTests(func(s *Standing) { s.PausedUntil, s.Open = nextDue, true })),
		"resumedMessage":           resumedMessage(member),
		"notPausedMessage":         notPausedMessage(member),
		"badDayMessage.past":       badDayMessage(v, DayPast, Day{2026, 1, 1}),
		"badDayMessage.distant":    badDayMessage(v, DayDistant, Day{2036, 1, 1}),
		"badDayMessage.unreal":     badDayMessage(v, DayUnreal, Day{2027, 2, 30}),
		"badDayMessage.month":      badDayMessage(v, DayUnreal, Day{2027, 14, 30}),

		"cannotJoinMessage":          cannotJoinMessage(v, false),
		"cannotJoinMessage.guest":    cannotJoinMessage(v, true),
		"wishMessage":                wishMessage(v, []pairing.MemberID{ben, cleo}),
		"wishesMessage":              wishesMessage(v, []pairing.MemberID{ben, cleo}, false),
		"wishesMessage.none":         wishesMessage(v, nil, true),
		"avoidMessage":               avoidMessage(v, []pairing.MemberID{ben}, false),
		"avoidMessage.calledOff":     avoidMessage(v, []pairing.MemberID{ben}, true),
		"avoidsMessage":              avoidsMessage(v, []pairing.MemberID{ben}, true),
		"avoidsMessage.none":         avoidsMessage(v, nil, false),
		"yourselfMessage":            yourselfMessage(v, VerbWith),
		"yourselfMessage.avoid":      yourselfMessage(v, VerbAvoid),
		"neverPairedMessage":         neverPairedMessage(v, "UBOT"),
		"strangerMessage":            strangerMessage(v, hostile),
		"namesakesMessage":           namesakesMessage(v, hostile),
		"helpMessage":                helpMessage(v, false),
		"helpMessage.admin":          helpMessage(v, true),
		"forgetMessage":              forgetMessage(v),
		"forgottenMessage":           forgottenMessage(v),
		"staleMessage":               staleMessage(v),
		"notYoursMessage":            notYoursMessage(v),
		"calledOffMessage":           calledOffMessage(v),
		"noOtherPlaceMessage":        noOtherPlaceMessage(v),
		"refusedMessage.early":       refusedMessage(readsAda, actMet, pairing.TooEarly, settled),
		"refusedMessage.told":        refusedMessage(readsAda, actMet, pairing.AlreadyAnswered, settled),
		"refusedMessage.notHeld":     refusedMessage(readsAda, actMissed, pairing.TooLate, duoOfTests(pairing.Skipped, ada, ben)),
		"refusedMessage.placePast":   refusedMessage(readsAda, actPlace, pairing.TooLate, duoOfTests(pairing.Met, ada, ben)),
		"refusedMessage.settled":     refusedMessage(readsAda, actAccept, pairing.AlreadyAnswered, settled),
		"refusedMessage.accepted":    refusedMessage(readsAda, actAccept, pairing.AlreadyAnswered, proposed),
		"refusedMessage.skipped":     refusedMessage(readsAda, actAccept, pairing.TooLate, skippedBy(ada)),
		"refusedMessage.fell":        refusedMessage(readsAda, actAccept, pairing.TooLate, skippedBy(ben)),
		"refusedMessage.expired":     refusedMessage(readsAda, actAccept, pairing.TooLate, duoOfTests(pairing.Expired, ada, ben)),
		"refusedMessage.earlier":     refusedMessage(readsAda, actAccept, pairing.TooLate, duoOfTests(pairing.Met, ada, ben)),
		"misunderstoodMessage":       misunderstoodMessage(v, Request{Trouble: UnknownVerb, Typed: "jion", Near: VerbJoin}),
		"misunderstoodMessage.far":   misunderstoodMessage(v, Request{Trouble: UnknownVerb, Typed: hostile, Near: VerbHelp}),
		"misunderstoodMessage.more":  misunderstoodMessage(v, Request{Trouble: Superfluous, Typed: hostile, Near: VerbJoin}),
		"misunderstoodMessage.date":  misunderstoodMessage(v, Request{Trouble: NoDate, Typed: hostile, Near: VerbPause}),
		"misunderstoodMessage.who":   misunderstoodMessage(v, Request{Trouble: NoPerson, Typed: hostile, Near: VerbWith}),
		"misunderstoodMessage.all":   misunderstoodMessage(v, Request{Trouble: Broadcast, Typed: "!channel", Near: VerbAvoid}),
		"misunderstoodMessage.me":    misunderstoodMessage(v, Request{Trouble: ForgetWhom, Near: VerbForget}),
		"misunderstoodMessage.admin": misunderstoodMessage(v, Request{Trouble: UnknownAdmin, Typed: "rum", Near: AdminRun}),
	}
	maps.Copy(all, checkinGoldens(v))
	for name, t := range tabsOfTests(v) {
		all["homeView."+name] = homeView(t)
	}
	maps.Copy(all, duoGoldens(v, readsAda, castOfTests))
	return all
}
