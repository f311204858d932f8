package matching

import (
	"fmt"
	"math/big"
)

// Certificate proves an upper bound on the weight of every matching, in units
// of half a weight. It consists of a dual of at least zero for each vertex, and
// of odd sets of vertices, any two of them nested or disjoint, with a dual of at
// least zero each. If for every edge the duals of its two ends and of all sets
// that contain both add up to at least twice its weight, then no matching is
// worth more than half of
//
//	the sum of the duals of all vertices, and for each set of 2k+1 vertices
//	k times its dual
//
// because a matching has at most one edge at each vertex and at most k within
// such a set. Edmonds proved that for a heaviest matching some certificate is
// exactly as high as its weight.
type Certificate struct {
	Dual []int64 // of each vertex
	In   []int32 // of each vertex the smallest set around it, or -1
	Sets []OddSet
}

// OddSet is a set of an odd number of vertices: those that name it in
// Certificate.In, and all of the sets that name it as their Outer.
type OddSet struct {
	Dual  int64
	Outer int32 // the smallest set around this one, further along in Sets; or -1
}

// Verify checks, without trust in how r came about, that r.Mate is a matching
// of r.Weight in the graph and that no matching weighs more than r.Weight +
// r.Gap. Its error says what is wrong. It takes time O(n + m log n) and a few
// words for each vertex; it shares no code with the solver.
func Verify(n int, edges []Edge, r *Result) error {
	if err := verifyMatching(n, edges, r); err != nil {
		return err
	}
	p, err := newProof(n, &r.Certificate)
	if err != nil {
		return err
	}
	for i, e := range edges {
		if e.Weight <= 0 {
			continue
		}
		if have := p.cover(e.U, e.V, 2*e.Weight); have < 2*e.Weight {
			return fmt.Errorf("matching: edge %d (%d-%d) of weight %d is covered by %d/2 only", i, e.U, e.V, e.Weight, have)
		}
	}
	return p.verifyBound(r)
}

// tooBig is more than any true certificate has, and so little that the sums
// below cannot overflow.
const tooBig = 1 << 60

func verifyMatching(n int, edges []Edge, r *Result) error {
	if len(r.Mate) != n {
		return fmt.Errorf("matching: %d mates for %d vertices", len(r.Mate), n)
	}
	for v, m := range r.Mate {
		if m != -1 && (m < 0 || int(m) >= n || int(m) == v || r.Mate[m] != int32(v)) {
			return fmt.Errorf("matching: %d has the mate %d, which does not have %d", v, m, v)
		}
	}
	// The heaviest edge between each pair of mates, stored with its lower end.
	found := make([]bool, n)
	heaviest := make([]int64, n)
	for i, e := range edges {
		if e.U < 0 || int(e.U) >= n || e.V < 0 || int(e.V) >= n || e.U == e.V {
			return fmt.Errorf("matching: edge %d (%d-%d) is no edge", i, e.U, e.V)
		}
		if e.Weight > tooBig/2 {
			return fmt.Errorf("matching: edge %d weighs %d", i, e.Weight)
		}
		if r.Mate[e.U] != e.V {
			continue
		}
		low := min(e.U, e.V)
		if !found[low] || e.Weight > heaviest[low] {
			found[low], heaviest[low] = true, e.Weight
		}
	}
	total := new(big.Int)
	for v, m := range r.Mate {
		if int(m) > v {
			if !found[v] {
				return fmt.Errorf("matching: there is no edge between %d and its mate %d", v, m)
			}
			total.Add(total, big.NewInt(heaviest[v]))
		}
	}
	if total.Cmp(big.NewInt(r.Weight)) != 0 {
		return fmt.Errorf("matching: the weight is %v, not %d", total, r.Weight)
	}
	return nil
}

// proof answers how high a certificate covers a pair.
type proof struct {
	cert *Certificate
	size []int64 // of each set
	sum  []int64 // of each set its dual and those of all sets around it
	// A forest over the vertices. It joins v to up[v] since all vertices of
	// the set since[v], but of no earlier one, belong together. Sets are joined
	// by size, so that the forest is never higher than log n; on the path
	// between two vertices the latest join is the smallest set around both.
	up    []int32
	since []int32
}

