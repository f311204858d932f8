package bot

import (
	"slices"
	"time"

	"cowork/pairing"
	"cowork/storage"
)

// Staying together for some weeks. Each of a duo says for how many rounds they
// would like that, with a click and without being seen; if both do, they stay
// together for the smaller number. Who says so alone is the only one who ever
// knows: there is no question to the other that they could leave unanswered.
//
// In each of those rounds the two are proposed to each other as ever, and accept
// or skip: that they want to meet does not say that they can this week, and
// the day and the place are new each time. A round in which one of them is away
// counts like the others; meanwhile the other one is paired with somebody else.
// Either of them ends it whenever they like, without a reason; leaving the
// circle or avoiding the other ends it too, and reads the same. Who is trying it
// out for one round goes on for as long as they agreed to.

// stayWishLasts is how long a wish to stay waits for the other's.
const stayWishLasts = 28 * 24 * time.Hour

// fewestRounds and mostRounds are for how many rounds a duo may stay together.
const (
	fewestRounds = 2
	mostRounds   = 4
)

// stayOf is with whom a member stays in the coming rounds; nil if with nobody.
func (d *desk) stayOf(id pairing.MemberID) (*Staying, error) {
	coming, err := d.comingRound()
	if err != nil {
		return nil, err
	}
	s, err := d.tx.StayOf(d.circle.ID, id)
	if none(err) || err == nil && s.Until < coming {
		return nil, nil
	}
	return &Staying{Partner: s.Partner, Rounds: s.Until - coming + 1}, err
}

// stayWish is with whom a member would like to stay, as far as that still
// counts; nil if with nobody.
func (d *desk) stayWish(id pairing.MemberID) (*Staying, error) {
	w, err := d.tx.StayWishOf(d.circle.ID, id, d.now.Add(-stayWishLasts))
	if none(err) {
		return nil, nil
	}
	return &Staying{Partner: w.Partner, Rounds: w.Rounds, Lapses: w.At.Add(stayWishLasts)}, err
}

// stayable refuses to stay with the others of a duo that is none of two, fell
// through or is too long ago, or with somebody whom the caller avoids.
func (c *call) stayable(duo storage.Duo) error {
	coming, err := c.comingRound()
	if err != nil {
		return err
	}
	settled := duo.State == pairing.Confirmed || over(duo.State)
	if len(duo.Seats) != 2 || !settled || duo.Circle != c.circle.ID || duo.Number < coming-2 {
		return pairing.TooLate
	}
	avoids, err := c.tx.Says(c.me.ID, storage.Avoid)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(avoids, duo.Has) {
		return pairing.TooLate
	}
	return nil
}

// over reports whether the day of a duo has come and gone.
func over(s pairing.State) bool {
	return s == pairing.Met || s == pairing.Missed || s == pairing.Unsaid
}

// stayAsk asks the caller, and nobody else, for how many rounds they would
// like to stay with their partner.
func stayAsk(c *call, duo storage.Duo, _ Click) (Reply, error) {
	if err := c.stayable(duo); err != nil {
		return Reply{}, err
	}
	now, err := c.stayOf(c.me.ID)
	if err != nil {
		return Reply{}, err
	}
	if now != nil {
		return tell(stayMessage(c.voice(), *now)), nil
	}
	wish, err := c.stayWish(c.me.ID)
	if err != nil {
		return Reply{}, err
	}
	partner := duo.Partners(c.me.ID)[0]
	if wish != nil && wish.Partner != partner {
		wish = nil
	}
	return tell(stayAskMessage(c.voice(), partner, duo.ID, wish)), nil
}

// staySay is a button that says for how many rounds.
func staySay(rounds int) func(*call, storage.Duo, Click) (Reply, error) {
	return func(c *call, duo storage.Duo, _ Click) (Reply, error) { return c.wishToStay(duo, rounds) }
}

// wishToStay notes the caller's wish, and lets it come true if it is mutual.
func (c *call) wishToStay(duo storage.Duo, rounds int) (Reply, error) {
	if err := c.stayable(duo); err != nil {
		return Reply{}, err
	}
	partner := duo.Partners(c.me.ID)[0]
	now, err := c.stayOf(c.me.ID)
	if err != nil {
		return Reply{}, err
	}
	if now != nil {
		return c.answer(stayMessage(c.voice(), *now)), nil
	}
	w := storage.StayWish{Circle: c.circle.ID, Person: c.me.ID, Partner: partner, Rounds: rounds, At: c.now}
	if err := c.tx.WishToStay(w); err != nil {
		return Reply{}, err
	}
	theirs, err := c.stayWish(partner)
	if err != nil {
		return Reply{}, err
	}
	taken, err := c.stayOf(partner)
	if err != nil {
		return Reply{}, err
	}
	if theirs == nil || theirs.Partner != c.me.ID || taken != nil {
		return c.answer(stayNotedMessage(c.voice(), Staying{Partner: partner, Rounds: rounds})), nil
	}
	agreed := Staying{Partner: partner, Rounds: min(rounds, theirs.Rounds)}
	if err := c.stayTogether(duo, agreed); err != nil {
		return Reply{}, err
	}
	return c.answer(stayMessage(c.voice(), agreed)), nil
}

