package bot

import "cowork/pairing"

// opening is the message that opens the conversation of a settled duo, as
// things are now.
func (d *desk) opening(duo pairing.Duo) (Message, error) {
	cast, err := d.cast(duo)
	if err != nil {
		return Message{}, err
	}
	o := Opening{People: map[pairing.MemberID]Introduction{}}
	for _, s := range duo.Seats {
		if o.People[s.Member], err = d.introduction(s.Member); err != nil {
			return Message{}, err
		}
	}
	o.Stays, o.More, err = d.stays(duo)
	return openingMessage(&duo, o, cast), err
}

// introduction loads what a member said of themselves.
func (d *desk) introduction(id pairing.MemberID) (Introduction, error) {
	p, err := d.tx.Profile(id)
	if none(err) {
		return Introduction{}, nil
	}
	if err != nil {
		return Introduction{}, err
	}
	own, err := d.tx.Personal(id)
	return Introduction{Field: p.Field, Situation: p.Situation, Line: own.Line, Habits: p.Habits}, err
}

// stays reports whether the two of a duo stay together in the latest round or
// after it, and for how many rounds more.
func (d *desk) stays(duo pairing.Duo) (stays bool, more int, err error) {
	if len(duo.Seats) != 2 {
		return false, 0, nil
	}
	coming, err := d.comingRound()
	if err != nil {
		return false, 0, err
	}
	s, err := d.tx.StayOf(d.circle.ID, duo.Seats[0].Member)
	if none(err) || err == nil && (s.Partner != duo.Seats[1].Member || s.Until < coming-1) {
		return false, 0, nil
	}
	return err == nil, s.Until - (coming - 1), err
}

// reopen brings what opens the conversations of two members up to date: of
// those sessions of theirs that are settled and not over yet.
func (d *desk) reopen(a, b pairing.MemberID) error {
	live, err := d.liveDuos(a)
	if err != nil {
		return err
	}
	for _, duo := range live {
		if duo.State != pairing.Confirmed || !duo.Has(b) {
			continue
		}
		m, err := d.opening(duo.Duo)
		if err != nil {
			return err
		}
		if err := d.amend(confirmKey(duo.ID), m); err != nil {
			return err
		}
	}
	return nil
}
