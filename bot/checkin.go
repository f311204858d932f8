package bot

import (
	"slices"
	"strconv"
	"time"

	"cowork/pairing"
	"cowork/storage"
)

// What members say after the day, each alone: whether they worked together and
// where, which feeds history and hosting balance; and in private how it was,
// which feeds the score of the two and nothing else.
//
// What a day counts for can be put right for some weeks, see tellLife; what is
// told in private is about the days to come, and can always be changed.
//
// Where one says that they worked together and the other that they did not,
// both read so, without who said what. It counts neither way, nothing is held
// against anybody, and either may still say otherwise.

// tellLife is how long after a session people can say whether and where it took
// place.
const tellLife = 28 * 24 * time.Hour

// bygone reports whether a session was too long ago to say so.
func (c *call) bygone(duo storage.Duo) bool { return !duo.Session.End.Add(tellLife).After(c.now) }

func saidMet(c *call, was storage.Duo, _ Click) (Reply, error) {
	return c.checkIn(was, pairing.WorkedThen)
}

func saidMissed(c *call, was storage.Duo, _ Click) (Reply, error) {
	return c.checkIn(was, pairing.DidNot)
}

func (c *call) checkIn(was storage.Duo, said pairing.CheckIn) (Reply, error) {
	if was.State == pairing.Confirmed && was.Session.Start.After(c.now) {
		return Reply{}, pairing.TooEarly
	}
	if c.bygone(was) {
		return tell(bygoneMessage(c.voice())), nil
	}
	to, _, err := was.CheckIn(c.me.ID, said, pairing.Place{})
	if err != nil {
		return Reply{}, err
	}
	if err := c.tx.SaveTransition(was.ID, was.State, to); err != nil {
		return Reply{}, err
	}
	for _, s := range to.Seats {
		concerns := s.Member == c.me.ID || was.Contradicts() || to.Contradicts()
		if s.CheckIn == pairing.NotAsked || !concerns {
			continue
		}
		if err := c.checkedIn(to, s.Member); err != nil {
			return Reply{}, err
		}
	}
	return Reply{}, nil
}

// checkedIn changes the check-in of a member who answered it to what holds now.
func (c *call) checkedIn(duo pairing.Duo, who pairing.MemberID) error {
	r, err := c.readerOf(who)
	if err != nil {
		return err
	}
	seat := seatOf(&duo, who)
	m := checkinMissed(r, &duo)
	switch {
	case duo.Contradicts():
		m = checkinDiffers(r, &duo)
	case seat.CheckIn == pairing.WorkedThen:
		cast, err := c.cast(duo)
		if err != nil {
			return err
		}
		told, err := c.tx.Feedback(duo.ID, who)
		if err != nil {
			return err
		}
		where := seat.Place
		if where == (pairing.Place{}) {
			where = duo.Place
		}
		m = checkinMet(r, &duo, cast, where, told)
	}
	return c.amend(checkinKey(duo.ID, who), m)
}

// saidWhere notes where those who met worked.
func saidWhere(c *call, was storage.Duo, click Click) (Reply, error) {
	places := checkinPlaces(&was.Duo)
	i, err := strconv.Atoi(click.Chosen)
	if err != nil || i < 0 || i >= len(places) {
		return tell(staleMessage(c.voice())), nil
	}
	if err := c.wasThere(was.Duo); err != nil {
		return Reply{}, err
	}
	if c.bygone(was) {
		return tell(bygoneMessage(c.voice())), nil
	}
	to := workedAt(was.Duo, c.me.ID, places[i])
	if err := c.tx.SaveTransition(was.ID, was.State, to); err != nil {
		return Reply{}, err
	}
	for _, s := range to.Seats { // who said nothing of the place themselves reads the same
		follows := to.Place != was.Place && s.Place == pairing.Place{} && s.CheckIn == pairing.WorkedThen
		if s.Member != c.me.ID && !follows {
			continue
		}
		if err := c.checkedIn(to, s.Member); err != nil {
			return Reply{}, err
		}
	}
	return Reply{}, nil
}

// wasThere refuses a question about a session to those who did not say that it
// took place.
func (c *call) wasThere(duo pairing.Duo) error {
	switch seatOf(&duo, c.me.ID).CheckIn {
	case pairing.WorkedThen:
		return nil
	case pairing.DidNot:
		return pairing.AlreadyAnswered
	}
	return pairing.TooEarly
}

// workedAt notes where a member says that they worked. It becomes the place of
// the duo unless somebody else of it said another one.
func workedAt(d pairing.Duo, who pairing.MemberID, where pairing.Place) pairing.Duo {
	d.Seats = slices.Clone(d.Seats)
	agreed := true
	for i := range d.Seats {
		s := &d.Seats[i]
		switch {
		case s.Member == who:
			s.Place = where
		case s.Place != (pairing.Place{}) && s.Place != where:
			agreed = false
		}
	}
	if agreed {
		d.Place = where
	}
	return d
}

// toldDay and toldAgain keep what a member tells in private.
func toldDay(c *call, was storage.Duo, click Click) (Reply, error) {
	return c.told(was, click, c.tx.TellDay)
}

func toldAgain(c *call, was storage.Duo, click Click) (Reply, error) {
	return c.told(was, click, c.tx.TellAgain)
}

func (c *call) told(was storage.Duo, click Click, keep func(pairing.DuoID, pairing.MemberID, int8, time.Time) error) (Reply, error) {
	answer, err := strconv.ParseInt(click.Chosen, 10, 8)
	if err != nil || answer < -1 || answer > 1 {
		return tell(staleMessage(c.voice())), nil
	}
	if err := c.wasThere(was.Duo); err != nil {
		return Reply{}, err
	}
	if err := keep(was.ID, c.me.ID, int8(answer), c.now); err != nil {
		return Reply{}, err
	}
	return Reply{}, c.checkedIn(was.Duo, c.me.ID)
}
