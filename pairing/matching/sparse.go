package matching

import "cmp"

// Sparse start (Applegate and Cook 1993). Nearly all edges of a heaviest
// matching are among the heaviest few at one of their ends. So the engine
// starts with those alone, and pricing brings in what turns out to be missing.

// picks holds the heaviest few edges of each vertex, while edges stream by.
type picks struct {
	most  int
	count []int32
	least []int64 // the weight of the last pick of a full list, else zero
	list  []arc   // most for each vertex, the preferred first
}

func newPicks(n, most int) *picks {
	return &picks{most: most, count: make([]int32, n), least: make([]int64, n), list: make([]arc, n*most)}
}

func (p *picks) of(v int32) []arc {
	at := int(v) * p.most
	return p.list[at : at+int(p.count[v])]
}

// offer considers an arc of v.
func (p *picks) offer(v int32, a arc) {
	if a.w2 < p.least[v] {
		return
	}
	at := int(v) * p.most
	list := p.list[at : at+p.most]
	i := int(p.count[v])
	if i == p.most {
		if preferred(v, a, list[i-1]) >= 0 {
			return
		}
		i--
	} else {
		p.count[v]++
	}
	for i > 0 && preferred(v, a, list[i-1]) < 0 {
		list[i] = list[i-1]
		i--
	}
	list[i] = a
	if int(p.count[v]) == p.most {
		p.least[v] = list[p.most-1].w2
	}
}

// preferred orders the arcs of v: the heavier first, then the one to the vertex
// nearer in number, then to the lower number. Were it always the lowest, and
// all weights equal, everybody would pick the same few.
func preferred(v int32, a, b arc) int {
	if a.w2 != b.w2 {
		return cmp.Compare(b.w2, a.w2)
	}
	if c := cmp.Compare(max(a.to-v, v-a.to), max(b.to-v, v-b.to)); c != 0 {
		return c
	}
	return cmp.Compare(a.to, b.to)
}

// pick gives each vertex the arcs of the edges that the sparse start has.
func pick(n int, edges []Edge) [][]arc {
	p := newPicks(n, 12)
	for _, e := range edges {
		if e.Weight > 0 {
			p.offer(e.U, arc{2 * e.Weight, e.V})
			p.offer(e.V, arc{2 * e.Weight, e.U})
		}
	}
	return p.graph()
}

// graph gives each vertex the arcs of all edges that either end picked, those
// that it picked itself first.
func (p *picks) graph() [][]arc {
	n := len(p.count)
	size := make([]int32, n)
	total := 0
	// mutual reports whether the other end of the arc a of v picked it too.
	mutual := func(v int32, a arc) bool {
		if preferred(a.to, arc{a.w2, v}, p.list[int(a.to)*p.most+int(p.count[a.to])-1]) > 0 {
			return false
		}
		for _, b := range p.of(a.to) {
			if b.to == v {
				return true
			}
		}
		return false
	}
	var oneSided []int32 // for each one-sided pick its place in the list
	for v := range int32(n) {
		size[v] += p.count[v]
		total += int(p.count[v])
		for i, a := range p.of(v) {
			if !mutual(v, a) {
				oneSided = append(oneSided, v*int32(p.most)+int32(i))
				size[a.to]++
				total++
			}
		}
	}
	adj := allot(size, total)
	for v := range int32(n) {
		adj[v] = append(adj[v], p.of(v)...)
	}
	for _, i := range oneSided {
		a := p.list[i]
		adj[a.to] = append(adj[a.to], arc{a.w2, i / int32(p.most)})
	}
	return adj
}
