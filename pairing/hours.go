package pairing

import "time"

// window is a span of unix seconds, start < end.
type window struct{ start, end int64 }

func (w window) length() int64 { return w.end - w.start }

// within lays the week over the local dates between two instants and returns
// the working hours as instants, clipped to the two. Wall clocks rule: on a day
// on which daylight saving begins, 0:00 to 8:00 is seven hours long.
func (t timetable) within(from, until time.Time) []window {
	var out []window
	year, month, day := from.In(t.zone).Date()
	for d := 0; ; d++ {
		midnight := time.Date(year, month, day+d, 0, 0, 0, 0, t.zone)
		if !midnight.Before(until) {
			return out
		}
		// Noon tells the date even where midnight was skipped by a jump.
		h := t.week[time.Date(year, month, day+d, 12, 0, 0, 0, t.zone).Weekday()]
		if h.Off() {
			continue
		}
		w := window{
			start: time.Date(year, month, day+d, 0, h.From, 0, 0, t.zone).Unix(),
			end:   time.Date(year, month, day+d, 0, h.Until, 0, 0, t.zone).Unix(),
		}
		w.start = max(w.start, ceilUnix(from))
		w.end = min(w.end, until.Unix())
		if len(out) > 0 {
			w.start = max(w.start, out[len(out)-1].end)
		}
		if w.start < w.end {
			out = append(out, w)
		}
	}
}

// ceilUnix is the first whole second at or after t.
func ceilUnix(t time.Time) int64 {
	s := t.Unix()
	if t.Nanosecond() > 0 {
		s++
	}
	return s
}

// common lists where the windows of a and b overlap for at least the given
// number of seconds, in order. It appends to out.
func common(out, a, b []window, least int64) []window {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		w := window{max(a[i].start, b[j].start), min(a[i].end, b[j].end)}
		if w.length() >= least {
			out = append(out, w)
		}
		if a[i].end < b[j].end {
			i++
		} else {
			j++
		}
	}
	return out
}

// without is what is left of windows outside of another one.
func without(all []window, busy window) []window {
	var out []window
	for _, w := range all {
		for _, part := range []window{{w.start, min(w.end, busy.start)}, {max(w.start, busy.end), w.end}} {
			if part.start < part.end {
				out = append(out, part)
			}
		}
	}
	return out
}

// overlap is what common would list, counted: how many windows, and the
// length of the longest.
func overlap(a, b []window, least int64) (days int, longest int64) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		length := min(a[i].end, b[j].end) - max(a[i].start, b[j].start)
		if length >= least {
			days++
			longest = max(longest, length)
		}
		if a[i].end < b[j].end {
			i++
		} else {
			j++
		}
	}
	return days, longest
}

// least is the shortest time together that makes a session, in seconds.
func (r Rules) least() int64 {
	return max(int64(r.MinOverlap/time.Second), 60)
}
