package pairing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"

	"cowork/pairing/matching"
	"cowork/pairing/matching/cores"
)

// PlanRound forms the duos of a round. Among all plans whose gates are open it
// finds one that is best in this order, exactly:
//
//  0. Who stays together is together, as long as their gate is open; see kept.go.
//  1. Mutual wishes are granted, unless the two were together within the
//     cooldown. If they exclude each other, the wishes are a plan of their own
//     that is best by the rest of this list, and everybody else follows.
//  2. As many people as possible have a partner.
//  3. Those who rest are those whose turn it is: whose last rest, or first
//     round, is longest ago; then those who rested least often.
//  4. As few duos as possible were together within the cooldown.
//  5. The scores add up to the most.
//  6. The pairs who have not met yet stay divisible into complete rounds, as
//     lookahead.go and foresight.go describe; this is the only part that is not
//     always exact.
//  7. Who is due to host meets who is due to visit; see apart.go.
//  8. The seed decides.
//
// Points 2 to 7 are one maximum-weight matching on integers; order.go has the
// scale, scale.go that of crowds, which do without points 6 and 7. It comes with a
// certificate, which PlanRound checks before it answers; over all pairs of a
// crowd that would take minutes, so there it is left to tests. With Rules.Trio
// those who are left then join duos, as many as fit and with the best sum of
// scores; see trio.go.
//
// It fails if the input contradicts itself (the error says where) or when ctx
// is done. Up to 256 members every pair is looked at, for some ten nanoseconds;
// more are planned as a crowd (see crowd.go), over all pairs as well, but looking
// at few and storing none. README.md has the times.
func PlanRound(ctx context.Context, in Input) (Plan, error) {
	if err := in.validate(); err != nil {
		return Plan{}, err
	}
	p := newPlanner(&in)
	if err := p.pairAll(ctx, len(p.all) > mostDirect); err != nil {
		return Plan{}, err
	}
	groups, err := p.groups(ctx)
	if err != nil {
		return Plan{}, err
	}
	return p.plan(groups), nil
}

const nobody = int32(-1)

// planner is a round in the making.
type planner struct {
	*deck
	open  []couple // all pairs with an open gate, in order; not known of a crowd
	part  []int32  // of each member, the number of those with whom open gates connect them
	turns []int64  // how much it costs to let a member rest; see restOrder
	mate  []int32  // of each member, or nobody
}

// couple is a pair with an open gate.
type couple struct {
	i, j    int32 // i < j
	score   int32
	times   int32 // how often they were together
	last    int32 // the latest round of those
	alike   int32 // how far both are due to host, or both to visit
	repeat  bool  // within the cooldown
	granted bool  // a mutual wish to be granted now
}

func newPlanner(in *Input) *planner {
	p := &planner{deck: newDeck(newRoster(in, pointers(in.Members)))}
	p.mate = make([]int32, len(p.all))
	for i := range p.mate {
		p.mate[i] = nobody
	}
	p.turns = p.restOrder()
	return p
}

// pairAll gives mates to as many as can have one, by the order of PlanRound:
// directly, by looking at every pair, or as a crowd, by looking at few. Both
// come to plans that are equally good, but for looking ahead.
func (p *planner) pairAll(ctx context.Context, crowd bool) error {
	p.keep()
	if crowd {
		if err := p.match(ctx, p.crowdWishes(), nil); err != nil {
			return err
		}
		return p.matchCrowd(ctx)
	}
	if err := p.survey(ctx); err != nil {
		return err
	}
	if err := p.match(ctx, p.wishes(), nil); err != nil {
		return err
	}
	pool := p.free()
	p.tellApart(pool)
	ahead, err := p.lookahead(ctx, pool)
	if err != nil {
		return err
	}
	return p.match(ctx, pool, ahead)
}

