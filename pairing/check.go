package pairing

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Check verifies that a plan keeps the rules for the input it was made from:
// everybody has exactly one seat or rests with a true reason, every gate is
// open, who stays together is together, nobody who could be a duo rests beside another, sessions lie within
// everybody's hours, places are accepted and in reach, and scores are the sums
// of their terms. It reports everything that is wrong. That no better plan
// exists is not its business: the matching's certificate says so.
func Check(in Input, plan Plan) error {
	if err := in.validate(); err != nil {
		return err
	}
	members := pointers(in.Members)
	c := &checker{roster: newRoster(&in, members), seats: map[MemberID]int{}}
	if plan.Round != in.Round || plan.Seed != in.Seed {
		c.wrong("it is for round %d with seed %d, not %d with %d", plan.Round, plan.Seed, in.Round, in.Seed)
	}
	for i := range plan.Duos {
		c.duo(&plan.Duos[i])
	}
	for i := 1; i < len(plan.Duos); i++ {
		if plan.Duos[i-1].Members[0] >= plan.Duos[i].Members[0] {
			c.wrong("duos are not in order")
		}
	}
	c.kept(plan)
	c.rests(plan.Rests)
	for _, m := range members {
		if c.seats[m.ID] != 1 {
			c.wrong("%s is in the plan %d times", m.ID, c.seats[m.ID])
		}
	}
	return errors.Join(c.errs...)
}

type checker struct {
	*roster
	seats map[MemberID]int
	errs  []error
}

func (c *checker) wrong(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("pairing: plan: "+format, args...))
}

func (c *checker) duo(d *Proposal) {
	if n := len(d.Members); n != 2 && (n != 3 || !c.in.Rules.Trio) {
		c.wrong("%v are %d members", d.Members, n)
		return
	}
	if !slices.IsSorted(d.Members) {
		c.wrong("%v are not in order", d.Members)
	}
	var group []int32
	for _, m := range d.Members {
		c.seats[m]++
		i := c.at(m)
		if i < 0 {
			c.wrong("%s is no member of the round", m)
			return
		}
		group = append(group, i)
	}
	score := 0
	for a, i := range group {
		for _, j := range group[a+1:] {
			f := c.meet(i, j)
			score += f.score()
			if o := f.obstacle(); o != "" {
				c.wrong("%s and %s do not pass the gate: %s", f.a.ID, f.b.ID, o)
			}
		}
	}
	sum := 0
	for _, t := range d.Terms {
		sum += t.Points
		if t.Points == 0 {
			c.wrong("%v have the empty term %s", d.Members, t.Name)
		}
	}
	if score != d.Score || sum != d.Score {
		c.wrong("%v have the score %d, their terms sum up to %d, and %d is right", d.Members, d.Score, sum, score)
	}
	c.session(d, group)
	c.places(d, group)
}

// kept checks that those who stay together are together.
func (c *checker) kept(plan Plan) {
	for _, pair := range c.in.Kept {
		i, j := c.at(pair[0]), c.at(pair[1])
		if i < 0 || j < 0 || c.gate(i, j) != "" {
			continue
		}
		if !slices.ContainsFunc(plan.Duos, func(d Proposal) bool {
			return slices.Contains(d.Members, pair[0]) && slices.Contains(d.Members, pair[1])
		}) {
			c.wrong("%s and %s stay together and are apart", pair[0], pair[1])
		}
	}
}

func (c *checker) session(d *Proposal, group []int32) {
	length := d.Session.End.Sub(d.Session.Start)
	if length < time.Duration(c.in.Rules.least())*time.Second || length > longestSession {
		c.wrong("%v work together for %v", d.Members, length)
	}
	if d.Session.Start.Before(c.in.From) || d.Session.End.After(c.in.Until) {
		c.wrong("%v work together outside the round", d.Members)
	}
	for _, i := range group {
		if !slices.ContainsFunc(c.all[i].free, func(w window) bool {
			return w.start <= d.Session.Start.Unix() && d.Session.End.Unix() <= w.end
		}) {
			c.wrong("%s does not work from %v to %v", c.all[i].ID, d.Session.Start, d.Session.End)
		}
	}
}

func (c *checker) places(d *Proposal, group []int32) {
	if n := len(d.Options); n < 1 || n > mostOptions+1 {
		c.wrong("%v have %d places to choose from", d.Members, n)
	}
	ch := c.choice(group)
	for k, s := range d.Options {
		ok := false
		switch s.Kind {
		case Home:
			ok = slices.Contains(ch.hosts, s.Host) && s.Venue == 0
		case Public:
			ok = ch.public && s.Host == "" && (s.Venue == 0 || c.reachable(s.Venue, ch.group))
		case Remote:
			ok = ch.remote && s.Host == "" && s.Venue == 0
		}
		if !ok {
			c.wrong("%v cannot work at %+v", d.Members, s.Place)
		}
		for _, other := range d.Options[:k] {
			if other.Place == s.Place {
				c.wrong("%v are offered %+v twice", d.Members, s.Place)
			}
		}
	}
}

// reachable reports whether a venue of the catalogue is within everybody's
// reach, without steps for who needs that.
func (c *checker) reachable(id VenueID, group []*candidate) bool {
	for i := range c.in.Venues {
		if v := &c.in.Venues[i]; v.ID == id {
			return needsOf(group).admit(v) && !slices.ContainsFunc(group, func(m *candidate) bool {
				return !distance(m, &candidate{Member: &Member{Profile: Profile{Area: v.Area}}, label: folded(v.Area.Label), at: v.Area.point()}).within(m.TravelKM)
			})
		}
	}
	return false
}

func (c *checker) rests(rests []Rest) {
	for k, rest := range rests {
		c.seats[rest.Member]++
		i := c.at(rest.Member)
		if i < 0 {
			c.wrong("%s rests and is no member of the round", rest.Member)
			continue
		}
		if k > 0 && rests[k-1].Member >= rest.Member {
			c.wrong("rests are not in order")
		}
		fits := 0
		for j := range c.all {
			if c.gate(i, int32(j)) != "" {
				continue
			}
			fits++
			if slices.ContainsFunc(rests[:k], func(r Rest) bool { return r.Member == c.all[j].ID }) {
				c.wrong("%s and %s rest and could be a duo", rest.Member, c.all[j].ID)
			}
		}
		if (rest.Reason == NobodyFits) != (fits == 0) {
			c.wrong("%s rests because %q, and %d fit", rest.Member, rest.Reason, fits)
		}
	}
}
