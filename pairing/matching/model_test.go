package matching

import (
	"cmp"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// circle is an implicit graph like those that pairing has: people who live in
// towns, work in fields, are free on some days, may host, may work remotely,
// and remember whom they met.
type circle struct {
	people []person
	met    []map[int32]int // of each whom, and how many weeks ago
	groups Groups
	blocks []block
}

type person struct {
	x, y   int32 // metres
	field  uint8
	days   uint8
	hosts  bool
	remote bool
}

// block is what all people of a group have in common.
type block struct {
	x0, x1, y0, y1 int32
	fields         uint16
	days           uint8
	hosts, remote  bool
}

const (
	fields  = 12
	leaf    = 12
	novelty = 400_000
	reach   = 80_000
)

func newCircle(n int, seed uint64) *circle {
	r := rand.New(rand.NewPCG(seed, 3))
	c := &circle{people: make([]person, n), met: make([]map[int32]int, n)}
	type place struct{ x, y, spread float64 }
	var places []place
	for range 3 + n/2000 {
		x, y := r.Float64()*8e5, r.Float64()*8e5
		for range 1 + r.IntN(8) {
			places = append(places, place{x + r.NormFloat64()*6e3, y + r.NormFloat64()*6e3, 400 + r.Float64()*1500})
		}
	}
	for i := range c.people {
		p := places[min(r.IntN(len(places)), r.IntN(len(places)))]
		c.people[i] = person{
			x:      int32(p.x + r.NormFloat64()*p.spread),
			y:      int32(p.y + r.NormFloat64()*p.spread),
			field:  uint8(min(r.IntN(fields), r.IntN(fields))),
			days:   uint8(1 + r.IntN(31)),
			hosts:  r.IntN(3) == 0,
			remote: r.IntN(4) == 0,
		}
	}
	c.arrange()
	return c
}

// meet notes last week's duos, and that all earlier ones are a week older.
func (c *circle) meet(mate []int32) {
	for v, m := range mate {
		for u := range c.met[v] {
			c.met[v][u]++
		}
		if m >= 0 {
			if c.met[v] == nil {
				c.met[v] = map[int32]int{}
			}
			c.met[v][m] = 1
		}
	}
}

func (c *circle) Groups() Groups { return c.groups }

func (c *circle) Weight(u, v int32, over int64) int64 {
	a, b := &c.people[u], &c.people[v]
	w := score(bits.OnesCount8(a.days&b.days), a.field == b.field, a.hosts || b.hosts, a.remote && b.remote, distance(abs(a.x-b.x), abs(a.y-b.y)))
	if w == 0 {
		return 0
	}
	if w += int64(hash(min(u, v), max(u, v)) % 1000); w <= over {
		return w
	}
	if ago, ok := c.met[u][v]; ok {
		if ago <= 4 {
			return 0
		}
		w -= novelty / int64(ago)
	}
	return w
}

func (c *circle) Share(int32) int64 { return 0 }

func (c *circle) Bound(u, group int32, _ int64) int64 {
	a, b := &c.people[u], &c.blocks[group]
	dx := max(b.x0-a.x, a.x-b.x1, 0)
	dy := max(b.y0-a.y, a.y-b.y1, 0)
	w := score(bits.OnesCount8(a.days&b.days), b.fields>>a.field&1 == 1, a.hosts || b.hosts, a.remote && b.remote, distance(dx, dy))
	if w == 0 {
		return RuledOut
	}
	return w + 999
}

func score(days int, sameField, hosts, remote bool, d int64) int64 {
	if days == 0 || d > reach && !remote {
		return 0
	}
	w := novelty + int64(days)*10_000
	if d > reach {
		return w + 20_000
	}
	w += 300_000 * 2_000 / (2_000 + d)
	if sameField {
		w += 150_000
	}
	if hosts {
		w += 50_000
	}
	return w
}

// distance is that of an octagonal norm: monotone in both, and all integers.
func distance(dx, dy int32) int64 {
	return int64(max(dx, dy)) + int64(min(dx, dy))*3/8
}

func abs(x int32) int32 { return max(x, -x) }

func hash(u, v int32) uint32 {
	h := (uint64(u)*0x9e3779b97f4a7c15 ^ uint64(v)) * 0xbf58476d1ce4e5b9
	return uint32(h >> 33)
}

// arrange divides the people by place, then by field, then by place again.
func (c *circle) arrange() {
	order := make([]int32, len(c.people))
	for i := range order {
		order[i] = int32(i)
	}
	c.groups = Groups{Order: order, All: []Group{{0, int32(len(order)), 0, 0}}}
	for i := 0; i < len(c.groups.All); i++ {
		g := c.groups.All[i]
		members := order[g.First:g.Last]
		c.blocks = append(c.blocks, c.enclose(members))
		if len(members) <= leaf {
			continue
		}
		b := c.blocks[i]
		oneField := b.fields&(b.fields-1) == 0
		var cuts []int32
		if len(members) > 20*leaf || oneField {
			if b.x1-b.x0 > b.y1-b.y0 {
				c.sort(members, func(p *person) int32 { return p.x })
			} else {
				c.sort(members, func(p *person) int32 { return p.y })
			}
			cuts = []int32{g.First + int32(len(members)/2)}
		} else {
			c.sort(members, func(p *person) int32 { return int32(p.field) })
			for j := 1; j < len(members); j++ {
				if c.people[members[j]].field != c.people[members[j-1]].field {
					cuts = append(cuts, g.First+int32(j))
				}
			}
		}
		at := g.First
		c.groups.All[i].Within, c.groups.All[i].Parts = int32(len(c.groups.All)), int32(len(cuts)+1)
		for _, cut := range append(cuts, g.Last) {
			c.groups.All = append(c.groups.All, Group{at, cut, 0, 0})
			at = cut
		}
	}
}

func (c *circle) sort(members []int32, key func(*person) int32) {
	slices.SortFunc(members, func(a, b int32) int {
		if by := cmp.Compare(key(&c.people[a]), key(&c.people[b])); by != 0 {
			return by
		}
		return cmp.Compare(a, b)
	})
}

func (c *circle) enclose(members []int32) block {
	b := block{x0: 1 << 30, x1: -1 << 30, y0: 1 << 30, y1: -1 << 30}
	for _, v := range members {
		p := &c.people[v]
		b.x0, b.x1 = min(b.x0, p.x), max(b.x1, p.x)
		b.y0, b.y1 = min(b.y0, p.y), max(b.y1, p.y)
		b.fields |= 1 << p.field
		b.days |= p.days
		b.hosts = b.hosts || p.hosts
		b.remote = b.remote || p.remote
	}
	return b
}

// edges lists all pairs of positive weight.
func (c *circle) edges() []Edge {
	var all []Edge
	for u := range int32(len(c.people)) {
		for v := range u {
			if w := c.Weight(u, v, 0); w > 0 {
				all = append(all, Edge{u, v, w})
			}
		}
	}
	return all
}
