package pairing

import (
	"slices"

	"cowork/pairing/opening"
)

// mostOptions is how many places a duo is offered; where it goes to one of their
// homes, another one of these is offered besides.
const mostOptions = 3

// Suggest lists one to four places for members who work together in the given
// session, best first; none only if there is no kind of place that all accept.
//
// The first is chosen by these rules, in order:
//
//  1. Where the distance is not known, remote until they say where they live.
//  2. Who is too far apart to meet works remotely.
//  3. The first time is on neutral ground: a venue, or else remote. It is not
//     the first time if they worked together for certain. Both can say that
//     homes are fine from the start, and a circle can do without the rule; who
//     accepts nothing but homes has said so too.
//  4. After Rules.HomeRun sessions at homes in a row, with whomever, an outing
//     is due; 0 means never.
//  5. A home; host is who has the lower hosting balance (see ledger), and of
//     two who stay together, who did not host the other last.
//  6. A venue near both, then remote.
//
// Then come places for a change: first another kind of place to meet at, then
// more of the same; the other home, if it is a home, even as a fourth; remote is
// last. A venue is one of the catalogue that all
// can reach and that is not known to be closed, or, where there is none, one
// without a name (Public with Venue 0) that they find themselves.
func Suggest(members []*Member, in *Input, s Session) []Suggestion {
	r := newRoster(in, members)
	return newChooser(r).suggest(r.everybody(), s)
}

// chooser suggests places to groups of one round.
type chooser struct {
	*roster
	*ledger
	*atlas
	known map[span]*doors
	read  []*opening.Schedule // of each spot, once it was read
}

func newChooser(r *roster) *chooser {
	c := &chooser{roster: r, ledger: newLedger(r.in.History, hostingOf(r)), atlas: newAtlas(r)}
	return c.another()
}

// another is a chooser that comes to the same, and may be used at the same time.
func (c *chooser) another() *chooser {
	return &chooser{
		roster: c.roster, ledger: c.ledger, atlas: c.atlas,
		known: map[span]*doors{}, read: make([]*opening.Schedule, len(c.in.Venues)),
	}
}

// hostingOf says how gladly the members of a round host; who was there only in
// the past did so sometimes.
func hostingOf(r *roster) func(MemberID) Hosting {
	absent := map[MemberID]Hosting{}
	for i := range r.in.Members {
		if m := &r.in.Members[i]; r.at(m.ID) == nobody {
			absent[m.ID] = m.Hosting
		}
	}
	return func(id MemberID) Hosting {
		if i := r.at(id); i != nobody {
			return r.all[i].Hosting
		}
		if h, ok := absent[id]; ok {
			return h
		}
		return Sometimes
	}
}

// choice is what a group can choose from.
type choice struct {
	group  []*candidate
	at     []int32 // their positions in the roster
	when   Session
	ids    []MemberID
	kinds  Kinds      // accepted by all, near or far
	hosts  []MemberID // whose home is open to all others and within their reach
	public bool       // they can meet at a venue
	remote bool
	known  bool // how far apart all of them are
	visits []visit
}

// meetable reports whether there is any place for a group.
func (r *roster) meetable(group []int32) bool {
	ch := r.choice(group)
	return len(ch.hosts) > 0 || ch.public || ch.remote
}

func (r *roster) choice(group []int32) choice {
	ch := choice{known: true, at: group}
	all := Home | Public | Remote
	for _, i := range group {
		m := &r.all[i]
		ch.group = append(ch.group, m)
		ch.ids = append(ch.ids, m.ID)
		all &= m.Kinds | Home
	}
	ch.kinds = all &^ Home
	ch.remote = all.Has(Remote)
	ch.public = all.Has(Public)
	for _, host := range ch.group {
		welcome, reach := host.Hosting > Never, true
		for _, guest := range ch.group {
			if guest == host {
				continue
			}
			d := distance(host, guest)
			ch.known = ch.known && d != unknownFar
			ch.public = ch.public && !d.beyond(host.TravelKM+guest.TravelKM)
			welcome = welcome && host.receives(guest.Member)
			reach = reach && !d.beyond(guest.TravelKM)
		}
		if welcome {
			ch.kinds |= Home
		}
		if welcome && reach {
			ch.hosts = append(ch.hosts, host.ID)
		}
	}
	return ch
}

// suggest is Suggest for positions of the roster.
func (c *chooser) suggest(group []int32, s Session) []Suggestion {
	ch := c.choice(group)
	c.on(&ch, s)
	return c.options(&ch)
}

// on looks at a choice for one session: which venues there are then.
func (c *chooser) on(ch *choice, s Session) {
	ch.when = s
	if !ch.public {
		return
	}
	ch.visits = c.visits(ch)
	if len(ch.visits) == 0 {
		ch.visits = []visit{{spot: &spot{Venue: &Venue{}}, number: nobody}}
	}
}