// survey looks at every pair.
func (p *planner) survey(ctx context.Context) error {
	for i := range p.all {
		if err := ctx.Err(); err != nil {
			return err
		}
		for j := i + 1; j < len(p.all); j++ {
			if c, ok := p.couple(int32(i), int32(j)); ok {
				p.open = append(p.open, c)
			}
		}
	}
	p.part = components(len(p.all), p.open)
	return nil
}

// couple is what a plan knows of two members, i < j, if their gate is open.
func (p *planner) couple(i, j int32) (c couple, ok bool) {
	score, b := p.pairScore(i, j, closed)
	if score == closed {
		return c, false
	}
	f := facts{in: p.in, bond: b}
	c = couple{i: i, j: j, score: int32(score), times: b.together, last: b.last, repeat: f.repeats()}
	c.granted = b.wishes > 1 && !c.repeat && (b.together == 0 || p.in.ago(b.last) > 0)
	return c, true
}

// wishes lists the couples whose mutual wish is to be granted.
func (p *planner) wishes() []couple {
	var pool []couple
	for _, c := range p.free() {
		if c.granted {
			pool = append(pool, c)
		}
	}
	return pool
}

// free lists the couples of whom neither has a mate.
func (p *planner) free() []couple {
	pool := make([]couple, 0, len(p.open))
	for _, c := range p.open {
		if p.mate[c.i] == nobody && p.mate[c.j] == nobody {
			pool = append(pool, c)
		}
	}
	return pool
}

// match gives mates to the members of the pool's best matching. The bonus of
// looking ahead, for each couple of the pool, may be nil.
func (p *planner) match(ctx context.Context, pool []couple, ahead []int32) error {
	if len(pool) == 0 {
		return nil
	}
	// The solver meets the members in an order that the seed chose, so that
	// among equals no ID is better off.
	order := p.chance().Perm(len(p.all))
	edges := make([]matching.Edge, len(pool))
	for k, c := range pool {
		edges[k] = matching.Edge{U: int32(order[c.i]), V: int32(order[c.j])}
	}
	for classes := p.fewClasses(pool); ; classes *= 8 {
		weights, told, err := p.weigh(pool, ahead, classes)
		if err != nil {
			return err
		}
		for k, w := range weights {
			edges[k].Weight = w
		}
		mate, err := solve(ctx, len(p.all), edges)
		if err != nil {
			return err
		}
		if told < classes || p.fair(pool, func(i int32) bool { return mate[order[i]] != nobody }, told) {
			p.marry(mate, order)
			return nil
		}
	}
}

// fewClasses is how many classes of turns to tell apart at first: one if
// everybody of the pool could have a mate, otherwise those whose turn it is and
// the others.
func (p *planner) fewClasses(pool []couple) int64 {
	size := map[int32]int{}
	seen := make([]bool, len(p.all))
	of := components(len(p.all), pool)
	for _, c := range pool {
		for _, i := range []int32{c.i, c.j} {
			if !seen[i] {
				seen[i] = true
				size[of[i]]++
			}
		}
	}
	for _, n := range size {
		if n%2 == 1 {
			return 2
		}
	}
	return 1
}

// marry takes over the mates of a matching in which everybody stands at
// another place.
func (p *planner) marry(mate []int32, order []int) {
	from := make([]int32, len(order))
	for i, o := range order {
		from[o] = int32(i)
	}
	for o, m := range mate {
		if m != nobody {
			p.mate[from[o]] = from[m]
		}
	}
}

// chance is the seed's source of chance, the same at every call.
func (p *planner) chance() *rand.Rand {
	return rand.New(rand.NewPCG(p.in.Seed, uint64(p.in.Round)))
}

// solve finds a heaviest matching and checks its certificate.
func solve(ctx context.Context, n int, edges []matching.Edge) ([]int32, error) {
	result, err := matching.Max(ctx, n, edges)
	if err != nil {
		return nil, err
	}
	if result.Gap != 0 {
		return nil, errors.Join(errors.New("pairing: the plan is not proved to be the best"), ctx.Err())
	}
	if err := matching.Verify(n, edges, result); err != nil {
		return nil, fmt.Errorf("pairing: the plan's certificate does not hold: %w", err)
	}
	return result.Mate, nil
}

