package archive

import (
	"errors"
	"fmt"
	"time"

	"cowork/pairing"
	"cowork/storage"
	"cowork/storage/seal"
)

// Own is everything that belongs to one person. It holds what they said in
// confidence: it is for them alone.
type Own struct {
	Format   int                `json:"cowork_export_of_person"`
	Person   Person             `json:"person"`
	Line     string             `json:"line,omitempty"`
	Evening  bool               `json:"remind_the_evening_before"`
	Morning  bool               `json:"remind_in_the_morning"`
	Home     *Home              `json:"home,omitempty"`
	Calendar *Calendar          `json:"private_calendar,omitempty"`
	Wishes   []pairing.MemberID `json:"would_like_to_work_with,omitempty"`
	Avoids   []pairing.MemberID `json:"never_with,omitempty"`
	Friends  []pairing.MemberID `json:"close_friends,omitempty"`
	Circles  []OwnCircle        `json:"circles"`
	Sessions []OwnSession       `json:"sessions"`
}

// Home is what a member says of their own home.
type Home struct {
	Guests  string `json:"what_a_guest_should_know,omitempty"`
	Share   bool   `json:"address_is_shown_to_a_partner"`
	Address string `json:"address,omitempty"`
	Entry   string `json:"how_to_get_in,omitempty"`
	Sealed  bool   `json:"sealed_without_the_key,omitempty"` // there is an address, and no key opens it
}

// Calendar is the private calendar that a member lets the bot look into.
type Calendar struct {
	Address string `json:"address,omitempty"`
	Sealed  bool   `json:"sealed_without_the_key,omitempty"` // no key opens the address
	Busy    []Span `json:"busy,omitempty"`                   // all that is kept of what it says
}

// Span is a time from an instant to another.
type Span struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// StayWish is with whom somebody would like to stay together. It lapses by
// itself.
type StayWish struct {
	With   pairing.MemberID `json:"with"`
	Rounds int              `json:"rounds"`
	Said   time.Time        `json:"said"`
}

// OwnCircle is somebody's part in a circle.
type OwnCircle struct {
	Circle string `json:"circle"`
	Member
	StaysWith pairing.MemberID `json:"stays_with,omitempty"`
	Would     *StayWish        `json:"would_like_to_stay,omitempty"`
}

// OwnSession is one duo of theirs with what they themselves said about it.
type OwnSession struct {
	Duo
	Partners []string        `json:"with"`
	Answer   pairing.Answer  `json:"you_answered,omitempty"`
	CheckIn  pairing.CheckIn `json:"you_checked_in,omitempty"`
	GoodDay  int8            `json:"good_working_day,omitempty"`
	Again    int8            `json:"again_with_them,omitempty"`
	Plan     string          `json:"you_were_about_to_do,omitempty"`
	Done     string          `json:"you_got_done,omitempty"`
}

// mostSessions bounds how many duos of a person are looked at.
const mostSessions = 100_000

// CollectOwn gathers what belongs to a person. Keys open their own addresses;
// what they do not open is said to be sealed.
func CollectOwn(tx *storage.Tx, id pairing.MemberID, keys seal.Keys) (Own, error) {
	o := Own{Format: Format, Circles: []OwnCircle{}, Sessions: []OwnSession{}}
	for _, step := range []func(*storage.Tx, pairing.MemberID) error{o.person, o.said, o.circles, o.sessions} {
		if err := step(tx, id); err != nil {
			return o, fmt.Errorf("export %s: %w", id, err)
		}
	}
	if err := o.home(tx, id, keys); err != nil {
		return o, err
	}
	return o, o.calendar(tx, id, keys)
}

func absent(err error) bool { return errors.Is(err, storage.ErrNotFound) }