// options are the places for a group by the rules of Suggest, given its visits.
func (c *chooser) options(ch *choice) []Suggestion {
	first, ok := c.first(ch)
	if !ok {
		return nil
	}
	options := append([]Suggestion{first}, c.others(ch, first)...)
	for i := range options {
		c.describe(&options[i], ch)
	}
	return options
}

// first applies the rules of Suggest.
func (c *chooser) first(ch *choice) (Suggestion, bool) {
	person := len(ch.hosts) > 0 || ch.public
	switch {
	case ch.remote && !ch.known && ch.kinds != Remote:
		return remote(AreaUnknown), true
	case ch.remote && !person && ch.kinds != Remote:
		return remote(TooFar), true
	case ch.remote && !person:
		return remote(NoPlaceInReach), true
	case !person:
		return Suggestion{}, false
	case c.neutral(ch) && ch.public:
		return c.venue(ch, 0, FirstTimeNeutral), true
	case c.neutral(ch) && ch.remote:
		return remote(FirstTimeNeutral), true
	case c.outing(ch) && ch.public:
		return c.venue(ch, 0, OutingDue), true
	case len(ch.hosts) > 0:
		host, why := c.host(ch)
		if turn, ok := c.keptHost(ch); ok {
			host, why = turn, HostTurn
		}
		return c.home(host, why), true
	}
	return c.venue(ch, 0, NearBoth), true
}

// others lists what comes after the first, in order.
func (c *chooser) others(ch *choice, first Suggestion) []Suggestion {
	var different, more []Suggestion
	if len(ch.hosts) > 0 && (first.Kind == Home || !c.neutral(ch)) {
		for _, h := range c.ranked(ch) {
			if h != first.Host {
				more = append(more, c.home(h, Alternative))
			}
		}
		if first.Kind != Home {
			different, more = append(different, more[0]), more[1:]
		}
	}
	visits := c.varied(ch, first)
	if first.Kind != Public && len(visits) > 0 {
		different, visits = append(different, visits[0]), visits[1:]
	}
	out := append(different, append(more, visits...)...)
	keep := mostOptions - 1
	last := []Suggestion{}
	if ch.remote && first.Kind != Remote {
		keep, last = keep-1, []Suggestion{remote(Alternative)}
	}
	out = out[:min(len(out), keep)]
	isHome := func(s Suggestion) bool { return s.Kind == Home }
	if k := slices.IndexFunc(more, isHome); first.Kind == Home && k >= 0 && !slices.ContainsFunc(out, isHome) {
		out = append(out, more[k])
	}
	return append(out, last...)
}

// varied lists the venues but the first suggestion, those of another type than
// the first venue before those of the same.
func (c *chooser) varied(ch *choice, first Suggestion) []Suggestion {
	var other, same []Suggestion
	for k := range ch.visits {
		v := c.venue(ch, k, NearBoth)
		switch {
		case first.Kind != Public:
			v.Reason = Alternative
			other = append(other, v)
		case first.Venue == v.Venue:
		case ch.visits[k].Type != ch.visits[0].Type:
			other = append(other, v)
		default:
			same = append(same, v)
		}
	}
	return append(other, same...)
}

// neutral reports whether the group is to meet on neutral ground.
func (c *chooser) neutral(ch *choice) bool {
	if !c.in.Rules.Neutral {
		return false
	}
	fine, strangers := true, false
	for k, i := range ch.at {
		fine = fine && c.all[i].HomesSoon
		for _, j := range ch.at[k+1:] {
			strangers = strangers || c.bond(i, j).met == 0
		}
	}
	return strangers && !fine
}

// outing reports whether one of the group was at homes for too long.
func (c *chooser) outing(ch *choice) bool {
	run := c.in.Rules.HomeRun
	for _, id := range ch.ids {
		if run > 0 && c.homes[id] >= run {
			return true
		}
	}
	return false
}

func remote(why Reason) Suggestion {
	return Suggestion{Place: Place{Kind: Remote}, Reason: why}
}

func (c *chooser) venue(ch *choice, k int, why Reason) Suggestion {
	return Suggestion{Place: Place{Kind: Public, Venue: ch.visits[k].ID}, Reason: why}
}

func (c *chooser) home(host MemberID, why Reason) Suggestion {
	return Suggestion{Place: Place{Kind: Home, Host: host}, Reason: why}
}

// describe adds what a person would want to know about a place.
func (c *chooser) describe(s *Suggestion, ch *choice) {
	switch s.Kind {
	case Home:
		at := &c.all[c.at(s.Host)]
		s.Meters, s.Hosted, s.InARow = map[MemberID]int{s.Host: 0}, map[MemberID]int{}, map[MemberID]int{}
		for _, m := range ch.group {
			s.Hosted[m.ID], s.InARow[m.ID] = c.hosted[m.ID], c.run[m.ID]
			if d := distance(at, m); d.known() {
				s.Meters[m.ID] = int(d)
			}
		}
	case Public:
		for k := range ch.visits {
			if v := &ch.visits[k]; v.ID == s.Venue && v.number != nobody {
				c.describeVenue(s, v, ch)
			}
		}
	}
}
