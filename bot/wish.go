package bot

import (
	"slices"

	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// What one of a confirmed duo would like to change: another place, the other
// home, an idea of their own, another day. The others agree with one click, and
// only then anything changes. A newer wish takes the place of an older one.

// wishKey names the message about a wish.
func wishKey(id storage.WishID) string { return "wish:" + string(id) }

// changeable refuses a wish about a session that is over or off, or that
// somebody told of already.
func (c *call) changeable(duo storage.Duo) error {
	told := slices.ContainsFunc(duo.Seats, func(s pairing.Seat) bool { return s.CheckIn != pairing.NotAsked })
	if duo.State != pairing.Confirmed || !duo.Session.End.After(c.now) || told {
		return pairing.TooLate
	}
	return nil
}

// anotherPlace wishes for the next of the other suggestions; a second click
// for the one after that.
func anotherPlace(c *call, duo storage.Duo, _ Click) (Reply, error) {
	return c.nextOption(duo, func(s pairing.Suggestion) bool { return s.Place != duo.Place })
}

// otherHome wishes for another home than the one that the duo goes to.
func otherHome(c *call, duo storage.Duo, _ Click) (Reply, error) {
	return c.nextOption(duo, func(s pairing.Suggestion) bool { return s.Kind == pairing.Home && s.Place != duo.Place })
}

// nextOption wishes for the suggestion that fits and comes after the one that
// was wished for last, or after the place as it is.
func (c *call) nextOption(duo storage.Duo, fits func(pairing.Suggestion) bool) (Reply, error) {
	if err := c.changeable(duo); err != nil {
		return Reply{}, err
	}
	last := duo.Place
	open, err := c.tx.OpenWish(duo.ID)
	if err != nil && !none(err) {
		return Reply{}, err
	}
	if err == nil && open.Session == duo.Session {
		last = open.Place.Place
	}
	at := slices.IndexFunc(duo.Options, func(s pairing.Suggestion) bool { return s.Place == last })
	for i := range duo.Options {
		s := duo.Options[(at+1+i)%len(duo.Options)]
		if !fits(s) {
			continue
		}
		if err == nil && open.Place.Place == s.Place && open.Session == duo.Session {
			break // the only one, and it is wished for already
		}
		return Reply{}, c.wishFor(duo, s, duo.Session)
	}
	if err == nil {
		return tell(waitingMessage(c.voice())), nil
	}
	return tell(noOtherPlaceMessage(c.voice())), nil
}

// wishFor tells the others of a duo what the caller would like.
func (c *call) wishFor(duo storage.Duo, place pairing.Suggestion, session pairing.Session) error {
	if err := c.dropWish(duo.Duo); err != nil {
		return err
	}
	id, err := c.newDuoID() // any opaque one will do
	if err != nil {
		return err
	}
	w := storage.Change{ID: storage.WishID(id), Duo: duo.ID, Person: c.me.ID, Place: place, Session: session}
	if err := c.tx.Wishing(w, c.now); err != nil {
		return err
	}
	cast, err := c.castOfWish(duo.Duo, w)
	if err != nil {
		return err
	}
	feast, err := c.feast(duo.Circle, session)
	if err != nil {
		return err
	}
	return c.owe(wishKey(w.ID), conversationOf(duo.Duo), duo.ID, c.now, wishedMessage(w, &duo.Duo, cast, feast))
}

// castOfWish is cast for a duo and what is wished for.
func (d *desk) castOfWish(duo pairing.Duo, w storage.Change) (Cast, error) {
	duo.Options = append(slices.Clone(duo.Options), w.Place)
	return d.cast(duo)
}

// dropWish ends the open wish of a duo, if there is one.
func (d *desk) dropWish(duo pairing.Duo) error {
	open, err := d.tx.OpenWish(duo.ID)
	if none(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := d.tx.CloseWish(open.ID, false); err != nil {
		return err
	}
	if _, err := d.tx.Withdraw(duo.ID, wishKey(open.ID)); err != nil {
		return err
	}
	v, err := d.voiceOf(duo)
	if err != nil {
		return err
	}
	return d.amend(wishKey(open.ID), wishGoneMessage(v))
}

// agree notes that the caller agrees to a wish; the last one makes it come
// true.
func agree(c *call) (Reply, error) {
	w, err := c.tx.Wish(storage.WishID(c.clicked.Value))
	if none(err) {
		return tell(staleMessage(c.voice())), nil
	}
	if err != nil {
		return Reply{}, err
	}
	duo, err := c.tx.Duo(w.Duo)
	if err != nil {
		return Reply{}, err
	}
	switch {
	case !duo.Has(c.me.ID):
		return tell(notYoursMessage(c.voice())), nil
	case !w.Open || c.changeable(duo) != nil || !w.Session.End.After(c.now), w.Session != duo.Session && !w.Session.Start.After(c.now):
		return tell(wishOverMessage(c.voice())), nil
	case w.Person == c.me.ID:
		return tell(waitingMessage(c.voice())), nil
	}
	if w.Session != duo.Session { // a new round may have taken that time since it was wished for
		if busy, err := c.busy(duo, w.Session); busy || err != nil {
			return tell(plainly(c.voice().Say("wish.wrong.busy"))), err
		}
	}
	if err := c.tx.AgreeToWish(w.ID, c.me.ID); err != nil {
		return Reply{}, err
	}
	for _, id := range duo.Partners(w.Person) {
		if id != c.me.ID && !slices.Contains(w.Agreed, id) {
			return tell(waitingMessage(c.voice())), nil
		}
	}
	return Reply{}, c.comeTrue(duo, w)
}

// comeTrue changes the duo as was wished, and everything that was said or is
// owed about its place and day.
func (c *call) comeTrue(was storage.Duo, w storage.Change) error {
	if err := c.tx.CloseWish(w.ID, true); err != nil {
		return err
	}
	to := was.Duo
	to.Place, to.Session = w.Place.Place, w.Session
	var err error
	if to.Options, err = c.optionsThen(was, w); err != nil {
		return err
	}
	if err := c.tx.SetOptions(was.ID, to.Options); err != nil {
		return err
	}
	if err := c.tx.SaveTransition(was.ID, was.State, to); err != nil {
		return err
	}
	cast, err := c.cast(to)
	if err != nil {
		return err
	}
	if err := c.amend(wishKey(w.ID), wishTrueMessage(w, &was.Duo, cast)); err != nil {
		return err
	}
	m, err := c.opening(to)
	if err != nil {
		return err
	}
	if err := c.amend(confirmKey(was.ID), m); err != nil {
		return err
	}
	if _, err := c.tx.Withdraw(was.ID, "remind:"); err != nil {
		return err
	}
	if err := c.remind(to); err != nil {
		return err
	}
	if err := c.hideHome(was.Duo); err != nil {
		return err
	}
	if err := c.showHome(to); err != nil {
		return err
	}
	if err := c.shareCalendar(to, false); err != nil {
		return err
	}
	if to.Session == was.Session {
		return c.offerRhythm(to)
	}
	if err := c.dropRhythm(was.Duo); err != nil {
		return err
	}
	if err := c.offerRhythm(to); err != nil {
		return err
	}
	for _, s := range to.Seats {
		r, err := c.readerOf(s.Member)
		if err != nil {
			return err
		}
		if err := c.amend(inviteKey(to.ID, s.Member), inviteConfirmed(r, &to)); err != nil {
			return err
		}
		if err := c.reword(r, to); err != nil {
			return err
		}
	}
	return nil
}

// optionsThen are the places that a duo can choose from once a wish came true:
// the one wished for among them, and on another day others in place of those that
// are closed then.
func (c *call) optionsThen(was storage.Duo, w storage.Change) ([]pairing.Suggestion, error) {
	options := slices.Clone(was.Options)
	if w.Session != was.Session {
		in, members, err := c.around(was, w.Session.Start, w.Session.End)
		if err != nil {
			return nil, err
		}
		options = pairing.Describe(members, &in, w.Session, options)
		for _, s := range pairing.Suggest(members, &in, w.Session) {
			known := slices.ContainsFunc(options, func(o pairing.Suggestion) bool { return o.Place == s.Place })
			if !known && len(options) < len(was.Options) {
				options = append(options, s)
			}
		}
	}
	if i := slices.IndexFunc(options, func(s pairing.Suggestion) bool { return s.Place == w.Place.Place }); i >= 0 {
		options[i] = w.Place
		return options, nil
	}
	return append(options, w.Place), nil
}

// ownIdea asks for the rest in a modal.
func ownIdea(c *call, duo storage.Duo, _ Click) (Reply, error) {
	return c.opens(ideaView(c.voice(), duo.ID)), c.changeable(duo)
}

// submitWish takes what was typed in one of the two modals.
func (b *Bot) submitWish(d *desk, env Envelope) (Reply, error) {
	view := env.Interaction.View
	me, err := d.person(pairing.MemberID(env.Person), env.Interaction.User.Name)
	if err != nil {
		return Reply{}, err
	}
	duo, err := d.tx.Duo(pairing.DuoID(view.PrivateMetadata))
	if err != nil && !none(err) {
		return Reply{}, err
	}
	c := &call{desk: d, bot: b, env: env, me: me}
	f := form{voice: c.voice(), state: view.State.Values, errors: map[string]string{}}
	block := map[string]string{ideaCallback: askIdea, dayCallback: askDay}[view.CallbackID]
	if none(err) || !duo.Has(me.ID) || c.changeable(duo) != nil {
		f.errors[block] = f.voice.Say("wish.wrong.over")
		return Reply{View: slack.NewErrorsViewSubmissionResponse(f.errors)}, nil
	}
	var place pairing.Suggestion
	session := duo.Session
	if view.CallbackID == ideaCallback {
		place, err = c.idea(f)
	} else {
		place, session, err = c.movedTo(f, duo)
	}
	if err != nil {
		return Reply{}, err
	}
	if len(f.errors) > 0 {
		return Reply{View: slack.NewErrorsViewSubmissionResponse(f.errors)}, nil
	}
	return Reply{}, c.wishFor(duo, place, session)
}

// idea is a place that somebody typed. It gets a row of its own, which is in
// no catalogue.
func (c *call) idea(f form) (pairing.Suggestion, error) {
	name := f.line(askIdea, 120)
	if name == "" {
		if f.errors[askIdea] == "" {
			f.errors[askIdea] = f.voice.Say("wish.wrong.idea")
		}
		return pairing.Suggestion{}, nil
	}
	id, err := c.tx.SaveVenue(storage.Venue{Venue: pairing.Venue{Name: name, Type: pairing.OwnIdea}, Retired: true}, c.now)
	return pairing.Suggestion{Place: pairing.Place{Kind: pairing.Public, Venue: id}, Reason: pairing.OwnChoice}, err
}