func (o *Own) person(tx *storage.Tx, id pairing.MemberID) error {
	p, err := tx.Person(id)
	if err != nil {
		return err
	}
	o.Person = Person{ID: p.ID, Name: p.Name, TZ: p.TZ, Guest: p.Guest}
	said, err := tx.Personal(id)
	if err != nil {
		return err
	}
	o.Line, o.Evening, o.Morning = said.Line, said.Evening, said.Morning
	profile, err := tx.Profile(id)
	if absent(err) {
		return nil
	}
	if err != nil {
		return err
	}
	home, err := tx.Home(id)
	if err != nil && !absent(err) {
		return err
	}
	o.Person.Profile = profileOf(profile, home.Offers)
	return nil
}

func (o *Own) home(tx *storage.Tx, id pairing.MemberID, keys seal.Keys) error {
	h, err := tx.Home(id)
	if absent(err) {
		return nil
	}
	if err != nil {
		return err
	}
	o.Home = &Home{Guests: h.Guests, Share: h.Share}
	for _, part := range []struct {
		box  []byte
		into *string
	}{{h.Address, &o.Home.Address}, {h.Entry, &o.Home.Entry}} {
		if part.box == nil {
			continue
		}
		if *part.into, err = keys.Open(string(id), part.box); err != nil {
			*part.into, o.Home.Sealed = "", true
		}
	}
	return nil
}

func (o *Own) calendar(tx *storage.Tx, id pairing.MemberID, keys seal.Keys) error {
	f, err := tx.Feed(id)
	if absent(err) {
		return nil
	}
	if err != nil {
		return err
	}
	o.Calendar = &Calendar{}
	if o.Calendar.Address, err = keys.Open(string(id), f.Address); err != nil {
		o.Calendar.Address, o.Calendar.Sealed = "", true
	}
	busy, err := tx.Busy(id)
	for _, s := range busy {
		o.Calendar.Busy = append(o.Calendar.Busy, Span{s.Start.UTC(), s.End.UTC()})
	}
	return err
}

func (o *Own) said(tx *storage.Tx, id pairing.MemberID) (err error) {
	for _, s := range []struct {
		what storage.Saying
		into *[]pairing.MemberID
	}{{storage.Wish, &o.Wishes}, {storage.Avoid, &o.Avoids}, {storage.Friend, &o.Friends}} {
		if *s.into, err = tx.Says(id, s.what); err != nil {
			return err
		}
	}
	return nil
}

func (o *Own) circles(tx *storage.Tx, id pairing.MemberID) error {
	all, err := tx.MembershipsOf(id)
	if err != nil {
		return err
	}
	for _, m := range all {
		c, err := tx.Circle(m.Circle)
		if err != nil {
			return err
		}
		rests, err := tx.RestsOf(id, m.Circle)
		if err != nil {
			return err
		}
		out := OwnCircle{Circle: c.Name, Member: memberOf(m, rests)}
		stay, err := tx.StayOf(m.Circle, id)
		if err != nil && !absent(err) {
			return err
		}
		out.StaysWith = stay.Partner
		would, err := tx.StayWishOf(m.Circle, id, time.Time{})
		if err != nil && !absent(err) {
			return err
		}
		if err == nil {
			out.Would = &StayWish{would.Partner, would.Rounds, would.At.UTC()}
		}
		o.Circles = append(o.Circles, out)
	}
	return nil
}

func (o *Own) sessions(tx *storage.Tx, id pairing.MemberID) error {
	duos, err := tx.HistoryOf(id, mostSessions)
	if err != nil {
		return err
	}
	for _, d := range duos {
		s := OwnSession{Duo: duoOf(d), Partners: []string{}}
		for _, seat := range d.Seats {
			if seat.Member == id {
				s.Answer, s.CheckIn = seat.Answer, seat.CheckIn
				continue
			}
			p, err := tx.Person(seat.Member)
			if err != nil {
				return err
			}
			s.Partners = append(s.Partners, p.Name)
		}
		told, err := tx.Feedback(d.ID, id)
		if err != nil && !absent(err) {
			return err
		}
		s.GoodDay, s.Again = told.Day, told.Again
		rhythm, err := tx.Rhythm(d.ID)
		if err != nil && !absent(err) {
			return err
		}
		line := rhythm.Of(id)
		s.Plan, s.Done = line.Plan, line.Done
		o.Sessions = append(o.Sessions, s)
	}
	return nil
}
