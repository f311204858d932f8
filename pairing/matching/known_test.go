package matching

import (
	"cmp"
	"flag"
	"fmt"
	"math/bits"
	"slices"
	"testing"
	"time"
)

var known = flag.Int("known", 10_001, "people of the largest circle that TestOptimaOfAllPairs solves")

// optima are those of circles whose people newKnown invents, over all pairs.
// Other programs found them, and for some every pair was looked at to confirm it.
var optima = []struct {
	n       int
	seed    uint64
	optimum int64
	duos    int
}{
	{1_000, 1, 363616035, 500},
	{1_001, 1, 364249448, 500},
	{2_000, 1, 747134967, 1_000},
	{10_000, 1, 3961875459, 5_000},
	{10_001, 1, 3959833142, 5_000},
	{20_000, 1, 8066333905, 10_000},
	{20_000, 2, 8006553955, 10_000},
	{20_000, 3, 8021987672, 10_000},
	{20_000, 4, 8046735763, 10_000},
	{50_000, 1, 20581957020, 25_000},
	{50_001, 1, 20580697197, 25_000},
	{100_000, 1, 41715125876, 50_000},
	{200_000, 1, 84365992713, 100_000},
}

// TestOptimaOfAllPairs has more to do, and takes minutes to invent what it
// solves, with -known 200000.
func TestOptimaOfAllPairs(t *testing.T) {
	for _, want := range optima {
		if want.n > *known || testing.Short() && want.n > 2_000 {
			continue
		}
		t.Run(fmt.Sprintf("%d-%d", want.n, want.seed), func(t *testing.T) {
			c := newKnown(want.n, want.seed)
			began, busy := time.Now(), processorTime(t)
			r, err := MaxImplicit(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%.2f s by the clock, %.2f s of computing", time.Since(began).Seconds(), (processorTime(t) - busy).Seconds())
			duos := 0
			for v, m := range r.Mate {
				if int(m) > v {
					duos++
				}
			}
			if r.Weight != want.optimum || duos != want.duos || r.Gap != 0 {
				t.Errorf("weight %d with %d duos, gap %d; want %d with %d", r.Weight, duos, r.Gap, want.optimum, want.duos)
			}
			if want.n > 2_000 {
				return
			}
			if err := VerifyImplicit(c, r); err != nil {
				t.Error(err)
			}
			if r := solve(t, want.n, c.edges()); r.Weight != want.optimum {
				t.Errorf("with its edges listed: weight %d, want %d", r.Weight, want.optimum)
			}
		})
	}
}

// knownCircle is a circle with other weights: nobody is out of reach, and what two
// who have met weigh grows with the weeks that have passed since.
type knownCircle struct {
	*circle
	past [][]encounter // of each, the latest with anybody first
}

type encounter struct {
	with int32
	ago  int32 // weeks
}

// knownWeeks is how many weeks knownCircle remembers.
const knownWeeks = 52

// dice is the generator SplitMix64, which other programs have as well.
type dice uint64

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a number from 0 to n-1.
func (d *dice) below(n int) int {
	high, _ := bits.Mul64(d.next(), uint64(n))
	return int(high)
}

// bell is near 0, a thousand being the usual distance from it.
func (d *dice) bell() int {
	sum := -6000
	for range 12 {
		sum += d.below(1001)
	}
	return sum
}

// newKnown invents n people, in towns the largest of which are as large as the
// first is to its rank, and whom they met each week: mostly neighbours.
func newKnown(n int, seed uint64) knownCircle {
	d := dice(seed*0x9e3779b97f4a7c15 + 0x1234567)
	c := knownCircle{&circle{people: make([]person, n)}, make([][]encounter, n)}
	towns := 3
	for towns*towns*40 < n {
		towns++
	}
	type quarter struct{ x, y, spread int }
	quarters := make([][]quarter, towns)
	upTo := make([]int, towns) // the shares of the towns, added up
	share := 0
	for k := range quarters {
		x, y := d.below(800_000), d.below(800_000)
		for range 3 + d.below(12) {
			qx, qy := x+d.bell()*8, y+d.bell()*8
			quarters[k] = append(quarters[k], quarter{qx, qy, 400 + d.below(1800)})
		}
		share += 1_000_000 / (k + 1)
		upTo[k] = share
	}
	for i := range c.people {
		k, _ := slices.BinarySearch(upTo, d.below(share)+1)
		q := quarters[k][d.below(len(quarters[k]))]
		p := &c.people[i]
		p.x = int32(q.x + d.bell()*q.spread/1000)
		p.y = int32(q.y + d.bell()*q.spread/1000)
		p.field = uint8(min(d.below(fields), d.below(fields)))
		for p.days == 0 {
			p.days = uint8(d.next() & 31)
		}
		p.hosts = d.below(100) < 35
	}
	row, key := make([]int32, n), make([]int, n)
	for ago := range int32(knownWeeks) {
		for i := range row {
			row[i] = int32(i)
			key[i] = int(c.people[i].x)*4 + int(c.people[i].y) + d.bell()*4
		}
		slices.SortFunc(row, func(a, b int32) int { return cmp.Or(cmp.Compare(key[a], key[b]), cmp.Compare(a, b)) })
		for i := 1; i < n; i += 2 {
			c.note(row[i-1], row[i], ago+1)
			c.note(row[i], row[i-1], ago+1)
		}
	}
	c.arrange()
	return c
}

// note takes down whom u met, unless they met again since.
func (c knownCircle) note(u, v, ago int32) {
	if c.since(u, v) == 0 {
		c.past[u] = append(c.past[u], encounter{v, ago})
	}
}

// since is how many weeks ago two met last; 0 if they never did.
func (c knownCircle) since(u, v int32) int64 {
	for _, e := range c.past[u] {
		if e.with == v {
			return int64(e.ago)
		}
	}
	return 0
}

func (c knownCircle) Weight(u, v int32, over int64) int64 {
	a, b := &c.people[u], &c.people[v]
	w := knownScore(a.days&b.days, a.field == b.field, a.hosts || b.hosts, distance(abs(a.x-b.x), abs(a.y-b.y)))
	if w == 0 {
		return 0
	}
	mixed := (uint64(min(u, v))*0x9e3779b1 + uint64(max(u, v))*0x85ebca77) * 0xc2b2ae3d27d4eb4f
	if w += int64(mixed >> 40 % 1000); w <= over {
		return w
	}
	switch ago := c.since(u, v); {
	case ago == 0:
		return w
	case ago <= 4:
		return 0
	default:
		return w - novelty + novelty*ago/(knownWeeks+1)
	}
}

func (c knownCircle) Bound(u, group int32, _ int64) int64 {
	a, b := &c.people[u], &c.blocks[group]
	dx, dy := max(b.x0-a.x, a.x-b.x1, 0), max(b.y0-a.y, a.y-b.y1, 0)
	w := knownScore(a.days&b.days, b.fields>>a.field&1 == 1, a.hosts || b.hosts, distance(dx, dy))
	if w == 0 {
		return RuledOut
	}
	return w + 999
}

func knownScore(days uint8, sameField, hosts bool, d int64) int64 {
	if days == 0 {
		return 0
	}
	w := novelty + int64(bits.OnesCount8(days))*10_000 + 300_000*2_000/(2_000+d)
	if sameField {
		w += 150_000
	}
	if hosts {
		w += 50_000
	}
	return w
}

// edges lists all pairs of positive weight.
func (c knownCircle) edges() []Edge {
	var all []Edge
	for u := range int32(len(c.people)) {
		for v := range u {
			if w := c.Weight(u, v, 0); w > 0 {
				all = append(all, Edge{v, u, w})
			}
		}
	}
	return all
}
