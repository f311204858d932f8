package pairing

import "slices"

// Event is something that happens to a duo.
type Event string

// The events. The first four and the two of a check-in come from a member, the
// others from the clock.
const (
	Accepting Event = "accept"
	Skipping  Event = "skip"
	Leaving   Event = "cancel" // something came up, or a member left
	Expiring  Event = "expire" // answers are due
	SaidMet   Event = "met"
	SaidNot   Event = "missed"
	Closing   Event = "close" // time to stop waiting for check-ins
)

// Events lists all events.
var Events = []Event{Accepting, Skipping, Leaving, Expiring, SaidMet, SaidNot, Closing}

// States lists all states.
var States = []State{Proposed, Confirmed, Skipped, Expired, Cancelled, Met, Missed, Unsaid}

// Live reports whether the members of a duo in that state are taken: it may
// still take place, or it did.
func (s State) Live() bool {
	switch s {
	case Skipped, Expired, Cancelled, Missed:
		return false
	}
	return true
}

// Outcome says what an event did to a duo.
type Outcome string

// The outcomes.
const (
	Noted       Outcome = "noted"     // an answer was written down; the state is what it was
	Agreed      Outcome = "agreed"    // that was the last acceptance: the duo is confirmed
	FellApart   Outcome = "fell"      // the duo will not take place
	Settled     Outcome = "settled"   // it is clear, or will stay unclear, whether they worked together
	Reconsider  Outcome = "corrected" // a late check-in changed what was settled
	NothingToDo Outcome = ""          // refused
)

// Refusal is the error of an event that a duo does not take; the duo is
// unchanged.
type Refusal string

// The refusals.
const (
	NotInDuo        Refusal = "not-in-duo" // the person has no seat in it
	AlreadyAnswered Refusal = "answered"   // they said that, or can no longer say otherwise
	TooLate         Refusal = "too-late"   // the duo fell through or is over
	TooEarly        Refusal = "too-early"  // it is not confirmed yet
	BadAnswer       Refusal = "bad-answer" // no such answer
)

// Error says what is refused, for the operator.
func (r Refusal) Error() string { return "pairing: refused: " + string(r) }

// move is what becomes of a duo in some state on some event: the function
// changes the duo, in which seat is that of the member it comes from, and
// reports the outcome.
type move struct {
	refuse Refusal
	do     func(d *Duo, seat *Seat) (Outcome, error) // nil if refused
}

func refuse(r Refusal) move { return move{refuse: r} }

func become(s State, what Outcome) move {
	return move{do: func(d *Duo, _ *Seat) (Outcome, error) {
		d.State = s
		return what, nil
	}}
}

// moves is the table of all transitions. A member who accepted may still skip
// while others have not answered; who confirmed cancels instead. Check-ins
// settle a duo when all have spoken, or when it closes with what was said; who
// was silent until then may still speak, once, and those who contradict each
// other may still agree.
var moves = map[State]map[Event]move{
	Proposed: {
		Accepting: {do: accept},
		Skipping:  {do: skip},
		Leaving:   become(Cancelled, FellApart),
		Expiring:  become(Expired, FellApart),
		SaidMet:   refuse(TooEarly),
		SaidNot:   refuse(TooEarly),
		Closing:   refuse(TooEarly),
	},
	Confirmed: {
		Accepting: refuse(AlreadyAnswered),
		Skipping:  refuse(AlreadyAnswered),
		Leaving:   become(Cancelled, FellApart),
		Expiring:  refuse(AlreadyAnswered),
		SaidMet:   {do: checkIn(WorkedThen)},
		SaidNot:   {do: checkIn(DidNot)},
		Closing:   {do: settle},
	},
	Skipped:   over,
	Expired:   over,
	Cancelled: over,
	Met:       outcome,
	Missed:    outcome,
	Unsaid:    outcome,
}

// over are the moves of a duo that fell through.
var over = map[Event]move{
	Accepting: refuse(TooLate),
	Skipping:  refuse(TooLate),
	Leaving:   refuse(TooLate),
	Expiring:  refuse(TooLate),
	SaidMet:   refuse(TooLate),
	SaidNot:   refuse(TooLate),
	Closing:   refuse(TooLate),
}

// outcome are the moves of a duo that is settled.
var outcome = map[Event]move{
	Accepting: refuse(TooLate),
	Skipping:  refuse(TooLate),
	Leaving:   refuse(TooLate),
	Expiring:  refuse(TooLate),
	SaidMet:   {do: checkInLate(WorkedThen)},
	SaidNot:   {do: checkInLate(DidNot)},
	Closing:   refuse(TooLate),
}

func accept(d *Duo, seat *Seat) (Outcome, error) {
	if seat.Answer != Unanswered {
		return NothingToDo, AlreadyAnswered
	}
	seat.Answer = Accepted
	for _, s := range d.Seats {
		if s.Answer != Accepted {
			return Noted, nil
		}
	}
	d.State = Confirmed
	return Agreed, nil
}

func skip(d *Duo, seat *Seat) (Outcome, error) {
	seat.Answer = Declined
	d.State = Skipped
	return FellApart, nil
}

// checkIn notes what a member says, who may correct it as long as others are
// silent.
func checkIn(said CheckIn) func(*Duo, *Seat) (Outcome, error) {
	return func(d *Duo, seat *Seat) (Outcome, error) {
		if seat.CheckIn == said {
			return NothingToDo, AlreadyAnswered
		}
		seat.CheckIn = said
		for _, s := range d.Seats {
			if s.CheckIn == NotAsked {
				return Noted, nil
			}
		}
		return settle(d, nil)
	}
}