// answer is a reply that takes the place of the message that was clicked in,
// where only the caller sees that.
func (c *call) answer(m Message) Reply {
	m.Replace = c.click && c.env.Interaction != nil && c.env.Interaction.Container.IsEphemeral
	return tell(m)
}

// stayTogether keeps that the caller and their partner stay together from the
// coming round on, and tells both in their conversation.
func (c *call) stayTogether(duo storage.Duo, agreed Staying) error {
	for _, id := range []pairing.MemberID{c.me.ID, agreed.Partner} {
		if err := c.tx.EndStay(c.circle.ID, id); err != nil { // one whose rounds have passed
			return err
		}
		if _, err := c.tx.DropStayWish(c.circle.ID, id); err != nil {
			return err
		}
	}
	coming, err := c.comingRound()
	if err != nil {
		return err
	}
	err = c.tx.SaveStay(storage.Stay{Circle: c.circle.ID, Person: c.me.ID, Partner: agreed.Partner, Until: coming - 1 + agreed.Rounds, Since: c.now})
	if err != nil {
		return err
	}
	cast, err := c.cast(duo.Duo)
	if err != nil {
		return err
	}
	m := stayAgreedMessage(&duo.Duo, agreed.Rounds, cast)
	if err := c.oweNext("stay:"+string(duo.ID), conversationOf(duo.Duo), "", c.now, m); err != nil {
		return err
	}
	return c.reopen(c.me.ID, agreed.Partner)
}

// stayDrop takes the caller's wish back.
func stayDrop(c *call) (Reply, error) {
	if _, err := c.tx.DropStayWish(c.circle.ID, c.me.ID); err != nil {
		return Reply{}, err
	}
	return c.answer(stayDroppedMessage(c.voice())), nil
}

// stayEnd ends with whom the caller stays. What is settled stays settled.
func stayEnd(c *call) (Reply, error) {
	was, err := c.stayOf(c.me.ID)
	if err != nil {
		return Reply{}, err
	}
	if err := c.part(c.me.ID, anybody); err != nil {
		return Reply{}, err
	}
	return c.answer(stayEndedMessage(c.voice(), was)), nil
}

// anybody is for ending it with whomever it is.
func anybody(pairing.MemberID) bool { return true }

// part ends with whom a member stays, and what they wish about it, if the other
// is one that fits. The other is told that it is over, and not why.
func (d *desk) part(id pairing.MemberID, fits func(pairing.MemberID) bool) error {
	wish, err := d.stayWish(id)
	if err != nil {
		return err
	}
	if wish != nil && fits(wish.Partner) {
		if _, err := d.tx.DropStayWish(d.circle.ID, id); err != nil {
			return err
		}
	}
	s, err := d.stayOf(id)
	if err != nil || s == nil || !fits(s.Partner) {
		return err
	}
	if err := d.tx.EndStay(d.circle.ID, id); err != nil {
		return err
	}
	partner, err := d.tx.Person(s.Partner)
	if err != nil {
		return err
	}
	if !partner.Deleted {
		m := stayOverMessage(reader(partner).Voice, id)
		if err := d.oweNext("stay_over:"+string(s.Partner), storage.Lane(s.Partner), "", d.now, m); err != nil {
			return err
		}
	}
	return d.reopen(id, s.Partner)
}

// stayVerb is the command: it shows with whom the caller stays, or asks about
// their latest partner, or says for how many rounds, or ends it.
func stayVerb(c *call) (Reply, error) {
	_, out, err := c.in()
	if out != nil || err != nil {
		return deref(out), err
	}
	now, err := c.stayOf(c.me.ID)
	if err != nil {
		return Reply{}, err
	}
	if c.q.Off {
		wish, err := c.stayWish(c.me.ID)
		if err != nil {
			return Reply{}, err
		}
		if now == nil && wish != nil {
			return stayDrop(c)
		}
		return stayEnd(c)
	}
	if now != nil {
		return tell(stayMessage(c.voice(), *now)), nil
	}
	duo, err := c.latestDuo()
	if none(err) {
		return tell(stayNobodyMessage(c.voice())), nil
	}
	if err != nil {
		return Reply{}, err
	}
	if c.q.Rounds > 0 {
		return c.wishToStay(duo, c.q.Rounds)
	}
	return stayAsk(c, duo, Click{})
}

// latestDuo is the caller's latest duo that could stay together; ErrNotFound if
// there is none.
func (c *call) latestDuo() (storage.Duo, error) {
	past, err := c.tx.HistoryOf(c.me.ID, mostTurns)
	if err != nil {
		return storage.Duo{}, err
	}
	for _, duo := range past {
		if c.stayable(duo) == nil {
			return duo, nil
		}
	}
	return storage.Duo{}, storage.ErrNotFound
}
