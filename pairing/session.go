package pairing

import "time"

// longestSession is a working day.
const longestSession = 8 * time.Hour

// ChooseSession finds when the members work together in the round described by
// in: on the day with the most hours that they all work; from its first common
// minute, for a working day of eight hours at most. Among equal days the one
// with the better place wins (see Suggest), then the earliest. A day on
// which one of them is busy is taken only if there is no other, and a public
// holiday only if there is no other than such. It reports false if no day has enough
// hours in common.
func ChooseSession(members []*Member, in *Input) (Session, bool) {
	r := newRoster(in, members)
	s, _ := newChooser(r).arrange(r.everybody())
	return s, s.Start.Before(s.End)
}

// Days lists when the members could work together between in.From and
// in.Until, earliest first: one session for each day on which they have enough
// hours in common, public holidays included.
func Days(members []*Member, in *Input) []Session {
	r := newRoster(in, members)
	var all []Session
	for _, w := range r.windows(r.everybody()) {
		all = append(all, w.session())
	}
	return all
}

// Works reports whether a member works throughout a session, by the week that
// they gave.
func (m *Member) Works(s Session) bool {
	for _, w := range (timetable{m.Zone, m.Week}).within(s.Start, s.End) {
		if w.start <= s.Start.Unix() && s.End.Unix() <= w.end {
			return true
		}
	}
	return false
}

// everybody is the group of all of the roster.
func (r *roster) everybody() []int32 {
	group := make([]int32, len(r.all))
	for i := range group {
		group[i] = int32(i)
	}
	return group
}

// windows lists the spans in which a group has enough hours in common, none
// longer than a working day.
func (r *roster) windows(group []int32) []window {
	if len(group) == 0 {
		return nil
	}
	least := r.in.Rules.least()
	free := r.all[group[0]].free
	for _, i := range group[1:] {
		free = common(nil, free, r.all[i].free, least)
	}
	var all []window
	for _, w := range free {
		w.end = min(w.end, w.start+int64(longestSession/time.Second))
		if w.length() >= least {
			all = append(all, w)
		}
	}
	return all
}

// days lists the sessions on the days that are equally good for a group,
// earliest first: those with the most common hours, on days that something
// speaks against only if there are no others.
func (r *roster) days(group []int32) []Session {
	var best []window
	var least reluctance
	for _, w := range r.windows(group) {
		f := r.reluctance(w, group)
		switch {
		case len(best) == 0, f < least, f == least && w.length() > best[0].length():
			best, least = append(best[:0], w), f
		case f == least && w.length() == best[0].length():
			best = append(best, w)
		}
	}
	all := make([]Session, len(best))
	for k, w := range best {
		all[k] = w.session()
	}
	return all
}

// session is the earliest of days; the zero Session if there is none.
func (r *roster) session(group []int32) Session {
	if all := r.days(group); len(all) > 0 {
		return all[0]
	}
	return Session{}
}

func (w window) session() Session {
	return Session{Start: time.Unix(w.start, 0).UTC(), End: time.Unix(w.end, 0).UTC()}
}

// zone is the circle's time zone, or where that is not known, of the first of a
// group.
func (r *roster) zone(group []int32) *time.Location {
	if r.in.Zone != nil {
		return r.in.Zone
	}
	return r.all[group[0]].Zone
}
