package bot

import (
	"slices"
	"strings"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"
)

// with notes whom the caller would like to work next to. The answer is the same
// whatever the other one said, so that nobody finds out by asking; a wish that
// is mutual is told to both alike, by the invitation of the round that grants it.
func with(c *call) (Reply, error) { return c.says(storage.Wish, wishesMessage) }

// avoid notes with whom the caller is never paired. A live match with one of
// them is called off, without a reason.
func avoid(c *call) (Reply, error) { return c.says(storage.Avoid, avoidsMessage) }

func (c *call) says(what storage.Saying, listed func(wording.Voice, []pairing.MemberID, bool) Message) (Reply, error) {
	about, refusal, err := c.named()
	if refusal != nil || err != nil {
		return deref(refusal), err
	}
	switch {
	case !c.q.Off && len(about) == 0:
		all, err := c.tx.Says(c.me.ID, what)
		return tell(listed(c.voice(), all, false)), err
	case c.q.Off:
		return c.unsay(what, about, listed)
	}
	if what == storage.Avoid {
		if err := c.part(c.me.ID, func(id pairing.MemberID) bool { return slices.Contains(about, id) }); err != nil {
			return Reply{}, err
		}
	}
	opposite := map[storage.Saying]storage.Saying{storage.Wish: storage.Avoid, storage.Avoid: storage.Wish}[what]
	for _, id := range about {
		if err := c.tx.Say(c.me.ID, what, id, c.now); err != nil {
			return Reply{}, err
		}
		if _, err := c.tx.Unsay(c.me.ID, opposite, id); err != nil {
			return Reply{}, err
		}
	}
	if what == storage.Avoid {
		ended, err := c.partFrom(about)
		return tell(avoidMessage(c.voice(), about, ended > 0)), err
	}
	return tell(wishMessage(c.voice(), about)), nil
}

// unsay takes back what was said of some people, or of all.
func (c *call) unsay(what storage.Saying, about []pairing.MemberID, listed func(wording.Voice, []pairing.MemberID, bool) Message) (Reply, error) {
	if len(about) == 0 {
		all, err := c.tx.Says(c.me.ID, what)
		if err != nil {
			return Reply{}, err
		}
		about = all
	}
	for _, id := range about {
		if _, err := c.tx.Unsay(c.me.ID, what, id); err != nil {
			return Reply{}, err
		}
	}
	left, err := c.tx.Says(c.me.ID, what)
	return tell(listed(c.voice(), left, true)), err
}

// partFrom ends the live duos that the caller has with some people. The
// caller is asked again this round if they like; the others read that the
// match fell through, as ever.
func (c *call) partFrom(people []pairing.MemberID) (ended int, err error) {
	live, err := c.liveDuos(c.me.ID)
	if err != nil {
		return 0, err
	}
	for _, duo := range live {
		if !slices.ContainsFunc(people, duo.Has) {
			continue
		}
		to, _, err := duo.Cancel(c.me.ID)
		if err != nil {
			return ended, err
		}
		free, err := c.fall(duo, to, nil)
		if err != nil {
			return ended, err
		}
		if err := c.serve(duo.Round, free); err != nil {
			return ended, err
		}
		ended++
	}
	return ended, nil
}

// named finds the people that a command names, or answers why it cannot.
func (c *call) named() ([]pairing.MemberID, *Reply, error) {
	var ids []pairing.MemberID
	for _, p := range c.q.People {
		id, refusal, err := c.find(p)
		if refusal != nil || err != nil {
			return nil, refusal, err
		}
		if id == c.me.ID {
			r := tell(yourselfMessage(c.voice(), c.q.Verb))
			return nil, &r, nil
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil, nil
}

// find is one person: by ID as a mention has it, or by the name they bear.
func (c *call) find(p Person) (pairing.MemberID, *Reply, error) {
	if p.ID != "" {
		somebody, err := c.person(p.ID, p.Name)
		if err == nil && !c.q.Off && (somebody.Bot || somebody.Deleted) {
			r := tell(neverPairedMessage(c.voice(), p.ID))
			return "", &r, nil
		}
		return p.ID, nil, err
	}
	everybody, err := c.tx.People()
	if err != nil {
		return "", nil, err
	}
	var found []pairing.MemberID
	for _, e := range everybody {
		if !e.Deleted && strings.EqualFold(strings.TrimSpace(e.Name), p.Name) {
			found = append(found, e.ID)
		}
	}
	switch len(found) {
	case 0:
		r := tell(strangerMessage(c.voice(), p.Name))
		return "", &r, nil
	case 1:
		return found[0], nil, nil
	}
	r := tell(namesakesMessage(c.voice(), p.Name))
	return "", &r, nil
}

// forget asks before everything about the caller is removed.
func forget(c *call) (Reply, error) { return tell(forgetMessage(c.voice())), nil }

// forgetNow removes everything about the caller, after the question.
func forgetNow(c *call) (Reply, error) {
	m, in, err := c.membership(c.me.ID)
	if err != nil {
		return Reply{}, err
	}
	if in {
		if _, err := c.depart(m); err != nil {
			return Reply{}, err
		}
	}
	if err := c.closeAll(c.me.ID); err != nil {
		return Reply{}, err
	}
	if err := c.takeBackHomes(c.me.ID); err != nil {
		return Reply{}, err
	}
	clear, err := c.clearTab()
	if err != nil {
		return Reply{}, err
	}
	c.voices.forget(c.me.ID)
	if _, err := c.tx.Forget(c.me.ID, c.now); err != nil && !none(err) {
		return Reply{}, err
	}
	bye := forgottenMessage(c.voice())
	bye.Replace = true
	return Reply{Message: &bye, After: clear}, nil
}

// closeAll settles the duos of a person that only wait for a check-in.
func (d *desk) closeAll(id pairing.MemberID) error {
	all, err := d.tx.LiveDuosOf(id)
	if err != nil {
		return err
	}
	for _, duo := range all {
		if err := d.closeDuo(duo); err != nil {
			return err
		}
	}
	return nil
}
