package pairing

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"cowork/pairing/opening"
)

// roster holds the members of a round in the order of their IDs, with
// everything about each of them and about each two of them that a gate or a
// score looks at, so that a pair costs a fraction of a microsecond.
type roster struct {
	in       *Input
	all      []candidate
	index    map[MemberID]int32
	holidays opening.Calendar // nil: none are known
	bonds    bonds
	remarks  []remark // before they are gathered
}

// candidate is a member as a gate and a score see them.
type candidate struct {
	*Member
	free      []window // working hours within the round, in order, none overlapping
	engaged   []window // by their own calendar
	field     string   // folded; "" unsaid
	label     string   // of the area, folded; "" unsaid
	at        point    // if Located
	situation int8     // position in Situations, -1 unsaid
}

// newRoster prepares the members for the round described by in, whose own
// Members are not looked at.
func newRoster(in *Input, members []*Member) *roster {
	r := &roster{
		in:       in,
		all:      make([]candidate, len(members)),
		index:    make(map[MemberID]int32, len(members)),
		holidays: Calendar(in.Holidays),
	}
	ordered := slices.Clone(members)
	slices.SortFunc(ordered, func(a, b *Member) int { return cmp.Compare(a.ID, b.ID) })
	hours := map[timetable][]window{}
	for i, m := range ordered {
		t := timetable{m.Zone, m.Week}
		free, ok := hours[t]
		if !ok {
			free = t.within(in.From, in.Until)
			hours[t] = free
		}
		for _, s := range m.Busy {
			free = without(free, window{s.Start.Unix(), s.End.Unix()})
		}
		r.all[i] = candidate{
			Member:  m,
			free:    free,
			engaged: engagements(m.Engaged),
			field:   folded(m.Field),
			label:   folded(m.Area.Label),
			at:      m.Area.point(),

			situation: int8(slices.Index(Situations, m.Situation)),
		}
		r.index[m.ID] = int32(i)
	}
	for i := range r.all {
		r.hear(int32(i))
	}
	for _, pair := range in.Barred {
		r.remark(pair[0], pair[1], bars, 0)
	}
	for _, pair := range in.Kept {
		r.remark(pair[0], pair[1], keeps, 0)
	}
	for i := range in.History {
		r.remember(&in.History[i])
	}
	r.bonds, r.remarks = gather(len(r.all), r.remarks), nil
	return r
}

// hear notes what a member said about others.
func (r *roster) hear(i int32) {
	m := r.all[i].Member
	for _, other := range m.Avoids {
		r.remark(m.ID, other, avoids, 0)
	}
	for _, other := range m.Friends {
		r.remark(m.ID, other, befriends, 0)
	}
	heard := map[MemberID]bool{}
	for _, of := range m.Regards {
		if !heard[of.Of] {
			heard[of.Of] = true
			r.remark(m.ID, of.Of, regards, of.points())
		}
	}
	wished := slices.Clone(m.Wishes)
	slices.Sort(wished)
	for _, other := range slices.Compact(wished) {
		r.remark(m.ID, other, wishesFor, 0)
	}
}

// remember notes an earlier duo. One that fell through is not a time together,
// one that is still ahead or whose outcome nobody told is.
func (r *roster) remember(p *Past) {
	what := together
	switch p.State {
	case Skipped, Expired, Cancelled, Missed:
		what = fellThrough
	case Met:
		what = metForCertain
	}
	for i, a := range p.Members {
		for _, b := range p.Members[i+1:] {
			r.remark(a, b, what, int32(p.Round))
		}
	}
}

// remark notes something about two members, unless either is not in the roster.
func (r *roster) remark(a, b MemberID, what says, round int32) {
	i, ok := r.index[a]
	j, found := r.index[b]
	if ok && found && i != j {
		r.remarks = append(r.remarks, remark{min(i, j), max(i, j), what, round})
	}
}

// bond is what is between the members i and j.
func (r *roster) bond(i, j int32) bond { return r.bonds.of(i, j) }

// at is the position of a member in the roster, or -1.
func (r *roster) at(id MemberID) int32 {
	if i, ok := r.index[id]; ok {
		return i
	}
	return -1
}

func folded(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// ago is how many rounds before this one the given round was.
func (in *Input) ago(round int32) int { return in.Round - int(round) }

// timetable is a week of working hours in a time zone.
type timetable struct {
	zone *time.Location
	week Week
}

func pointers(members []Member) []*Member {
	out := make([]*Member, len(members))
	for i := range members {
		out[i] = &members[i]
	}
	return out
}
