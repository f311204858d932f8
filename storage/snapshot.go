package storage

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"time"

	"cowork/pairing"
)

// Snapshot returns what round number of a circle is planned from, at now; the one
// after it is due at next:
//
//   - Members: who is active in the circle, not paused, not sitting this round
//     out, and neither a bot, nor deactivated, nor a guest where guests may
//     not join; of these, if only is not nil, those in it. In the order of
//     their IDs, with profile, what their home has, sayings, rests
//     before this round, reliability, and the sessions
//     of other rounds and circles that are still ahead. Somebody without a profile has the default one.
//     Engaged is what their calendars say of the time of the round.
//   - Away: if only is nil, who would be a member but sits this round out or is
//     paused no longer than until next, with all the same.
//   - Kept: who stays together in this round, if both are among the members.
//   - History: the duos of the circle's earlier rounds; if only is not nil,
//     those with somebody in it.
//   - Venues: those not retired, with when the members were there.
//   - Holidays: those of the circle.
//
// Seed and Barred are for the caller to fill in. It costs a fixed number of
// queries, whatever the size of the circle.
func (tx *Tx) Snapshot(circle CircleID, number int, from, until, now, next time.Time, only []pairing.MemberID) (pairing.Input, error) {
	in := pairing.Input{Round: number, From: from, Until: until}
	c, err := tx.Circle(circle)
	if err != nil {
		return in, fmt.Errorf("take a snapshot: %w", err)
	}
	in.Rules, in.Zone = c.Rules, c.Zone()
	s := snapshot{tx: tx, in: &in, circle: c, now: now, next: next, zones: map[string]*time.Location{}}
	for _, step := range []func([]pairing.MemberID) error{s.members, s.profiles, s.homes, s.sayings, s.regards, s.kept, s.rests, s.joined, s.busy, s.venues, s.holidays, s.duos} {
		if err := step(only); err != nil {
			return in, fmt.Errorf("take a snapshot: %w", err)
		}
	}
	return in, nil
}

// snapshot is one being taken.
type snapshot struct {
	tx      *Tx
	in      *pairing.Input
	circle  Circle
	now     time.Time
	next    time.Time
	zones   map[string]*time.Location
	byID    map[pairing.MemberID]*pairing.Member
	entered map[pairing.MemberID]time.Time // when a member joined
	here    string                         // JSON of the IDs of the members
	ids     string                         // and of those who are away with them
	places  map[pairing.VenueID]int        // where a venue is in the input
}

// set is a list of IDs as json_each reads it.
func set(ids []pairing.MemberID) (string, error) {
	text, err := json.Marshal(ids)
	return string(text), err
}

// each runs a query of which nothing but its scan is wanted.
func (s *snapshot) each(doing string, scan func(scanner) error, query string, args ...any) error {
	_, err := list(s.tx, doing, func(row scanner) (struct{}, error) { return struct{}{}, scan(row) }, query, args...)
	return err
}

func (s *snapshot) members(only []pairing.MemberID) error {
	query := `
		SELECT p.id, p.tz, m.joined_at, ifnull(m.paused_until > ?1, 0) OR m.skip_round IS ?2 AS away
		FROM member m JOIN person p ON p.id = m.person
		WHERE m.circle = ?3 AND m.state = 'active' AND ifnull(m.paused_until <= max(?1, ?4), 1)
			AND p.bot = 0 AND p.deleted = 0 AND (p.guest = 0 OR ?5)`
	args := []any{s.now.Unix(), s.in.Round, s.circle.ID, s.next.Unix(), s.circle.Guests}
	if only != nil {
		ids, err := set(only)
		if err != nil {
			return err
		}
		query += ` AND NOT away AND m.person IN (SELECT value FROM json_each(?6))`
		args = append(args, ids)
	}
	s.entered = map[pairing.MemberID]time.Time{}
	err := s.each("load its members", func(row scanner) error {
		var m pairing.Member
		var tz string
		var joined time.Time
		var away bool
		if err := row.Scan(&m.ID, &tz, at(&joined), &away); err != nil {
			return err
		}
		m.Zone, s.entered[m.ID] = zoneIn(s.zones, tz), joined
		if away {
			s.in.Away = append(s.in.Away, m)
		} else {
			s.in.Members = append(s.in.Members, m)
		}
		return nil
	}, query+` ORDER BY p.id`, args...)
	if err != nil {
		return err
	}
	s.byID = make(map[pairing.MemberID]*pairing.Member, len(s.in.Members)+len(s.in.Away))
	ids := make([]pairing.MemberID, 0, len(s.byID))
	for _, members := range [][]pairing.Member{s.in.Members, s.in.Away} {
		for i := range members {
			s.byID[members[i].ID], ids = &members[i], append(ids, members[i].ID)
		}
	}
	if s.here, err = set(ids[:len(s.in.Members)]); err != nil {
		return err
	}
	s.ids, err = set(ids)
	return err
}

