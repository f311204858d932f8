package matching

import "fmt"

// result translates the engine's state into the caller's numbers.
func (s *Solver) result() (*Result, error) {
	e := s.e
	r := &Result{Mate: make([]int32, s.n), Certificate: e.certificate(s.outer)}
	var mates []int64 // unless the edges that the engine knows are the heaviest of the mates
	if e.stopped && s.source != nil {
		raise, err := s.source.lift(e)
		if err != nil {
			return nil, err
		}
		for i, missing := range raise {
			r.Certificate.Dual[s.outer[i]] += missing
		}
		mates = s.source.mates(e)
	}
	var weight total
	for i, v := range s.outer {
		m := e.vert[i].mate
		if m == none {
			r.Mate[v] = none
			continue
		}
		r.Mate[v] = s.outer[m]
		if int(m) > i {
			w := e.weight(int32(i), m)
			if mates != nil {
				w = max(w, mates[i])
			}
			weight.add(w)
		}
	}
	return r.worth(weight)
}

// worth fills in what the matching weighs, and how much more the certificate allows.
func (r *Result) worth(weight total) (*Result, error) {
	bound := r.Certificate.bound()
	w, wOK := weight.int64()
	b, bOK := bound.int64()
	if !wOK {
		return nil, fmt.Errorf("%w: the total weight exceeds an int64", ErrRange)
	}
	if !bOK {
		return nil, fmt.Errorf("%w: the bound on the total weight exceeds an int64", ErrRange)
	}
	r.Weight, r.Gap = w, b-w
	return r, nil
}

// weight is that of the heaviest edge between u and v.
func (e *engine) weight(u, v int32) int64 {
	for _, a := range e.adj[u] {
		if a.to == v {
			return a.w2 / 2
		}
	}
	panic("matching: mates without an edge")
}

// certificate expresses the duals of the engine in the caller's numbers.
func (e *engine) certificate(outer []int32) Certificate {
	c := Certificate{Dual: make([]int64, e.n), In: make([]int32, e.n)}
	// Blossoms with a dual, outermost first.
	set := make([]int32, len(e.nodes))
	var found []int32
	for v := range e.n {
		b := e.top(int32(v))
		if int(b) >= e.n && e.nodes[b].head == int32(v) {
			found = append(found, b)
		}
	}
	for i := 0; i < len(found); i++ {
		for _, k := range e.ring(found[i]).kids {
			if int(k) >= e.n {
				found = append(found, k)
			}
		}
	}
	sets := int32(0)
	for _, b := range found {
		if e.nodes[b].z > 0 {
			sets++
		}
	}
	lower := int64(0)
	all := none
	if e.present%2 == 1 && e.floor > 0 {
		lower = e.floor
		all = sets
		sets++
	}
	c.Sets = make([]OddSet, sets)
	if all != none {
		sets--
		c.Sets[all] = OddSet{Dual: 2 * lower, Outer: none}
	}
	for _, b := range found {
		out := all
		if p := e.nodes[b].parent; p != none {
			out = set[p]
		}
		if z := e.nodes[b].z; z > 0 {
			sets--
			c.Sets[sets] = OddSet{z, out}
			out = sets
		}
		set[b] = out
	}
	for v := range e.n {
		if e.gone[v] {
			c.In[outer[v]] = none
			continue
		}
		c.Dual[outer[v]] = e.dual(int32(v)) - lower
		in := all
		if p := e.nodes[v].parent; p != none {
			in = set[p]
		}
		c.In[outer[v]] = in
	}
	return c
}

// bound is the weight that no matching exceeds.
func (c *Certificate) bound() total {
	var sum total
	size := make([]int64, len(c.Sets))
	for v, y := range c.Dual {
		sum.add(y)
		if s := c.In[v]; s != none {
			size[s]++
		}
	}
	for i, s := range c.Sets {
		sum.addProduct(s.Dual, (size[i]-1)/2)
		if s.Outer != none {
			size[s.Outer] += size[i]
		}
	}
	sum.lo = sum.lo>>1 | sum.hi<<63
	sum.hi >>= 1
	return sum
}

// Potentials returns a dual for each vertex that stands for the whole
// certificate: its own, and half of that of every set around it. Together they
// cover every edge. They are what StartFrom wants.
func (c *Certificate) Potentials() []int64 {
	around := make([]int64, len(c.Sets)) // half of each set's dual and of those around it
	for i := len(c.Sets) - 1; i >= 0; i-- {
		around[i] = (c.Sets[i].Dual + 1) / 2
		if o := c.Sets[i].Outer; o != none {
			around[i] += around[o]
		}
	}
	y := make([]int64, len(c.Dual))
	for v := range y {
		y[v] = c.Dual[v]
		if s := c.In[v]; s != none {
			y[v] += around[s]
		}
	}
	return y
}
