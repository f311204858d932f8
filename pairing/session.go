package pairing

import "time"

// longestSession is a working day.
const longestSession = 8 * time.Hour

// ChooseSession finds when the members work together in the round described by
// in: on the day with the most hours that they all work, and on the earliest of
// those; from its first common minute, for a working day of eight hours at
// most. A public holiday is taken only if there is no other day. It reports
// false if no day has enough hours in common.
func ChooseSession(members []*Member, in *Input) (Session, bool) {
	r := newRoster(in, members)
	group := make([]int32, len(r.all))
	for i := range group {
		group[i] = int32(i)
	}
	s := r.session(group)
	return s, s.Start.Before(s.End)
}

// session is ChooseSession for positions of the roster; the zero Session if
// there is none.
func (r *roster) session(group []int32) Session {
	if len(group) == 0 {
		return Session{}
	}
	least := r.in.Rules.least()
	free := r.all[group[0]].free
	for _, i := range group[1:] {
		free = common(nil, free, r.all[i].free, least)
	}
	best, festive := window{}, window{} // on working days, and on holidays
	for _, w := range free {
		w.end = min(w.end, w.start+int64(longestSession/time.Second))
		into := &best
		if r.festive(w, r.all[group[0]].Zone) {
			into = &festive
		}
		if w.length() > into.length() && w.length() >= least {
			*into = w
		}
	}
	if best.length() == 0 {
		best = festive
	}
	if best.length() == 0 {
		return Session{}
	}
	return Session{Start: time.Unix(best.start, 0).UTC(), End: time.Unix(best.end, 0).UTC()}
}
