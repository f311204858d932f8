package catalogue

import "slices"

// inside reports a point inside the outline, or in the middle of a line that
// is no outline, or the point itself. It reports false without any point.
//
// The point lies on the horizontal line through the middle of the bounding
// box, in the middle of the widest stretch that is inside by the even-odd
// rule: in a building that is shaped like a U it is in one of the arms and not
// in the yard. Holes are outlines too.
func inside(rings ...[]point) (point, bool) {
	var all []point
	for _, r := range rings {
		all = append(all, r...)
	}
	if len(all) == 0 {
		return point{}, false
	}
	south, north := all[0].lat, all[0].lat
	for _, p := range all {
		south, north = min(south, p.lat), max(north, p.lat)
	}
	middle := south + (north-south)/2
	crossings := crossingsAt(middle, rings)
	best, width := middleOf(all), 0.0
	for i := 0; i+1 < len(crossings); i += 2 {
		if w := crossings[i+1] - crossings[i]; w > width {
			best, width = point{middle, crossings[i] + w/2}, w
		}
	}
	return best, true
}

// crossingsAt reports the longitudes at which the outlines cross a latitude,
// in order.
func crossingsAt(lat float64, rings [][]point) []float64 {
	var out []float64
	for _, ring := range rings {
		if len(ring) < 3 {
			continue
		}
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			if (a.lat <= lat) != (b.lat <= lat) {
				out = append(out, a.lon+(lat-a.lat)/(b.lat-a.lat)*(b.lon-a.lon))
			}
		}
	}
	slices.Sort(out)
	return out
}

// middleOf reports the mean of the points.
func middleOf(points []point) point {
	var sum point
	for _, p := range points {
		sum.lat += p.lat
		sum.lon += p.lon
	}
	n := float64(len(points))
	return point{sum.lat / n, sum.lon / n}
}

// joined joins chains of corners end to end until they close, or nothing goes on. A
// chain that is closed is left alone; the first that fits is taken.
func joined[C comparable](chains [][]C) (rings [][]C) {
	closed := func(c []C) bool { return c[0] == c[len(c)-1] }
	at := map[C][]int{} // chains that end at a node
	used := make([]bool, len(chains))
	for i, c := range chains {
		if !closed(c) {
			at[c[0]] = append(at[c[0]], i)
			at[c[len(c)-1]] = append(at[c[len(c)-1]], i)
		}
	}
	next := func(end C) (int, bool) {
		for len(at[end]) > 0 {
			i := at[end][0]
			if at[end] = at[end][1:]; !used[i] {
				return i, true
			}
		}
		return 0, false
	}
	for i, c := range chains {
		if used[i] {
			continue
		}
		used[i] = true
		ring := slices.Clone(c)
		for !closed(ring) {
			end := ring[len(ring)-1]
			k, ok := next(end)
			if !ok {
				break
			}
			used[k] = true
			more := slices.Clone(chains[k])
			if more[0] != end {
				slices.Reverse(more)
			}
			ring = append(ring, more[1:]...)
		}
		rings = append(rings, ring)
	}
	return rings
}
