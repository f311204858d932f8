package bot

import (
	"context"
	"fmt"

	"cowork/pairing"
)

// Instead says whether the round puts two people together, who may be a duo; if
// not, who their partners are, and what it would cost to put them together all the
// same. They are named as in Pair. What members keep to themselves is in no
// figure; where it decides, only that much is said.
func (p Preview) Instead(ctx context.Context, one, other string) ([]string, error) {
	a, err := p.member(one)
	if err != nil {
		return nil, err
	}
	b, err := p.member(other)
	if err != nil {
		return nil, err
	}
	r, err := pairing.Why(ctx, p.in, a.ID, b.ID)
	switch {
	case err != nil:
		return nil, err
	case r.Obstacle != "":
		return nil, nil
	case r.Together:
		return []string{"the plan has them together"}, nil
	}
	return []string{
		fmt.Sprintf("the plan has %s and %s", p.with(a.ID, r.Partners[0]), p.with(b.ID, r.Partners[1])),
		"together, " + costWords(&r),
	}, nil
}

func (p Preview) with(m pairing.MemberID, partner pairing.Partner) string {
	if partner.Member == "" {
		return p.people[m].Name + " rest"
	}
	return p.people[m].Name + " with " + p.people[partner.Member].Name
}

// costWords names the first point in which the plan is better.
func costWords(r *pairing.Reasons) string {
	count := func(n int, one, many string) string {
		if n == 1 {
			return one
		}
		return fmt.Sprintf(many, n)
	}
	switch {
	case r.Kept != 0:
		return count(r.Kept, "a duo that agreed to stay together would be parted", "%d duos that agreed to stay together would be parted")
	case r.Wishes != 0:
		return "they would be in the way of pairs that come first"
	case r.Alone > 0:
		return count(r.Alone, "one more would be without a partner", "%d more would be without a partner")
	case r.Unfair:
		return "somebody would rest whose turn it is not"
	case r.Repeats > 0:
		return count(r.Repeats, "one more duo would meet again too soon", "%d more duos would meet again too soon")
	case open(r.Less) > 0:
		return fmt.Sprintf("the duos would be worth %d points less in all", open(r.Less))
	case !r.Free():
		return "they would do as well, but for what members say in private"
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
