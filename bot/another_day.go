package bot

import (
	"slices"
	"strings"
	"time"

	"cowork/pairing"
	"cowork/storage"
)

// Another day for a session that is settled. It keeps its hours if they are
// among everybody's; otherwise it takes those that they have in common on that
// day. Where there are none the form says which days would work, and people who
// have talked about it tick a box. A venue that is closed then gives way to the
// best place for that day.

// anotherDay asks for the day in a modal.
func anotherDay(c *call, duo storage.Duo, _ Click) (Reply, error) {
	zone := reader(c.me).Zone
	return c.opens(dayView(c.voice(), duo.ID, dayOf(duo.Session.Start.In(orUTC(zone))))), c.changeable(duo)
}

// mostAhead is how far ahead a session can be moved, and mostDays how many days
// that would work are named.
const (
	mostAhead = 28 * 24 * time.Hour
	mostDays  = 4
)

// movedTo is the session of a duo on another day, and the place that it goes to
// then. What is wrong stands in the form.
func (c *call) movedTo(f form, duo storage.Duo) (pairing.Suggestion, pairing.Session, error) {
	place, was := chosen(&duo.Duo), duo.Session
	zone := orUTC(reader(c.me).Zone)
	to, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(f.at(askDay).SelectedDate), zone)
	if err != nil {
		f.errors[askDay] = f.voice.Say("wish.wrong.day")
		return place, was, nil
	}
	start, length := was.Start.In(zone), was.End.Sub(was.Start)
	at := wallInstant(time.Date(to.Year(), to.Month(), to.Day(), start.Hour(), start.Minute(), 0, 0, time.UTC), zone)
	now := pairing.Session{Start: at, End: at.Add(length)}
	switch {
	case now.Start.Equal(was.Start):
		f.errors[askDay] = f.voice.Say("wish.wrong.same")
	case !now.Start.After(c.now):
		f.errors[askDay] = f.voice.Say("wish.wrong.past")
	case now.Start.Sub(c.now) > mostAhead:
		f.errors[askDay] = f.voice.Say("wish.wrong.far")
	}
	if len(f.errors) > 0 {
		return place, was, nil
	}
	in, members, err := c.around(duo, dayOf(c.now.In(zone)).Plus(1).Start(zone), c.now.Add(mostAhead+24*time.Hour))
	if err != nil {
		return place, was, err
	}
	talked := len(f.at(askTalked).SelectedOptions) > 0
	if session, ok := c.onThatDay(&in, members, now); ok {
		now = session
	} else if !talked {
		f.errors[askDay] = c.daysThatWork(f, &in, members, was)
		return place, was, nil
	}
	busy, err := c.busy(duo, now)
	if err != nil {
		return place, was, err
	}
	if busy {
		f.errors[askDay] = f.voice.Say("wish.wrong.busy")
		return place, was, nil
	}
	place = c.placeThen(&in, members, now, place)
	return place, now, nil
}

// around loads what sessions of a duo between two instants are planned from, and
// its members, also those who have paused or left since.
func (d *desk) around(duo storage.Duo, from, until time.Time) (pairing.Input, []*pairing.Member, error) {
	var ids []pairing.MemberID
	for _, s := range duo.Seats {
		ids = append(ids, s.Member)
	}
	in, err := d.tx.Snapshot(duo.Circle, duo.Number, from, until, d.now, time.Time{}, ids)
	if err != nil {
		return in, nil, err
	}
	var members []*pairing.Member
	for _, id := range ids {
		if i := slices.IndexFunc(in.Members, func(m pairing.Member) bool { return m.ID == id }); i >= 0 {
			members = append(members, &in.Members[i])
			continue
		}
		person, err := d.person(id, "")
		if err != nil {
			return in, nil, err
		}
		profile, err := d.tx.Profile(id)
		if none(err) {
			profile, err = pairing.Defaults(), nil
		}
		if err != nil {
			return in, nil, err
		}
		members = append(members, &pairing.Member{ID: id, Zone: person.Zone(), Profile: profile})
	}
	return in, members, nil
}

// onThatDay is the session on the day of another: that one if everybody but the
// caller works then, who knows what they ask for; otherwise the hours that all
// have in common on the day. It is false if there are none.
func (c *call) onThatDay(in *pairing.Input, members []*pairing.Member, want pairing.Session) (pairing.Session, bool) {
	if !slices.ContainsFunc(members, func(m *pairing.Member) bool { return m.ID != c.me.ID && !m.Works(want) }) {
		return want, true
	}
	zone := orUTC(reader(c.me).Zone)
	for _, s := range pairing.Days(members, in) {
		if dayOf(s.Start.In(zone)) == dayOf(want.Start.In(zone)) {
			return s, true
		}
	}
	return pairing.Session{}, false
}

// daysThatWork says which days would do instead, public holidays aside.
func (c *call) daysThatWork(f form, in *pairing.Input, members []*pairing.Member, was pairing.Session) string {
	zone := orUTC(reader(c.me).Zone)
	var days []string
	for _, s := range pairing.Days(members, in) {
		day := f.voice.Day(s.Start, zone)
		if len(days) == mostDays || in.Festive(s) || dayOf(s.Start.In(zone)) == dayOf(was.Start.In(zone)) || slices.Contains(days, day) || s.Start.Sub(c.now) > mostAhead {
			continue
		}
		days = append(days, day)
	}
	if len(days) == 0 {
		return f.voice.Say("wish.wrong.no_days")
	}
	return f.voice.Say("wish.wrong.hours", "Days", f.voice.List(days))
}

// busy reports whether somebody of a duo has another session at that time.
func (c *call) busy(duo storage.Duo, s pairing.Session) (bool, error) {
	for _, seat := range duo.Seats {
		live, err := c.tx.LiveDuosOf(seat.Member)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(live, func(d storage.Duo) bool {
			return d.ID != duo.ID && d.Session.Start.Before(s.End) && s.Start.Before(d.Session.End)
		}) {
			return true, nil
		}
	}
	return false, nil
}

// placeThen is a place as it is during another session; if it is closed then,
// the best one there is instead.
func (c *call) placeThen(in *pairing.Input, members []*pairing.Member, s pairing.Session, place pairing.Suggestion) pairing.Suggestion {
	if now := pairing.Describe(members, in, s, []pairing.Suggestion{place}); len(now) > 0 {
		return now[0]
	}
	if best := pairing.Suggest(members, in, s); len(best) > 0 {
		return best[0]
	}
	return place
}
