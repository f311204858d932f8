package matching

import (
	"slices"
	"testing"
)

// FuzzImplicit reads an implicit graph from bytes, solves it, perhaps after an
// interruption and from a start, changes it a few times, and checks every result
// over all pairs.
func FuzzImplicit(f *testing.F) {
	f.Add([]byte{9, 0, 1})
	f.Add([]byte{13, 0x7e, 2, 5, 4, 3, 2, 1, 0, 200, 100, 50})
	f.Add([]byte{241, 0xff, 3})
	f.Add([]byte("groups within groups, and a few friends who are more than they seem"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d := &drawing{data: data}
		n := int(d.byte() % 15)
		if data := d.byte(); data >= 240 {
			n = 20 + 5*int(data%16)
		}
		g := d.graph(n)
		edges := g.edges()
		var opts []Option
		if d.byte()%4 == 0 {
			start := make([]int64, n)
			for v := range start {
				start[v] = d.weight() * g.times
			}
			opts = append(opts, StartFrom(start))
		}
		s, err := NewImplicitSolver(g.asked(), opts...)
		if err != nil {
			t.Fatal(err)
		}
		if d.byte()%4 == 0 {
			interrupt(t, s, n, edges, int(d.byte()))
		}
		r := settle(t, s, n, edges)
		if err := VerifyImplicit(g, r); err != nil {
			t.Fatal(err)
		}
		atBest(t, n, edges, r)
		for range d.byte() % 4 {
			if n < 2 {
				break
			}
			u := int32(d.byte()) % int32(n)
			if d.byte()%2 == 0 {
				if err := s.Withdraw(u); err != nil {
					t.Fatal(err)
				}
				g.gone[u] = true
				edges = slices.DeleteFunc(edges, func(e Edge) bool { return e.U == u || e.V == u })
			} else {
				v := (u + 1 + int32(d.byte())%int32(n-1)) % int32(n)
				e := Edge{u, v, (d.weight() + 32) * g.times}
				if err := s.AddEdges([]Edge{e}); err != nil {
					t.Fatal(err)
				}
				if !g.gone[u] && !g.gone[v] {
					edges = append(edges, e)
				}
			}
			atBest(t, n, edges, settle(t, s, n, edges))
		}
	})
}

// atBest compares small graphs with brute force. Of others settle has seen the proof.
func atBest(t *testing.T, n int, edges []Edge, r *Result) {
	t.Helper()
	if n > 14 {
		return
	}
	if want := brute(n, edges); r.Weight != want {
		t.Fatalf("weight %d, want %d", r.Weight, want)
	}
}

// interrupt solves for a short while, and checks what is said of the rest.
func interrupt(t *testing.T, s *Solver, n int, edges []Edge, after int) {
	t.Helper()
	r, err := s.Solve(patient(after))
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(n, edges, r); err != nil {
		t.Fatal(err)
	}
	if best := solve(t, n, edges).Weight; r.Weight > best || r.Weight+r.Gap < best {
		t.Fatalf("interrupted: weight %d, gap %d, but the best is %d", r.Weight, r.Gap, best)
	}
}

// drawing draws numbers from bytes, and by lot when they are used up.
type drawing struct {
	data []byte
	lot  dice
}

func (d *drawing) byte() byte {
	if len(d.data) == 0 {
		return byte(d.lot.next())
	}
	b := d.data[0]
	d.data = d.data[1:]
	d.lot = d.lot*31 + dice(b)
	return b
}

// weight is small, and seldom negative.
func (d *drawing) weight() int64 { return int64(d.byte())/2 - 16 }

// graph draws what is arranged in one or two ways, with bounds that are true and
// may be too high.
func (d *drawing) graph(n int) *drawn {
	g := &drawn{n: n, times: []int64{1, 1, 17, MaxWeight / 512}[d.byte()%4], gone: make([]bool, n)}
	few, exceptions := d.byte()%4 == 0, d.byte()%3 == 0
	g.spread = int64(d.byte() % 64)
	g.scans, g.vague = d.byte()%2 == 0, d.byte()%2 == 0
	g.share = make([]int64, n)
	if d.byte()%2 == 0 {
		for v := range g.share {
			g.share[v] = d.weight() % 16 * g.times
		}
	}
	g.pairs, g.friends = make([][]pair, n), make([][]int32, n)
	roots := 1 + int(d.byte()%2)
	for u := range g.pairs {
		g.pairs[u] = make([]pair, n)
		for v := range u {
			w := d.weight()
			if few {
				w %= 3
			}
			p := pair{weight: w*g.times + g.share[u] + g.share[v], where: d.lot.next() & 3}
			if w <= 0 {
				p.weight = w
			}
			if p.where == 0 || roots == 1 {
				p.where = 3
			}
			if exceptions && d.lot.next()%8 == 0 {
				p.where = 0
				g.friends[u], g.friends[v] = append(g.friends[u], int32(v)), append(g.friends[v], int32(u))
			}
			g.pairs[u][v], g.pairs[v][u] = p, p
		}
	}
	g.groups.Roots = roots
	for range roots {
		g.groups.All = append(g.groups.All, Group{First: int32(len(g.groups.Order)), Last: int32(len(g.groups.Order) + n)})
		at := len(g.groups.Order)
		for v := range n {
			g.groups.Order = append(g.groups.Order, int32(v))
			swap := at + int(d.byte())%(v+1)
			g.groups.Order[at+v], g.groups.Order[swap] = g.groups.Order[swap], g.groups.Order[at+v]
		}
	}
	g.divide(d)
	return g
}

