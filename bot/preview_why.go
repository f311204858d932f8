package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cowork/pairing"
)

// Instead says whether the round puts two people together, who may be a duo; if
// not, who their partners are, and what it would cost to put them together all the
// same. They are named as in Pair. What members keep to themselves is in no
// figure; where it decides, only that much is said. So is it where one of the two
// avoids the other: the cost is what it would be if they did not.
func (p Preview) Instead(ctx context.Context, one, other string) ([]string, error) {
	a, err := p.member(one)
	if err != nil {
		return nil, err
	}
	b, err := p.member(other)
	if err != nil {
		return nil, err
	}
	partners := p.partners(a.ID)
	if slices.Contains(partners, b.ID) {
		return []string{"the plan has them together"}, nil
	}
	r, err := pairing.Why(ctx, p.unless(a.ID, b.ID), a.ID, b.ID)
	switch {
	case err != nil:
		return nil, err
	case r.Obstacle != "":
		return nil, nil
	}
	return []string{
		fmt.Sprintf("the plan has %s and %s", p.with(a.ID, partners), p.with(b.ID, p.partners(b.ID))),
		"together, " + costWords(&r, p.in.Rules.Trio),
	}, nil
}

// unless is what the round is planned from, unless one of two avoided the other. If
// the best plan of that has the two apart, it is as good as the plan of the
// preview.
func (p Preview) unless(a, b pairing.MemberID) pairing.Input {
	in := p.in
	in.Members = slices.Clone(in.Members)
	for i := range in.Members {
		if m := &in.Members[i]; m.ID == a || m.ID == b {
			m.Avoids = slices.DeleteFunc(slices.Clone(m.Avoids), func(id pairing.MemberID) bool { return id == a || id == b })
		}
	}
	return in
}

// partners are with whom the plan has somebody; nobody if they rest.
func (p Preview) partners(m pairing.MemberID) []pairing.MemberID {
	for _, d := range p.plan.Duos {
		if slices.Contains(d.Members, m) {
			return slices.DeleteFunc(slices.Clone(d.Members), func(id pairing.MemberID) bool { return id == m })
		}
	}
	return nil
}

func (p Preview) with(m pairing.MemberID, partners []pairing.MemberID) string {
	if len(partners) == 0 {
		return p.people[m].Name + " rest"
	}
	var names []string
	for _, id := range partners {
		names = append(names, p.people[id].Name)
	}
	return p.people[m].Name + " with " + strings.Join(names, " and ")
}

// private is said where what decides is nobody else's business.
const private = "they would do as well, but for what members say in private"

// costWords names the first point in which the plan is better. Where there may be
// trios, whoever is left over may still join one.
func costWords(r *pairing.Reasons, trios bool) string {
	count := func(n int, one, many string) string {
		if n == 1 {
			return one
		}
		return fmt.Sprintf(many, n)
	}
	switch {
	case r.Together:
		return private
	case r.Kept != 0:
		return count(r.Kept, "a duo that agreed to stay together would be parted", "%d duos that agreed to stay together would be parted")
	case r.Wishes != 0:
		return "they would be in the way of pairs that come first"
	case r.Alone > 0 && trios:
		return count(r.Alone, "one more would have to be a third, or rest", "%d more would have to be thirds, or rest")
	case r.Alone > 0:
		return count(r.Alone, "one more would be without a partner", "%d more would be without a partner")
	case r.Unfair && trios:
		return "somebody would be the odd one whose turn it is not"
	case r.Unfair:
		return "somebody would rest whose turn it is not"
	case r.Repeats > 0:
		return count(r.Repeats, "one more duo would meet again too soon", "%d more duos would meet again too soon")
	case open(r.Less) > 0:
		return fmt.Sprintf("the duos would be worth %d points less in all", open(r.Less))
	case !r.Free():
		return private
	}
	return "they would do as well; the rounds to come, or chance, decided"
}

// open adds up the terms that are nobody's secret.
func open(terms []pairing.Term) int {
	sum := 0
	for _, t := range terms {
		if !secret(t.Name) {
			sum += t.Points
		}
	}
	return sum
}

// secret reports whether terms of that name are not for the operator's eyes.
func secret(n pairing.TermName) bool { return n.Private() || n == pairing.MutualWish }