// checkInLate notes what a member says after the duo was settled: for the first
// time, or otherwise than before as long as what was said contradicts itself.
func checkInLate(said CheckIn) func(*Duo, *Seat) (Outcome, error) {
	return func(d *Duo, seat *Seat) (Outcome, error) {
		if seat.CheckIn == said || seat.CheckIn != NotAsked && !d.Contradicts() {
			return NothingToDo, AlreadyAnswered
		}
		seat.CheckIn = said
		before := d.State
		if _, err := settle(d, nil); err != nil {
			return NothingToDo, err
		}
		if d.State == before {
			return Noted, nil
		}
		return Reconsider, nil
	}
}

// Contradicts reports whether a duo is settled as unknown because some of its
// members say that they worked together and others that they did not. It counts
// neither way, and each of them may still say otherwise.
func (d Duo) Contradicts() bool {
	says := func(c CheckIn) bool {
		return slices.ContainsFunc(d.Seats, func(s Seat) bool { return s.CheckIn == c })
	}
	return d.State == Unsaid && says(WorkedThen) && says(DidNot)
}

// settle decides from what was said: met or missed if nobody says otherwise, or
// if two of a trio were there; unknown if nobody spoke or they contradict each
// other.
func settle(d *Duo, _ *Seat) (Outcome, error) {
	met, missed := 0, 0
	for _, s := range d.Seats {
		switch s.CheckIn {
		case WorkedThen:
			met++
		case DidNot:
			missed++
		}
	}
	switch {
	case met > 1 || met > 0 && missed == 0:
		d.State = Met
	case missed > 0 && met == 0:
		d.State = Missed
	default:
		d.State = Unsaid
	}
	return Settled, nil
}

// apply looks an event up in the table; who is "" for the events of the clock.
// The duo it is called on stays as it is, and is what a refusal returns.
func (d Duo) apply(who MemberID, e Event) (Duo, Outcome, error) {
	changed := d
	changed.Seats = slices.Clone(d.Seats)
	var seat *Seat
	if fromMember[e] {
		i := slices.IndexFunc(d.Seats, func(s Seat) bool { return s.Member == who })
		if i < 0 {
			return d, NothingToDo, NotInDuo
		}
		seat = &changed.Seats[i]
	}
	m, ok := moves[d.State][e]
	switch {
	case !ok:
		return d, NothingToDo, BadAnswer
	case m.refuse != "":
		return d, NothingToDo, m.refuse
	}
	what, err := m.do(&changed, seat)
	if err != nil {
		return d, NothingToDo, err
	}
	return changed, what, nil
}

// fromMember are the events that a member of the duo causes.
var fromMember = map[Event]bool{Accepting: true, Skipping: true, Leaving: true, SaidMet: true, SaidNot: true}

// Respond notes a member's answer to the proposal. The duo is confirmed when
// that was the last acceptance, and falls through when somebody skips. It fails
// with a Refusal.
func (d Duo) Respond(who MemberID, a Answer) (Duo, Outcome, error) {
	if a != Accepted && a != Declined {
		return d, NothingToDo, BadAnswer
	}
	return d.apply(who, Event(a))
}

// Cancel takes a member out of a duo that is proposed or confirmed: something
// came up, or they left the circle. It fails with a Refusal.
func (d Duo) Cancel(who MemberID) (Duo, Outcome, error) {
	return d.apply(who, Leaving)
}

// Expire ends a proposal that not everybody answered in time. It fails with a
// Refusal if the duo is not proposed.
func (d Duo) Expire() (Duo, Outcome, error) {
	return d.apply("", Expiring)
}

// CheckIn notes what a member says of the day, and where it was if they worked
// together; they may leave that open and say it later, or say otherwise. If those
// who say they met agree on the place, the duo's place is that one. It fails
// with a Refusal.
func (d Duo) CheckIn(who MemberID, c CheckIn, where Place) (Duo, Outcome, error) {
	if c != WorkedThen && c != DidNot {
		return d, NothingToDo, BadAnswer
	}
	changed, what, err := d.apply(who, Event(c))
	i := slices.IndexFunc(d.Seats, func(s Seat) bool { return s.Member == who })
	if err == AlreadyAnswered && d.Seats[i].CheckIn == c && where != (Place{}) && where != d.Seats[i].Place {
		changed.Seats = slices.Clone(d.Seats)
		what, err = Noted, nil
	}
	if err != nil {
		return d, NothingToDo, err
	}
	if c == WorkedThen && where != (Place{}) {
		changed.Seats[i].Place = where
	}
	if said, ok := changed.placeSaid(); ok {
		changed.Place = said
	}
	return changed, what, nil
}

// placeSaid is the place that all who said they met agree on.
func (d Duo) placeSaid() (Place, bool) {
	var said Place
	for _, s := range d.Seats {
		switch {
		case s.CheckIn != WorkedThen || s.Place == (Place{}):
		case said != (Place{}) && said != s.Place:
			return Place{}, false
		default:
			said = s.Place
		}
	}
	return said, said != Place{}
}

// Close stops waiting for check-ins and settles a confirmed duo by what was
// said so far; silence makes it unknown. It fails with a Refusal if the duo is
// not confirmed.
func (d Duo) Close() (Duo, Outcome, error) {
	return d.apply("", Closing)
}