func (s *snapshot) profiles([]pairing.MemberID) error {
	said := make(map[pairing.MemberID]bool, len(s.byID))
	err := s.each("load profiles", func(row scanner) error {
		var id pairing.MemberID
		var p pairing.Profile
		into, finish := profileScan(&p)
		if err := row.Scan(append([]any{&id}, into...)...); err != nil {
			return err
		}
		finish()
		s.byID[id].Profile, said[id] = p, true
		return nil
	}, `SELECT person, `+profileColumns+` FROM profile WHERE person IN (SELECT value FROM json_each(?))`, s.ids)
	if err != nil {
		return err
	}
	for id, m := range s.byID {
		if !said[id] {
			m.Profile = pairing.Defaults()
		}
	}
	return s.each("load hours", func(row scanner) error {
		var id pairing.MemberID
		var day time.Weekday
		var h pairing.Hours
		if err := row.Scan(&id, &day, &h.From, &h.Until); err != nil {
			return err
		}
		s.byID[id].Week[day] = h
		return nil
	}, `SELECT person, weekday, start_min, end_min FROM hours WHERE person IN (SELECT value FROM json_each(?))`, s.ids)
}

func (s *snapshot) homes([]pairing.MemberID) error {
	return s.each("load what homes have", func(row scanner) error {
		var id pairing.MemberID
		var has pairing.Offers
		err := row.Scan(&id, &has)
		if err == nil {
			s.byID[id].Offers = has
		}
		return err
	}, `SELECT person, offers FROM home WHERE person IN (SELECT value FROM json_each(?))`, s.ids)
}

func (s *snapshot) sayings([]pairing.MemberID) error {
	return s.each("load what they say", func(row scanner) error {
		var id, other pairing.MemberID
		var what Saying
		if err := row.Scan(&id, &what, &other); err != nil {
			return err
		}
		m := s.byID[id]
		switch what {
		case Avoid:
			m.Avoids = append(m.Avoids, other)
		case Wish:
			m.Wishes = append(m.Wishes, other)
		case Friend:
			m.Friends = append(m.Friends, other)
		}
		return nil
	}, `SELECT person, kind, other FROM says WHERE person IN (SELECT value FROM json_each(?)) ORDER BY person, kind, other`, s.ids)
}

func (s *snapshot) rests([]pairing.MemberID) error {
	return s.each("load rests", func(row scanner) error {
		var id pairing.MemberID
		var times, last int
		if err := row.Scan(&id, &times, &last); err != nil {
			return err
		}
		s.byID[id].Rests, s.byID[id].LastRest = times, last
		return nil
	}, `SELECT t.person, count(*), max(r.number) FROM rest t JOIN round r ON r.id = t.round
		WHERE r.circle = ? AND r.number < ? AND t.served = 0 AND t.person IN (SELECT value FROM json_each(?)) GROUP BY t.person`,
		s.circle.ID, s.in.Round, s.ids)
}