// plan writes down who is with whom, and why the others rest.
func (p *planner) plan(groups [][]int32) Plan {
	plan := Plan{Round: p.in.Round, Seed: p.in.Seed}
	seated := make([]bool, len(p.all))
	for _, g := range groups {
		for _, i := range g {
			seated[i] = true
		}
	}
	if len(groups) > 0 {
		plan.Duos = make([]Proposal, len(groups))
	}
	first := newChooser(p.roster)
	choosers := sync.Pool{New: func() any { return first.another() }}
	cores.Each(len(groups), 256, func(from, to int) {
		c := choosers.Get().(*chooser)
		for k := from; k < to; k++ {
			plan.Duos[k] = p.propose(c, groups[k])
		}
		choosers.Put(c)
	})
	slices.SortFunc(plan.Duos, func(a, b Proposal) int { return cmp.Compare(a.Members[0], b.Members[0]) })
	plan.Rests = p.rests(seated)
	return plan
}

// propose fills in a group's reasons, day and places. The terms of a trio are
// those of its three pairs together.
func (p *planner) propose(c *chooser, group []int32) Proposal {
	var d Proposal
	d.Session, d.Options = c.arrange(group)
	for a, i := range group {
		d.Members = append(d.Members, p.all[i].ID)
		for _, j := range group[a+1:] {
			f := p.meet(i, j)
			d.Score += f.score()
			d.Terms = append(d.Terms, f.terms()...)
		}
	}
	if len(group) > 2 {
		d.Terms = summed(d.Terms, len(group)*(len(group)-1)/2)
	}
	return d
}

// summed adds up the terms of a trio's pairs, in the order of Table. What is shared
// stays only where all say the same, but for the field, of which any spelling
// will do, and nearness, of which it is the farthest.
func summed(terms []Term, pairs int) []Term {
	var out []Term
	for i := range Table {
		sum, n := Term{Name: Table[i].Name}, 0
		for _, t := range terms {
			if t.Name != sum.Name {
				continue
			}
			switch {
			case n == 0:
				sum.Shared = t.Shared
			case sum.Name == SameField:
			case sum.Name == Nearness:
				sum.Shared = farther(sum.Shared, t.Shared)
			case t.Shared != sum.Shared:
				sum.Shared = ""
			}
			sum.Points += t.Points
			n++
		}
		if sum.Points != 0 {
			sum.Some = n < pairs
			out = append(out, sum)
		}
	}
	return out
}

// farther is the greater of two distances as terms hold them, "" if one is not
// known.
func farther(a, b string) string {
	one, err := strconv.Atoi(a)
	other, wrong := strconv.Atoi(b)
	if err != nil || wrong != nil {
		return ""
	}
	return strconv.Itoa(max(one, other))
}

// validate reports the first thing in the input that contradicts itself.
func (in *Input) validate() error {
	switch {
	case in.Round < 1:
		return fmt.Errorf("pairing: round %d: rounds count from 1", in.Round)
	case !in.From.Before(in.Until):
		return fmt.Errorf("pairing: sessions must lie between %v and %v, which leaves no time", in.From, in.Until)
	case in.Until.Sub(in.From) > mostTime:
		return fmt.Errorf("pairing: a round of %v is longer than %v", in.Until.Sub(in.From), mostTime)
	}
	seen := make(map[MemberID]bool, len(in.Members))
	for _, members := range [][]Member{in.Members, in.Away} {
		for i := range members {
			m := &members[i]
			switch {
			case m.ID == "":
				return errors.New("pairing: a member has no ID")
			case seen[m.ID]:
				return fmt.Errorf("pairing: member %s is there twice", m.ID)
			case m.Zone == nil:
				return fmt.Errorf("pairing: member %s has no time zone", m.ID)
			}
			seen[m.ID] = true
		}
	}
	return in.validateKept()
}
