package matching

import "cmp"

// Sparse start (Applegate and Cook 1993). Nearly all edges of a heaviest
// matching are among the heaviest few at one of their ends. So of a dense graph
// the engine gets those alone to start with, and pricing brings in what turns
// out to be missing.

// picked is how many edges each vertex picks.
const picked = 12

// heaviest returns the edges that are among the heaviest few at either end. It
// goes through all edges twice, and needs no list of the edges of a vertex.
func heaviest(n int, edges []Edge) []Edge {
	p := picks{count: make([]int32, n), least: make([]int64, n), list: make([]pick, n*picked)}
	for _, e := range edges {
		if e.Weight > 0 {
			p.offer(e.U, pick{e.Weight, e.V})
			p.offer(e.V, pick{e.Weight, e.U})
		}
	}
	var few []Edge
	for _, e := range edges {
		if e.Weight < p.least[e.U] && e.Weight < p.least[e.V] {
			continue
		}
		if e.Weight > 0 && (p.has(e.U, pick{e.Weight, e.V}) || p.has(e.V, pick{e.Weight, e.U})) {
			few = append(few, e)
		}
	}
	return few
}

// picks holds the heaviest few edges of each vertex, while edges stream by.
type picks struct {
	count []int32
	least []int64 // the weight of the last pick of a full list, else zero
	list  []pick  // picked for each vertex, the preferred first
}

type pick struct {
	weight int64
	to     int32
}

// offer considers an edge of v.
func (p *picks) offer(v int32, a pick) {
	if a.weight < p.least[v] {
		return
	}
	list := p.list[int(v)*picked : int(v+1)*picked]
	i := int(p.count[v])
	if i == picked {
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
	if p.count[v] == picked {
		p.least[v] = list[picked-1].weight
	}
}

// has reports whether v picked the edge.
func (p *picks) has(v int32, a pick) bool {
	return a.weight > p.least[v] || a.weight == p.least[v] && preferred(v, a, p.list[int(v+1)*picked-1]) <= 0
}

// preferred orders the edges of v: the heavier first, then the one to the vertex
// nearer in number, then to the lower number. Were it always the lowest, and
// all weights equal, everybody would pick the same few.
func preferred(v int32, a, b pick) int {
	if a.weight != b.weight {
		return cmp.Compare(b.weight, a.weight)
	}
	if c := cmp.Compare(max(a.to-v, v-a.to), max(b.to-v, v-b.to)); c != 0 {
		return c
	}
	return cmp.Compare(a.to, b.to)
}
