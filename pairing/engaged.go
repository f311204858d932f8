package pairing

import (
	"cmp"
	"slices"
	"time"
)

// reluctance is how much speaks against a day, whatever its hours: nothing,
// somebody's calendar, a public holiday.
type reluctance int8

const (
	anyDay reluctance = iota
	busyDay
	holiday
)

// engagedFor is for how long of a session somebody must be busy, by their own
// calendar, to make another day the better one. Below that it is a meeting or
// two, which fit into a day of work side by side.
const engagedFor = 2 * time.Hour

// reluctance is what speaks against a window for a group.
func (r *roster) reluctance(w window, group []int32) reluctance {
	switch {
	case r.festive(w, r.zone(group)):
		return holiday
	case slices.ContainsFunc(group, func(i int32) bool { return r.all[i].engagedIn(w) }):
		return busyDay
	}
	return anyDay
}

// engagedIn reports whether somebody is busy for too much of a window.
func (c *candidate) engagedIn(w window) bool {
	var taken int64
	for _, b := range c.engaged {
		taken += max(0, min(b.end, w.end)-max(b.start, w.start))
	}
	return taken >= int64(engagedFor/time.Second)
}

// engagements puts spans in order, those that overlap together.
func engagements(spans []Session) (all []window) {
	for _, s := range spans {
		if w := (window{ceilUnix(s.Start), s.End.Unix()}); w.start < w.end {
			all = append(all, w)
		}
	}
	slices.SortFunc(all, func(a, b window) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	merged := all[:0]
	for _, w := range all {
		if n := len(merged); n > 0 && w.start <= merged[n-1].end {
			merged[n-1].end = max(merged[n-1].end, w.end)
		} else {
			merged = append(merged, w)
		}
	}
	return merged
}