// joined finds the first round that each member could have been in: the first
// one opened after they joined.
func (s *snapshot) joined([]pairing.MemberID) error {
	type opened struct {
		number int
		at     time.Time
	}
	rounds, err := list(s.tx, "load rounds", func(row scanner) (o opened, err error) {
		err = row.Scan(&o.number, at(&o.at))
		return o, err
	}, `SELECT number, opened_at FROM round WHERE circle = ? AND number < ? ORDER BY opened_at, number`, s.circle.ID, s.in.Round)
	if err != nil {
		return err
	}
	for id, m := range s.byID {
		i := sort.Search(len(rounds), func(i int) bool { return rounds[i].at.After(s.entered[id]) })
		m.Joined = s.in.Round
		if i < len(rounds) {
			m.Joined = rounds[i].number
		}
	}
	return nil
}

// reliability is 100 for somebody who always met and -100 for somebody who
// never did. Two sessions of which nobody told are counted in, so that one
// session alone says little.
func reliability(met, missed int) int { return 100 * (met - missed) / (met + missed + 2) }

func (s *snapshot) venues([]pairing.MemberID) error {
	scan := scanVenue(s.zones)
	s.places = map[pairing.VenueID]int{}
	return s.each("load venues", func(row scanner) error {
		v, err := scan(row)
		s.places[v.ID] = len(s.in.Venues)
		s.in.Venues = append(s.in.Venues, v.Venue)
		return err
	}, `SELECT `+venueColumns+` FROM venue WHERE retired = 0 ORDER BY id`)
}

// duos reads the past once for all that follows from it: the circle's history,
// and of the members, in whatever circle it was, how reliable they are and
// when they were at which venue. It costs most of a snapshot, so that a duo is
// one row, with its members joined.
func (s *snapshot) duos(only []pairing.MemberID) error {
	query := `
		SELECT r.circle, r.number, d.state, d.place, d.host, d.venue, d.starts_at, d.ends_at,
			(SELECT group_concat(s.person, ',' ORDER BY s.person) FROM seat s WHERE s.duo = d.id)
		FROM round r JOIN duo d ON d.round = r.id
		WHERE d.id IN (SELECT duo FROM seat WHERE person IN (SELECT value FROM json_each(?)))`
	args := []any{s.ids}
	if only == nil {
		query = strings.Replace(query, "WHERE d.id IN", "WHERE r.circle = ? OR d.id IN", 1)
		args = []any{s.circle.ID, s.ids}
	}
	type outcomes struct{ met, missed int }
	told := map[pairing.MemberID]outcomes{}
	err := s.each("load history", func(row scanner) error {
		var in CircleID
		var host sql.NullString
		var venue sql.NullInt64
		var members string
		var end time.Time
		var p pairing.Past
		if err := row.Scan(&in, &p.Round, &p.State, &p.Place.Kind, &host, &venue, at(&p.Start), at(&end), &members); err != nil {
			return err
		}
		p.Place.Host, p.Place.Venue = pairing.MemberID(host.String), pairing.VenueID(venue.Int64)
		p.Members = make([]pairing.MemberID, 0, 2)
		place, listed := s.places[p.Place.Venue]
		for name := range strings.SplitSeq(members, ",") {
			id := pairing.MemberID(name)
			p.Members = append(p.Members, id)
			if s.byID[id] == nil {
				continue
			}
			o := told[id]
			switch p.State {
			case pairing.Met:
				o.met++
			case pairing.Missed:
				o.missed++
			}
			told[id] = o
			if (p.State == pairing.Proposed || p.State == pairing.Confirmed) && end.After(s.in.From) && !(in == s.circle.ID && p.Round == s.in.Round) {
				s.byID[id].Busy = append(s.byID[id].Busy, pairing.Session{Start: p.Start, End: end})
			}
			if listed && (p.State == pairing.Confirmed || p.State == pairing.Met || p.State == pairing.Unsaid) {
				s.in.Venues[place].Used = append(s.in.Venues[place].Used, pairing.Use{Member: id, At: p.Start})
			}
		}
		if in == s.circle.ID && p.Round < s.in.Round {
			s.in.History = append(s.in.History, p)
		}
		return nil
	}, query+` ORDER BY r.circle, r.number, d.id`, args...)
	for id, o := range told {
		s.byID[id].Reliability = reliability(o.met, o.missed)
	}
	return err
}
