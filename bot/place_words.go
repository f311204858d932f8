package bot

import (
	"cmp"
	"maps"
	"slices"

	"cowork/pairing"
)

// What people read of a place besides its name: how far it is for whom, how
// long it is open, and why it is this one.

// ways says how far it is to a place for everybody of whom that is known: the
// reader first, then the others. The host of a home reads nothing of it.
func (r Reader) ways(s pairing.Suggestion) []string {
	v := r.Voice
	if s.Kind == pairing.Home {
		if s.Host == r.ID {
			return nil
		}
		if m, ok := s.Meters[r.ID]; ok && r.ID != "" {
			return []string{v.Say("core.place.far", "Distance", v.Distance(m))}
		}
	}
	ids := slices.SortedFunc(maps.Keys(s.Meters), func(a, b pairing.MemberID) int {
		return cmp.Or(-cmp.Compare(btoi(a == r.ID), btoi(b == r.ID)), cmp.Compare(a, b))
	})
	var all []string
	same := true
	for _, id := range ids {
		if id == s.Host {
			continue
		}
		far := v.Distance(s.Meters[id])
		same = same && far == v.Distance(s.Meters[ids[0]])
		if id == r.ID {
			all = append(all, v.Say("place.far.you", "Distance", far))
		} else {
			all = append(all, v.Say("place.far.other", "Distance", far, "Who", whom(v, id)))
		}
	}
	if same && len(all) > 1 {
		return []string{v.Say("place.far.each", "Distance", v.Distance(s.Meters[ids[0]]))}
	}
	return all
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// doors says until when a venue is open, or that nobody knows. What people
// thought of themselves they know better.
func (r Reader) doors(s pairing.Suggestion, cast Cast) string {
	venue, listed := cast.Venues[s.Venue]
	switch {
	case s.Kind != pairing.Public || !listed || venue.Type == pairing.OwnIdea || s.Reason == "":
		return ""
	case !s.OpenKnown:
		return r.Voice.Say("place.hours.unknown")
	case s.OpenUntil.IsZero():
		return r.Voice.Say("place.hours.always")
	}
	zone := cast.Home
	if venue.Zone != nil {
		zone = venue.Zone
	}
	return r.Voice.Say("core.place.until", "Clock", Reader{Zone: zone, Voice: r.Voice}.clock(s.OpenUntil))
}

// because says why it is this place, "" if there are no words for it. Whose
// home it is follows for two from who hosted last, if somebody did.
func (r Reader) because(s pairing.Suggestion) string {
	if (s.Reason == pairing.HostBalance || s.Reason == pairing.HostTurn) && len(s.InARow) == 2 {
		for id, n := range s.InARow {
			switch {
			case id == s.Host || n == 0:
			case id == r.ID:
				return r.Voice.Count("place.you_hosted", n)
			default:
				return r.Voice.Count("place.they_hosted", n, "Who", whom(r.Voice, id))
			}
		}
	}
	return placeReason(r.Voice, s.Reason)
}