func newProof(n int, c *Certificate) (*proof, error) {
	if len(c.Dual) != n || len(c.In) != n {
		return nil, fmt.Errorf("matching: the certificate is for %d vertices, not %d", len(c.Dual), n)
	}
	sets := len(c.Sets)
	p := &proof{cert: c, size: make([]int64, sets), sum: make([]int64, sets), up: make([]int32, n), since: make([]int32, n)}
	someone := make([]int32, sets) // a vertex of each set
	for i := range someone {
		someone[i] = -1
	}
	weight := make([]int32, n) // vertices below each root of the forest
	join := func(v int32, set int) {
		p.size[set]++
		p.joinInto(v, int32(set), someone, weight)
	}
	members := make([][]int32, sets)
	for v, y := range c.Dual {
		if y < 0 || y > tooBig {
			return nil, fmt.Errorf("matching: the dual of %d is %d", v, y)
		}
		p.up[v], weight[v] = int32(v), 1
		if s := c.In[v]; s != -1 {
			if s < 0 || int(s) >= sets {
				return nil, fmt.Errorf("matching: %d is in the set %d of %d", v, s, sets)
			}
			members[s] = append(members[s], int32(v))
		}
	}
	for i, s := range c.Sets {
		if s.Dual < 0 || s.Dual > tooBig {
			return nil, fmt.Errorf("matching: the dual of set %d is %d", i, s.Dual)
		}
		if s.Outer != -1 && (int(s.Outer) <= i || int(s.Outer) >= sets) {
			return nil, fmt.Errorf("matching: the set %d is in %d", i, s.Outer)
		}
		for _, v := range members[i] {
			join(v, i)
		}
		if p.size[i]%2 == 0 {
			return nil, fmt.Errorf("matching: the set %d has %d vertices, which is even", i, p.size[i])
		}
		if s.Outer != -1 {
			p.size[s.Outer] += p.size[i]
			p.joinInto(someone[i], s.Outer, someone, weight)
		}
	}
	for i := sets - 1; i >= 0; i-- {
		p.sum[i] = c.Sets[i].Dual
		if o := c.Sets[i].Outer; o != -1 {
			p.sum[i] += p.sum[o]
		}
		if p.sum[i] > tooBig {
			return nil, fmt.Errorf("matching: the sets around set %d add up to %d", i, p.sum[i])
		}
	}
	return p, nil
}

func (p *proof) root(v int32) int32 {
	for p.up[v] != v {
		v = p.up[v]
	}
	return v
}

// joinInto records that v belongs to the set, together with all that has been
// joined to v before.
func (p *proof) joinInto(v, set int32, someone, weight []int32) {
	if someone[set] == -1 {
		someone[set] = v
		return
	}
	a, b := p.root(someone[set]), p.root(v)
	if weight[a] < weight[b] {
		a, b = b, a
	}
	p.up[b], p.since[b] = a, set
	weight[a] += weight[b]
}

// cover is the sum of the duals of u, v and all sets around both; the sets are
// looked up only if the vertices alone fall short of enough.
func (p *proof) cover(u, v int32, enough int64) int64 {
	y := p.cert.Dual[u] + p.cert.Dual[v]
	if y >= enough || p.cert.In[u] == -1 || p.cert.In[v] == -1 {
		return y
	}
	// Joins become later towards the root. Climb from whichever of the two was
	// joined earlier until they meet.
	last := int32(-1)
	for u != v {
		switch uRoot, vRoot := p.up[u] == u, p.up[v] == v; {
		case uRoot && vRoot:
			return y
		case vRoot || !uRoot && p.since[u] <= p.since[v]:
			last = p.since[u]
			u = p.up[u]
		default:
			last = p.since[v]
			v = p.up[v]
		}
	}
	return y + p.sum[last]
}

// verifyBound checks that the certificate's bound is r.Weight + r.Gap.
func (p *proof) verifyBound(r *Result) error {
	twice := new(big.Int)
	for _, y := range p.cert.Dual {
		twice.Add(twice, big.NewInt(y))
	}
	for i, s := range p.cert.Sets {
		k := big.NewInt((p.size[i] - 1) / 2)
		twice.Add(twice, k.Mul(k, big.NewInt(s.Dual)))
	}
	bound := twice.Rsh(twice, 1) // weights are integers
	claim := new(big.Int).Add(big.NewInt(r.Weight), big.NewInt(r.Gap))
	if bound.Cmp(claim) != 0 {
		return fmt.Errorf("matching: the certificate proves %v at most, not %v", bound, claim)
	}
	return nil
}