// drawn is an implicit graph that knows the weight of each pair.
type drawn struct {
	n       int
	times   int64
	share   []int64
	pairs   [][]pair
	friends [][]int32
	groups  Groups
	spread  int64 // by how much a bound may be too high, in times
	vague   bool  // answers that nobody is interested in are not true
	scans   bool
	gone    []bool
}

type pair struct {
	weight int64
	where  uint64 // a bit for each arrangement whose bounds cover it
}

// divide divides groups into parts, of which some are empty.
func (g *drawn) divide(d *drawing) {
	for i := 0; i < len(g.groups.All) && len(g.groups.All) < 4*g.n+4; i++ {
		of := g.groups.All[i]
		size := of.Last - of.First
		if size <= 1+int32(d.byte()%8) {
			continue
		}
		cuts := []int32{of.First, of.Last}
		for range d.byte() % 4 {
			cuts = append(cuts, of.First+int32(d.byte())%(size+1))
		}
		slices.Sort(cuts)
		g.groups.All[i].Within, g.groups.All[i].Parts = int32(len(g.groups.All)), int32(len(cuts)-1)
		for k := range cuts[1:] {
			g.groups.All = append(g.groups.All, Group{First: cuts[k], Last: cuts[k+1]})
		}
	}
}

func (g *drawn) edges() []Edge {
	var all []Edge
	for u := range g.pairs {
		for v := range u {
			all = append(all, Edge{int32(u), int32(v), g.pairs[u][v].weight})
		}
	}
	return all
}

func (g *drawn) Groups() Groups { return g.groups }

// less is any number up to over in place of one that nobody is interested in.
func (g *drawn) less(x, over int64) int64 {
	if x > over || !g.vague {
		return x
	}
	return over - int64(hash(int32(x), int32(over))%3)*g.times
}

func (g *drawn) Weight(u, v int32, over int64) int64 { return g.less(g.pairs[u][v].weight, over) }

func (g *drawn) Share(v int32) int64 { return g.share[v] }

func (g *drawn) Exceptions(u int32) []int32 { return g.friends[u] }

func (g *drawn) Bound(u, group int32, over int64) int64 {
	most := int64(RuledOut)
	for _, v := range g.members(group) {
		if p := g.pairs[u][v]; u != v && p.weight > 0 && g.covers(p, group) {
			most = max(most, p.weight-g.share[v])
		}
	}
	if most == RuledOut && (g.spread == 0 || g.vague) {
		return RuledOut
	}
	if most == RuledOut {
		most = 0
	}
	if g.spread > 0 {
		most += int64(hash(u, group)) % g.spread * g.times
	}
	return g.less(most, over)
}

func (g *drawn) members(group int32) []int32 {
	return g.groups.Order[g.groups.All[group].First:g.groups.All[group].Last]
}

// covers reports whether the arrangement that a group belongs to covers a pair.
func (g *drawn) covers(p pair, group int32) bool {
	root := 0
	if g.n > 0 && int(g.groups.All[group].First) >= g.n {
		root = 1
	}
	return p.where>>root&1 == 1
}

// asked is the graph, as one that scans groups if that was drawn.
func (g *drawn) asked() Implicit {
	if g.scans {
		return drawnScanner{g}
	}
	return g
}

type drawnScanner struct{ *drawn }

func (g drawnScanner) Scan(places []int32, u, group int32, over []int64) []int32 {
	kept, who := places[:0], g.members(group)
	for k, place := range places {
		v := who[place]
		p := g.pairs[u][v]
		if p.weight > 0 && p.weight-g.share[v] > over[k] && g.covers(p, group) || g.vague && hash(u, v)%4 == 0 {
			kept = append(kept, place)
		}
	}
	return kept
}
